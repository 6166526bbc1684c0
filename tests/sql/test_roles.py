"""Readers read api and nothing else; the ETL merges through functions and owns nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import ProgrammingError


@pytest.fixture
def reader(priced: tuple[URL, object], connect: Callable[[URL], Connection]) -> Connection:
    connection = connect(priced[0])
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
    """Functions in views are called with the reader's rights, unlike tables."""
    views = relations(reader, "api")
    assert len(views) > 20
    assert "api.price_features" in views
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
