"""Conversions that several formats share: from a value as a set writes it to an official-like one.

They take what JSON or a cell of a table holds and return what the collectors of etl/transform read.
A value that they do not know is returned as it is, so that cleaning counts it as unreadable.
"""

import datetime as dt
import json
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from etl.clean.dates import MONTHS
from etl.clean.errors import Reject
from etl.clean.text import is_absent, unescape_text
from etl.formats.base import Kind, Record
from etl.read.parse import parse_line

STEAM_ID: Final = re.compile(r"[0-9]{17}")

_FLOAT: Final = re.compile(r"[0-9]+\.[0-9]*(?:[eE]\+?[0-9]+)?")
_NULLS: Final = frozenset({"", r"\N", "NaN", "nan"})
_MONTHS: Final = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_DATES: Final = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?:[T ][0-9:.]+Z?)?"),
    re.compile(r"(?P<b>[A-Za-z]{3})[a-z]* (?P<d>[0-9]{1,2}), (?P<y>[0-9]{4})"),
    re.compile(r"(?P<d>[0-9]{1,2}) (?P<b>[A-Za-z]{3})[a-z]*,? (?P<y>[0-9]{4})"),
)
_ISO_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]")
_NO_YEAR: Final = 1900  # what student files write for an unknown one
_YEARS: Final = range(1970, 2101)
_SECONDS: Final = (10**8, 5 * 10**9)  # 1973 to 2128; below are years, above milliseconds
_LITERALS: Final = ("[", "{")
_LITERAL_CHARACTERS: Final = 65_536
_SHORT: Final = 15
_COUNT_MAX: Final = 2**31 - 1  # the store writes 2^32 - 1 for a count below zero
_TRUTHS: Final = {"true": True, "false": False, "1": True, "0": False, "1.0": True, "0.0": False}


def known_or_none(value: Any) -> Any:  # noqa: ANN401 - whatever a file holds
    r"""Return a value that says something, else None: None, NaN, blank and `\N` say nothing."""
    if isinstance(value, str):
        return None if value.strip() in _NULLS else value
    return None if is_absent(value) else value


def parse_literal(value: Any) -> Any:  # noqa: ANN401
    """Read a text that holds a list or an object as JSON or Python writes it; nothing is run."""
    if not isinstance(value, str) or not value.lstrip().startswith(_LITERALS):
        return value
    if len(value) > _LITERAL_CHARACTERS:
        return value
    try:
        return parse_line(f'{{"value": {value}}}'.encode(errors="surrogatepass"))["value"]
    except (Reject, KeyError):
        return value


def to_label_list(value: Any, *, separator: str | None = None) -> Any:  # noqa: ANN401
    """Read labels as a list, whatever the list looks like.

    It may be a list of texts, or of objects with a `description`; `{tag: votes}`, which comes out
    by votes; or a text: such a list as a literal, or names between semicolons or else commas.
    """
    value = parse_literal(known_or_none(value))
    if isinstance(value, dict):
        return sorted(value, key=lambda tag: -_label_votes(value[tag]))
    if isinstance(value, list):
        return [one.get("description") if isinstance(one, dict) else one for one in value]
    if isinstance(value, str) and not value.lstrip().startswith(_LITERALS):
        text = unescape_text(value)
        return [part.strip() for part in text.split(separator or (";" if ";" in text else ","))]
    return value


def _label_votes(value: object) -> float:
    return value if isinstance(value, int | float) and not math.isnan(value) else 0


def to_studio_list(value: Any, *, separator: str | None = None) -> Any:  # noqa: ANN401
    """Read studios as a list whose names stay whole; a text is split at the separator alone."""
    value = parse_literal(known_or_none(value))
    if isinstance(value, str) and separator:
        return [part.strip() for part in unescape_text(value).split(separator)]
    return value


def parse_number(value: Any) -> float | None:  # noqa: ANN401
    """Read a number, also as text with thousands commas; None where there is none."""
    if isinstance(value, str):
        try:
            value = float(value.replace(",", ""))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < math.inf else None  # NaN is not, and any integer may be


