"""The libraries' raw file in; out, what the textbook way would take: read, frame, to_sql.

Every line is read with ast.literal_eval, flattened into a pandas DataFrame and written with
`to_sql`; a slice of the file is done so and scaled, by bytes, to the whole of it.
"""

import ast
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pandas as pd
from sqlalchemy import create_engine, text

from db.local_server import Server
from etl.read.lines import read_lines
from etl.read.sources import Source

SLICE_BYTES: Final = 4_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Naive:
    """What a slice took, in seconds, and how much of the file it is."""

    read: float
    write: float
    lines: int
    share: float

    @property
    def seconds(self) -> float:
        """What the whole file would take."""
        return (self.read + self.write) / self.share


def _records(lines: Iterable[bytes]) -> Iterator[dict[str, object]]:
    for line in lines:
        with suppress(ValueError, SyntaxError):  # the broken lines of a sample
            record = ast.literal_eval(line.decode())
            if isinstance(record, dict) and isinstance(record.get("items"), list):
                yield {"user_id": record.get("user_id"), "items": _objects(record["items"])}


def _objects(items: list[object]) -> list[object]:
    return [item for item in items if isinstance(item, dict)]


def measure(server: Server, sources: Iterable[Source]) -> Naive | None:
    """Take a slice of the largest library file; None where there is none."""
    libraries = [source for source in sources if source.kind == "items"]
    if not libraries:
        return None
    source = max(libraries, key=lambda file: file.byte_count)
    taken: list[bytes] = []
    whole = part = 0
    for _, line in read_lines(source.path, is_gzip=source.is_gzip):
        if not isinstance(line, bytes):
            continue
        whole += len(line)
        if part < SLICE_BYTES:
            part += len(line)
            taken.append(line)
    started = time.perf_counter()
    records = list(_records(taken))
    frame = pd.json_normalize(records, record_path="items", meta=["user_id"])
    read = time.perf_counter() - started
    engine = create_engine(server.url)
    with engine.begin() as connection:
        connection.execute(text("create schema if not exists floor"))
        started = time.perf_counter()
        frame.to_sql("naive_items", connection, schema="floor", index=False)
    write = time.perf_counter() - started
    engine.dispose()
    return Naive(read=read, write=write, lines=len(taken), share=part / whole)
