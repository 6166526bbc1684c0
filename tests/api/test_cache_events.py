"""Events behind servers that remember answers: none is stale, and no 304 tells of another body."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from litestar.testing import TestClient

from api.app import create_app
from db import notify
from etl.load import refresh_and_publish
from tests.api.helpers import Client, make_settings, plain
from tests.api.test_cache_data import listening, wait
from tests.api.writing import client_from
from tests.etl.continuous.recording import follow, record, sender

if TYPE_CHECKING:
    from sqlalchemy import URL

STEPS = 16


def known(url: URL) -> tuple[list[str], list[int]]:
    with psycopg.connect(plain(url)) as connection:
        users = connection.execute("select user_id from api.users where has_library limit 3")
        games = connection.execute("select game_id from api.games order by md5(name) limit 3")
        return [row[0] for row in users], [row[0] for row in games]


def addresses(users: list[str], games: list[int]) -> list[str]:
    """What events may change, and what they may not before the aggregates follow."""
    return [
        *(f"/userdata?user_id={user}" for user in users),
        *(f"/v1/users/{user}{rest}" for user in users for rest in ("", "/library", "/reviews")),
        *(f"/v1/users/{user}/recommendations?limit=3" for user in users),
        *(f"/recomendacion_usuario?id_usuario={user}" for user in users),
        *(f"/v1/games/{game}/reviews" for game in games),
        *(f"/v1/games/{game}" for game in games),
        "/v1/search?q=newcomer&kind=user",
        "/v1/search?q=the",
        "/UserForGenre?genero=Action",
        "/userforgenre?genero=Action",
        "/PlayTimeGenre?genero=Action",
        "/UsersRecommend?anio=2014",
        "/countreviews?desde=2010-01-01&hasta=2030-12-31",
        "/v1/genres/Action",
        "/v1/games?sort=-owners&limit=3",
        "/v1/reviews/count?from=2010-01-01&to=2030-12-31",
    ]


@pytest.mark.parametrize("hears", [True, False])
def test_no_answer_is_stale_in_any_worker(
    loaded_clone: URL, monkeypatch: pytest.MonkeyPatch, *, hears: bool
) -> None:
    """Three processes' caches against one without: after random events, followings, publications.

    A tag means one body for ever, whoever gave it. And where a worker hears of nothing, it gives
    the right answers within a second.
    """
    if not hears:
        monkeypatch.setattr(notify, "CHANNEL", "nobody")
        monkeypatch.setattr(notify, "EVENTS_CHANNEL", "nobody_else")
    of = random.Random(hears)  # noqa: S311 - not for secrets
    users, games = known(loaded_clone)
    newcomers = iter([f"newcomer {number}" for number in range(STEPS)])
    paths = addresses(users, games)
    bodies: dict[tuple[str, str], bytes] = {}
    settings = make_settings(loaded_clone)

    def ask(client: Client, path: str) -> bytes:
        """Ask as a browser does, which holds some older answer."""
        tags = [tag for known_path, tag in bodies if known_path == path]
        headers = {"If-None-Match": of.choice(tags)} if tags and of.random() < 0.5 else {}
        answer = client.get(path, headers=headers)
        assert answer.status_code == (304 if not answer.content else 200), path
        tag = answer.headers["etag"]
        if answer.status_code == 304:
            return bodies[path, tag]
        assert bodies.setdefault((path, tag), answer.content) == answer.content, (path, tag)
        return answer.content

    with ExitStack() as stack:
        workers = [stack.enter_context(listening(settings)) for _ in range(2)]
        bare = make_settings(loaded_clone, LUDOTECA_CACHE_MB="0")
        right = stack.enter_context(TestClient(create_app(bare)))
        events = stack.enter_context(sender(loaded_clone))
        for _ in range(STEPS):
            step = of.random()
            if step < 0.6:
                kind = of.choice(["bought", "played", "reviewed", "not_interested"])
                kinds: dict[str, dict[str, Any]] = {
                    "played": {"minutes": of.randint(1, 100)},
                    "reviewed": {"is_recommended": of.random() < 0.5, "review": "Great fun"},
                }
                user = next(newcomers) if of.random() < 0.2 else of.choice(users)
                record(events, user, kind, of.choice(games), **kinds.get(kind, {}))
            elif step < 0.8:
                follow(loaded_clone)
            elif step < 0.85:
                refresh_and_publish(loaded_clone)
            for path in of.sample(paths, 5):
                expected = ask(right, path)
                for worker in workers:
                    began = time.monotonic()
                    wait(lambda w=worker, p=path, e=expected: ask(w, p) == e)  # type: ignore[misc]
                    assert time.monotonic() - began < notify.LEASE_SECONDS + 0.5


def test_a_game_that_is_not_wanted_goes_from_every_face_until_it_is(loaded_clone: URL) -> None:
    [user, *_], _ = known(loaded_clone)
    events, answer = f"/v1/users/{user}/events", f"/v1/users/{user}/recommendations?limit=5"
    query = "select game_id from api.recommended_games(%s, 5) order by place"
    with (
        client_from(make_settings(loaded_clone)) as client,
        psycopg.connect(plain(loaded_clone), autocommit=True) as connection,
    ):

        def recommended() -> list[int]:
            shown = [row["game_id"] for row in client.get(answer).json()["data"]]
            classic = client.get(f"/recomendacion_usuario?id_usuario={user}").json()
            assert [row["id"] for row in classic] == shown
            assert [game for (game,) in connection.execute(query, [user])] == shown
            return shown

        def tell(kind: str, **more: str) -> None:
            told = {"kind": kind, "game_id": first, **more}
            assert client.post(events, json=told).json()["is_applied"]

        before = recommended()
        first, *others = before
        totals = client.get(f"/userdata?user_id={user}").json()
        tell("not_interested", happened_at="2026-11-20T20:15:00Z")
        assert recommended()[:4] == others
        tell("interested", happened_at="2026-11-20T20:14:00Z")  # of before that
        assert recommended()[:4] == others
        assert client.get(f"/userdata?user_id={user}").json() == totals
        tell("interested")
        assert recommended() == before
        follow(loaded_clone)
        ages = "select changed_count from api.model_ages where kind = 'similarities'"
        assert connection.execute(ages).fetchone() == (0,)


def test_an_event_drops_what_it_touches_and_nothing_else(loaded_clone: URL) -> None:
    users, games = known(loaded_clone)
    live, kept = f"/userdata?user_id={users[0]}", "/UsersRecommend?anio=2014"
    with listening(make_settings(loaded_clone)) as client, sender(loaded_clone) as events:
        for path in (live, kept):
            client.get(path)
            client.get(path)
        before = client.get("/health/cache").json()
        assert (before["hits_count"], before["answers_count"]) == (2, 2)
        tags = {path: client.get(path).headers["etag"] for path in (live, kept)}
        record(events, users[0], "bought", games[0])
        wait(lambda: client.get("/health/cache").json()["answers_count"] == 1)
        assert client.get(kept).headers["etag"] == tags[kept]
        assert client.get("/health/cache").json()["hits_count"] == before["hits_count"] + 3
        assert client.get(live).headers["etag"] != tags[live]
        assert client.get("/health/ready").json()["applied_events_count"] == 1
        follow(loaded_clone)
        wait(lambda: client.get("/health/cache").json()["answers_count"] == 0)
        assert client.get(kept).headers["etag"] != tags[kept]
        assert client.get("/health/cache").json()["data_version"] == before["data_version"]


def test_a_stream_of_events_leaves_the_other_answers_kept(loaded_clone: URL) -> None:
    users, games = known(loaded_clone)
    kept = "/UsersRecommend?anio=2014"
    with listening(make_settings(loaded_clone)) as client, sender(loaded_clone) as events:
        for _ in range(2):
            client.get(kept)
        for _ in range(20):
            record(events, users[0], "played", games[0], minutes=1)
            client.get(kept)
        now = client.get("/health/cache").json()
    assert (now["stored_count"], now["hits_count"]) == (1, 21)


def test_a_notice_of_an_event_is_not_believed(loaded_clone: URL) -> None:
    live = f"/userdata?user_id={known(loaded_clone)[0][0]}"
    with listening(make_settings(loaded_clone)) as client:
        tag = client.get(live).headers["etag"]
        with psycopg.connect(plain(loaded_clone), autocommit=True) as reader:
            reader.execute("set role ludoteca_reader")
            for _ in range(5):
                reader.execute("select pg_notify('ludoteca_events', '1')")
                assert client.get(live).headers["etag"] == tag
        assert client.get("/health/cache").json()["dropped_count"] == 0
