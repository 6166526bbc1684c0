"""Postgres' COPY formats: binary, encoded and decoded by numpy, and text for what is not numbers.

A binary row is its number of fields (int16), then per field its length in bytes (int32) and its
value, everything big-endian. Everything works by columns: a Python call per row costs more than
the COPY itself.
"""

from __future__ import annotations  # pandas names its types only for type checkers

import datetime as dt
import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import psycopg

SIGNATURE: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)  # then flags and the extension's length
END: Final = b"\xff\xff"
PIECE: Final = 1 << 20  # bytes handed to the driver at once, so that it never holds a second copy
ARRAY_HEAD: Final = struct.Struct(">iiiiii")
"""The field's length, then dimensions, flags, element type, items, lower bound."""

_SEPARATOR: Final = "\x00"  # cannot occur: Postgres refuses it, so cleaning has rejected it
_EXACT: Final = 1 << 53  # from here on a float skips integers; steam_ids are beyond it
_NUMPY_TYPES: Final = {
    "int2": ">i2",
    "int4": ">i4",
    "int8": ">i8",
    "float4": ">f4",
    "float8": ">f8",
    "bool": "?",
    "timestamptz": ">i8",  # microseconds since the year 2000
}
_STRUCT_CODES: Final = {"int2": "h", "int4": "i", "int8": "q"}
_OIDS: Final = {"int4": 23, "int8": 20}


def binary_row_dtype(columns: Sequence[tuple[str, str]]) -> np.dtype[Any]:
    """Lay out one binary row of columns (name, Postgres type) without nulls.

    Raises:
        ValueError: a type is not a number or a flag.
    """
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in columns:
        if kind not in _NUMPY_TYPES:
            raise ValueError(f"column {name} is {kind}; binary COPY here is for numbers and flags")
        layout += [(f"{name} length", ">i4"), (name, _NUMPY_TYPES[kind])]
    return np.dtype(layout)


def array_item_dtype(kind: str) -> np.dtype[Any]:
    """Lay out one element of a binary array of a Postgres type: `length` and `value`."""
    return np.dtype([("length", ">i4"), ("value", _NUMPY_TYPES[kind])])


def encode_rows(rows: np.ndarray[Any, Any], *, types: Sequence[str]) -> memoryview:
    """Encode a structured array as binary rows, without signature and end mark.

    Raises:
        ValueError: a value does not fit the column's type, or the type is not a number or a flag.
    """
    names = rows.dtype.names or ()
    block = np.empty(len(rows), dtype=binary_row_dtype(list(zip(names, types, strict=True))))
    block["fields"] = len(names)
    for name in names:
        target = block.dtype[name]
        _refuse_overflow(name, rows[name], target)
        block[f"{name} length"] = target.itemsize
        block[name] = rows[name]
    return block.view(np.uint8).data


def decode_rows(data: bytes, columns: Sequence[tuple[str, str]]) -> np.ndarray[Any, Any]:
    """Decode a whole binary COPY of columns (name, Postgres type) that hold no null."""
    row = binary_row_dtype(columns)
    count = (len(data) - len(SIGNATURE) - len(END)) // row.itemsize
    return np.frombuffer(data, dtype=row, count=count, offset=len(SIGNATURE))


def encode_items(values: np.ndarray[Any, Any], *, kind: str) -> np.ndarray[Any, Any]:
    """Encode the elements of binary arrays one after the other; cut them and add a head to each."""
    items = np.empty(len(values), dtype=array_item_dtype(kind))
    items["length"] = items.dtype["value"].itemsize
    items["value"] = values
    return items


def encode_array_field(items: np.ndarray[Any, Any], *, kind: str) -> bytes:
    """Encode a field that holds an array of encoded items."""
    size = ARRAY_HEAD.size - 4 + items.nbytes
    return ARRAY_HEAD.pack(size, 1, 0, _OIDS[kind], len(items), 1) + items.tobytes()


