"""The loader's connection: its settings, its lock, and its errors explained."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import psycopg
from psycopg import errors as pg
from sqlalchemy import URL

from db.engines import etl_connection, url_without_password
from db.errors import (
    ConfigurationError,
    DatabaseUnavailable,
    LoadFailed,
    LoadUnderWay,
    LudotecaError,
    SchemaOutOfDate,
)

UNTOUCHED: Final = "The published data are what they were before."
POLL_SECONDS: Final = 0.1

# What the loader may cost others: no wait for its own log to reach the disk while staging, and no
# long statement left running for a loader that was killed.
_SESSION: Final = (
    "set synchronous_commit = off",
    "set statement_timeout = 0",
    "set idle_in_transaction_session_timeout = 0",
    # The session that holds the lock is idle while another one publishes a first load.
    "set idle_session_timeout = 0",
    "set client_connection_check_interval = '2s'",
)
_LOCK: Final = "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtext('ludoteca load'))"
_UNLOCK: Final = "select pg_catalog.pg_advisory_unlock(pg_catalog.hashtext('ludoteca load'))"
_HOLDER: Final = """
    select
        activity.pid,
        to_char(activity.backend_start at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS')
    from pg_catalog.pg_locks as locks
    inner join pg_catalog.pg_stat_activity as activity using (pid)
    where
        locks.locktype = 'advisory'
        and locks.granted
        and locks.objsubid = 1
        and locks.database = (
            select oid from pg_catalog.pg_database where datname = current_database()
        )
        and locks.objid = (pg_catalog.hashtext('ludoteca load')::bigint & 4294967295)::oid
"""


@contextmanager
def loader_session(url: URL, *, patience: float = 0) -> Iterator[psycopg.Connection]:
    """Open the loader's autocommit connection and hold the lock that keeps other loads out.

    Args:
        url: the database.
        patience: seconds to wait for the end of another load.

    Raises:
        DatabaseUnavailable: no server answers, or it went away.
        LoadUnderWay: another load is under way.
        LoadFailed: the server's disk is full, or it refused a row.
        SchemaOutOfDate: the database lacks what this code needs.
        ConfigurationError: the login lacks a privilege.
    """
    with translate_loader_errors(url), open_session(url) as connection:
        _take_lock(connection, patience=patience)
        try:
            yield connection
        finally:  # the server ends a closed session a moment later: the next load would find it
            with suppress(psycopg.Error):
                connection.execute(_UNLOCK)


@contextmanager
def open_session(url: URL) -> Iterator[psycopg.Connection]:
    """Open an autocommit connection with the loader's settings, without the lock.

    Raises:
        DatabaseUnavailable: no server answers.
        psycopg.Error: it went away.
    """
    connection = etl_connection(url)
    try:
        connection.autocommit = True
        for statement in _SESSION:
            # Not every platform can watch its client; every other setting exists since 14.
            with suppress(pg.InvalidParameterValue, pg.UndefinedObject):
                connection.execute(statement)
        yield connection
    finally:
        connection.close()


def load_lock_holder(connection: psycopg.Connection) -> tuple[int, str] | None:
    """Give the server process of the load that is under way, and since when it is connected."""
    return connection.execute(_HOLDER).fetchone()


def _take_lock(connection: psycopg.Connection, *, patience: float) -> None:
    deadline = time.monotonic() + patience
    while connection.execute(_LOCK).fetchone() != (True,):
        if time.monotonic() >= deadline:
            found = load_lock_holder(connection)
            who = "server process {}, connected since {} UTC".format(*found) if found else "ended"
            raise LoadUnderWay(
                f"Another load into this database, or an upgrade, is under way ({who}); "
                "wait for its end and run this one again. Nothing was changed."
            )
        time.sleep(POLL_SECONDS)


@contextmanager
def translate_loader_errors(url: URL) -> Iterator[None]:
    """Turn the driver's errors in the block into Ludoteca's; see `loader_session`."""
    try:
        yield
    except psycopg.Error as error:
        raise translate_loader_error(error, url) from error


def loader_error(error: psycopg.Error | LudotecaError, url: URL) -> LudotecaError:
    """Give an error of Ludoteca's as it is, one of the driver's translated."""
    return error if isinstance(error, LudotecaError) else translate_loader_error(error, url)


def translate_loader_error(error: psycopg.Error, url: URL) -> LudotecaError:
    """Say what an error of the driver means for a load."""
    where, said = url_without_password(url), str(error.diag.message_primary or error).strip()
    match error:  # the driver's classes build on each other: the last two take what is left
        case pg.DiskFull():
            return LoadFailed(
                f"The disk of the database server {where} is full: {said}. "
                f"{UNTOUCHED} Free some space there and run the load again."
            )
        case (
            pg.InvalidSchemaName()
            | pg.UndefinedTable()
            | pg.UndefinedFunction()
            | pg.UndefinedColumn()
        ):
            return SchemaOutOfDate(
                f"The database {where} lacks what this version needs ({said}); "
                "run `ludoteca db upgrade`"
            )
        case pg.InsufficientPrivilege():
            return ConfigurationError(
                f"The login of {where} may not do what a load needs: {said}; "
                "have a DBA grant it ludoteca_etl"
            )
        case pg.QueryCanceled():
            return LoadFailed(
                f"Somebody cancelled the load's statement in the server {where}. {UNTOUCHED}"
            )
        case psycopg.OperationalError():
            return DatabaseUnavailable(
                f"The database {where} went away or stopped the load: {said}. "
                f"{UNTOUCHED} Run the load again when it answers."
            )
        case _:
            return LoadFailed(f"The database {where} could not do its part: {said}. {UNTOUCHED}")
