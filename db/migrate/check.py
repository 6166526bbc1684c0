"""Comparison of a database with this code, and repair of the objects of sql/ in it."""

import re
from dataclasses import dataclass

from psycopg import errors as pg
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import ProgrammingError

from db.catalog import (
    REPAIR,
    Difference,
    ObjectCatalog,
    catalog_differences,
    difference_repair_text,
    read_object_catalog,
)
from db.engines import OWNER, owner_engine
from db.errors import AggregatesDiffer, ConfigurationError, SchemaOutOfDate
from db.migrate.bundle import SQL_FOLDER, read_frozen_bundle
from db.migrate.change import PREPARE, schema_change
from db.migrate.deploy import (
    database_revision,
    newest_revision,
    require_known_revision,
    translate_migration_errors,
)
from db.migrate.exchange import FILL_IF_LOADED, execute_script
from db.models import metadata

_LIMITS = "set local lock_timeout = '4s'; set local statement_timeout = '10min'"
_DIFFERING = "select aggregate, missing_count, surplus_count from agg.differing_aggregates()"
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('ludoteca migrations'))"
_BARE_ROLE = (
    "nosuperuser nocreatedb nocreaterole nologin noreplication nobypassrls connection limit -1"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The catalogue of a database, and the one that this code gives."""

    found: ObjectCatalog
    wanted: ObjectCatalog
    are_roles_compared: bool
    """False where the login may not change the roles, which is how they are compared."""


def check_database(url: URL) -> Comparison:
    """Compare a database with this code: every definition, comment, owner, right and setting.

    Raises:
        SchemaOutOfDate: another revision, or differences; the message lists them and what mends
            each.
        ConfigurationError: the login lacks a privilege.
        DatabaseUnavailable: no server answers, or a migration is under way.
    """
    compared = compare_with_code(url)
    listed = [str(each) for each in catalog_differences(compared.wanted, compared.found)]
    if listed:
        raise SchemaOutOfDate(
            f"The database is at revision {newest_revision()} "
            f"but differs from it, {len(listed)} times. "
            "Below each difference stands what mends it: statements first, in "
            f"`ludoteca db psql --owner`, then `{REPAIR}`.\n" + "\n".join(listed)
        )
    return compared


def check_aggregate_rows(url: URL) -> None:
    """Compare the rows of every stored aggregate with what its definition says of the data.

    Raises:
        AggregatesDiffer: the message lists those that differ, and how to mend them.
        ConfigurationError: the login lacks a privilege.
        DatabaseUnavailable: no server answers.
    """
    with translate_migration_errors(url), owner_engine(url).begin() as connection:
        execute_script(connection, f"set local role {OWNER}")
        rows = connection.execute(text(_DIFFERING)).all()
    if rows:
        listed = "\n".join(
            f"aggregate agg.{name}: {missing} rows are missing, {surplus} should not be there"
            for name, missing, surplus in rows
        )
        raise AggregatesDiffer(
            f"{len(rows)} aggregates are not what the data say; `ludoteca refresh` computes them "
            f"anew.\n{listed}"
        )


def repair_database(url: URL) -> list[str]:
    """Make the objects of sql/ anew that are missing or defined otherwise, and all grants.

    What depends on them is made anew as well, and filled where data are loaded.

    Returns:
        the names of the objects that were not as they should be.

    Raises:
        SchemaOutOfDate: another revision, or somebody's own object stands on one that must go.
    """
    compared = compare_with_code(url)
    names = {
        each.key.repaired.partition("(")[0]
        for each in catalog_differences(compared.wanted, compared.found)
        if each.key.aspect == "definition" and (each.wanted or each.key.kind == "column")
    }
    files = read_frozen_bundle(newest_revision())
    damaged = {file for file, each in files.items() if each.name in names}
    change = schema_change(files, files, damaged=damaged)
    drops = re.sub(" (?=[a-z_]+\\.)", " if exists ", change.drops)
    with translate_migration_errors(url), owner_engine(url).begin() as connection:
        execute_script(connection, f"{_LIMITS}; {_ONE_AT_A_TIME}; set local role {OWNER}")
        execute_script(connection, drops + PREPARE + change.creates + FILL_IF_LOADED)
    return sorted(names)


def compare_with_code(url: URL) -> Comparison:
    """Read the catalogue of a database, and of what this code would build in its place.

    That is built on the same server, in a transaction that is rolled back: the schemas step aside
    under other names, which nobody else sees and which holds nobody up.
    """
    require_known_revision(revision := database_revision(url))
    if revision != newest_revision():
        raise SchemaOutOfDate(
            f"The database is at revision {revision or 'none'}, "
            f"this code needs {newest_revision()}; "
            "run `ludoteca db upgrade`."
        )
    with translate_migration_errors(url), owner_engine(url).connect() as connection:
        execute_script(connection, f"{_LIMITS}; {_ONE_AT_A_TIME}")
        found = read_object_catalog(connection)
        try:
            are_compared = _reset_roles(connection, found)
            _rebuild_schema(connection)
            wanted = read_object_catalog(connection)
        except ProgrammingError as error:
            if isinstance(error.orig, pg.InsufficientPrivilege):
                raise ConfigurationError(
                    "The login may not build what the database is compared with; have a DBA run: "
                    f'grant create on database "{url.database}" to "{url.username}"'
                ) from error
            raise
        finally:
            connection.rollback()
    # Alembic's own table is none of the models
    wanted |= {key: value for key, value in found.items() if "core.alembic_version" in key}
    return Comparison(found, wanted, are_compared)


def _reset_roles(connection: Connection, found: ObjectCatalog) -> bool:
    """Take from the roles all that they have and set them up as new; whether the login may."""
    script = (SQL_FOLDER / "admin" / "roles.sql").read_text(encoding="utf-8")
    roles = set(re.findall(r"\bludoteca_\w+", script))
    bare = "".join(
        difference_repair_text(Difference(key=key, wanted=wanted, found=value))
        for key, value in found.items()
        if key.kind == "role" and key.name in roles
        if value != (wanted := _BARE_ROLE if key.aspect == "definition" else None)
    )
    try:
        with connection.begin_nested():
            execute_script(connection, bare + script)
    except ProgrammingError as error:
        if not isinstance(error.orig, pg.InsufficientPrivilege):
            raise
        return False
    return True


def _rebuild_schema(connection: Connection) -> None:
    """Build this code's schema where the database's own one was."""
    for schema in ("core", "staging", "agg", "api"):
        connection.execute(text(f'alter schema {schema} rename to "{schema} stepped aside"'))
    execute_script(connection, (SQL_FOLDER / "admin" / "schemas.sql").read_text(encoding="utf-8"))
    execute_script(connection, f"set local role {OWNER}")
    metadata.create_all(connection, checkfirst=False)
    execute_script(
        connection, PREPARE + schema_change({}, read_frozen_bundle(newest_revision())).creates
    )
    execute_script(connection, "reset role")
