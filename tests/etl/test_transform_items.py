"""Items however they are written are the same; a bad one costs itself and not its library."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PLACE = ("line_number", "record_number", "kind", "reason")
COLUMNS = ("line_number", "game_id", "playtime_minutes", "playtime_2weeks_minutes", "position")


def item(
    game: object = "10", forever: object = 6, recent: object = 0, name: object = "A"
) -> dict[str, object]:
    return {
        "item_id": game,
        "item_name": name,
        "playtime_forever": forever,
        "playtime_2weeks": recent,
    }


def library(*items: object, user: object = "me", **more: object) -> dict[str, object]:
    return {"user_id": user, "items_count": len(items), "items": list(items), **more}


NUMBERS = st.integers(0, 20_000_000)


def written(number: int) -> st.SearchStrategy[object]:
    return st.sampled_from([number, str(number), float(number), f" {number} ", f"{number}.0"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), as_json=st.booleans())
def test_however_numbers_are_written_the_items_are_the_same(
    data: st.DataObject,
    as_json: bool,  # noqa: FBT001 - hypothesis passes it by name
    run_transform: Callable[..., Any],
) -> None:
    rows = data.draw(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=4))
    items = [item(*(data.draw(written(number)) for number in row)) for row in rows]
    line = (json.dumps if as_json else repr)(library(*items)).encode()
    outcome = run_transform("items", [line])
    expected = [(1, *row, position) for position, row in enumerate(rows, start=1)]
    assert outcome.values("items", *COLUMNS) == expected
    assert outcome.stats.rejected == {}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (["10"], "item_not_an_object"),
        ("10", "item_not_an_object"),
        (None, "item_not_an_object"),
        ({}, "null_id"),
        (item(None), "null_id"),
        (item(""), "null_id"),
        (item("ten"), "invalid_id"),
        (item("１０"), "invalid_id"),  # noqa: RUF001 - digits of another script
        (item("1_0"), "invalid_id"),
        (item("+10"), "invalid_id"),
        (item(game=True), "invalid_id"),
        (item([10]), "invalid_id"),
        (item(1.5), "invalid_id"),
        (item("9223372036854775808"), "id_out_of_range"),
        (item(-(2**63) - 1), "id_out_of_range"),
        (item("9" * 5_000), "id_out_of_range"),
        (item(forever=-1), "playtime_out_of_range"),
        (item(forever=20_000_001), "playtime_out_of_range"),
        (item(forever=2**40), "playtime_out_of_range"),
        (item(forever=2**70), "playtime_out_of_range"),
        (item(forever="-1"), "playtime_out_of_range"),
        (item(recent=-1), "playtime_out_of_range"),
        (item(recent=2**40), "playtime_out_of_range"),
        (item(forever="many"), "invalid_playtime"),
        (item(forever=None), "invalid_playtime"),
        (item(forever=True), "invalid_playtime"),
        (item(forever=0.5), "invalid_playtime"),
        (item(forever=[]), "invalid_playtime"),
        (item(recent="many"), "invalid_playtime"),
        (item(recent=False), "invalid_playtime"),
        (item(name="a\0b"), "nul_character"),
        (item(name="a\ud83d"), "lone_surrogate"),
    ],
)
def test_a_bad_item_costs_itself_and_not_the_library(
    bad: object, reason: str, run_transform: Callable[..., Any]
) -> None:
    lines = [library(item("1")), library(item("2"), bad, item("3")), library(item("4"))]
    outcome = run_transform("items", lines)
    assert outcome.values("items", "line_number", "game_id", "position") == [
        (1, 1, 1),
        (2, 2, 1),
        (2, 3, 3),
        (3, 4, 1),
    ]
    assert outcome.values("rejects", *PLACE) == [(2, 2, "item", reason)]
    assert len(outcome.rows("users")) == 3
    assert (outcome.stats.records_read, outcome.stats.records_accepted) == (5, 4)
    assert sum(count for (count,) in outcome.values("item_names", "mention_count")) == 4


@pytest.mark.parametrize("edge", [0, 20_000_000])
def test_playtimes_at_their_ends_are_kept(edge: int, run_transform: Callable[..., Any]) -> None:
    outcome = run_transform("items", [library(item(forever=edge, recent=edge))])
    assert outcome.values("items", *COLUMNS[2:4]) == [(edge, edge)]


def test_ids_at_the_ends_of_64_bits_are_kept(run_transform: Callable[..., Any]) -> None:
    ids = [2**63 - 1, -(2**63)]
    outcome = run_transform("items", [library(item(str(ids[0]))), library(item(ids[1]))])
    assert outcome.values("items", "game_id") == [(number,) for number in ids]


@pytest.mark.parametrize("absent", ["missing", None, "", float("nan")])
def test_no_playtime_of_two_weeks_is_none_played(
    absent: object, run_transform: Callable[..., Any]
) -> None:
    record = item(recent=absent)
    if absent == "missing":
        del record["playtime_2weeks"]
    outcome = run_transform("items", [json.dumps(library(record)).encode()])
    assert outcome.values("items", "playtime_2weeks_minutes") == [(0,)]
