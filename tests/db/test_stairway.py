"""Up and down between revisions: only what changed is touched, and rows stay."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, text

from db.catalog import ObjectCatalog, catalog_differences, read_object_catalog
from db.errors import SchemaOutOfDate
from db.migrate import database_revision, downgrade, newest_revision, upgrade
from db.migrate.bundle import dependent_objects, read_frozen_bundle
from db.migrate.deploy import alembic_config, downgrade_sql, upgrade_sql
from db.models import metadata
from tests.db.revisions import add_revision, copy_migrations

Connect = Callable[[URL], Connection]

COLUMNS = text("""
    select table_name, quote_ident(column_name) from information_schema.columns
    where table_schema = 'core' and table_name not in ('loads', 'alembic_version')
    order by table_name, ordinal_position
""")
OBJECTS = text(
    """
    select format('%s.%s', n.nspname, o.name) as name, o.oid
    from (
        select oid, relnamespace as schema, relname as name from pg_class
        where relkind in ('v', 'm', 'r')
        union all
        select oid, pronamespace, proname from pg_proc
        union all
        select oid, typnamespace, typname from pg_type where typtype = 'e'
    ) as o
    inner join pg_namespace as n on n.oid = o.schema
    where n.nspname in ('core', 'staging', 'agg', 'api')
    """
)
DEPENDENTS = text(
    """
    with recursive

    objects as (
        select c.oid, 'pg_class'::regclass as catalogue, c.oid::regclass::text as name
        from pg_class as c where c.relkind in ('v', 'm', 'r', 'c')
        union all
        select r.oid, 'pg_rewrite', r.ev_class::regclass::text from pg_rewrite as r
        union all
        select p.oid, 'pg_proc', n.nspname || '.' || p.proname
        from pg_proc as p inner join pg_namespace as n on n.oid = p.pronamespace
        union all
        select t.oid, 'pg_type', replace(t.oid::regtype::text, '[]', '') from pg_type as t
    ),

    links as (
        select distinct a.name, b.name as needs
        from pg_depend as d
        inner join objects as a on (a.catalogue, a.oid) = (d.classid, d.objid)
        inner join objects as b on (b.catalogue, b.oid) = (d.refclassid, d.refobjid)
        where a.name <> b.name
        union
        -- a table is made like its definition, of which Postgres keeps no note
        select 'agg.' || aggregate, 'agg.' || aggregate || '_definition'
        from agg.keyed_aggregates
    ),

    closure as (
        select name, needs from links
        union
        select l.name, c.needs from closure as c inner join links as l on l.needs = c.name
    )

    select needs, array_agg(distinct name) from closure
    where name ~ '^(staging|agg|api)\\.' and needs ~ '^(core|staging|agg|api)\\.'
    group by needs
    """
)
DATA_VERSION = text("select data_version from api.data_versions")


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy_migrations(tmp_path, monkeypatch)
    return tmp_path


def contents(
    connection: Connection, columns: dict[str, list[str]] | None = None
) -> dict[str, object]:
    """A checksum of every table that holds data, or of these columns of some."""
    if columns is None:
        columns = columns_of_data(connection)
    sums = {
        table: connection.scalar(
            text(
                "select count(*) || md5(string_agg(t::text, '|' order by t::text)) "
                f"from (select {', '.join(names)} from core.{table}) as t"
            )
        )
        for table, names in columns.items()
    }
    connection.commit()
    return sums


def columns_of_data(connection: Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(COLUMNS):
        found.setdefault(table, []).append(column)
    connection.commit()
    return found


def objects(connection: Connection) -> dict[str, int]:
    found = {row.name: row.oid for row in connection.execute(OBJECTS)}
    connection.commit()
    return found


def touched(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {name for name in before | after if before.get(name) != after.get(name)}


def differing(before: ObjectCatalog, after: ObjectCatalog) -> set[tuple[str, str]]:
    found = (each.key for each in catalog_differences(after, before))
    return {(f"{key.kind} {key.name}", key.aspect) for key in found} - {
        ("function api.schema_revision()", "definition")
    }


def other(file: str, old: str, new: str) -> dict[str, str]:
    """A file of sql/ with one change."""
    before = read_frozen_bundle(newest_revision())[file].text
    assert old in before
    return {file: before.replace(old, new)}


def run(connection: Connection, script: str) -> None:
    connection.exec_driver_sql(script, execution_options={"no_parameters": True})
    connection.commit()


def test_what_texts_name_is_what_postgres_knows(empty_template: URL, connect: Connect) -> None:
    """What depends on what is read from the files, so that `--sql` needs no database."""
    files = read_frozen_bundle(newest_revision())
    known = {name: set(others) for name, others in connect(empty_template).execute(DEPENDENTS)}
    names = {each.name: file for file, each in files.items() if each.kind}
    for name in {*names, *map(str, metadata.tables)}:
        by_postgres = {names[each] for each in known.get(name, ()) if each in names}
        assert dependent_objects(files, {name}) == by_postgres - {names.get(name)}, name


VIEW = other("api/game_tags.sql", "from core.game_tags\n", "from only core.game_tags\n")
REVIEWS = text("select api.classic_countreviews('2010-01-01', '2015-12-31')::text")


def test_rows_stay_on_every_step(
    create_database: Callable[..., URL],
    loaded_clone: URL,
    connect: Connect,
    check_head: Callable[[URL], None],
) -> None:
    """Of the columns that the first revision has; what newer ones add is made anew."""
    scripts = ScriptDirectory.from_config(alembic_config(None))
    stairway = [script.revision for script in scripts.walk_revisions()][::-1]
    assert stairway[-1] == newest_revision()
    oldest = create_database()
    upgrade(oldest, stairway[0])
    columns = columns_of_data(connect(oldest))
    connection = connect(loaded_clone)
    before = contents(connection, columns)
    for step in reversed(stairway[:-1]):
        downgrade(loaded_clone, step)
        assert contents(connection, columns) == before
    for step in stairway[1:]:
        upgrade(loaded_clone, step)
        assert contents(connection, columns) == before
    check_head(loaded_clone)


def test_one_view_changes_and_nothing_else(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    connection = connect(loaded_clone)
    rows, before, catalogue = (
        contents(connection),
        objects(connection),
        read_object_catalog(connection),
    )
    version = connection.scalar(DATA_VERSION)
    connection.commit()
    revision = add_revision(migrations, VIEW)
    upgrade(loaded_clone)
    assert database_revision(loaded_clone) == revision
    after = objects(connection)
    assert touched(before, after) == {"api.game_tags"}
    assert differing(catalogue, read_object_catalog(connection)) == {
        ("view api.game_tags", "definition")
    }
    assert connection.scalar(DATA_VERSION) == version + 1  # readers' caches hear of it
    assert contents(connection) == rows
    downgrade(loaded_clone, "-1")
    assert touched(after, objects(connection)) == {"api.game_tags"}
    assert read_object_catalog(connection) == catalogue
    assert connection.scalar(DATA_VERSION) == version + 2
    assert contents(connection) == rows


def test_an_aggregate_takes_along_what_stands_on_it(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    connection = connect(loaded_clone)
    answer = connection.scalar(REVIEWS)
    before = objects(connection)
    add_revision(
        migrations,
        other("agg/review_counts_by_day.sql", "from core.reviews", "from only core.reviews"),
    )
    upgrade(loaded_clone)
    assert touched(before, objects(connection)) == {
        "agg.review_counts_by_day",
        "api.classic_countreviews",
        "api.review_counts",
        "api.review_counts_by_day",
        "api.example_document",
    }
    assert connection.scalar(REVIEWS) == answer  # filled in the same transaction


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        pytest.param(
            "api/name_key.sql",
            "agg.name_key(",
            "upper(",
            {("function api.name_key(text)", "definition")},
            id="body of a function",
        ),
        pytest.param(
            "agg/review_counts_by_day.sql",
            "comment on materialized view agg.review_counts_by_day is\n'",
            "comment on materialized view agg.review_counts_by_day is\n'More: ",
            {("materialized view agg.review_counts_by_day", "comment")},
            id="comment of an aggregate",
        ),
        pytest.param(
            "agg/playtime_by_genre_year.sql",
            "playtime_minutes desc, release_year desc",
            "playtime_minutes, release_year",
            {("index agg.ix_playtime_by_genre_year_most", "definition")},
            id="index of an aggregate",
        ),
        pytest.param(
            "grants.sql",
            "grant insert on core.items to ludoteca_etl;\n",
            "",
            {("table core.items", "grant insert to ludoteca_etl")},
            id="a grant that is taken back",
        ),
    ],
)
def test_what_can_change_in_place_does(  # noqa: PLR0913, PLR0917 - four of them make a case
    file: str,
    old: str,
    new: str,
    changed: set[tuple[str, str]],
    migrations: Path,
    empty_url: URL,
    connect: Connect,
) -> None:
    connection = connect(empty_url)
    before, catalogue = objects(connection), read_object_catalog(connection)
    connection.commit()
    add_revision(migrations, other(file, old, new))
    upgrade(empty_url)
    assert objects(connection) == before
    assert differing(catalogue, read_object_catalog(connection)) == changed
    connection.commit()
    downgrade(empty_url, "-1")
    assert objects(connection) == before
    assert read_object_catalog(connection) == catalogue


def test_a_column_goes_from_under_its_readers(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    change = other("api/game_tags.sql", "game_tags.position\n", "1::smallint as position\n")
    change |= {
        file: str(each.text).replace("game_tags.position", "game_tags.game_id")
        for file, each in read_frozen_bundle(newest_revision()).items()
        if file not in change and "game_tags.position" in each.text
    }
    column = "alter table core.game_tags"
    add_revision(
        migrations,
        change,
        after_upgrade=f'op.execute("{column} drop column position")',
        downgrade=f'op.execute("{column} add column position smallint not null default 1")',
    )
    connection = connect(loaded_clone)
    before = objects(connection)
    upgrade(loaded_clone)
    assert "core.game_tags" not in touched(before, objects(connection))
    downgrade(loaded_clone, "-1")
    assert before.keys() == objects(connection).keys()


def test_readers_of_a_table_can_be_made_anew(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    """The type of a column changes: what reads it must go, though its text is the same."""
    at_once = (
        'objects = ObjectChange({}, tables=["core.rejects"]); objects.drop(); '
        'op.execute("alter table core.rejects alter column raw type {}"); objects.create()'
    )
    add_revision(
        migrations,
        {},
        upgrade=at_once.format("down_revision, revision", "varchar"),
        downgrade=at_once.format("revision, down_revision", "text"),
    )
    connection = connect(loaded_clone)
    before = objects(connection)
    upgrade(loaded_clone)
    assert touched(before, objects(connection)) == {
        "api.rejects",
        "api.load_document",
        "api.admin_document",
        "api.admin_load_document",
        "agg.story_troubles",
    }
    downgrade(loaded_clone, "-1")


def test_somebody_elses_view_stops_only_what_stands_under_it(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    connection = connect(loaded_clone)
    run(connection, "create schema analysts")
    run(connection, "create view analysts.untouched as select * from api.genres")
    follows, revision = newest_revision(), add_revision(migrations, VIEW)
    upgrade(loaded_clone)
    downgrade(loaded_clone, "-1")
    run(connection, "create view analysts.touched as select * from api.game_tags")
    with pytest.raises(SchemaOutOfDate, match=r"analysts\.touched") as raised:
        upgrade(loaded_clone)
    assert "untouched" not in str(raised.value)
    assert database_revision(loaded_clone) == follows
    assert connection.scalar(text("select count(*) > 0 from analysts.touched")) is True
    run(connection, "drop view analysts.touched")
    upgrade(loaded_clone)
    assert database_revision(loaded_clone) == revision
    assert connection.scalar(text("select count(*) > 0 from analysts.untouched")) is True
    connection.commit()
    with pytest.raises(SchemaOutOfDate, match=r"analysts\.untouched"):
        downgrade(loaded_clone, "base")
    # the tables went down a step, but the objects only go down with those of the next
    assert database_revision(loaded_clone) == revision


def test_offline_sql_does_the_same(
    migrations: Path, create_database: Callable[..., URL], loaded_url: URL, connect: Connect
) -> None:
    online, offline = create_database(loaded_url), create_database(loaded_url)
    follows = newest_revision()
    revision = add_revision(migrations, VIEW | other("api/name_key.sql", "agg.name_key(", "upper("))
    upgrade(online)
    script = upgrade_sql(f"{follows}:{revision}")
    assert script.count("drop view") == 1
    run(connect(offline), script)
    assert read_object_catalog(connect(offline)) == read_object_catalog(connect(online))
    downgrade(online, "-1")
    run(connect(offline), downgrade_sql(f"{revision}:{follows}"))
    assert read_object_catalog(connect(offline)) == read_object_catalog(connect(online))
    assert database_revision(offline) == follows
