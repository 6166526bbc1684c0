"""Streaming titles: text, durations, audience ratings, people, countries, categories."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, NamedTuple
from unicodedata import normalize

from db.names import NAME_CHARACTERS, name_key, read_sql_table
from etl.clean.dates import written_day
from etl.clean.errors import OutOfRange, Reject, Unreadable, shortened_repr
from etl.clean.labels import LABELS_MAX, Labels
from etl.clean.numbers import INT32_MAX, to_integer
from etl.clean.text import Name, to_text

PLATFORMS: Final = ("amazon", "disney", "hulu", "netflix")
"""By name; the first letter of each begins the ids of its titles."""
YEARS: Final = (1870, 2100)
"""Of releases."""
SCORES: Final = (1, 100)
"""Of the older tables' editors."""
STARS: Final = (0.5, 5.0)
COMMON_GENRES: Final = read_sql_table("agg", "common_genre")
"""From the key of a category to the genre that platforms share, as agg.common_genre() has it."""

_INVISIBLE: Final = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF], ""
)
_SHOW_ID: Final = re.compile(r"s([0-9]+)")
_TITLE_ID: Final = re.compile(rf"([{''.join(name[0] for name in PLATFORMS)}])s([0-9]+)")
_DURATION: Final = re.compile(r"([0-9]+) ?(min|season)s?", re.IGNORECASE)
_UNITS: Final = {"min": "minute", "season": "season"}
_KINDS: Final = {"movie": "movie", "tv show": "series"}
_MENDED_RATINGS: Final = {
    "AGES_18_": "18+",
    "AGES_16_": "16+",
    "16": "16+",
    "ALL_AGES": "ALL",
    "NOT_RATE": "NR",
}
# Of a name, after a comma: they are nobody's whole name.
_SUFFIX: Final = re.compile(r"(?:Jr|Sr|II|III|IV|Ph\.? ?D|M\.?D|D\.?D\.?S|Esq)\.?", re.IGNORECASE)
# The one category that has commas in its name.
_CATEGORY_WITH_COMMAS: Final = "Arts, Entertainment, and Culture"
_CATEGORIES: Final = re.compile(
    rf" ?{re.escape(_CATEGORY_WITH_COMMAS)}(?= ?(?:,|$))|[^,]+", re.IGNORECASE
)
_DIGITS_READ: Final = 10


class Duration(NamedTuple):
    """How long a title is; both are None where that is unknown."""

    number: int | None
    unit: str | None
    """'minute' or 'season'."""


UNKNOWN_DURATION: Final = Duration(None, None)


def clean_text(value: object) -> str | None:
    """Read a text as written: composed (NFC), on one line, without what is invisible.

    Runs of white space, of line breaks and no-break spaces too, become one space. Blank is unknown.

    Raises:
        Unreadable: not text.
        Reject: the text cannot be stored, see `etl.clean.text.require_storable_text`.
    """
    text = to_text(value)
    if text is None:
        return None
    if not text.isascii():
        text = normalize("NFC", text.translate(_INVISIBLE))
    return " ".join(text.split()) or None


def to_title_name(value: object) -> Name:
    """Read a name, cut at `NAME_CHARACTERS`; one without anything to see is unknown.

    Raises:
        Unreadable: not text.
        Reject: the text cannot be stored.
    """
    text = clean_text(value) or ""
    if not name_key(text):
        return Name(None, is_cut=False)
    return Name(text[:NAME_CHARACTERS].rstrip(), len(text) > NAME_CHARACTERS)


def find_platforms(file_name: str) -> list[str]:
    """Find the platforms that a file's name names, ignoring case."""
    folded = file_name.casefold()
    return [name for name in PLATFORMS if name in folded]


def parse_show_number(value: object) -> int:
    """Read a `show_id`, `s` and digits.

    Raises:
        Reject: `null_id`, `invalid_id` or `id_out_of_range`.
    """
    text = clean_text(value)
    if text is None:
        raise Reject("null_id", "show_id is missing; it should be s and a number")
    return _parse_id(text, _SHOW_ID, "show_id", "s and a number, as s123")


def parse_title_id(value: object) -> str:
    """Read the public id of a title, such as `as123`.

    Raises:
        Reject: `null_id`, `invalid_id` or `id_out_of_range`.
    """
    text = clean_text(value)
    if text is None:
        raise Reject("null_id", "movieId is missing; it should be like as123")
    number = _parse_id(text, _TITLE_ID, "movieId", "a platform's first letter, s and a number")
    return f"{text[0]}s{number}"


def _parse_id(text: str, form: re.Pattern[str], field: str, right: str) -> int:
    found = form.fullmatch(text)
    if found is None:
        raise Reject("invalid_id", f"{field}: {shortened_repr(text)} should be {right}")
    digits = found[form.groups].lstrip("0") or "0"
    if len(digits) > _DIGITS_READ or int(digits) > INT32_MAX:
        raise Reject(
            "id_out_of_range", f"{field}: {shortened_repr(text)} should have at most {INT32_MAX}"
        )
    return int(digits)


