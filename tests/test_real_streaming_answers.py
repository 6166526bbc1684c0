"""Thousands of answers about the real titles, beside an own reading; skipped where they are not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from tests.api.helpers import plain
from tests.streaming_oracle import PLATFORMS, Answers, read_scores, read_titles

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def answers(real_streaming_folder: Path) -> Answers:
    scores = read_scores(real_streaming_folder / "scores" / "title_scores.csv.gz")
    return Answers(read_titles(real_streaming_folder), scores)


@pytest.fixture(scope="module")
def ask(real_streaming_url: URL) -> Iterator[Ask]:
    """Call a function of the classic face."""
    with psycopg.connect(plain(real_streaming_url), autocommit=True) as connection:
        connection.execute("set role ludoteca_reader")

        def found(function: str, **named: object) -> dict[str, Any]:
            values = ", ".join(f"p_{name} => %({name})s" for name in named)
            query = f"select api.classic_{function}({values})"
            row = connection.execute(query.encode(), named).fetchone()
            assert row is not None
            return dict(row[0])

        yield found


def test_the_figures_of_the_contract(answers: Answers) -> None:
    """What the own reading must give before anything is compared with it."""
    movies = [answers.get_count_platform(one)["peliculas"] for one in PLATFORMS]
    assert movies == [7_814, 1_052, 1_484, 6_131]
    assert sum(len(one.actors) for one in answers.titles) == 114_318
    assert sum(len(one.directors) for one in answers.titles) == 16_317
    assert len(answers.shown) == 71_846
    assert answers.get_score_count("amazon", 3.5, 2012)["cantidad"] == 145
    assert answers.prod_per_county("movie", "India", 2012)["peliculas"] == 44
    assert answers.get_contents("G")["contenido"] == 1_564
    assert answers.get_actor("amazon", 2021)["actor"] == "om nom"


def test_the_longest_titles(ask: Ask, answers: Answers) -> None:
    found = [answers.longest(year, platform, "min") for platform, year in answers.of]
    assert len(found) - found.count(None) == 436
    for platform, year in answers.of:
        for unit in ("min", "season"):
            given = {"year": year, "platform": platform, "duration_type": unit}
            expected = answers.get_max_duration(year, platform, unit)
            assert ask("get_max_duration", **given) == expected, given


def test_movies_and_actors_of_platforms(ask: Ask, answers: Answers) -> None:
    casts = 0
    for platform, year in answers.of:
        if platform is None or year is None:
            continue
        actor = answers.get_actor(platform, year)
        casts += actor["actor"] is not None
        assert ask("get_actor", platform=platform, year=year) == actor
        for stars in (0.5, 3.4, 3.5, 3.53, 3.6):
            expected = answers.get_score_count(platform, stars, year)
            found = ask("get_score_count", platform=platform, scored=stars, year=year)
            assert found == expected
    assert casts == 260
    for platform in PLATFORMS:
        assert ask("get_count_platform", platform=platform) == answers.get_count_platform(platform)


def test_titles_of_countries_and_audiences(ask: Ask, answers: Answers) -> None:
    made = {(country, one.year) for one in answers.titles for country in one.countries}
    assert len(made) > 1_000
    for country, year in sorted(made):
        for kind in ("movie", "serie"):
            found = ask("prod_per_county", kind=kind, country=country, year=year)
            assert found == answers.prod_per_county(kind, country, year)
    for rating in {one.rating for one in answers.titles if one.rating}:
        assert ask("get_contents", rating=rating) == answers.get_contents(rating)
