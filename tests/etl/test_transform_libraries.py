"""Lines of libraries as users and items: what is kept and what a fault costs."""

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.transform import Limits

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


def test_a_library_becomes_a_user_and_items(run_transform: Callable[..., Any]) -> None:
    more = {"steam_id": "76561197970982479", "user_url": "http://steam/me"}
    outcome = run_transform("items", [library(item(), item("20", 7, 1, "B"), **more)], number=4)
    assert outcome.rows("users") == [
        {
            "file_number": 4,
            "line_number": 1,
            "user_id": "me",
            "steam_id": 76561197970982479,
            "user_url": "http://steam/me",
            "has_library": True,
        }
    ]
    assert outcome.values("items", "file_number", *COLUMNS) == [
        (4, 1, 10, 6, 0, 1),
        (4, 1, 20, 7, 1, 2),
    ]
    assert outcome.values("item_names", "game_id", "name", "mention_count") == [
        (10, "A", 1),
        (20, "B", 1),
    ]


def test_items_that_lack_a_name_leave_nothing_in_memory(
    run_transform: Callable[..., Any],
) -> None:
    nameless = library({"item_id": "10", "playtime_forever": 6})
    run_transform("items", [nameless])
    tracemalloc.start()
    try:
        run_transform("items", [nameless] * 3000)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 3000 * 100  # they leaked 190 bytes each


def test_an_empty_library_is_a_user(run_transform: Callable[..., Any]) -> None:
    outcome = run_transform("items", [{"user_id": "me", "items_count": 0, "items": []}])
    assert (len(outcome.rows("users")), outcome.rows("items")) == (1, [])
    assert (outcome.stats.rejected, outcome.warnings) == ({}, {})


@pytest.mark.parametrize("absent", [{}, {"items": None}, {"items": float("nan")}])
def test_no_list_is_no_empty_library(
    absent: dict[str, object], run_transform: Callable[..., Any]
) -> None:
    line = json.dumps({"user_id": "me", "items_count": 0, **absent}).encode()
    outcome = run_transform("items", [line, library(item())])
    assert outcome.values("users", "line_number") == [(2,)]
    assert outcome.stats.rejected == {"missing_items": 1}


@pytest.mark.parametrize(
    ("line", "kind", "reason"),
    [
        (library(item(), user=None), "user", "missing_user_id"),
        ({"items": []}, "user", "missing_user_id"),
        (library(item(), user=" "), "user", "missing_user_id"),
        (library(item(), user=True), "user", "invalid_user_id"),
        (library(item(), user=["me"]), "user", "invalid_user_id"),
        (library(item(), user="x" * 501), "user", "invalid_user_id"),
        (library(item(), user=7.656119000000001e16), "user", "invalid_user_id"),
        (library(item(), user="7.656119000000001e16"), "user", "invalid_user_id"),
        (library(item(), user="a\0b"), "user", "nul_character"),
        (library(item(), user_url="\udc00"), "user", "lone_surrogate"),
        ({"user_id": "me", "items": {"item_id": "10"}}, "user", "items_not_a_list"),
        ({"user_id": "me", "items": "10"}, "user", "items_not_a_list"),
        ({"user_id": "me", "reviews": []}, "user", "missing_items"),
        ([library(item())], "line", "not_an_object"),
        (repr(library(item(), item())).encode()[:60], "line", "not_a_record"),
        (b"\x00\x01\xfe\xff" * 50, "line", "invalid_utf8"),
        (b"\x00" * 200, "line", "not_a_record"),
        (repr(library(item(name="\xff"))).encode("latin-1"), "line", "invalid_utf8"),
        (b"{'user_id': '" + b"x" * 100_000 + b"', 'items': []}", "line", "line_too_long"),
    ],
)
def test_a_bad_line_costs_itself_and_not_the_file(
    line: object, kind: str, reason: str, run_transform: Callable[..., Any]
) -> None:
    lines = [library(item("1")), line, library(item("2"))]
    outcome = run_transform("items", lines, limits=Limits(line_bytes=50_000))
    assert outcome.values("items", "line_number", "game_id") == [(1, 1), (3, 2)]
    assert outcome.values("users", "line_number") == [(1,), (3,)]
    assert outcome.values("rejects", *PLACE) == [(2, 0, kind, reason)]
    assert outcome.stats.rejected == {reason: 1}
    assert outcome.stats.rejected_by_kind == {kind: 1}


