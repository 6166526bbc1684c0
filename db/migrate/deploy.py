"""Migrations as functions of a database's URL."""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg import errors as pg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from db.engines import owner_engine
from db.errors import ConfigurationError, DatabaseUnavailable, SchemaOutOfDate
from db.migrate.exchange import read_objects_revision
from db.settings import CHECKOUT

CONFIG_FILE = CHECKOUT / "alembic.ini"
VERSION_SCHEMA = "core"
PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.5
UNRELEASED = frozenset(f"{number:04}" for number in range(1, 8))
"""Revisions from before the first release, which revision 0008 stands for."""

_REBUILD = """\
The database is at revision {revision}, from before the first release, and cannot be upgraded.
Nothing was changed. Build it anew from its raw files; the first command removes what was loaded,
and views of your own on Ludoteca's schemas:
    ludoteca db psql --owner -c 'drop schema core, staging, agg, api cascade'
    ludoteca load FOLDER
Instead of the second, `ludoteca up` loads a sample and serves it, `ludoteca up --data FOLDER` the
raw files."""
_NEWER = (
    "The database is at revision {revision}, which this code does not know: the database is newer; "
    "upgrade the code."
)
_NEEDS_DBA = """{problem}
The login {login!r} may not set up Ludoteca's roles or schemas. Ask a DBA to run, once:
    psql -d {database} -f sql/admin/roles.sql -f sql/admin/public.sql -f sql/admin/schemas.sql
    grant ludoteca_owner, ludoteca_etl, ludoteca_reader, ludoteca_events to "{login}";"""


def upgrade(url: URL, revision: str = "head") -> None:
    """Migrate a database up to a revision.

    Raises:
        ConfigurationError: the login lacks a privilege; says what a DBA must run.
        DatabaseUnavailable: no server answers, or a lock could not be had in time.
        SchemaOutOfDate: somebody's own object stands on one that must go.
    """
    with translate_migration_errors(url):
        _retry_on_lock_timeout(command.upgrade, alembic_config(url), revision)


def downgrade(url: URL, revision: str) -> None:
    """Migrate a database down to a revision, `base` for none; raises like `upgrade`."""
    with translate_migration_errors(url):
        _retry_on_lock_timeout(command.downgrade, alembic_config(url), revision)


def upgrade_sql(revisions: str = "head") -> str:
    """Give the SQL that `upgrade` would run, for a DBA to read and run with psql."""
    return _offline_sql(command.upgrade, revisions)


def downgrade_sql(revisions: str) -> str:
    """Give the SQL of a downgrade; `revisions` is `from:to`."""
    return _offline_sql(command.downgrade, revisions)


def newest_revision() -> str:
    """Name the newest revision of this code."""
    revision = ScriptDirectory.from_config(alembic_config(None)).get_current_head()
    if revision is None:
        raise SchemaOutOfDate("migrations/versions holds no revision")
    return revision


def database_revision(url: URL) -> str | None:
    """Name the revision a database is at; None before the first upgrade.

    It is that of the objects of sql/ where a migration was interrupted before their exchange.
    """
    with translate_migration_errors(url), owner_engine(url).connect() as connection:
        options = {"version_table_schema": VERSION_SCHEMA}
        tables = MigrationContext.configure(connection, opts=options).get_current_revision()
        if tables not in _known_revisions():
            return tables
        return read_objects_revision(connection) or tables


def require_known_revision(revision: str | None) -> None:
    """Refuse a database that no revision of this code leads to or from.

    Raises:
        SchemaOutOfDate: it is from before the first release, or newer than this code.
    """
    if revision in UNRELEASED:
        raise SchemaOutOfDate(_REBUILD.format(revision=revision))
    if revision is not None and revision not in _known_revisions():
        raise SchemaOutOfDate(_NEWER.format(revision=revision))


def _known_revisions() -> set[str]:
    scripts = ScriptDirectory.from_config(alembic_config(None)).walk_revisions()
    return {script.revision for script in scripts}


def alembic_config(url: URL | None, output: io.StringIO | None = None) -> Config:
    """Give Alembic's configuration for a database."""
    config = Config(CONFIG_FILE, output_buffer=output, stdout=io.StringIO())
    config.attributes["url"] = url
    return config


def _retry_on_lock_timeout(
    run: Callable[[Config, str], None], config: Config, revision: str
) -> None:
    """Try again while a lock cannot be had: each revision waits for one no longer than readers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return run(config, revision)
        except DBAPIError as error:
            if not isinstance(error.orig, pg.LockNotAvailable) or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE_SECONDS)


def _offline_sql(run: Callable[..., None], revisions: str) -> str:
    buffer = io.StringIO()
    try:
        run(alembic_config(None, buffer), revisions, sql=True)
    except CommandError as error:
        raise SchemaOutOfDate(
            f"{error}; name both revisions, for example head:base, or see migrations/versions"
        ) from error
    return buffer.getvalue()


@contextmanager
def translate_migration_errors(url: URL) -> Iterator[None]:
    """Turn the errors of Alembic and of Postgres into ours."""
    try:
        yield
    except CommandError as error:
        raise SchemaOutOfDate(str(error)) from error
    except DBAPIError as error:
        raise _explain_migration_error(error, url) from error


def _explain_migration_error(error: DBAPIError, url: URL) -> Exception:
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
            "Readers go on with what they had; try again when it has ended."
        )
    if isinstance(cause, pg.DependentObjectsStillExist):
        return SchemaOutOfDate(
            f"{where}: an object that is not Ludoteca's stands on one that must be replaced: "
            f"{cause.diag.message_detail}. Nothing was changed; drop it, migrate, create it again."
        )
    if isinstance(cause, pg.OperationalError):
        return DatabaseUnavailable(f"{where} does not answer: {cause}")
    return error
