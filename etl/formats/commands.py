"""`ludoteca formats`: what the registry holds."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:  # --help and the workers of a load do without them
    from etl.formats import Foreign, Format

_WIDTH = 100


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def formats(name: str | None, *, as_json: bool) -> None:
    """List the public formats that a load reads, or describe one.

    A file's format is told by its content. Those at the end of the list are known and left out.

    \b
    Examples:
      ludoteca formats
      ludoteca formats fronkongames-json
      ludoteca formats --json | jq .[].licence
    """  # noqa: D301 - click's mark for lines to keep
    from etl.formats import FOREIGN, FORMATS

    official_first = sorted(FORMATS, key=lambda one: not one.is_official)
    known = {one.name: one for one in official_first}
    if name is not None and name not in known:
        from difflib import get_close_matches

        close = get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"did you mean {close[0]}?" if close else "`ludoteca formats` lists them"
        raise click.BadParameter(f"no format is called {name!r}; {hint}", param_hint="NAME")
    if as_json:
        shown = [format_document(one) for one in known.values() if name in (None, one.name)]
        click.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    elif name is not None:
        click.echo("\n".join(_format_page_lines(known[name])))
    else:
        click.echo("\n".join(_format_list_lines(official_first, FOREIGN)))


def format_document(one: Format) -> dict[str, Any]:
    """Describe a format as JSON has it."""
    names = ("name", "title", "kinds", "origin", "licence", "lacks", "example_name", "example")
    return {**{field: getattr(one, field) for field in names}, "fills": dict(one.fills)}


def _format_list_lines(formats: Sequence[Format], foreign: Sequence[Foreign]) -> Iterator[str]:
    names = [one.name for one in formats] + [other.name for other in foreign]
    width = max(map(len, names))
    for one in formats:
        yield f"{one.name:{width}}  {', '.join(one.kinds):14}  {one.title}"
    yield ""
    yield "Known, and left out:"
    for other in foreign:
        yield f"{other.name:{width}}  {other.title}"


def _format_page_lines(one: Format) -> Iterator[str]:
    yield f"{one.name}: {one.title}"
    yield f"  fills    {', '.join(one.kinds)}"
    yield f"  origin   {one.origin}"
    yield f"  licence  {one.licence}"
    yield from textwrap.wrap(
        f"  lacks    {one.lacks}", _WIDTH, subsequent_indent=" " * len("  lacks    ")
    )
    yield ""
    width = max(map(len, one.fills))
    yield from (f"  {field:{width}}  {target}" for field, target in one.fills.items())
    yield ""
    yield f"Such a file, say {one.example_name}:"
    yield ""
    yield from (f"  {line}" for line in one.example.splitlines())
