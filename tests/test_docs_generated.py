"""Help texts and reference lists in the documentation are the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from api.errors import KINDS
from api.schemas.classic import QUESTIONS
from cli import cli
from db.settings import CHECKOUT
from tests.docs_text import agree_generated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL, Connection

DOCS = CHECKOUT / "docs"

VIEWS = """
    select
        relname,
        obj_description(oid, 'pg_class'),
        (
            select string_agg(attname, ', ' order by attnum)
            from pg_attribute
            where attrelid = pg_class.oid and attnum > 0 and not attisdropped
        )
    from pg_class
    where relnamespace = 'api'::regnamespace and relkind in ('v', 'm', 'r')
    order by relname
"""
FUNCTIONS = """
    select
        proname || '(' || pg_get_function_arguments(oid) || ')',
        obj_description(oid, 'pg_proc'),
        pg_get_function_result(oid)
    from pg_proc
    where pronamespace = 'api'::regnamespace
    order by proname, 1
"""


def helps(command: click.Command, *words: str) -> Iterator[str]:
    """What `--help` writes on a terminal of 80 columns, for a command and those below it."""
    asked = CliRunner().invoke(cli, [*words, "--help"], prog_name="ludoteca", env={"COLUMNS": "80"})
    assert asked.exit_code == 0, asked.output
    yield f"## {' '.join(['ludoteca', *words])}\n\n```text\n{asked.output}```\n\n"
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from helps(command.commands[name], *words, name)


def test_help_texts() -> None:
    agree_generated(DOCS / "cli.md", "help", "\n" + "".join(helps(cli)))


def test_classic_questions() -> None:
    rows = "".join(f"| {one.summary} | `{one.address}` |\n" for one in QUESTIONS)
    table = f"\n| question | path |\n|---|---|\n{rows}\n"
    agree_generated(CHECKOUT / "README.md", "classic", table)
    rows = "".join(
        f"| `/{one.name}` | {', '.join(f'`{name}`' for name in one.names)} |"
        f" {one.summary}. {one.description} |\n"
        for one in QUESTIONS
    )
    table = f"\n| path | parameters | what it answers |\n|---|---|---|\n{rows}\n"
    agree_generated(DOCS / "rest.md", "classic", table)


def test_problem_codes() -> None:
    rows = "".join(
        f"| `{code}` | {kind.status} | {kind.title}. {kind.meaning} |\n"
        for code, kind in KINDS.items()
    )
    table = f"\n| code | status | meaning |\n|---|---|---|\n{rows}\n"
    agree_generated(DOCS / "rest.md", "problems", table)


@pytest.mark.parametrize(
    ("name", "query", "what"),
    [("views", VIEWS, "columns"), ("functions", FUNCTIONS, "result")],
)
def test_sql_reference(
    name: str, query: str, what: str, empty_url: URL, connect: Callable[[URL], Connection]
) -> None:
    rows = connect(empty_url).execute(text(query)).all()
    lines = "".join(
        f"| `{_short(title)}` | {comment.replace('|', chr(92) + '|')} | {_short(rest)} |\n"
        for title, comment, rest in rows
    )
    assert len(rows) > 10
    table = f"\n| {name.removesuffix('s')} | what | {what} |\n|---|---|---|\n{lines}\n"
    agree_generated(DOCS / "sql.md", name, table)


def _short(text_of_catalog: str) -> str:
    """As a person writes it: without the casts of default values."""
    for type_ in ("::text", "::agg.year_of", "::integer[]", "::integer", "::numeric"):
        text_of_catalog = text_of_catalog.replace(type_, "")
    return (
        text_of_catalog.replace("DEFAULT NULL", "default null")
        .replace("DEFAULT", "default")
        .replace("TABLE", "table")
    )
