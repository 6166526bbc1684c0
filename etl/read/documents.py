"""Records of a JSON document: an array, an object by key, objects one after another, one answer.

A document is cut by its brackets into values, one in memory at a time; each value goes through the
parser of lines. So a broken record is refused like a broken line, and a document may be written
like JSON or like Python, on one line or on many.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from db.errors import InputError
from etl.read.lines import BadLine
from etl.read.packing import DAMAGE, Packing, damaged_file_error, unreadable_file_error
from etl.read.parse import Reject, parse_line

Shape = Literal["array", "keyed", "object"]
Record: TypeAlias = dict[str, Any]
Member: TypeAlias = tuple[str | None, Record]
"""A record and its key, where it has one."""

MAX_OBJECT_BYTES: Final = 64 * 2**20
"""An object that is one answer, or a table by columns, is read whole."""

_KEPT_BYTES: Final = 8_000  # of a value that is too long
# Whole texts and what is between them, up to the next bracket. No text of JSON or Python holds a
# line break, so one that never ends spoils no more than its line.
_NEXT: Final = re.compile(
    rb"""(?:[^"'{}\[\]]++|"(?:[^"\\\n]++|\\.)*+["\n]|'(?:[^'\\\n]++|\\.)*+['\n])*+([{}\[\]])?""",
    re.DOTALL,
)
_KEY: Final = re.compile(
    rb"""[uU]?(?P<key>"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'|-?[0-9]++)\s*+:\s*+\Z""", re.DOTALL
)
_FIRST_KEY: Final = re.compile(rb"""\s*\{\s*[uU]?("|'|)-?[0-9]+\1\s*:\s*\{""")
_QUOTES: Final = (b"'", b'"')
_BETWEEN: Final = b" \t\r\n,\xef\xbb\xbf"  # a byte order mark begins some files
_SEPARATORS: Final = {"array": _BETWEEN + b"[]", "keyed": _BETWEEN + b"{}", "object": _BETWEEN}


def is_keyed_document(text: bytes) -> bool:
    """Tell whether a document begins like an object of objects by number."""
    return _FIRST_KEY.match(text) is not None


def split_members(record: Record) -> list[Member]:
    """Take apart an object that holds records: by key or as pandas writes a table.

    `{"10": {…}, …}` and pandas' `index`, `columns`, `split` and `table`; any other object is one
    record without a key.
    """
    if "data" in record and record.keys() <= {"columns", "index", "data", "schema"}:
        return _pandas_table_members(record)
    if len(found := keyed_members(record)) != 1 or found[0][0] is not None:
        return found
    values = list(record.values())
    if not values or not all(isinstance(value, dict) and value for value in values):
        return found
    shared = set(values[0]).intersection(*values[1:])
    if len(values) > 1 and all(shared == set(value) for value in values):
        if all(map(_is_number_key, shared)):  # columns, and in each the rows by number
            return [(row, {name: record[name][row] for name in record}) for row in values[0]]
        return list(record.items())
    return found


def keyed_members(record: Record) -> list[Member]:
    """Take apart an object whose keys are all numbers and whose values are all objects."""
    if all(map(_is_number_key, record)) and all(isinstance(one, dict) for one in record.values()):
        return [(str(key), one) for key, one in record.items()] or [(None, record)]
    return [(None, record)]


def read_json_document(
    blocks: Iterable[bytes],
    *,
    shape: Shape,
    path: Path,
    packing: tuple[Packing, ...],
    max_bytes: int,
) -> Iterator[tuple[int, bytes, Member | BadLine]]:
    """Read the records of a document, each with the line it starts in and its text.

    Raises:
        InputError: the file cannot be read, or the document never ends; the message names the
            file and the line.
    """
    cutter = _Cutter(
        depth=0 if shape == "object" else 1,
        max_bytes=max(max_bytes, MAX_OBJECT_BYTES) if shape == "object" else max_bytes,
        name=path.name,
    )
    try:
        for block in blocks:
            for line, before, value in cutter.values(block):
                yield from _parse_value(line, before, value, shape)
    except DAMAGE as damage:
        raise damaged_file_error(path, packing, damage, cutter.line) from damage
    except OSError as error:
        raise unreadable_file_error(path, error, cutter.line) from error
    if stray := cutter.end().strip(_SEPARATORS[shape]):
        yield cutter.line, stray, _stray_text_line(stray)


def _parse_value(
    line: int, before: bytes, value: bytes | BadLine, shape: Shape
) -> Iterator[tuple[int, bytes, Member | BadLine]]:
    key = _KEY.search(before) if shape == "keyed" else None
    if stray := before[: None if key is None else key.start()].strip(_SEPARATORS[shape]):
        yield line, stray, _stray_text_line(stray)
    if isinstance(value, BadLine):
        yield line, value.raw, value
        return
    try:
        record = parse_line(value)
        if shape == "object":
            for member in split_members(record):
                yield line, value, member
        else:
            yield line, value, (None if key is None else _parse_key(key["key"]), record)
    except Reject as reject:
        yield line, value, BadLine(reason=reject.reason, detail=reject.detail, raw=value)


def _parse_key(quoted: bytes) -> str:
    return str(parse_line(b'{"key": %b}' % quoted)["key"])


def _stray_text_line(text: bytes) -> BadLine:
    shown = text[:40].decode(errors="backslashreplace")
    return BadLine(
        reason="not_an_object",
        detail=f"{shown} stands between the records; each record should be an object {{…}}",
        raw=text[:_KEPT_BYTES],
    )


class _Cutter:
    """Cuts values at a depth of brackets out of a stream of bytes."""

    def __init__(self, *, depth: int, max_bytes: int, name: str) -> None:
        self._depth = depth
        self._max_bytes = max_bytes
        self._name = name
        self._held = bytearray()  # from the end of the value before
        self._position = 0  # in what is held: up to here brackets are counted
        self._level = 0
        self._start: int | None = None  # of the value at hand
        self._dropped = 0  # bytes of it beyond the limit
        self.line = 1
        """Where what is held begins."""

    def values(self, block: bytes) -> Iterator[tuple[int, bytes, bytes | BadLine]]:
        """Take more bytes; yields each value that ends in them.

        With the line it starts in and what stands before it.
        """
        self._held += block
        while bracket := self._next():
            if bracket in b"{[":
                self._level += 1
                if self._level == self._depth + 1:
                    self._start = self._position - 1
                continue
            self._level -= 1
            if self._level < 0:
                raise InputError(
                    f"{self._name}: a bracket too many in line {self._line_of(self._position):,}; "
                    "the file is damaged"
                )
            if self._level == self._depth and self._start is not None:
                yield self._take_value()
        if len(self._held) > self._max_bytes + _KEPT_BYTES:
            self._drop_value_middle()

    def _next(self) -> bytes | None:
        """Go on to behind the next bracket; None where more bytes are needed."""
        found = _NEXT.match(self._held, self._position)
        if found is None:
            return None
        self._position = found.end()
        return found[1]

    def end(self) -> bytes:
        """End the stream; returns what stands after the last value.

        Raises:
            InputError: brackets are open.
        """
        if self._level:
            line = self._line_of(self._start or 0)
            raise InputError(
                f"{self._name}: the record that starts in line {line:,} never ends; the file is "
                "cut off, or a bracket or a quote is missing there: download it again"
            )
        return bytes(self._held)

    def _take_value(self) -> tuple[int, bytes, bytes | BadLine]:
        start = self._start or 0
        line, before = self._line_of(start), bytes(self._held[:start])
        text = bytes(self._held[start : self._position])
        value: bytes | BadLine = text
        if (size := len(text) + self._dropped) > self._max_bytes:
            value = BadLine(
                reason="line_too_long",
                detail=f"the record has {size:,} bytes; one may have {self._max_bytes:,}: "
                "a larger answer should be split into records, one a line",
                raw=text[:_KEPT_BYTES],
            )
        self.line = self._line_of(self._position)
        del self._held[: self._position]
        self._position, self._start, self._dropped = 0, None, 0
        return line, before, value

    def _drop_value_middle(self) -> None:
        """Forget the middle of a value that is too long."""
        kept = (self._start or 0) + _KEPT_BYTES
        if self._start is not None and self._held.startswith(_QUOTES, self._position):
            self._drop_text_middle()
        elif self._start is None or len(self._held) - self._position > self._max_bytes:
            raise InputError(
                f"{self._name}: a text that starts in line {self._line_of(self._position):,} has "
                f"more than {self._max_bytes:,} bytes; a quote is missing there, or the file is "
                "damaged"
            )
        if self._position <= kept:
            return
        self.line += self._held.count(b"\n", kept, self._position)
        self._dropped += self._position - kept
        del self._held[kept : self._position]
        self._position = kept

    def _drop_text_middle(self) -> None:
        """Forget what is there of a text that is not over; a backslash may change what follows."""
        rest = self._held[self._position + 1 :]
        escapes = (len(rest) - len(rest.rstrip(b"\\"))) % 2
        del self._held[self._position + 1 : len(self._held) - escapes]
        self._dropped += len(rest) - escapes

    def _line_of(self, position: int) -> int:
        return self.line + self._held.count(b"\n", 0, position)


def _pandas_table_members(record: Record) -> list[Member]:
    """Read pandas' orients `split`, {columns, index, data}, and `table`, {schema, data}."""
    rows, columns = record["data"], record.get("columns")
    if isinstance(rows, list):
        if isinstance(columns, list) and all(
            isinstance(row, list) and len(row) == len(columns) for row in rows
        ):
            return [(None, dict(zip(map(str, columns), row, strict=True))) for row in rows]
        if "schema" in record and all(isinstance(row, dict) for row in rows):
            return [(None, row) for row in rows]
    return [(None, record)]


def _is_number_key(key: object) -> bool:
    return str(key).removeprefix("-").isdecimal()
