"""Logins of the local server, and what keeps its readers within their limits."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from psycopg import sql

from db.engines import EVENTS, LOADER, OWNER, READER
from db.settings import CHECKOUT

LOGINS: Final = (OWNER, LOADER, READER, EVENTS)
STATEMENT_SECONDS: Final = 60.0
"""The statement timeout that sql/admin/reader_login.sql gives a reader."""
GRACE_SECONDS: Final = 5.0
WATCH_SECONDS: Final = 5.0
ADMIN: Final = CHECKOUT / "sql" / "admin"
IS_SET_UP: Final = """
    select
        pg_catalog.current_setting('data_directory'),
        (
            select count(*)
            from pg_catalog.pg_roles
            where rolname = any(%s) and rolcanlogin
        ) = 4
        and exists (select from pg_catalog.pg_database where datname = %s)
"""


def set_up_roles(
    connection: psycopg.Connection[Any], passwords: Mapping[str, str], database: str
) -> None:
    """Let the roles log in, each with its password, and make the database.

    Args:
        connection: a superuser's, to another database.
        passwords: one for each role.
        database: its name; it will belong to the owner.
    """
    _run_file(connection, "roles.sql")
    for role, password in passwords.items():
        login = sql.SQL("alter role {} login password {}")
        connection.execute(login.format(sql.Identifier(role), sql.Literal(password)))
    # Whoever owns every object may do what the others may, as the login of DATABASE_URL does.
    groups = sql.SQL(", ").join(map(sql.Identifier, (LOADER, READER, EVENTS)))
    connection.execute(sql.SQL("grant {} to {}").format(groups, sql.Identifier(OWNER)))
    named, owner = sql.Identifier(database), sql.Identifier(OWNER)
    with suppress(psycopg.errors.DuplicateDatabase):
        connection.execute(sql.SQL("create database {}").format(named))
    connection.execute(sql.SQL("alter database {} owner to {}").format(named, owner))


def set_up_database(connection: psycopg.Connection[Any]) -> None:
    """Take from everybody what a reader shall not have, and set the reader's limits.

    Args:
        connection: a superuser's, to the database.
    """
    _run_file(connection, "public.sql")
    connection.execute("select set_config('ludoteca.login', %s, false)", [READER])
    _run_file(connection, "reader_login.sql")


@contextmanager
def end_overdue_readers(
    connect: Callable[..., psycopg.Connection[Any]], *, statement_seconds: float
) -> Iterator[None]:
    """End readers' sessions that outlive their limits, as long as the block runs.

    A session may set its own timeouts, and Postgres has no setting against that.

    Args:
        connect: opens a superuser's connection with the given `options`.
        statement_seconds: the longest that the API lets a statement run.
    """
    limit = max(statement_seconds, STATEMENT_SECONDS) + GRACE_SECONDS
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(WATCH_SECONDS):
            with (
                suppress(psycopg.Error),  # it was stopped, or is full; the next look may succeed
                connect(options=f"-c ludoteca.statement_seconds={limit:.3f}") as connection,
            ):
                _run_file(connection, "end_overdue_readers.sql")

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _run_file(connection: psycopg.Connection[Any], name: str) -> None:
    connection.execute((ADMIN / name).read_bytes())
