"""Migrations as functions: a database URL in, a migrated database or a clear error out."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError

from db.engines import owner_engine
from db.errors import ConfigurationError, DatabaseUnavailable, SchemaOutOfDate
from db.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL

VERSION_SCHEMA = "core"
_NEEDS_DBA = """{problem}
The login {login!r} may not set up Ludoteca's roles or schemas. Ask a DBA to run, once:
    psql -d {database} -f sql/admin/roles.sql -f sql/admin/public.sql -f sql/admin/schemas.sql
    grant ludoteca_owner, ludoteca_etl, ludoteca_reader to "{login}";"""


def upgrade(url: URL, revision: str = "head") -> None:
    """Migrate a database up to a revision.

    Raises:
        ConfigurationError: the login lacks a privilege; says what a DBA must run.
        DatabaseUnavailable: no server answers, or a lock could not be had in time.
        SchemaOutOfDate: somebody's own object stands on one that must go.
    """
    with _explained(url):
        command.upgrade(_config(url), revision)


def downgrade(url: URL, revision: str) -> None:
    """Migrate a database down to a revision, `base` for none; raises like `upgrade`."""
    with _explained(url):
        command.downgrade(_config(url), revision)


def upgrade_sql(revisions: str = "head") -> str:
    """Give the SQL that `upgrade` would run, for a DBA to read and run with psql."""
    return _offline(command.upgrade, revisions)


def downgrade_sql(revisions: str) -> str:
    """Give the SQL of a downgrade; `revisions` is `from:to`."""
    return _offline(command.downgrade, revisions)


def head() -> str:
    """Name the newest revision of this code."""
    revision = ScriptDirectory.from_config(_config(None)).get_current_head()
    if revision is None:
        raise SchemaOutOfDate("migrations/versions holds no revision")
    return revision


def current(url: URL) -> str | None:
    """Name the revision a database is at; None before the first upgrade."""
    with _explained(url), owner_engine(url).connect() as connection:
        options = {"version_table_schema": VERSION_SCHEMA}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def check(url: URL) -> None:
    """Compare a database with this code.

    Raises:
        SchemaOutOfDate: another revision, or tables that differ; the message lists how.
    """
    found, wanted = current(url), head()
    if found != wanted:
        raise SchemaOutOfDate(
            f"The database is at revision {found or 'none'}, this code needs {wanted}; "
            "run `ludoteca db upgrade`."
        )
    try:
        with _explained(url):
            command.check(_config(url))
    except CommandError as error:
        raise SchemaOutOfDate(f"The tables differ from this code: {error}") from error


def _config(url: URL | None, output: io.StringIO | None = None) -> Config:
    config = Config(CHECKOUT / "alembic.ini", output_buffer=output, stdout=io.StringIO())
    config.attributes["url"] = url
    return config


def _offline(run: Callable[..., None], revisions: str) -> str:
    buffer = io.StringIO()
    try:
        run(_config(None, buffer), revisions, sql=True)
    except CommandError as error:
        raise SchemaOutOfDate(
            f"{error}; name both revisions, for example head:base, or see migrations/versions"
        ) from error
    return buffer.getvalue()


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise SchemaOutOfDate(str(error)) from error
    except DBAPIError as error:
        raise _explain(error, url) from error


def _explain(error: DBAPIError, url: URL) -> Exception:
    cause = error.orig
    where = f"{url.host or 'localhost'}:{url.port or 5432}/{url.database}"
    if isinstance(cause, pg.InsufficientPrivilege):
        problem = f"{where}: {cause}"
        return ConfigurationError(
            _NEEDS_DBA.format(problem=problem, login=url.username, database=url.database)
        )
    if isinstance(cause, pg.LockNotAvailable):
        return DatabaseUnavailable(
            f"{where} is busy: another migration, a load or a long query holds a lock. "
            "Nothing was changed; try again when it has ended."
        )
    if isinstance(cause, pg.DependentObjectsStillExist):
        return SchemaOutOfDate(
            f"{where}: an object that is not Ludoteca's stands on one that must be replaced: "
            f"{cause.diag.message_detail}. Nothing was changed; drop it, migrate, create it again."
        )
    if isinstance(cause, pg.OperationalError):
        return DatabaseUnavailable(f"{where} does not answer: {cause}")
    return error
