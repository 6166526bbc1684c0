"""A request in; out, what its answer depends on beside the data, where it can be kept at all."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from litestar.types import HTTPScope

from api.formats.negotiate import Format, choose
from api.manners.codings import IDENTITY, choose_coding
from api.manners.store import Key
from api.problems import Problem
from api.query import normalised

MOST_BYTES: Final = 4000
"""A request whose address or headers are longer is answered without being kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a request asks for."""

    key: Key
    known: str | None
    """Its If-None-Match."""


def wanted(scope: HTTPScope) -> Wanted | None:
    """Read a request's key; None where its answer cannot be kept, as what will be refused.

    It is made of the path as sent, the query as decoded and written again, the format that Accept
    chooses, and the coding that Accept-Encoding does.
    """
    accept, encoding, known = b"", b"", None
    for name, value in scope["headers"]:
        if name == b"accept":
            accept = accept + b", " + value if accept else value
        elif name == b"accept-encoding":
            encoding = encoding + b", " + value if encoding else value
        elif name == b"if-none-match":
            text = value.decode("latin-1")
            known = text if known is None else f"{known}, {text}"
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    if max(len(path), len(query), len(accept), len(encoding)) > MOST_BYTES:
        return None
    formats, coding = _formats(accept), _coding(encoding)
    if formats is None or coding is None:
        return None
    try:
        query = normalised(query)
    except Problem:
        return None
    # only the path, which comes last, can have a blank in it
    return Wanted(key=b" ".join((formats, coding, query, path.partition(b"?")[0])), known=known)


@lru_cache(maxsize=512)
def _formats(accept: bytes) -> bytes | None:
    """Choose as an address with three formats would, and say whether one with JSON only could."""
    header = accept.decode("latin-1")
    try:
        best = choose(header, asked=None, offered=tuple(Format))
    except Problem:
        return None
    try:
        choose(header, asked=None, offered=(Format.JSON,))
    except Problem:
        return best.value.encode()
    return b"%b+json" % best.value.encode()


@lru_cache(maxsize=512)
def _coding(accept_encoding: bytes) -> bytes | None:
    coding, may_be_plain = choose_coding(accept_encoding.decode("latin-1") or None)
    if coding == IDENTITY and not may_be_plain:
        return None
    return b"%b+plain" % coding.encode() if may_be_plain else coding.encode()
