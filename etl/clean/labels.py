"""Genres, tags, specs and studios: lists of short texts, each kept once for a game."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from db.names import name_key
from etl.clean.errors import Unreadable, shorten
from etl.clean.text import Name, is_absent, to_name, to_text, unescape_text

LABELS_MAX: Final = 32_767
"""What the position column holds; the longest real list has some twenty."""

_CREDIT_CHARACTERS: Final = (
    5_000  # bounds the passes of unescape_text; the longest real one has 191
)
_REMEMBERED_CHARACTERS: Final = 100
_STUDIO_COMMA: Final = re.compile(r",(?!\s)")


class Labels(NamedTuple):
    """The labels of a field, and how many of its entries are not there, or not whole."""

    names: list[str]
    unreadable_count: int = 0
    cut_count: int = 0


def labels(value: object) -> Labels:
    """Read a list of labels.

    Each is unescaped, trimmed and cut at the limit of names, blank ones are dropped, and of those
    with the same `name_key` the first spelling stays. None and NaN are an empty list.

    Raises:
        Unreadable: not a list.
        Reject: a text that cannot be stored.
    """
    if is_absent(value):
        return Labels([])
    if not isinstance(value, list):
        raise Unreadable(f"{shorten(value)} should be a list of texts")
    return _each_once(value)


def studios(value: object) -> Labels:
    """Read `developer` or `publisher`.

    Raises:
        Unreadable: not text.
        Reject: a text that cannot be stored.
    """
    text = to_text(value) or ""
    found = _each_once(split_studios(text[:_CREDIT_CHARACTERS]))
    if len(text) <= _CREDIT_CHARACTERS:
        return found
    return found._replace(cut_count=found.cut_count + 1)


def split_studios(text: str) -> list[str]:
    """Split a credit into studios, trimmed, blank ones dropped.

    Contract: split "at a comma that no space follows ("Gearbox Software,Aspyr (Mac & Linux)" is
    two; "CAPCOM CO., LTD." is one)". Entities are unescaped before the split.
    """
    parts = _STUDIO_COMMA.split(unescape_text(text))
    return [name for part in parts if (name := part.strip())]


def _each_once(values: Iterable[object]) -> Labels:
    kept: dict[str, str] = {}
    unreadable = cut = 0
    for value in values:
        try:
            if isinstance(value, str) and len(value) <= _REMEMBERED_CHARACTERS:
                name, key = _remembered(value)
            else:
                name, key = _name_and_key(value)
        except Unreadable:
            unreadable += 1
            continue
        cut += name.is_cut
        if name.text is not None and (len(kept) < LABELS_MAX or key in kept):
            kept.setdefault(key, name.text)
        elif name.text is not None:
            unreadable += 1
    return Labels(list(kept.values()), unreadable, cut)


def _name_and_key(value: object) -> tuple[Name, str]:
    name = to_name(value)
    return name, name_key(name.text or "")


@lru_cache(maxsize=8192)  # 440,000 labels are of some hundred names
def _remembered(text: str) -> tuple[Name, str]:
    return _name_and_key(text)
