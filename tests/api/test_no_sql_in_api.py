"""The API holds no SQL: it calls db.queries, which call functions of Postgres."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from db.settings import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

STATEMENT = re.compile(
    r"""\b(
        select\b.+\bfrom\b | insert\s+into\b | update\s+\w+\s+set\b | delete\s+from\b
        | (create|drop|alter|truncate|grant|revoke)\s+(table|view|schema|role|function|index)\b
        | set\s+(role|local|session|search_path)\b | with\s+\w+\s+as\s*\( | \bapi\.\w+\s*\(
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
MODULES = sorted((CHECKOUT / "api").rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_no_string_is_a_statement(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    strings = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [one for one in strings if STATEMENT.search(one)] == []


def _imported_from_sqlalchemy(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
    }


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_sqlalchemy_is_only_named_in_types(module: Path) -> None:
    assert _imported_from_sqlalchemy(module) <= {"URL", "AsyncEngine"}


ASKING = [
    *(CHECKOUT / "db" / name for name in ("api_function.py", "schema.py", "session.py")),
    *sorted((CHECKOUT / "db" / "queries").glob("*.py")),
    *sorted((CHECKOUT / "db" / "lists").glob("*.py")),
]


@pytest.mark.parametrize("module", ASKING, ids=lambda path: path.name)
def test_db_asks_without_sql_text(module: Path) -> None:
    assert _imported_from_sqlalchemy(module).isdisjoint({"text", "literal_column", "TextClause"})
    assert "exec_driver_sql" not in module.read_text(encoding="utf-8")


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
