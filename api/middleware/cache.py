"""Response cache with single flight.

An answer is one object that Python's garbage collector passes over, of others that cannot be part
of a cycle: tens of thousands of answers, of a dozen objects each, made it stop the process for a
tenth of a second.
"""

import asyncio
import re
import time
from collections import OrderedDict
from copy import copy
from dataclasses import dataclass
from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send
from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncEngine

from api.negotiation import request_negotiation
from db.notify import Mark, Watch, is_live_mark

MOST_BYTES: Final = 4000
"""A request whose address is longer is answered without being kept."""
OVERHEAD_BYTES: Final = 1000
"""What Python keeps beside the bytes of an answer: objects, tuples, a place in the order."""
LARGEST_SHARE: Final = 8
"""An answer larger than this part of the store would push out too many others."""

_OK: Final = 200
_TAG: Final = re.compile(rb'W/"(\d+)\.[0-9a-f]+\.(\d+)(?:\.(\d+))?"')


class CachedResponse(Struct, frozen=True, kw_only=True, gc=False):
    """An answer to GET as it left the inner layers."""

    mark: Mark
    headers: tuple[bytes, ...]
    """Name, value, name, value."""
    body: bytes

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """List the headers as ASGI has them."""
        return list(zip(self.headers[::2], self.headers[1::2], strict=True))

    def size(self, key: bytes) -> int:
        """Estimate the bytes that keeping it takes."""
        return OVERHEAD_BYTES + len(self.body) + sum(map(len, self.headers)) + len(key)


@dataclass(kw_only=True, slots=True)
class CacheCounts:
    """What happened to requests that could have been answered from the cache, since the start."""

    hits: int = 0
    misses: int = 0
    joined: int = 0
    stored: int = 0
    evicted: int = 0
    dropped: int = 0


