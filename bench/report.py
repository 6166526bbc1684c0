"""The end of a benchmark's command: tables for a person, JSON for programs."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from db.errors import LudotecaError
from etl.tables import print_table

MB: Final = 1_000_000
HELP: Final = {"help_option_names": ["-h", "--help"]}
JSON: Final = click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Write the figures too."
)


def report(
    measure: Callable[[], dict[str, Any]],
    lay_out: Callable[[dict[str, Any]], Iterable[Table | str]],
    json_file: Path | None,
) -> None:
    """Measure, then write the figures to a file and lay them out in tables and lines.

    Raises:
        SystemExit: the measurement failed; the error is told.
    """
    try:
        found = measure()
    except LudotecaError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    if json_file:
        json_file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    console = Console()
    for part in lay_out(found):
        if isinstance(part, Table):
            print_table(console, part)
        else:
            click.echo(part)
