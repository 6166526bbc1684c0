r"""What a load is compared with: the least that any load costs here, and the textbook way.

The floor is the sum of: unpacking the files to nowhere, `\copy` of the very rows that the load
ended with into bare tables, their primary keys, and analyze. The textbook way reads every line of
the libraries with ast.literal_eval, flattens it into a pandas DataFrame and writes with `to_sql`; a
slice of the file is done so and scaled, by bytes, to the whole of it.
"""

import ast
import os
import subprocess
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pandas as pd
import psycopg
from sqlalchemy import Table, create_engine

from db.local_server import Server
from db.models import metadata
from etl.read.lines import read_lines
from etl.read.sources import Source

SCHEMA: Final = "floor"
LEDGER: Final = frozenset({"loads", "load_files", "rejects"})
"""Tables of core that tell about loads; no raw file holds their rows."""
SLICE_BYTES: Final = 4_000_000

_BLOCK_BYTES: Final = 2**20
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


def measure_floor(server: Server, files: Iterable[Path], *, folder: Path) -> dict[str, Any]:
    """Take the floor of the load that filled the server's database.

    Args:
        server: holds the loaded database; the floor's tables are made in it.
        files: the raw files that were loaded.
        folder: room for the rows as text, as large as the data.

    Returns:
        Seconds of each part (`gunzip`, `copy`, `keys`, `analyze`) and of all, `seconds`; bytes of
        each file when `unpacked`, and the size of the rows as COPY writes them, `copied_bytes`.

    Raises:
        RuntimeError: psql failed.
    """
    started = time.perf_counter()
    unpacked = {path.name: _unpack(path) for path in files}
    gunzip = time.perf_counter() - started
    tables = [
        table
        for table in metadata.sorted_tables
        if table.schema == "core" and table.name not in LEDGER
    ]
    copied_bytes = _dump(server, tables, folder=folder)

    def timed(statement: Callable[[Table], str]) -> float:
        started = time.perf_counter()
        _psql(server, [statement(table) for table in tables], folder=folder)
        return time.perf_counter() - started

    _psql(server, ["checkpoint"], folder=folder)  # the load's pages are not the floor's to write
    parts = {
        "gunzip": gunzip,
        "copy": timed(lambda table: f"\\copy {_bare(table)} from '{table.name}.txt'"),
        "keys": timed(lambda table: f"alter table {_bare(table)} add primary key ({_key(table)})"),
        "analyze": timed(lambda table: f"analyze {_bare(table)}"),
    }
    sizes = {"unpacked": unpacked, "copied_bytes": copied_bytes}
    return parts | sizes | {"seconds": sum(parts.values())}


def _unpack(path: Path) -> int:
    """Read a file to its end, unpacked where it is gzip; returns the bytes that came out."""
    byte_count = 0
    with path.open("rb", buffering=0) as file:
        block = file.read(_BLOCK_BYTES)
        is_gzip = block.startswith(b"\x1f\x8b")
        unpacker = zlib.decompressobj(_GZIP_WINDOW)
        while block:
            packed = block if is_gzip else b""
            byte_count += 0 if is_gzip else len(block)
            while packed:
                byte_count += len(unpacker.decompress(packed))
                packed = unpacker.unused_data
                if packed:  # another member follows in the same file
                    unpacker = zlib.decompressobj(_GZIP_WINDOW)
            block = file.read(_BLOCK_BYTES)
    return byte_count


def _dump(server: Server, tables: Iterable[Table], *, folder: Path) -> int:
    """Write the rows of each table to a file and make a bare table for them."""
    address = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
    byte_count = 0
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"create schema {SCHEMA}".encode())
        for table in tables:
            query = f"copy (select * from core.{table.name}) to stdout"  # noqa: S608 - our own names
            target = folder / f"{table.name}.txt"
            with target.open("wb") as file, connection.cursor().copy(query.encode()) as rows:
                byte_count += sum(file.write(block) for block in rows)
            connection.execute(f"create table {_bare(table)} (like core.{table.name})".encode())
    return byte_count


def _psql(server: Server, statements: Iterable[str], *, folder: Path) -> None:
    url = server.url
    command = [
        str(server.bin.folder / "psql"),
        *("--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"),
        f"postgresql://{url.username}@{url.host}:{url.port}/{url.database}",
        *(word for statement in statements for word in ("--command", statement)),
    ]
    environment = os.environ | {"PGPASSWORD": str(url.password)}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise RuntimeError(f"psql failed: {ended.stderr}")


def _bare(table: Table) -> str:
    return f"{SCHEMA}.{table.name}"


def _key(table: Table) -> str:
    return ", ".join(column.name for column in table.primary_key.columns)


def measure_textbook(server: Server, sources: Iterable[Source]) -> dict[str, Any] | None:
    """Take a slice of the largest library file; None where there is none.

    Returns:
        Seconds to `read` and to `write` the slice, its `lines`, its `share` of the file's bytes,
        and the `seconds` that the whole file would take.
    """
    libraries = [source for source in sources if source.kind == "items"]
    if not libraries:
        return None
    source = max(libraries, key=lambda file: file.byte_count)
    taken: list[bytes] = []
    whole = part = 0
    for _, line in read_lines(source.path, packing=source.container.packing):
        if not isinstance(line, bytes):
            continue
        whole += len(line)
        if part < SLICE_BYTES:
            part += len(line)
            taken.append(line)
    started = time.perf_counter()
    frame = pd.json_normalize(list(_records(taken)), record_path="items", meta=["user_id"])
    read = time.perf_counter() - started
    engine = create_engine(server.url)
    with engine.begin() as connection:
        started = time.perf_counter()
        frame.to_sql("textbook_items", connection, schema=SCHEMA, index=False)
    write = time.perf_counter() - started
    engine.dispose()
    share = part / whole
    found = {"read": read, "write": write, "lines": len(taken), "share": share}
    return found | {"seconds": (read + write) / share}


def _records(lines: Iterable[bytes]) -> Iterator[dict[str, object]]:
    for line in lines:
        with suppress(ValueError, SyntaxError):  # the broken lines of a sample
            record = ast.literal_eval(line.decode())
            if isinstance(record, dict) and isinstance(record.get("items"), list):
                items = [item for item in record["items"] if isinstance(item, dict)]
                yield {"user_id": record.get("user_id"), "items": items}
