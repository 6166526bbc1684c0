"""S1 to S7: what SQL answers of made-up titles is what an own reading of their files answers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from etl.sample.streaming import SCORES_FILE
from tests.api.helpers import plain
from tests.streaming_oracle import (
    KIND_WORDS,
    PLATFORMS,
    Answers,
    Title,
    read_scores,
    read_titles,
)

Ask = Callable[..., Any]
STARS = (0.5, 3, 3.4, 3.55, 5)


def asking(connection: psycopg.Connection[Any]) -> Ask:
    """Call a function of api with its arguments for its one value."""

    def ask(function: str, *values: object, **named: object) -> Any:  # noqa: ANN401 - any document
        places = [*("%s" for _ in values), *(f"{name} => %({name})s" for name in named)]
        query = f"select api.{function}({', '.join(places)})"
        row = connection.execute(query.encode(), named or values).fetchone()
        return row and row[0]

    return ask


@pytest.fixture(scope="module")
def ask(titles_url: URL) -> Iterator[Ask]:
    with psycopg.connect(plain(titles_url), autocommit=True) as connection:
        connection.execute("set role ludoteca_reader")
        yield asking(connection)


@pytest.fixture(scope="module")
def answers(titles_folder: Path) -> Answers:
    return Answers(read_titles(titles_folder), read_scores(titles_folder / SCORES_FILE))


@pytest.fixture(scope="module")
def years(answers: Answers) -> list[int]:
    """Years with titles, and one without any."""
    return [1900, *sorted({one.year for one in answers.titles})]


def test_the_longest_title(ask: Ask, answers: Answers, years: list[int]) -> None:
    for unit in ("min", "season"):
        for platform in (None, *PLATFORMS):
            for year in (None, *years):
                found = ask(
                    "classic_get_max_duration",
                    p_year=year,
                    p_platform=platform,
                    p_duration_type=unit,
                )
                assert found == answers.get_max_duration(year, platform, unit)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_movies_of_a_platform(ask: Ask, answers: Answers, years: list[int], platform: str) -> None:
    assert ask("classic_get_count_platform", platform) == answers.get_count_platform(platform)
    for year in years:
        assert ask("classic_get_actor", platform.upper(), year) == answers.get_actor(platform, year)
        for stars in STARS:
            found = ask("classic_get_score_count", platform, stars, year)
            assert found == answers.get_score_count(platform, stars, year)


def test_titles_of_a_country(ask: Ask, answers: Answers) -> None:
    asked = {(country, one.year) for one in answers.titles for country in one.countries}
    assert len(asked) > 100
    for word in KIND_WORDS:
        for country, year in sorted(asked):
            found = ask("classic_prod_per_county", word.title(), country.upper(), year)
            assert found == answers.prod_per_county(word, country, year)


def test_titles_for_an_audience(ask: Ask, answers: Answers) -> None:
    for rating in {one.rating for one in answers.titles if one.rating} | {"g"}:
        assert ask("classic_get_contents", rating) == answers.get_contents(rating)


def test_everything_known_of_a_title(answers: Answers, titles_url: URL) -> None:
    with psycopg.connect(plain(titles_url)) as connection:
        rows = connection.execute(
            "select title_id, row_to_json(details) from api.title_details as details"
        ).fetchall()
    found: dict[str, dict[str, Any]] = dict(rows)
    assert len(found) == len(rows) == len(answers.titles)
    for title in answers.titles:
        assert found[title.title_id].items() >= expected(title, answers).items()


def expected(title: Title, answers: Answers) -> dict[str, object]:
    works = [one for one in answers.titles if one.work == title.work]
    return {
        "platform": title.platform,
        "kind": title.kind,
        "name": title.name,
        "release_year": title.year,
        "added_on": title.added_on and title.added_on.isoformat(),
        "duration": title.minutes or title.seasons,
        "duration_unit": "minute" if title.minutes else "season" if title.seasons else None,
        "audience_rating": title.rating,
        "is_rated": title.rating is not None,
        "categories": title.categories,
        "countries": title.countries,
        "directors": [answers.shown[one.casefold()] for one in title.directors],
        "actors": [answers.shown[one.casefold()] for one in title.actors],
        "description": title.description,
        "score": answers.scores.get(title.title_id),
        "ratings_count": 0,
        "is_kind_doubtful": title.kind == "movie" and title.seasons is not None,
        "same_work_ids": [one.title_id for one in works if one is not title],
    }


@pytest.mark.parametrize(
    ("function", "values"),
    [
        ("classic_get_max_duration", (2018, "n", "min")),
        ("classic_get_score_count", ("n", 3.5, 2018)),
        ("classic_get_count_platform", ("n",)),
        ("classic_get_actor", ("n", 2018)),
        ("classic_prod_per_county", ("film", "Argentina", 2018)),
        ("classic_prod_per_county", ("movie", "Arg", 2018)),
        ("classic_get_contents", ("PG-99",)),
        ("classic_get_recommendation", ("as99999",)),
        ("classic_get_recommendation", ("as1", "n")),
        ("similar_titles_document", ("AS1",)),
        ("person_document", (2**31 - 1,)),
        ("platform_document", ("n",)),
    ],
)
def test_an_unknown_name_has_no_answer(ask: Ask, function: str, values: tuple[object, ...]) -> None:
    assert ask(function, *values) is None


def test_titles_like_a_title(ask: Ask, answers: Answers) -> None:
    by_id = {one.title_id: one for one in answers.titles}
    for title in answers.titles[:100]:
        listed = ask("similar_titles_document", title.title_id, 20)["data"]
        works = [by_id[one["title_id"]].work for one in listed]
        assert len({title.work, *works}) == len(listed) + 1
        assert [one["place"] for one in listed] == list(range(1, len(listed) + 1))
        ranked = [(-one["score"], by_id[one["title_id"]].order) for one in listed]
        assert ranked == sorted(ranked)
        names = [one["name"].lower() for one in listed[:5]]
        assert ask("classic_get_recommendation", title.title_id) == {"recomendacion": names}


@pytest.fixture
def rated(
    create_database: Callable[..., URL], titles_template: URL
) -> Iterator[psycopg.Connection[Any]]:
    """A database of the test's own, as its owner."""
    with psycopg.connect(plain(create_database(titles_template)), autocommit=True) as connection:
        yield connection


