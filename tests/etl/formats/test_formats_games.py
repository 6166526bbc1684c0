"""Games as sets and tools really write them: what is read, and what is counted as unreadable."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.read.sources import discover_sources
from tests.etl.conftest import Outcome, collect


@pytest.fixture
def collected(tmp_path: Path) -> Callable[[str, str], Outcome]:
    """Write a file, tell its format and gather its rows."""

    def run(name: str, text: str) -> Outcome:
        path = tmp_path / name
        path.write_text(text)
        (source,) = discover_sources([path]).sources
        return collect(source)

    return run


def labels(outcome: Outcome, kind: str) -> dict[Any, Any]:
    """The labels of each line."""
    return {line: spellings for line, of, spellings in outcome.labels() if of == kind}


def test_games_that_went_through_pandas(collected: Callable[[str, str], Outcome]) -> None:
    common = {"url": "x", "title": "Invented", "app_name": "Invented", "metascore": 81.0}
    forms: list[dict[str, object]] = [
        {"id": 200.0, "genres": ["Action"], "release_date": 1479945600000, "early_access": 0.0},
        {"id": 201, "genres": "Action", "release_date": "2016-11-24T00:00:00.000"},
        {"id": 202, "genres": "['Action', 'Indie']", "release_date": 2016.0, "early_access": 1.0},
        {"id": 203, "genres": "Action, Indie", "release_date": "2016", "tags": "Action,Indie"},
        {"id": 204, "genres": "['Action", "release_date": ["2016"], "early_access": 3},
    ]
    text = "".join(json.dumps(common | form) + "\n" for form in forms)
    outcome = collected("steam_games.json", text)
    columns = ("game_id", "released_on", "release_year", "is_early_access", "metascore")
    assert outcome.values("games", *columns) == [
        (200, dt.date(2016, 11, 24), 2016, False, 81),
        (201, dt.date(2016, 11, 24), 2016, None, 81),
        (202, None, 2016, True, 81),
        (203, None, 2016, None, 81),
        (204, None, None, None, 81),
    ]
    assert labels(outcome, "genre") == {
        1: ["Action"],
        2: ["Action"],
        3: ["Action", "Indie"],
        4: ["Action", "Indie"],
    }
    assert labels(outcome, "tag") == {4: ["Action", "Indie"]}
    assert outcome.warnings == {
        ("unreadable", "early_access"): 1,
        ("unreadable", "genres"): 1,
        ("unknown_shape", "release_date"): 1,
    }
    texts = outcome.values("games", "release_text")
    assert texts[:2] == [("1479945600000",), ("2016-11-24T00:00:00.000",)]  # as they were written


def test_official_fields_that_hold_objects_of_the_store(
    collected: Callable[[str, str], Outcome],
) -> None:
    record = {
        "id": 10,
        "app_name": "Invented",
        "genres": [{"id": "1", "description": "Action"}],
        "developer": ["Valve", "Other, Inc."],
        "price": {"final": 999},
        "release_date": {"coming_soon": False, "date": "1 Nov, 2000"},
        "tags": {"Action": 2681, "FPS": 4000},
        "specs": "Single-player;Multi-player",
        "early_access": "False",
        "metascore": {"score": 88},
    }
    outcome = collected("steam_app.json", json.dumps(record))
    columns = ("price_usd", "price_text", "released_on", "is_early_access", "metascore")
    assert outcome.values("games", *columns) == [
        (None, '{"final": 999}', dt.date(2000, 11, 1), False, 88)  # of no currency known
    ]
    assert outcome.labels() == [
        (1, "genre", ["Action"]),
        (1, "tag", ["FPS", "Action"]),
        (1, "spec", ["Single-player", "Multi-player"]),
        (1, "developer", ["Valve", "Other, Inc."]),
    ]
    assert outcome.warnings == {}


def test_fronkongames_without_the_usual_fields(
    collected: Callable[[str, str], Outcome],
) -> None:
    games = {
        "906850": {
            "name": "Invented 0",
            "release_date": "Sep 1, 2021",
            "price": 0.0,
            "metacritic_score": 0,
            "developers": ["Dev A"],
            "publishers": ["Pub A"],
            "categories": ["Single-player"],
            "genres": ["Action"],
            "estimated_owners": "0 - 20000",
            "tags": {"Indie": 22, "Casual": 40},
        },
        "906851": {
            "name": "Invented 1",
            "release_date": "Soon",
            "metacritic_score": 0,
            "developers": [],
            "categories": [],
            "tags": [],
        },
    }
    outcome = collected("games.json", json.dumps(games, indent=2))
    columns = ("game_id", "name", "released_on", "price_usd", "metascore", "is_early_access")
    assert outcome.values("games", *columns) == [
        (906850, "Invented 0", dt.date(2021, 9, 1), Decimal("0.00"), None, False),
        (906851, "Invented 1", None, None, None, None),
    ]
    assert list(labels(outcome, "tag").values()) == [["Casual", "Indie"]]


@pytest.mark.parametrize(
    ("price", "initial", "expected"),
    [
        ('"999"', None, (Decimal("9.99"), None)),
        ('"249"', '"499"', (Decimal("4.99"), Decimal("2.49"))),
        ('"0"', '"0"', (Decimal("0.00"), None)),
        ("null", "null", (None, None)),
    ],
)
def test_prices_of_steamspy_are_cents(
    price: str,
    initial: str | None,
    expected: tuple[object, object],
    collected: Callable[[str, str], Outcome],
) -> None:
    more = f', "initialprice": {initial}' if initial else ""
    answer = (
        '{"10": {"appid": 10, "name": "Invented", "developer": "V, Inc.", "publisher": "V", '
        f'"positive": 1, "owners": "10,000 .. 20,000", "price": {price}{more}}}}}'
    )
    outcome = collected("steamspy.json", answer)
    assert outcome.values("games", "price_usd", "discount_price_usd") == [expected]
    assert labels(outcome, "developer") == {1: ["V, Inc."]}


def test_an_answer_of_the_store_without_games(collected: Callable[[str, str], Outcome]) -> None:
    answers = {
        "10": {"success": True, "data": {"type": "dlc", "name": "Hat", "steam_appid": 10}},
        "20": {"success": False},
        "30": {"success": True, "data": []},
    }
    lines = "".join(json.dumps({key: value}) + "\n" for key, value in answers.items())
    outcome = collected("appdetails.jsonl", lines)
    assert outcome.rows("games") == []
    assert outcome.stats.left_out == {"app_is_no_game": 1, "app_without_details": 2}
