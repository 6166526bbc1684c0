"""The database of a command: that of DATABASE_URL, or the local server, started if need be.

`db.local_server` is imported only where no DATABASE_URL is set.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL

from db.engines import READER, has_no_reader_login
from db.errors import ConfigurationError
from db.settings import Settings

if TYPE_CHECKING:  # it is for machines without DATABASE_URL
    from db.local_server import Server


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """A database that answers, or should, and the logins for it."""

    url: URL
    """What loads and trains: on the local server a login that may do nothing more."""
    owner_url: URL
    """What migrates."""
    reader_url: URL
    """What answers; with DATABASE_URL alone it has yet to become a reader by `set role`."""
    events_url: URL
    """What records what users tell; the same holds of it."""
    server: "Server | None"
    """The local server behind it; None where DATABASE_URL names another."""


@contextmanager
def open_database(settings: Settings, *, keep: bool = False) -> Iterator[Database]:
    """Use the database of DATABASE_URL, else the local server, which is started if need be.

    A local server that was started for the block stops with it, unless somebody else is connected
    to it by then. Inside the block its readers are kept within their limits.

    Args:
        settings: what the operator set.
        keep: leave the local server running in any case.

    Raises:
        LocalServerError: the local server cannot be started.
    """
    if (url := settings.database_url) is not None:
        yield Database(
            url=url,
            owner_url=url,
            reader_url=settings.reader_url or url,
            events_url=settings.events_url or url,
            server=None,
        )
        return
    from db import local_server  # noqa: PLC0415 - nothing of it where DATABASE_URL is set

    server = local_server.start_server(settings.postgres_home)
    try:
        with local_server.end_overdue_readers(
            server.connect, statement_seconds=settings.statement_timeout_ms / 1000
        ):
            yield Database(
                url=server.login("loader"),
                owner_url=server.login("owner"),
                reader_url=settings.reader_url or server.login("reader"),
                events_url=settings.events_url or server.login("events"),
                server=server,
            )
    finally:
        if server.started and not keep and not local_server.is_server_used(server):
            local_server.stop_server(settings.postgres_home)


def local_server_home(settings: Settings) -> Path:
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


def url_with_password(url: URL) -> str:
    """Write an address with its password, as psql and DATABASE_URL take it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def psql_command(
    settings: Settings, found: Database, *, owner: bool
) -> tuple[list[str], dict[str, str]]:
    """Give the command line and the environment of a psql session, the password in the latter.

    Args:
        settings: what the operator set.
        found: the database.
        owner: log in as who owns everything instead of as a reader.

    Raises:
        ConfigurationError: there is no psql.
    """
    url = found.owner_url if owner else found.reader_url
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    if not owner:
        options = ["search_path=api", "default_transaction_read_only=on"]
        options += [f"role={READER}"] if has_no_reader_login(settings) else []
        # Options in the address would silently replace these.
        given = url.query.get("options", ())
        words = [given] if isinstance(given, str) else list(given)
        words += [f"-c {option}" for option in options]
        environment["PGOPTIONS"] = " ".join(words)
        url = url.difference_update_query(["options"])
    # URL.set() cannot take a value away
    address = url_with_password(url._replace(password=None))
    return [_find_psql(found.server), address], environment


def _find_psql(server: "Server | None") -> str:
    """Prefer the psql that came with the server: another version may not understand it."""
    beside = server and shutil.which(str(server.bin.folder / "psql"))
    if (found := beside or shutil.which("psql")) is not None:
        return found
    raise ConfigurationError(
        "There is no psql on the PATH; install Postgres' client programs, "
        "or connect another client to the address of `ludoteca db url`"
    )
