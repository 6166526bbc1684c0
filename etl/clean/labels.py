"""Genres, tags, specs and studios: lists of short texts, each kept once for a game."""

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final, NamedTuple

from db.names import name_key
from etl.clean.errors import Unreadable, shortened_repr
from etl.clean.text import is_absent, to_name, to_text, unescape_text

LABELS_MAX: Final = 32_767
"""What the position column holds; the longest real list has some twenty."""

_CREDIT_CHARACTERS: Final = (
    5_000  # bounds the passes of unescape_text; the longest real one has 191
)
_REMEMBERED: Final = 16_384
_REMEMBERED_CHARACTERS: Final = 100
_STUDIO_COMMA: Final = re.compile(r",(?!\s)")


class Labels(NamedTuple):
    """The labels of a field, and how many of its entries are not there, or not whole."""

    names: list[str]
    unreadable_count: int = 0
    cut_count: int = 0


def parse_labels(value: object) -> Labels:
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
        raise Unreadable(f"{shortened_repr(value)} should be a list of texts")
    return _unique_labels(value)


def parse_studios(value: object) -> Labels:
    """Read `developer` or `publisher`.

    Raises:
        Unreadable: not text.
        Reject: a text that cannot be stored.
    """
    text = to_text(value) or ""
    found = _unique_labels(split_studios(text[:_CREDIT_CHARACTERS]))
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


def _unique_labels(values: list[Any]) -> Labels:
    """Keep the first spelling of each; in a usual list all entries are texts, and differ."""
    with suppress(Unreadable, TypeError):
        usual = dict(map(_USUAL.__getitem__, values))
        if len(usual) == len(values) <= LABELS_MAX:
            return Labels(list(usual.values()))
    return _unique_labels_checked(values)


class _Usual(dict[str, tuple[str, str]]):
    """From a short text to its key and its name: 440,000 labels are of some hundred."""

    def __missing__(self, value: object) -> tuple[str, str]:
        if not isinstance(value, str) or len(value) > _REMEMBERED_CHARACTERS:
            raise Unreadable("not a usual label")
        name = to_name(value)
        if name.text is None or name.is_cut:
            raise Unreadable("not a usual label")
        found = name_key(name.text), name.text
        if len(self) < _REMEMBERED:
            self[value] = found
        return found


_USUAL: Final = _Usual()


def _unique_labels_checked(values: Iterable[object]) -> Labels:
    kept: dict[str, str] = {}
    unreadable = cut = 0
    for value in values:
        try:
            name = to_name(value)
        except Unreadable:
            unreadable += 1
            continue
        key = name_key(name.text or "")
        cut += name.is_cut
        if name.text is not None and (len(kept) < LABELS_MAX or key in kept):
            kept.setdefault(key, name.text)
        elif name.text is not None:
            unreadable += 1
    return Labels(list(kept.values()), unreadable, cut)
