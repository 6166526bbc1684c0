"""Who may import whom: architecture's table, read from the imports themselves."""

import ast
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
ONLY_DERIVED_HAS_ALEMBIC = "db/migrate/"


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


def test_only_derived_knows_alembic() -> None:
    others = [
        file
        for file in files_below("db")
        if not file.startswith(ONLY_DERIVED_HAS_ALEMBIC)
        and matches_any(imports_of(CHECKOUT / file), {"alembic"})
    ]
    assert others == []


def matches_any(modules: set[str], names: set[str]) -> bool:
    return any(matches(module, names) for module in modules)


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
        for schema in schemas
        if any(
            f" {schema}." in line.split("--")[0]
            for line in path.read_text(encoding="utf-8").splitlines()
        )
    ]
    assert broken == []
