"""A game's name in; its words, and the words that make it a part or a version of another, out."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS: Final = str.maketrans("", "", "®™©")
_BRACKETS: Final = re.compile(r"\([^)\d]*\)|\[[^\]\d]*\]")
_APOSTROPHES: Final = re.compile(r"['`\u00b4\u2018\u2019]")
_WORD: Final = re.compile(r"[^\W_]+")
_NUMERALS: Final = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi"
_SMALL_WORDS: Final = "a an and at by for from in is it my of on or the to with your"
_SILENT: Final = frozenset(_NUMERALS.split() + _SMALL_WORDS.split())

_TRIALS: Final = """
    alpha balance beta build campaign client closed dedicated demo development editor endless
    experimental kit level mod obsolete open playtest preview ptr public sdk server servers
    spell staging system tech technical test testing tool tools trial tutorial unstable
"""
TRIALS: Final = frozenset(_TRIALS.split())
"""Words that a trial version or a tool of a game adds to the game's name."""
_SURE: Final = "beta demo obsolete playtest ptr sdk testing tutorial unstable"
SURE: Final = frozenset(_SURE.split())
"""Those that are enough where the store sells no such game."""
SERVERS: Final = frozenset({("dedicated", "server"), ("test", "server"), ("test", "servers")})
"""Last two words of what is no game, whoever sells it."""
_EXTRAS: Final = "artbook demo dlc ost soundtrack wallpaper wallpapers"
EXTRAS: Final = frozenset(_EXTRAS.split())
"""Last words of what comes with a game and is none."""
_VERSIONS: Final = """
    collectors complete cut deluxe definitive digital directors edition enhanced extended game goty
    gold hd legendary limited new of original platinum premium redux remaster remastered special
    standard the ultimate version year anniversary
    client linux mac mp multi multiplayer osx player single singleplayer sp zombies
"""
VERSIONS: Final = frozenset(_VERSIONS.split())
"""Words that an edition of a game, or a part with an id of its own, adds to the game's name."""
NO_VERSION: Final = frozenset({("anniversary",), ("zombies",), ("of",), ("the",), ("new",)})
"""Endings of such words that make another game all the same."""


def name_words(name: str | None) -> tuple[str, ...]:
    """Split a name into its words, in lower case, without marks and accents.

    What is in brackets is left out, unless a number is in it or the name is nothing else.
    """
    text = (name or "").translate(_MARKS).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(character for character in text if not unicodedata.combining(character))
    text = _APOSTROPHES.sub("", text)
    return tuple(_WORD.findall(_BRACKETS.sub(" ", text)) or _WORD.findall(text))


def telling_words(words: Iterable[str]) -> frozenset[str]:
    """Choose those of a name's words that say something: no numbers, no articles and the like."""
    return frozenset(word for word in words if not (word.isdigit() or word in _SILENT))


def without_ending(words: tuple[str, ...], ending: frozenset[str]) -> tuple[str, ...]:
    """Take words of `ending` from the end; the first word always stays."""
    kept = len(words)
    while kept > 1 and words[kept - 1] in ending:
        kept -= 1
    return words[:kept]
