"""Models of `ludoteca up`: trained after a load, and taste models after every so many ratings."""

import logging
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import URL

from db.engines import etl_connection
from db.errors import LudotecaError
from etl.models.commands import Name, train_and_tell, train_outdated_models
from etl.scoring_worker import exit_with_parent
from etl.session import translate_loader_errors

CHECK_SECONDS: Final = 10.0
"""How often the ratings are counted."""
FAILED_SECONDS: Final = 600.0
"""How long nothing is tried after a training that failed."""

# One that was kept aside counts: the same ratings would come to the same end.
_CHANGED: Final = """
    select changed_count from api.model_ages
    where kind = 'tastes' and model_id is not null
"""
_log: Final = logging.getLogger("ludoteca.retraining")


def keep_models_trained(url: URL, names: Sequence[Name], every: int) -> None:
    """Train what is outdated, then taste models after each `every` ratings; 0 is never.

    Each training has a process of its own, whose memory goes with it.
    """
    train_alone(train_outdated_models, url, names)
    while every and "tastes" in names:
        pause = CHECK_SECONDS
        try:
            if count_changed_ratings(url) >= every and not train_alone(
                train_and_tell, "tastes", url
            ):
                pause = FAILED_SECONDS
        except LudotecaError as error:  # the database is away
            _log.warning("Ratings are not counted: %s", error)
        time.sleep(pause)


def count_changed_ratings(url: URL) -> int:
    """Count the ratings that were given, taken back or loaded since the latest taste model.

    There are 0 before the first model: whoever loads trains that.
    """
    with translate_loader_errors(url), etl_connection(url) as connection:
        row = connection.execute(_CHANGED).fetchone()
    return int(row[0]) if row else 0


def train_alone(train: Callable[..., None], *arguments: Any) -> bool:  # noqa: ANN401 - of the function
    """Call a function of a module in a process of its own; tells whether that went well."""
    process = multiprocessing.get_context("spawn").Process(
        target=_train_and_exit, args=(train, arguments)
    )
    process.start()
    process.join()
    return process.exitcode == 0


def _train_and_exit(train: Callable[..., None], arguments: Sequence[object]) -> None:
    exit_with_parent()
    try:
        train(*arguments)
    except LudotecaError as error:
        _log.warning("Not trained: %s", error)
        sys.exit(error.exit_code)
