"""Readers read api and nothing else; the ETL merges through functions and owns nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import ProgrammingError


@pytest.fixture
def reader(loaded_url: URL, connect: Callable[[URL], Connection]) -> Connection:
    connection = connect(loaded_url)
    connection.execute(text("set role ludoteca_reader"))
    connection.commit()
    return connection


def relations(connection: Connection, *schemas: str) -> list[str]:
    return list(
        connection.scalars(
            text(
                "select n.nspname || '.' || c.relname from pg_class as c "
                "inner join pg_namespace as n on n.oid = c.relnamespace "
                "where n.nspname = any(:schemas) and c.relkind in ('r', 'v', 'm', 'S')"
            ),
            {"schemas": list(schemas)},
        )
    )


def test_reader_reads_every_view_of_api(reader: Connection) -> None:
    views = relations(reader, "api")
    assert len(views) > 20
    for view in views:
        reader.execute(text(f"select * from {view} limit 1"))


def test_reader_sees_nothing_else(reader: Connection) -> None:
    private = relations(reader, "core", "staging", "agg")
    assert len(private) > 30
    for relation in private:
        with pytest.raises(ProgrammingError, match="permission denied"), reader.begin_nested():
            reader.execute(text(f"select * from {relation} limit 1"))


@pytest.mark.parametrize(
    "statement",
    [
        "insert into api.genres (name) values ('x')",
        "update api.games set name = 'x'",
        "delete from api.users",
        "create table api.mine (id integer)",
        "create view api.mine as select 1 as one",
        "select agg.refresh()",
        "select staging.clear()",
        "select staging.publish('{}')",
        "drop view api.games",
        "truncate core.items",
    ],
)
def test_reader_changes_nothing(reader: Connection, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        reader.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "delete from core.games",
        "drop table core.items",
        "alter table core.items drop constraint pk_items",
        "create table core.mine (id integer)",
        # end_first_load() executes what stands there as the owner
        "insert into staging.dropped_constraints values ('items', 'x', 'CREATE TABLE core.x ()')",
        "update staging.dropped_constraints set definition = 'CREATE TABLE core.x ()'",
    ],
)
def test_the_etl_role_owns_nothing(
    loaded_url: URL, connect: Callable[[URL], Connection], statement: str
) -> None:
    with connect(loaded_url) as connection:
        connection.execute(text("set role ludoteca_etl"))
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            connection.execute(text(statement))


def test_no_definer_function_can_be_led_astray(
    empty_template: URL, connect: Callable[[URL], Connection]
) -> None:
    """A function that runs as its owner fixes its search path."""
    with connect(empty_template) as connection:
        loose = connection.scalars(
            text(
                "select oid::regprocedure::text from pg_proc where prosecdef and pronamespace in "
                "(select oid from pg_namespace where nspname in ('staging', 'agg', 'api')) "
                "and not coalesce('search_path=\"\"' = any(proconfig), false)"
            )
        ).all()
    assert loose == []
