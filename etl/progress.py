"""Progress of stages: bars of rich on a terminal, plain lines in a log, nothing in a library."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Final, Protocol, TypeAlias

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)

MEGABYTE: Final = 1_000_000
QUARTERS: Final = 4  # a line in a log at 25 %, 50 % and 75 % is enough
LINE_INTERVAL_SECONDS: Final = 2.0

Advance: TypeAlias = Callable[[int], None]
"""Takes the number of bytes or pieces done since the last call."""


class Reporter(Protocol):
    """Tells a person, or a log, what is going on."""

    def stage(
        self, title: str, *, total: int | None = None, is_bytes: bool = True
    ) -> AbstractContextManager[Advance]:
        """Begin a stage of `total` bytes or pieces, if known, and end it with the block."""


class Silent:
    """Says nothing: for tests and for programs that load by themselves."""

    @contextmanager
    def stage(self, *_: object, **__: object) -> Iterator[Advance]:
        """Run the block."""
        yield lambda _: None


class Lines:
    """Writes a line when a stage ends, and at each quarter of one that takes its time."""

    def __init__(self, console: Console, *, patience: float = LINE_INTERVAL_SECONDS) -> None:
        self._console = console
        self._patience = patience

    @contextmanager
    def stage(
        self, title: str, *, total: int | None = None, is_bytes: bool = True
    ) -> Iterator[Advance]:
        """Run the block and write its lines."""
        started = spoke = time.perf_counter()
        done = told = 0

        def advance(count: int) -> None:
            nonlocal done, spoke, told
            done += count
            quarter = done * QUARTERS // total if total else 0
            if told < quarter < QUARTERS and time.perf_counter() - spoke >= self._patience:
                self._console.out(f"{title}: {100 * quarter // QUARTERS} %", highlight=False)
                spoke, told = time.perf_counter(), quarter

        yield advance
        seconds = time.perf_counter() - started
        speed = f", {total / MEGABYTE / seconds:.1f} MB/s" if total and is_bytes and seconds else ""
        self._console.out(f"{title}: {seconds:.1f} s{speed}", highlight=False)


class Bars:
    """Draws a bar for each stage that knows its size, a spinner for each that does not."""

    def __init__(self, console: Console, *, is_transient: bool = False) -> None:
        self._console = console
        self._is_transient = is_transient

    @contextmanager
    def stage(
        self, title: str, *, total: int | None = None, is_bytes: bool = True
    ) -> Iterator[Advance]:
        """Run the block under a bar."""
        size = (BarColumn(), TaskProgressColumn()) if total else ()
        volume = (DownloadColumn(), TransferSpeedColumn()) if total and is_bytes else ()
        spinner, text = SpinnerColumn(finished_text="[green]✓[/]"), "{task.description}"
        columns = (spinner, TextColumn(text, markup=False), *size, *volume, TimeElapsedColumn())
        with Progress(*columns, console=self._console, transient=self._is_transient) as progress:
            task = progress.add_task(title, total=total)
            yield lambda count: progress.update(task, advance=count)
            progress.update(task, total=total or 1, completed=total or 1)


@contextmanager
def report_steps(
    reporter: Reporter, *, is_bytes: bool
) -> Iterator[Callable[[str, int, int | None], None]]:
    """Turn calls of (title, done, total) into stages that follow each other."""
    current: tuple[str | None, int, Advance] = None, 0, lambda _: None

    def step(title: str, done: int, total: int | None) -> None:
        nonlocal current
        before, so_far, advance = current
        if title != before:
            stages.close()
            stage = reporter.stage(title, total=total, is_bytes=is_bytes)
            so_far, advance = 0, stages.enter_context(stage)
        advance(done - so_far)
        current = title, done, advance

    with ExitStack() as stages:
        yield step


def choose_reporter(console: Console, *, is_transient: bool = False) -> Reporter:
    """Choose bars for a terminal and lines for everything else."""
    is_drawn = console.is_terminal and not console.is_dumb_terminal
    return Bars(console, is_transient=is_transient) if is_drawn else Lines(console)
