"""Fixtures of /v1: what Postgres itself says is there, and walks over pages."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import URL

from tests.api.helpers import Client, plain

Ask = Callable[..., list[dict[str, Any]]]
Walk = Callable[..., list[dict[str, Any]]]


def asking(connection: psycopg.Connection[dict[str, Any]]) -> Ask:
    def ask(query: str, *values: object) -> list[dict[str, Any]]:
        return connection.execute(query.encode(), values).fetchall()

    return ask


@pytest.fixture(scope="session")
def ask(loaded_url: URL) -> Iterator[Ask]:
    """Ask the loaded database directly, as a reader."""
    with psycopg.connect(plain(loaded_url), row_factory=dict_row) as connection:
        connection.execute("set role ludoteca_reader")
        yield asking(connection)


def _walk(client: Client, address: str, pages: int = 1000) -> Iterator[dict[str, Any]]:
    """Follow `next` from page to page; the header Link leads to the same."""
    for _ in range(pages):
        response = client.get(address)
        assert response.status_code == 200, response.text
        page = response.json()
        yield page
        if page["next"] is None:
            assert 'rel="next"' not in response.headers["link"]
            return
        address, _, relation = response.headers["link"].partition(">; ")
        assert relation.startswith('rel="next"')
        address = address.removeprefix("<")
    raise AssertionError(f"more than {pages} pages")


@pytest.fixture(scope="session")
def walk() -> Callable[..., Iterator[dict[str, Any]]]:
    """Walk over the pages of any client."""
    return _walk


@pytest.fixture(scope="module")
def walked(client: Client) -> Walk:
    """Collect the rows of all pages."""

    def collect(address: str, **options: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - of walk
        return [row for page in _walk(client, address, **options) for row in page["data"]]

    return collect
