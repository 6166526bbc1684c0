"""Dates: of release ("Oct 2010", an ISO date) and of reviews ("Posted November 5, 2011.")."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from etl.clean.errors import NoSuchDate, OutOfRange, Unreadable, shortened_repr

YEARS: Final = (1970, 2100)
"""The years the questions take; a review posted outside them would spoil the year of the crawl."""

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
MONTHS: Final[tuple[str, ...]] = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""In English, whatever the machine's language is."""
_MONTHS: Final = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_REVIEW_DATE: Final = re.compile(
    rf"(?:posted|last edited):?\s+(?P<month>{'|'.join(_MONTHS)})\s+(?P<day>[0-9]{{1,2}})"
    r"(?:\s*,\s*(?P<year>[0-9]{4}))?\s*\.?",
    re.IGNORECASE | re.ASCII,
)
_WRITTEN_DAY: Final = re.compile(
    rf"(?P<month>{'|'.join(_MONTHS)}) (?P<day>[0-9]{{1,2}}), ?(?P<year>[0-9]{{4}})",
    re.IGNORECASE | re.ASCII,
)
_LEAP_YEAR: Final = 2000  # lets "February 29." pass: its year is inferred later


class ReviewDate(NamedTuple):
    """A day as reviews state it; `year` is None where none is written."""

    year: int | None
    month: int
    day: int


@dataclass(kw_only=True, slots=True)
class ReviewDays:
    """The days that the reviews of a file name: sets, so that many reviews take no more room."""

    posted: set[ReviewDate] = field(default_factory=set)
    edited: set[ReviewDate] = field(default_factory=set)

    def latest_year(self) -> int | None:
        """Give the year of the latest review that is dated."""
        return max((day.year for day in self.posted if day.year is not None), default=None)

    def latest(self, year: int | None) -> date | None:
        """Give the latest day of all, those without a year being of `year`."""
        days = (_date_in_year(day, year) for day in self.posted | self.edited)
        return max((day for day in days if day is not None), default=None)


def _date_in_year(day: ReviewDate, year: int | None) -> date | None:
    year = day.year if day.year is not None else year
    try:
        return None if year is None else date(year, day.month, day.day)
    except ValueError:  # February 29 in a year that has none
        return None


@lru_cache(maxsize=8192)  # 64,000 games came out on 4,000 days
def release_date(text: str | None) -> tuple[date | None, int | None]:
    """Read a release date: the day of an ISO date, and the year.

    Contract: "an ISO date is kept as a date. `release_year` is the first `19dd` or `20dd` in the
    text, null when there is none."

    Raises:
        NoSuchDate: an ISO date that no calendar has; `release_year` still reads its year.
    """
    if text is None:
        return None, None
    year = release_year(text)
    parts = _ISO.fullmatch(text.strip())
    if parts is None:
        return None, year
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3])), year
    except ValueError as error:
        raise NoSuchDate(f"{shortened_repr(text)} is not a day of the calendar") from error


def release_year(text: str) -> int | None:
    """Find the first `19dd` or `20dd`, ASCII digits only, wherever it stands in the text."""
    found = _YEAR.search(text)
    return int(found[0]) if found else None


@lru_cache(maxsize=8192)  # 59,305 reviews were posted on 2,000 days
def review_date(text: str) -> ReviewDate | None:
    """Read `posted` or `last_edited`; blank text is None.

    Contract: "Posted November 5, 2011." or, without a year, "Posted July 3."

    Raises:
        Unreadable: no date of this form.
        NoSuchDate: a date that no calendar has, such as "February 30".
        OutOfRange: a year outside 1970 to 2100.
    """
    if not text.strip():
        return None
    parts = _REVIEW_DATE.fullmatch(text.strip())
    if parts is None:
        raise Unreadable(f"{shortened_repr(text)} should read like 'Posted November 5, 2011.'")
    year = int(parts["year"]) if parts["year"] else None
    found = ReviewDate(year, _MONTHS[parts["month"].lower()], int(parts["day"]))
    if year is not None and not YEARS[0] <= year <= YEARS[1]:
        raise OutOfRange(f"{shortened_repr(text)} should have a year from {YEARS[0]} to {YEARS[1]}")
    try:
        date(_LEAP_YEAR if year is None else year, found.month, found.day)
    except ValueError as error:
        raise NoSuchDate(f"{shortened_repr(text)} is not a day of the calendar") from error
    return found


def written_day(text: str | None) -> date | None:
    """Read a day: "September 25, 2021" or 2021-09-25; None where nothing is written.

    Raises:
        Unreadable: no day of this form.
        NoSuchDate: a day that no calendar has.
    """
    if text is None:
        return None
    try:
        if parts := _WRITTEN_DAY.fullmatch(text):
            return date(int(parts["year"]), _MONTHS[parts["month"].lower()], int(parts["day"]))
        if parts := _ISO.fullmatch(text):
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError as error:
        raise NoSuchDate(f"{shortened_repr(text)} is not a day of the calendar") from error
    raise Unreadable(f"{shortened_repr(text)} should read like 'September 25, 2021'")
