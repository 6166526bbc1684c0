"""Indexes that loads, refreshes and trainings have made large, built anew."""

import logging
from typing import Final

import psycopg
from psycopg import errors as pg

GROWTH: Final = 1.2
"""What was built anew is left alone until it has so many times its size."""

_GROWN: Final = "select index_name, byte_count from staging.grown_indexes()"
_REBUILD: Final = "select staging.rebuild_index(%s)"
_log: Final = logging.getLogger("ludoteca.indexes")


def rebuild_grown_indexes(connection: psycopg.Connection, built: dict[str, int]) -> None:
    """Build indexes anew that take half as much again as their entries should need.

    Each in a transaction of its own, for which who reads its table waits. Where somebody writes at
    this moment all are left to the next call; one that cannot be built is told of and left alone.

    Args:
        connection: the loader's, in no transaction.
        built: the bytes of those that were built by name, to which these are added; what has
            hardly grown since is left alone.

    Raises:
        psycopg.Error: the connection is gone.
    """
    for name, byte_count in connection.execute(_GROWN).fetchall():
        if byte_count <= GROWTH * built.get(name, 0):
            continue
        try:
            [built[name]] = connection.execute(_REBUILD, [name]).fetchone() or (0,)
        except pg.UndefinedTable:
            pass  # replaced by an upgrade
        except pg.LockNotAvailable:
            return  # somebody writes at this moment
        except psycopg.Error as error:
            if connection.closed:
                raise
            _log.warning("Index %s is not built anew: %s", name, error)
            built[name] = byte_count
