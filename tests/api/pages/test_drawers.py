"""Each drawer of a page shows a query that runs as written and gives the numbers shown."""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import URL

from api.pages import text
from tests.api.helpers import Client, plain
from tests.api.pages.browsing import Page, browse

_DRAWER = re.compile(
    r'<details class="how"><summary>How was this computed\?</summary>.*?<code>(.*?)</code>',
    re.DOTALL,
)
_CHECKED_ROWS = 5
_NOT_SHOWN = {"game_id", "position", "place", "minutes_from", "minutes_to"}


@pytest.fixture(scope="module")
def reader(loaded_url: URL) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A session in psql, as a reader has it."""
    with psycopg.connect(plain(loaded_url), row_factory=dict_row) as connection:
        connection.execute("set role ludoteca_reader")
        yield connection


@pytest.fixture(scope="module")
def paths(client: Client, users: list[str]) -> dict[str, str]:
    """A page of each kind, of what the sample holds most of."""
    first, second = client.get("/v1/games?sort=-reviews&limit=2").json()["data"]
    studio, other = (
        row["studio"] for row in client.get("/v1/studios?sort=-games&limit=2").json()["data"]
    )
    tag = client.get("/v1/tags?limit=1").json()["data"][0]["tag"]
    year = max(client.get("/v1/years").json()["data"], key=lambda row: row["games_count"])["year"]
    named = next(word for word in first["name"].split() if word.isalnum())
    return {
        "games": "/games",
        "filtered": "/games?genre_any=Action&genre_any=RPG&tag_none=VR&year_from=2010&free=false",
        "developed": f"/games?developer={quote(studio)}&sort=-reviews",
        "found": f"/games?q={named}",
        "game": f"/games/{first['game_id']}",
        "games compared": f"/compare?games={first['game_id']},{second['game_id']}",
        "studios compared": f"/compare?studios={quote(studio)}&studios={quote(other)}",
        "genres compared": "/compare?genres=Action&genres=Indie",
        "genres": "/genres",
        "genre": "/genres/Action",
        "studios": "/studios",
        "studio": f"/studios/{quote(studio, safe='')}",
        "tags": "/tags",
        "tag": f"/tags/{quote(tag, safe='')}",
        "years": "/years",
        "year": f"/years/{year}",
        "users": "/users",
        "users found": f"/users?q={quote(users[0])}",
        "user": f"/users/{quote(users[0], safe='')}",
        "search": f"/search?q={named}",
        "shelf": f"/shelf?games={first['game_id']},{second['game_id']}",
    }


def _renderings(value: Any) -> Iterator[str]:  # noqa: ANN401 - a number of a column
    """Write a number as pages may write it."""
    for write in (text.count, text.number, text.percent, text.hours, text.usd, str):
        yield _spaced(str(write(value)))
    yield _spaced(text.hours(float(value) * 60))


def _spaced(shown: str) -> str:
    return " ".join(shown.split())


KINDS = [
    *("games", "filtered", "developed", "found", "game", "games compared", "studios compared"),
    *("genres compared", "genres", "genre", "studios", "studio", "tags", "tag", "years", "year"),
    *("users", "users found", "user", "search", "shelf"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawers_query_gives_the_numbers_shown(
    client: Client, reader: psycopg.Connection[dict[str, Any]], paths: dict[str, str], kind: str
) -> None:
    response = browse(client, paths[kind])
    assert response.status_code == 200
    shown = " ".join(Page(response.text).texts)
    queries = [unescape(one) for one in _DRAWER.findall(response.text)]
    assert queries
    for query in queries:
        rows = reader.execute(query.encode()).fetchall()
        assert rows, query
        if query.startswith("select *"):
            continue  # more than a page shows
        for row in rows[:_CHECKED_ROWS]:
            for name, value in row.items():
                is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
                if is_number and name not in _NOT_SHOWN:
                    assert any(one in shown for one in _renderings(value)), (query, name, value)
