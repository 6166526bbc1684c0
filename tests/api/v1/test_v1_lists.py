"""What every list of /v1 has in common: the same rows in each format and however it is paged."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.api.helpers import Client, assert_problem

Row = dict[str, Any]
Ask = Callable[..., list[Row]]
Walk = Callable[..., list[Row]]

LISTS = {
    "games": "/v1/games?sort=-release",
    "games of a genre": "/v1/games?genre=indie&in_catalogue=true&sort=name",
    "games by text": "/v1/games?q=the",
    "reviews of a game": "/v1/games/{game}/reviews?recommend=true",
    "genres": "/v1/genres?sort=-name",
    "studios": "/v1/studios?sort=-games",
    "studios by text": "/v1/studios?q=studio",
    "tags": "/v1/tags?sort=name",
    "specs": "/v1/specs?sort=games",
    "loads": "/v1/loads?sort=id",
    "library": "/v1/users/{user}/library?sort=-playtime",
    "library by name": "/v1/users/{user}/library?sort=name",
    "reviews of a user": "/v1/users/{critic}/reviews?date_from=1971-01-01",
}


@pytest.fixture(scope="module", params=list(LISTS.values()), ids=list(LISTS))
def address(request: pytest.FixtureRequest, ask: Ask) -> str:
    [found] = ask(
        "select (select game_id from api.reviews group by game_id order by count(*) desc, 1"
        " limit 1) as game, (select user_id from api.items group by user_id"
        " order by count(*) desc, 1 limit 1) as user, (select user_id from api.reviews"
        " group by user_id order by count(*) desc, 1 limit 1) as critic"
    )
    address: str = request.param.format(**{name: quote(str(one)) for name, one in found.items()})
    return address


def test_pages_of_any_size_are_one_list(address: str, client: Client, walked: Walk) -> None:
    whole = walked(f"{address}&limit=200")
    assert len(whole) > 1
    few = max(1, len(whole) // 7)
    assert walked(f"{address}&limit={min(few, 200)}") == whole
    first = client.get(address).json()
    assert first["data"] == whole[:50]
    assert "total" not in first
    assert client.get(f"{address}&total=true").json()["total"] == len(whole)


def test_csv_and_ndjson_hold_the_same(address: str, client: Client, walked: Walk) -> None:
    whole = walked(f"{address}&limit=200")
    lines = client.get(f"{address}&format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == whole
    answer = client.get(address, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    head, *records = csv.reader(io.StringIO(answer.text, newline=""))
    assert head == list(whole[0])
    assert records == [[_cell(value) for value in row.values()] for row in _exact(lines)]


def test_a_page_is_the_same_in_every_format(address: str, client: Client) -> None:
    page = client.get(f"{address}&limit=3").json()
    ndjson = client.get(f"{address}&limit=3&format=ndjson")
    assert [json.loads(line) for line in ndjson.text.splitlines()] == page["data"]
    table = client.get(f"{address}&limit=3&format=csv")
    assert len(list(csv.reader(io.StringIO(table.text, newline="")))) == len(page["data"]) + 1
    if page["next"]:
        assert f"cursor={page['next']}" in ndjson.headers["link"]
        rest = client.get(f"{address}&cursor={page['next']}&format=ndjson").text.splitlines()
        everything = client.get(f"{address}&format=ndjson").text.splitlines()
        assert rest == everything[3:]


def test_a_cursor_of_another_order_is_refused(address: str, client: Client) -> None:
    cursor = client.get("/v1/genres?sort=-games&limit=1").json()["next"]
    problem = assert_problem(
        client.get(f"{address}&cursor={cursor}"), "invalid-parameter", parameter="cursor"
    )
    assert "another" in problem["detail"]


def _exact(lines: list[str]) -> list[Row]:
    """Read numbers as they are written: 9.90 stays 9.90."""
    return [json.loads(line, parse_float=str) for line in lines]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(value)
    return str(value)
