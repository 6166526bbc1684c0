"""Training of taste models anew after every so many ratings."""

import logging
import multiprocessing
import sys
import time
from collections.abc import Callable
from typing import Final, NoReturn

from sqlalchemy import URL

from db.engines import etl_connection
from db.errors import LudotecaError
from etl.session import translate_loader_errors
from etl.worker import exit_with_parent

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


def count_ratings_since_model(url: URL) -> int:
    """Count the ratings that were given, taken back or loaded since the latest taste model.

    There are 0 before the first model: whoever loads trains that.

    Raises:
        LudotecaError: no server answers, or it lacks what this code needs.
    """
    with translate_loader_errors(url), etl_connection(url) as connection:
        row = connection.execute(_CHANGED).fetchone()
    return int(row[0]) if row else 0


def retrain_if_due(url: URL, train: Callable[[URL], None], *, every: int) -> bool | None:
    """Train in a process of its own, whose memory goes with it, if there are so many new ratings.

    Args:
        url: the database.
        train: trains, and publishes what is no worse; a function of a module.
        every: how many ratings are enough.

    Returns:
        Whether that went well; None where it was not due.

    Raises:
        LudotecaError: the ratings could not be counted.
    """
    count = count_ratings_since_model(url)
    if count < every:
        return None
    _log.info("Training anew after %s ratings", count)
    process = multiprocessing.get_context("spawn").Process(
        target=_train_and_exit, args=(train, url)
    )
    process.start()
    process.join()
    return process.exitcode == 0


def retrain_forever(url: URL, train: Callable[[URL], None], every: int) -> NoReturn:
    """Do so until the process is ended; while the database is away, wait for it."""
    while True:
        pause = CHECK_SECONDS
        try:
            if retrain_if_due(url, train, every=every) is False:
                pause = FAILED_SECONDS
        except LudotecaError as error:
            _log.warning("Ratings are not counted: %s", error)
        time.sleep(pause)


def _train_and_exit(train: Callable[[URL], None], url: URL) -> None:
    exit_with_parent()
    try:
        train(url)
    except LudotecaError as error:
        _log.warning("Not trained anew: %s", error)
        sys.exit(error.exit_code)
