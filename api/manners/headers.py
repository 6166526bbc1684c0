"""Headers of an ASGI message, read and changed in place."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeGuard

from litestar.enums import ScopeType
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, HTTPScope, Scope


class RawHeaders(list[tuple[bytes, bytes]]):
    """Headers as ASGI has them, found by their names in any case; each name counts once.

    Every answer passes several layers: the index that one of them made serves the next.
    """

    __slots__ = ("_places",)

    def __init__(self, raw: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """Copy a list, in which all changes are then made by names."""
        super().__init__(raw)
        self._places = {name.lower(): place for place, (name, _) in enumerate(self)}

    def has(self, name: str) -> bool:
        """Ask whether there is such a header."""
        return _key(name) in self._places

    def get(self, name: str, default: str = "") -> str:
        """Read a header."""
        place = self._places.get(_key(name))
        return default if place is None else self[place][1].decode("latin-1")

    def put(self, name: str, value: str) -> None:
        """Write a header, in the place of the one of that name."""
        key = _key(name)
        header = key, value.encode("latin-1")
        place = self._places.setdefault(key, len(self))
        if place < len(self):
            self[place] = header
        else:
            self.append(header)

    def put_default(self, name: str, value: str) -> None:
        """Write a header unless it is there."""
        if not self.has(name):
            self.put(name, value)

    def drop(self, *names: str) -> None:
        """Leave headers out."""
        keys = {_key(name) for name in names}
        self[:] = [one for one in self if one[0].lower() not in keys]
        self._places = {name.lower(): place for place, (name, _) in enumerate(self)}


def is_http(scope: Scope) -> TypeGuard[HTTPScope]:
    """Tell a request from a websocket."""
    return scope["type"] == ScopeType.HTTP


def asked_header(scope: Scope, name: str) -> str | None:
    """Read a header of the request; several of a name are one list."""
    key = _key(name)
    values = [value.decode("latin-1") for one, value in scope["headers"] if one == key]
    return ", ".join(values) if values else None


def empty_body() -> HTTPResponseBodyEvent:
    """End an answer."""
    return {"type": "http.response.body", "body": b"", "more_body": False}


def headers_of(start: HTTPResponseStartEvent) -> RawHeaders:
    """Open the headers of an answer that begins."""
    found = start["headers"]
    if not isinstance(found, RawHeaders):
        start["headers"] = found = RawHeaders(found)
    return found


def vary(headers: RawHeaders, names: Iterable[str]) -> None:
    """Add to the header Vary what it does not name yet."""
    headers.put("Vary", _varied(headers.get("vary"), tuple(names)))


@lru_cache(maxsize=256)
def _varied(text: str, names: tuple[str, ...]) -> str:
    known = [one.strip() for one in text.split(",") if one.strip()]
    folded = {one.lower() for one in known}
    return ", ".join([*known, *(one for one in names if one.lower() not in folded)])


@lru_cache(maxsize=256)
def _key(name: str) -> bytes:
    return name.lower().encode("latin-1")
