"""`ludoteca worker`, `watch` and `schedule`: the commands for data that keep coming."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

from __future__ import annotations

import logging
import signal
import threading
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

import click

from db.commands import used_database
from etl.commands import CRAWL_YEAR, MAX_REJECTS, MAX_UNREADABLE, PATH, set_up_tables

if TYPE_CHECKING:  # --help and the workers of a load do without them
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL

RESTART_SECONDS: Final = 1.0


@click.command()
def worker() -> None:
    """Let aggregates follow events; Ctrl-C stops it.

    `ludoteca up` runs one; elsewhere run it beside `ludoteca serve`. What an event changes in
    aggregates, search and scores of reviews shows within seconds. It may be killed at any time,
    and several may run: each event is followed once.

    \b
    Example:
      ludoteca worker
    """  # noqa: D301 - click's mark for lines to keep
    from db.status import require_newest
    from etl.continuous.events import keep_following

    logging.basicConfig(format="%(asctime)s %(message)s")
    with used_database() as (_, found):
        require_newest(found.url)
        click.echo("Following events; Ctrl-C stops it.")
        keep_following(found.url)


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option(
    "--settle",
    default=5.0,
    show_default=True,
    type=click.FloatRange(0, 3600),
    metavar="SECONDS",
    help="How long no file of a folder may change before the folder is loaded.",
)
@click.option(
    "--every",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    metavar="SECONDS",
    help="How often to look.",
)
@click.option("--once", is_flag=True, help="Load what is there and rests, and end: for cron.")
@MAX_REJECTS
@MAX_UNREADABLE
@CRAWL_YEAR
def watch(  # noqa: PLR0913, PLR0917 - one for each option
    folder: Path,
    settle: float,
    every: float,
    max_rejects: float,
    max_unreadable: float,
    crawl_year: int | None,
    *,
    once: bool,
) -> None:
    """Load what appears or grows in a folder; Ctrl-C stops it.

    Looks at the folder and its sub-folders. Files that arrive together in one of them are one load
    and one crawl; a sub-folder may be named by the crawl's day, as 2024-05-31. A file that cannot
    be loaded stays where it is, is set aside until it changes, and the others are loaded; `ludoteca
    status` tells why. While the database is away, or another load is under way, it tries again.
    A line a file tells what became of it.

    \b
    Examples:
      ludoteca watch ~/incoming
      ludoteca watch ~/incoming --once --settle 30
    """  # noqa: D301 - click's mark for lines to keep
    from etl.continuous.watch import FolderWatch
    from etl.load import LoadOptions

    with used_database() as (_, found):
        watching = FolderWatch(
            found.url,
            folder,
            options=LoadOptions(
                max_reject_share=max_rejects / 100,
                max_unreadable_share=max_unreadable / 100,
                crawl_year=crawl_year,
            ),
            settle_seconds=settle,
            tell=click.echo,
        )
        set_up_tables(found)
        if once:
            watching.look_once()
        else:
            watching.watch(every_seconds=every)


@contextmanager
def follow_in_background(url: URL) -> Iterator[None]:
    """Run a worker in a process of its own while the block runs; one that dies is started again."""
    ended = threading.Event()

    def keep_alive() -> None:
        while not ended.is_set():
            process = get_context("spawn").Process(target=_follow, args=(url,))
            process.start()
            while process.is_alive() and not ended.wait(RESTART_SECONDS):
                pass
            process.terminate()
            process.join()

    watcher = threading.Thread(target=keep_alive)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _follow(url: URL) -> None:
    from etl.continuous.events import keep_following
    from etl.worker import end_with_parent

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this one
    end_with_parent()
    keep_following(url)
