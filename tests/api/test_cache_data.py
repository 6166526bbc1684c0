"""New data behind a server that remembers answers: none of before is given once it is known."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from db import notify
from db.engines import reader_engine
from tests.api.helpers import Client, assert_problem, make_settings, plain
from tests.sql.random_model import publish_random_model

QUESTION = "/UsersRecommend?anio=2014"
PATIENCE_SECONDS = 5.0


@contextlib.contextmanager
def listening(settings: Any, *, hears: bool = True) -> Iterator[Client]:  # noqa: ANN401 - Settings
    """A client of an application that follows publications."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        wait(lambda: client.get("/health/cache").json()["is_listening"] is hears)
        yield client


def wait(is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until something is so; returns how long that took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds
        time.sleep(0.005)
    return time.monotonic() - began


def publish(address: str) -> None:
    with psycopg.connect(address) as loader:
        loader.execute("select staging.publish('{}', 'refresh')")


def version_of(client: Client, path: str = QUESTION) -> int:
    return int(client.get(path).headers["etag"].removeprefix('W/"').partition(".")[0])


def test_counters_tell_what_happened(loaded_url: URL) -> None:
    with listening(make_settings(loaded_url)) as client:
        for _ in range(3):
            assert client.get(QUESTION).status_code == 200
        assert client.get("/nothing").status_code == 404
        assert client.get("/PlayTimeGenre?genero=nothing").status_code == 404
        now = client.get("/health/cache").json()
        assert client.get("/health/cache").headers["cache-control"] == "no-store"
    assert (now["hits_count"], now["stored_count"], now["answers_count"]) == (2, 1, 1)
    assert 0 < now["bytes"] < now["max_bytes"] == 32 * 2**20
    assert now["data_version"] == version_of_url(loaded_url)


def version_of_url(url: URL) -> int:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        row = connection.execute("select data_version from api.data_versions").fetchone()
    assert row is not None
    return int(row[0])


def test_a_publication_is_heard_of(loaded_clone: URL) -> None:
    with listening(make_settings(loaded_clone)) as client:
        for _ in range(3):
            before = version_of(client)
            assert version_of(client) == before
            publish(plain(loaded_clone))
            wait(lambda v=before: client.get("/health/cache").json()["data_version"] == v + 1)  # type: ignore[misc]
            assert version_of(client) == before + 1
        assert client.get("/health/cache").json()["dropped_count"] == 3


def test_a_model_is_a_publication_too(loaded_clone: URL) -> None:
    with listening(make_settings(loaded_clone)) as client:
        [row] = client.get("/v1/games?in_catalogue=true&limit=1").json()["data"]
        path = f"/v1/games/{row['game_id']}/similar"
        before = client.get(path).json()["model"]["model_id"]
        assert client.get(path).json()["model"]["model_id"] == before
        _, model_id = publish_random_model(loaded_clone)
        wait(lambda: client.get(path).json()["model"]["model_id"] == model_id)


@pytest.mark.parametrize("hears", [True, False])
def test_a_lost_notice_heals_within_a_second(
    loaded_clone: URL, monkeypatch: pytest.MonkeyPatch, *, hears: bool
) -> None:
    """It listens, but to something else; or it does not listen at all, as behind a pooler."""
    monkeypatch.setattr(notify, "CHANNEL", "nobody")
    settings = make_settings(loaded_clone)
    if not hears:
        monkeypatch.setattr(notify.Watch, "_keep_listening", lambda _: asyncio.sleep(3600))
    with listening(settings, hears=hears) as client:
        before = version_of(client)
        for _ in range(20):  # the notice would be here by now
            assert version_of(client) == before
            time.sleep(0.04)
        publish(plain(loaded_clone))
        took = wait(lambda: version_of(client) == before + 1)
    assert took < notify.LEASE_SECONDS + 0.5  # and some time for a busy machine


def test_a_database_that_goes_takes_its_answers_with_it(loaded_clone: URL) -> None:
    admin = plain(loaded_clone.set(database="postgres"))
    name, away = f'"{loaded_clone.database}"', f'"{loaded_clone.database}_away"'
    with listening(make_settings(loaded_clone)) as client, psycopg.connect(admin) as connection:
        connection.autocommit = True
        right = client.get(QUESTION)
        assert client.get(QUESTION).content == right.content

        def rename(old: str, new: str) -> None:
            end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"
            connection.execute(end, (old.strip('"'),))
            connection.execute(f"alter database {old} rename to {new}".encode())

        rename(name, away)
        wait(lambda: client.get(QUESTION).status_code != 200, notify.LEASE_SECONDS + 0.5)
        assert_problem(client.get(QUESTION), "database-unavailable")
        assert client.get("/health/cache").json()["data_version"] is None
        rename(away, name)
        assert client.get(QUESTION).content == right.content
        wait(lambda: client.get("/health/cache").json()["is_listening"], 10)
        publish(plain(loaded_clone))
        wait(lambda: version_of(client) > int(right.headers["etag"][3:].partition(".")[0]))


def test_a_question_under_way_tells_nothing_after_a_notice(loaded_clone: URL) -> None:
    async def scenario() -> None:
        engine = reader_engine(make_settings(loaded_clone))
        watch = notify.Watch(engine, on_change=lambda _: None)
        assert await watch.confirm()
        known = watch.version
        assert known is not None
        before = time.monotonic()
        asking = asyncio.create_task(watch.confirm())
        for _ in range(2):  # it asks
            await asyncio.sleep(0)
        publish(plain(loaded_clone))
        watch.heard()
        assert watch.version == known  # a notice says nothing but: look
        watch.saw((known, 0), since=before)
        assert not watch.is_fresh()  # the answer of before came later
        assert await asking  # asked once more
        assert watch.version == known + 1
        watch.saw((known, 0), since=before)
        assert watch.version == known + 1
        await engine.dispose()

    asyncio.run(scenario())


def test_a_reader_s_own_notice_is_not_believed(loaded_clone: URL) -> None:
    with listening(make_settings(loaded_clone)) as client:
        before = version_of(client)
        with psycopg.connect(plain(loaded_clone), autocommit=True) as reader:
            reader.execute("set role ludoteca_reader")
            for notice in (str(before + 5), "9" * 7000, "nonsense", ""):
                reader.execute("select pg_notify(%s, %s)", [notify.CHANNEL, notice])
                for _ in range(10):
                    assert client.get("/health/cache").json()["data_version"] == before
                    assert version_of(client) == before
                    time.sleep(0.01)
        assert client.get("/health/cache").json()["dropped_count"] == 0


@pytest.mark.parametrize("size", ["0", "1"])
def test_the_operator_says_how_much(loaded_url: URL, size: str) -> None:
    settings = make_settings(loaded_url, LUDOTECA_CACHE_MB=size)
    with TestClient(create_app(settings)) as client:
        for _ in range(3):
            client.get(QUESTION)
        now = client.get("/health/cache").json()
    assert now["max_bytes"] == int(size) * 2**20
    assert (now["hits_count"] + now["misses_count"] > 0) is (size == "1")
