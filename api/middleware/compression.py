"""Compression of answers by zstd or gzip; streams stay streams.

Litestar's own would do for neither: it passes over the weights of Accept-Encoding, and sits behind
the router, where the cache could keep no compressed answer.
"""

import asyncio
import re
import sys
import zlib
from collections.abc import Callable
from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from api.negotiation import IDENTITY, request_negotiation

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
_TEXT_TYPES: Final = re.compile(
    rb"text/|image/svg\+xml|application/(?:[\w.-]+\+)?(?:json|x-ndjson|javascript|xml)\b"
)
_STATUSES_WITHOUT_BODY: Final = {204, 304}


def new_compressor(coding: str) -> Callable[[bytes, bool], bytes]:
    """Make what compresses one body, each piece so that a client can read it before the next.

    Args:
        coding: `zstd` or `gzip`.

    Returns:
        A function of a piece, and of whether it is the last.
    """
    if coding == "zstd":
        frame = zstd.ZstdCompressor(level=_ZSTD_LEVEL)
        return lambda piece, is_last: frame.compress(
            piece, frame.FLUSH_FRAME if is_last else frame.FLUSH_BLOCK
        )
    stream = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW)
    return lambda piece, is_last: (
        stream.compress(piece) + stream.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)
    )


def is_compressible_type(content_type: bytes) -> bool:
    """Tell what compression makes smaller."""
    return _TEXT_TYPES.match(content_type) is not None


def with_compression(app: ASGIApp) -> ASGIApp:
    """Compress what an application writes, as Accept-Encoding asks."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        coding = IDENTITY if scope["type"] != ScopeType.HTTP else request_negotiation(scope).coding
        if coding == IDENTITY:
            await app(scope, receive, send)
            return
        start: HTTPResponseStartEvent | None = None
        encode: Callable[[bytes, bool], bytes] | None = None

        async def send_on(message: Message) -> None:
            nonlocal start, encode
            if message["type"] == "http.response.start" and _is_worth_compressing(message):
                start, encode = message, new_compressor(coding)  # the length is not known yet
                return
            if message["type"] == "http.response.body" and encode is not None:
                is_last = not message["more_body"]
                body = message["body"]
                if len(body) > _THREAD_BYTES:  # the loop answers others meanwhile
                    body = await asyncio.to_thread(encode, body, is_last)
                else:
                    body = encode(body, is_last)
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


def _is_worth_compressing(start: HTTPResponseStartEvent) -> bool:
    headers = dict(start["headers"])
    return (
        start["status"] not in _STATUSES_WITHOUT_BODY
        and b"content-encoding" not in headers
        and int(headers.get(b"content-length", MINIMUM_BYTES)) >= MINIMUM_BYTES
        and is_compressible_type(headers.get(b"content-type", b""))
    )
