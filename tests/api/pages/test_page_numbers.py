"""Every number of a page is that of its answers; one page of each kind, of a small sample."""

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from tests.api.helpers import Client, make_settings
from tests.api.pages.page_labels import new_labels
from tests.api.pages.page_numbers import faults_of, noting_posted
from tests.browser.kinds import PROBLEMS, find_kinds

UNCHECKED = {"/story", "/about/*", "/sql", "/sql/*", "/viewers", "/viewers/*"}
"""Of texts and runs, and of ratings, which this sample has none of."""


@pytest.fixture(scope="module")
def client(loaded_url: URL) -> Iterator[Client]:
    """The application, which makes each page when it is asked for."""
    settings = make_settings(loaded_url, LUDOTECA_CACHE_MB="0")
    with TestClient(create_app(settings), raise_server_exceptions=False) as one:
        yield one


def test_numbers_of_pages_are_those_of_their_answers(client: Client) -> None:
    labels = new_labels()
    kinds = find_kinds(client)
    paths = [path for kind, path in kinds.items() if kind not in UNCHECKED | PROBLEMS.keys()]
    games = client.get("/v1/games?sort=-reviews&limit=3").json()["data"]
    paths += [f"/games/{one['game_id']}" for one in games]
    with noting_posted():
        faults = [fault for path in paths for fault in faults_of(client, path, labels)]
    assert faults == []
    assert len(paths) > len(UNCHECKED)
    assert labels.unmet() == []


def test_a_wrong_field_is_found(client: Client) -> None:
    """Show a number of the answers under another's label: the comparison must tell."""
    game = client.get("/v1/games?sort=-owners&limit=1").json()["data"][0]
    path = f"/games/{game['game_id']}"
    labels = new_labels()
    labels.facts = {**labels.facts, "Owners": (("count", "players_count"),)}
    assert any("Owners is" in fault for fault in faults_of(client, path, labels))
