"""Ratings put into servers: many at once into two, and into one that is killed meanwhile."""

from __future__ import annotations

import itertools
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest

from etl.load import refresh_and_publish
from tests.api.helpers import make_settings, plain
from tests.api.serving import server_process
from tests.api.writing import client_from
from tests.etl.continuous.rating import add_titles
from tests.etl.continuous.recording import follow
from tests.etl.loading import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL

PUTS, SENDERS = 250, 12
TITLES = 25
RATED = """
    select viewer_id, title_id, half_stars from core.ratings
    inner join core.titles using (title_key)
"""
SCORES = """
    select title_id, ratings_count, half_stars_sum from agg.scores_by_title
    inner join core.titles using (title_key)
"""


@pytest.fixture(scope="module")
def url(create_database: Callable[..., URL], empty_template: URL) -> URL:
    found = create_database(empty_template)
    refresh_and_publish(found)
    add_titles(found, TITLES)
    return found


def put(client: httpx.Client, viewer_id: int, title_id: str, half_stars: int) -> int:
    path = f"/v1/viewers/{viewer_id}/ratings/{title_id}"
    return client.put(path, json={"stars": half_stars / 2}).status_code


def test_of_many_at_once_none_is_lost(url: URL) -> None:
    """By many senders to two servers, while aggregates follow and a load holds the tables."""
    wanted = [(1 + number // TITLES, f"n{1 + number % TITLES}") for number in range(PUTS)]
    random.Random(1).shuffle(wanted)  # noqa: S311 - not for secrets
    ratings = [(*one, 1 + number % 10) for number, one in enumerate(wanted)]
    done = threading.Event()

    def disturb() -> None:
        with psycopg.connect(plain(url), autocommit=True) as loader:
            while not done.wait(0.2):
                follow(url)
                with loader.transaction():
                    loader.execute("select pg_advisory_xact_lock(hashtext('ludoteca events'))")
                    loader.execute("lock core.ratings in share row exclusive mode")
                    done.wait(0.1)

    with (
        client_from(make_settings(url)) as one_server,
        client_from(make_settings(url)) as other_server,
        ThreadPoolExecutor(SENDERS + 1) as threads,
    ):
        disturbing = threads.submit(disturb)
        servers = itertools.cycle((one_server, other_server))
        statuses = list(threads.map(lambda server, one: put(server, *one), servers, ratings))
        done.set()
        disturbing.result()
    assert set(statuses) <= {201, 202}
    assert statuses.count(201) > PUTS / 10
    follow(url)
    assert sorted(rows(url, RATED)) == sorted(ratings)
    expected: dict[str, tuple[int, int]] = {}
    for _, title_id, half_stars in ratings:
        count, total = expected.get(title_id, (0, 0))
        expected[title_id] = count + 1, total + half_stars
    found = {title_id: (count, total) for title_id, count, total in rows(url, SCORES)}
    assert found == expected
    assert rows(url, "select count(*) from core.pending_ratings") == [(0,)]


def test_what_a_killed_server_acknowledged_is_kept(url: URL) -> None:
    acknowledged: list[int] = []

    def send(address: str, viewer_id: int) -> None:
        with httpx.Client(base_url=address, timeout=10) as client, suppress(httpx.TransportError):
            while put(client, viewer_id, "n1", 7) in {200, 201}:
                acknowledged.append(viewer_id)
                viewer_id += SENDERS

    with server_process(url) as (address, process), ThreadPoolExecutor(SENDERS) as threads:
        for number in range(SENDERS):
            threads.submit(send, address, 10_000 + number)
        deadline = time.monotonic() + 30
        while len(acknowledged) < 50:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
    kept = {viewer_id for viewer_id, _, half_stars in rows(url, RATED) if half_stars == 7}
    assert len(acknowledged) >= 50
    assert set(acknowledged) <= kept
