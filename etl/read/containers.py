"""Containers of records, told by content: lines, JSON documents, tables with a separator, Parquet.

Whatever holds them, records come out one at a time, each with a number and its text: the line it
starts in, or, where several are on a line or there are no lines, the next number that is free.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from etl.formats import Entry, Record, Sample
from etl.read import tables
from etl.read.diagnosis import NotData, require_text
from etl.read.documents import (
    Member,
    is_keyed_document,
    keyed_members,
    read_json_document,
    split_members,
)
from etl.read.lines import MAX_LINE_BYTES, BadLine, read_lines
from etl.read.packing import (
    DAMAGE,
    Packing,
    damaged_file_error,
    detect_packing,
    unpacked_blocks,
    unreadable_file_error,
)
from etl.read.parse import Reject, is_empty_record, parse_line

Shape = Literal["lines", "array", "keyed", "object", "table", "parquet"]

Read: TypeAlias = tuple[int, bytes, Entry | BadLine]
"""Number and text of a record, and the record, or why there is none."""

SAMPLE_RECORDS: Final = 200
"""Fields are sparse: what a file holds is told from so many records."""

_SAMPLE_BYTES: Final = 2**20  # of their text
_BROKEN_LINES: Final = 10_000
_HEAD_BYTES: Final = 2**16
_HEAD_LINES: Final = 20
_BOM: Final = b"\xef\xbb\xbf"
_PARQUET: Final = b"PAR1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Container:
    """How the records of a file are kept."""

    shape: Shape = "lines"
    packing: tuple[Packing, ...] = ()
    """From the outside in."""
    delimiter: str = ""
    """Of a table."""
    columns: tuple[str, ...] = ()
    has_header: bool = False

    def __str__(self) -> str:
        name = _NAMES[self.shape]
        if self.shape == "table":
            name = {",": "CSV", "\t": "TSV"}.get(self.delimiter, f"table with {self.delimiter}")
        return " in ".join([name, *self.packing[::-1]])


_NAMES: Final[dict[Shape, str]] = {
    "lines": "records in lines",
    "array": "JSON array",
    "keyed": "JSON object of records",
    "object": "JSON object",
    "table": "table",
    "parquet": "Parquet",
}


def detect_container(path: Path) -> Container:
    """Tell by its content how a file keeps its records.

    Raises:
        NotData: it is something whole that holds no records.
        InputError: it cannot be read.
    """
    packing = detect_packing(path)
    head = _read_head(path, packing)
    if head.startswith(_PARQUET):
        if packing:
            raise NotData(path, f"Parquet in {packing[-1]}; unpack it")
        columns = tables.parquet_columns(path)
        return Container(shape="parquet", columns=columns, has_header=True)
    require_text(path, head)
    text = head.removeprefix(_BOM).lstrip()
    if text.startswith(b"["):
        return Container(shape="array", packing=packing)
    first = [line for _, line in itertools.islice(_nonblank_lines(path, packing), 2)]
    if text.startswith(b"{"):
        if is_json_document(first):
            return Container(
                shape="keyed" if is_keyed_document(text) else "object", packing=packing
            )
        return Container(packing=packing)
    lines = head.removeprefix(_BOM).splitlines()
    layout = tables.table_layout(lines[: min(_HEAD_LINES, max(1, len(lines) - 1))])
    if layout is None:
        return Container(packing=packing)
    delimiter, columns, has_header = layout
    return Container(
        shape="table", packing=packing, delimiter=delimiter, columns=columns, has_header=has_header
    )


def is_json_document(first: list[bytes | BadLine]) -> bool:
    """Tell from its first two lines with text whether a file that begins with `{` is a document."""
    line, *rest = first
    if isinstance(line, BadLine):
        return True
    line, after = line.rstrip(), rest[0] if rest else b""
    if isinstance(after, bytes) and line.endswith((b"{", b"[", b",")):
        # the next line of a record goes on; that of the next record starts anew
        return line == b"{" or not after.lstrip().startswith(b"{")
    if rest:
        return False
    try:  # an object that is taken apart; any other one is a record on its line
        record = parse_line(line)
    except Reject:
        return False
    return is_keyed_document(line) or split_members(record) != [(None, record)]


def read_entries(
    path: Path,
    container: Container,
    *,
    max_bytes: int = MAX_LINE_BYTES,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Read]:
    """Read the records of a file, each with its number and its text.

    Args:
        path: the file.
        container: how it keeps them.
        max_bytes: a longer record comes out as a `BadLine`.
        on_bytes: called with each number of further bytes read, as they lie on the disk.

    Raises:
        InputError: the file cannot be read to its end.
    """
    shape, packing = container.shape, container.packing
    if shape == "parquet":
        return _entries_of_rows(tables.read_parquet(path, on_bytes=on_bytes), path.name)
    lines = read_lines(path, packing=packing, max_line_bytes=max_bytes, on_bytes=on_bytes)
    if shape == "lines":
        return _entries_of_lines(lines, path.name)
    if shape == "table":
        rows = tables.read_rows(
            lines,
            delimiter=container.delimiter,
            columns=container.columns,
            has_header=container.has_header,
        )
        return _entries_of_rows(rows, path.name)
    blocks = unpacked_blocks(path, packing, on_bytes=on_bytes)
    values = read_json_document(
        blocks, shape=shape, path=path, packing=packing, max_bytes=max_bytes
    )
    return _entries_of_values(values, path.name)


def read_sample(path: Path, container: Container) -> tuple[Sample, str]:
    """Read the first records that say something; also say how far, and which was broken first.

    Raises:
        InputError: the file cannot be read that far.
    """
    entries: list[Entry] = []
    fields: set[str] = set()
    size = broken = number = 0
    first_problem = ""
    empty: object = None  # that of the line before, if it was
    for number, raw, entry in read_entries(path, container):
        if isinstance(entry, BadLine):
            first_problem = first_problem or f" (line {number:,}: {entry.detail})"
            broken += 1
            if broken >= _BROKEN_LINES:
                break
        elif entry is empty or is_empty_record(entry.fields):
            empty = entry
        else:
            entries.append(entry)
            fields.update(map(str, entry.fields))
            size += len(raw)
            if len(entries) >= SAMPLE_RECORDS or size > _SAMPLE_BYTES:
                break
    sample = Sample(
        fields=frozenset(fields),
        entries=tuple(entries),
        is_table=container.shape in ("table", "parquet"),
        has_header=container.has_header,
        is_keyed=any(entry.key is not None for entry in entries),
        is_single=len(entries) == 1
        and entries[0].key is None
        and container.shape in ("lines", "object"),
    )
    return sample, f"in its first {number:,} lines{first_problem}"


def _entries_of_lines(lines: Iterable[tuple[int, bytes | BadLine]], name: str) -> Iterator[Read]:
    """Parse lines; one that repeats the one before is the same record again.

    The first published catalogue begins with 88,310 equal lines.
    """
    previous: bytes | None = None
    first: Entry | BadLine = Entry(fields={})
    more: list[Member] = []
    last = 0
    for number, line in lines:
        last = number if number > last else last + 1
        if isinstance(line, BadLine):
            yield last, line.raw, line
            continue
        if line != previous:
            previous, more = line, []
            try:
                record = parse_line(line) if line and not line.isspace() else {}
                (key, fields), *more = keyed_members(record)
                first = Entry(fields=fields, key=key, file_name=name)
            except Reject as reject:
                first = BadLine(reason=reject.reason, detail=reject.detail, raw=line)
        yield last, line, first
        for key, fields in more:
            last += 1
            yield last, line, Entry(fields=fields, key=key, file_name=name)


def _entries_of_rows(
    rows: Iterable[tuple[int, bytes, Record | BadLine]], name: str
) -> Iterator[Read]:
    for number, raw, row in rows:
        if isinstance(row, BadLine):
            yield number, raw, row
        else:
            yield number, raw, Entry(fields=row, file_name=name)


def _entries_of_values(
    values: Iterable[tuple[int, bytes, Member | BadLine]], name: str
) -> Iterator[Read]:
    last = 0
    for line, raw, found in values:
        last = max(line, last + 1)
        if isinstance(found, BadLine):
            yield last, raw, found
        else:
            key, fields = found
            yield last, raw, Entry(fields=fields, key=key, file_name=name)


def _read_head(path: Path, packing: tuple[Packing, ...]) -> bytes:
    head = b""
    try:
        for block in unpacked_blocks(path, packing):
            head += block
            if len(head) >= _HEAD_BYTES:
                break
    except DAMAGE as damage:
        raise damaged_file_error(path, packing, damage, head.count(b"\n") + 1) from damage
    except OSError as error:
        raise unreadable_file_error(path, error, head.count(b"\n")) from error
    return head[:_HEAD_BYTES]


def _nonblank_lines(
    path: Path, packing: tuple[Packing, ...]
) -> Iterator[tuple[int, bytes | BadLine]]:
    for number, line in read_lines(path, packing=packing):
        if isinstance(line, BadLine) or (line and not line.isspace()):
            yield number, line
