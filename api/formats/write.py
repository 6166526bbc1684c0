"""Rows as Postgres wrote them, each one JSON object, in; bytes of CSV, NDJSON or JSON out."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Raw

# 19.90 stays 19.90, within a list of objects too.
_ROW: Final = msgspec.json.Decoder(dict[str, Any], float_hook=lambda text: Raw(text.encode()))
LIST_SEPARATOR: Final = "; "


def csv_head(columns: Sequence[str]) -> bytes:
    """Write the first record of a CSV: the names."""
    return _records([columns])


def csv_rows(rows: Sequence[bytes]) -> bytes:
    """Write records as RFC 4180 has them, in UTF-8.

    Null is empty, booleans are `true` and `false`, numbers and times are written as in JSON, the
    values of a list are joined by "; ", objects in one are written as JSON. Nothing is put before
    a text that starts with `=`, `+`, `-` or `@`: a spreadsheet that opens the file should import
    its columns as text.
    """
    return _records([[_cell(value) for value in _ROW.decode(row).values()] for row in rows])


def ndjson_rows(rows: Sequence[bytes]) -> bytes:
    """Write one object a line."""
    return b"".join(b"%b\n" % row for row in rows)


def json_items(rows: Sequence[bytes]) -> bytes:
    """Write what stands between the brackets of an array."""
    return b",".join(rows)


def _records(records: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(records)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return LIST_SEPARATOR.join(_cell(one) for one in value)
    return "" if value is None else msgspec.json.encode(value).decode()
