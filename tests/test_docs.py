"""What the documentation names exists: commands, paths, settings, objects, codes and files."""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from sqlalchemy import URL, Connection, text

from cli import cli
from db.models import metadata
from db.settings import CHECKOUT
from tests.docs_text import PAGES, commands, prose, read, settings_read

DOCS = CHECKOUT / "docs"
MAKEFILE = read(CHECKOUT / "Makefile")
COMPOSE = read(CHECKOUT / "docker-compose.yml")
PASSED_ON = ("curl", "psql", "pg_dump", "pg_restore", "python3", "python", "rm")
"""Programs that are not ours; the examples with curl and psql are run elsewhere."""
OBJECT = re.compile(r"\b(?:api|core|agg|staging)\.([a-z_]+)\b")
PATH = re.compile(r"`((?:\.ci|api|bench|db|docs|etl|migrations|sql|tests)/[\w./]*|[\w-]+\.\w+)`")
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([\w-]+))?\)")


def lines_of_pages() -> list[tuple[str, str]]:
    return [found for page in PAGES for found in commands(page)]


@pytest.mark.parametrize(("line", "where"), lines_of_pages())
def test_command_lines_can_be_typed(line: str, where: str) -> None:
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        assert_variable(words.pop(0))
    program = words[0].rpartition("/")[2]
    if program == "make":
        assert_make(words[1:])
    elif program == "ludoteca":
        assert_ludoteca(words[1:])
    elif program == "export":
        assert_variable(words[1])
    elif words[:2] == ["docker", "compose"]:
        services = re.findall(r"^  (\w+):$", COMPOSE, re.MULTILINE)
        assert words[2] in {"up", "run"}
        assert words[2] == "up" or words[-1] in services
    else:
        assert program in PASSED_ON, f"{where}: nobody knows {program}"
    for nested in re.findall(r"\$\(ludoteca ([^)]*)\)", line):
        assert_ludoteca(shlex.split(nested))


def assert_make(words: list[str]) -> None:
    for word in words:
        name, is_variable, _ = word.partition("=")
        if is_variable:
            assert re.search(rf"\$\({name}\)", MAKEFILE), name
        else:
            assert re.search(rf"^{name}:.*## ", MAKEFILE, re.MULTILINE), name


def assert_ludoteca(words: list[str]) -> None:
    """Let click read the words, without doing anything."""
    if ">" in words:
        words = words[: words.index(">")]
    command: click.Command = cli
    context = click.Context(cli, info_name="ludoteca", **cli.context_settings)
    while isinstance(command, click.Group) and words:
        if words[0].startswith("-"):
            words = words[1:]
            continue
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found
        context = click.Context(command, parent=context)
    if words and words != ["…"]:
        command.make_context(command.name, list(words), parent=context.parent)


def assert_variable(assignment: str) -> None:
    name = assignment.partition("=")[0]
    assert name in settings_read() or name in COMPOSE or name == "UPDATE_DOCS", name


def helps(command: click.Command) -> Iterator[str]:
    yield command.help or ""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            yield from helps(one)


def test_examples_of_help_texts_can_be_typed() -> None:
    lines = re.findall(r"^ *((?:[A-Z_]+=\S+ )?ludoteca .*)$", "\n".join(helps(cli)), re.MULTILINE)
    assert len(lines) > 20
    for line in lines:
        test_command_lines_can_be_typed(re.sub(r"  .*| && .*| \| .*", "", line), "--help")


def test_inline_commands_exist() -> None:
    for page in PAGES:
        for found in re.findall(r"`(?:\.venv/bin/)?(ludoteca|make) ([^`\n]*)`", prose(page)):
            program, rest = found
            words = shlex.split(rest)
            if program == "make":
                assert_make(words)
            else:
                assert_ludoteca(words[:2] if words[0] == "db" else words[:1])


def test_named_objects_exist(empty_url: URL, connect: Callable[[URL], Connection]) -> None:
    query = """
        select relnamespace::regnamespace || '.' || relname from pg_class
        union all
        select pronamespace::regnamespace || '.' || proname from pg_proc
        union all
        select typnamespace::regnamespace || '.' || typname from pg_type
    """
    known = set(connect(empty_url).scalars(text(query)))
    assert {str(table) for table in metadata.sorted_tables} <= known
    for page in PAGES:
        for found in OBJECT.finditer(prose(page)):
            if f"{found[0]}.py" not in read(page):
                assert found[0] in known, f"{page.name}: {found[0]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_files_exist(page: Path) -> None:
    for name in PATH.findall(prose(page)):
        suffixes = (".py", ".md", ".toml", ".lock", ".yml", ".sql")
        if "/" in name or name.endswith(suffixes):
            assert (CHECKOUT / name).exists(), f"{page.name}: {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(prose(page)):
        if target.startswith("https://"):
            continue
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", read(there), re.MULTILINE)
            slugs = {
                re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings
            }
            slugs |= set(re.findall(r'<a id="([^"]+)">', read(there)))
            assert anchor in slugs, f"{page.name}: {target}#{anchor}"


def test_every_page_is_linked_from_the_readme() -> None:
    linked = {target for target, _ in LINK.findall(read(CHECKOUT / "README.md"))}
    assert {f"docs/{page.name}" for page in DOCS.glob("*.md")} <= linked


def test_the_changelog_knows_this_version() -> None:
    project = read(CHECKOUT / "pyproject.toml")
    found = re.search(r'^version = "(.*)"$', project, re.MULTILINE)
    assert found is not None
    assert re.search(
        rf"^## \[{re.escape(found[1])}\] - \d{{4}}-\d\d-\d\d$",
        read(CHECKOUT / "CHANGELOG.md"),
        re.MULTILINE,
    )
