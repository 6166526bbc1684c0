"""The driver's exceptions in, errors a person can act on out; the original stays as the cause."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

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
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEMA_ERRORS = (
    pg_errors.UndefinedColumn,
    pg_errors.UndefinedFunction,
    pg_errors.UndefinedTable,
    pg_errors.InvalidSchemaName,
)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what SQLAlchemy and psycopg raise inside the block into Ludoteca's errors.

    Raises:
        DatabaseUnavailable: no server answers, it went away, or every connection is busy.
        StatementTimeout: the server stopped the statement.
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
    if isinstance(cause, pg_errors.QueryCanceled):
        return StatementTimeout("The question took longer than the database may spend on one")
    if isinstance(cause, _SCHEMA_ERRORS):
        return SchemaOutOfDate(
            "The database lacks something that this version asks for: run `ludoteca db upgrade`"
        )
    if isinstance(cause, pg_errors.ObjectNotInPrerequisiteState):
        return NotLoaded("Nothing is loaded yet: run `ludoteca load DIR`")
    if isinstance(cause, pg_errors.InsufficientPrivilege):
        return ConfigurationError(
            "The login may not read Ludoteca's data: grant it ludoteca_reader"
        )
    if is_gone or isinstance(cause, pg_errors.OperationalError):
        return DatabaseUnavailable(f"The database does not answer: {cause}")
    return None
