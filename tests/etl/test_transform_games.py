"""Lines of the catalogue become games and labels; what is wrong costs as little as possible."""

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from etl.transform import RejectedGames

FULL = {
    "publisher": "Valve",
    "genres": ["Action", "Free to Play", "action"],
    "app_name": "Team &amp;amp; Fortress ",
    "sentiment": "Very Positive",
    "title": "Other",
    "url": " http://store/app/440 ",
    "release_date": "2007-10-10",
    "tags": ["FPS"],
    "discount_price": 4.49,
    "reviews_url": "http://x/?a=b&p=1",
    "specs": ["Co-op", ""],
    "price": "Free to Play",
    "early_access": False,
    "id": "440",
    "metascore": 92,
    "developer": "Valve,Hidden Path, Inc.,VALVE",
}


def test_a_full_game_fills_every_column(run_transform: Callable[..., Any]) -> None:
    outcome = run_transform("games", [FULL], number=3)
    assert outcome.rows("games") == [
        {
            "file_number": 3,
            "line_number": 1,
            "game_id": 440,
            "name": "Team & Fortress",
            "url": "http://store/app/440",
            "reviews_url": "http://x/?a=b&p=1",
            "released_on": date(2007, 10, 10),
            "release_year": 2007,
            "release_text": "2007-10-10",
            "price_usd": Decimal("0.00"),
            "price_text": "Free to Play",
            "discount_price_usd": Decimal("4.49"),
            "is_early_access": False,
            "metascore": 92,
            "store_sentiment": "Very Positive",
            "genres": ["Action", "Free to Play"],
            "tags": ["FPS"],
            "specs": ["Co-op"],
            "developers": ["Valve", "Hidden Path, Inc."],
            "publishers": ["Valve"],
        }
    ]
    assert outcome.values("games", "genres", "tags", "specs", "developers", "publishers") == [
        (["Action", "Free to Play"], ["FPS"], ["Co-op"], ["Valve", "Hidden Path, Inc."], ["Valve"])
    ]
    assert outcome.warnings == {}


@pytest.mark.parametrize("unknown", [{}, dict.fromkeys(FULL), dict.fromkeys(FULL, math.nan)])
def test_what_is_not_known_is_null(
    unknown: dict[str, object], run_transform: Callable[..., Any]
) -> None:
    line = repr({**unknown, "id": 10.0}).encode()
    (row,) = run_transform("games", [line]).rows("games")
    assert (row.pop("file_number"), row.pop("line_number"), row.pop("game_id")) == (1, 1, 10)
    assert set(row.values()) == {None}


def test_blank_texts_are_null(run_transform: Callable[..., Any]) -> None:
    blank = dict.fromkeys(FULL, " ") | {"id": "10", "genres": [" "], "tags": [], "specs": None}
    outcome = run_transform("games", [blank])
    (row,) = outcome.rows("games")
    assert {name for name, value in row.items() if value is not None} == {
        "file_number",
        "line_number",
        "game_id",
    }
    assert outcome.warnings == {}


def test_empty_lines_are_neither_games_nor_rejects(run_transform: Callable[..., Any]) -> None:
    lines = [b'{"id": NaN, "url": NaN}', b"", b"  \r", b"{}", {"id": None}, {"id": 1}]
    outcome = run_transform("games", lines)
    assert outcome.values("games", "line_number", "game_id") == [(6, 1)]
    assert (outcome.stats.lines_read, outcome.stats.empty_lines) == (6, 5)
    assert outcome.stats.rejected == {}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "null_id"),
        (" ", "null_id"),
        (math.nan, "null_id"),
        ("abc", "invalid_id"),
        (True, "invalid_id"),
        (1.5, "invalid_id"),
        (2.0**53, "invalid_id"),
        ("9007199254740993.0", "invalid_id"),
        ([10], "invalid_id"),
        ("1" * 19, None),
        ("9" * 19, "id_out_of_range"),
        (-(2**63), None),
        (2**63, "id_out_of_range"),
    ],
)
def test_a_game_needs_an_id_that_fits(
    value: object, reason: str | None, run_transform: Callable[..., Any]
) -> None:
    outcome = run_transform("games", [{"id": value, "title": "A"}, {"id": 1, "title": "B"}])
    rejects = outcome.values("rejects", "line_number", "record_number", "kind", "reason")
    assert rejects == ([(1, 0, "game", reason)] if reason else [])
    assert len(outcome.rows("games")) == (1 if reason else 2)
    assert outcome.stats.records_read == 2
    assert outcome.stats.records_accepted == len(outcome.rows("games"))


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [
        ("metascore", "NA", "metascore"),
        ("metascore", 101, "metascore"),
        ("price", [4.99], "price_usd"),
        ("price", -1, "price_usd"),
        ("price", 1e30, "price_usd"),
        ("discount_price", True, "discount_price_usd"),
        ("early_access", 2, "is_early_access"),
        ("release_date", ["2018"], "release_year"),
        ("price", 0.001, "price_usd"),
        ("release_date", "2018-02-30", "released_on"),
        ("url", {"a": 1}, "url"),
        ("sentiment", ["Mixed"], "store_sentiment"),
        ("app_name", ["x"], "name"),
    ],
)
def test_an_optional_value_that_cannot_be_read_is_unknown_and_counted(
    field: str, value: object, column: str, run_transform: Callable[..., Any]
) -> None:
    outcome = run_transform("games", [{"id": 1, field: value}])
    assert outcome.values("games", column) == [(None,)]
    kind = "unknown_shape" if isinstance(value, list | dict) else "unreadable"
    assert outcome.warnings == {(kind, field): 1}
    assert outcome.stats.warnings.present[field] == 1
    assert outcome.stats.rejected == {}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-1, "-1"),
        (1e12, "1000000000000.0"),
        (True, "true"),
        (0.001, "0.001"),
        ([4.99, "é"], '[4.99, "é"]'),
        ({"final": 499}, '{"final": 499}'),
        (" TBA ", " TBA "),
        (" ", None),
    ],
)
def test_what_was_written_is_kept_whatever_it_is(
    value: object, text: str | None, run_transform: Callable[..., Any]
) -> None:
    outcome = run_transform("games", [{"id": 1, "price": value, "release_date": value}])
    assert outcome.values("games", "price_usd", "price_text", "release_text") == [
        (None, text, text)
    ]