def decode_array_rows(
    parts: Iterable[Any], *, scalars: Sequence[str], arrays: Sequence[str], piece: int = 8 << 20
) -> list[np.ndarray[Any, Any]]:
    """Decode a binary COPY of rows of integers and then arrays, all of a row equally long.

    Args:
        parts: what the server sends; a row may begin in one part and end in another.
        scalars: the Postgres types of the first fields.
        arrays: the Postgres types of the elements of the other fields.
        piece: bytes decoded at once.

    Returns:
        One int64 array for each scalar, one of the number of elements in each row's arrays, and for
        each array field the elements of all rows, one row after the other.
    """
    head = struct.Struct(">h" + "".join(f"i{_STRUCT_CODES[kind]}" for kind in scalars) + "iiiii")
    items = [array_item_dtype(kind) for kind in arrays]
    item_bytes = sum(item.itemsize for item in items)
    begin = head.size - 20  # of the first array: the head ends with its number of elements
    numbers: list[tuple[int, ...]] = []
    columns: list[list[np.ndarray[Any, Any]]] = [[] for _ in arrays]

    def decode(data: bytes, at: int) -> int:
        row_columns: list[list[np.ndarray[Any, Any]]] = [[] for _ in arrays]
        while at + head.size <= len(data):
            _, *fields = head.unpack_from(data, at)
            count = fields[-1]
            end = at + begin + len(arrays) * ARRAY_HEAD.size + count * item_bytes
            if end > len(data):
                break
            numbers.append((*fields[1 : 2 * len(scalars) : 2], count))
            at += begin
            for column, item in zip(row_columns, items, strict=True):
                at += ARRAY_HEAD.size
                column.append(np.frombuffer(data, item, count, at)["value"])
                at += count * item.itemsize
        for column, found, item in zip(columns, row_columns, items, strict=True):
            if found:
                native = item["value"].newbyteorder("=")
                column.append(np.concatenate(found).astype(native))
        return at

    rest, at = bytearray(), len(SIGNATURE)
    for part in parts:
        rest += part
        if len(rest) >= max(piece, at):
            del rest[: decode(bytes(rest), at)]
            at = 0
    decode(bytes(rest), at)
    del rest
    return [
        *np.array(numbers, dtype=np.int64).reshape(-1, len(scalars) + 1).T,
        *(
            _join(column, item["value"].newbyteorder("="))
            for column, item in zip(columns, items, strict=True)
        ),
    ]


def _join(pieces: list[np.ndarray[Any, Any]], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """Join pieces, which are let go one by one: there is never more than one of them twice."""
    joined = np.empty(sum(map(len, pieces)), dtype)
    end = len(joined)
    while pieces:
        piece = pieces.pop()
        joined[end - len(piece) : end] = piece
        end -= len(piece)
    return joined


def encode_row_start(fields: int, value: int) -> bytes:
    """Begin a row of so many fields with an int8."""
    return struct.pack(">hiq", fields, 8, value)


def _refuse_overflow(name: str, values: np.ndarray[Any, Any], target: np.dtype[Any]) -> None:
    if target.kind != "i" or np.can_cast(values.dtype, target):
        return
    limits = np.iinfo(target)
    if values.min() < limits.min or values.max() > limits.max:
        raise ValueError(f"column {name} holds a number beyond {target.itemsize} bytes")


def send_parts(copy: psycopg.Copy, parts: Iterable[bytes | memoryview]) -> None:
    """Hand parts of a COPY to the driver in bounded pieces."""
    for part in parts:
        for start in range(0, len(part), PIECE):
            copy.write(part[start : start + PIECE])


def encode_text(frame: pd.DataFrame, *, types: Sequence[str]) -> memoryview:
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
    write = _WRITERS.get(kind, _escape_texts)
    if known.all():
        return write(values)
    texts = np.full(len(values), "\\N", dtype=object)
    texts[known] = write(values[known])
    return list(texts)


def _format_integers(values: pd.Series[Any]) -> list[str]:
    numbers = values.tolist()
    if values.dtype.kind == "f":
        if not (values.abs() < _EXACT).all():
            raise ValueError(f"column {values.name} holds floats that may not be exact integers")
        numbers = [int(number) for number in numbers]
    return [str(number) for number in numbers]


def _format_dates(values: pd.Series[Any]) -> list[str]:
    return [
        (value.date() if isinstance(value, dt.datetime) else value).isoformat()
        for value in values.tolist()
    ]


def _escape_texts(values: pd.Series[Any]) -> list[str]:
    texts = values.tolist()
    joined = (
        _SEPARATOR.join(texts)
        .replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
    )
    escaped = joined.split(_SEPARATOR)
    if len(escaped) != len(texts):
        raise ValueError(f"column {values.name} holds a NUL character; cleaning should reject it")
    return escaped


def _format_arrays(values: pd.Series[Any]) -> list[str]:
    element = _Elements()
    arrays = ["{" + ",".join(map(element.__getitem__, texts)) + "}" for texts in values.tolist()]
    return _escape_texts(pd.Series(arrays, name=values.name, dtype=object))


class _Elements(dict[str, str]):
    """From a text to how it stands in an array; most labels are those of many games."""

    def __missing__(self, text: str) -> str:
        written = self[text] = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return written


_WRITERS: Final[dict[str, Callable[[pd.Series[Any]], list[str]]]] = {
    "int2": _format_integers,
    "int4": _format_integers,
    "int8": _format_integers,
    "float8": lambda values: [repr(float(number)) for number in values.tolist()],
    "bool": lambda values: ["t" if flag else "f" for flag in values.tolist()],
    "numeric": lambda values: [str(value) for value in values.tolist()],
    "date": _format_dates,
    "_text": _format_arrays,
}
