"""Charts and tables of the data story as HTML, from rows; filters of the templates.

They have thousands of marks and cells, which macros write at many times the cost. Charts have x
and widths in per cent and y in px, so that text keeps its size.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from math import inf
from typing import Any, Final, TypeAlias

from markupsafe import Markup, escape

from api.pages.text import anchor, count, hours, known, number, part, percent, signed, usd

Row: TypeAlias = Mapping[str, Any]
Column: TypeAlias = tuple[Any, ...]
"""Of a table: head, name of the values (None for rows), what writes them; of bars the longest."""

_HISTOGRAM_HEIGHT: Final = 130
_YEARS_HEIGHT: Final = 150
_SHARES_HEIGHT: Final = 190
_ROOM: Final = 22
"""Above the highest column, for its label."""
_EDGE: Final = 12
"""A label nearer to an end than so many per cent is not centred on its column."""
_MOST_YEARS: Final = 9
_FIELDS: Final = {
    "price_usd": "price",
    "discount_price_usd": "reduced price",
    "released_on": "release date",
    "is_early_access": "word on early access",
    "owners_count": "known owners",
    "steam_id": "account number",
    "user_url": "profile address",
    "posted_year": "year in their date",
    "edited_on": "date of an edit",
    "review": "text",
    "added_on": "date of addition",
    "helpful_count": "helpful votes",
    "funny_count": "funny votes",
}
_QUARTERS: Final = {
    "lowest": "Lowest",
    "p25": "A quarter at most",
    "median": "Half at most",
    "p75": "Three quarters at most",
    "p99": "99 in 100 at most",
    "highest": "Highest",
    "mean": "Mean",
}


def field_name(name: str) -> str:
    """Tell what a field is that may be missing."""
    return _FIELDS.get(name, name.replace("_", " "))


def genre_link(genre: str) -> str:
    """Lead to a genre."""
    return _markup(f'<a href="/genres/{part(genre)}">{escape(genre)}</a>')


def user_link(user_id: str) -> str:
    """Lead to a user."""
    return _markup(f'<a href="/users/{part(user_id)}">{escape(user_id)}</a>')


def examples(rows: Sequence[Row], write: str, above: float = inf) -> str:
    """List those above a value, or all where none is, with values as a filter writes them."""
    shown = [row for row in rows if row["value"] > above] or rows
    convert = _NUMBERS[write]
    return _markup("; ".join(f"{_subject(row)} ({convert(row['value'])})" for row in shown))


def table(
    rows: Iterable[Any], label: str, columns: Sequence[Column], kind: str = "vh", key: str = ""
) -> str:
    """Write a table whose first column names its rows, with a caption of a class."""
    rows = list(rows)
    heads, cells, values = "", "", []
    for head, name, write, *most in columns:
        if most:
            heads += f'<th scope="col" class="viz dup"><span class="vh">{head}</span></th>'
            cells += '<td class="viz dup">{}</td>'
            convert: Callable[[Any], object] = partial(_BARS[write], most=most[0])
        else:
            is_number = write in _NUMBERS
            convert = _NUMBERS[write] if is_number else _TEXTS[write]
            heads += f'<th scope="col"{_CLASS[True] if is_number else ""}>{head}</th>'
            cells += f"<td{_CLASS[is_number]}>{{}}</td>" if cells else '<th scope="row">{}</th>'
        values.append([convert(row if name is None else row[name]) for row in rows])
    body = "".join(map(f"<tr>{cells}</tr>".format, *values))
    key = f"cap-{key or anchor(label)}"
    return _markup(
        f'<p class="{kind}" id="{key}">{escape(label)}</p><div class="scroll" tabindex="0" '
        f'role="region" aria-labelledby="{key}"><table class="tight" aria-labelledby="{key}">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def details(rows: Iterable[Any], label: str, columns: Sequence[Column]) -> str:
    """Write a table that opens below its chart."""
    return _markup(
        f'<details class="how"><summary>{escape(label)}, as a table</summary>'
        f"{table(rows, label, columns)}</details>"
    )


def spread(measure: Row, write: str) -> list[tuple[str, str]]:
    """Write a measure's quarters and bins as rows of a table."""
    convert = _NUMBERS[write]
    rows = [(label, convert(measure[name])) for name, label in _QUARTERS.items()]
    bins = measure["bins"]
    ends = [convert(one["from"]) for one in bins]
    last = bins[-1]["to"]
    for one, low, high in zip(bins, ends, [*ends[1:], last and convert(last)], strict=True):
        until = f" to below {high}" if high else ""
        rows.append((f"From {low}{until}", count(one["things_count"])))
    return rows


def quarters(measure: Row, write: str) -> str:
    """Tell where most values of a measure are."""
    names = ("median", "p25", "p75", "p99", "highest")
    median, p25, p75, p99, highest = (_NUMBERS[write](measure[name]) for name in names)
    return (
        f"Half are {median} or less, the middle half {p25} to {p75}, 99 in 100 at most {p99}; "
        f"the highest is {highest}."
    )


