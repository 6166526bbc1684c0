"""Headers of an ASGI message, read and changed in place."""

from collections.abc import Iterable
from typing import TypeGuard

from litestar.enums import ScopeType
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, HTTPScope, Scope


class RawHeaders:
    """A list of headers as bytes, by their names in any case; each name counts once.

    Every answer passes several layers: what is looked up in each is indexed, not searched.
    """

    __slots__ = ("_places", "raw")

    def __init__(self, raw: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """Work on the list itself; on a copy of anything else."""
        self.raw = raw if isinstance(raw, list) else list(raw)
        self._places = {name.lower(): place for place, (name, _) in enumerate(self.raw)}

    def __contains__(self, name: str) -> bool:
        """Ask whether there is such a header."""
        return _key(name) in self._places

    def __getitem__(self, name: str) -> str:
        """Read a header that is there."""
        return self.raw[self._places[_key(name)]][1].decode("latin-1")

    def __setitem__(self, name: str, value: str) -> None:
        """Write a header, in the place of the one of that name."""
        key = _key(name)
        place = self._places.setdefault(key, len(self.raw))
        self.raw[place : place + 1] = [(key, value.encode("latin-1"))]

    def get(self, name: str, default: str = "") -> str:
        """Read a header."""
        place = self._places.get(_key(name))
        return default if place is None else self.raw[place][1].decode("latin-1")

    def setdefault(self, name: str, value: str) -> None:
        """Write a header unless it is there."""
        if name not in self:
            self[name] = value

    def drop(self, *names: str) -> None:
        """Leave headers out."""
        keys = {_key(name) for name in names}
        self.raw[:] = [one for one in self.raw if one[0].lower() not in keys]
        self._places = {name.lower(): place for place, (name, _) in enumerate(self.raw)}


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
    found = RawHeaders(start["headers"])
    start["headers"] = found.raw
    return found


def vary(headers: RawHeaders, names: Iterable[str]) -> None:
    """Add to the header Vary what it does not name yet."""
    known = [one.strip() for one in headers.get("vary").split(",") if one.strip()]
    folded = {one.lower() for one in known}
    added = [one for one in names if one.lower() not in folded]
    if added:
        headers["Vary"] = ", ".join([*known, *added])


def _key(name: str) -> bytes:
    return name.lower().encode("latin-1")
