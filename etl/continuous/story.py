"""Task in the background after the data have changed: the data story, and indexes that grew."""

import logging
import threading
import time
from typing import Final

import psycopg
from sqlalchemy import URL

from db.errors import LudotecaError
from db.notify import CHANNEL
from etl.continuous.indexes import rebuild_grown_indexes
from etl.session import (
    load_lock_holder,
    loader_error,
    open_session,
    translate_loader_errors,
)

SETTLE_SECONDS: Final = 5.0
"""How long it waits after a publication for others to come."""
POLL_SECONDS: Final = 60.0
"""How often it looks without a notice."""
RETRY_SECONDS: Final = (1.0, 5.0, 60.0)
"""Pauses before it tries again."""

_LOCK: Final = "select pg_catalog.pg_advisory_lock(pg_catalog.hashtext('ludoteca story'))"
_UNLOCK: Final = "select pg_catalog.pg_advisory_unlock(pg_catalog.hashtext('ludoteca story'))"
_WRITE: Final = "select staging.write_story()"
_log: Final = logging.getLogger("ludoteca.story")


def write_story(url: URL) -> int | None:
    """Compute the story now where it is not of the data that are published.

    Returns the data version that it is of; None where there was nothing to do.

    Raises:
        DatabaseUnavailable: no server answers, or it went away.
        SchemaOutOfDate: the database lacks what this code needs.
    """
    with translate_loader_errors(url), open_session(url) as connection:
        return _write_story(connection)


def keep_story_current(url: URL) -> None:
    """Compute the story, and build grown indexes anew, after each publication and now and then.

    It is of one core of the server at most, and begins when no load is under way.

    Args:
        url: the database; the login must be allowed to become ludoteca_etl.
    """
    failures, built = 0, dict[str, int]()
    while True:
        try:
            # what a session has computed with goes with it
            with open_session(url) as connection:
                # a load is not slowed by what the next version makes obsolete
                if load_lock_holder(connection) is None:
                    _write_story(connection)
                    rebuild_grown_indexes(connection, built)
            with open_session(url) as connection:
                connection.execute(f"listen {CHANNEL}".encode())
                for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                    time.sleep(SETTLE_SECONDS)
            failures = 0
        except (psycopg.Error, LudotecaError) as error:
            if not failures:
                _log.warning("The story is not computed: %s", loader_error(error, url))
            time.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
            failures += 1


def start_story_thread(url: URL) -> None:
    """Keep the story current beside what else the process does."""
    threading.Thread(target=keep_story_current, args=(url,), name="story", daemon=True).start()


def _write_story(connection: psycopg.Connection) -> int | None:
    connection.execute(_LOCK)  # before the snapshot, which then has what another wrote
    try:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            [version] = connection.execute(_WRITE).fetchone() or (None,)
    finally:
        connection.execute(_UNLOCK)
    return None if version is None else int(version)
