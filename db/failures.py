"""The driver's exceptions in, errors a person can act on out; the original stays as the cause."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg import errors as pg_errors
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from db.errors import (
    ConfigurationError,
    DatabaseUnavailable,
    LudotecaError,
    NotLoaded,
    SchemaOutOfDate,
    StatementTimeout,
    TablesHeld,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OUT_OF_DATE: Final = (
    SchemaOutOfDate,
    "The database lacks something that this version asks for: run `ludoteca db upgrade`",
)
_MEANINGS: Final[Mapping[type[psycopg.Error], tuple[type[LudotecaError], str]]] = {
    pg_errors.QueryCanceled: (
        StatementTimeout,
        "The question took longer than the database may spend on one",
    ),
    pg_errors.LockNotAvailable: (
        TablesHeld,
        "A first load or an upgrade holds what the question reads",
    ),
    pg_errors.UndefinedColumn: _OUT_OF_DATE,
    pg_errors.UndefinedFunction: _OUT_OF_DATE,
    pg_errors.UndefinedTable: _OUT_OF_DATE,
    pg_errors.InvalidSchemaName: _OUT_OF_DATE,
    pg_errors.ObjectNotInPrerequisiteState: (
        NotLoaded,
        "Nothing is loaded yet: run `ludoteca load DIR`",
    ),
    pg_errors.InsufficientPrivilege: (
        ConfigurationError,
        "The login may not read Ludoteca's data: grant it ludoteca_reader",
    ),
}


@contextmanager
def explained() -> Iterator[None]:
    """Turn what SQLAlchemy and psycopg raise inside the block into Ludoteca's errors.

    Raises:
        DatabaseUnavailable: no server answers, it went away, or every connection is busy.
        StatementTimeout: the server stopped the statement.
        TablesHeld: a load or an upgrade did not let go of a table in time.
        SchemaOutOfDate: something that this code asks for does not exist there.
        NotLoaded: the aggregates were never filled.
        ConfigurationError: the login may not read.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise DatabaseUnavailable("Every connection to the database is busy") from error
    except DBAPIError as error:
        translated = _translate(error.orig, is_gone=error.connection_invalidated)
        if translated is None:
            raise
        raise translated from error
    except psycopg.Error as error:
        translated = _translate(error)
        if translated is None:
            raise
        raise translated from error


def _translate(cause: BaseException | None, *, is_gone: bool = False) -> LudotecaError | None:
    """Find the error for a person; None for one that only a programmer can mend."""
    for kind, (error, message) in _MEANINGS.items():
        if isinstance(cause, kind):
            return error(message)
    if is_gone or isinstance(cause, pg_errors.OperationalError):
        return DatabaseUnavailable(f"The database does not answer: {cause}")
    return None
