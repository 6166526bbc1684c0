"""Rows of texts in; a table for a terminal, or the same in aligned plain lines, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """A table before it is drawn; the first column is text, the others are numbers."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def print_grid(console: Console, grid: Grid) -> None:
    """Write a table: drawn on a terminal, plain lines elsewhere."""
    if console.is_terminal:
        console.print(_drawn(grid))
        return
    for line in _lines(grid):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _drawn(grid: Grid) -> Table:
    table = Table(title=grid.title, title_justify="left", title_style="bold")
    for number, name in enumerate(grid.header):
        table.add_column(name, justify="right" if number else "left", no_wrap=True)
    for row in grid.rows:
        table.add_row(*row)
    return table


def _lines(grid: Grid) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(grid.header, *grid.rows, strict=True)]
    yield f"{grid.title}:"
    for row in (grid.header, *grid.rows):
        first, *others = (
            text.ljust(width) if number == 0 else text.rjust(width)
            for number, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(["", first, *others]).rstrip()
    yield ""
