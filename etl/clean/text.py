"""Text: what Postgres can store, entities unescaped, ends trimmed (contract, section 2)."""

import html
import math
from typing import Final, NamedTuple

from db.names import NAME_CHARACTERS, name_key
from etl.clean.errors import Reject, Unreadable, shortened_repr

_ESCAPED_CHARACTERS: Final = 5_000  # bounds the passes of unescape_text over a hostile name


class Name(NamedTuple):
    """A name or label; `text` is None where there is none to see."""

    text: str | None
    is_cut: bool


def is_absent(value: object) -> bool:
    """Tell whether a parsed value says nothing: None, or the NaN that pandas writes for it."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def require_storable_text(text: str) -> str:
    """Return the text as it is, if Postgres can store it.

    Raises:
        Reject: `nul_character` or `lone_surrogate`; these reject the smallest record around them.
    """
    if "\0" in text:
        raise Reject("nul_character", f"{shortened_repr(text)} holds a NUL character; no text may")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Reject(
            "lone_surrogate",
            f"{shortened_repr(text)} holds half a surrogate pair "
            f"(\\u{ord(text[error.start]):04x}); both halves should stand together",
        ) from error
    return text


def to_text(value: object) -> str | None:
    """Read a value as text: numbers become their digits, None and NaN stay unknown.

    Raises:
        Unreadable: a boolean, a list or an object.
        Reject: the text cannot be stored, see `require_storable_text`.
    """
    if isinstance(value, str):
        return require_storable_text(value)
    if is_absent(value):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            whole = int(value) if isinstance(value, float) and value.is_integer() else value
            return str(whole)
        except ValueError as error:
            raise Unreadable(f"{shortened_repr(value)} should be text") from error
    raise Unreadable(f"{shortened_repr(value)} should be text")


def unescape_text(text: str) -> str:
    """Unescape HTML entities until nothing changes, then trim.

    Contract: "HTML entities unescaped until nothing changes (`&amp;amp;` occurs), then trimmed".
    """
    while "&" in text:
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = unescaped
    return text.strip()


def to_name(value: object) -> Name:
    """Read a name or label: text, unescaped and trimmed, cut at `NAME_CHARACTERS`.

    What is blank or invisible throughout is unknown.

    Raises:
        Unreadable: not text.
        Reject: the text cannot be stored, see `require_storable_text`.
    """
    text = (to_text(value) or "").strip()
    name = unescape_text(text[:_ESCAPED_CHARACTERS])
    if not name_key(name):
        return Name(None, is_cut=False)
    is_cut = len(text) > _ESCAPED_CHARACTERS or len(name) > NAME_CHARACTERS
    return Name(name[:NAME_CHARACTERS].rstrip(), is_cut)


def to_url(value: object) -> str | None:
    """Read an address: trimmed, blank is unknown; `&` is no entity here, so nothing is unescaped.

    Raises:
        Unreadable: not text.
        Reject: the text cannot be stored, see `require_storable_text`.
    """
    text = to_text(value)
    return (text.strip() or None) if text is not None else None
