"""The worker as a process: it follows at once, and neither a kill nor an outage loses an event."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from db.settings import CHECKOUT
from db.target import url_with_password
from etl.load import LoadOptions, load
from tests.etl.continuous.recording import record, sender
from tests.etl.loading import game, library, rows, write
from tests.etl.running import locked, run_sql, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL

FOLLOWED = "select followed_events_count from api.data_versions"
STORY = "select distinct is_current from api.story_parts"
WAITING = """
    select from pg_stat_activity
    where query like '%follow_events%' and wait_event_type = 'Lock' and pid <> pg_backend_pid()
"""


@pytest.fixture
def url(empty_url: URL, tmp_path: Path) -> URL:
    write(tmp_path / "games.json", [game("10")])
    write(tmp_path / "items.json", [library("ana")])
    load(empty_url, [tmp_path], options=LoadOptions(workers=0))
    return empty_url


@contextmanager
def working(url: URL) -> Iterator[subprocess.Popen[str]]:
    """Run `ludoteca worker` in a process of its own until it follows."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "worker"],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": url_with_password(url), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "Following events; Ctrl-C stops it.\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def playtime(url: URL) -> list[tuple[Any, ...]]:
    played = rows(url, "select playtime_minutes from api.playtime_by_game where game_id = 10")
    return [*played, *rows(url, FOLLOWED)]


def test_it_follows_waits_for_loads_outlives_its_connections_and_ends_in_order(url: URL) -> None:
    with working(url) as process, sender(url) as events:
        for _ in range(3):
            record(events, "ana", "played", 10, minutes=5)
        record(events, "ana", "reviewed", 10, is_recommended=True, review="great")
        wait_for(lambda: playtime(url) == [(15,), (4,)], "the aggregates")
        assert rows(url, "select polarity from api.reviews") == [(0.8,)]
        wait_for(lambda: rows(url, STORY) == [(True,)], "the data story")
        # a load keeps events waiting until it ends
        with psycopg.connect(url_with_password(url)) as loader:
            loader.execute("select pg_advisory_xact_lock(hashtext('ludoteca events'))")
            assert not record(events, "ana", "played", 10, minutes=5)[1]
        wait_for(lambda: playtime(url) == [(20,), (5,)], "the aggregates")
        run_sql(
            url,
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where application_name = 'ludoteca load' and datname = current_database()",
        )
        record(events, "ana", "played", 10, minutes=5)
        wait_for(lambda: playtime(url) == [(25,), (6,)], "the aggregates")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 143
    assert err.splitlines()[-1] == "Interrupted."


def test_one_that_is_killed_in_the_middle_loses_nothing_and_doubles_nothing(url: URL) -> None:
    with working(url) as process, sender(url) as events, locked(url, "core.followed_events"):
        record(events, "ana", "played", 10, minutes=5)
        wait_for(lambda: rows(url, WAITING), "the worker to be in the middle")
        process.kill()
        process.wait()
        record(events, "ana", "played", 10, minutes=7)
    with working(url), working(url):
        wait_for(lambda: playtime(url) == [(12,), (2,)], "the aggregates")
    assert rows(url, "select count(*) from core.pending_events") == [(0,)]
