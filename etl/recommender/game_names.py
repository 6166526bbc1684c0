"""Words of game names, title stems, and numbers of sequels."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from etl.recommender.libraries import Integers

_NUMERALS: Final = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi"
ROMAN: Final = {numeral: number for number, numeral in enumerate(_NUMERALS.split(), 1)}
CARDINALS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
LARGEST_NUMBER: Final = 99  # beyond it a year or a part of the name, not the number of a sequel
_SMALL_WORDS: Final = "a an and at by for from in is it my of on or the to with your"
_STOP_WORDS: Final = frozenset(f"{_NUMERALS} {_SMALL_WORDS}".split())

_EDITIONS: Final = """
    anniversary collectors complete cut definitive deluxe digital directors edition enhanced
    extended game gold goty hd limited mac multiplayer of original osx platinum player premium redux
    remaster remastered single singleplayer special standard the ultimate version year
"""
_INSTALMENTS: Final = """
    anthology beta bundle chapter classic collection demo director dlc ep episode expansion final
    full legacy ost pack part remake season soundtrack starter super test trial update upgrade vol
    volume
"""
_PARTS: Final = "client legendary linux mp multi new sp zombies"
SERIES_ENDINGS: Final = frozenset(f"{_EDITIONS} {_INSTALMENTS}".split())
"""Words that a name may end with without being another series."""
VARIANT_ENDINGS: Final = frozenset(f"{_EDITIONS} {_PARTS}".split())
"""Words that an edition of a game, or a part with an id of its own, adds to the game's name."""
NO_VARIANT: Final = frozenset({("anniversary",), ("zombies",), ("of",), ("the",), ("new",)})
"""Endings of such words that make another game all the same."""

_TRIALS: Final = """
    alpha balance beta build campaign client closed dedicated demo development editor endless
    experimental kit level mod obsolete open playtest preview ptr public sdk server servers
    spell staging system tech technical test testing tool tools trial tutorial unstable
"""
TRIALS: Final = frozenset(_TRIALS.split())
"""Words that a trial version or a tool of a game adds to the game's name."""
_SURE_TRIALS: Final = "beta demo obsolete playtest ptr sdk testing tutorial unstable"
SURE_TRIALS: Final = frozenset(_SURE_TRIALS.split())
"""Those that are enough where the store sells no such game."""
SERVERS: Final = frozenset({("dedicated", "server"), ("test", "server"), ("test", "servers")})
"""Last two words of what is no game, whoever sells it."""
_EXTRAS: Final = "artbook demo dlc ost soundtrack wallpaper wallpapers"
EXTRAS: Final = frozenset(_EXTRAS.split())
"""Last words of what comes with a game and is none."""

_SUBTITLE: Final = re.compile(r"\s*(?::|\s[-\u2013\u2014~|]+\s|[-\u2013\u2014]\s).*$", re.DOTALL)
_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_BRACKETS_WITHOUT_NUMBERS: Final = re.compile(r"\([^)\d]*\)|\[[^\]\d]*\]")
_APOSTROPHES: Final = re.compile(r"['`\u00b4\u2018\u2019]")
_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"\d+(?:st|nd|rd|th)?")
_MARKS: Final = str.maketrans("", "", "®™©")


def name_words(name: str | None) -> tuple[str, ...]:
    """Split a name into its words, in lower case, without marks and accents.

    What is in brackets is left out, unless a number is in it or the name is nothing else.
    """
    text = _fold_text(name)
    return tuple(_split_words(_BRACKETS_WITHOUT_NUMBERS.sub(" ", text)) or _split_words(text))


def title_content_words(words: Iterable[str]) -> frozenset[str]:
    """Choose those of a name's words that say something: no numbers and no stop words."""
    return frozenset(word for word in words if not (word.isdigit() or word in _STOP_WORDS))


def strip_title_ending(words: tuple[str, ...], ending: frozenset[str]) -> tuple[str, ...]:
    """Take words of `ending` from the end; the first word always stays."""
    kept = len(words)
    while kept > 1 and words[kept - 1] in ending:
        kept -= 1
    return words[:kept]


def name_stem(name: str | None) -> str:
    """Give the part of a name that a series has in common; empty without a name.

    Lower case, without marks and accents; what is in brackets and any subtitle (after ":" or a
    dash between spaces) goes, punctuation becomes spaces, and from the end go numbers, Roman
    numerals and the words of editions. A name that is nothing else keeps its words: "2048".
    """
    title = _fold_title(name)
    words = _split_words(_SUBTITLE.sub("", title))
    kept = list(words)
    while kept and (_parse_number_word(kept[-1]) is not None or kept[-1] in SERIES_ENDINGS):
        kept.pop()
    return " ".join(kept or words or _split_words(title))


def sequel_number(name: str | None) -> int | None:
    """Give the number of a sequel, the last of the words before any subtitle; None without one."""
    words = _split_words(_SUBTITLE.sub("", _fold_title(name)))
    while words and words[-1] in SERIES_ENDINGS:
        words.pop()
    number = _parse_number_word(words[-1]) if len(words) > 1 else None
    return number if number is not None and number <= LARGEST_NUMBER else None


def number_name_stems(stems: Sequence[str]) -> Integers:
    """Give each stem a number, in the order of the alphabet; -1 for an empty one."""
    _, numbers = np.unique(np.array(["", *stems], dtype=np.str_), return_inverse=True)
    found: Integers = numbers[1:].astype(np.int64) - 1
    return found


def _fold_text(name: str | None) -> str:
    """Fold case, accents and marks."""
    text = (name or "").translate(_MARKS).casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in text if not unicodedata.combining(character))


def _fold_title(name: str | None) -> str:
    """Fold a name and drop its brackets."""
    text = _fold_text(name)
    return _BRACKETS.sub(" ", text).strip() or text


def _split_words(text: str) -> list[str]:
    return _WORD.findall(_APOSTROPHES.sub("", text))


def _parse_number_word(word: str) -> int | None:
    if _NUMBER.fullmatch(word):
        return int(word.rstrip("stndrh"))
    return ROMAN.get(word) or CARDINALS.get(word)
