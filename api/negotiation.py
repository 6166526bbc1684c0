"""What a request asks for: its query, the format and the coding of the answer, each read once."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, cast
from urllib.parse import parse_qsl, urlencode

from litestar.types import HTTPScope, Scope

from api.errors import Problem, truncate_given

MOST_PARAMETERS: Final = 128
"""More than any operation takes: 20 values for each of five filters of games, and the others."""
CODINGS: Final = ("zstd", "gzip")
"""In the order of our liking: zstd takes a fraction of gzip's time for much the same size."""
IDENTITY: Final = "identity"

_STATE_KEY: Final = "negotiated"
_HEADERS_READ: Final = frozenset({b"accept", b"accept-encoding", b"if-none-match", b"origin"})
_CODING_ALIASES: Final = {"x-gzip": "gzip"}
_MOST_DECIMALS: Final = 3
# without percent signs and pluses, as `urlencode` would write it
_PLAIN: Final = re.compile(rb"(?:[\w.~-]+=[\w.~-]+(?:&(?!$)|$))*", re.ASCII)


class Format(StrEnum):
    """A way to write a list; its value is the value of `?format=`."""

    JSON = "json"
    CSV = "csv"
    NDJSON = "ndjson"

    @property
    def media_type(self) -> str:
        """The name by which Accept asks for it."""
        return _MEDIA_TYPES[self][0]

    @property
    def content_type(self) -> str:
        """The answer's own header."""
        return f"{self.media_type}{'; charset=utf-8; header=present' if self is self.CSV else ''}"


