"""Worker that lets aggregates follow events and ratings, and scores the reviews among them."""

import logging
import time
from typing import Final, NoReturn

import psycopg
from sqlalchemy import URL

from db.errors import LudotecaError
from db.notify import EVENTS_CHANNEL
from etl.merge import commit_block
from etl.scoring_worker import score_polarities
from etl.session import loader_error, open_session

GATHER_SECONDS: Final = 0.2
"""How long it waits after a notice for others to come, or as long as it took the last time."""
LONGEST_GATHER_SECONDS: Final = 2.0
POLL_SECONDS: Final = 1.0
"""How often it looks without a notice."""
MOST_EVENTS: Final = 5_000
"""Events followed in one transaction."""
RETRY_SECONDS: Final = (0.2, 1.0, 5.0)
"""Pauses before it connects again."""

_PENDING: Final = """
    select pending.event_id, events.review
    from core.pending_events as pending
    inner join core.events using (event_id)
    where pending.is_applied
    order by pending.event_id
    limit %s
"""
_log: Final = logging.getLogger("ludoteca.worker")
_ARE_WAITING: Final = """
    select
        exists (select from core.pending_events where not is_applied)
        or exists (select from core.pending_ratings where not is_applied)
"""
_HAS_RATINGS: Final = "select exists (select from core.pending_ratings)"
_APPLY: Final = "select staging.apply_pending_events()"
_FOLLOW: Final = "select staging.follow_events(%s::bigint[], %s::double precision[])"


def apply_pending_events(connection: psycopg.Connection) -> int:
    """Let aggregates follow what is pending, all at once or not at all.

    Returns how many events and ratings they have followed.

    What waited for a load is applied first, in a transaction of its own. Waits for a load that
    merges.
    """
    if connection.execute(_ARE_WAITING).fetchone() == (True,):
        with commit_block(connection):
            connection.execute(_APPLY)
    found = connection.execute(_PENDING, [MOST_EVENTS]).fetchall()
    if not found and connection.execute(_HAS_RATINGS).fetchone() == (False,):
        return 0
    event_ids = [event_id for event_id, _ in found]
    scores = score_polarities([review for _, review in found])
    with commit_block(connection):
        [followed] = connection.execute(_FOLLOW, [event_ids, scores]).fetchone() or (0,)
    return int(followed)


def apply_events_forever(url: URL) -> NoReturn:
    """Follow events until interrupted; connects again when the database was away."""
    failures = 0
    while True:
        try:
            with open_session(url) as connection:
                connection.execute(f"listen {EVENTS_CHANNEL}".encode())
                while True:
                    began = time.monotonic()
                    if apply_pending_events(connection):
                        took = time.monotonic() - began
                        time.sleep(min(max(took, GATHER_SECONDS), LONGEST_GATHER_SECONDS))
                    else:
                        for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                            time.sleep(GATHER_SECONDS)
                    failures = 0
        except (psycopg.Error, LudotecaError) as error:
            if not failures:
                _log.warning("Events are not followed: %s", loader_error(error, url))
            time.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
            failures += 1