def fences(measure: Row, write: str) -> str:
    """Tell how many values are outliers, and beyond what."""
    convert = _NUMBERS[write]
    sides = [
        f"{count(measure[f'{side}_count'])} {where} {convert(measure[f'{side}_fence'])}"
        for side, where in (("high", "above"), ("low", "below"))
        if measure[f"{side}_count"]
    ]
    if not sides:
        return "No outliers."
    return f"{percent(measure['outliers_percent'])} are outliers: {', '.join(sides)}."


def histogram(bins: Sequence[Row], label: str, write: str, every: int) -> str:
    """Draw bins as columns side by side, their lower ends below at every so many of them."""
    step, convert = 100 / len(bins), _NUMBERS[write]
    marks = _columns([one["things_count"] for one in bins], _HISTOGRAM_HEIGHT, 0.94, "count")
    for place in range(0, len(bins), every):
        kind = f"{'mid' if place else ''}{' odd' if place % (2 * every) else ''}"
        marks += _text(kind, step * place, _HISTOGRAM_HEIGHT + 17, convert(bins[place]["from"]))
    return _plot(label, _HISTOGRAM_HEIGHT + 24, marks)


def by_year(rows: Sequence[Row], name: str, label: str, write: str = "count") -> str:
    """Draw a value of years as columns."""
    step, every = 100 / len(rows), len(rows) // _MOST_YEARS + 1
    marks = _columns([row[name] for row in rows], _YEARS_HEIGHT, 0.8, write)
    for place, row in enumerate(rows):
        back = len(rows) - 1 - place
        if back % every == 0:
            middle = step * (place + 0.5)
            kind, x = ("end", 100.0) if middle > 97 else ("mid", middle)  # noqa: PLR2004 - its width
            kind += " odd" if back // every % 2 else ""
            marks += _text(kind, x, _YEARS_HEIGHT + 17, row["year"])
    return _plot(label, _YEARS_HEIGHT + 24, marks)


