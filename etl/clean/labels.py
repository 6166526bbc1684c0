"""Genres, tags, specs and studios: lists of short texts, each kept once for a game."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from etl.clean.errors import Unreadable, shorten
from etl.clean.text import is_absent, to_name, to_text, unescape_text

LABELS_MAX: Final = 32_767
"""What the position column holds; the longest real list has some twenty."""

_CREDIT_CHARACTERS: Final = (
    5_000  # bounds the passes of unescape_text; the longest real one has 191
)
_REMEMBERED_CHARACTERS: Final = 100
_STUDIO_COMMA: Final = re.compile(r",(?!\s)")


def labels(value: object) -> tuple[list[str], int]:
    """Read a list of labels; also count the entries that cannot be read.

    Each is unescaped and trimmed, blank ones are dropped, and of those equal ignoring case the
    first spelling stays. None and NaN are an empty list.

    Raises:
        Unreadable: not a list.
        Reject: a text that cannot be stored.
    """
    if is_absent(value):
        return [], 0
    if not isinstance(value, list):
        raise Unreadable(f"{shorten(value)} should be a list of texts")
    return _each_once(value)


def studios(value: object) -> tuple[list[str], int]:
    """Read `developer` or `publisher`; also count the names that cannot be read.

    Raises:
        Unreadable: not text.
        Reject: a text that cannot be stored.
    """
    text = to_text(value)
    if text is not None and len(text) > _CREDIT_CHARACTERS:
        raise Unreadable(f"{shorten(text)} has more than {_CREDIT_CHARACTERS} characters")
    return _each_once(split_studios(text)) if text else ([], 0)


def split_studios(text: str) -> list[str]:
    """Split a credit into studios, trimmed, blank ones dropped.

    Contract: split "at a comma that no space follows ("Gearbox Software,Aspyr (Mac & Linux)" is
    two; "CAPCOM CO., LTD." is one)". Entities are unescaped before the split.
    """
    parts = _STUDIO_COMMA.split(unescape_text(text))
    return [name for part in parts if (name := part.strip())]


def _each_once(values: Iterable[object]) -> tuple[list[str], int]:
    kept: dict[str, str] = {}
    unreadable = 0
    for value in values:
        try:
            if isinstance(value, str) and len(value) <= _REMEMBERED_CHARACTERS:
                name, key = _remembered(value)
            else:
                name, key = _name_and_key(value)
        except Unreadable:
            unreadable += 1
            continue
        if name is not None and (len(kept) < LABELS_MAX or key in kept):
            kept.setdefault(key, name)
        elif name is not None:
            unreadable += 1
    return list(kept.values()), unreadable


def _name_and_key(value: object) -> tuple[str | None, str]:
    name = to_name(value)
    return name, (name or "").lower()


@lru_cache(maxsize=8192)  # 440,000 labels are of some hundred names
def _remembered(text: str) -> tuple[str | None, str]:
    return _name_and_key(text)
