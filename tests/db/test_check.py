"""`ludoteca db check` names what somebody changed by hand, and what it says mends it."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL, Connection, text

from cli import cli
from db.catalog import (
    REPAIR,
    ObjectCatalog,
    catalog_differences,
    difference_repair_text,
    read_object_catalog,
)
from db.errors import SchemaOutOfDate
from db.migrate import check_database, repair_database
from db.target import url_with_password

Connect = Callable[[URL], Connection]

TAMPERINGS = {
    "setting of a role": (
        "alter role ludoteca_reader set work_mem = '1GB'",
        "role ludoteca_reader: setting work_mem: should not be there",
    ),
    "superuser": ("alter role ludoteca_reader superuser", "role ludoteca_reader: is defined other"),
    "membership": (
        "grant ludoteca_owner to ludoteca_reader",
        "role ludoteca_reader: member of ludoteca_owner: should not be there",
    ),
    "function body": (
        (
            "create or replace function api.name_key(p_name text) returns text language sql stable"
            " parallel safe begin atomic select upper(p_name); end"
        ),
        "function api.name_key(text): is defined otherwise",
    ),
    "function setting": (
        "alter function agg.refresh(boolean, boolean, text[]) set work_mem = '1MB'",
        "function agg.refresh(boolean,boolean,text[]): is defined otherwise",
    ),
    "dropped index": (
        "drop index core.ix_reviews_game_id_posted_on",
        "index core.ix_reviews_game_id_posted_on of core.reviews: is missing",
    ),
    "index of an aggregate": (
        "drop index agg.ix_playtime_by_genre_year_most",
        "index agg.ix_playtime_by_genre_year_most of agg.playtime_by_genre_year: is missing",
    ),
    "added column": (
        "alter table core.games add column extra integer",
        "column core.games.extra: should not be there",
    ),
    "type of a column": (
        "alter table staging.rejects alter column line_number type bigint",
        "column staging.rejects.line_number: type: is bigint instead of integer",
    ),
    "nullability": (
        "alter table core.rejects alter column raw drop not null",
        "column core.rejects.raw: nullability: is missing",
    ),
    "comment of a function": (
        "comment on function api.genre_place(text) is null",
        "function api.genre_place(text): comment: is missing",
    ),
    "comment of a column": (
        "comment on column api.games.name is 'It''s other'",
        "column api.games.name: comment: is It's other instead of",
    ),
    "grant to public": (
        "grant select on api.games to public",
        "view api.games: grant select to public: should not be there",
    ),
    "grant on a column": (
        "grant select (name) on core.games to ludoteca_reader",
        "column core.games.name: grant select to ludoteca_reader: should not be there",
    ),
    "grant taken": (
        "revoke execute on function api.name_key(text) from ludoteca_reader",
        "function api.name_key(text): grant execute to ludoteca_reader: is missing",
    ),
    "owner": (
        "alter view api.genres owner to ludoteca_etl",
        "view api.genres: owner: is ludoteca_etl instead of ludoteca_owner",
    ),
    "option of a table": (
        "alter table core.games set (fillfactor = 50)",
        "table core.games: option fillfactor: should not be there",
    ),
    "option taken": (
        "alter table staging.items reset (autovacuum_enabled)",
        "table staging.items: option autovacuum_enabled: is missing",
    ),
    "dropped constraint": (
        "alter table core.games drop constraint ck_games_price",
        "constraint ck_games_price of core.games: is missing",
    ),
    "dropped key": (
        "alter table core.reviews drop constraint pk_reviews",
        "constraint pk_reviews of core.reviews: is missing",
    ),
    "constraint that is not valid": (
        (
            "alter table core.games drop constraint ck_games_price;"
            "alter table core.games add constraint ck_games_price check (price_usd >= 0) not valid"
        ),
        "constraint ck_games_price of core.games: is defined otherwise",
    ),
    "disabled constraint": (
        "alter table core.game_tags disable trigger all",
        "of core.game_tags: triggers: should not be there",
    ),
    "dropped view": ("drop view api.newcomer_weights", "view api.newcomer_weights: is missing"),
    "added view": ("create view api.extra as select 1 as one", "view api.extra: should not be"),
    "changed aggregate": (
        (
            "drop materialized view agg.review_counts_by_day cascade;"
            "create materialized view agg.review_counts_by_day as select 1 as one"
        ),
        "materialized view agg.review_counts_by_day: is defined otherwise",
    ),
    "trigger": (
        (
            "create trigger mine before insert on core.games for each row"
            " execute function suppress_redundant_updates_trigger()"
        ),
        "trigger mine of core.games: should not be there",
    ),
    "schema": (
        "grant create on schema api to ludoteca_reader",
        "schema api: grant create to ludoteca_reader: should not be there",
    ),
}


BY_REPAIR = {
    name for name in TAMPERINGS if name.startswith(("function", "dropped view", "changed"))
}
TOGETHER = [
    [name for name in TAMPERINGS if name not in {*BY_REPAIR, "dropped constraint"}],
    [*sorted(BY_REPAIR)],
    ["dropped constraint"],  # the one that another is not valid
]
"""What is done at once: each to something else, and the catalogue is read once for all."""


def run(connection: Connection, script: str) -> None:
    connection.exec_driver_sql(script, execution_options={"no_parameters": True})


@pytest.mark.parametrize("names", TOGETHER, ids=["by statements", "by repair", "dropped"])
def test_tamperings_are_named_and_mended(
    names: list[str], empty_template: URL, head: ObjectCatalog, connect: Connect
) -> None:
    connection = connect(empty_template)  # what is done here is rolled back
    for name in names:
        run(connection, TAMPERINGS[name][0])
    found = list(catalog_differences(head, read_object_catalog(connection)))
    told = [str(each) for each in found]
    assert [name for name in names if not any(TAMPERINGS[name][1] in one for one in told)] == []
    if BY_REPAIR.issuperset(names):
        assert {difference_repair_text(each) for each in found} == {REPAIR}
        return
    for mend in map(difference_repair_text, found):
        run(connection, mend)
    # a right that the owner had is missing once it is the owner no more
    for each in catalog_differences(head, read_object_catalog(connection)):
        run(connection, difference_repair_text(each))
    left = catalog_differences(head, read_object_catalog(connection))
    assert [str(each) for each in left] == []


def test_all_are_named_at_once_and_repaired(
    empty_url: URL, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url_with_password(empty_url))

    def command(name: str) -> Result:
        return CliRunner().invoke(cli, ["db", name])

    chosen = {
        "function body",
        "function setting",
        "dropped index",
        "added column",
        "comment of a function",
        "grant to public",
        "owner",
        "option of a table",
        "dropped constraint",
        "dropped view",
        "changed aggregate",
    }
    connection = connect(empty_url)
    for name in chosen:
        run(connection, TAMPERINGS[name][0])
    connection.commit()
    found = command("check").exception
    assert isinstance(found, SchemaOutOfDate)
    assert found.exit_code != 0
    assert [name for name in chosen if TAMPERINGS[name][1] not in str(found)] == []
    mends = {line.strip() for line in str(found).splitlines() if line.startswith("    ")}
    assert REPAIR in mends
    for each in mends - {REPAIR}:
        run(connection, each)
    connection.commit()
    assert "api.newcomer_weights" in command("repair").output
    assert "as this version needs it" in command("check").output


def test_a_check_holds_nobody_up_and_leaves_nothing(loaded_clone: URL, connect: Connect) -> None:
    connection = connect(loaded_clone)
    read = text("select count(*) from api.games")
    before = connection.scalar(read)  # the transaction stays open, and holds what it has read
    check_database(loaded_clone)
    assert connection.scalar(read) == before
    schemas = text("select string_agg(nspname, ' ' order by oid) from pg_namespace")
    assert "aside" not in str(connection.scalar(schemas))


def test_repaired_aggregates_hold_their_rows(
    loaded_clone: URL, connect: Connect, check_head: Callable[[URL], None]
) -> None:
    connection = connect(loaded_clone)
    answer = text("select api.classic_countreviews('2010-01-01', '2015-12-31')::text")
    before = connection.scalar(answer)
    run(connection, TAMPERINGS["changed aggregate"][0])
    connection.commit()
    repair_database(loaded_clone)
    assert connection.scalar(answer) == before
    check_head(loaded_clone)
