"""Tables on a terminal, or in a file of text."""

from collections.abc import Collection, Iterable, Sequence

from rich.console import Console
from rich.table import Table


def text_table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, texts: Collection[str] = ()
) -> Table:
    """Make a table; the first column and those of `texts` are text, the others are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, name in enumerate(header):
        is_text = not number or name in texts
        table.add_column(name, justify="left" if is_text else "right", no_wrap=True)
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
    pads = [str.ljust if column.justify == "left" else str.rjust for column in table.columns]
    for row in zip(*columns, strict=True):
        cells = [pad(*cell) for pad, *cell in zip(pads, row, widths, strict=True)]
        lines.append("  ".join(["", *cells]).rstrip())
    console.out(*lines, "", sep="\n", highlight=False)
