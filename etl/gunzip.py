"""What unpacks gzip: ISA-L, in a third of zlib's time, or zlib where that is the safer choice.

That is where there is no build of ISA-L, and for headers with more in them than the name of a file:
where such a header arrives in two pieces ISA-L takes a good file for a damaged one.
"""

from __future__ import annotations

import zlib
from typing import Any, Final


def _quick() -> Any:  # noqa: ANN401 - a module, or None
    try:
        from isal import isal_zlib  # noqa: PLC0415 - not there on every machine
    except ImportError:
        return None
    return isal_zlib


HEADER_BYTES: Final = 10
"""Of a header without the parts that need not be there."""
_DEFLATED: Final = b"\x08"
_USUAL_FLAGS: Final = (b"\x00", b"\x08")  # nothing else, or the name
_WINDOW: Final = 16 + zlib.MAX_WBITS  # header, CRC and length of each member are checked

_QUICK: Any = _quick()
ERRORS: Final[tuple[type[Exception], ...]] = (
    (zlib.error,) if _QUICK is None else (zlib.error, _QUICK.error)
)
"""What a member that is damaged raises."""


def member(packed: bytes) -> Any:  # noqa: ANN401 - zlib's object or ISA-L's, of no common type
    """Begin to unpack one member: an object like `zlib.decompressobj` gives.

    Args:
        packed: the first bytes of the member, at least `HEADER_BYTES` if it has so many.
    """
    is_usual = packed[2:3] == _DEFLATED and packed[3:4] in _USUAL_FLAGS
    return (_QUICK if _QUICK and is_usual else zlib).decompressobj(_WINDOW)