_MEDIA_TYPES: Final[dict[Format, tuple[str, ...]]] = {
    Format.JSON: ("application/json",),
    Format.CSV: ("text/csv",),
    Format.NDJSON: (
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/json-lines",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Negotiated:
    """What the headers and the query of a request ask for.

    `pairs` and `query` are the query as given and as written again, so that its spelling says
    nothing; both are empty where it cannot be read, and `fault` says why.
    """

    accept: str
    best: Format | None
    """What the header Accept likes best; None where it excludes all."""
    takes_json: bool
    prefers_html: bool
    """Whether it likes a page better than any of these: it is a browser."""
    formats: bytes
    """What both say, as one word."""
    origin: bytes
    """The site whose page asks."""
    coding: str
    """One of CODINGS, or IDENTITY."""
    pairs: Sequence[tuple[str, str]]
    query: str
    fault: str
    if_none_match: str | None


def request_negotiation(scope: Scope) -> Negotiated:
    """Read what a request accepts, or recall it."""
    state = scope["state"]
    found: Negotiated | None = state.get(_STATE_KEY)
    if found is None:
        found = state[_STATE_KEY] = _read_negotiation(cast("HTTPScope", scope))
    return found


def request_query_pairs(scope: Scope) -> Sequence[tuple[str, str]]:
    """List the query's parameters in the order given, their names composed (NFC).

    Raises:
        Problem: 400, it is not UTF-8 text, or holds more than MOST_PARAMETERS.
    """
    found = request_negotiation(scope)
    if found.fault:
        raise Problem("bad-request", found.fault)
    return found.pairs


def check_accepts_json(scope: Scope) -> None:
    """Check that a client takes JSON.

    Raises:
        Problem: 406, the header Accept excludes it.
    """
    found = request_negotiation(scope)
    if not found.takes_json:
        raise _not_acceptable(found.accept, (Format.JSON,))


def negotiated_format(scope: Scope, asked: str | None) -> Format:
    """Choose how to write a list: as `?format=` asks, else as Accept likes best.

    Raises:
        Problem: 406, the header excludes all formats; `allowed` lists them.
    """
    if asked is not None:
        return Format(asked)
    found = request_negotiation(scope)
    if found.best is None:
        raise _not_acceptable(found.accept, tuple(Format))
    return found.best


def _not_acceptable(accept: str, offered: Sequence[Format]) -> Problem:
    names = ", ".join(one.media_type for one in offered)
    only = "" if len(offered) > 1 else " only"
    return Problem(
        "not-acceptable",
        f"This address answers in {names}{only}.",
        given=truncate_given(accept),
        allowed=names,
    )


def _read_negotiation(scope: HTTPScope) -> Negotiated:
    headers: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in _HEADERS_READ:
            text = value.decode("latin-1")
            headers[name] = f"{headers[name]}, {text}" if name in headers else text
    accept = headers.get(b"accept", "")
    best, takes_json, prefers_html, formats = _parse_accept_header(accept)
    pairs, query, fault = _split_query_string(scope["query_string"])
    return Negotiated(
        accept=accept,
        best=best,
        takes_json=takes_json,
        prefers_html=prefers_html,
        formats=formats,
        origin=headers.get(b"origin", "").encode("latin-1"),
        coding=_choose_content_coding(headers.get(b"accept-encoding", "")),
        pairs=pairs,
        query=query,
        fault=fault,
        if_none_match=headers.get(b"if-none-match"),
    )


def _split_query_string(raw: bytes) -> tuple[Sequence[tuple[str, str]], str, str]:
    """Split a query string into pairs, the decoded text and a fault; names are NFC-normalised."""
    if not raw:
        return (), "", ""
    if (count := raw.count(b"&") + 1) > MOST_PARAMETERS:
        fault = f"The query has {count} parameters; it should have at most {MOST_PARAMETERS}."
        return (), "", fault
    if _PLAIN.fullmatch(raw):
        text = raw.decode()
        parts = [one.partition("=") for one in text.split("&")]
        return [(name, value) for name, _, value in parts], text, ""
    try:
        # Some servers let UTF-8 through as it is, not percent-encoded: both read the same here.
        found = parse_qsl(raw.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        return (), "", "The query string is not UTF-8; for example, ñ is written %C3%B1."
    pairs = [(unicodedata.normalize("NFC", name), value) for name, value in found]
    return pairs, urlencode(pairs), ""


@lru_cache(maxsize=512)
def _parse_accept_header(accept: str) -> tuple[Format | None, bool, bool, bytes]:
    """Find what a header likes best, whether JSON will do, or a page better; a word for all."""
    elements = _parse_weighted_header(accept)
    if not elements:
        return Format.JSON, True, False, b"json"
    by_format = {one: _media_type_weight(_MEDIA_TYPES[one], elements) for one in Format}
    best = max(by_format, key=lambda one: by_format[one])  # of equals the first
    prefers_html = _media_type_weight(("text/html",), elements) > by_format[best]
    page = "+html" if prefers_html else ""
    if by_format[best] == 0:
        return None, False, prefers_html, page.encode()
    takes_json = by_format[Format.JSON] > 0
    is_plain = best is Format.JSON or not takes_json
    return best, takes_json, prefers_html, f"{best}{'' if is_plain else '+json'}{page}".encode()


def _media_type_weight(names: Sequence[str], elements: Sequence[tuple[str, float]]) -> float:
    """Find what a header says of a type: the most specific element that matches counts."""
    for specific in ({*names}, {f"{names[0].partition('/')[0]}/*"}, {"*/*", "*"}):
        said = [weight for name, weight in elements if name in specific]
        if said:
            return max(said)
    return 0.0


@lru_cache(maxsize=512)
def _choose_content_coding(accept_encoding: str) -> str:
    """Choose the coding that a client likes best; plain bytes where it names none of ours."""
    elements = [
        (_CODING_ALIASES.get(name, name), weight)
        for name, weight in _parse_weighted_header(accept_encoding)
    ]
    said = dict(reversed(elements))  # of a name that is repeated, the first counts
    rest = said.get("*", 0)
    best = max(CODINGS, key=lambda one: said.get(one, rest))
    weight = said.get(best, rest)
    return best if weight > 0 and weight >= said.get(IDENTITY, 0) else IDENTITY


def _parse_weighted_header(header: str) -> list[tuple[str, float]]:
    """Split a header into its elements, in lower case and bare, each with its q from 0 to 1.

    An element whose weight cannot be read is passed over, as if it were not there.
    """
    found: list[tuple[str, float]] = []
    for element in header.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        sides = [[side.strip() for side in one.partition("=")] for one in parameters]
        texts = [value for key, sign, value in sides if (key, sign) == ("q", "=")]
        weight = _parse_q_value(texts[0]) if texts else 1.0
        if name and weight is not None:
            found.append((name, weight))
    return found


def _parse_q_value(text: str) -> float | None:
    whole, _, decimals = text.partition(".")
    digits = whole + decimals
    if not digits.isascii() or not digits.isdigit() or len(decimals) > _MOST_DECIMALS:
        return None
    weight = float(text)
    return weight if weight <= 1 else None
