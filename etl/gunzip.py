"""What unpacks gzip: ISA-L, in a third of zlib's time, or zlib where there is no build of it."""

from __future__ import annotations

import zlib
from typing import Any, Final


def _quick() -> Any:  # noqa: ANN401 - a module, or None
    try:
        from isal import isal_zlib  # noqa: PLC0415 - not there on every machine
    except ImportError:
        return None
    return isal_zlib


_WINDOW: Final = 16 + zlib.MAX_WBITS  # header, CRC and length of each member are checked

_QUICK: Any = _quick()
ERRORS: Final[tuple[type[Exception], ...]] = (
    (zlib.error,) if _QUICK is None else (zlib.error, _QUICK.error)
)
"""What a member that is damaged raises."""


def member() -> Any:  # noqa: ANN401 - zlib's object or ISA-L's, which have no type in common
    """Begin to unpack one member: an object like `zlib.decompressobj` gives."""
    return (_QUICK or zlib).decompressobj(_WINDOW)
