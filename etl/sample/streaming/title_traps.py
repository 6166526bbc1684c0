"""Traps in titles: each changes an ordinary row as the platforms' files do.

They stand by platform, in the order of their weight: a small sample gets only the first ones.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from etl.sample.streaming.platforms import ARTS, MOVIE, SERIES

Row = dict[str, str]
TitleTrap = Callable[[Row], None]

ANCHORS: Final = 4  # the first titles of a platform, which are the same in every sample
_ROWS_PER_REFUSED: Final = 125  # fewer would bring a file near the limit of 1 %


def _set(row: Row, **fields: str) -> None:
    row.update(fields)


def _append_to_name(row: Row, text: str) -> None:
    row["title"] += text


def _pad_name(row: Row, text: str) -> None:
    row["title"] = text + row["title"].replace(" ", text, 1) + text


_TRAPS: Final[dict[str, dict[str, TitleTrap]]] = {
    "amazon": {
        "zero minutes": partial(_set, type=MOVIE, duration="0 min"),
        "unknown rating": partial(_set, rating=""),
        "broken code 18": partial(_set, rating="AGES_18_"),
        "placeholder in cast": partial(_set, cast="1"),
        "category with commas": partial(_set, listed_in=f"Drama, {ARTS}, Kids"),
        "lines in description": partial(
            _set, description='A "quoted" word, a comma\r\nand a line\n\n  below.\tThe end.'
        ),
        "suffix after comma": partial(_set, cast="Doren Vostrel, Jr., Belka Tolvaby"),
        "name of a cast twice": partial(_set, cast="Fenno Harlisk, Imra Vostrel, FENNO HARLISK"),
        "empty parts in cast": partial(_set, cast="Kelda Bremova, , Lumir Tolvolm, "),
        "no-break space in name": partial(_pad_name, text="\u00a0"),
        "invisible in name": partial(_append_to_name, text="\u200b Again\ufeff"),
        "replaced letter": partial(_append_to_name, text=" Pok\ufffdr"),
        "decomposed letter": partial(_append_to_name, text=" Cafe\u0301"),
        "broken code 16": partial(_set, rating="AGES_16_"),
        "bare 16": partial(_set, rating="16"),
        "broken code all": partial(_set, rating="ALL_AGES"),
        "broken code unrated": partial(_set, rating="NOT_RATE"),
        "released after it was added": partial(
            _set, release_year="2021", date_added="March 30, 2020"
        ),
        "category alone": partial(_set, listed_in=ARTS),
        "replaced letter in cast": partial(_set, cast="Ren\ufffd Harluro, Pelda Quenario"),
        "marks of direction": partial(_append_to_name, text="\u200f \u202aNorth\u202c"),
        "letters of all lengths": partial(_append_to_name, text=": ½ é ☂ 🍉 弹"),
    },
    "disney": {
        "unknown rating": partial(_set, rating=""),
        "suffix after two blanks": partial(_set, cast="Gisra Mandrel, Dr Orvin Tolvaby,  MD"),
        "no-break space in cast": partial(_set, cast="Larkin, \u00a0Selmy \u00a0Korvaby, Nessika"),
        "directors": partial(_set, director="Rasko Wexolm, Ulda Sarvisk,Tavrin Ulmova"),
        "category with slash": partial(_set, listed_in="Game Show / Competition, Spy/Espionage"),
        "no cast": partial(_set, cast="", director=""),
    },
    "hulu": {
        "minutes in rating": partial(_set, type=MOVIE, duration="", rating="67 min"),
        "seasons in rating": partial(_set, type=SERIES, duration="", rating="2 Seasons"),
        "movie with seasons": partial(_set, type=MOVIE, duration="", rating="10 Seasons"),
        "neither": partial(_set, type=MOVIE, duration="", rating=""),
        "no duration": partial(_set, type=MOVIE, duration="", rating="TV-MA"),
        "no description": partial(_set, description=""),
        "rating as written": partial(_set, rating="NOT RATED"),
        "season in rating": partial(_set, type=SERIES, duration="", rating="1 Season"),
        "invisible in description": partial(_set, description="\u200bA baker bares it all."),
        "no-break space in description": partial(_set, description="A\u00a0baker \u00a0returns."),
    },
    "netflix": {
        "minutes in rating": partial(_set, type=MOVIE, duration="", rating="74 min"),
        "blank before date": partial(_set, date_added=" August 4, 2017"),
        "empty first country": partial(_set, country=", South Korea"),
        "empty last country": partial(_set, country="France, Argentina,"),
        "former states": partial(_set, country="Soviet Union, West Germany, East Germany"),
        "no date": partial(_set, date_added=""),
        "unknown rating": partial(_set, rating=""),
        "degree after comma": partial(_set, director="Zerran Askolm, Ph.D.", cast="Yolvi Wiskoy"),
        "suffix without comma": partial(_set, cast="Delmy Oster Jr., Karsel Morvick"),
    },
}


def assign_title_traps(platform: str, *, count: int) -> dict[int, str]:
    """Say which places of a platform of `count` titles get which trap: half of them at the most."""
    chosen = list(_TRAPS[platform])[: (count - ANCHORS) // 2]
    step = max(1, (count - ANCHORS) // max(1, len(chosen)))
    return {ANCHORS + place * step: name for place, name in enumerate(chosen)}


def set_title_trap(platform: str, name: str, row: Row) -> None:
    """Change a row."""
    _TRAPS[platform][name](row)


def refused_title_rows(platform: str, *, count: int) -> list[list[str]]:
    """Give the rows of a file that a load refuses; a small file has none, or only the first."""
    shown = ["2018", "PG", "90 min", "Drama", "Nobody sees this."]
    rows = {
        "amazon": [
            ["", MOVIE, "Without Id", "", "", "", "", *shown],
            ["s900001", MOVIE, "One Field Too Many", "", "", "", "", *shown, "more"],
            ["s900002", MOVIE, "Before Film", "", "", "", "", "1066", *shown[1:]],
        ],
        "netflix": [
            ["s900003", "Clip", "Unknown Type", "", "", "", "", *shown],
            ["s900004", MOVIE, "", "", "", "", "", *shown],
            ["t900005", MOVIE, "Odd Id", "", "", "", "", *shown],
        ],
    }
    return rows.get(platform, [])[: count // _ROWS_PER_REFUSED]
