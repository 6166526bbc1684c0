"""Rows of tables: text with a separator (CSV, TSV), with a header or without, and Parquet."""

import csv
import datetime as dt
import decimal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from db.errors import InputError
from etl.formats import MENDED_HEADERS
from etl.read.diagnosis import NotData
from etl.read.lines import MAX_LINE_BYTES, BadLine

DELIMITERS: Final = ",\t;|"

_FIELD_BYTES: Final = 2**20  # of one cell: a quote that is missing spoils no more
_KEPT_BYTES: Final = 8_000  # of a row that is refused
_BATCH_ROWS: Final = 4_096

Row = dict[str, Any]


def table_layout(lines: Sequence[bytes]) -> tuple[str, tuple[str, ...], bool] | None:
    """Tell separator, columns and whether there is a header from the first lines of a file.

    Columns without a header are called "1", "2", …. None where the lines are no table: one column,
    or rows of different widths.
    """
    if not lines or not _is_utf8(lines[0]):
        return None
    texts = [line.decode(errors="replace") + "\n" for line in lines]
    for delimiter in sorted(DELIMITERS, key=lambda one: -texts[0].count(one)):
        try:
            rows = [row for row in csv.reader(texts, delimiter=delimiter) if any(row)]
        except csv.Error:
            continue
        if len(rows) > 1 and sum(text.count('"') for text in texts) % 2:
            rows.pop()  # its quoted text goes on
        if not rows or len(rows[0]) == 1:
            continue
        columns = _mend_header(rows[0])
        has_header = _is_header(columns)
        widths = Counter(map(len, rows[1:] if has_header else rows))
        if widths[len(columns)] * 2 >= widths.total():
            names = map(str.strip, columns) if has_header else map(str, range(1, len(columns) + 1))
            return delimiter, tuple(names), has_header
    cells = [text.split() for text in texts]
    if len(cells[0]) > 1 and all(map(str.isdecimal, chain(*cells))):  # pairs of ids
        return " ", tuple(map(str, range(1, len(cells[0]) + 1))), False
    return None


def read_rows(
    lines: Iterable[tuple[int, bytes | BadLine]],
    *,
    delimiter: str,
    columns: Sequence[str],
    has_header: bool,
) -> Iterator[tuple[int, bytes, Row | BadLine]]:
    """Read the rows of a table as texts by column, each with its first line and its text.

    A blank row is an empty dict. A quoted text may hold line breaks.
    """
    csv.field_size_limit(MAX_LINE_BYTES)
    feed = _Feed(lines)
    rows = csv.reader(feed, delimiter=delimiter)
    is_header = has_header
    width = len(columns)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number, raw = feed.take()
            detail = f"the row cannot be read: {error}"
            yield number, raw, BadLine(reason="not_a_record", detail=detail, raw=raw[:_KEPT_BYTES])
            rows = csv.reader(feed, delimiter=delimiter)
            continue
        bad = feed.bad
        number, raw = feed.take()
        if is_header and row:
            is_header = False
        elif bad is not None:
            yield number, raw, bad
        elif not any(row):
            yield number, raw, {}
        elif b"\n" in raw and raw.count(b'"') % 2:
            detail = f"a quoted text never ends, up to line {feed.number:,}; a quote is missing"
            yield number, raw, BadLine(reason="not_a_record", detail=detail, raw=raw[:_KEPT_BYTES])
        elif len(row) == width or (len(row) > width and not any(row[width:])):
            yield number, raw, dict(zip(columns, row, strict=False))
        else:
            detail = f"the row has {len(row)} values for {width} columns"
            yield number, raw, BadLine(reason="wrong_columns", detail=detail, raw=raw[:_KEPT_BYTES])


class _Feed:
    """Hands lines to the CSV reader and remembers those of the row at hand."""

    def __init__(self, lines: Iterable[tuple[int, bytes | BadLine]]) -> None:
        self._lines = iter(lines)
        self._held: list[bytes] = []
        self._size = 0
        self._first = 0
        self.number = 0
        """Of the last line."""
        self.bad: BadLine | None = None
        """What is wrong with a line of the row at hand."""

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        self._first = self._first or self.number
        if isinstance(line, BadLine):
            self.bad = line
            self._held.append(line.raw)
            return "\n"
        self._held.append(line)
        self._size += len(line)
        if self._size > _FIELD_BYTES and len(self._held) > 1:
            raise csv.Error("a quoted text never ends; a quote is missing")
        try:
            return line.decode() + "\n"
        except UnicodeDecodeError as error:
            self.bad = BadLine(
                reason="invalid_utf8",
                detail=f"byte {error.start + 1} of line {self.number:,} "
                f"(0x{line[error.start]:02x}) is not UTF-8; the file should be UTF-8 throughout",
                raw=line[:_KEPT_BYTES],
            )
            return line.decode(errors="replace") + "\n"

    def take(self) -> tuple[int, bytes]:
        """Hand over number and text of the row that was just read."""
        number, raw = self._first, b"\n".join(self._held)
        self._held.clear()
        self._first = self._size = 0
        self.bad = None
        return number, raw


def read_parquet(
    path: Path, *, on_bytes: Callable[[int], None] | None = None
) -> Iterator[tuple[int, bytes, Row]]:
    """Read the rows of a Parquet file, a group at a time, numbered from 1.

    Raises:
        InputError: the file is damaged.
        NotData: pyarrow is not installed.
    """
    parquet = _import_pyarrow_parquet(path)
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH_ROWS):
                for row in batch.to_pylist():
                    number += 1
                    fields = {name: _plain_value(value) for name, value in row.items()}
                    yield (
                        number,
                        repr(fields)[:_KEPT_BYTES].encode(errors="backslashreplace"),
                        fields,
                    )
        if on_bytes is not None:
            on_bytes(path.stat().st_size)
    except (OSError, ValueError) as error:  # pyarrow's own errors are kinds of these
        raise InputError(
            f"{path}: the Parquet file cannot be read beyond row {number:,} ({error}); "
            "download it again"
        ) from error


def parquet_columns(path: Path) -> tuple[str, ...]:
    """Name the columns of a Parquet file.

    Raises:
        InputError: the file is damaged.
        NotData: pyarrow is not installed.
    """
    try:
        return tuple(_import_pyarrow_parquet(path).read_schema(path).names)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: a damaged Parquet file ({error}); download it again") from error


def _import_pyarrow_parquet(path: Path) -> Any:  # noqa: ANN401 - a module that may be missing
    try:
        import pyarrow.parquet  # noqa: PLC0415 - installed by choice
    except ImportError as error:
        raise NotData(
            path, "Parquet, which needs pyarrow: pip install 'ludoteca[parquet]'"
        ) from error
    return pyarrow.parquet


def _plain_value(value: object) -> object:
    """Turn what Parquet knows and JSON does not into text or numbers."""
    if isinstance(value, dt.date):  # a datetime is one
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value


def _mend_header(header: Sequence[str]) -> list[str]:
    return [name for cell in header for name in MENDED_HEADERS.get(cell, (cell,))]


def _is_header(cells: Sequence[str]) -> bool:
    """Names are distinct and no numbers; pandas leaves that of the index blank."""
    named = [cell for cell in cells if cell.strip()]
    return (
        len(named) >= max(1, len(cells) - 1)
        and len(set(named)) == len(named)
        and not any(map(_is_number_text, named))
    )


def _is_utf8(line: bytes) -> bool:
    try:
        return bool(line.decode())
    except UnicodeDecodeError:
        return False


def _is_number_text(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.strip().lower() not in {"nan", "inf", "infinity"}
