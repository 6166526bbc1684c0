"""db.contract says what Postgres says: the same relations, columns, functions and arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import psycopg
import pytest

from db import contract

if TYPE_CHECKING:
    from sqlalchemy import URL, Table

    from db.contract import Question

Plain = Callable[["URL"], str]


@pytest.mark.parametrize("table", contract.metadata.sorted_tables, ids=lambda table: table.name)
def test_relations_have_the_same_columns(table: Table, empty_template: URL, plain: Plain) -> None:
    with psycopg.connect(plain(empty_template)) as connection:
        found = connection.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_schema = %s and table_name = %s order by ordinal_position",
            (table.schema, table.name),
        ).fetchall()
    types = {"datetime": "timestamp with time zone"}
    said = [(column.name, str(column.type).lower()) for column in table.columns]
    assert [(name, types.get(type_, type_)) for name, type_ in said] == found


@pytest.mark.parametrize("question", contract.QUESTIONS, ids=lambda question: question.name)
def test_questions_have_the_same_arguments(
    question: Question, empty_template: URL, plain: Plain
) -> None:
    with psycopg.connect(plain(empty_template)) as connection:
        found = connection.execute(
            "select proargnames, prorettype::regtype::text, provolatile::text from pg_proc"
            " where oid = to_regprocedure(%s)",
            (question.signature,),
        ).fetchone()
    assert found == ([name for name, _ in question.arguments], "json", "s")


def test_every_classic_function_is_a_question(empty_template: URL, plain: Plain) -> None:
    with psycopg.connect(plain(empty_template)) as connection:
        found = connection.execute(
            "select proname from pg_proc where pronamespace = 'api'::regnamespace"
            " and proname like 'classic\\_%'"
        ).fetchall()
    assert {name for (name,) in found} == {question.name for question in contract.QUESTIONS}


def test_every_signature_exists(empty_template: URL, plain: Plain) -> None:
    with psycopg.connect(plain(empty_template)) as connection:
        for signature in contract.SIGNATURES:
            row = connection.execute("select to_regprocedure(%s)", (signature,)).fetchone()
            assert row != (None,), signature
