"""Prices: numbers, free in any words, amounts in texts, and what is unknown."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.errors import OutOfRange, Reject, Unreadable
from etl.clean.prices import parse_price


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (4.99, "4.99"),
        (5, "5.00"),
        (0, "0.00"),
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (4.999, "5.00"),
        (99_999_999.99, "99999999.99"),
        ("Free", "0.00"),
        ("Free To Play", "0.00"),
        ("Play for FREE!", "0.00"),
        ("Free HITMAN™ Holiday Pack", "0.00"),
        ("Starting at $499.00", "499.00"),
        ("Starting at $1,499.50", "1499.50"),
        ("$5", "5.00"),
        ("$ 5.5", "5.50"),
        ("4.99", "4.99"),
        (" 4.99 ", "4.99"),
        ("5", "5.00"),
        ("1,499", "1499.00"),
        ("5 USD", "5.00"),
        ("USD 5", "5.00"),
        ("US$ 5.99", "5.99"),
        ("Only $5.99 NOW", "5.99"),
        ("from 9.99", "9.99"),
        ("4.99$", "4.99"),
    ],
)
def test_a_price_with_an_amount(value: object, amount: str) -> None:
    assert str(parse_price(value)) == amount


@pytest.mark.parametrize(
    "text",
    [
        "TBA",
        "Third-party",
        "Play Now",
        "Install Theme",
        "Play WARMACHINE 2",
        "€4.99",
        "4.99 £",
        "4,99€",
        "$4,99",
        "$1.299,00",
        "4.99 GBP",
        "CHF 12.99",
        "kr 45.00",
        "R$ 10.00",
        "-4.99",
        "-$4.99",
    ],
)
def test_a_text_without_an_amount_is_unknown(text: str) -> None:
    assert parse_price(text) is None


@pytest.mark.parametrize("value", [None, math.nan, "", "  "])
def test_nothing_written_is_unknown(value: object) -> None:
    assert parse_price(value) is None


@pytest.mark.parametrize("value", [True, [4.99], {}, pytest.param(1 << 100_000, id="huge")])
def test_what_is_no_price_is_unreadable(value: object) -> None:
    with pytest.raises(Unreadable):
        parse_price(value)


@pytest.mark.parametrize(
    "value",
    [-1, -0.01, 0.001, "$0.004", 100_000_000, 99_999_999.996, 1e300, math.inf, "$123456789012"],
)
def test_an_amount_that_is_none_in_cents_is_out_of_range(value: object) -> None:
    with pytest.raises(OutOfRange):
        parse_price(value)


def test_a_text_that_cannot_be_stored_rejects_the_record() -> None:
    with pytest.raises(Reject):
        parse_price("free\0")


@given(st.integers(0, 9_999_999_999))
def test_cents_survive_however_they_are_written(cents: int) -> None:
    expected = Decimal(cents).scaleb(-2)
    assert parse_price(f"Starting at ${expected:,}") == expected
    assert parse_price(float(expected)) == expected


@given(st.text() | st.floats() | st.integers())
def test_any_value_is_a_price_unknown_or_refused(value: object) -> None:
    try:
        amount = parse_price(value)
    except (Unreadable, Reject):
        return
    assert amount is None or 0 <= amount < 100_000_000
