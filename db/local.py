"""Settings in, the database to use out: the one that is named, or the local server, started.

`db.embedded` is imported only where no DATABASE_URL is set.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg

from db.engines import READER
from db.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL

    from db.embedded import Server
    from db.settings import Settings

_OTHERS: Final = """
    select count(*)
    from pg_catalog.pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """A database that answers, or should."""

    url: URL
    server: Server | None
    """The local server behind it; None where DATABASE_URL names another."""

    @property
    def plain_url(self) -> str:
        """The address with its password, as psql and DATABASE_URL take it."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def database(settings: Settings, *, keep: bool = False) -> Iterator[Database]:
    """Use the database of DATABASE_URL, else the local server, which is started if need be.

    A local server that was started for the block stops with it, unless somebody else is connected
    to it by then.

    Args:
        settings: what the operator set.
        keep: leave the local server running in any case.

    Raises:
        EmbeddedServerError: the local server cannot be started.
    """
    if settings.database_url is not None:
        yield Database(url=settings.database_url, server=None)
        return
    from db import embedded  # noqa: PLC0415 - nothing of it where DATABASE_URL is set

    server = embedded.start(settings.postgres_home)
    try:
        yield Database(url=server.url, server=server)
    finally:
        if server.started and not keep and not _is_used_by_others(server):
            embedded.stop(settings.postgres_home)


def local_home(settings: Settings) -> Path:
    """Return the folder of the local server, for the commands that are about it.

    Raises:
        ConfigurationError: DATABASE_URL names a server that is not ours to start or stop.
    """
    if settings.database_url is not None:
        raise ConfigurationError(
            "DATABASE_URL names a server that Ludoteca neither starts nor stops; "
            "unset it to use the local one"
        )
    return settings.postgres_home


def psql_command(
    settings: Settings, found: Database, *, owner: bool
) -> tuple[list[str], dict[str, str]]:
    """Give the command line and the environment of a psql session, the password in the latter.

    Args:
        settings: what the operator set.
        found: the database.
        owner: keep the login's own rights instead of becoming a reader.

    Raises:
        ConfigurationError: there is no psql.
    """
    url = found.url if owner else settings.reader_url or found.url
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    if not owner:
        options = ["search_path=api", "default_transaction_read_only=on"]
        options += [] if settings.reader_url else [f"role={READER}"]
        # Options in the address would silently replace these.
        given = url.query.get("options", ())
        words = [given] if isinstance(given, str) else list(given)
        words += [f"-c {option}" for option in options]
        environment["PGOPTIONS"] = " ".join(words)
        url = url.difference_update_query(["options"])
    # URL.set() cannot take a value away
    address = url.set(drivername="postgresql")._replace(password=None)
    return [_psql(found.server), address.render_as_string(hide_password=False)], environment


def _psql(server: Server | None) -> str:
    """Prefer the psql that came with the server: another version may not understand it."""
    if server is not None and (program := server.bin.program("psql")).exists():
        return str(program)
    if (found := shutil.which("psql")) is not None:
        return found
    raise ConfigurationError(
        "There is no psql on the PATH; install Postgres' client programs, "
        "or connect another client to the address of `ludoteca db url`"
    )


def _is_used_by_others(server: Server) -> bool:
    address = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            row = connection.execute(_OTHERS).fetchone()
    except psycopg.Error:
        return False  # stopped meanwhile
    return row is not None and row[0] > 0
