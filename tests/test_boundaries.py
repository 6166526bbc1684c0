"""Who may import whom, and where SQL may stand: read from the code itself."""

import ast
import re
from pathlib import Path

import pytest

from db.settings import CHECKOUT

OUTSIDE = {
    "db": {"api", "etl", "cli", "pandas", "numpy", "litestar", "textblob"},
    "etl": {"api", "cli", "litestar", "alembic"},
    "api": {"etl", "cli", "pandas", "numpy", "textblob", "alembic", "psycopg"},
    "migrations": {"api", "etl", "cli", "pandas", "litestar"},
}
INSIDE_DB = {
    "api": {"db.models", "db.migrate", "db.catalog", "db.local_server"},
    "migrations/versions": {"db.models", "db.settings", "db.migrate.bundle"},
}


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def files_below(folder: str) -> list[str]:
    return sorted(
        path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / folder).rglob("*.py")
    )


def matches(module: str, forbidden: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in forbidden)


@pytest.mark.parametrize("package", sorted(OUTSIDE | INSIDE_DB))
def test_imports_keep_to_the_table(package: str) -> None:
    forbidden = OUTSIDE.get(package, set()) | INSIDE_DB.get(package, set())
    broken = {
        file: sorted(name for name in imports_of(CHECKOUT / file) if matches(name, forbidden))
        for file in files_below(package)
    }
    assert {file: names for file, names in broken.items() if names} == {}


def test_in_db_only_migrate_knows_alembic() -> None:
    others = [
        file
        for file in files_below("db")
        if not file.startswith("db/migrate/")
        and any(matches(name, {"alembic"}) for name in imports_of(CHECKOUT / file))
    ]
    assert others == []


def test_revisions_never_read_sql() -> None:
    for file in files_below("migrations/versions"):
        assert "open(" not in (CHECKOUT / file).read_text(encoding="utf-8"), file


@pytest.mark.parametrize(
    ("folder", "schemas"),
    [("sql/agg", {"api", "staging"}), ("sql/staging", {"api"}), ("sql/api", {"staging"})],
)
def test_sql_reads_in_one_direction(folder: str, schemas: set[str]) -> None:
    broken = [
        f"{path.name}: {schema}."
        for path in sorted((CHECKOUT / folder).glob("*.sql"))
        # these do not read but write, as a load does
        if path.name not in {"record_event.sql", "rate_title.sql", "unrate_title.sql"}
        for schema in schemas
        if any(
            f" {schema}." in line.split("--")[0]
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    ]
    assert broken == []


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
