"""Indexes that loads, refreshes and trainings have made large, built anew."""

from contextlib import suppress
from typing import Final

import psycopg
from psycopg import errors as pg

_GROWN: Final = "select index_name, byte_count from staging.grown_indexes()"
_REBUILD: Final = "select staging.rebuild_index(%s)"


def rebuild_grown_indexes(connection: psycopg.Connection, built: dict[str, int]) -> None:
    """Build indexes anew that take half as much again as their entries should need.

    Each in a transaction of its own, for which who reads its table waits. One that is written at
    this moment is left to the next call.

    Args:
        connection: the loader's, in no transaction.
        built: the bytes of those that were built by name, to which these are added; what has not
            grown since is left alone.
    """
    for name, byte_count in connection.execute(_GROWN).fetchall():
        if byte_count > built.get(name, 0):
            # written at this moment, or replaced by an upgrade
            with suppress(pg.LockNotAvailable, pg.UndefinedTable):
                [built[name]] = connection.execute(_REBUILD, [name]).fetchone() or (0,)
