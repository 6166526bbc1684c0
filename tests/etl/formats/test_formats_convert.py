"""Conversions that formats share: what they read, and that nothing makes them fail."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.formats import convert

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
READERS = (
    convert.known_or_none,
    convert.parse_literal,
    convert.to_label_list,
    convert.to_studio_list,
    convert.parse_number,
    convert.parse_count,
    convert.parse_short_digits,
    convert.parse_flag,
    convert.hours_to_minutes,
    convert.round_minutes,
    convert.to_posted_text,
    convert.release_fields,
    convert.cents_to_dollars,
    convert.store_price,
    convert.parse_metascore,
    convert.has_early_access,
    convert.user_fields,
)


@pytest.mark.parametrize("reader", READERS)
@given(value=ANYTHING)
def test_nothing_makes_a_conversion_fail(reader: Any, value: object) -> None:  # noqa: ANN401
    reader(value)


def test_hours_that_no_minutes_can_hold_stay_as_they_are() -> None:
    assert convert.hours_to_minutes(1.7e308) == 1.7e308


@given(st.dictionaries(st.sampled_from(["price", "genres", "release_date", "x"]), ANYTHING))
def test_nothing_makes_a_game_fail(record: dict[str, Any]) -> None:
    assert convert.to_official_game(record).keys() >= record.keys()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2016-03-09", dt.date(2016, 3, 9)),
        ("2016-03-09T00:00:00.000", dt.date(2016, 3, 9)),
        ("2016-03-09 10:00:00", dt.date(2016, 3, 9)),
        ("Mar 9, 2016", dt.date(2016, 3, 9)),
        ("9 Mar, 2016", dt.date(2016, 3, 9)),
        ("1 November, 2000", dt.date(2000, 11, 1)),
        (1_727_677_994, dt.date(2024, 9, 30)),
        ("1727677994", dt.date(2024, 9, 30)),
        (1_479_945_600_000, dt.date(2016, 11, 24)),
        (0, None),
        ("1900-01-01", None),
        ("Feb 30, 2016", None),
        ("Xyz 3, 2016", None),
        ("Feb 2017", None),
        ("soon", None),
    ],
)
def test_days(value: Any, expected: dt.date | None) -> None:  # noqa: ANN401
    assert convert.parse_day(value) == expected


@given(st.dates(dt.date(1974, 1, 1), dt.date(2100, 12, 31)))
def test_a_day_reads_the_same_in_every_form(day: dt.date) -> None:
    seconds = int(dt.datetime(day.year, day.month, day.day, 23, 59, tzinfo=dt.UTC).timestamp())
    forms = [day.isoformat(), f"{day:%b} {day.day}, {day.year}", f"{day.day} {day:%b}, {day.year}"]
    assert {convert.parse_day(form) for form in [*forms, seconds, seconds * 1000]} == {day}
    assert convert.to_posted_text(day.isoformat()) == f"Posted {day:%B} {day.day}, {day.year}."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["A", "B"], ["A", "B"]),
        ([{"id": 1, "description": "A"}, {"id": 2, "description": "B"}], ["A", "B"]),
        ({"Casual": 21, "Indie": 22, "Odd": None}, ["Indie", "Casual", "Odd"]),
        ("['A', \"B's\"]", ["A", "B's"]),
        ("{'Casual': 21, 'Indie': 22}", ["Indie", "Casual"]),
        ("A;B, C", ["A", "B, C"]),
        ("A, B", ["A", "B"]),
        ("Animation &amp; Modeling,B", ["Animation & Modeling", "B"]),
        ("[]", []),
        ("", None),
        (float("nan"), None),
        (r"\N", None),
        ("['A', 'B'", "['A', 'B'"),  # for cleaning to count as unreadable
        ("[__import__('os')]", "[__import__('os')]"),
    ],
)
def test_labels(value: object, expected: object) -> None:
    assert convert.to_label_list(value) == expected


def test_studios_that_stand_alone_are_not_split() -> None:
    assert convert.to_studio_list("['Fen Works, Inc.', 'Moss']") == ["Fen Works, Inc.", "Moss"]
    assert convert.to_studio_list("Fen Works, Inc.;Moss", separator=";") == [
        "Fen Works, Inc.",
        "Moss",
    ]
    assert convert.to_studio_list("Fen Works, Inc.,Moss") == "Fen Works, Inc.,Moss"


@pytest.mark.parametrize(
    ("overview", "expected"),
    [
        ({"currency": "USD", "initial": 499, "final": 499}, (4.99, "4.99", None)),
        ({"currency": "USD", "initial": 499, "final": 249}, (4.99, "4.99", 2.49)),
        ({"currency": "USD", "final": 499, "final_formatted": "$4.99"}, (4.99, "$4.99", None)),
        ({"currency": "EUR", "initial": 499, "final": 249}, (None, "4.99 EUR", None)),
        ({"final": 999}, (None, '{"final": 999}', None)),
        ({}, (None, "{}", None)),
        ("{'currency': 'GBP', 'initial': 399}", (None, "3.99 GBP", None)),
    ],
)
def test_prices_of_the_store(overview: object, expected: tuple[object, ...]) -> None:
    found = convert.store_price(overview)
    assert (found["price"], found.get("price_text"), found.get("discount_price")) == expected


def test_free_is_free_in_every_currency() -> None:
    assert convert.store_price(None, is_free="True") == {"price": 0.0, "price_text": "Free"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("76561190000000001", ("76561190000000001", "76561190000000001")),
        (76561190000000001, (76561190000000001, None)),
        ("a_name", ("a_name", None)),
        ("123.0", (123.0, None)),
        ("7.656119e+16", (7.656119e16, None)),  # for cleaning to refuse
        (None, (None, None)),
    ],
)
def test_users(value: object, expected: tuple[object, object]) -> None:
    assert tuple(convert.user_fields(value).values()) == expected


def test_numbers_of_one_set_name_no_strangers() -> None:
    assert convert.local_user_fields("a-set", "51.0") == {"user_id": "a-set:51"}
    assert convert.local_user_fields("a-set", "") == {"user_id": None}


@given(st.floats(0, 300_000, allow_nan=False))
def test_hours_with_one_decimal_are_exact_to_three_minutes(minutes: float) -> None:
    assert abs(convert.hours_to_minutes(f"{minutes / 60:,.1f}") - minutes) <= 3.5
