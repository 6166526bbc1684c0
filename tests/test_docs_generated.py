"""Help texts and reference lists in the documentation are the real ones."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from textwrap import fill
from typing import Any

import click
import pytest
from sqlalchemy import URL, Connection, text

from api.app import create_app
from api.errors import PROBLEM_KINDS
from api.examples import fill_address
from api.schemas.classic import QUESTIONS
from cli import cli
from db.settings import CHECKOUT, read_settings
from etl.formats import FORMATS
from tests.docs_text import agree_generated, read

DOCS = CHECKOUT / "docs"

VIEWS = """
    select relname
    from pg_class
    where relnamespace = 'api'::regnamespace and relkind in ('v', 'm', 'r')
    order by relname
"""
FUNCTIONS = """
    select distinct proname
    from pg_proc
    where pronamespace = 'api'::regnamespace
        and proname not like 'classic\\_%' and proname not like '%\\_document'
    order by proname
"""


def commands(command: click.Command, *words: str) -> Iterator[str]:
    """The name of each command; --help has the rest."""
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from commands(one, *words, name)
    else:
        yield " ".join(words)


def test_every_command_is_named() -> None:
    rows = [line for line in read(DOCS / "cli.md").splitlines() if line.startswith("| ")]
    named = [name for row in rows for name in re.findall("`([^`]+)`", row)]
    assert sorted(named) == sorted(commands(cli))


def test_classic_questions(served_sample_url: URL, connect: Callable[[URL], Connection]) -> None:
    names = connect(served_sample_url).scalar(text("select api.example_document()"))
    by_tag: dict[str, list[str]] = {}
    for one in QUESTIONS:
        by_tag.setdefault(one.tag, []).append(f"`{fill_address(one.address, names)}`")
    agree_generated(CHECKOUT / "README.md", "classic", _table("questions", by_tag))


def _table(what: str, by_tag: Mapping[str, Sequence[str]]) -> str:
    rows = "".join(f"| {tag} | {', '.join(names)} |\n" for tag, names in by_tag.items())
    return f"\n| about | {what} |\n|---|---|\n{rows}\n"


def test_formats() -> None:
    """Every format, by origin and licence; `ludoteca formats` has what each fills."""
    alike: dict[tuple[str, str], list[str]] = {}
    for one in sorted(FORMATS, key=lambda one: not one.is_official):
        alike.setdefault((one.origin, one.licence), []).append(f"`{one.name}`")
    rows = "".join(
        f"| {', '.join(names)} | {origin} | {licence} |\n"
        for (origin, licence), names in alike.items()
    )
    table = f"\n| formats | from | licence |\n|---|---|---|\n{rows}\n"
    agree_generated(DOCS / "data.md", "formats", table)


def test_operations() -> None:
    """Every address of /v1, by the tags of the OpenAPI document."""
    app = create_app(read_settings({"DATABASE_URL": "postgresql://nobody@localhost/none"}))
    paths: dict[str, Any] = app.openapi_schema.to_schema()["paths"]
    by_tag: dict[str, list[str]] = {}
    for path, item in sorted(paths.items(), key=lambda one: one[0].casefold()):
        for method, operation in item.items():
            if path.startswith("/v1"):
                verb = "" if method == "get" else f"{method.upper()} "
                named = f"`{verb}{path.removeprefix('/v1')}`"
                by_tag.setdefault(operation["tags"][0], []).append(named)
    agree_generated(DOCS / "rest.md", "v1", _table("addresses", by_tag))


def test_problem_codes() -> None:
    codes: dict[int, list[str]] = {}
    for code, kind in PROBLEM_KINDS.items():
        codes.setdefault(kind.status, []).append(f"`{code}`")
    lines = "".join(f"- {status}: {', '.join(names)}\n" for status, names in codes.items())
    agree_generated(DOCS / "rest.md", "problems", f"\n{lines}\n")


@pytest.mark.parametrize(("name", "query"), [("views", VIEWS), ("functions", FUNCTIONS)])
def test_sql_reference(
    name: str, query: str, empty_url: URL, connect: Callable[[URL], Connection]
) -> None:
    found = connect(empty_url).scalars(text(query)).all()
    assert len(found) > 10
    names = fill(", ".join(f"`{one}`" for one in found), 118)
    agree_generated(DOCS / "sql.md", name, f"\n{names}.\n\n")
