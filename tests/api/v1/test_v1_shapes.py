"""Statements of lists are compiled once for each shape: the values of one are nobody else's."""

from typing import Any

import pytest

from db.lists import statements
from tests.api.helpers import Client


@pytest.fixture(autouse=True)
def _none_known() -> None:
    statements._shapes.clear()


def rows(client: Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(path).json()["data"]
    return found


def test_a_shape_is_compiled_once(client: Client) -> None:
    years = [2010, 2012, 2014, 2016]
    for year in years:
        path = f"/v1/games?year_from={year}&year_to={year}&limit=5"
        assert {row["release_year"] for row in rows(client, path)} <= {year}
    assert len(statements._shapes) == 1
    rows(client, "/v1/games?year_from=2010&limit=5")
    assert len(statements._shapes) == 2


def test_what_is_remembered_is_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MAX_COMPILED", 3)
    for limit in range(1, 9):
        assert len(rows(client, f"/v1/games?limit={limit}")) == limit
        assert len(statements._shapes) <= 3


def test_lists_by_id_share_one_statement(client: Client) -> None:
    ids = [row["game_id"] for row in rows(client, "/v1/games?limit=3")]
    statements._shapes.clear()
    for wanted in (ids, ids[::-1], ids[:1]):
        path = f"/v1/games?ids={','.join(map(str, wanted))}"
        assert [row["game_id"] for row in rows(client, path)] == wanted
    assert len(statements._shapes) == 1
