"""Parser of raw lines: JSON or a Python literal, never evaluated as code.

A line is what `json.loads` makes of it, else what `ast.literal_eval` does, and nothing else: no
comments, no bytes, sets or complex numbers. Two things are read that only Python's `repr` writes:
`10L` (Python 2) and the floats `nan` and `inf`. Surrogate pairs written as two escapes come out
joined; of repeated keys the last wins.

`literal_eval` is slow and needs much memory. So a literal made of nothing but texts, plain numbers,
`True`, `False`, `None` and brackets goes through `pyjson5`, or as JSON through `json`, with its
words and texts rewritten where the two languages differ. The pieces between texts are looked up
among those seen before, so their check costs nothing on usual lines.
"""

import ast
import json
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

import pyjson5

from etl.clean.errors import Reject, shortened_repr
from etl.clean.text import is_absent

__all__ = ["Reject", "is_empty_record", "may_hold_unstorable", "parse_line"]

_LITERAL_CHARACTERS: Final = 65_536
"""Longest line for ast.literal_eval, whose tree takes some hundred times the text."""

_SHOWN_CHARACTERS: Final = 40
_OTHER_ESCAPE: Final = re.compile(
    r"\\[^'\"\\bfnrtvxu]"  # may mean another thing to pyjson5
)
_STRING: Final = re.compile(
    r"""(?:\b[uU])?('[^'\\]*+(?:\\.[^'\\]*+)*+'|"[^"\\]*+(?:\\.[^"\\]*+)*+"|['"].*+)""",
    re.DOTALL | re.ASCII,  # an unclosed text is taken whole: no quote in it is tried to the end
)
_USUAL: Final = re.compile(
    r"""(?:[ \t{}\[\],:]++|-(?=[0-9ni])|(?:True|False|None|nan|inf)\b(?![ \t]*+:)"""
    r"""|(?:0|[1-9][0-9]*+)(?:[lL]|(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.]))*+""",
    re.ASCII,
)
_WORD: Final = re.compile(r"\b(?:True|False|None|nan|inf)\b|(?<=[0-9])[lL]\b", re.ASCII)
_BRACKET: Final = re.compile(r"[][{}]")
_DEPTH: Final = 32
"""Deepest nesting off the slow path: Python's own limits depend on its version."""
_PIECES_HELD: Final = 4_096
_PIECE_CHARACTERS: Final = 40  # longer ones hardly repeat
_WORDS: Final = {"True": "true", "False": "false", "None": "null", "nan": "NaN", "inf": "Infinity"}
_ESCAPE: Final = re.compile(
    r"""(?P<same>\\(?:["\\bfnrt]|u[0-9a-fA-F]{4}))|(?P<quote>")"""
    r"""|\\(?:x(?P<x>[0-9a-fA-F]{2})|U(?P<U>[0-9a-fA-F]{8})|(?P<octal>[0-7]{1,3})"""
    r"""|N\{(?P<name>[^{}]*)\}|(?P<broken>[xuUN])|(?P<other>.))""",
    re.DOTALL,
)
_PYTHON_ONLY: Final = {"'": "'", "a": "\a", "v": "\v"}
_UNREADABLE: Final = (
    ArithmeticError,
    LookupError,
    MemoryError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    pyjson5.Json5Exception,
)
_UNSTORABLE: Final = re.compile(
    rb"\x00|\\(?:[0-7]|x00|u0000|u[dD][89a-fA-F]|U00000000|U0000[dD][89a-fA-F]|N)"
)


def parse_line(raw: bytes) -> dict[str, object]:
    """Read a line of a raw file: one object as JSON or as a Python 2 or 3 literal.

    Lone surrogates and NULs stay in the texts, for the smallest record around them to be rejected.
    Keys are texts, but for a Python literal's that are not.

    Args:
        raw: the line's bytes without its newline.

    Raises:
        Reject: `invalid_utf8`, `not_a_record` or `not_an_object`.
    """
    try:
        text = raw.decode().strip(" \t\r\n")
    except UnicodeDecodeError as error:
        raise Reject(
            "invalid_utf8",
            f"byte {error.start + 1} of the line (0x{raw[error.start]:02x}) is not UTF-8; "
            "the file should be UTF-8 throughout",
        ) from error
    record = _parse_text(text)
    if not isinstance(record, dict):
        kind = "a list" if isinstance(record, list) else shortened_repr(record)
        raise Reject("not_an_object", f"the line holds {kind}; it should hold one object {{…}}")
    return record


