"""Ratings behind servers that remember answers: none is stale in any worker."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from litestar.testing import TestClient

from api.app import create_app
from db import notify
from etl.load import refresh_and_publish
from tests.api.helpers import Client, make_settings
from tests.api.test_cache_data import wait
from tests.api.writing import client_from
from tests.etl.continuous.rating import add_titles
from tests.etl.continuous.recording import follow
from tests.etl.running import run_sql

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL

STEPS, TITLES, VIEWERS = 14, 6, 3
LIVE = [
    *(f"/v1/viewers/{viewer}" for viewer in range(1, VIEWERS + 1)),
    *(f"/v1/viewers/{viewer}/ratings" for viewer in range(1, VIEWERS + 1)),
    *(f"/v1/viewers/{viewer}/recommendations" for viewer in range(1, VIEWERS + 1)),
    *(f"/v1/viewers/1/predictions/n{title}" for title in range(1, TITLES + 1)),
    "/recomendacion?userId=1&movieId=n1",
    "/recomendacion_espectador?userId=1",
    *(f"/get_score_count?platform=netflix&scored={scored}&year=2012" for scored in (1, 2.5, 4)),
]
KEPT = "/get_count_platform?platform=netflix"


@pytest.fixture(scope="module")
def url(create_database: Callable[..., URL], empty_template: URL) -> URL:
    found = create_database(empty_template)
    refresh_and_publish(found)
    titles = add_titles(found, TITLES)
    run_sql(
        found,
        "insert into core.viewers values (1), (2), (3);"
        "insert into core.ratings select viewer_id, title_key, 7, '2020-01-01' "
        f"from core.viewers cross join core.titles where title_id <> '{titles[-1]}'",
    )
    refresh_and_publish(found)
    return found


@dataclass
class Browser:
    """Asks as a browser does, which holds some older answer; a tag means one body for ever."""

    of: random.Random
    bodies: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def ask(self, client: Client, path: str) -> bytes:
        """Give the answer of now."""
        tags = [tag for known_path, tag in self.bodies if known_path == path]
        is_held = tags and self.of.random() < 0.5
        headers = {"If-None-Match": self.of.choice(tags)} if is_held else {}
        answer = client.get(path, headers=headers)
        assert answer.status_code == (304 if not answer.content else 200), (path, answer.text)
        tag = answer.headers["etag"]
        if answer.status_code == 304:
            return self.bodies[path, tag]
        assert self.bodies.setdefault((path, tag), answer.content) == answer.content, (path, tag)
        return answer.content


@pytest.mark.parametrize("hears", [True, False])
def test_no_answer_is_stale_in_any_worker(
    url: URL, monkeypatch: pytest.MonkeyPatch, *, hears: bool
) -> None:
    """What one worker is told is in the next answer of each, or in time where none hears of it."""
    if not hears:
        monkeypatch.setattr(notify, "CHANNEL", "nobody")
        monkeypatch.setattr(notify, "EVENTS_CHANNEL", "nobody_else")
    of = random.Random(hears)  # noqa: S311 - not for secrets
    browser = Browser(of)

    with ExitStack() as stack:
        settings = make_settings(url)
        workers = [stack.enter_context(client_from(settings)) for _ in range(2)]
        for worker in workers:
            wait(lambda w=worker: w.get("/health/cache").json()["is_listening"])  # type: ignore[misc]
        bare = make_settings(url, LUDOTECA_CACHE_MB="0")
        right = stack.enter_context(TestClient(create_app(bare)))
        for _ in range(STEPS):
            viewer, title, step = of.randint(1, VIEWERS), of.randint(1, TITLES), of.random()
            teller, path = of.choice(workers), f"/v1/viewers/{viewer}/ratings/n{title}"
            if step < 0.6:
                assert teller.put(path, json={"stars": of.randint(1, 10) / 2}).is_success
            elif step < 0.8 and title > 1:  # each viewer keeps one
                assert teller.delete(path).is_success
            elif step < 0.9:
                follow(url)
            asked = of.sample(LIVE, 4)
            for told in asked:
                expected = browser.ask(right, told)
                assert browser.ask(teller, told) == expected  # at once, where it was told
                for worker in workers:
                    began = time.monotonic()
                    wait(lambda w=worker, p=told, e=expected: browser.ask(w, p) == e)  # type: ignore[misc]
                    assert time.monotonic() - began < notify.LEASE_SECONDS + 0.5


def test_a_rating_drops_what_it_touches_and_nothing_else(url: URL) -> None:
    with client_from(make_settings(url)) as client:
        wait(lambda: client.get("/health/cache").json()["is_listening"])
        tags = {path: client.get(path).headers["etag"] for path in (*LIVE, KEPT)}
        before = client.get("/health/cache").json()
        assert before["answers_count"] == len(tags)
        assert client.put("/v1/viewers/1/ratings/n1", json={"stars": 1}).is_success
        wait(lambda: client.get("/health/cache").json()["answers_count"] == 1)
        for _ in range(2):
            assert client.get(KEPT).headers["etag"] == tags[KEPT]
            for path in LIVE:
                assert client.get(path).headers["etag"] != tags[path]
            follow(url)
        now = client.get("/health/cache").json()
        assert now["answers_count"] == len(tags)  # the worker's following dropped none
        assert now["data_version"] == before["data_version"]