def parse_kind(value: object) -> str:
    """Read `type`: `movie` or `series`.

    Raises:
        Reject: `unknown_type`.
    """
    text = clean_text(value)
    kind = _KINDS.get((text or "").casefold())
    if kind is None:
        raise Reject("unknown_type", f"type: {shortened_repr(text)} should be Movie or TV Show")
    return kind


def parse_release_year(value: object) -> int | None:
    """Read a year from 1870 to 2100; None where nothing is written.

    Raises:
        Unreadable: not a whole number.
        Reject: `year_out_of_range`.
    """
    try:
        return to_integer(clean_text(value), low=YEARS[0], high=YEARS[1])
    except OutOfRange as error:
        raise Reject("year_out_of_range", f"release_year: {error}") from error


def parse_editorial_score(value: object) -> int | None:
    """Read a score from 1 to 100; None where nothing is written.

    Raises:
        Unreadable: not such a number.
    """
    return to_integer(clean_text(value), low=SCORES[0], high=SCORES[1])


def parse_published_score(value: object) -> float:
    """Read a mean of stars, 0.5 to 5.

    Raises:
        Reject: `missing_score`, `invalid_score` or `score_out_of_range`.
    """
    text = clean_text(value)
    if text is None:
        raise Reject("missing_score", "the score is missing; it should be from 0.5 to 5")
    try:
        score = float(text)
    except ValueError:
        raise Reject("invalid_score", f"{shortened_repr(text)} should be a number") from None
    if not STARS[0] <= score <= STARS[1]:  # NaN is not
        raise Reject("score_out_of_range", f"{shortened_repr(text)} should be from 0.5 to 5")
    return score


def parse_added_on(value: object) -> date | None:
    """Read `date_added`; None where nothing is written.

    Raises:
        Unreadable: not a day, see `etl.clean.dates.written_day`.
    """
    return written_day(clean_text(value))


def parse_duration(value: object) -> Duration:
    """Read `90 min` or `2 Seasons`; 0 is unknown.

    Raises:
        Unreadable: no duration.
        OutOfRange: one that no column holds.
    """
    text = clean_text(value)
    if text is None:
        return UNKNOWN_DURATION
    found = _DURATION.fullmatch(text)
    if found is None:
        raise Unreadable(f"{shortened_repr(text)} should read like 90 min or 2 Seasons")
    digits = found[1].lstrip("0")
    if len(digits) > _DIGITS_READ or int(digits or 0) > INT32_MAX:
        raise OutOfRange(f"{shortened_repr(text)} should be at most {INT32_MAX}")
    return Duration(int(digits), _UNITS[found[2].lower()]) if digits else UNKNOWN_DURATION


def is_duration(text: str | None) -> bool:
    """Tell whether a text reads as a duration."""
    return text is not None and _DURATION.fullmatch(text) is not None


def mend_audience_rating(text: str) -> str:
    """Write a broken code as the platform writes it elsewhere; any other as it is."""
    return _MENDED_RATINGS.get(text, text)


def parse_people(value: object) -> Labels:
    """Read names between commas, each once.

    `Jr.`, `Ph.D.`, `MD` and the like join the name before; what has no letter is no name.

    Raises:
        Unreadable: not text.
        Reject: a text that cannot be stored.
    """
    names: list[str] = []
    for part in _split_at_commas(value):
        if names and _SUFFIX.fullmatch(part):
            names[-1] = f"{names[-1]}, {part}"
        elif any(map(str.isalpha, part)):
            names.append(part)
    return _unique_names(names)


def parse_countries(value: object) -> Labels:
    """Read countries between commas, each once; empty parts are none.

    Raises:
        Unreadable: not text.
        Reject: a text that cannot be stored.
    """
    return _unique_names(_split_at_commas(value))


def parse_categories(value: object) -> Labels:
    """Read categories between commas, each once; the one with commas in its name stays whole.

    Raises:
        Unreadable: not text.
        Reject: a text that cannot be stored.
    """
    return _unique_names(_split_at_commas(value, _CATEGORIES.findall))


def _split_at_commas(
    value: object, split: Callable[[str], Iterable[str]] = lambda text: text.split(",")
) -> list[str]:
    return [name for part in split(clean_text(value) or "") if (name := part.strip())]


def _unique_names(parts: Iterable[str]) -> Labels:
    kept: dict[str, str] = {}
    cut = left_out = 0
    for part in parts:
        name = part[:NAME_CHARACTERS].rstrip()
        key = name_key(name)
        if not key:
            continue
        cut += len(part) > NAME_CHARACTERS
        if len(kept) < LABELS_MAX or key in kept:
            kept.setdefault(key, name)
        else:
            left_out += 1
    return Labels(list(kept.values()), left_out, cut)