def is_empty_record(record: dict[str, object]) -> bool:
    """Tell whether a record says nothing: every value is None or NaN."""
    return all(map(is_absent, record.values()))


def may_hold_unstorable(raw: bytes) -> bool:
    """Tell whether a line's texts may hold a NUL or a surrogate; False is certain."""
    return (b"\\" in raw or b"\0" in raw) and _UNSTORABLE.search(raw) is not None


def _parse_text(text: str) -> object:
    for parser in _choose_parsers(text):
        try:
            return parser(text)
        except _UNREADABLE:
            continue
    start = shortened_repr(text[:_SHOWN_CHARACTERS])
    if text.startswith("{") and not text.endswith("}"):
        raise Reject(
            "not_a_record", f"a record starts with {start} and never ends; the line is cut in half"
        )
    raise Reject(
        "not_a_record",
        f"the line starts with {start} and is neither JSON nor a Python literal; "
        "it should hold one record like {'user_id': '…', …}",
    )


def _choose_parsers(text: str) -> Iterator[Callable[[str], object]]:
    if not text.startswith(("{'", "{u'")):
        yield json.loads
    if "\0" in text:
        return
    if "\r" not in text and "\n" not in text:
        yield _parse_rewritten_literal
    if len(text) <= _LITERAL_CHARACTERS:
        yield _parse_python_literal


class _Between(dict[str, str]):
    """From what stands between two texts of a Python literal to what JSON writes there."""

    def __missing__(self, piece: str) -> str:
        if not _USUAL.fullmatch(piece):
            raise ValueError(f"{piece!r} means other things to Python and to JSON")
        written = _WORD.sub(lambda word: _WORDS.get(word[0], ""), piece)
        if len(self) < _PIECES_HELD and len(piece) < _PIECE_CHARACTERS:
            self[piece] = written
        return written


_BETWEEN: Final = _Between()


def _parse_rewritten_literal(text: str) -> object:
    """Read a Python literal without anything unusual between its texts."""
    pieces = _STRING.split(text)
    pieces[::2] = map(_BETWEEN.__getitem__, pieces[::2])
    if not ("\\" in text and _OTHER_ESCAPE.search(text)):
        try:
            return pyjson5.decode("".join(pieces), _DEPTH)
        except pyjson5.Json5Exception:
            pass  # an escape perhaps that only Python has
    nesting = accumulate(1 if one in "[{" else -1 for one in _BRACKET.findall("".join(pieces[::2])))
    if max(nesting, default=0) > _DEPTH:
        raise ValueError("deeper than Python may read")
    pieces[1::2] = map(_literal_to_json_string, pieces[1::2])
    return json.loads("".join(pieces), strict=False)


def _parse_python_literal(text: str) -> object:
    if any("#" in piece for piece in _STRING.split(text)[::2]):
        raise ValueError("a comment")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an unknown escape is a SyntaxWarning
        return _check_value(ast.literal_eval(text))


def _check_value(value: object) -> object:
    """Join surrogate pairs, and refuse what no record holds."""
    if isinstance(value, str):
        return value if value.isascii() else _join_surrogates(value)
    if isinstance(value, dict):
        return {_check_value(key): _check_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_check_value, value))
    if isinstance(value, bytes | set | complex):
        raise TypeError(f"{shortened_repr(value)} is no value of a record")
    return value


def _join_surrogates(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _literal_to_json_string(text: str) -> str:
    body = text[1:-1]
    if text[-1] != text[0] or len(text) < 2:  # noqa: PLR2004 - its two quotes
        raise ValueError("a text never ends")
    return f'"{_ESCAPE.sub(_escape_to_json, body)}"' if "\\" in body or '"' in body else f'"{body}"'


def _escape_to_json(escape: re.Match[str]) -> str:
    if escape["same"]:
        return escape["same"]
    return json.dumps(_decode_escape(escape))[1:-1]


def _decode_escape(escape: re.Match[str]) -> str:
    kind, written = str(escape.lastgroup), escape[str(escape.lastgroup)]
    if kind == "quote":
        return written
    if kind == "name":
        return unicodedata.lookup(written)
    if kind == "broken":
        raise ValueError(f"{escape[0]} is no whole escape")
    if kind == "other":  # Python keeps the backslash of an escape it does not know
        return _PYTHON_ONLY.get(written, f"\\{written}")
    return chr(int(written, 8 if kind == "octal" else 16))
