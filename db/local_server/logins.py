"""Logins of the local server, and what keeps its readers within their limits."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from psycopg import sql

from db.engines import EVENTS, LOADER, OWNER, READER
from db.settings import CHECKOUT

LOGINS: Final = {
    # Who migrates may do what the others may, as the login of DATABASE_URL does elsewhere.
    "owner": (OWNER, LOADER, READER, EVENTS),
    "loader": (LOADER,),
    "reader": (READER,),
    "events": (EVENTS,),
}
"""Each login of the local server, and the roles that it has."""
STATEMENT_SECONDS: Final = 60.0
"""The statement timeout that sql/admin/reader_login.sql gives a reader."""
GRACE_SECONDS: Final = 5.0
WATCH_SECONDS: Final = 5.0
ADMIN_FOLDER: Final = CHECKOUT / "sql" / "admin"
_EXISTING_NAMES: Final = """
    select 'login ' || rolname from pg_catalog.pg_roles where rolcanlogin
    union all
    select 'database ' || datname from pg_catalog.pg_database
"""


def logins_are_set_up(connection: psycopg.Connection[Any], database: str) -> bool:
    """Tell whether all logins and the database are there."""
    needed = {f"database {database}", *(f"login {name}" for name in LOGINS)}
    return needed <= {name for (name,) in connection.execute(_EXISTING_NAMES)}


def set_up_roles_and_database(
    connection: psycopg.Connection[Any], passwords: Mapping[str, str], database: str
) -> None:
    """Make the roles, the logins and the database, or put them right.

    Args:
        connection: a superuser's, to another database.
        passwords: one for each of `LOGINS`.
        database: its name; it will belong to the owner.
    """
    _execute_sql_file(connection, "roles.sql")
    there = {name for (name,) in connection.execute(_EXISTING_NAMES)}
    for name, roles in LOGINS.items():
        login = sql.Identifier(name)
        made = "alter" if f"login {name}" in there else "create"
        password = sql.Literal(passwords[name])
        connection.execute(sql.SQL(f"{made} role {{}} login password {{}}").format(login, password))
        granted = sql.SQL(", ").join(map(sql.Identifier, roles))
        connection.execute(sql.SQL("grant {} to {}").format(granted, login))
    names = sql.Identifier(database), sql.Identifier(OWNER)
    if f"database {database}" not in there:
        connection.execute(sql.SQL("create database {}").format(names[0]))
    connection.execute(sql.SQL("alter database {} owner to {}").format(*names))


def restrict_readers(connection: psycopg.Connection[Any]) -> None:
    """Take from everybody what a reader shall not have, and set the reader's limits.

    Args:
        connection: a superuser's, to the database.
    """
    _execute_sql_file(connection, "public.sql")
    connection.execute("set ludoteca.login = 'reader'")
    _execute_sql_file(connection, "reader_login.sql")
    # a load waits for the transactions of events
    for limit in ("idle_in_transaction_session_timeout", "statement_timeout"):
        connection.execute(f"alter role events set {limit} = '10s'".encode())


@contextmanager
def end_overdue_readers(
    connect: Callable[..., psycopg.Connection[Any]], *, statement_seconds: float
) -> Iterator[None]:
    """End readers' sessions that outlive their limits, as long as the block runs.

    A session may set its own timeouts, and Postgres has no setting against that.

    Args:
        connect: opens a superuser's connection to a database, with the given `options`.
        statement_seconds: the longest that the API lets a statement run.
    """
    limit = max(statement_seconds, STATEMENT_SECONDS) + GRACE_SECONDS
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(WATCH_SECONDS):
            with (
                suppress(psycopg.Error),  # it was stopped, or is full; the next look may succeed
                connect(
                    "postgres", options=f"-c ludoteca.statement_seconds={limit:.3f}"
                ) as connection,
            ):
                _execute_sql_file(connection, "end_overdue_readers.sql")

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _execute_sql_file(connection: psycopg.Connection[Any], name: str) -> None:
    connection.execute((ADMIN_FOLDER / name).read_bytes())
