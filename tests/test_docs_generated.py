"""Help texts and reference lists in the documentation are the real ones."""

import re
from collections.abc import Callable, Iterator
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
from db.lists.games import GAME_FILTERS
from db.settings import CHECKOUT, read_settings
from etl.formats import FORMATS, Format
from tests.docs_text import agree_generated

DOCS = CHECKOUT / "docs"

OF_LISTS = ("limit", "cursor", "total", "sort", "fields")

VIEWS = """
    select relname
    from pg_class
    where relnamespace = 'api'::regnamespace and relkind in ('v', 'm', 'r')
    order by relname
"""
FUNCTIONS = """
    select
        proname || '(' || (
            select
                coalesce(string_agg(substr(argument.name, 3), ', ' order by place), '')
                || case when pronargs > 8 then ', …' else '' end
            from unnest(proargnames) with ordinality as argument (name, place)
            where argument.name like 'p\\_%' and (pronargs <= 8 or place <= 4)
        ) || ')'
    from pg_proc
    where pronamespace = 'api'::regnamespace
        and proname not like 'classic\\_%' and proname not like '%\\_document'
    order by proname, 1
"""


def commands(command: click.Command, *words: str) -> Iterator[str]:
    """A line for each command: how it is called, and what it does; --help has the options."""
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from commands(command.commands[name], *words, name)
        return
    context = click.Context(command)
    arguments = [
        one.make_metavar(context) for one in command.params if isinstance(one, click.Argument)
    ]
    yield f"- `{' '.join([*words, *arguments])}`: {command.get_short_help_str(200)}\n"


def test_commands() -> None:
    agree_generated(DOCS / "cli.md", "commands", f"\n{''.join(commands(cli))}\n")


def test_classic_questions(served_sample_url: URL, connect: Callable[[URL], Connection]) -> None:
    names = connect(served_sample_url).scalar(text("select api.example_document()"))
    rows = "".join(
        f"| {one.summary} | `{fill_address(one.address, names)}` |\n" for one in QUESTIONS
    )
    table = f"\n| question | path |\n|---|---|\n{rows}\n"
    agree_generated(CHECKOUT / "README.md", "classic", table)


def test_formats() -> None:
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in sorted(FORMATS, key=lambda one: not one.is_official):
        alike.setdefault((one.origin, one.licence, _kinds(one)), []).append(one.name)
    lines = "".join(
        f"- {', '.join(f'`{name}`' for name in names)}: {kinds}; from {origin}"
        f"{'' if licence == 'not stated' else f'; licence: {licence}'}.\n"
        for (origin, licence, kinds), names in alike.items()
    )
    agree_generated(DOCS / "data.md", "formats", f"\n{lines}\n")


def _kinds(one: Format) -> str:
    """What a format fills fields of: 'games, users'."""
    kinds = dict.fromkeys(re.findall(r"\b(game|user|item|review)\.\w", str(one.fills)))
    return ", ".join(f"{kind}s" for kind in kinds)


def test_operations() -> None:
    app = create_app(read_settings({"DATABASE_URL": "postgresql://nobody@localhost/none"}))
    paths: dict[str, Any] = app.openapi_schema.to_schema()["paths"]
    lines = "".join(
        f"- `{f'{method} '.upper().removeprefix('GET ')}{path.removeprefix('/v1')}`: "
        f"{operation['summary']}. {_parameters(operation)}".rstrip()
        + "\n"
        for path, item in sorted(paths.items(), key=lambda one: one[0].casefold())
        for method, operation in item.items()
        if path.startswith("/v1")
    )
    agree_generated(DOCS / "rest.md", "v1", f"\n{lines}\n")


def _parameters(operation: dict[str, Any]) -> str:
    """The query's parameters; the path shows its own, and `_any` and `_none` are told once."""
    names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    left_out = {"format", *(f"{name}{mode}" for name in names for mode in ("_any", "_none"))}
    if "cursor" in names:
        left_out |= set(OF_LISTS)
    if set(GAME_FILTERS) <= set(names):
        left_out |= set(GAME_FILTERS)
    shown = [f"`{name}`" for name in names if name not in left_out]
    told = {"*filters*": GAME_FILTERS[0] in left_out, "…": "cursor" in names}
    if "extras" in names:  # their options have a table
        shown, told = [], {"*options*": True}
    return ", ".join([*shown, *(words for words, is_told in told.items() if is_told)])


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
    lines = "".join(f"- `{one}`\n" for one in found)
    if name == "views":
        lines = fill(", ".join(f"`{one}`" for one in found), 100) + ".\n"
    agree_generated(DOCS / "sql.md", name, f"\n{lines}\n")
