"""A finished body and its headers in; a response that sends them as they are, out."""

from collections.abc import Mapping
from typing import Any

from litestar import MediaType, Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from api.manners.headers import RawHeaders


class Whole(Response[bytes]):
    """An answer that Postgres wrote: there is nothing to serialise, and no cookie to set."""

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:  # noqa: ANN401 - Litestar's own
        """Send it without what Litestar does for answers that it must write itself."""
        return _Sent(self)


def whole(body: bytes, headers: Mapping[str, str]) -> Whole:
    """Answer 200 with a body; it is JSON where the headers do not say otherwise."""
    return Whole(body, headers=dict(headers), media_type=MediaType.JSON)


class _Sent(ASGIResponse):
    """Writes two messages."""

    def __init__(self, response: Whole) -> None:
        """Leave Litestar's own preparations out."""
        self._response = response

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Send the headers, then the body."""
        response = self._response
        body = response.content
        headers = RawHeaders([(b"content-type", b"application/json")])
        for name, value in response.headers.items():
            headers.put(name, value)
        headers.put("Content-Length", str(len(body)))
        status = response.status_code or 200
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
