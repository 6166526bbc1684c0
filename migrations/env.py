"""Environment of Alembic's commands."""

from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy import URL, Connection, text

from db.engines import owner_engine
from db.errors import ConfigurationError
from db.migrate.bundle import SQL_FOLDER
from db.migrate.deploy import VERSION_SCHEMA, require_known_revision
from db.migrate.exchange import exchange_objects
from db.migrate.tables import defer_removing_operations, render_primary_key
from db.models import metadata
from db.settings import read_settings

SCHEMAS = frozenset({"core", "staging"})
ADMIN_FILES = ("admin/roles.sql", "admin/public.sql", "admin/schemas.sql")
LIMITS = "set lock_timeout = '4s'; set statement_timeout = '10min'"
# Neither another migration nor a load nor an event: what is filled beside readers would be older
# than the data.
ONE_AT_A_TIME = """
    select pg_advisory_lock(hashtext('ludoteca migrations'));
    select pg_advisory_lock(hashtext('ludoteca load'));
    select pg_advisory_lock(hashtext('ludoteca events'))
"""
# Readers wait behind a migration that waits for a table; `db.migrate.upgrade` tries again.
LOCK_WAIT = "set lock_timeout = '500ms'"
BECOME_OWNER = "set role ludoteca_owner"
IS_SET_UP = text(
    """
    select
        coalesce(bool_and(to_regnamespace(schemas.name) is not null), false)
        and exists (select from pg_extension where extname = 'pg_trgm')
        and (
            select count(*) = 4 from pg_roles
            where rolname in (
                'ludoteca_owner', 'ludoteca_etl', 'ludoteca_reader', 'ludoteca_events'
            )
                and pg_has_role(current_user, oid, 'member')
        )
    from unnest(array['core', 'staging', 'agg', 'api', 'extensions']) as schemas (name)
    """
)


FOLDS_CASE = text("select lower('É') = 'é' and getdatabaseencoding() = 'UTF8'")


def admin_script() -> str:
    """Give the SQL that makes roles, schemas and the extension."""
    return "\n".join((SQL_FOLDER / name).read_text(encoding="utf-8") for name in ADMIN_FILES)


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Compare the tables of core and staging only: views are the derived layer's."""
    del parents
    return name in SCHEMAS if kind == "schema" else True


def run_offline() -> None:
    """Print the SQL instead of running it."""
    reached: list[str | None] = [None]

    def note(
        ctx: MigrationContext,
        step: MigrationInfo,
        heads: Collection[Any],
        run_args: Mapping[str, Any],
    ) -> None:
        del ctx, step, run_args
        reached[0] = next(iter(heads), None)

    context.configure(
        dialect_name="postgresql",
        target_metadata=metadata,
        version_table_schema=VERSION_SCHEMA,
        transaction_per_migration=True,
        literal_binds=True,
        on_version_apply=note,
    )
    output = context.get_context().impl.static_output
    output(f"{admin_script()}\n{LIMITS};\n{BECOME_OWNER};\n")
    with context.begin_transaction():
        context.run_migrations()
    migration = context.get_context()
    with migration.begin_transaction(_per_migration=True), Operations.context(migration):
        exchange_objects(migration, reached[0])


def run_online(connection: Connection) -> None:
    """Set up what is missing, then run revisions as the owner."""
    connection.exec_driver_sql(LIMITS)
    connection.exec_driver_sql(ONE_AT_A_TIME)
    if not connection.scalar(FOLDS_CASE):
        raise ConfigurationError(
            "The database does not know that É and é are one letter, and names would differ by "
            "case: create it with encoding UTF8 and a UTF-8 locale, for example "
            "`create database ludoteca template template0 encoding 'UTF8' locale 'C.UTF-8'`."
        )
    if not connection.scalar(IS_SET_UP):
        connection.exec_driver_sql(admin_script(), execution_options={"no_parameters": True})
    connection.exec_driver_sql(f"{BECOME_OWNER}; {LOCK_WAIT}")
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table_schema=VERSION_SCHEMA,
        include_schemas=True,
        include_name=include_name,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
        process_revision_directives=defer_removing_operations,
        render_item=render_primary_key,
    )
    migration = context.get_context()
    require_known_revision(migration.get_current_revision())
    is_migrating = "destination_rev" in migration.opts
    if is_migrating:  # a run before may have been interrupted
        exchange(migration, connection)
    with context.begin_transaction():
        context.run_migrations()
    if is_migrating:
        exchange(migration, connection)


def exchange(migration: MigrationContext, connection: Connection) -> None:
    """Bring the objects of sql/ to the revision of the tables."""
    revision = migration.get_current_revision()
    connection.commit()
    with connection.begin(), Operations.context(migration):
        exchange_objects(migration, revision)


def database_url() -> URL:
    """Find the database: given by the caller, else DATABASE_URL, else the local server."""
    given = context.config.attributes.get("url")
    if isinstance(given, URL):
        return given
    settings = read_settings()
    if settings.database_url:
        return settings.database_url
    from db import local_server  # noqa: PLC0415 - never imported where DATABASE_URL is set

    server = local_server.find_running_server(settings.postgres_home)
    if server is None:
        raise ConfigurationError(
            "No database: set DATABASE_URL, or start the local server with `ludoteca db start`."
        )
    return server.login("owner")


if context.is_offline_mode():
    run_offline()
else:
    with owner_engine(database_url()).connect() as open_connection:
        run_online(open_connection)
