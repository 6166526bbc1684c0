"""Accept-Encoding in, the coding to write in out; and what writes it, chunk by chunk."""

import sys
import zlib
from functools import lru_cache
from typing import Final, Protocol

from api.formats.weights import weights

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY: Final = "identity"
OFFERED: Final = ("zstd", "gzip")
"""In the order of our liking: zstd takes a fraction of gzip's time for much the same size."""

_GZIP_LEVEL: Final = 6
_GZIP_WINDOW: Final = 31  # the largest window, with gzip's own header
_ZSTD_LEVEL: Final = 3
_ALIASES: Final = {"x-gzip": "gzip"}


class Encoder(Protocol):
    """Compresses one body."""

    def encode(self, chunk: bytes, *, is_last: bool) -> bytes:
        """Compress a piece so that the client can read it before the next one comes."""


class Gzip:
    """RFC 1952."""

    def __init__(self) -> None:
        """Begin a body."""
        self._stream = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW)

    def encode(self, chunk: bytes, *, is_last: bool) -> bytes:
        """Compress a piece, and all of it."""
        mode = zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH
        return self._stream.compress(chunk) + self._stream.flush(mode)


class Zstd:
    """RFC 8878, with a window of 2 MiB, well under the 8 MiB that every client must have."""

    def __init__(self) -> None:
        """Begin a body."""
        self._stream = zstd.ZstdCompressor(level=_ZSTD_LEVEL)

    def encode(self, chunk: bytes, *, is_last: bool) -> bytes:
        """Compress a piece, and all of it."""
        stream = self._stream
        return stream.compress(chunk, stream.FLUSH_FRAME if is_last else stream.FLUSH_BLOCK)


def encoder(coding: str) -> Encoder:
    """Make what writes a coding of OFFERED."""
    return Zstd() if coding == "zstd" else Gzip()


@lru_cache(maxsize=512)
def choose_coding(accept_encoding: str | None) -> tuple[str, bool]:
    """Choose the coding that a client likes best, and say whether plain bytes would do too.

    Args:
        accept_encoding: the header, if any; without one nothing is compressed.

    Returns:
        One of OFFERED, or IDENTITY; and whether IDENTITY is acceptable. `(IDENTITY, False)` means
        that nothing offered is.
    """
    elements = [
        (_ALIASES.get(name, name), weight) for name, weight in weights(accept_encoding or "")
    ]
    said = dict(reversed(elements))  # of a name that is repeated, the first counts
    rest = said.get("*")
    best = max(OFFERED, key=lambda one: said.get(one, rest or 0))
    weight = said.get(best, rest or 0)
    plain = said.get(IDENTITY, rest)
    if weight > 0 and weight >= said.get(IDENTITY, 0):
        return best, plain is None or plain > 0
    return IDENTITY, plain is None or plain > 0