def shares(rows: Sequence[Row], label: str) -> str:
    """Draw shares of recommending reviews by year as a line, from the ten below the lowest on."""
    values = [row["recommended_percent"] for row in rows]
    base = max((min(values) - 1) // 10 * 10, 0)
    bottom, step = _SHARES_HEIGHT - 10, 80 / len(rows)
    unit = (_SHARES_HEIGHT - 40) / (100 - base)
    points = [
        (15 + step * (place + 0.5), bottom - unit * (value - base))
        for place, value in enumerate(values)
    ]
    marks = []
    for mark in range(int(base), 101, 10 if base >= 50 else 25):  # noqa: PLR2004 - half of it
        y = bottom - unit * (mark - base)
        marks.append(f'<line class="grid" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
        marks.append(f'<text x="0" y="{y - 4:.1f}">{mark} %</text>')
    marks += [
        f'<line class="ln" x1="{x1:.2f}%" y1="{y1:.1f}" x2="{x2:.2f}%" y2="{y2:.1f}"/>'
        for (x1, y1), (x2, y2) in pairwise(points)
    ]
    few, every = len(rows) < _MOST_YEARS, len(rows) // _MOST_YEARS + 1
    for place, (row, (x, y)) in enumerate(zip(rows, points, strict=True)):
        back = len(rows) - 1 - place
        is_end = not place or not back
        marks.append(
            f'<circle class="dot{" acc" if is_end else ""}" cx="{x:.2f}%" cy="{y:.1f}" r="5"/>'
        )
        if is_end or few:
            kind = "mid ink" if is_end else "mid odd"
            marks.append(_text(kind, x, round(y - 11, 1), percent(row["recommended_percent"])))
        if back % every == 0:
            kind = "mid odd" if back % 2 and not few else "mid"
            marks.append(_text(kind, x, _SHARES_HEIGHT + 14, row["posted_year"]))
    return _plot(label, _SHARES_HEIGHT + 20, "".join(marks))


def sentiments(years: Sequence[Row]) -> str:
    """Draw reviews by year: neutral and positive ones above the line, negative ones below."""
    top = max(row["neutral_count"] + row["positive_count"] for row in years)
    low = max(row["negative_count"] for row in years)
    unit = (_SHARES_HEIGHT - 46) / (top + low) if top + low else 0
    line, step = 20 + unit * top, 100 / len(years)
    marks = _axis(f"{line:.1f}")
    for place, row in enumerate(years):
        sides = f'x="{step * (place + 0.14):.2f}%" width="{step * 0.72:.2f}%"'
        neutral = line - unit * row["neutral_count"]
        positive = unit * row["positive_count"]
        middle = step * (place + 0.5)
        marks += (
            f'<rect class="neu" {sides} y="{neutral:.1f}" height="{line - neutral:.1f}"/>'
            f'<rect class="pos" {sides} y="{neutral - positive:.1f}" '
            f'height="{max(positive - 1, 0):.1f}"/><rect class="neg" {sides} y="{line + 1.5:.1f}" '
            f'height="{unit * row["negative_count"]:.1f}"/>'
        )
        y = round(neutral - positive - 6, 1)
        marks += _text("ink mid", middle, y, count(row["reviews_count"]))
        marks += _text("mid", middle, _SHARES_HEIGHT - 4, row["posted_year"])
    return _plot("Reviews by year of posting and sentiment", _SHARES_HEIGHT, marks)


def bar(value: float | None, most: float) -> str:
    """Draw a share as a bar."""
    return _markup(_bar(value, most))


def _bar(value: float | None, most: float) -> str:
    width = 100 * (value or 0) / most if most else 0
    return (
        f'<svg class="barsvg" aria-hidden="true"><rect width="{width:.2f}%" height="100%"/></svg>'
    )


def _diverging(value: float, most: float) -> str:
    """Draw a value as a bar to the left or the right of the middle."""
    width = 50 * value / most
    kind = ' class="neg"' if value < 0 else ""
    return (
        '<svg class="barsvg" aria-hidden="true"><line class="axis" x1="50%" x2="50%" y1="0" '
        f'y2="100%"/><rect{kind} x="{50 + min(width, 0):.2f}%" width="{abs(width):.2f}%" '
        'height="100%"/></svg>'
    )


def _columns(values: Sequence[float], height: int, share: float, write: str) -> str:
    """Draw columns of a share of their place; the greatest is labelled."""
    most, step = max(values), 100 / len(values)
    marks, width = _axis(f"{height}"), f'width="{step * share:.2f}%"'
    for place, value in enumerate(values):
        tall = (height - _ROOM) * value / most if most else 0
        kind = ' class="acc"' if value == most else ""
        marks += (
            f'<rect{kind} x="{step * (place + (1 - share) / 2):.2f}%" {width} '
            f'y="{height - tall:.1f}" height="{tall:.1f}"/>'
        )
        if value == most:
            middle = step * (place + 0.5)
            if _EDGE < middle < 100 - _EDGE:
                kind, x = "ink mid", middle
            elif middle > 50:  # noqa: PLR2004 - the middle
                kind, x = "ink end", step * (place + 1)
            else:
                kind, x = "ink ", step * place
            marks += _text(kind, x, round(height - tall - 6, 1), _NUMBERS[write](value))
    return marks


def _text(kind: str, x: float, y: float, text: object) -> str:
    return f'<text class="{kind}" x="{x:.2f}%" y="{y}">{text}</text>'


def _plot(label: str, height: int, marks: str) -> str:
    return _markup(
        f'<div class="chart"><svg class="plot" height="{height}" role="img" '
        f'aria-label="{escape(label)}">{marks}</svg></div>'
    )


def _axis(y: str) -> str:
    return f'<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>'


def _subject(row: Row) -> str:
    """Lead to what a value is of."""
    found = []
    if row.get("game_id") is not None:
        found.append(f'<a href="/games/{row["game_id"]}">{escape(row["game"])}</a>')
    if row["user_id"] is not None:
        found.append(user_link(row["user_id"]))
    if row.get("title_id") is not None:
        found.append(f'<a href="/titles/{part(row["title_id"])}">{escape(row["title"])}</a>')
    return ", ".join(found)


def _markup(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - what it holds of the data is escaped


_CLASS: Final = {True: ' class="n"', False: ' class="t"'}
_BARS: Final[Mapping[str, Callable[..., str]]] = {"bar": _bar, "diverging": _diverging}
_NUMBERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "count": count,
    "hours": hours,
    "megabytes": lambda value: number(value / 1_000_000, 1),
    "percent": percent,
    "signed": signed,
    "signed_tenths": partial(signed, decimals=1),
    "usd": usd,
    "written": str,
}
"""What writes numbers; there is nothing in them to escape."""
_TEXTS: Final[Mapping[str, Callable[[Any], str]]] = {
    "": escape,
    "capital": lambda value: escape(value.capitalize()),
    "field": lambda value: escape(field_name(value)),
    "genre": genre_link,
    "pair": lambda row: escape(f"{row['measure']} · {row['other_measure']}"),
    "known": lambda value: escape(known(value)),
    "plain": str,
    "spaced": lambda value: escape(value.replace("_", " ")),
}

CHARTS: Final[Mapping[str, Callable[..., object]]] = {
    function.__name__: function
    for function in (
        field_name,
        user_link,
        examples,
        sentiments,
        table,
        details,
        fences,
        quarters,
        spread,
        histogram,
        by_year,
        shares,
        bar,
    )
}
"""By the names that templates use."""
