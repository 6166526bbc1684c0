"""Clients of the application over loaded databases, and names that these know."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from db.export import BATCH_ROWS
from tests.api.driving import app_with_lists
from tests.api.helpers import Client, make_settings, plain
from tests.sql.recommending import World


@pytest.fixture(scope="session")
def loaded_url(explored_url: URL) -> URL:
    """A database with the sample, both models and titles, for reading only."""
    return explored_url


@pytest.fixture
def loaded_clone(create_database: Callable[..., URL], modelled_url: URL, world: World) -> URL:
    """A database of the test's own with the same; what is served cannot be copied."""
    del world
    return create_database(modelled_url)


@pytest.fixture(scope="session")
def client(loaded_url: URL) -> Iterator[Client]:
    """The application over a loaded database."""
    with TestClient(create_app(make_settings(loaded_url)), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture(scope="session")
def lists(loaded_url: URL) -> Iterator[Client]:
    """The same, and the lists of driving.py."""
    with TestClient(app_with_lists(make_settings(loaded_url))) as one:
        yield one


@pytest.fixture(scope="module")
async def app(loaded_url: URL) -> AsyncIterator[Litestar]:
    """That application itself, to drive it message by message."""
    found = app_with_lists(make_settings(loaded_url))
    async with found.lifespan():
        yield found


@pytest.fixture(scope="session")
def document(client: Client) -> dict[str, Any]:
    """The application's OpenAPI document."""
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="session")
def sql(loaded_url: URL) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
    """Ask the loaded database directly, as a reader."""
    with psycopg.connect(plain(loaded_url)) as connection:
        connection.execute("set role ludoteca_reader")
        yield lambda query, *values: connection.execute(query.encode(), values).fetchall()


@pytest.fixture(scope="session")
def real_client(real_url: URL) -> Iterator[Client]:
    """The application over the real data."""
    with TestClient(create_app(make_settings(real_url)), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """What runs the tests that are coroutines."""
    return "asyncio"


@pytest.fixture(scope="session")
def genres(loaded_url: URL) -> list[str]:
    """Names of genres that the loaded database knows."""
    return _names(loaded_url, "genre", "action")


@pytest.fixture(scope="session")
def studios(loaded_url: URL) -> list[str]:
    """Names of studios that the loaded database knows."""
    return _names(loaded_url, "studio", "valve studio")


@pytest.fixture(scope="session")
def users(loaded_url: URL) -> list[str]:
    """Ids of users that the loaded database knows, of each kind: names and account numbers."""
    with psycopg.connect(plain(loaded_url)) as connection:
        rows = connection.execute(
            "select user_id from api.users order by user_id ~ '^[0-9]+$', md5(user_id)"
        ).fetchall()
    return [rows[0][0], *(row[0] for row in rows[-40:])]


@pytest.fixture(scope="session")
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
        rows = connection.execute(
            "select name from api.names where kind = %s "
            "order by starts_with(lower(name), %s) desc, name limit 20",
            (kind, like),
        )
        names = [row[0] for row in rows]
    assert names, f"the loaded database knows no {kind}"
    return names