def rate(connection: psycopg.Connection[Any], *ratings: tuple[str, float, int]) -> None:
    """Let viewers 1, 2, … rate titles: (title_id, stars, year)."""
    for viewer, (title_id, stars, year) in enumerate(ratings, start=1):
        connection.execute(
            "insert into core.ratings (viewer_id, title_key, half_stars, rated_at) "
            "select %s, title_key, %s, make_timestamptz(%s, 6, 1, 0, 0, 0, 'UTC') "
            "from core.titles where title_id = %s",
            [viewer, int(stars * 2), year, title_id],
        )
    connection.execute("select agg.refresh(null, true)")


def test_scores_are_of_ratings_where_there_are_any(rated: psycopg.Connection[Any]) -> None:
    # movies of amazon and 2018 of the sample
    movies = [
        title_id
        for (title_id,) in rated.execute(
            "select title_id from api.title_details "
            "where platform = 'amazon' and kind = 'movie' and release_year = 2018 order by place"
        )
    ]
    first, second = movies[:2]
    rate(rated, (first, 4, 2015), (first, 3, 2016), (second, 3.5, 2016))
    ask = asking(rated)

    def counted(stars: float, year: int, year_of: str) -> int:
        return int(ask("classic_get_score_count", "amazon", stars, year, year_of)["cantidad"])

    assert [counted(stars, 2018, "release") for stars in (3.4, 3.5, 5)] == [2, 0, 0]
    assert [counted(stars, 2016, "rated") for stars in (2.9, 3, 3.5)] == [2, 1, 0]
    assert [counted(stars, 2015, "rated") for stars in (3.5, 4)] == [1, 0]
    row = rated.execute("select * from api.score_counts('Amazon', 3.4, 2018)").fetchone()
    assert row == (len(movies), 2, 2)


def test_a_name_that_several_titles_bear(rated: psycopg.Connection[Any]) -> None:
    """By id; on the platform; most ratings; a movie before a series; the lower id."""

    def meant(text: str, platform: str | None = None) -> str:
        row = rated.execute(
            "select title_id from core.titles where title_key = agg.find_title(%s, %s)",
            [text, platform],
        ).fetchone()
        assert row is not None
        return str(row[0])

    assert meant("the baker's FERRY") == "as2"
    assert meant("The Baker's Ferry", "Hulu") == "hs2"
    assert meant("ns2", "hulu") == "ns2"
    rated.execute("set role ludoteca_owner")
    rated.execute("update core.titles set kind = 'series' where title_id = 'as2'")
    assert meant("The Baker's Ferry") == "ds2"
    rate(rated, ("ns2", 1, 2015), ("hs2", 5, 2015), ("ns2", 1, 2015))
    assert meant("The Baker's Ferry") == "ns2"
    assert meant("The Baker's Ferry", "amazon") == "as2"
