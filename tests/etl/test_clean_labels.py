"""Lists of labels and the studios of a credit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.errors import Reject, Unreadable
from etl.clean.labels import LABELS_MAX, parse_labels, parse_studios, split_studios


@pytest.mark.parametrize(
    ("credit", "expected"),
    [
        ("Valve", ["Valve"]),
        ("Gearbox Software,Aspyr (Mac & Linux)", ["Gearbox Software", "Aspyr (Mac & Linux)"]),
        ("CAPCOM CO., LTD.", ["CAPCOM CO., LTD."]),
        (
            "Gearbox Software,Aspyr (Mac &amp;amp; Linux)",
            ["Gearbox Software", "Aspyr (Mac & Linux)"],
        ),
        ("A,\tB", ["A,\tB"]),
        (" A ,B,,C,", ["A", "B", "C"]),
        (", A", [", A"]),
        ("", []),
    ],
)
def test_studios_are_split_at_a_comma_that_no_space_follows(
    credit: str, expected: list[str]
) -> None:
    assert split_studios(credit) == expected


def test_a_studio_counts_once_for_a_game() -> None:
    assert parse_studios("Valve,VALVE,Hidden Path") == (["Valve", "Hidden Path"], 0, 0)
    assert parse_studios("Straße,STRASSE,Stra\u00adsse") == (["Straße"], 0, 0)
    assert parse_studios(None) == ([], 0, 0)
    assert parse_studios(1984) == (["1984"], 0, 0)


@given(st.lists(st.text(st.sampled_from("ab, &;")), max_size=4))
def test_studios_are_trimmed_and_never_blank(parts: list[str]) -> None:
    found = split_studios(",".join(parts))
    assert all(name and name == name.strip() for name in found)


def test_labels_are_clean_and_kept_once_in_order() -> None:
    value = [" Action ", "action", "", "  ", "Design &amp; Illustration", 1980, None, math.nan]
    assert parse_labels(value) == (["Action", "Design & Illustration", "1980"], 0, 0)


def test_entries_that_cannot_be_read_or_are_cut_are_counted() -> None:
    assert parse_labels(["Action", True, ["x"], {}, "x" * 501]) == (["Action", "x" * 500], 3, 1)
    spellings, unreadable, _ = parse_labels([str(number) for number in range(LABELS_MAX + 5)])
    assert (len(spellings), unreadable) == (LABELS_MAX, 5)


@pytest.mark.parametrize("value", ["Action", 5, True, {"a": 1}])
def test_labels_are_a_list(value: object) -> None:
    with pytest.raises(Unreadable, match="should be a list"):
        parse_labels(value)


@pytest.mark.parametrize("value", [["Valve"], True, {}])
def test_a_credit_is_one_text(value: object) -> None:
    with pytest.raises(Unreadable):
        parse_studios(value)


def test_a_credit_without_end_is_cut() -> None:
    names, unreadable, cut = parse_studios(",".join(str(number) for number in range(2_000)))
    assert (names[-1], len(names), unreadable, cut) == ("1221", 1_222, 0, 1)


def test_absent_labels_are_none_at_all() -> None:
    assert parse_labels(None) == parse_labels(math.nan) == ([], 0, 0)


def test_a_label_that_cannot_be_stored_rejects_the_record() -> None:
    with pytest.raises(Reject):
        parse_labels(["Action", "In\0die"])
    with pytest.raises(Reject):
        parse_studios("Val\ud83dve")