def parse_count(value: Any) -> int | None:  # noqa: ANN401
    """Read a count; None where there is none, or one that no count can be."""
    found = parse_number(value)
    return int(found) if found is not None and 0 <= found <= _COUNT_MAX else None


def parse_short_digits(value: Any) -> Any:  # noqa: ANN401
    """Read a cell of a few digits; anything else stays, for cleaning to read at its leisure."""
    is_short = isinstance(value, str) and len(value) <= _SHORT and value.isascii()
    return int(value) if is_short and value.isdigit() else value


def parse_flag(value: Any) -> Any:  # noqa: ANN401
    """Read a truth value, also as 0 and 1, as numbers or text."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        return _TRUTHS.get(str(value).strip().lower(), value)
    return value


def hours_to_minutes(hours: Any) -> Any:  # noqa: ANN401
    """Read hours with one decimal as minutes, exact to 3; what is no number stays as it is."""
    found = parse_number(hours)
    return hours if found is None or abs(found) > _COUNT_MAX else round(found * 60)


def round_minutes(value: Any) -> Any:  # noqa: ANN401
    """Round minutes that pandas made floats of; what is no number stays as it is."""
    found = parse_number(value)
    return value if found is None else round(found)


@lru_cache(maxsize=8192)  # millions of reviews were posted on a few thousand days
def parse_day(value: str | float) -> dt.date | None:
    """Read a day: 2016-03-09, Mar 9, 2016, 9 Mar, 2016, with a time or without, Unix seconds.

    Seconds count in UTC; 0 and the year 1900 mean unknown.
    """
    if isinstance(value, str):
        text = value.strip()
        for pattern in _DATES:
            if parts := pattern.fullmatch(text):
                found = parts.groupdict()
                month = found["m"] if "m" in found else _MONTHS.get(found["b"].lower(), 0)
                return _date_or_none(int(found["y"]), int(month), int(found["d"]))
    seconds = parse_number(value)
    if seconds is None or seconds < _SECONDS[0]:
        return None
    if seconds > _SECONDS[1]:
        seconds /= 1000
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date()
    except (OverflowError, ValueError, OSError):
        return None


def _date_or_none(year: int, month: int, day_of_month: int) -> dt.date | None:
    try:
        return None if year == _NO_YEAR else dt.date(year, month, day_of_month)
    except ValueError:
        return None


def to_posted_text(value: Any) -> Any:  # noqa: ANN401
    """Write the day of a review as the community does: 'Posted November 5, 2011.'."""
    return _posted_text(value) if isinstance(value, str | int | float) else value


@lru_cache(maxsize=8192)
def _posted_text(value: str | float) -> str | float:
    found = parse_day(value)
    if found is None:
        return value
    return f"Posted {MONTHS[found.month - 1]} {found.day}, {found.year}."


def release_fields(value: Any) -> Record:  # noqa: ANN401
    """Read a release date: the ISO date where there is a day, and the text as it was written."""
    value = parse_literal(known_or_none(value))
    if isinstance(value, dict) and "date" in value:
        value = known_or_none(value["date"])
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return {"release_date": value}
    year = parse_number(value)
    if year is not None and year in (_NO_YEAR, *_YEARS):
        value = None if year == _NO_YEAR else str(int(year))
        return {"release_date": value}
    found = parse_day(value)
    if found is None:
        return {"release_date": None if str(value).startswith(str(_NO_YEAR)) else value}
    return {"release_date": found.isoformat(), "release_text": str(value)}


def cents_to_dollars(value: Any) -> Any:  # noqa: ANN401
    """Read a price in US cents as dollars; what is no number stays as it is."""
    found = parse_number(value)
    return value if found is None else found / 100


def store_price(value: Any, *, is_free: object = None) -> Record:  # noqa: ANN401
    """Read the store's `price_overview`: the regular price, as an amount only where it is in USD.

    Its `initial` and `final` are hundredths of its own currency.
    """
    if parse_flag(is_free) is True:
        return {"price": 0.0, "price_text": "Free"}
    value = parse_literal(known_or_none(value))
    if not isinstance(value, dict):
        return {"price": value}
    currency, initial, final = (value.get(field) for field in ("currency", "initial", "final"))
    regular, reduced = parse_number(initial), parse_number(final)
    regular = reduced if regular is None else regular
    if regular is None:
        return {"price": None, "price_text": json.dumps(value)}
    if currency != "USD":  # without one it may be any
        amount = f"{regular / 100:.2f} {currency}" if currency else json.dumps(value)
        return {"price": None, "price_text": amount}
    text = value.get("initial_formatted") or value.get("final_formatted")
    is_reduced = reduced is not None and reduced < regular
    return {
        "price": regular / 100,
        "price_text": text if isinstance(text, str) and not is_reduced else f"{regular / 100:.2f}",
        **({"discount_price": (reduced or 0) / 100} if is_reduced else {}),
    }


def to_official_game(record: Record) -> Record:
    """Make a game official-like that has the official fields in other forms.

    Pandas writes `genres` as the text of a list, 0.0 for False and days as milliseconds; others put
    the store's own objects there. What has the official form stays as it is.
    """
    changed: Record = {}
    for field in ("genres", "tags", "specs"):
        value = record.get(field)
        if isinstance(value, str | dict) or (
            isinstance(value, list) and value and isinstance(value[0], dict)
        ):
            changed[field] = to_label_list(value)
    for field in ("developer", "publisher"):
        value = record.get(field)
        if isinstance(value, str) and value.startswith(_LITERALS):
            changed[field] = to_studio_list(value)
    released = record.get("release_date")
    is_text = released is None or isinstance(released, str)
    if not is_text or (released and (_ISO_TIME.match(released) or released.isdigit())):
        changed |= release_fields(released)
    if isinstance(record.get("price"), dict):
        changed |= store_price(record["price"])
    if isinstance(record.get("metascore"), dict):
        changed["metascore"] = parse_metascore(record["metascore"])
    early = record.get("early_access")
    if early is not None and not isinstance(early, bool):
        changed["early_access"] = parse_flag(early)
    return {**record, **changed} if changed else record


def parse_metascore(value: Any) -> Any:  # noqa: ANN401
    """Read a metascore, which is 0 where there is none, or an object that holds it."""
    value = parse_literal(known_or_none(value))
    if isinstance(value, dict):
        value = value.get("score")
    return None if parse_number(value) == 0 else value


def has_early_access(genres: Any) -> bool | None:  # noqa: ANN401
    """Tell whether genres say that a game is sold before it is finished; None without genres."""
    if not isinstance(genres, list) or not genres:
        return None
    return "early access" in {str(name).strip().lower() for name in genres}


def user_fields(value: Any) -> Record:  # noqa: ANN401
    """Name a user by a Steam id or a name of Steam's, which a table may have made a float of."""
    if isinstance(value, str) and _FLOAT.fullmatch(value):
        value = float(value)  # for cleaning to refuse where digits were lost
    is_steam_id = isinstance(value, str) and STEAM_ID.fullmatch(value)
    return {"user_id": value, "steam_id": value if is_steam_id else None}


def local_user_fields(set_name: str, value: Any) -> Record:  # noqa: ANN401
    """Name a user whose id is a number of one set only: strangers of two sets stay two."""
    text = str(value).removesuffix(".0") if known_or_none(value) is not None else None
    return {"user_id": f"{set_name}:{text}" if text else None}


def review_and_item(
    user: Record, review: Record, item: Record | None
) -> Iterator[tuple[Kind, Record]]:
    """Give a user's review of a game, and the item of the library that it tells of."""
    if item is not None:
        yield "items", {**user, "items": [item]}
    yield "reviews", {**user, "reviews": [review]}
