"""Everything that users meet is documented: settings, paths, reasons, exit codes."""

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

import click
from sqlalchemy import URL, Connection, text

from api.app import create_app
from cli import INTERRUPTED, TERMINATED, UNEXPECTED
from db import errors
from db.settings import CHECKOUT, read_settings
from tests.docs_text import read, settings_read

DOCS = CHECKOUT / "docs"


def test_every_setting_is_documented() -> None:
    page = read(DOCS / "configuration.md")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE))
    own = {name for name in rows if name.startswith(("DATABASE_", "LUDOTECA_"))}
    assert own - {"LUDOTECA_REAL_DATA", "LUDOTECA_EXAMPLES"} == settings_read()
    defaults = read_settings({})
    assert rows["LUDOTECA_STATEMENT_TIMEOUT_MS"].endswith(f"`{defaults.statement_timeout_ms}`")
    assert rows["LUDOTECA_PREPARE"].endswith("`on`")
    assert defaults.prepare_statements
    assert defaults.home == CHECKOUT / ".data"
    assert "LUDOTECA_REAL_DATA" in read(CHECKOUT / "tests" / "conftest.py")


def test_every_reason_is_documented() -> None:
    page = read(DOCS / "data.md")
    table = page.partition("## Refused pieces")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \| ", table, re.MULTILINE)
    documented = re.findall(r"`(\w+)`", " ".join(rows))
    assert len(documented) == len(set(documented))
    assert set(documented) == set(reasons_in_python()) | set(reasons_in_sql())


def reasons_in_python() -> Iterator[str]:
    """The code of each Reject, of each `reason=`, and of each field that may be invalid."""
    for path in (CHECKOUT / "etl").rglob("*.py"):
        for node in ast.walk(ast.parse(read(path))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", "")
            first = node.args[0] if node.args else None
            if name == "_required" and isinstance(first, ast.Constant):
                yield f"invalid_{first.value!s}"
            elif name == "Reject" and isinstance(first, ast.Constant):
                yield str(first.value)
            elif name == "Reject":
                shown = ast.unparse(node.args[0])
                assert shown in {"f'invalid_{field}'", "entry.reason"}, f"{path}: {shown}"
            for keyword in node.keywords:
                if keyword.arg == "reason" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value)


def reasons_in_sql() -> Iterator[str]:
    """What stands before `as reason` where SQL writes rejects."""
    for path in (CHECKOUT / "sql" / "staging").glob("*.sql"):
        for chosen in re.findall(r"case((?:(?!case).)*?)end as reason", read(path), re.DOTALL):
            yield from re.findall(r"(?:then|else) '([a-z_]+)'", chosen)


def test_reasons_of_the_sample_are_documented(
    loaded_url: URL, connect: Callable[[URL], Connection]
) -> None:
    found = set(connect(loaded_url).scalars(text("select distinct reason from core.rejects")))
    assert found
    assert found <= {*reasons_in_python(), *reasons_in_sql()}


def test_the_readme_names_every_question() -> None:
    app = create_app(read_settings({"DATABASE_URL": "postgresql://nobody@localhost/none"}))
    served: dict[str, Any] = app.openapi_schema.to_schema()["paths"]
    questions = {path for path in served if not path.startswith(("/health", "/v1"))}
    assert set(re.findall(r"`(/\w+)\?", read(CHECKOUT / "README.md"))) == questions
    health = {path for path in served if path.startswith("/health")}
    assert (
        set(re.findall(r"^\| `(/health(?:/\w+)?)`", read(DOCS / "rest.md"), re.MULTILINE)) == health
    )


def test_exit_codes_are_documented() -> None:
    rows = re.findall(r"^\| (\d+) \|", read(DOCS / "operations.md"), re.MULTILINE)
    own = {
        kind.exit_code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.LudotecaError)
    }
    usage = click.UsageError.exit_code
    expected = {0, usage, *own, UNEXPECTED, INTERRUPTED, TERMINATED}
    assert [int(row) for row in rows] == sorted(expected)
