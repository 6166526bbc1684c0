"""Headers of an ASGI message, read and changed in place."""

from collections.abc import Iterable
from typing import TypeGuard

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, HTTPScope, Scope


def is_http(scope: Scope) -> TypeGuard[HTTPScope]:
    """Tell a request from a websocket."""
    return scope["type"] == ScopeType.HTTP


def asked_header(scope: Scope, name: str) -> str | None:
    """Read a header of the request; several of a name are one list."""
    wanted = name.lower().encode()
    values = [value.decode("latin-1") for one, value in scope["headers"] if one == wanted]
    return ", ".join(values) if values else None


def empty_body() -> HTTPResponseBodyEvent:
    """End an answer."""
    return {"type": "http.response.body", "body": b"", "more_body": False}


def headers_of(start: HTTPResponseStartEvent) -> MutableScopeHeaders:
    """Open the headers of an answer that begins."""
    return MutableScopeHeaders.from_message(start)


def vary(headers: MutableScopeHeaders, names: Iterable[str]) -> None:
    """Add to the header Vary what it does not name yet."""
    known = [one.strip() for one in headers.get("vary", "").split(",") if one.strip()]
    folded = {one.lower() for one in known}
    added = [one for one in names if one.lower() not in folded]
    if added:
        headers["Vary"] = ", ".join([*known, *added])
