"""Every trap of the made-up titles and ratings, loaded: each ends as the contract says."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import URL, Connection, text

from etl.load import load
from etl.sample.streaming import generate_streaming_sample
from etl.sample.streaming.ratings import LAST_VIEWER, TRAP_VIEWER
from etl.sample.streaming.title_traps import assign_title_traps
from etl.sample.streaming.titles import split_titles

TITLES: Final = 1000
Facts = dict[str, Any]
# What a title is after the load, by platform and trap; `name` is how it ends.
EXPECTED: Final[dict[str, dict[str, Facts]]] = {
    "amazon": {
        "zero minutes": {"duration": None, "duration_unit": None, "duration_text": "0 min"},
        "unknown rating": {"audience_rating": None},
        "broken code 18": {"audience_rating": "18+", "rating_text": "AGES_18_"},
        "placeholder in cast": {"actors": None},
        "category with commas": {
            "categories": ["Drama", "Arts, Entertainment, and Culture", "Kids"]
        },
        "lines in description": {
            "description": 'A "quoted" word, a comma and a line below. The end.'
        },
        "suffix after comma": {"actors": ["Doren Vostrel, Jr.", "Belka Tolvaby"]},
        "name of a cast twice": {"actors": ["Fenno Harlisk", "Imra Vostrel"]},
        "empty parts in cast": {"actors": ["Kelda Bremova", "Lumir Tolvolm"]},
        "no-break space in name": {"name": " "},
        "invisible in name": {"name": " Again"},
        "replaced letter": {"name": " Pok\ufffdr"},
        "decomposed letter": {"name": " Café"},
        "broken code 16": {"audience_rating": "16+"},
        "bare 16": {"audience_rating": "16+", "rating_text": "16"},
        "broken code all": {"audience_rating": "ALL"},
        "broken code unrated": {"audience_rating": "NR"},
        "released after it was added": {"release_year": 2021, "added_on": date(2020, 3, 30)},
        "category alone": {"categories": ["Arts, Entertainment, and Culture"]},
        "replaced letter in cast": {"actors": ["Ren\ufffd Harluro", "Pelda Quenario"]},
        "marks of direction": {"name": " North"},
        "letters of all lengths": {"name": ": ½ é ☂ 🍉 弹"},
    },
    "disney": {
        "unknown rating": {"audience_rating": None},
        "suffix after two blanks": {"actors": ["Gisra Mandrel", "Dr Orvin Tolvaby, MD"]},
        "no-break space in cast": {"actors": ["Larkin", "Selmy Korvaby", "Nessika"]},
        "directors": {"directors": ["Rasko Wexolm", "Ulda Sarvisk", "Tavrin Ulmova"]},
        "category with slash": {"categories": ["Game Show / Competition", "Spy/Espionage"]},
        "no cast": {"actors": None, "directors": None},
    },
    "hulu": {
        "minutes in rating": {"duration": 67, "duration_unit": "minute", "audience_rating": None},
        "seasons in rating": {
            "duration": 2,
            "duration_unit": "season",
            "audience_rating": None,
            "is_kind_doubtful": False,
        },
        "movie with seasons": {
            "kind": "movie",
            "duration": 10,
            "duration_unit": "season",
            "audience_rating": None,
            "is_kind_doubtful": True,
        },
        "neither": {"duration": None, "audience_rating": None},
        "no duration": {"duration": None, "duration_unit": None, "audience_rating": "TV-MA"},
        "no description": {"description": None},
        "rating as written": {"audience_rating": "NOT RATED"},
        "season in rating": {"duration": 1, "duration_unit": "season", "rating_text": "1 Season"},
        "invisible in description": {"description": "A baker bares it all."},
        "no-break space in description": {"description": "A baker returns."},
    },
    "netflix": {
        "minutes in rating": {"duration": 74, "duration_unit": "minute", "audience_rating": None},
        "blank before date": {"added_on": date(2017, 8, 4)},
        "empty first country": {"countries": ["South Korea"]},
        "empty last country": {"countries": ["France", "Argentina"]},
        "former states": {"countries": ["Soviet Union", "West Germany", "East Germany"]},
        "no date": {"added_on": None},
        "unknown rating": {"audience_rating": None},
        "degree after comma": {"directors": ["Zerran Askolm, Ph.D."]},
        "suffix without comma": {"actors": ["Delmy Oster Jr.", "Karsel Morvick"]},
    },
}
# Platform and place of every trap.
TRAPS: Final = [
    (platform, place, name)
    for platform, count in split_titles(TITLES).items()
    for place, name in assign_title_traps(platform, count=count).items()
]


@pytest.fixture(scope="module")
def loaded(
    create_database: Callable[..., URL],
    empty_template: URL,
    tmp_path_factory: pytest.TempPathFactory,
) -> URL:
    folder: Path = tmp_path_factory.mktemp("streaming")
    generate_streaming_sample(folder, titles=TITLES)
    url = create_database(empty_template)
    load(url, [folder])
    return url


def test_every_trap_of_titles_ends_as_the_contract_says(
    loaded: URL, connect: Callable[[URL], Connection]
) -> None:
    assert {(platform, name) for platform, _, name in TRAPS} == {
        (platform, name) for platform, traps in EXPECTED.items() for name in traps
    }
    connection = connect(loaded)
    for platform, place, name in TRAPS:
        row = connection.execute(
            text(
                "select titles.*, said.actors, said.directors, said.countries, said.categories"
                " from core.titles join core.title_statements as said using (title_id)"
                " where title_id = :title"
            ),
            {"title": f"{platform[0]}s{place + 1}"},
        ).one()
        found = row._asdict()
        for column, value in EXPECTED[platform][name].items():
            if column == "name":
                assert found["name"].endswith(value) or value == " ", name
                assert found["name"] == " ".join(found["name"].split()), name
            else:
                assert found[column] == value, (platform, name, column)


def test_titles_people_and_works_are_counted_as_by_construction(
    loaded: URL, connect: Callable[[URL], Connection]
) -> None:
    connection = connect(loaded)
    counts = connection.execute(
        text(
            "select platforms.name, count(*) from core.titles"
            " join core.platforms using (platform_id) group by platforms.name"
        )
    )
    assert dict(counts.fetchall()) == split_titles(TITLES)
    reasons = connection.execute(text("select reason from core.rejects order by 1"))
    assert reasons.scalars().all() == [
        "invalid_id",
        *["invalid_stars"] * 3,
        *("missing_title", "null_id", "unknown_title", "unknown_type"),
        *("wrong_columns", "wrong_columns", "year_out_of_range"),
    ]
    works = connection.execute(
        text(
            "select name, release_year, string_agg(title_id, ' ' order by title_id)"
            " from core.titles where title_id ~ '^.s[1-3]$' group by name, release_year, work_id"
            " order by 1, 2"
        )
    )
    assert [tuple(row) for row in works] == [
        ("Harbour Office", 2018, "as3 ds3 hs3 ns3"),
        ("The Baker's Ferry", 2012, "as2"),
        ("The Baker's Ferry", 2014, "ds2"),
        ("The Baker's Ferry", 2016, "hs2"),
        ("The Baker's Ferry", 2018, "ns2"),
        ("The Paper Lighthouse", 2018, "as1 ds1 hs1 ns1"),
    ]
    assert connection.scalar(text("select count(*) from core.categories where genre is null")) == 0
    shown = connection.scalar(text("select name from core.people where name_key = 'fenno harlisk'"))
    assert shown == "Fenno Harlisk"


def test_ratings_are_counted_as_by_construction(
    loaded: URL, connect: Callable[[URL], Connection]
) -> None:
    connection = connect(loaded)
    drawn = 10_000 - 14
    counted = connection.execute(
        text(
            "select count(*), count(distinct viewer_id), min(viewer_id), max(viewer_id)"
            " from core.ratings"
        )
    ).one()
    assert tuple(counted) == (drawn - drawn * 13 // 1000 + 4, drawn // 40, 1, LAST_VIEWER)
    trapped = connection.execute(
        text(
            "select title_id, half_stars from core.ratings join core.titles using (title_key)"
            " where viewer_id = :viewer order by 1"
        ),
        {"viewer": TRAP_VIEWER},
    )
    assert dict(trapped.fetchall()) == {"as1": 9, "as2": 8, "as3": 4, "ns1": 10}
