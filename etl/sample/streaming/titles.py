"""Planned titles of four platforms, and their files."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from etl.clean.dates import MONTHS
from etl.sample.draws import Dice, Draws, Spread
from etl.sample.names import sample_series_name
from etl.sample.streaming.names import PEOPLE, sample_description, sample_person
from etl.sample.streaming.platforms import MOVIE, PLATFORMS, SERIES, Platform
from etl.sample.streaming.title_traps import (
    ANCHORS,
    Row,
    assign_title_traps,
    refused_title_rows,
    set_title_trap,
)
from etl.sample.write import open_sample_file

COLUMNS: Final = (
    *("show_id", "type", "title", "director", "cast", "country", "date_added", "release_year"),
    *("rating", "duration", "listed_in", "description"),
)
_MOST: Final = sum(platform.titles for platform in PLATFORMS)
_SEASONS: Final = Spread((0, 1), (6_500, 1), (8_000, 2), (9_500, 5), (9_990, 15), (10_000, 34))
_CATEGORIES: Final = (1, 1, 2, 2, 2, 3, 3)  # how many a title has
_TURNS: Final = 3
_SHARED: Final = 34  # every so many titles a platform shows one of amazon's works
_SAME_WORK: Final = 7
_SAME_NAME: Final = 19
# What each platform has besides: a work of all, a name of all, a series, and one of its own.
_ANCHORS: Final = {
    "amazon": ("2012", "Copper Kite"),
    "disney": ("2014", "Velvet Gull"),
    "hulu": ("2016", "Tin Lantern Road"),
    "netflix": ("2018", "Saffron Quay"),
}


@dataclass(frozen=True, slots=True)
class Title:
    """One title: its id, and its row as the file has it, by column."""

    title_id: str
    row: Row


def split_titles(count: int) -> dict[str, int]:
    """Share `count` titles out among the platforms as the official files do."""
    shares = {platform.name: count * platform.titles // _MOST for platform in PLATFORMS}
    return shares | {"netflix": count - sum(shares.values()) + shares["netflix"]}


def plan_titles(seed: int, *, count: int) -> list[Title]:
    """Draw the titles of all platforms, in the order of their ids."""
    states = Draws(seed, 10).random_bits(count).tolist()
    start = Draws(seed, 11).below(1 << 20, count=1).tolist()[0]
    titles: list[Title] = []
    for platform in PLATFORMS:
        shares = split_titles(count)[platform.name]
        traps = assign_title_traps(platform.name, count=shares)
        turns: Counter[str] = Counter()
        for place in range(shares):
            dice = Dice(states.pop())
            row = _draw_row(dice, platform, turns, people=max(20, PEOPLE * count // _MOST))
            row["show_id"] = f"s{place + 1}"
            row["title"] = sample_series_name(len(titles), start=start)
            if platform.name != "amazon" and place < split_titles(count)["amazon"]:
                _share_work(row, titles[place].row, place % _SHARED)
            if place < ANCHORS:
                row |= _anchor_fields(platform, place)
            if place in traps:
                set_title_trap(platform.name, traps[place], row)
            titles.append(Title(f"{platform.prefix}{row['show_id']}", row))
    return titles


def _draw_row(dice: Dice, platform: Platform, turns: Counter[str], *, people: int) -> Row:
    """Draw a title; `turns` counts how many of its kind the platform has so far."""
    kind = SERIES if dice.chance(platform.series) else MOVIE
    categories = platform.categories[kind]
    listed = [dice.pick(categories) for _ in range(dice.pick(_CATEGORIES))]
    # Every category has its turns, even a rare one.
    order = list(dict.fromkeys(categories))
    if turns[kind] < _TURNS * len(order):
        listed.append(order[turns[kind] % len(order)])
    turns[kind] += 1
    if kind == MOVIE:
        length = f"{dice.along(platform.minutes)} min"
    else:
        seasons = dice.along(_SEASONS)
        length = f"{seasons} Season{'s' * (seasons > 1)}"
    year = dice.along(platform.year)
    added = min(2021, max(year, 2008) + dice.below(5))
    month, day = dice.pick(MONTHS), 1 + dice.below(28)
    # Nested draws make a few people busy and most of them new.
    cast = [dice.below(1 + dice.below(people)) for _ in range(dice.along(platform.actors))]
    directors = [dice.below(1 + dice.below(people)) for _ in range(1 + dice.chance(70))]
    return {
        "show_id": "",
        "type": kind,
        "title": "",
        "director": _join(map(sample_person, directors)) if dice.chance(platform.directors) else "",
        "cast": _join(map(sample_person, cast)),
        "country": _join(filter(None, (dice.pick(platform.countries) for _ in range(2)))),
        "date_added": f"{month} {day}, {added}" if dice.chance(platform.dated) else "",
        "release_year": str(year),
        "rating": dice.pick(platform.audience),
        "duration": length,
        "listed_in": _join(listed),
        "description": sample_description(dice, sentences=1 + dice.below(3)),
    }


def _join(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _share_work(row: Row, other: Row, turn: int) -> None:
    """Let a title be a work of another platform, or bear its name only."""
    if turn == _SAME_WORK:
        same = ("type", "title", "release_year", "duration", "description")
        row |= {column: other[column] for column in same}
    elif turn == _SAME_NAME:
        row["title"] = other["title"]


def _anchor_fields(platform: Platform, place: int) -> Row:
    cast = "" if platform.name == "hulu" else "Imra Vostrel, Doren Harlaby, Belka Tolvolm"
    kind = SERIES if place == 2 else MOVIE  # noqa: PLR2004 - the third
    own_year, own_name = _ANCHORS[platform.name]
    title, duration, year = (
        ("The Paper Lighthouse", "97 min", "2018"),
        ("The Baker's Ferry", "104 min", own_year),
        ("Harbour Office", "5 Seasons", "2018"),
        (own_name, "118 min", "2018"),
    )[place]
    return {
        "type": kind,
        "director": "Lumir Quenario" if cast else "",
        "cast": cast,
        "country": "Argentina, Spain",
        "release_year": year,
        "rating": "G",
        "listed_in": _join(list(dict.fromkeys(platform.categories[kind]))[:2]),
        "title": title,
        "duration": duration,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How a platform's file is written."""

    ending: str = ".csv"
    delimiter: str = ","
    line_end: str = "\n"
    start: str = ""
    is_backwards: bool = False
    """The columns stand in another order."""


