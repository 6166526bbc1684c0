"""Numbers of pages of the real set against the answers of /v1 that these pages are made of.

One in LUDOTECA_PAGES of 300 pages, some of each kind; 1 for all of them, which takes a minute.
"""

import os
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import psycopg
import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from tests.api.helpers import Client, make_settings, plain
from tests.api.pages.page_labels import new_labels
from tests.api.pages.page_numbers import faults_of, noting_posted

ONE_IN = int(os.environ.get("LUDOTECA_PAGES", "3"))
NASTY_GAMES = {
    "a name with &": "name like '%&%'",
    "a name with <": "name like '%<%'",
    "a name with /": "name like '%/%'",
    "a name with ?": "name like '%?%'",
    "a Japanese name": r"name ~ '[\u3040-\u30ff\u4e00-\u9fff]'",
    "no name": "name is null",
    "no price": "price_usd is null",
    "no year": "release_year is null",
    "unknown owners": "not is_owners_known",
    "nobody owns it": "owners_count = 0",
    "nobody played it": "owners_count > 0 and players_count = 0",
    "nothing known": "reviews_count = 0 and cardinality(tags) = 0",
}
"""Conditions, each of which five games fulfil."""
NASTY_USERS = {
    "an empty library": "items_count = 0",
    "no library": "not has_library",
    "reviews": "reviews_count > 5",
}
Pick = Callable[[str, str, int], list[str]]


@pytest.fixture(scope="module")
def client(real_url: URL) -> Iterator[Client]:
    """The application over the real set."""
    settings = make_settings(real_url, LUDOTECA_CACHE_MB="0")
    with TestClient(create_app(settings), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture(scope="module")
def pick(real_url: URL) -> Iterator[Pick]:
    """Pick values of a column by chance, always the same."""
    with psycopg.connect(plain(real_url)) as connection:

        def choose(column: str, rows: str, count: int) -> list[str]:
            most = -(-count // ONE_IN)
            rows = f"select {column} from {rows} order by md5({column}::text) limit {most}"
            return [str(row[0]) for row in connection.execute(rows.encode())]

        yield choose


def _paths(pick: Pick) -> Iterator[str]:
    for ids in (
        *(pick("game_id", f"api.game_details where {one}", 5) for one in NASTY_GAMES.values()),
        pick("game_id", "api.game_details where is_in_catalogue", 60),
        pick("game_id", "api.game_details where reviews_count > 100", 30),
    ):
        yield from (f"/games/{one}" for one in ids)
        yield f"/compare?games={','.join(ids[:4])}"
    for condition in (*NASTY_USERS.values(), "items_count > 100"):
        users = pick("user_id", f"api.user_details where {condition}", 12)
        yield from (f"/users/{quote(one, safe='')}" for one in users)
    studios = pick("studio", "api.games_by_studio where games_count > 1", 30)
    studios += pick("studio", "api.games_by_studio where studio ~ '[/?&]'", 10)
    genres = pick("genre", "api.playtime_by_genre", 22)
    tags = pick("tag", "api.games_by_tag", 20)
    for kind, names in (("studios", studios), ("genres", genres), ("tags", tags)):
        yield from (f"/{kind}/{quote(one, safe='')}" for one in names)
    yield from (f"/years/{year}" for year in range(1995, 2019, ONE_IN))
    yield from (f"/years/{year}?year_of=release" for year in (2010, 2014))
    for genre, tag in list(zip(genres, tags, strict=False))[: -(-8 // ONE_IN)]:
        yield f"/games?{urlencode({'genre': genre, 'sort': '-playtime'})}"
        yield f"/games?{urlencode({'tag': tag, 'price_from': 5, 'sort': 'price'})}"
    yield from ("/", "/games", "/genres", "/studios", "/tags", "/users", "/years", "/search?q=half")


def test_numbers_of_pages_are_those_of_their_answers(client: Client, pick: Pick) -> None:
    labels = new_labels()
    paths = list(dict.fromkeys(_paths(pick)))
    assert len(paths) >= 300 / ONE_IN
    with noting_posted():
        faults = [fault for path in paths for fault in faults_of(client, path, labels)]
    assert faults == []
