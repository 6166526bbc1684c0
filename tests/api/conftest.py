"""A loaded database's URL in; clients, engines and the one assertion on errors out."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import psycopg
import pytest
from httpx import Response
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from api.errors import KINDS
from api.middleware.cache import Cache, cached
from api.middleware.etag import conditional
from db.engines import reader_engine
from db.export import BATCH_ROWS
from db.settings import Settings, read_settings
from tests.api.remembering import Inner
from tests.sql.recommending import World

AssertProblem = Callable[..., dict[str, Any]]
MakeSettings = Callable[..., Settings]
Scenario = Callable[[Inner, Cache, Any], Awaitable[None]]


@pytest.fixture(scope="session")
def make_settings() -> MakeSettings:
    """Settings of a server at a URL; keywords are further environment variables."""

    def make(url: URL, **environ: str) -> Settings:
        return read_settings({"DATABASE_URL": _plain(url), **environ})

    return make


@pytest.fixture(scope="session")
def loaded_url(modelled_url: URL, world: World) -> URL:
    """A database with the sample and both models, for reading only."""
    del world  # its model is published
    return modelled_url


@pytest.fixture(scope="module")
def client(loaded_url: URL, make_settings: MakeSettings) -> Iterator[TestClient[Any]]:
    """The application over a loaded database."""
    with TestClient(create_app(make_settings(loaded_url)), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture(scope="module")
def real_client(real_url: URL, make_settings: MakeSettings) -> Iterator[TestClient[Any]]:
    """The application over the real data."""
    with TestClient(create_app(make_settings(real_url)), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture
def play(loaded_url: URL, make_settings: MakeSettings) -> Callable[[Scenario], None]:
    """Run a scenario with an application, its cache, and the layer over both."""

    def run(scenario: Scenario) -> None:
        async def whole() -> None:
            engine = reader_engine(make_settings(loaded_url))
            cache, inner = Cache(engine, max_bytes=2**20), Inner()
            cache.watch.saw(7, since=time.monotonic())
            layer = conditional(cached(inner, cache), max_age_seconds=0, varies_by_origin=False)
            await scenario(inner, cache, layer)
            await engine.dispose()

        asyncio.run(whole())

    return run


@pytest.fixture(scope="session")
def assert_problem() -> AssertProblem:
    """The one assertion on every error: its status, its shape, its kind, nothing internal."""

    def check(
        response: Response, code: str, *, parameter: str | None = None, detail: str = ""
    ) -> dict[str, Any]:
        problem: dict[str, Any] = response.json()
        kind = KINDS[code]
        assert response.status_code == kind.status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        assert problem["type"] == f"/docs#{code}"
        assert problem["title"] == kind.title
        assert problem["status"] == kind.status
        assert detail in problem["detail"]
        assert problem["detail"].endswith((".", "?"))
        assert problem["instance"].startswith("/")
        assert problem.get("parameter") == parameter
        known = {"type", "title", "status", "detail", "instance"}
        assert known <= problem.keys() <= known | {"parameter", "given", "allowed", "closest"}
        assert ("retry-after" in response.headers) == (kind.status == 503)
        for internal in ("Traceback", "psycopg", "sqlalchemy", "data_versions", "127.0.0.1"):
            assert internal not in response.text
        return problem

    return check


@pytest.fixture(scope="module")
def genres(loaded_url: URL) -> list[str]:
    """Names of genres that the loaded database knows."""
    return _names(loaded_url, "genre", "action")


@pytest.fixture(scope="module")
def studios(loaded_url: URL) -> list[str]:
    """Names of studios that the loaded database knows."""
    return _names(loaded_url, "studio", "valve studio")


@pytest.fixture(scope="module")
def users(loaded_url: URL) -> list[str]:
    """Ids of users that the loaded database knows, of each kind: names and account numbers."""
    with psycopg.connect(_plain(loaded_url)) as connection:
        rows = connection.execute(
            "select user_id from api.users order by user_id ~ '^[0-9]+$', md5(user_id)"
        ).fetchall()
    return [rows[0][0], *(row[0] for row in rows[-40:])]


@pytest.fixture(scope="module")
def every_item(loaded_url: URL) -> list[tuple[Any, ...]]:
    """Every library item, in the order of the tests' list."""
    with psycopg.connect(_plain(loaded_url)) as connection:
        rows = connection.execute(
            "select user_id, game_id, playtime_minutes from api.items"
            ' order by user_id collate "C", game_id'
        ).fetchall()
    assert len(rows) > 3 * BATCH_ROWS
    return rows


@pytest.fixture(scope="session")
def plain() -> Callable[[URL], str]:
    """Write a URL as psycopg and people do."""
    return _plain


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _names(url: URL, kind: str, like: str) -> list[str]:
    with psycopg.connect(_plain(url)) as connection:
        rows = connection.execute("select name from api.closest_names(%s, %s, 20)", (kind, like))
        names = [row[0] for row in rows]
    assert names, f"the loaded database knows no {kind}"
    return names
