"""Compression of answers by zstd or gzip; streams stay streams.

Litestar's own would do for neither: it passes over the weights of Accept-Encoding, and sits behind
the router, where the cache could keep no compressed answer.
"""

import asyncio
import re
import sys
import zlib
from typing import Final

from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from api.negotiation import IDENTITY, negotiated

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MINIMUM_BYTES: Final = 1000
"""Below, a body fits into one packet anyway."""

_THREAD_BYTES: Final = 64 * 1024
_GZIP_LEVEL: Final = 6
_GZIP_WINDOW: Final = 31  # the largest window, with gzip's own header
_ZSTD_LEVEL: Final = 3  # with a window of 2 MiB, well under the 8 MiB that every client must have
_TEXT: Final = re.compile(
    rb"text/|image/svg\+xml|application/(?:[\w.-]+\+)?(?:json|x-ndjson|javascript|xml)\b"
)
_WITHOUT_BODY: Final = {204, 304}


class Encoder:
    """Compresses one body, each piece so that the client can read it before the next one comes."""

    def __init__(self, coding: str) -> None:
        """Begin a body.

        Args:
            coding: `zstd` or `gzip`.
        """
        if coding == "zstd":
            stream = zstd.ZstdCompressor(level=_ZSTD_LEVEL)
            self._compress, self._flush = stream.compress, stream.flush
            self._modes = stream.FLUSH_BLOCK, stream.FLUSH_FRAME
        else:
            plain = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW)
            self._compress, self._flush = plain.compress, plain.flush
            self._modes = zlib.Z_SYNC_FLUSH, zlib.Z_FINISH

    def encode(self, piece: bytes, *, is_last: bool) -> bytes:
        """Compress a piece, and all of it."""
        return self._compress(piece) + self._flush(self._modes[is_last])


def is_text(content_type: bytes) -> bool:
    """Tell what compression makes smaller."""
    return _TEXT.match(content_type) is not None


def compressed(app: ASGIApp) -> ASGIApp:
    """Compress what an application writes, as Accept-Encoding asks."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        coding = IDENTITY if scope["type"] != "http" else negotiated(scope).coding
        if coding == IDENTITY:
            await app(scope, receive, send)
            return
        start: HTTPResponseStartEvent | None = None
        encoder: Encoder | None = None

        async def send_on(message: Message) -> None:
            nonlocal start, encoder
            if message["type"] == "http.response.start" and _is_worth_it(message):
                start, encoder = message, Encoder(coding)  # the length is not known yet
                return
            if message["type"] == "http.response.body" and encoder is not None:
                is_last = not message["more_body"]
                body = message["body"]
                if len(body) > _THREAD_BYTES:  # the loop answers others meanwhile
                    body = await asyncio.to_thread(encoder.encode, body, is_last=is_last)
                else:
                    body = encoder.encode(body, is_last=is_last)
                message["body"] = body
                if start is not None:
                    first, start = start, None
                    headers = dict(first["headers"])
                    headers[b"content-encoding"] = coding.encode()
                    if b"content-length" in headers:
                        headers[b"content-length"] = b"%d" % len(body)
                    first["headers"] = list(headers.items())
                    await send(first)
            await send(message)

        await app(scope, receive, send_on)

    return wrapped


def _is_worth_it(start: HTTPResponseStartEvent) -> bool:
    headers = dict(start["headers"])
    return (
        start["status"] not in _WITHOUT_BODY
        and b"content-encoding" not in headers
        and int(headers.get(b"content-length", MINIMUM_BYTES)) >= MINIMUM_BYTES
        and is_text(headers.get(b"content-type", b""))
    )
