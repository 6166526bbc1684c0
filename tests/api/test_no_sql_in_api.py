"""The API holds no SQL: it calls db.queries, which call functions of Postgres."""

import ast
import re
from pathlib import Path

import pytest

from db.settings import CHECKOUT

STATEMENT = re.compile(
    r"""\b(
        select\b.+\bfrom\b | insert\s+into\b | update\s+\w+\s+set\b | delete\s+from\b
        | (create|drop|alter|truncate|grant|revoke)\s+(table|view|schema|role|function|index)\b
        | set\s+(role|local|session|search_path)\b | with\s+\w+\s+as\s*\( | \bapi\.\w+\s*\(
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
MODULES = sorted((CHECKOUT / "api").rglob("*.py"))


def test_no_string_of_the_api_is_a_statement() -> None:
    assert [
        (module.name, node.value)
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and STATEMENT.search(node.value)
    ] == []


def _imported_from_sqlalchemy(modules: list[Path]) -> set[str]:
    return {
        alias.name
        for module in modules
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
    }


def test_sqlalchemy_is_only_named_in_types() -> None:
    assert _imported_from_sqlalchemy(MODULES) <= {"URL", "AsyncEngine"}


ASKING = [
    *(CHECKOUT / "db" / name for name in ("api_function.py", "schema.py", "session.py")),
    *sorted((CHECKOUT / "db" / "queries").glob("*.py")),
    *sorted((CHECKOUT / "db" / "lists").glob("*.py")),
]


def test_db_asks_without_sql_text() -> None:
    assert _imported_from_sqlalchemy(ASKING).isdisjoint({"text", "literal_column", "TextClause"})
    for module in ASKING:
        assert "exec_driver_sql" not in module.read_text(encoding="utf-8"), module


@pytest.mark.parametrize(
    "statement",
    [
        "select name\nfrom api.games",
        "SELECT 1 FROM x",
        "insert into core.games values (1)",
        "update games set name = 'x'",
        "set role ludoteca_owner",
        "select * from api.classic_users_recommend(2014, 'posted')",
    ],
)
def test_the_test_would_find_one(statement: str) -> None:
    assert STATEMENT.search(statement)
