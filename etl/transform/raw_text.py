"""Pieces of raw files as text that Postgres can store."""

import json
import math
from typing import Final

from etl.clean.errors import shortened_repr
from etl.clean.text import is_absent, require_storable_text

RAW_CHARACTERS: Final = 2_000

_JSON: Final = json.JSONEncoder(ensure_ascii=False, default=str)  # dumps() makes one a call


def storable_excerpt(raw: object) -> str:
    r"""Show a piece as text that Postgres can store, at most 2,000 characters.

    NUL comes out as \x00, undecodable bytes as \x.., lone surrogates as \u.....
    """
    if isinstance(raw, bytes):
        text = raw[: 4 * RAW_CHARACTERS].decode(errors="backslashreplace")
    elif isinstance(raw, str):
        text = raw[:RAW_CHARACTERS]
    elif type(raw) is float and math.isfinite(raw):
        return repr(raw)
    else:
        try:
            text = _JSON.encode(raw)[:RAW_CHARACTERS]
        except (ValueError, TypeError, RecursionError):
            text = shortened_repr(raw)
    text = text.replace("\\u0000", "\\x00") if not isinstance(raw, bytes | str) else text
    storable = text.encode(errors="backslashreplace").decode().replace("\0", "\\x00")
    return storable[:RAW_CHARACTERS]


def optional_raw_text(value: object) -> str | None:
    """Keep a raw value whatever its type; None where nothing is written.

    Raises:
        Reject: the text cannot be stored.
    """
    if is_absent(value):
        return None
    text = require_storable_text(value) if isinstance(value, str) else storable_excerpt(value)
    return text if text.strip() else None
