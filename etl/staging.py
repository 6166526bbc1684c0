"""Batches of rows in, COPY statements into the private schema `staging` out.

Two encoders, both column-wise because a Python call per row costs more than the whole COPY: numbers
go in COPY's binary format straight from numpy, everything with text goes in its text format.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import psycopg

SIGNATURE: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)  # then flags and the extension's length
END: Final = b"\xff\xff"
PIECE: Final = 1 << 20  # bytes handed to the driver at once, so that it never holds a second copy
SEPARATOR: Final = "\x00"  # cannot occur: Postgres refuses it, so cleaning has rejected it
EXACT: Final = 1 << 53  # from here on a float skips integers; steam_ids are beyond it

NUMPY_TYPES: Final = {
    "int2": ">i2",
    "int4": ">i4",
    "int8": ">i8",
    "float4": ">f4",
    "float8": ">f8",
    "bool": "?",
}


class Stager:
    """Copies batches into `staging.*` over one autocommit connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Use `connection`; the caller keeps and closes it."""
        self._connection = connection
        self._types: dict[str, dict[str, str]] = {}

    def copy(self, table: str, rows: np.ndarray[Any, Any] | pd.DataFrame) -> int:
        """Copy one batch in one statement; returns the number of rows.

        Columns go by name. A column that `rows` lacks keeps the table's default.

        Raises:
            ValueError: a column that the table lacks, or a value its type cannot hold.
            psycopg.Error: the server refused a row or went away.
        """
        if not len(rows):
            return 0
        if isinstance(rows, pd.DataFrame):
            names: Sequence[str] = [str(name) for name in rows.columns]
            types = self._column_types(table, names)
            self._send(table, names, "text", [text_block(rows, types=types)])
        else:
            names = rows.dtype.names or ()
            types = self._column_types(table, names)
            self._send(table, names, "binary", [SIGNATURE, binary_block(rows, types=types), END])
        return len(rows)

    def _column_types(self, table: str, names: Iterable[str]) -> list[str]:
        if table not in self._types:
            found = self._connection.execute(
                """
                select pg_attribute.attname, pg_type.typname
                from pg_catalog.pg_attribute
                inner join pg_catalog.pg_type on pg_type.oid = pg_attribute.atttypid
                where
                    pg_attribute.attrelid = to_regclass('staging.' || quote_ident(%s))
                    and pg_attribute.attnum > 0
                    and not pg_attribute.attisdropped
                """,
                [table],
            ).fetchall()
            self._types[table] = dict(found)
        types = self._types[table]
        if unknown := [name for name in names if name not in types]:
            raise ValueError(f"staging.{table} has no column {', '.join(unknown)}")
        return [types[name] for name in names]

    def _send(
        self, table: str, names: Iterable[str], how: str, parts: Iterable[bytes | memoryview]
    ) -> None:
        statement = sql.SQL("copy staging.{} ({}) from stdin (format {})").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names)), sql.SQL(how)
        )
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for part in parts:
                for start in range(0, len(part), PIECE):
                    copy.write(part[start : start + PIECE])


def binary_block(rows: np.ndarray[Any, Any], *, types: Sequence[str]) -> memoryview:
    """Lay out a structured array as the tuples of a binary COPY, without signature and end mark.

    Each tuple is its number of fields (int16), then per field its length in bytes (int32) and its
    value, everything big-endian.

    Raises:
        ValueError: a value does not fit the column's type, or the type is not a number or a flag.
    """
    names = rows.dtype.names or ()
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in zip(names, types, strict=True):
        if kind not in NUMPY_TYPES:
            raise ValueError(f"column {name} is {kind}; binary COPY here is for numbers and flags")
        layout += [(f"{name} length", ">i4"), (name, NUMPY_TYPES[kind])]
    block = np.empty(len(rows), dtype=np.dtype(layout))
    block["fields"] = len(names)
    for name in names:
        target = block.dtype[name]
        _refuse_overflow(name, rows[name], target)
        block[f"{name} length"] = target.itemsize
        block[name] = rows[name]
    return block.view(np.uint8).data


def _refuse_overflow(name: str, values: np.ndarray[Any, Any], target: np.dtype[Any]) -> None:
    if target.kind != "i" or np.can_cast(values.dtype, target):
        return
    limits = np.iinfo(target)
    if values.min() < limits.min or values.max() > limits.max:
        raise ValueError(f"column {name} holds a number beyond {target.itemsize} bytes")


def text_block(frame: pd.DataFrame, *, types: Sequence[str]) -> memoryview:
    r"""Lay out a frame as the lines of a text COPY: tabs between fields, `\N` for null.

    Raises:
        ValueError: a value that its column's type cannot hold, or a text with a NUL character.
    """
    columns = [_text_column(frame.iloc[:, number], kind=kind) for number, kind in enumerate(types)]
    lines = "\n".join(map("\t".join, zip(*columns, strict=True)))
    return memoryview((lines + "\n").encode())


def _text_column(values: pd.Series[Any], *, kind: str) -> list[str]:
    known = values.notna().to_numpy()
    if not known.any():
        return ["\\N"] * len(values)
    write = _WRITERS.get(kind, _escaped)
    if known.all():
        return write(values)
    texts = np.full(len(values), "\\N", dtype=object)
    texts[known] = write(values[known])
    return list(texts)


def _integers(values: pd.Series[Any]) -> list[str]:
    numbers = values.tolist()
    if values.dtype.kind == "f":
        if not (values.abs() < EXACT).all():
            raise ValueError(f"column {values.name} holds floats that may not be exact integers")
        numbers = [int(number) for number in numbers]
    return [str(number) for number in numbers]


def _floats(values: pd.Series[Any]) -> list[str]:
    return [repr(float(number)) for number in values.tolist()]


def _flags(values: pd.Series[Any]) -> list[str]:
    return ["t" if flag else "f" for flag in values.tolist()]


def _plain(values: pd.Series[Any]) -> list[str]:
    return [str(value) for value in values.tolist()]


def _dates(values: pd.Series[Any]) -> list[str]:
    return [
        (value.date() if isinstance(value, dt.datetime) else value).isoformat()
        for value in values.tolist()
    ]


def _escaped(values: pd.Series[Any]) -> list[str]:
    texts = values.tolist()
    joined = (
        SEPARATOR.join(texts)
        .replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
    )
    escaped = joined.split(SEPARATOR)
    if len(escaped) != len(texts):
        raise ValueError(f"column {values.name} holds a NUL character; cleaning should reject it")
    return escaped


def _arrays(values: pd.Series[Any]) -> list[str]:
    element = _Elements()
    arrays = ["{" + ",".join(map(element.__getitem__, texts)) + "}" for texts in values.tolist()]
    return _escaped(pd.Series(arrays, name=values.name, dtype=object))


class _Elements(dict[str, str]):
    """From a text to how it stands in an array; most labels are those of many games."""

    def __missing__(self, text: str) -> str:
        written = self[text] = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return written


_WRITERS: Final[dict[str, Callable[[pd.Series[Any]], list[str]]]] = {
    "int2": _integers,
    "int4": _integers,
    "int8": _integers,
    "float8": _floats,
    "bool": _flags,
    "numeric": _plain,
    "date": _dates,
    "_text": _arrays,
}
