"""Facts of the real streaming files, as a load must give them; skipped by name without them."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from sqlalchemy import URL, Connection, create_engine, text

from etl.clean.titles import COMMON_GENRES

OF_PLATFORMS: Final = (
    "select array_agg(found.count order by platform_id) from (select platform_id, "
    "count(*) filter (where {}) from core.titles group by platform_id) as found"
)

COUNT_CATEGORIES: Final = (
    "select count(*) from core.title_categories inner join core.categories using (category_id)"
)
COUNT_SCORES: Final = (
    "select count(*) from core.published_scores inner join (select * from core.titles where "
    "kind = 'movie') as movies using (title_key)"
)
COUNT_MOVIES: Final = (
    "select count(*) from core.title_countries inner join core.countries using (country_id) "
    "inner join (select * from core.titles where kind = 'movie') as movies using (title_key)"
)
LONGEST: Final = (
    "select (array_agg(title_id || ' ' || name || ' ' || duration order by duration desc))[1] "
    "from (select * from core.titles where duration_unit = 'minute') as films"
)


@pytest.fixture(scope="module")
def connection(real_streaming_url: URL) -> Iterator[Connection]:
    engine = create_engine(real_streaming_url)
    with engine.connect() as open_connection:
        yield open_connection
    engine.dispose()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("true", [9_668, 1_450, 3_073, 8_807]),
        ("kind = 'movie'", [7_814, 1_052, 1_484, 6_131]),
        ("audience_rating is null", [337, 3, 812, 7]),
        ("duration is null", [10, 0, 187, 0]),
        ("duration_text = '0 min'", [10, 0, 0, 0]),
        ("duration_text is null and duration_unit = 'minute'", [0, 0, 230, 3]),
        ("duration_text is null and duration_unit = 'season'", [0, 0, 62, 0]),
        ("is_kind_doubtful", [0, 0, 62, 0]),
        ("duration_text is not null and rating_text <> audience_rating", [10, 0, 0, 0]),
        ("added_on is null", [9_513, 3, 28, 10]),
        ("extract(year from added_on) < release_year", [0, 1, 5, 14]),
        ("name like '%' || chr(65533) || '%'", [1, 0, 0, 0]),
    ],
)
def test_titles_of_each_platform(
    connection: Connection, condition: str, expected: list[int]
) -> None:
    assert connection.scalar(text(OF_PLATFORMS.format(condition))) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select count(*) from core.rejects", 0),
        ("select count(*) from core.load_warnings where kind <> 'cut'", 0),
        ("select count(*) from core.title_credits where role = 'actor'", 114_318),
        ("select count(*) from core.title_credits where role = 'director'", 16_317),
        ("select count(*) from core.people", 71_846),
        ("select count(*) from core.title_countries", 14_350),
        ("select count(distinct title_key) from core.title_countries", 11_499),
        ("select count(*) from core.countries", 128),
        ("select count(*) from core.title_categories", 47_337),
        ("select count(*) from core.categories", 118),
        ("select count(*) from core.categories where genre is null", 0),
        (
            "select count(*) from (select from core.titles group by work_id having count(*) > 1)",
            405,
        ),
        (
            "select count(*) from (select from core.titles group by name_key having count(*) > 1)",
            898,
        ),
        ("select min(release_year) || ' ' || max(release_year) from core.titles", "1920 2021"),
        (
            f"{COUNT_CATEGORIES} where name = 'Arts, Entertainment, and Culture'",
            483,
        ),
        ("select count(*) from core.published_scores where title_key is not null", 22_998),
        (f"{COUNT_SCORES} where platform_id = 1 and release_year = 2012 and score > 3.5", 145),
        (f"{LONGEST} where platform_id = 8 and release_year = 2018", "hs1950 Loro 157"),
        (f"{COUNT_MOVIES} where countries.name = 'Argentina' and release_year = 2020", 8),
    ],
)
def test_facts(connection: Connection, query: str, expected: object) -> None:
    assert connection.scalar(text(query)) == expected


@pytest.mark.parametrize(
    ("platform_id", "year", "expected"),
    [
        (14, 2018, ("Andrea Libman", 8)),
        (1, 2021, ("Om Nom", 10)),
        (1, 2019, ("Maggie Binkley", 17)),
        (8, 2018, None),
    ],
)
def test_who_appears_most(
    connection: Connection,
    platform_id: int,
    year: int,
    expected: Any,  # noqa: ANN401
) -> None:
    found = connection.execute(
        text(
            "select people.name, count(*) from core.title_credits inner join core.people using "
            "(person_id) inner join core.titles using (title_key) where role = 'actor' and "
            "platform_id = :platform_id and release_year = :year group by people.name "
            "order by count(*) desc, people.name limit 1"
        ),
        {"platform_id": platform_id, "year": year},
    ).one_or_none()
    assert found == expected


def test_the_table_of_genres_has_the_categories_of_the_files(connection: Connection) -> None:
    assert set(connection.scalars(text("select name_key from core.categories"))) == set(
        COMMON_GENRES
    )