def test_user_ids_keep_their_case_and_numbers_are_text(run_transform: Callable[..., Any]) -> None:
    lines = [library(user="Me"), library(user="me"), library(user=76561197970982479)]
    outcome = run_transform("items", lines)
    assert outcome.values("users", "user_id") == [("Me",), ("me",), ("76561197970982479",)]


def test_an_unreadable_account_number_is_unknown(run_transform: Callable[..., Any]) -> None:
    lines = [library(steam_id="abc"), library(steam_id=2**70), library(user_url=[1])]
    outcome = run_transform("items", lines)
    assert outcome.values("users", "steam_id", "user_url") == [(None, None)] * 3
    assert outcome.warnings == {
        ("unreadable", "steam_id"): 2,
        ("unknown_shape", "user_url"): 1,
    }


def test_a_wrong_count_of_items_is_counted_only(run_transform: Callable[..., Any]) -> None:
    lines = [
        library(item(), items_count=5),
        library(item(), items_count="1"),
        library(items_count=[1]),
        library(items_count=[]),
    ]
    outcome = run_transform("items", lines)
    assert outcome.warnings == {
        ("unknown_shape", "items_count"): 1,
        ("count_mismatch", "items_count"): 1,
    }
    assert outcome.stats.warnings.present["items_count"] == 3
    assert outcome.stats.rejected == {}


def test_names_are_counted_and_cleaned(run_transform: Callable[..., Any]) -> None:
    names = ["A &amp; B", "A & B ", " ", None, 2048, ["x"], "x" * 501, "\U0001f600"]
    outcome = run_transform("items", [library(*(item(name=name) for name in names))] * 2)
    counted = outcome.values("item_names", "game_id", "name", "mention_count")
    assert sorted(row for row in counted if row[1]) == [
        (10, "2048", 2),
        (10, "A & B", 4),
        (10, "x" * 500, 2),
        (10, "😀", 2),
    ]
    # the game is mentioned all the same
    assert sum(count for _, name, count in counted if name is None) == 6
    assert len(outcome.rows("items")) == 16
    assert outcome.warnings == {
        ("unknown_shape", "item_name"): 2,
        ("cut", "item_name"): 2,
    }
    assert outcome.stats.warnings.present["item_name"] == 14  # all but None


def test_names_are_flushed_before_they_fill_the_memory(
    run_transform: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.transform.libraries._NAMES_HELD", 10)
    lines = [library(*(item(str(game), name=f"Game {game}") for game in range(4)))] * 9
    lines += [
        library(*(item(str(game), name="N") for game in range(line, line + 4)))
        for line in range(20)
    ]
    outcome = run_transform("items", lines)
    sizes = [size for table, size in outcome.batch_sizes if table == "staging.item_names"]
    assert len(sizes) > 1
    assert max(sizes) <= 14
    assert sum(count for (count,) in outcome.values("item_names", "mention_count")) == 29 * 4


def test_batches_have_the_size_asked_for(run_transform: Callable[..., Any]) -> None:
    lines = [library(*(item(str(game)) for game in range(7)))] * 10 + [library(*[item()] * 50)]
    outcome = run_transform("items", lines, limits=Limits(batch_rows=20))
    sizes = [size for table, size in outcome.batch_sizes if table == "staging.items"]
    assert sizes == [14, 14, 14, 14, 14, 50]
    numbered = outcome.values("items", "line_number", "position")
    assert numbered == [(line, at) for line in range(1, 11) for at in range(1, 8)] + [
        (11, at) for at in range(1, 51)
    ]


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


@pytest.mark.parametrize("absent", ["missing", None, "", float("nan")])
def test_no_playtime_of_two_weeks_is_none_played(
    absent: object, run_transform: Callable[..., Any]
) -> None:
    record = item(recent=absent)
    if absent == "missing":
        del record["playtime_2weeks"]
    outcome = run_transform("items", [json.dumps(library(record)).encode()])
    assert outcome.values("items", "playtime_2weeks_minutes") == [(0,)]
