"""A loaded database in; models that are missing or behind the data, learnt beside other work."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

import click

from db.errors import LudotecaError
from etl.prices.commands import learn_if_behind as learn_prices_if_behind
from etl.recommender.training_command import learn_if_behind
from etl.worker import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL


@contextmanager
def learning(url: URL, *, similarities: bool, prices: bool) -> Iterator[None]:
    """Learn in a process of its own while the block runs; what is not over at its end is given up.

    Args:
        url: the database; each model is published when it is whole.
        similarities: learn what to recommend.
        prices: learn what games should cost.
    """
    learner = get_context("spawn").Process(target=_learn, args=(url, similarities, prices))
    learner.start()
    try:
        yield
    finally:
        learner.terminate()
        learner.join()


def _learn(url: URL, similarities: bool, prices: bool) -> None:  # noqa: FBT001 - of a process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this one
    end_with_parent()
    try:
        if similarities:
            learn_if_behind(url)
        if prices:
            learn_prices_if_behind(url)
    except LudotecaError as error:
        click.echo(f"Error: {error}", err=True)
