"""sql/, its frozen bundles, the models and a migrated database say the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from db.catalog import snapshot
from db.derived import bundle, derived_objects, downgrade, frozen, head, listed_files, upgrade
from db.derived.bundle import FROZEN_FOLDER, SQL_FOLDER
from db.derived.deploy import check, current, upgrade_sql
from db.models import metadata
from db.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection

NOT_OBJECTS = {"grants.sql"}
OTHER_NAMES = {"refresh.sql": "agg.refresh"}
ADMIN = ("admin/roles.sql", "admin/schemas.sql")


def catalog_of(url: URL) -> dict[tuple[str, str], str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = snapshot(connection)
    engine.dispose()
    return {key: value for key, value in found.items() if "alembic_version" not in key[1]}


def run_script(url: URL, script: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(script, execution_options={"no_parameters": True})
    engine.dispose()


@pytest.fixture(scope="module")
def migrated(empty_template: URL) -> dict[tuple[str, str], str]:
    return catalog_of(empty_template)


def test_frozen_head_is_the_bundle() -> None:
    assert frozen(head()) == bundle(), "sql/ has changed since `make freeze`"


def test_every_revision_has_its_bundle_and_no_more() -> None:
    revisions = {
        re.search(r"^revision = \"(\w+)\"$", path.read_text(), re.MULTILINE).group(1)  # type: ignore[union-attr]
        for path in (CHECKOUT / "migrations" / "versions").glob("*.py")
    }
    assert {path.stem for path in FROZEN_FOLDER.glob("*.sql")} == revisions


def test_every_sql_file_is_listed_once() -> None:
    files = {path.relative_to(SQL_FOLDER).as_posix() for path in SQL_FOLDER.rglob("*.sql")} - {
        "build.sql",
    }
    files = {name for name in files if not name.startswith("admin/")}
    listed = listed_files()
    assert sorted(listed) == sorted(files)


def test_every_sql_file_defines_the_object_its_path_names() -> None:
    named = {
        file: OTHER_NAMES.get(file, file.removesuffix(".sql").replace("/", "."))
        for file in listed_files()
        if file not in NOT_OBJECTS
    }
    defined = {each.file: each.name for each in derived_objects(bundle())}
    assert defined == named


def test_names_fit_postgres() -> None:
    names = re.findall(r"\b(?:uq|ix)_[a-z0-9_]+", bundle())
    assert [name for name in names if len(name) > 63] == []


def test_create_all_and_bundle_give_what_migrations_give(
    create_database: Callable[..., URL], migrated: dict[tuple[str, str], str]
) -> None:
    url = create_database()
    run_script(url, "\n".join((SQL_FOLDER / name).read_text() for name in ADMIN))
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("set role ludoteca_owner")
        metadata.create_all(connection)
        connection.exec_driver_sql(bundle(), execution_options={"no_parameters": True})
    engine.dispose()
    assert catalog_of(url) == migrated


def test_offline_sql_gives_what_migrations_give(
    create_database: Callable[..., URL], migrated: dict[tuple[str, str], str]
) -> None:
    url = create_database()
    run_script(url, upgrade_sql())
    assert catalog_of(url) == migrated


def test_alembic_finds_no_difference(empty_url: URL) -> None:
    check(empty_url)


def test_down_and_up_again_changes_nothing(
    empty_url: URL, migrated: dict[tuple[str, str], str]
) -> None:
    downgrade(empty_url, "base")
    assert current(empty_url) is None
    left = {key for key in catalog_of(empty_url) if key[0] != "schema"}
    assert left == set()
    upgrade(empty_url)
    assert catalog_of(empty_url) == migrated


def test_upgrading_twice_changes_nothing(
    empty_url: URL, migrated: dict[tuple[str, str], str]
) -> None:
    upgrade(empty_url)
    assert catalog_of(empty_url) == migrated


def test_everything_has_a_comment(
    empty_template: URL, connect: Callable[[URL], Connection]
) -> None:
    with connect(empty_template) as connection:
        missing = connection.scalars(
            text(
                """
                select c.oid::regclass::text || coalesce('.' || a.attname, '')
                from pg_class as c
                left join pg_attribute as a
                    on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where c.relnamespace in (
                        select oid from pg_namespace
                        where nspname in ('core', 'staging', 'agg', 'api')
                    )
                    and c.relkind in ('r', 'v', 'm')
                    and (obj_description(c.oid, 'pg_class') is null
                        or col_description(c.oid, a.attnum) is null)
                union all
                select oid::regprocedure::text from pg_proc
                where pronamespace in (
                        select oid from pg_namespace
                        where nspname in ('core', 'staging', 'agg', 'api')
                    )
                    and obj_description(oid, 'pg_proc') is null
                union all
                select nspname from pg_namespace
                where nspname in ('core', 'staging', 'agg', 'api', 'extensions')
                    and obj_description(oid, 'pg_namespace') is null
                """
            )
        ).all()
    assert missing == []


def test_only_who_fills_a_staging_table_analyzes_it(
    empty_template: URL, connect: Callable[[URL], Connection]
) -> None:
    with connect(empty_template) as connection:
        left = connection.scalars(
            text(
                """
                select relname from pg_class
                where relnamespace = 'staging'::regnamespace and relkind = 'r'
                    and reloptions is distinct from array['autovacuum_enabled=false']
                """
            )
        ).all()
    assert left == []
    staged = [table for table in metadata.tables.values() if table.schema == "staging"]
    options = {table.name: table.dialect_options["postgresql"]["with"] for table in staged}
    assert set(map(str, options.values())) == {"{'autovacuum_enabled': False}"}


def test_every_relation_states_its_grain(
    empty_template: URL, connect: Callable[[URL], Connection]
) -> None:
    with connect(empty_template) as connection:
        comments = connection.execute(
            text(
                """
                select c.oid::regclass::text, obj_description(c.oid, 'pg_class')
                from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
                where n.nspname in ('core', 'staging', 'agg', 'api')
                    and c.relkind in ('r', 'v', 'm') and c.relname <> 'alembic_version'
                """
            )
        ).all()
    without = [name for name, comment in comments if "one row" not in comment]
    assert without == []


def test_every_aggregate_is_unique_on_its_grain(
    empty_template: URL, connect: Callable[[URL], Connection]
) -> None:
    with connect(empty_template) as connection:
        without = connection.scalars(
            text(
                """
                select c.oid::regclass::text
                from pg_class as c
                where c.relkind = 'm' and not exists (
                    select from pg_index as i
                    where i.indrelid = c.oid and i.indisunique and i.indpred is null
                )
                """
            )
        ).all()
    assert without == []


def test_refresh_covers_every_aggregate(
    empty_url: URL, connect: Callable[[URL], Connection]
) -> None:
    with connect(empty_url) as connection:
        connection.execute(text("select agg.refresh()"))
        left = connection.scalars(
            text("select matviewname from pg_matviews where not ispopulated")
        ).all()
    assert left == []
