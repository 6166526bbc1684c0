"""A text in, TextBlob's polarity out: the same number, in half the time.

TextBlob's tokenizer works on what stands between two blanks, so each such piece is tokenized once
and remembered. Only emoticons and sarcasm, "(!)", may reach over a blank; a text that may hold one
goes through the library whole. Imports TextBlob, which takes a third of a second and 40 MB.
"""

from __future__ import annotations

from typing import Final

from textblob._text import RE_EMOTICONS, RE_SARCASM, Sentiment
from textblob.en import sentiment

_PIECES_HELD: Final = 65_536
_PIECE_CHARACTERS: Final = 24  # longer ones hardly repeat


class _Loaded(Sentiment):  # type: ignore[misc]
    """The lexicon without the look, before every look-up, at whether it has been read yet."""

    __contains__ = dict.__contains__
    __getitem__ = dict.__getitem__


class _Pieces(dict[str, str]):
    """From a piece of text without blanks to its words in lower case, with blanks between."""

    def __missing__(self, piece: str) -> str:
        if piece.isascii() and piece.isalnum():  # a rare word, or one seen first
            return piece
        words = " ".join(sentiment.tokenizer(piece))
        if len(self) < _PIECES_HELD and len(piece) <= _PIECE_CHARACTERS:
            self[piece] = words
        return words


sentiment.load()
sentiment.__class__ = _Loaded
_PIECES: Final = _Pieces()


def polarity(text: str) -> float:
    """Score a text from -1 to 1, as `TextBlob(text).sentiment.polarity` does."""
    tokens = " ".join(map(_PIECES.__getitem__, text.split()))
    if RE_EMOTICONS.search(tokens) or RE_SARCASM.search(tokens):
        return float(sentiment(text)[0])
    return float(sentiment(tokens.lower().split())[0])
