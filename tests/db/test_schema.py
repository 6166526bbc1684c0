"""db/schema.py says what the schema `api` of a migrated database says."""

import pytest
from sqlalchemy import URL, Table, create_engine, func, or_, select, text

from db import schema
from db.api_function import ApiFunction
from db.migrate.schema import PATH, render


def test_the_module_is_what_the_database_at_head_says(empty_template: URL) -> None:
    engine = create_engine(empty_template)
    with engine.connect() as connection:
        found = render(connection)
    engine.dispose()
    assert found == PATH.read_text(encoding="utf-8"), "`make freeze` writes it anew"


@pytest.mark.parametrize("function", schema.FUNCTIONS, ids=lambda function: function.name)
def test_every_function_is_found_by_its_signature(
    function: ApiFunction, empty_template: URL
) -> None:
    engine = create_engine(empty_template)
    with engine.connect() as connection:
        volatility = connection.execute(
            text("select provolatile::text from pg_proc where oid = to_regprocedure(:signature)"),
            {"signature": function.signature},
        ).scalar_one()
    engine.dispose()
    assert volatility in {"s", "i"}


@pytest.mark.parametrize("table", schema.metadata.sorted_tables, ids=lambda table: table.name)
def test_what_is_not_null_is_never_null(table: Table, loaded_url: URL) -> None:
    required = [column for column in table.columns if not column.nullable]
    engine = create_engine(loaded_url)
    with engine.connect() as connection:
        rows, holes = connection.execute(
            select(
                func.count(),
                func.count().filter(or_(*(column.is_(None) for column in required))),
            ).select_from(table)
        ).one()
    engine.dispose()
    assert (rows > 0 or table.name.endswith("_models"), holes) == (True, 0)
