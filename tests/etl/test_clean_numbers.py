"""Numbers however they are written; booleans never."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.errors import OutOfRange, Unreadable
from etl.clean.numbers import is_rounded, metascore, playtime_minutes, to_boolean, to_integer

INT64 = st.integers(-(2**63), 2**63 - 1)


@given(INT64)
def test_every_way_to_write_a_number_gives_the_number(number: int) -> None:
    for text in (str(number), f" {number}\n", f"{number:021d}"):
        assert to_integer(text) == number
    assert to_integer(number) == number


@given(st.integers(1 - 2**53, 2**53 - 1))
def test_integral_floats_are_numbers(number: int) -> None:
    for value in (float(number), f"{number}.0", f"{number}."):
        assert to_integer(value) == number
        assert not is_rounded(value)


@pytest.mark.parametrize("value", [2.0**53, -(2.0**53), 7.656119000000001e16, f"{2**53}.0"])
def test_floats_without_their_last_digits_are_no_numbers(value: object) -> None:
    with pytest.raises(Unreadable, match="lost its last digits"):
        to_integer(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7.656119000000001e16", True),
        ("7.65612E+16", True),
        ("8e+16", True),
        (" 76561198000000000.0 ", True),
        ("76561198000000001", False),
        (76561198000000001, False),
        ("1e16", False),  # as people name themselves
        ("1.5e3", False),
        ("a1.0e99", False),
        (True, False),
        (None, False),
    ],
)
def test_a_rounded_number_is_told_by_its_form(value: object, expected: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    assert is_rounded(value) is expected


@given(st.integers(min_value=2**63) | st.integers(max_value=-(2**63) - 1))
def test_beyond_64_bits_is_out_of_range(number: int) -> None:
    for value in (number, str(number)):
        with pytest.raises(OutOfRange, match="should be from"):
            to_integer(value)


@pytest.mark.parametrize(
    "value", ["9" * 100, "9" * 5_000, -(10**30), 1e300, pytest.param(1 << 100_000, id="huge")]
)
def test_absurd_numbers_are_out_of_range(value: object) -> None:
    with pytest.raises(OutOfRange):
        to_integer(value)


@pytest.mark.parametrize("value", [None, math.nan, "", "  "])
def test_nothing_written_is_unknown(value: object) -> None:
    assert to_integer(value) is None
    assert playtime_minutes(value) is None
    assert metascore(value) is None
    assert to_boolean(value) is None


@pytest.mark.parametrize(
    "value",
    [
        *[True, False, [], {}, [1], 1.5, math.inf, -math.inf],
        *["ten", "1.5", "1e3", "0x10", "1_000", "1,000", "+5", "- 5", "--5", "1 0", "NaN", "True"],
        *["１２", "٣", "²", "10\x00", "\xa010", ".0", "-"],  # noqa: RUF001 - digits of other scripts
    ],
)
def test_what_is_no_whole_number_is_unreadable(value: object) -> None:
    with pytest.raises(Unreadable, match="should be a whole number") as caught:
        to_integer(value)
    assert not isinstance(caught.value, OutOfRange)


@given(st.text() | st.floats() | st.booleans() | st.none())
def test_any_value_is_a_number_unknown_or_refused(value: object) -> None:
    try:
        number = to_integer(value)
    except Unreadable:
        return
    assert number is None or (type(number) is int and -(2**63) <= number < 2**63)


@pytest.mark.parametrize("minutes", [0, 1, 20_000_000, "277", 6.0])
def test_a_playtime_is_minutes(minutes: str | float) -> None:
    assert playtime_minutes(minutes) == int(minutes)


@pytest.mark.parametrize("minutes", [-1, "-1", 20_000_001, 2**63, -(2**70), 1e18])
def test_a_playtime_beyond_a_life_is_out_of_range(minutes: object) -> None:
    with pytest.raises(OutOfRange, match="should be from 0 to 20000000"):
        playtime_minutes(minutes)


def test_a_metascore_is_0_to_100() -> None:
    assert [metascore(value) for value in (0, 100, "91", 91.0)] == [0, 100, 91, 91]
    for value in ("NA", 101, -1, True, [91]):
        with pytest.raises(Unreadable):
            metascore(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), (False, False), ("true", True), ("False", False), (" TRUE ", True)],
)
def test_truth_is_a_boolean_or_its_word(value: object, expected: object) -> None:
    assert to_boolean(value) is expected


@pytest.mark.parametrize("value", [0, 1, 1.0, "yes", "1", [], {}])
def test_numbers_are_no_truth_values(value: object) -> None:
    with pytest.raises(Unreadable, match="should be True or False"):
        to_boolean(value)
