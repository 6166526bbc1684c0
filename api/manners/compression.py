"""Bodies in, smaller ones out where the client can read them; streams stay streams."""

import asyncio
import re
from typing import Any, Final

from litestar import Request
from litestar.types import (
    ASGIApp,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    Message,
    Receive,
    Scope,
    Send,
)

from api.manners.codings import IDENTITY, OFFERED, Encoder, choose_coding, encoder
from api.manners.headers import asked_header, headers_of, is_http, vary
from api.problems import Problem

MINIMUM_BYTES: Final = 1000
"""Below, a body fits into one packet anyway."""

_THREAD_BYTES: Final = 64 * 1024
_TEXT: Final = re.compile(
    r"text/|image/svg\+xml|application/(?:[\w.-]+\+)?(?:json|x-ndjson|javascript|xml)\b"
)
_WITHOUT_BODY: Final = {204, 304}
_NOT_MODIFIED: Final = 304


def compressed(app: ASGIApp) -> ASGIApp:
    """Wrap an application so that what it writes is compressed, as Accept-Encoding asks.

    A request that excludes every coding, and the plain bytes too, is answered 406.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if not is_http(scope):
            await app(scope, receive, send)
            return
        coding, may_be_plain = choose_coding(asked_header(scope, "accept-encoding"))
        if coding == IDENTITY and not may_be_plain:
            await _refuse(scope, receive, send)
            return
        answer = _Answer(send, coding, may_be_plain=may_be_plain)
        await app(scope, receive, answer.send_on)

    return wrapped


class _Answer:
    """One answer on its way out; its start waits for the first piece of its body."""

    def __init__(self, send: Send, coding: str, *, may_be_plain: bool) -> None:
        self._send = send
        self._coding = coding
        self._may_be_plain = may_be_plain
        self._start: HTTPResponseStartEvent | None = None
        self._encoder: Encoder | None = None

    async def send_on(self, message: Message) -> None:
        """Take the place of the server's `send`."""
        if message["type"] == "http.response.start":
            self._start = message
            self._encoder = self._choose(message)
        elif message["type"] == "http.response.body":
            await self._send_piece(message)
        else:
            await self._send(message)

    def _choose(self, start: HTTPResponseStartEvent) -> Encoder | None:
        """Decide from the headers, for HEAD has no body; None leaves the answer as it is."""
        headers = headers_of(start)
        is_text = _TEXT.match(headers.get("content-type")) is not None
        if is_text or start["status"] == _NOT_MODIFIED:
            vary(headers, ("Accept-Encoding",))
        if start["status"] in _WITHOUT_BODY or headers.has("content-encoding"):
            return None
        is_small = int(headers.get("content-length", str(MINIMUM_BYTES))) < MINIMUM_BYTES
        if self._coding == IDENTITY or (self._may_be_plain and (is_small or not is_text)):
            return None
        headers.put("Content-Encoding", self._coding)
        return encoder(self._coding)

    async def _send_piece(self, message: HTTPResponseBodyEvent) -> None:
        is_last = not message["more_body"]
        if self._encoder is not None:
            body = message["body"]
            if len(body) > _THREAD_BYTES:  # the loop answers others meanwhile
                body = await asyncio.to_thread(self._encoder.encode, body, is_last=is_last)
            else:
                body = self._encoder.encode(body, is_last=is_last)
            message["body"] = body
        if self._start is not None:
            start, self._start = self._start, None
            headers = headers_of(start)
            if self._encoder is not None and headers.has("content-length"):
                headers.put("Content-Length", str(len(message["body"])))
            await self._send(start)
        await self._send(message)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer in plain bytes all the same: there is no other way to say it."""
    offered = ", ".join((*OFFERED, IDENTITY))
    problem = Problem(
        "not-acceptable",
        f"The header Accept-Encoding excludes {offered}; at least one should be acceptable.",
        allowed=offered,
        headers={"Cache-Control": "no-store", "Vary": "Accept-Encoding"},
    )
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    response = problem.to_response(request).to_asgi_response(app=None, request=request)
    await response(scope, receive, send)