class Store:
    """The most recently used answers, all of them from the same data and events."""

    def __init__(self, *, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.byte_count = 0
        self.counts = CacheCounts()
        self._responses: OrderedDict[bytes, CachedResponse] = OrderedDict()
        self._live_keys: set[bytes] = set()

    def __len__(self) -> int:
        return len(self._responses)

    def get(self, key: bytes) -> CachedResponse | None:
        """Find an answer; it is then the most recently used one."""
        found = self._responses.get(key)
        if found is None:
            return None
        self._responses.move_to_end(key)
        return found

    def put(self, key: bytes, response: CachedResponse) -> None:
        """Keep an answer, and let the least recently used ones go for it."""
        size = response.size(key)
        if size > self.max_bytes // LARGEST_SHARE:
            return
        if key in self._responses:
            self.byte_count -= self._responses.pop(key).size(key)
        self._responses[key] = response
        if is_live_mark(response.mark):
            self._live_keys.add(key)
        self.byte_count += size
        self.counts.stored += 1
        while self.byte_count > self.max_bytes:
            oldest, freed = self._responses.popitem(last=False)
            self._live_keys.discard(oldest)
            self.byte_count -= freed.size(oldest)
            self.counts.evicted += 1

    def clear(self) -> None:
        """Let all of them go."""
        self.counts.dropped += len(self._responses)
        self._responses.clear()
        self._live_keys.clear()
        self.byte_count = 0

    def clear_live(self) -> None:
        """Let those go that an event may change."""
        self.counts.dropped += len(self._live_keys)
        for key in self._live_keys:
            self.byte_count -= self._responses.pop(key).size(key)
        self._live_keys.clear()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class InFlight:
    """A request under way, and when it began: its answer tells nothing of what came later."""

    began: float
    answer: asyncio.Future[CachedResponse | None]


class Cache:
    """The answers of one process, and the requests under way that will give some."""

    def __init__(self, engine: AsyncEngine, *, max_bytes: int) -> None:
        self.store = Store(max_bytes=max_bytes)
        self.watch = Watch(engine, on_change=self.clear)
        self._in_flight: dict[bytes, InFlight] = {}

    def clear(self, is_live_only: bool = False) -> None:  # noqa: FBT001, FBT002 - see Watch
        """Let go of everything that may be from other data; requests under way are not joined."""
        if is_live_only:  # who joined a request is told by its answer whether it is live
            self.store.clear_live()
            return
        self.store.clear()
        self._in_flight.clear()

    async def find(self, key: bytes) -> CachedResponse | None:
        """Find an answer that is surely from the data published now; waits for one under way."""
        found = self.store.get(key)
        if found is not None and (
            self.watch.is_fresh(found.mark) or await self.watch.confirm(found.mark)
        ):
            self.store.counts.hits += 1
            return found
        flight = self._in_flight.get(key)
        if flight is not None and self.watch.is_recent(flight.began):
            found = await asyncio.shield(flight.answer)
            if found is not None and self.watch.is_recent(flight.began, found.mark):
                self.store.counts.joined += 1
                return found
        self.store.counts.misses += 1
        return None

    def begin(self, key: bytes) -> InFlight:
        """Promise an answer to those who ask the same meanwhile."""
        answer: asyncio.Future[CachedResponse | None] = asyncio.get_running_loop().create_future()
        flight = self._in_flight[key] = InFlight(began=time.monotonic(), answer=answer)
        return flight

    def complete(self, key: bytes, flight: InFlight, response: CachedResponse | None) -> None:
        """Give the answer, if it is one to keep, to those who wait, and to those to come."""
        if flight.answer.done():
            return
        flight.answer.set_result(response)
        is_known = self._in_flight.get(key) is flight  # nothing was let go since it began
        if is_known:
            del self._in_flight[key]
        if response is not None:
            if is_known:
                self.watch.saw(response.mark, since=flight.began)
            if self.watch.is_current(response.mark):
                self.store.put(key, response)


def with_cache(app: ASGIApp, cache: Cache, *, varies_by_origin: bool = False) -> ASGIApp:
    """Wrap an application so that what it answered once is answered again at once.

    Kept are whole answers with status 200 to GET that carry a data version in their ETag: neither
    errors nor streams nor what belongs to nobody's data. Each is given only while its data are
    those published, and only to requests that would get the very same bytes.

    Args:
        app: what answers.
        cache: where answers are kept.
        varies_by_origin: whether an answer depends on the site whose page asks.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        key = None
        if scope["type"] == ScopeType.HTTP and scope["method"] == "GET":
            key = cache_key(scope, varies_by_origin=varies_by_origin)
        if key is None:
            await app(scope, receive, send)
            return
        found = await cache.find(key)
        if found is not None:
            headers = found.raw_headers()
            await send({"type": "http.response.start", "status": _OK, "headers": headers})
            await send({"type": "http.response.body", "body": found.body, "more_body": False})
            return
        flight = cache.begin(key)
        start: HTTPResponseStartEvent | None = None

        async def send_on(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = copy(message)  # the layers outside add to it what is this request's own
            elif message["type"] == "http.response.body" and start is not None:
                is_whole = not message["more_body"]
                response = _cacheable_response(start, message["body"]) if is_whole else None
                cache.complete(key, flight, response)
                start = None  # of a stream the first piece decides
            await send(message)

        try:
            await app(scope, receive, send_on)
        finally:
            cache.complete(key, flight, None)

    return wrapped


def cache_key(scope: HTTPScope, *, varies_by_origin: bool = False) -> bytes | None:
    """Write what an answer depends on beside the data; None where it cannot be kept.

    That is the path as sent, the query as written again, the formats and the coding that the
    headers choose, and, where it is said so, the site whose page asks.
    """
    asked = request_negotiation(scope)
    path = scope.get("raw_path") or scope["path"].encode()
    query = asked.query.encode()
    if asked.fault or not asked.formats or len(path) + len(query) > MOST_BYTES:
        return None
    # only the path, which comes last, can have a blank in it
    origin = asked.origin if varies_by_origin else b""
    parts = (asked.formats, asked.coding.encode(), origin, query, path.partition(b"?")[0])
    return b" ".join(parts)


def _cacheable_response(start: HTTPResponseStartEvent, body: bytes) -> CachedResponse | None:
    """Make what is kept of an answer; None where it is not one to keep."""
    if start["status"] != _OK:
        return None
    named = {name.lower(): value for name, value in start["headers"]}
    tag = _TAG.fullmatch(named.get(b"etag", b""))
    if tag is None or b"set-cookie" in named or b"no-store" in named.get(b"cache-control", b""):
        return None
    return CachedResponse(
        mark=tuple([int(part) for part in tag.groups() if part is not None]),
        headers=tuple(part for header in start["headers"] for part in header),
        body=body,
    )
