"""A text in, TextBlob's polarity out: the same number, in a third of the time.

TextBlob's tokenizer works on what stands between two blanks, so each such piece is tokenized once
and remembered. Only emoticons and sarcasm, "(!)", may reach over a blank; a text where one does is
tokenized whole. What a word does to the words around it is looked up once for each word too: nearly
all only end what a word before them began. Imports TextBlob's lexicon alone, in 30 ms and 40 MB.
"""

from __future__ import annotations

import importlib.util
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _without_its_init(package: str) -> Iterator[None]:
    """Import modules of a package alone: all of TextBlob takes most of a second and 100 MB."""
    spec = None if package in sys.modules else importlib.util.find_spec(package)
    if spec is None:
        yield
        return
    bare = ModuleType(package)
    bare.__path__ = list(spec.submodule_search_locations or ())
    sys.modules[package] = bare
    try:
        yield
    finally:
        del sys.modules[package]  # whoever imports it gets the whole


with _without_its_init("textblob"):
    from textblob._text import EMOTICONS, PUNCTUATION, RE_EMOTICONS, RE_SARCASM
    from textblob.en import sentiment

_HELD: Final = 65_536
_CHARACTERS: Final = 24  # longer ones hardly repeat
_EMOTICON_CHARACTERS: Final = 5


class _Known(NamedTuple):
    """A word of the lexicon."""

    polarity: float
    intensity: float
    is_modifier: bool
    """It may modify the next word: it is an adverb."""
    is_negation: bool
    is_negatable: bool
    """As a modifier it is itself negated by a negation behind it."""


class _Other(NamedTuple):
    """A word that the lexicon lacks and that still does something."""

    is_negation: bool
    ends_negation: bool
    ends_modifier: bool
    is_exclamation: bool
    polarity: float | None
    """Of an emoticon, or of sarcasm."""


class _Words(dict[str, _Known | _Other | None]):
    """From a word in lower case to what it does; None for one that ends modifier and negation."""

    def __missing__(self, word: str) -> _Known | _Other | None:
        found = _described(word)
        if len(self) < _HELD and len(word) <= _CHARACTERS:
            self[word] = found
        return found


class _Pieces(dict[str, str]):
    """From a piece of text without blanks to its words, with blanks between."""

    def __missing__(self, piece: str) -> str:
        is_word = piece.isascii() and piece.isalnum()
        words = piece if is_word else " ".join(sentiment.tokenizer(piece))
        if len(self) < _HELD and len(piece) <= _CHARACTERS:
            self[piece] = words
        return words


def _described(word: str) -> _Known | _Other | None:
    is_negation = word in sentiment.negations
    if known := dict.get(sentiment, word):
        polarity, _, intensity = known[None]
        return _Known(
            polarity,
            intensity,
            any(map(known.__contains__, sentiment.modifiers)),
            is_negation,
            sentiment.modifier(word),
        )
    ends_negation, ends_modifier = len(word.strip("'")) > 1, len(word) > 2  # noqa: PLR2004 - TextBlob's
    smile = 0.0 if word == "(!)" else _emoticon(word)
    is_plain = not is_negation and word != "!" and smile is None
    if is_plain and ends_negation and ends_modifier:
        return None
    return _Other(is_negation, ends_negation, ends_modifier, word == "!", smile)


def _emoticon(word: str) -> float | None:
    if word.isalpha() or len(word) > _EMOTICON_CHARACTERS or word in PUNCTUATION:
        return None
    for (_, polarity), faces in EMOTICONS.items():
        if word in map(str.lower, faces):
            return float(polarity)
    return None


sentiment.load()
_FACES: Final = frozenset(
    face for faces in EMOTICONS.values() for face in faces if not face.isalnum()
)
_PIECES: Final = _Pieces()
_WORDS: Final = _Words()


def polarity(text: str) -> float:
    """Score a text from -1 to 1, as `TextBlob(text).sentiment.polarity` does."""
    tokens = " ".join(map(_PIECES.__getitem__, text.split()))
    if _reaches_over_a_blank(tokens):
        tokens = " ".join(sentiment.tokenizer(text))
    so_far = _Assessment()
    for word in map(_WORDS.__getitem__, tokens.lower().split()):
        if word is None:
            so_far.modifier, so_far.negation = None, False
        elif isinstance(word, _Known):
            so_far.take(word)
        else:
            so_far.pass_by(word)
    return so_far.mean()


def _reaches_over_a_blank(tokens: str) -> bool:
    """Tell whether TextBlob would join tokens of two pieces to an emoticon, or to sarcasm."""
    if any(" " in found[0] for found in RE_SARCASM.finditer(tokens)):
        return True
    if not RE_EMOTICONS.search(tokens):
        return False
    # One piece's emoticon may hide that it would begin, or end, in the piece beside it.
    apart = " ".join(" ".join(word) if word in _FACES else word for word in tokens.split())
    return bool(
        RE_EMOTICONS.sub(lambda found: found[1].replace(" ", "") + found[2], apart) != tokens
    )


class _Assessment:
    """`Sentiment.assessments` of TextBlob for words without a part of speech, and their mean."""

    __slots__ = ("_count", "_intensity", "_is_negated", "_score", "_total", "modifier", "negation")

    def __init__(self) -> None:
        self.modifier: _Known | None = None
        """The word before, or before a small one, if it may modify the next."""
        self.negation = False
        """Whether such a word is a negation."""
        self._total = 0.0
        self._count = 0
        # of the last score, which what comes may still change
        self._score = 0.0
        self._intensity = 1.0
        self._is_negated = False

    def take(self, word: _Known) -> None:
        """Assess a word of the lexicon."""
        if self.modifier is None:
            self._begin(word.polarity, word.intensity)
        else:
            self._score = max(-1.0, min(word.polarity * self._intensity, 1.0))
            self._intensity = word.intensity
        if self.negation:
            self._intensity = 1.0 / self._intensity
            self._is_negated = True
        self.modifier = word if word.is_modifier else None
        self.negation = word.is_negation

    def pass_by(self, word: _Other) -> None:
        """Let a word that the lexicon lacks do what it does to its neighbours."""
        if word.is_negation:
            self.negation = True
        elif word.ends_negation:
            self.negation = False
        if self.negation and self.modifier is not None and self.modifier.is_negatable:
            self._is_negated = True
            self.negation = False
        elif word.ends_modifier:
            self.modifier = None
        if word.is_exclamation and self._count:
            self._score = max(-1.0, min(self._score * 1.25, 1.0))
        if word.polarity is not None:
            self._begin(word.polarity, 1.0)

    def mean(self) -> float:
        """Give the mean of all scores; 0 where no word has one."""
        self._begin(0.0, 1.0)  # closes the last one; itself it does not count
        return self._total / ((self._count - 1) or 1)

    def _begin(self, score: float, intensity: float) -> None:
        if self._count:
            self._total += self._score * -0.5 if self._is_negated else self._score
        self._count += 1
        self._score, self._intensity, self._is_negated = score, intensity, False
