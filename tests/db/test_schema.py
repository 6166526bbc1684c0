"""db/schema.py says what the schema `api` of a migrated database says."""

from collections.abc import Callable

from sqlalchemy import URL, Connection, func, or_, select, text

from db import schema
from db.migrate.schema import PATH, render_schema

Connect = Callable[[URL], Connection]


def test_the_module_is_what_the_database_at_head_says(
    empty_template: URL, connect: Connect
) -> None:
    found = render_schema(connect(empty_template))
    assert found == PATH.read_text(encoding="utf-8"), "`make freeze` writes it anew"


def test_every_function_is_found_by_its_signature(empty_template: URL, connect: Connect) -> None:
    connection = connect(empty_template)
    volatility = text("select provolatile::text from pg_proc where oid = to_regprocedure(:name)")
    for function in schema.FUNCTIONS:
        assert connection.scalar(volatility, {"name": function.signature}) in {"s", "i"}, function


def test_what_is_not_null_is_never_null(loaded_url: URL, connect: Connect) -> None:
    connection = connect(loaded_url)
    for table in schema.metadata.sorted_tables:
        required = [column.is_(None) for column in table.columns if not column.nullable]
        found = select(func.count(), func.count().filter(or_(*required))).select_from(table)
        rows, holes = connection.execute(found).one()
        assert rows > 0 or table.name.endswith("_models"), table.name
        assert holes == 0, table.name
