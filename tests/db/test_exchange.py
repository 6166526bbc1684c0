"""Exchange of the derived layer beside its readers: chains, interruptions, waiting, keys."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL, Connection, Executable, text
from sqlalchemy.exc import DBAPIError

from api.app import create_app
from db.catalog import read_object_catalog
from db.errors import DatabaseUnavailable
from db.migrate import (
    check_database,
    database_revision,
    deploy,
    downgrade,
    exchange,
    newest_revision,
    upgrade,
)
from db.migrate.bundle import read_frozen_bundle
from db.migrate.deploy import downgrade_sql, upgrade_sql
from tests.api.helpers import make_settings
from tests.db.revisions import add_revision, copy_migrations

Connect = Callable[[URL], Connection]

DAYS = "agg/review_counts_by_day.sql"
VIEW = "api/game_tags.sql"
OIDS = text(
    "select relname, oid from pg_class "
    "where relnamespace = 'agg'::regnamespace and relkind = any(:kinds)"
)
DATA_VERSION = text("select data_version from api.data_versions")
ANSWER = text("select api.classic_countreviews('2010-01-01', '2015-12-31')::text")
SCHEMAS = text("select count(*) from pg_namespace where nspname like '%next'")
KEY = text("select pg_get_constraintdef(oid) from pg_constraint where conname = 'pk_items'")


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy_migrations(tmp_path, monkeypatch)
    monkeypatch.setattr(exchange, "PAUSE_SECONDS", (0.01, 0.02))
    return tmp_path


def other(file: str, old: str, new: str) -> dict[str, str]:
    """A file of sql/ with one change."""
    before = read_frozen_bundle(newest_revision())[file].text
    assert old in before
    return {file: before.replace(old, new)}


def ask(connection: Connection, question: Executable) -> Any:  # noqa: ANN401 - the answer
    found = connection.scalar(question)
    connection.commit()
    return found


def oids(connection: Connection, *, kinds: str = "m") -> dict[str, int]:
    given = {"kinds": list(kinds)}
    found = {row.relname: row.oid for row in connection.execute(OIDS, given)}
    connection.commit()
    return found


def add_chain(migrations: Path) -> str:
    """Add three revisions, of which the last one takes back what the first one does to a view."""
    column = "op.execute('alter table core.games {} column {}')"
    one, two = "one integer default 1", "two integer default 2"
    add_revision(
        migrations,
        other(DAYS, "from core.reviews", "from only core.reviews"),
        upgrade=column.format("add", one),
        after_downgrade=column.format("drop", "one"),
    )
    add_revision(
        migrations,
        other(VIEW, "from core.game_tags\n", "from only core.game_tags\n"),
        upgrade=column.format("add", two),
        after_upgrade=column.format("drop", "one"),
        downgrade=column.format("add", one),
        after_downgrade=column.format("drop", "two"),
    )
    return add_revision(migrations, other(DAYS, "from only core.reviews", "from core.reviews"))


def test_a_chain_is_built_once(
    migrations: Path, loaded_clone: URL, connect: Connect, check_head: Callable[[URL], None]
) -> None:
    connection = connect(loaded_clone)
    before, answer = oids(connection), ask(connection, ANSWER)
    version = int(ask(connection, DATA_VERSION))
    follows, last = newest_revision(), add_chain(migrations)
    upgrade(loaded_clone)
    assert database_revision(loaded_clone) == last
    assert ask(connection, DATA_VERSION) == version + 1
    assert ask(connection, text("select min(two) from core.games")) == 2
    assert ask(connection, SCHEMAS) == 0
    assert oids(connection) == before  # what the first one changed, the last one changed back
    downgrade(loaded_clone, follows)
    check_head(loaded_clone)
    assert ask(connection, ANSWER) == answer
    assert ask(connection, DATA_VERSION) == version + 2


def test_the_sql_of_a_chain_does_the_same(
    migrations: Path,
    create_database: Callable[..., URL],
    empty_template: URL,
    loaded_clone: URL,
    connect: Connect,
) -> None:
    follows, last = newest_revision(), add_chain(migrations)
    by_script = create_database(empty_template)
    for script, migrate in (
        (upgrade_sql(f"{follows}:{last}"), upgrade),
        (downgrade_sql(f"{last}:{follows}"), lambda url: downgrade(url, follows)),
    ):
        offline, online = connect(by_script), connect(loaded_clone)
        offline.exec_driver_sql(script, execution_options={"no_parameters": True})
        offline.commit()
        migrate(loaded_clone)
        assert read_object_catalog(offline) == read_object_catalog(online)
        offline.close()
        online.close()


def test_aggregates_are_filled_beside(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    connection = connect(loaded_clone)
    before, answer = oids(connection), ask(connection, ANSWER)
    stored = {
        file: each.text.replace(" as\n", " with (fillfactor = 90) as\n", 1)
        for file, each in read_frozen_bundle(newest_revision()).items()
        if each.kind == "materialized view"
    }
    add_revision(migrations, stored)
    upgrade(loaded_clone)
    after = oids(connection)
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())
    for name in after:
        given = connection.scalar(text(f"select pg_get_viewdef('agg.{name}'::regclass)"))
        rows = connection.scalar(
            text(
                f"select count(*) from ((table agg.{name} except all ({given.rstrip(';')}))"
                f" union all (({given.rstrip(';')}) except all table agg.{name})) as differing"
            )
        )
        assert (name, rows) == (name, 0)
    connection.commit()
    assert ask(connection, ANSWER) == answer
    check_database(loaded_clone)


def test_rows_follow_a_function_that_they_are_computed_with(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    connection = connect(loaded_clone)
    before = oids(connection, kinds="mr")
    changed = other("agg/search_text.sql", "name_key(p_name), ''", "name_key(p_name) || 'xyz', ''")
    add_revision(migrations, changed)
    upgrade(loaded_clone)
    after = oids(connection, kinds="mr")
    assert {name for name in before if before[name] != after[name]} >= {"names_by_game"}
    texts = "select count(*) from agg.names_by_game where search_text like '% %xyz'"
    assert ask(connection, text(texts))


def test_a_table_is_filled_from_its_definition(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    view = (
        "create view agg.extra_definition as\nselect genre_id, {} as one from core.genres;\n\n"
        "comment on view agg.extra_definition is 'One row per genre.';\n"
    )
    table = (
        "create table agg.extra (like agg.extra_definition including comments);\n\n"
        "create unique index uq_extra on agg.extra (genre_id);\n\n"
        "comment on table agg.extra is 'One row per genre.';\n"
    )
    connection = connect(loaded_clone)
    genres = ask(connection, text("select count(*) from core.genres"))
    add_revision(
        migrations,
        {"agg/extra_definition.sql": view.format("1"), "agg/extra.sql": table},
    )
    upgrade(loaded_clone)
    assert ask(connection, text("select sum(one) from agg.extra")) == genres
    add_revision(migrations, {"agg/extra_definition.sql": view.format("2")})
    upgrade(loaded_clone)
    assert ask(connection, text("select sum(one) from agg.extra")) == 2 * genres
    downgrade(loaded_clone, "-2")
    assert ask(connection, text("select to_regclass('agg.extra')")) is None


def test_a_quoted_body_names_what_is_in_its_place(migrations: Path, loaded_clone: URL) -> None:
    """Both functions are made beside; the one names the other where nobody tells Postgres."""
    changed = other("staging/record_run.sql", "returns bigint", "returns integer")
    changed |= other("staging/publish.sql", "returns bigint", "returns integer")
    add_revision(migrations, changed)
    upgrade(loaded_clone)
    check_database(loaded_clone)


def test_what_was_interrupted_is_made_up_for(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    connection = connect(loaded_clone)
    follows, answer = newest_revision(), ask(connection, ANSWER)
    revision = add_revision(
        migrations,
        other(DAYS, "from core.reviews", "from only core.reviews"),
        upgrade="op.execute('alter table core.games add column one integer')",
        after_upgrade="op.execute('select 1 / 0')",
    )
    with pytest.raises(DBAPIError, match="division by zero"):
        upgrade(loaded_clone)
    assert (
        database_revision(loaded_clone) == follows
    )  # the objects' revision: readers have what they had
    assert ask(connection, ANSWER) == answer
    assert ask(connection, SCHEMAS) == 0
    [path] = (migrations / "migrations" / "versions").glob(f"*_{revision}.py")
    path.write_text(path.read_text().replace("1 / 0", "1"))
    upgrade(loaded_clone)
    assert database_revision(loaded_clone) == revision
    assert ask(connection, ANSWER) == answer


def test_it_waits_for_a_reader_without_holding_up_others(
    migrations: Path, loaded_clone: URL, connect: Connect
) -> None:
    reading = connect(loaded_clone)
    reading.execute(text("select count(*) from api.game_tags")).all()  # and holds it
    change = other(VIEW, "from core.game_tags\n", "from only core.game_tags\n")
    revision = add_revision(migrations, change)
    upgrading = threading.Thread(target=upgrade, args=(loaded_clone,))
    upgrading.start()
    waits = text("select exists (select from pg_locks where not granted)")
    others = connect(loaded_clone)
    while not ask(others, waits):
        assert upgrading.is_alive()
        time.sleep(0.02)
    others.execute(text("set lock_timeout = '2s'"))
    for _ in range(20):  # readers have more patience than it has
        assert ask(others, text("select count(*) from api.game_tags"))
    assert upgrading.is_alive()
    reading.rollback()
    upgrading.join()
    assert database_revision(loaded_clone) == revision


def test_a_server_of_the_version_before_goes_on(migrations: Path, loaded_clone: URL) -> None:
    """Of a compatible revision; before, during and after it, and on the way back."""
    change = other(VIEW, "from core.game_tags\n", "from only core.game_tags\n")
    add_revision(migrations, change)
    paths = ("/v1/genres", "/PlayTimeGenre?genero=Action", "/health/ready")
    settings = make_settings(loaded_clone, LUDOTECA_CACHE_MB="0")
    with TestClient(create_app(settings)) as client, ThreadPoolExecutor(1) as pool:
        for migrate in (upgrade, lambda url: downgrade(url, "-1")):
            migrating = pool.submit(migrate, loaded_clone)
            found: set[tuple[str, int]] = set()
            while not migrating.done() or not found:
                found |= {(path, client.get(path).status_code) for path in paths}
            migrating.result()
            assert {status for _, status in found} == {200}, found


def test_a_load_under_way_is_waited_for(
    migrations: Path, loaded_clone: URL, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect(loaded_clone)
    connection.execute(text("select pg_advisory_lock(hashtext('ludoteca load'))"))
    add_revision(migrations, {})
    monkeypatch.setattr(deploy, "PATIENCE_SECONDS", 0)
    with pytest.raises(DatabaseUnavailable, match="is busy: another migration, a load"):
        upgrade(loaded_clone)


def test_another_key_of_a_filled_table(
    migrations: Path, loaded_clone: URL, connect: Connect, check_head: Callable[[URL], None]
) -> None:
    connection = connect(loaded_clone)
    items = ask(connection, text("select count(*) from core.items"))
    key = 'replace_primary_key("core.items", {})'
    add_revision(
        migrations,
        {},
        upgrade=key.format(["game_id", "user_key"]),
        after_downgrade=key.format(["user_key", "game_id"]),
    )
    upgrade(loaded_clone)
    assert ask(connection, KEY) == "PRIMARY KEY (game_id, user_key)"
    assert ask(connection, text("select count(*) from core.items")) == items
    downgrade(loaded_clone, "-1")
    check_head(loaded_clone)