@pytest.mark.parametrize(
    ("app_name", "title", "name", "unreadable"),
    [
        ("Portal", "Portal 2", "Portal", {}),
        (None, "Portal 2", "Portal 2", {}),
        (" ", "Portal&trade;", "Portal™", {}),
        ("\u200b", "Portal 2", "Portal 2", {}),
        (["?"], "Portal 2", "Portal 2", {"app_name": 1}),
        (2048, None, "2048", {}),
        (["?"], {"a": 1}, None, {"app_name": 1, "title": 1}),
    ],
)
def test_a_game_is_called_by_app_name_else_title(
    app_name: object,
    title: object,
    name: str | None,
    unreadable: dict[str, int],
    run_transform: Callable[..., Any],
) -> None:
    outcome = run_transform("games", [{"id": 1, "app_name": app_name, "title": title}])
    assert outcome.values("games", "name") == [(name,)]
    found = {field: count for (_, field), count in outcome.warnings.items()}
    assert found == unreadable


def test_what_is_too_long_is_cut_and_counted(run_transform: Callable[..., Any]) -> None:
    long, cut = "x" * 10_000, "x" * 500
    game = {"id": 1, "app_name": long, "title": "short", "sentiment": long, "tags": [long, "A"]}
    outcome = run_transform("games", [game | {"developer": f"B,{'x' * 501}"}])
    assert outcome.values("games", "name", "store_sentiment") == [(cut, cut)]
    assert outcome.values("games", "tags", "developers") == [([cut, "A"], ["B", cut])]
    fields = ("app_name", "sentiment", "tags", "developer")
    assert outcome.warnings == {("cut", field): 1 for field in fields}


def test_a_day_that_does_not_exist_leaves_its_year_and_text(
    run_transform: Callable[..., Any],
) -> None:
    outcome = run_transform("games", [{"id": 1, "release_date": "2018-02-30"}])
    columns = ("released_on", "release_year", "release_text")
    assert outcome.values("games", *columns) == [(None, 2018, "2018-02-30")]


def test_labels_that_are_no_list_are_unknown(run_transform: Callable[..., Any]) -> None:
    game = {"id": 1, "genres": 3, "tags": ["A", ["B"], None], "developer": {"name": "Valve"}}
    outcome = run_transform("games", [game])
    assert outcome.values("games", "genres", "tags", "developers") == [(None, ["A"], None)]
    assert outcome.warnings == {
        ("unreadable", "genres"): 1,
        ("unknown_shape", "tags"): 1,
        ("unknown_shape", "developer"): 1,
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (rb"{'id': 1, 'app_name': 'a\x00b'}", "nul_character"),
        (rb"{'id': 1, 'app_name': 'a\0b'}", "nul_character"),
        (rb'{"id": 1, "tags": ["a\u0000b"]}', "nul_character"),
        (rb"{u'id': 1, u'developer': u'\ud83d'}", "lone_surrogate"),
        (rb'{"id": 1, "release_date": "\ud83d"}', "lone_surrogate"),
    ],
)
def test_a_game_with_text_that_cannot_be_stored_is_rejected(
    line: bytes, reason: str, run_transform: Callable[..., Any]
) -> None:
    outcome = run_transform("games", [line, {"id": 2}])
    assert outcome.values("rejects", "line_number", "kind", "reason") == [(1, "game", reason)]
    assert outcome.values("games", "game_id") == [(2,)]


def test_a_nameless_game_of_two_files_is_rejected_once(run_transform: Callable[..., Any]) -> None:
    memory = RejectedGames()
    batman = {"id": None, "title": "Batman", "price": 19.99}
    other = {"id": None, "title": "Joker", "price": 19.99}
    first = run_transform("games", [batman, other, batman], number=1, memory=memory)
    fuller = {"title": "Batman", "price": 19.99, "metascore": 91}
    cheaper = {"title": "Batman", "price": 9.99}
    second = run_transform("games", [fuller, cheaper, fuller], number=2, memory=memory)
    assert first.tables.keys() == {"staging.rejects"}
    assert first.stats.rejected == {"null_id": 3}  # two rows of one file are two losses
    assert second.values("rejects", "line_number") == [(2,)]
    assert (second.stats.rejected, second.stats.repeated_rejects) == ({"null_id": 1}, 2)
    assert second.stats.records_read == 3


def test_nameless_games_are_the_same_only_by_what_both_know(
    run_transform: Callable[..., Any],
) -> None:
    memory = RejectedGames()
    run_transform("games", [{"id": None, "title": "Batman"}], number=1, memory=memory)
    other = run_transform("games", [{"id": None, "price": 1}], number=2, memory=memory)
    assert other.stats.rejected == {"null_id": 1}
