"""A game's name in; what it shares with its sequels and editions, and its number, out."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.recommender.libraries import Integers

_EDITIONS: Final = """
    anniversary anthology beta bundle chapter classic collection collectors complete cut definitive
    deluxe demo digital director directors dlc edition enhanced ep episode expansion extended final
    full game gold goty hd legacy limited mac multiplayer of original ost osx pack part platinum
    player premium redux remake remaster remastered season single singleplayer soundtrack special
    standard starter super test the trial ultimate update upgrade version vol volume year
"""
EDITIONS: Final = frozenset(_EDITIONS.split())
"""Words that a name may end with without being another series."""
_NUMERALS: Final = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi"
ROMAN: Final = {numeral: number for number, numeral in enumerate(_NUMERALS.split(), 1)}
WORDS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

_SUBTITLE: Final = re.compile(r"\s*(?::|\s[-\u2013\u2014~|]+\s|[-\u2013\u2014]\s).*$", re.DOTALL)
_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_APOSTROPHES: Final = re.compile(r"['`\u00b4\u2018\u2019]")
_NO_WORD: Final = re.compile(r"[\W_]+")
_NUMBER: Final = re.compile(r"\d+(?:st|nd|rd|th)?")
_MARKS: Final = str.maketrans("", "", "®™©")
LARGEST_NUMBER: Final = 99  # beyond it a year or a part of the name, not the number of a sequel


def title_stem(name: str | None) -> str:
    """Give the part of a name that a series has in common; empty without a name.

    Lower case, without marks and accents; what is in brackets and any subtitle (after ":" or a
    dash between spaces) goes, punctuation becomes spaces, and from the end go numbers, Roman
    numerals and the words of editions. A name that is nothing else keeps its words: "2048".
    """
    words = _words(_SUBTITLE.sub("", _folded(name)))
    kept = list(words)
    while kept and (_number(kept[-1]) is not None or kept[-1] in EDITIONS):
        kept.pop()
    return " ".join(kept or words or _words(_folded(name)))


def numbered(stems: Sequence[str]) -> Integers:
    """Give each stem a number, in the order of the alphabet; -1 for an empty one."""
    _, numbers = np.unique(np.array(["", *stems], dtype=np.str_), return_inverse=True)
    found: Integers = numbers[1:].astype(np.int64) - 1
    return found


def title_number(name: str | None) -> int | None:
    """Give the number of a sequel, the last of the words before any subtitle; None without one."""
    words = _words(_SUBTITLE.sub("", _folded(name)))
    while words and words[-1] in EDITIONS:
        words.pop()
    number = _number(words[-1]) if len(words) > 1 else None
    return number if number is not None and number <= LARGEST_NUMBER else None


def _folded(name: str | None) -> str:
    """Fold case, accents and marks, and drop brackets."""
    text = unicodedata.normalize("NFKD", (name or "").translate(_MARKS)).casefold()
    text = "".join(character for character in text if not unicodedata.combining(character))
    return _BRACKETS.sub(" ", text).strip() or text


def _words(text: str) -> list[str]:
    return _NO_WORD.sub(" ", _APOSTROPHES.sub("", text)).split()


def _number(word: str) -> int | None:
    if _NUMBER.fullmatch(word):
        return int(word.rstrip("stndrh"))
    return ROMAN.get(word) or WORDS.get(word)
