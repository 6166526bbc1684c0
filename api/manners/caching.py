"""Requests in; answers that were given before out, before anything is routed or asked."""

import asyncio
import re
import time
from copy import copy
from dataclasses import dataclass
from typing import Final

from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send
from sqlalchemy.ext.asyncio import AsyncEngine

from api.manners.etags import matches
from api.manners.headers import is_http
from api.manners.keys import Wanted, wanted
from api.manners.store import Kept, Key, Store
from db.watching import LEASE_SECONDS, Watch

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_TAG: Final = re.compile(rb'W/"(\d+)-[0-9a-f]+"')
_CHANGED: Final = frozenset({b"content-type", b"content-length", b"content-encoding"})
"""Headers of an answer that its 304 does not have."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Flight:
    """A request under way, and when it began: its answer tells nothing of what came later."""

    began: float
    answer: asyncio.Future[Kept | None]


class Cache:
    """The answers of one process, and the requests under way that will give some."""

    def __init__(self, engine: AsyncEngine, *, max_bytes: int) -> None:
        """Begin empty."""
        self.store = Store(max_bytes=max_bytes)
        self.watch = Watch(engine, on_change=self.clear)
        self._flights: dict[Key, Flight] = {}

    def clear(self) -> None:
        """Let go of everything that may be from other data; requests under way are not joined."""
        self.store.clear()
        self._flights.clear()

    async def find(self, request: Wanted) -> Kept | None:
        """Find an answer that is surely from the data published now; waits for one under way."""
        kept = self._right(self.store.get(request.key))
        if kept is None and self.store.get(request.key) is not None:
            await self.watch.confirm()
            kept = self._right(self.store.get(request.key))
        if kept is not None:
            self.store.counts.hits += 1
            return kept
        flight = self._flights.get(request.key)
        if flight is not None and time.monotonic() - flight.began < LEASE_SECONDS:
            kept = await asyncio.shield(flight.answer)
            if kept is not None:
                self.store.counts.joined += 1
                return kept
        self.store.counts.misses += 1
        return None

    def take_off(self, key: Key) -> Flight:
        """Promise an answer to those who ask the same meanwhile."""
        answer: asyncio.Future[Kept | None] = asyncio.get_running_loop().create_future()
        flight = self._flights[key] = Flight(began=time.monotonic(), answer=answer)
        return flight

    def land(self, key: Key, flight: Flight, kept: Kept | None) -> None:
        """Give the answer, if it is one to keep, to those who wait, and to those to come."""
        if flight.answer.done():
            return
        flight.answer.set_result(kept)
        is_known = self._flights.get(key) is flight  # nothing was let go since it began
        if is_known:
            del self._flights[key]
        if kept is not None:
            if is_known:
                self.watch.saw(kept.data_version, since=flight.began)
            if kept.data_version == self.watch.version:
                self.store.put(key, kept)

    def _right(self, kept: Kept | None) -> Kept | None:
        if kept is None or not self.watch.is_fresh() or kept.data_version != self.watch.version:
            return None
        return kept


def remembered(app: ASGIApp, cache: Cache) -> ASGIApp:
    """Wrap an application so that what it answered once is answered again at once.

    Kept are whole answers with status 200 to GET that carry a data version in their ETag: neither
    errors nor streams nor what belongs to nobody's data. Each is given only while its data are
    those published, and only to requests that would get the very same bytes.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if not is_http(scope) or scope["method"] not in {"GET", "HEAD"}:
            await app(scope, receive, send)
            return
        request = wanted(scope)
        if request is None:
            await app(scope, receive, send)
            return
        kept = await cache.find(request)
        if kept is not None:
            await _give(kept, request, scope, send)
        elif scope["method"] == "HEAD":  # it has no body to keep
            await app(scope, receive, send)
        else:
            await _ask(app, cache, request.key, (scope, receive, send))

    return wrapped


async def _ask(app: ASGIApp, cache: Cache, key: Key, asgi: tuple[Scope, Receive, Send]) -> None:
    """Let the application answer, and remember what it says."""
    scope, receive, send = asgi
    flight = cache.take_off(key)
    start: HTTPResponseStartEvent | None = None

    async def send_on(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = copy(message)  # the layers outside add to it what is this request's own
            start["headers"] = tuple(message["headers"])
        elif message["type"] == "http.response.body" and start is not None:
            is_whole = not message["more_body"]
            cache.land(key, flight, _kept(start, message["body"]) if is_whole else None)
            start = None  # of a stream the first piece decides
        await send(message)

    try:
        await app(scope, receive, send_on)
    finally:
        cache.land(key, flight, None)


async def _give(kept: Kept, request: Wanted, scope: HTTPScope, send: Send) -> None:
    is_unchanged = request.known is not None and matches(request.known, kept.tag)
    headers = kept.raw_headers()
    if is_unchanged:
        headers = [one for one in headers if one[0].lower() not in _CHANGED]
    await send(
        {
            "type": "http.response.start",
            "status": _NOT_MODIFIED if is_unchanged else _OK,
            "headers": headers,
        }
    )
    body = b"" if is_unchanged or scope["method"] == "HEAD" else kept.body
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _kept(start: HTTPResponseStartEvent, body: bytes) -> Kept | None:
    """Make what is kept of an answer; None where it is not one to keep."""
    if start["status"] != _OK:
        return None
    named = {name.lower(): value for name, value in start["headers"]}
    tag = _TAG.fullmatch(named.get(b"etag", b""))
    if tag is None or b"set-cookie" in named or b"no-store" in named.get(b"cache-control", b""):
        return None
    return Kept(
        data_version=int(tag[1]),
        tag=tag[0].decode(),
        headers=tuple(part for header in start["headers"] for part in header),
        body=body,
    )
