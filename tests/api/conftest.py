"""Clients of the application over loaded databases, and names that these know."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import psycopg
import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from api.middleware.cache import Cache, cached
from api.middleware.etag import conditional
from db.engines import reader_engine
from db.export import BATCH_ROWS
from tests.api.helpers import Client, make_settings, plain
from tests.api.remembering import Inner
from tests.sql.recommending import World

Scenario = Callable[[Inner, Cache, Any], Awaitable[None]]


@pytest.fixture(scope="session")
def loaded_url(modelled_url: URL, world: World) -> URL:
    """A database with the sample and both models, for reading only."""
    del world  # its model is published
    return modelled_url


@pytest.fixture(scope="module")
def client(loaded_url: URL) -> Iterator[Client]:
    """The application over a loaded database."""
    with TestClient(create_app(make_settings(loaded_url)), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture(scope="module")
def real_client(real_url: URL) -> Iterator[Client]:
    """The application over the real data."""
    with TestClient(create_app(make_settings(real_url)), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture
def play(loaded_url: URL) -> Callable[[Scenario], None]:
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
    with psycopg.connect(plain(loaded_url)) as connection:
        rows = connection.execute(
            "select user_id from api.users order by user_id ~ '^[0-9]+$', md5(user_id)"
        ).fetchall()
    return [rows[0][0], *(row[0] for row in rows[-40:])]


@pytest.fixture(scope="module")
def every_item(loaded_url: URL) -> list[tuple[Any, ...]]:
    """Every library item, in the order of the tests' list."""
    with psycopg.connect(plain(loaded_url)) as connection:
        rows = connection.execute(
            "select user_id, game_id, playtime_minutes from api.items"
            ' order by user_id collate "C", game_id'
        ).fetchall()
    assert len(rows) > 3 * BATCH_ROWS
    return rows


def _names(url: URL, kind: str, like: str) -> list[str]:
    with psycopg.connect(plain(url)) as connection:
        rows = connection.execute("select name from api.closest_names(%s, %s, 20)", (kind, like))
        names = [row[0] for row in rows]
    assert names, f"the loaded database knows no {kind}"
    return names
