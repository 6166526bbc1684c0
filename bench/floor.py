r"""A loaded database and its raw files in; out, the least that any load of them costs here.

The floor is the sum of: unpacking the files to nowhere, `\copy` of the very rows that the load
ended with into bare tables, their primary keys, and analyze.
"""

import os
import subprocess
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import Table

from db.local_server import Server
from db.models import metadata

SCHEMA: Final = "floor"
LEDGER: Final = frozenset({"loads", "load_files", "rejects"})
"""Tables of core that tell about loads; no raw file holds their rows."""

_BLOCK_BYTES: Final = 2**20
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, kw_only=True, slots=True)
class Floor:
    """What the floor's parts took, in seconds, and how much they moved."""

    gunzip: float
    copy: float
    keys: float
    analyze: float
    unpacked: dict[str, int]
    """Bytes of each raw file when unpacked."""
    copied_bytes: int
    """Size of the rows as COPY writes them."""

    @property
    def seconds(self) -> float:
        """The whole floor."""
        return self.gunzip + self.copy + self.keys + self.analyze


def measure(server: Server, files: Iterable[Path], *, folder: Path) -> Floor:
    """Take the floor of the load that filled the server's database.

    Args:
        server: holds the loaded database; the floor's tables are made in it.
        files: the raw files that were loaded.
        folder: room for the rows as text, as large as the data.

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
    return Floor(
        gunzip=gunzip,
        copy=timed(lambda table: f"\\copy {_bare(table)} from '{table.name}.txt'"),
        keys=timed(lambda table: f"alter table {_bare(table)} add primary key ({_key(table)})"),
        analyze=timed(lambda table: f"analyze {_bare(table)}"),
        unpacked=unpacked,
        copied_bytes=copied_bytes,
    )


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
    ended = subprocess.run(  # noqa: S603 - psql with statements of our own
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise RuntimeError(f"psql failed: {ended.stderr}")


def _bare(table: Table) -> str:
    return f"{SCHEMA}.{table.name}"


def _key(table: Table) -> str:
    return ", ".join(column.name for column in table.primary_key.columns)
