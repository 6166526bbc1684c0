"""Lines of reviews become users and reviews; a bad review costs itself."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from etl.transform import Limits

GOOD = {
    "funny": "3 people found this review funny",
    "posted": "Posted November 5, 2011.",
    "last_edited": "Last edited December 6.",
    "item_id": "1250",
    "helpful": "1,234 of 1,300 people (95%) found this review helpful",
    "recommend": True,
    "review": " It's <b>good</b> &amp; 😀 \n",
}


def line(*reviews: object, user: object = "me") -> dict[str, object]:
    return {"user_id": user, "user_url": "http://steam/me", "reviews": list(reviews)}


def test_a_review_fills_every_column(run_transform: Callable[..., Any]) -> None:
    outcome = run_transform("reviews", [line(GOOD)], number=2)
    assert outcome.rows("reviews") == [
        {
            "file_number": 2,
            "line_number": 1,
            "record_number": 1,
            "game_id": 1250,
            "posted_year": 2011,
            "posted_month": 11,
            "posted_day": 5,
            "edited_year": None,
            "edited_month": 12,
            "edited_day": 6,
            "is_recommended": True,
            "helpful_count": 1234,
            "helpful_votes_count": 1300,
            "funny_count": 3,
            "review": " It's <b>good</b> &amp; 😀 \n",  # the text is kept as it is
            "polarity": None,
        }
    ]
    assert outcome.values("users", "user_id", "steam_id", "has_library") == [("me", None, False)]


def test_what_the_store_leaves_blank_is_nothing(run_transform: Callable[..., Any]) -> None:
    blank = {"posted": "Posted July 3.", "item_id": 10, "recommend": "False"}
    full = blank | dict.fromkeys(("funny", "last_edited", "helpful", "review"), "")
    outcome = run_transform("reviews", [line(blank, full)])
    columns = (
        "posted_year",
        "edited_month",
        "is_recommended",
        "helpful_votes_count",
        "funny_count",
    )
    assert outcome.values("reviews", *columns) == [
        (None, None, False, None, None),  # no such field says nothing
        (None, None, False, 0, 0),
    ]
    assert outcome.values("reviews", "review") == [(None,), ("",)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"item_id": None}, "null_id"),
        ({"item_id": "x"}, "invalid_id"),
        ({"item_id": 2**63}, "id_out_of_range"),
        ({"posted": None}, "missing_posted"),
        ({"posted": " "}, "missing_posted"),
        ({"posted": "yesterday"}, "invalid_posted"),
        ({"posted": 2011}, "invalid_posted"),
        ({"posted": ["Posted July 3."]}, "invalid_posted"),
        ({"posted": "Posted February 30, 2014."}, "date_does_not_exist"),
        ({"posted": "Posted April 31."}, "date_does_not_exist"),
        ({"posted": "Posted April 3, 9999."}, "date_out_of_range"),
        ({"recommend": None}, "missing_recommend"),
        ({"recommend": 1}, "invalid_recommend"),
        ({"recommend": "yes"}, "invalid_recommend"),
        ({"review": "a\0b"}, "nul_character"),
        ({"review": "a\ude00"}, "lone_surrogate"),
    ],
)
def test_a_bad_review_costs_itself(
    change: dict[str, object], reason: str, run_transform: Callable[..., Any]
) -> None:
    outcome = run_transform("reviews", [line(GOOD, GOOD | change, GOOD)])
    assert outcome.values("reviews", "record_number") == [(1,), (3,)]
    (reject,) = outcome.rows("rejects")
    assert (reject["line_number"], reject["record_number"]) == (1, 2)
    assert (reject["kind"], reject["reason"]) == ("review", reason)
    assert '"funny"' in str(reject["raw"])
    assert (outcome.stats.records_read, outcome.stats.records_accepted) == (3, 2)


@pytest.mark.parametrize("bad", [["list"], "text", None, 5])
def test_a_review_is_an_object(bad: object, run_transform: Callable[..., Any]) -> None:
    outcome = run_transform("reviews", [line(bad, GOOD)])
    assert outcome.values("rejects", "record_number", "reason") == [(1, "review_not_an_object")]
    assert len(outcome.rows("reviews")) == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(GOOD, user=None), "missing_user_id"),
        (line(GOOD, user="a\0"), "nul_character"),
        ({"user_id": "me", "reviews": GOOD}, "reviews_not_a_list"),
        ({"user_id": "me", "items": []}, "missing_reviews"),
    ],
)
def test_a_bad_user_costs_the_line(
    bad: object, reason: str, run_transform: Callable[..., Any]
) -> None:
    outcome = run_transform("reviews", [bad, line(GOOD)])
    assert outcome.values("rejects", "line_number", "record_number", "kind", "reason") == [
        (1, 0, "user", reason)
    ]
    assert outcome.values("reviews", "line_number") == [(2,)]
    assert outcome.values("users", "line_number") == [(2,)]


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [
        ("last_edited", "long ago", "edited_month"),
        ("last_edited", "Last edited February 30, 2014.", "edited_month"),
        ("last_edited", 5, "edited_month"),
        ("review", ["text"], "review"),
        ("helpful", "a few", "helpful_count"),
        ("helpful", "3 of 2 people", "helpful_votes_count"),
        ("funny", "a few", "funny_count"),
        ("funny", -1, "funny_count"),
    ],
)
def test_an_optional_value_that_cannot_be_read_is_unknown_and_counted(
    field: str, value: object, column: str, run_transform: Callable[..., Any]
) -> None:
    outcome = run_transform("reviews", [line(GOOD | {field: value})])
    assert outcome.values("reviews", column) == [(None,)]
    kind = "unknown_shape" if isinstance(value, list | dict) else "unreadable"
    assert outcome.warnings == {(kind, field): 1}
    (warning,) = outcome.stats.warnings
    assert warning.examples[0]["record_number"] == 1


@pytest.mark.parametrize("absent", [None, float("nan"), []])
def test_a_user_without_reviews_is_a_user(
    absent: object, run_transform: Callable[..., Any]
) -> None:
    raw = json.dumps({"user_id": "me", "reviews": absent}).encode()
    outcome = run_transform("reviews", [raw])
    assert (len(outcome.rows("users")), outcome.rows("reviews")) == (1, [])


def test_a_pair_of_surrogates_is_one_character(run_transform: Callable[..., Any]) -> None:
    raw = json.dumps(line(GOOD | {"review": "😀"})).encode()
    assert rb"\ud83d\ude00" in raw
    assert run_transform("reviews", [raw]).values("reviews", "review") == [("😀",)]


def test_batches_are_small_enough_to_share_out(run_transform: Callable[..., Any]) -> None:
    lines = [line(*[GOOD] * 7)] * 700
    outcome = run_transform("reviews", lines)
    sizes = [size for table, size in outcome.batch_sizes if table == "staging.reviews"]
    assert sizes == [2000, 2000, 900]
    assert len(outcome.rows("users")) == 700
    smaller = run_transform("reviews", lines[:2], limits=Limits(batch_rows=5))
    assert [size for table, size in smaller.batch_sizes if table == "staging.reviews"] == [5, 5, 4]
