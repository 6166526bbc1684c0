"""Tables of results: drawn by rich on a terminal, aligned plain lines elsewhere."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table


def text_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Make a table; the first column is text, the others are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, name in enumerate(header):
        table.add_column(name, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def print_table(console: Console, table: Table) -> None:
    """Write a table of `text_table`."""
    if console.is_terminal:
        console.print(table)
        return
    columns = [[str(column.header), *map(str, column.cells)] for column in table.columns]
    widths = [max(map(len, column)) for column in columns]
    lines = [f"{table.title}:"]
    for first, *others in zip(*columns, strict=True):
        numbers = map(str.rjust, others, widths[1:])
        lines.append("  ".join(["", first.ljust(widths[0]), *numbers]).rstrip())
    console.out(*lines, "", sep="\n", highlight=False)
