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

if TYPE_CHECKING:  # --help and the workers of a load do without them
    from collections.abc import Iterator

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


@contextmanager
def follow_in_background(url: URL) -> Iterator[None]:
    """Run a worker in a process of its own while the block runs; one that dies is started again."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            process = get_context("spawn").Process(target=_follow, args=(url,))
            process.start()
            while process.is_alive() and not ended.wait(RESTART_SECONDS):
                pass
            process.terminate()
            process.join()

    watcher = threading.Thread(target=watch)
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
