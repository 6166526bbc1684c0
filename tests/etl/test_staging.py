"""Batches become rows of Postgres, whatever they hold, by both COPY formats."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

from etl.staging import Stager
from etl.transform import COLUMNS, ITEM_ROW

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.fixture(scope="module")
def connection(
    create_database: Callable[..., URL], empty_template: URL
) -> Iterator[psycopg.Connection[Any]]:
    url = create_database(empty_template).set(drivername="postgresql")
    address = url.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "create table staging.odd "
            "(i int4, l int8, f float8, b bool, n numeric, d date, t text, a text[])"
        )
        yield connection


@pytest.fixture
def stager(connection: psycopg.Connection[Any]) -> Stager:
    connection.execute("truncate staging.odd, staging.items, staging.users")
    return Stager(connection)


def test_every_table_of_the_transform_has_its_columns(connection: psycopg.Connection[Any]) -> None:
    for table, columns in COLUMNS.items():
        found = connection.execute(f"select * from {table} limit 0").description or []
        given = {"user_key"} if table == "staging.users" else set()  # by a first load only
        assert {column.name for column in found} == set(columns) | given, table


def test_values_of_every_type_arrive(connection: psycopg.Connection[Any], stager: Stager) -> None:
    rows = [
        (1, 2**62 + 1, 0.1 + 0.2, True, Decimal("9999999.99"), dt.date(1970, 1, 1), "plain", []),
        (-1, -(2**63), -1e-300, False, 4.99, dt.date(2100, 12, 31), "\\N", ["NULL", "", "{a,b}"]),
        (None, None, None, None, None, None, None, None),
        (
            0,
            0,
            1.0,
            True,
            0,
            dt.date(2016, 2, 29),
            "tab\tline\nreturn\rback\\slash \U0001f600",
            ["\\"],
        ),
    ]
    frame = pd.DataFrame(rows, columns=list("ilfbndta"), dtype=object)
    assert stager.copy("odd", frame) == 4
    expected = [
        (*row[:4], Decimal(str(row[4])) if row[4] is not None else None, *row[5:]) for row in rows
    ]
    assert connection.execute("select * from staging.odd").fetchall() == expected


def test_typed_columns_arrive_like_objects(
    connection: psycopg.Connection[Any], stager: Stager
) -> None:
    frame = pd.DataFrame(
        {
            "i": np.array([1, 2], "int16"),
            "l": pd.array([76561197970982479, None], dtype="Int64"),
            "f": [0.5, np.nan],
            "d": pd.to_datetime(pd.Series(["2010-05-06", None])),
            "t": ["a", None],
        }
    )
    stager.copy("odd", frame)
    assert connection.execute("select i, l, f, d, t from staging.odd").fetchall() == [
        (1, 76561197970982479, 0.5, dt.date(2010, 5, 6), "a"),
        (2, None, None, None, None),
    ]


@given(
    texts=st.lists(st.tuples(TEXT | st.none(), st.lists(TEXT, max_size=4)), min_size=1, max_size=12)
)
@settings(max_examples=60)
def test_any_text_and_list_of_texts_come_back_as_they_were(
    connection: psycopg.Connection[Any], texts: list[tuple[str | None, list[str]]]
) -> None:
    connection.execute("truncate staging.odd")
    frame = pd.DataFrame(texts, columns=["t", "a"], dtype=object).assign(i=range(len(texts)))
    Stager(connection).copy("odd", frame)
    assert connection.execute("select t, a from staging.odd order by i").fetchall() == texts


@given(
    numbers=st.lists(
        st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**31), 2**31 - 1)),
        min_size=1,
    )
)
@settings(max_examples=60)
def test_any_number_comes_back_as_it_was(
    connection: psycopg.Connection[Any], numbers: list[tuple[int, int]]
) -> None:
    connection.execute("truncate staging.items")
    rows = np.zeros(len(numbers), dtype=ITEM_ROW)
    rows["position"] = np.arange(len(numbers))
    rows["game_id"], rows["playtime_minutes"] = zip(*numbers, strict=True)
    Stager(connection).copy("items", rows)
    found = connection.execute(
        "select game_id, playtime_minutes from staging.items order by position"
    ).fetchall()
    assert found == numbers


def test_no_rows_are_no_statement(connection: psycopg.Connection[Any], stager: Stager) -> None:
    assert stager.copy("items", np.zeros(0, dtype=ITEM_ROW)) == 0
    assert connection.execute("select count(*) from staging.items").fetchone() == (0,)


@pytest.mark.parametrize(
    ("table", "rows", "message"),
    [
        ("odd", pd.DataFrame({"t": ["a\0b"]}), "NUL"),
        ("odd", pd.DataFrame({"x": [1]}), "no column x"),
        ("odd", pd.DataFrame({"l": [float(2**53), None]}), "not be exact"),
        ("none", pd.DataFrame({"x": [1]}), "no column x"),
        ("odd", np.array([(2**31,)], dtype=[("i", "<i8")]), "beyond 4 bytes"),
        ("odd", np.array([(1,)], dtype=[("t", "<i8")]), "numbers and flags"),
    ],
)
def test_what_a_column_cannot_hold_is_refused_here(
    stager: Stager,
    table: str,
    rows: pd.DataFrame | np.ndarray[Any, Any],
    message: str,
) -> None:
    with pytest.raises(ValueError, match=message):
        stager.copy(table, rows)


def test_a_refused_batch_leaves_the_connection_usable(stager: Stager) -> None:
    with pytest.raises(psycopg.errors.NotNullViolation):
        stager.copy("users", pd.DataFrame({"file_number": [1], "user_id": [None]}, dtype=object))
    assert stager.copy("odd", pd.DataFrame({"i": [1]})) == 1
