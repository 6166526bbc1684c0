"""Release dates and the dates of reviews, and days that no calendar has."""

import calendar
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.dates import ReviewDate, release_date, release_year, review_date
from etl.clean.errors import NoSuchDate, OutOfRange, Unreadable

DAYS = st.dates(date(1970, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-01-04", (date(2018, 1, 4), 2018)),
        (" 2018-01-04 ", (date(2018, 1, 4), 2018)),
        ("Oct 2010", (None, 2010)),
        ("Q1 2018", (None, 2018)),
        ("15.01.2018", (None, 2018)),
        ("21 Jun, 2017", (None, 2017)),
        ("2017-2018", (None, 2017)),
        ("2018-01-04T10:00:00", (None, 2018)),
        ("20180104", (None, 2018)),
        ("2018-W01-4", (None, 2018)),
        ("32019", (None, 2019)),
        ("2018年1月", (None, 2018)),
        ("1889-01-04", (date(1889, 1, 4), None)),
        ("预热群52756441", (None, None)),
        ("２０１８", (None, None)),  # noqa: RUF001 - digits of another script
        ("14 July", (None, None)),
        ("TBA", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_the_day_of_an_iso_date_and_the_first_year(
    text: str | None, expected: tuple[date | None, int | None]
) -> None:
    assert release_date(text) == expected


@given(st.text() | st.text(st.sampled_from("129054 -")))
def test_the_year_is_the_first_match_of_the_contract(text: str) -> None:
    years = [text[i : i + 4] for i in range(len(text)) if re.match("(19|20)[0-9][0-9]", text[i:])]
    assert release_year(text) == (int(years[0]) if years else None)


@pytest.mark.parametrize(
    "text", ["2018-02-30", "2017-02-29", "2018-13-01", "2018-00-10", "0000-01-01"]
)
def test_an_iso_date_that_does_not_exist_is_named(text: str) -> None:
    with pytest.raises(NoSuchDate, match=f"'{text}' is not a day of the calendar"):
        release_date(text)


@given(DAYS)
def test_a_review_date_is_read_with_and_without_year(day: date) -> None:
    month = calendar.month_name[day.month]
    assert review_date(f"Posted {month} {day.day}, {day.year}.") == (day.year, day.month, day.day)
    assert review_date(f"Last edited {month} {day.day}.") == (None, day.month, day.day)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Posted November 5, 2011.", ReviewDate(2011, 11, 5)),
        ("Posted July 3.", ReviewDate(None, 7, 3)),
        ("Posted February 29.", ReviewDate(None, 2, 29)),  # which years have it is seen later
        ("Posted February 29, 2012.", ReviewDate(2012, 2, 29)),
        ("Last edited December 05, 2015", ReviewDate(2015, 12, 5)),
        ("  posted: MAY 1 , 2014 . ", ReviewDate(2014, 5, 1)),
        ("", None),
        ("  ", None),
    ],
)
def test_forms_of_a_review_date(text: str, expected: ReviewDate | None) -> None:
    assert review_date(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Posted February 30.", "Posted February 29, 2015.", "Posted June 31, 2014.", "Posted May 0."],
)
def test_a_review_date_that_does_not_exist_is_named(text: str) -> None:
    with pytest.raises(NoSuchDate, match="is not a day of the calendar"):
        review_date(text)


@pytest.mark.parametrize("year", ["0000", "1969", "2101", "9999"])
def test_a_year_that_no_question_takes_is_out_of_range(year: str) -> None:
    with pytest.raises(OutOfRange, match="should have a year from 1970 to 2100"):
        review_date(f"Posted May 1, {year}.")


@pytest.mark.parametrize(
    "text",
    [
        "Posted",
        "November 5, 2011",
        "2011-11-05",
        "Posted Nov 5, 2011.",
        "Posted 5 November, 2011.",
        "Posted November 5, 11.",
        "Posted November 555, 2011.",
        "Posted November 5, 2011. Posted November 6, 2011.",
        "Posted Noviembre 5, 2011.",
        "Posted November ５, 2011.",  # noqa: RUF001 - a digit of another script
    ],
)
def test_other_forms_are_unreadable(text: str) -> None:
    with pytest.raises(Unreadable, match="should read like 'Posted November 5, 2011") as caught:
        review_date(text)
    assert type(caught.value) is Unreadable


@given(st.text())
def test_any_text_is_a_date_nothing_or_unreadable(text: str) -> None:
    try:
        assert review_date(text) is None or text.strip()
    except Unreadable:
        assert text.strip()
