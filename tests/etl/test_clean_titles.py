"""Texts, durations, ratings, people, countries and categories of streaming titles."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.names import NAME_CHARACTERS, name_key
from etl.clean.errors import NoSuchDate, OutOfRange, Reject, Unreadable
from etl.clean.titles import (
    COMMON_GENRES,
    clean_text,
    find_platforms,
    is_duration,
    mend_audience_rating,
    parse_added_on,
    parse_categories,
    parse_countries,
    parse_duration,
    parse_editorial_score,
    parse_kind,
    parse_people,
    parse_published_score,
    parse_release_year,
    parse_show_number,
    parse_title_id,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
INVISIBLE = "\u200b\u200e\u202a\u202e\u2060\ufeff"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (" Sairat ", "Sairat"),
        ("a\u00a0 b\r\nc\td", "a b c d"),
        ("\ufeffDon\u200bt\u2060", "Dont"),
        ("e\u0301", "é"),
        ("Ninja \ufffd", "Ninja \ufffd"),
        ("&amp; 1 < 2", "&amp; 1 < 2"),
        (" \u200b\n", None),
        (None, None),
        (2012.0, "2012"),
    ],
)
def test_texts_are_composed_and_on_one_line(raw: object, expected: str | None) -> None:
    assert clean_text(raw) == expected


@given(TEXTS)
def test_a_clean_text_stays_as_it_is(raw: str) -> None:
    found = clean_text(raw)
    if found is not None:
        assert clean_text(found) == found
        assert unicodedata.is_normalized("NFC", found)
        assert found == " ".join(found.split())
        assert not set(found) & set(INVISIBLE)


@given(TEXTS, st.lists(st.sampled_from(INVISIBLE)))
def test_what_is_invisible_changes_nothing(raw: str, inserted: list[str]) -> None:
    assert clean_text(raw + "".join(inserted)) == clean_text(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("90 min", (90, "minute")),
        ("1 Season", (1, "season")),
        ("2 Seasons", (2, "season")),
        ("12 SEASONS", (12, "season")),
        (" 74\u00a0min ", (74, "minute")),
        ("0 min", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_durations(raw: object, expected: tuple[int | None, str | None]) -> None:
    assert parse_duration(raw) == expected


@pytest.mark.parametrize("raw", ["90", "PG-13", "-1 min", "1.5 min", "1 h 30 min", "min"])
def test_what_is_no_duration(raw: str) -> None:
    assert not is_duration(raw)
    with pytest.raises(Unreadable):
        parse_duration(raw)


def test_a_duration_that_no_column_holds() -> None:
    with pytest.raises(OutOfRange):
        parse_duration("99999999999 min")


@given(st.integers(1, 2**31 - 1), st.sampled_from(["min", "Season", "Seasons"]))
def test_every_duration_is_read(number: int, unit: str) -> None:
    text = f"{number} {unit}"
    assert is_duration(text)
    assert parse_duration(text) == (number, "minute" if unit == "min" else "season")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("AGES_18_", "18+"),
        ("AGES_16_", "16+"),
        ("16", "16+"),
        ("ALL_AGES", "ALL"),
        ("NOT_RATE", "NR"),
        ("NOT RATED", "NOT RATED"),
        ("TV-Y7-FV", "TV-Y7-FV"),
    ],
)
def test_broken_codes_are_mended(raw: str, expected: str) -> None:
    assert mend_audience_rating(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("September 25, 2021", date(2021, 9, 25)),
        (" August 4, 2017", date(2017, 8, 4)),
        ("2021-09-25", date(2021, 9, 25)),
        ("", None),
        (None, None),
    ],
)
def test_days(raw: object, expected: date | None) -> None:
    assert parse_added_on(raw) == expected


def test_days_that_are_none() -> None:
    with pytest.raises(NoSuchDate):
        parse_added_on("February 30, 2021")
    with pytest.raises(Unreadable):
        parse_added_on("25.9.2021")


@given(st.dates())
def test_every_day_is_read(day: date) -> None:
    written = f"{day:%B} {day.day}, {day.year:04}"
    assert parse_added_on(written) == parse_added_on(day.isoformat()) == day


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Ana Lu, Bo Quay", ["Ana Lu", "Bo Quay"]),
        ("Cuba Gooding, Jr., Ana", ["Cuba Gooding, Jr.", "Ana"]),
        ("H. Davis, Jr., Ph.D., Jack Lee, JR, Nick, Phd", [
            "H. Davis, Jr., Ph.D.", "Jack Lee, JR", "Nick, Phd",
        ]),
        ("Dr. Steven Greer, MD", ["Dr. Steven Greer, MD"]),
        ("Films, Inc.", ["Films", "Inc."]),
        ("1", []),
        ("1, 50 Cent, -,  , Ana", ["50 Cent", "Ana"]),
        ("Ana, ANA, ana", ["Ana"]),
        ("Straße, STRASSE", ["Straße"]),
        ("Jr., Ana", ["Jr.", "Ana"]),
        ("綾小路, 1", ["綾小路"]),
        ("", []),
        (None, []),
    ],
)  # fmt: skip
def test_people(raw: object, expected: list[str]) -> None:
    assert parse_people(raw).names == expected


@given(st.lists(TEXTS))
def test_people_are_there_once_and_have_letters(parts: list[str]) -> None:
    found = parse_people(",".join(parts)).names
    keys = [name_key(name) for name in found]
    assert len(set(keys)) == len(keys)
    assert "" not in keys
    assert all(any(map(str.isalpha, name)) and len(name) <= NAME_CHARACTERS for name in found)


def test_a_long_name_is_cut_and_counted() -> None:
    found = parse_people("x" * 501 + ", Ana")
    assert found == (["x" * 500, "Ana"], 0, 1)


def test_countries() -> None:
    assert parse_countries(", France, Soviet Union,,france").names == ["France", "Soviet Union"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Drama, Kids", ["Drama", "Kids"]),
        (
            "Action, Arts, Entertainment, and Culture, Drama",
            ["Action", "Arts, Entertainment, and Culture", "Drama"],
        ),
        ("Arts, Entertainment, and Culture", ["Arts, Entertainment, and Culture"]),
        ("Arts, Entertainment", ["Arts", "Entertainment"]),
        ("Fine Arts, Entertainment, and Culture", ["Fine Arts", "Entertainment", "and Culture"]),
        ("Arts, Entertainment, and Cultures", ["Arts", "Entertainment", "and Cultures"]),
    ],
)
def test_categories(raw: str, expected: list[str]) -> None:
    assert parse_categories(raw).names == expected


def test_every_known_category_has_a_common_genre() -> None:
    assert len(COMMON_GENRES) == 118
    assert COMMON_GENRES["tv dramas"] == COMMON_GENRES["drama"] == "Drama"
    assert COMMON_GENRES["kids' tv"] == COMMON_GENRES["kids"]
    assert all(name_key(category) == category for category in COMMON_GENRES)


@pytest.mark.parametrize(
    ("reader", "raw", "expected"),
    [
        (parse_show_number, " s12 ", 12),
        (parse_show_number, "s007", 7),
        (parse_title_id, "ns0010", "ns10"),
        (parse_kind, "Movie", "movie"),
        (parse_kind, " TV Show", "series"),
        (parse_release_year, "2016", 2016),
        (parse_release_year, "1870.0", 1870),
        (parse_release_year, "", None),
        (parse_editorial_score, "100", 100),
        (parse_editorial_score, None, None),
        (parse_published_score, "3.5493", 3.5493),
    ],
)
def test_values(reader: object, raw: object, expected: object) -> None:
    assert reader(raw) == expected  # type: ignore[operator]


@pytest.mark.parametrize(
    ("reader", "raw", "reason"),
    [
        (parse_show_number, "", "null_id"),
        (parse_show_number, "12", "invalid_id"),
        (parse_show_number, "s", "invalid_id"),
        (parse_show_number, "s٣", "invalid_id"),
        (parse_show_number, "s99999999999", "id_out_of_range"),
        (parse_title_id, "xs1", "invalid_id"),
        (parse_title_id, None, "null_id"),
        (parse_kind, "Short", "unknown_type"),
        (parse_kind, "", "unknown_type"),
        (parse_release_year, "1869", "year_out_of_range"),
        (parse_release_year, "2101", "year_out_of_range"),
        (parse_published_score, "", "missing_score"),
        (parse_published_score, "good", "invalid_score"),
        (parse_published_score, "nan", "score_out_of_range"),
        (parse_published_score, "5.01", "score_out_of_range"),
    ],
)
def test_refused_values(reader: object, raw: object, reason: str) -> None:
    with pytest.raises(Reject) as refused:
        reader(raw)  # type: ignore[operator]
    assert refused.value.reason == reason


def test_unreadable_values() -> None:
    for reader, raw in ((parse_release_year, "soon"), (parse_editorial_score, "101")):
        with pytest.raises(Unreadable):
            reader(raw)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Amazon_prime_titles-score.csv", ["amazon"]),
        ("DISNEY_plus.csv.gz", ["disney"]),
        ("titles.csv", []),
        ("n.csv", []),
        ("hulu_and_netflix.csv", ["hulu", "netflix"]),
    ],
)
def test_platforms_in_names_of_files(name: str, expected: list[str]) -> None:
    assert find_platforms(name) == expected
