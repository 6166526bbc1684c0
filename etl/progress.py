"""Stages of work in; bars on a terminal, plain lines in a log, nothing at all in a library out."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final, Protocol, Self

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType

    from rich.console import Console

MEGABYTE: Final = 1_000_000
QUARTERS: Final = 4  # a line in a log at 25 %, 50 % and 75 % is enough
PATIENCE: Final = 2.0  # seconds


class Reporter(Protocol):
    """Tells a person, or a log, what is going on."""

    def stage(
        self, title: str, *, total: int | None = None, is_bytes: bool = True
    ) -> AbstractContextManager[Callable[[int], None]]:
        """Begin a stage of `total` bytes or pieces, if they are known, and end it with the block.

        The block gets a function to call with the number of those done since the last call.
        """
        ...


class Silent:
    """Says nothing: for tests and for programs that load by themselves."""

    @contextmanager
    def stage(
        self,
        title: str,  # noqa: ARG002 - the protocol's signature, here and below
        *,
        total: int | None = None,  # noqa: ARG002 - see above
        is_bytes: bool = True,  # noqa: ARG002 - see above
    ) -> Iterator[Callable[[int], None]]:
        """Run the block."""
        yield lambda _: None


class Lines:
    """Writes a line when a stage ends, and at each quarter of one that takes its time."""

    def __init__(self, console: Console, *, patience: float = PATIENCE) -> None:
        """Write to `console`; a quarter is worth a line after `patience` seconds of silence."""
        self._console = console
        self._patience = patience

    @contextmanager
    def stage(
        self, title: str, *, total: int | None = None, is_bytes: bool = True
    ) -> Iterator[Callable[[int], None]]:
        """Run the block and write its lines."""
        started = spoke = time.perf_counter()
        done = told = 0

        def advance(count: int) -> None:
            nonlocal done, spoke, told
            done += count
            quarter = done * QUARTERS // total if total else 0
            if told < quarter < QUARTERS and time.perf_counter() - spoke >= self._patience:
                self._write(f"{title}: {100 * quarter // QUARTERS} %")
                spoke, told = time.perf_counter(), quarter

        yield advance
        seconds = time.perf_counter() - started
        speed = f", {total / MEGABYTE / seconds:.1f} MB/s" if total and is_bytes and seconds else ""
        self._write(f"{title}: {seconds:.1f} s{speed}")

    def _write(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


class Bars:
    """Draws a bar for each stage that knows its size, a spinner for each that does not."""

    def __init__(self, console: Console) -> None:
        """Draw on `console`, which is a terminal."""
        self._console = console

    @contextmanager
    def stage(
        self, title: str, *, total: int | None = None, is_bytes: bool = True
    ) -> Iterator[Callable[[int], None]]:
        """Run the block under a bar."""
        columns: tuple[ProgressColumn, ...] = ()
        if total:
            columns = (BarColumn(), TaskProgressColumn())
            columns += (DownloadColumn(), TransferSpeedColumn()) if is_bytes else ()
        with Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}", markup=False),
            *columns,
            TimeElapsedColumn(),
            console=self._console,
        ) as progress:
            task = progress.add_task(title, total=total)
            yield lambda byte_count: progress.update(task, advance=byte_count)
            progress.update(task, total=total or 1, completed=total or 1)


class Steps:
    """Turns calls of (title, done, total) into stages that follow each other; a context manager."""

    def __init__(self, reporter: Reporter, *, is_bytes: bool) -> None:
        """Tell `reporter`."""
        self._reporter = reporter
        self._is_bytes = is_bytes
        self._title: str | None = None
        self._done = 0
        self._stage = ExitStack()
        self._advance: Callable[[int], None] = lambda _: None

    def __enter__(self) -> Self:
        """Hand out the function."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the last stage; after an error it is not called done."""
        self._stage.__exit__(kind, error, trace)

    def __call__(self, title: str, done: int, total: int | None) -> None:
        """Say that `done` of `total` are done in all; a new title begins a new stage."""
        if title != self._title:
            self._stage.close()
            stage = self._reporter.stage(title, total=total, is_bytes=self._is_bytes)
            self._advance = self._stage.enter_context(stage)
            self._title, self._done = title, 0
        self._advance(done - self._done)
        self._done = done


def reporter_for(console: Console) -> Reporter:
    """Choose bars for a terminal and lines for everything else."""
    if console.is_terminal and not console.is_dumb_terminal:
        return Bars(console)
    return Lines(console)