_FORMS: Final = {
    "amazon": _Form(),
    "disney": _Form(line_end="\r\n", start="\ufeff"),
    "hulu": _Form(ending=".csv.gz"),
    "netflix": _Form(delimiter=";", is_backwards=True),
}


def title_files(*, editorial_scores: bool) -> tuple[str, ...]:
    """Name the titles files, in the order of the platforms."""
    end = "-score" if editorial_scores else ""
    return tuple(f"{platform.file}{end}{_FORMS[platform.name].ending}" for platform in PLATFORMS)


def write_titles(folder: Path, titles: list[Title], *, seed: int, editorial_scores: bool) -> None:
    """Write the four titles files under their working names."""
    scores = (1 + Draws(seed, 12).below(100, count=len(titles))).tolist()
    columns = [*COLUMNS, "score"] if editorial_scores else list(COLUMNS)
    first = 0
    for platform, name in zip(
        PLATFORMS, title_files(editorial_scores=editorial_scores), strict=True
    ):
        form = _FORMS[platform.name]
        count = split_titles(len(titles))[platform.name]
        rows = [list(title.row.values()) for title in titles[first : first + count]]
        rows += refused_title_rows(platform.name, count=count)
        if editorial_scores:
            rows = [
                [*row, str(score)]
                for row, score in zip(rows, scores[first:] + [1] * 3, strict=False)
            ]
        step = -1 if form.is_backwards else 1
        text = io.StringIO()
        writer = csv.writer(text, delimiter=form.delimiter, lineterminator=form.line_end)
        writer.writerows(row[::step] for row in [columns, *rows])
        with open_sample_file(folder, name, end="") as write:
            write([form.start + text.getvalue()])
        first += count
