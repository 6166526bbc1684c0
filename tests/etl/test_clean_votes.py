"""Votes on a review, as the store words them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.errors import OutOfRange, Unreadable
from etl.clean.votes import parse_funny_votes, parse_helpful_votes

COUNTS = st.integers(0, 2**31 - 1)


@given(st.tuples(COUNTS, COUNTS).map(sorted))
def test_helpful_votes_are_read_with_thousands(votes: list[int]) -> None:
    yes, all_votes = votes
    text = f"{yes:,} of {all_votes:,} people (67%) found this review helpful"
    assert parse_helpful_votes(text) == (yes, all_votes)
    assert parse_helpful_votes(text.replace(",", "")) == (yes, all_votes)


@pytest.mark.parametrize("value", ["No ratings yet", "no ratings yet.", "", "  ", None, math.nan])
def test_nobody_voted(value: object) -> None:
    assert parse_helpful_votes(value) == (0, 0)


@pytest.mark.parametrize(
    "value",
    [
        "3 of 2 people (150%) found this review helpful",
        "-1 of 3 people found this review helpful",
        "2 of people",
        "1,23 of 1,300 people found this review helpful",
        "２ of 3 people found this review helpful",  # noqa: RUF001 - a digit of another script
        "Many people",
        "12 people found this review funny",
        -1.5,
        True,
        [],
    ],
)
def test_other_votes_are_unreadable(value: object) -> None:
    with pytest.raises(Unreadable, match="should read like '2 of 3 people"):
        parse_helpful_votes(value)


@given(COUNTS)
def test_newer_wordings_tell_no_votes(count: int) -> None:
    for text in (
        f"{count:,} people found this review helpful",
        f"{count} people found this helpful",
        f"{count} person found this review helpful, 3 people found this review funny",
        f"{count}",
        count,
    ):
        assert parse_helpful_votes(text) == (count, None)


@given(COUNTS)
def test_funny_votes_are_read(count: int) -> None:
    assert parse_funny_votes(f"{count:,} people found this review funny") == count
    assert parse_funny_votes(count) == parse_funny_votes(str(count)) == count


def test_funny_votes_at_their_ends() -> None:
    assert parse_funny_votes("1 person found this review funny") == 1
    assert [parse_funny_votes(value) for value in ("", "  ", None, math.nan)] == [0, 0, 0, 0]


@pytest.mark.parametrize("value", ["people", "some people", True, [], -1.5, "1,23 people"])
def test_other_funny_votes_are_unreadable(value: object) -> None:
    with pytest.raises(Unreadable, match="should read like '3 people"):
        parse_funny_votes(value)


def test_more_votes_than_people_are_out_of_range() -> None:
    for text in ("2147483648 people found", "-1", 2**31, -1):
        with pytest.raises(OutOfRange):
            parse_funny_votes(text)
    with pytest.raises(OutOfRange):
        parse_helpful_votes("1 of 9,999,999,999 people (0%) found this review helpful")
