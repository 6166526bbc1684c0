"""Numbers, dates and names as pages write them; filters of the templates."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import log
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlencode

from markupsafe import Markup

from db.lists.games import LABEL_FILTERS

Filters: TypeAlias = list[tuple[str, str]]
"""Names and values, as a query has them."""

UNKNOWN: Final = Markup('<span class="unknown">unknown</span>')

_NARROW: Final = "\u202f"
_FIXED: Final = "\u00a0"
_MINUS: Final = "\u2212"
_HOUR: Final = 60
_MILLION: Final = 1_000_000
_TENTHS_BELOW: Final = 100
_WORD_CLIPPED_AT: Final = 420
_AXIS_MINUTES: Final = 60_000
_NEAR: Final = 1e-3
"""To a half, of which the binary form may be on either side."""
_UNITS: Final = [Decimal(1).scaleb(-decimals) for decimals in range(10)]
_PLURALS: Final = {
    "game": "games",
    "studio": "studios",
    "genre": "genres",
    "user": "users",
    "title": "titles",
    "person": "people",
}


def count(value: float | None) -> str:
    """Write a whole number: 34,012."""
    if isinstance(value, int) and value >= 0:
        return f"{value:,}"
    return UNKNOWN if value is None else _signed(f"{round(value):,}")


def counted(value: int, thing: str) -> str:
    """Write a number of things: 1 game, 34,012 games."""
    return f"{count(value)} {thing if value == 1 else _PLURALS.get(thing, f'{thing}s')}"


def number(value: float | None, decimals: int = 2) -> str:
    """Write a number with so many decimals: 3.50."""
    return UNKNOWN if value is None else _signed(f"{_rounded(value, decimals):,.{decimals}f}")


def signed(value: float | None, decimals: int = 2) -> str:
    """Write a difference with its sign, the minus a true one."""
    if value is None:
        return UNKNOWN
    rounded = _rounded(value, decimals)
    return _signed(f"{rounded:+,.{decimals}f}" if rounded else f"{0:.{decimals}f}")


def percent(value: float | None) -> str:
    """Write a percentage with a decimal: 98.2 %."""
    return UNKNOWN if value is None else f"{_rounded(value, 1):.1f}{_NARROW}%"


def hours(minutes: float | None) -> str:
    """Write a time in minutes: 43 min, 36.7 h, 101 h, 12.9 million h."""
    if minutes is None:
        return UNKNOWN
    if minutes < _HOUR:
        return f"{round(minutes)}{_FIXED}min"
    found = minutes / _HOUR
    if found >= _MILLION:
        return f"{_rounded(found / _MILLION, 1):,.1f} million{_FIXED}h"
    decimals = 1 if found < _TENTHS_BELOW else 0
    return f"{_rounded(found, decimals):,.{decimals}f}{_FIXED}h"


def usd(value: float | None) -> str:
    """Write a price: $9.99, or free."""
    if value is None:
        return UNKNOWN
    return "free" if value == 0 else f"${_rounded(value, 2):,.2f}"


def day(value: str | None) -> Markup | str:
    """Write a day or a moment in ISO form: 21 September 2010, as a `time` element."""
    if value is None:
        return UNKNOWN
    found = date.fromisoformat(value[:10])
    text = f"{found.day} {found:%B} {found.year}"
    return Markup(f'<time datetime="{found}">{text}</time>')  # noqa: S704 - numbers


def moment(value: str) -> Markup:
    """Write a moment in ISO form to the minute, as tables of runs have it; in UTC, as it came."""
    return Markup('<time datetime="{}">{} {}</time>').format(value, value[:10], value[11:16])


def known(value: object) -> object:
    """Write what is known as it is, and else the word."""
    return UNKNOWN if value in (None, "") else value


def part(value: object) -> str:
    """Quote one part of an address."""
    return quote(str(value), safe="")


def clipped(text: str, length: int = _WORD_CLIPPED_AT) -> str:
    """Cut a text at a word, with an ellipsis."""
    if len(text) <= length:
        return text
    head, _, _ = text[:length].rpartition(" ")
    return f"{head or text[:length]} …"


def sql_text(value: object) -> str:
    """Write a literal as SQL has it, for queries to paste; a list is one of texts."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"array[{', '.join(map(sql_text, value))}]::text[]"
    if isinstance(value, int | float):
        return str(value).lower()
    return "'" + str(value).replace("'", "''") + "'"


