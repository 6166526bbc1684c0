"""Which sites' pages may read the answers: the operator's list in, CORS headers out."""

from collections.abc import Sequence
from typing import Final

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.manners.headers import RawHeaders, asked_header, empty_body, headers_of, is_http, vary

ANY: Final = "*"
EXPOSED: Final = "ETag, Link, Retry-After, X-Request-ID, X-Total-Count"
_PREFLIGHT: Final = (
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS, POST"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match, X-Request-ID"),
    ("Access-Control-Max-Age", "86400"),
)
_PREFLIGHT_VARY: Final = ("Access-Control-Request-Method", "Access-Control-Request-Headers")


def shared_with(app: ASGIApp, *, origins: Sequence[str]) -> ASGIApp:
    """Wrap an application so that pages of these origins may read it; without credentials.

    Args:
        app: the application.
        origins: `https://example.org`, as browsers write them; `*` is everyone; empty is nobody.
    """
    if not origins:
        return app

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if not is_http(scope):
            await app(scope, receive, send)
            return
        origin = asked_header(scope, "origin")
        wants = asked_header(scope, "access-control-request-method")
        if scope["method"] == "OPTIONS" and origin is not None and wants is not None:
            headers = RawHeaders()
            if _allow(headers, origin, origins):
                for name, value in _PREFLIGHT:
                    headers.put(name, value)
            vary(headers, _PREFLIGHT_VARY)
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send(empty_body())
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = headers_of(message)
                if _allow(headers, origin, origins):
                    headers.put("Access-Control-Expose-Headers", EXPOSED)
            await send(message)

        await app(scope, receive, send_on)

    return wrapped


def _allow(headers: RawHeaders, origin: str | None, origins: Sequence[str]) -> bool:
    """Say whether this origin may read; the answer is another for others, and says so."""
    if ANY in origins:
        headers.put("Access-Control-Allow-Origin", ANY)
        return True
    vary(headers, ("Origin",))
    if origin is None or origin.lower() not in origins:
        return False
    headers.put("Access-Control-Allow-Origin", origin)
    return True