def sql_arguments(values: Mapping[str, object]) -> str:
    """Write the named arguments of a function, for queries to paste."""
    return ",\n    ".join(f"p_{name} => {sql_text(value)}" for name, value in values.items())


def log_share(minutes: float | None) -> str:
    """Place a time on a logarithmic axis from 1 minute to 1,000 hours, in per cent."""
    return f"{100 * log(max(minutes or 1, 1)) / log(_AXIS_MINUTES):.1f}"


def log_width(low: float | None, high: float | None) -> str:
    """Give the width of a range on that axis, in per cent."""
    return f"{float(log_share(high)) - float(log_share(low)):.1f}"


def round_step(most: float) -> int:
    """Choose a round distance for at most five marks up to a number."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if 5 * step >= most)


def found_address(found: Mapping[str, Any]) -> str:
    """Find the page of what a search found."""
    return f"/{_PLURALS[found['kind']]}/{part(found['id'])}"


def pair(row: Mapping[str, Any], name: str, value: str) -> tuple[Any, Any]:
    """Take a point of a chart from a row."""
    return row[name], row[value]


def by(rows: Iterable[Mapping[str, Any]], name: str) -> dict[Any, Mapping[str, Any]]:
    """Find rows by one of their values."""
    return {row[name]: row for row in rows}


def rejected(filters: Filters, name: str, value: str) -> Filters:
    """Leave out one filter."""
    return [one for one in filters if one != (name, value)]


def added(filters: Filters, name: str, value: str) -> Filters:
    """Add a filter, once."""
    return [*rejected(filters, name, value), (name, value)]


def first_value(filters: Filters, name: str) -> str:
    """Find the value of a filter; empty where it is not set."""
    return next((value for one, value in filters if one == name), "")


def without_names(filters: Filters, names: Iterable[str]) -> Filters:
    """Leave out the filters of these names."""
    left_out = set(names)
    return [one for one in filters if one[0] not in left_out]


def values_of(filters: Filters, name: str) -> list[str]:
    """Find all values of a filter."""
    return [value for one, value in filters if one == name]


def as_query(given: Mapping[str, str | None]) -> str:
    """Write a query, with its question mark, of what is given; empty where nothing is."""
    query = urlencode({name: value for name, value in given.items() if value})
    return f"?{query}" if query else ""


def as_json(filters: Filters) -> str:
    """Write filters as a JSON object; those of labels hold lists."""
    found = {name: values_of(filters, name) for name, _ in filters}
    return json.dumps(
        {name: values if name in LABEL_FILTERS else values[-1] for name, values in found.items()},
        ensure_ascii=False,
    )


def query_address(filters: Filters, path: str, **more: str) -> str:
    """Write the address of a list with filters."""
    given = [*filters, *((name, value) for name, value in more.items() if value)]
    return f"/{path}?{urlencode(given)}" if given else f"/{path}"


def apply(value: object, name: str) -> object:
    """Apply the filter of a name, of those that take a value alone."""
    return FILTERS[name](value)


def web_address(text: str) -> str:
    """Let an address of the data be a link only where it is one of the web."""
    return text if text.startswith(("https://", "http://")) else ""


def anchor(title: str) -> str:
    """Make an id of a heading."""
    return "".join(one if one.isalnum() else "-" for one in title.lower())


def _rounded(value: float, decimals: int) -> Decimal | float:
    """Round half up, as Postgres rounds numeric."""
    if abs(float(value) * 10**decimals % 1 - 0.5) > _NEAR:
        return round(value, decimals)  # at a fifth of the cost
    return Decimal(str(value)).quantize(_UNITS[decimals], ROUND_HALF_UP)


def _signed(text: str) -> str:
    return text.replace("-", _MINUS)


FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    function.__name__: function
    for function in (
        count,
        counted,
        number,
        signed,
        percent,
        hours,
        usd,
        day,
        moment,
        known,
        part,
        clipped,
        sql_text,
        sql_arguments,
        pair,
        by,
        rejected,
        added,
        first_value,
        without_names,
        values_of,
        as_query,
        as_json,
        query_address,
        apply,
        web_address,
        anchor,
        log_share,
        log_width,
        round_step,
        found_address,
    )
}
"""By the names that templates use."""
