"""Q1 to Q9 by brute force over the rows: every genre and year, and hundreds of developers.

The sample always; the real set where it is here (its playtimes are in test_real_facts.py).
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError

from tests.sql.answering import answer, hours, labels, read

YEARS = range(1985, 2021)


# The real set's five million playtimes are checked in test_real_facts.py.
sample_only = pytest.mark.parametrize("connection", ["loaded_url"], indirect=True)


@dataclass
class Rows:
    """The cleaned rows, as plain Python holds them."""

    names: dict[int, str]
    years: dict[int, int | None]
    genres: dict[int, set[str]]
    developers: dict[int, set[str]]
    items: list[tuple[str, int, int]]
    reviews: list[tuple[int, int, bool, int]]


@pytest.fixture(scope="module")
def rows(connection: Connection) -> Rows:
    games = read(connection, "select game_id, name, release_year from core.games")
    return Rows(
        names={game: name or f"App {game}" for game, name, _ in games},
        years={game: year for game, _, year in games},
        genres=labels(connection, "genres", "genre_id"),
        developers=labels(connection, "studios", "studio_id", "where role = 'developer'"),
        # five million rows are too many for plain Python
        items=read(
            connection,
            "select user_id, game_id, playtime_minutes"
            " from core.items join core.users using (user_key)"
            " where (select count(*) from core.users) < 10000",
        ),
        reviews=read(
            connection,
            "select game_id, extract(year from posted_on)::int, is_recommended, sentiment"
            " from core.reviews",
        ),
    )


def all_genres(rows: Rows) -> list[str]:
    return sorted({genre for names in rows.genres.values() for genre in names})


@sample_only
def test_play_time_genre(connection: Connection, rows: Rows) -> None:
    assert len(all_genres(rows)) > 5
    for genre in all_genres(rows):
        total: Counter[int] = Counter()
        for _, game, minutes in rows.items:
            year = rows.years[game]
            if genre in rows.genres.get(game, ()) and year and minutes:
                total[year] += minutes
        best = max(total, key=lambda year: (total[year], year)) if total else None
        key = f"Año de lanzamiento con más horas jugadas para Género {genre}"
        for spelling in (genre, genre.upper(), f" {genre.lower()} "):
            found = answer(connection, "api.classic_play_time_genre(:g)", g=spelling)
            assert found == {key: best}


@sample_only
def test_user_for_genre(connection: Connection, rows: Rows) -> None:
    for genre in all_genres(rows):
        total: Counter[str] = Counter()
        by_year: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for user, game, minutes in rows.items:
            if genre in rows.genres.get(game, ()) and minutes:
                total[user] += minutes
                if year := rows.years[game]:
                    by_year[user][year] += minutes
        best = min(total, key=lambda user: (-total[user], user)) if total else None
        years = by_year[best] if best else {}
        assert answer(connection, "api.classic_user_for_genre(:g)", g=genre) == {
            f"Usuario con más horas jugadas para Género {genre}": best,
            "Horas jugadas": [
                {"Año": year, "Horas": hours(years[year])} for year in sorted(years, reverse=True)
            ],
        }


def ranked(counts: Counter[Any], name: Callable[[Any], str]) -> list[dict[str, str]]:
    top = sorted((key for key in counts if counts[key]), key=lambda key: (-counts[key], key))[:3]
    return [{f"Puesto {place}": name(key)} for place, key in enumerate(top, start=1)]


QUESTIONS: dict[str, tuple[str, Callable[[bool, int], bool]]] = {
    "users_recommend": ("game", lambda liked, sentiment: liked and sentiment in (1, 2)),
    "users_not_recommend": ("game", lambda liked, sentiment: not liked and sentiment == 0),
    "users_worst_developer": ("studio", lambda liked, sentiment: not liked and sentiment == 0),
    "best_developer_year": ("studio", lambda liked, sentiment: liked and sentiment == 2),
}


@pytest.mark.parametrize("year_of", ["posted", "release"])
@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_top_three(connection: Connection, rows: Rows, question: str, year_of: str) -> None:
    subject, counts_as = QUESTIONS[question]
    counts: defaultdict[int | None, Counter[Any]] = defaultdict(Counter)
    for game, posted, liked, sentiment in rows.reviews:
        if counts_as(liked, sentiment):
            year = posted if year_of == "posted" else rows.years[game]
            for key in [game] if subject == "game" else rows.developers.get(game, ()):
                counts[year][key] += 1
    answered = 0
    for year in YEARS:
        name = rows.names.__getitem__ if subject == "game" else str
        expected = ranked(counts[year], name)
        found = answer(connection, f"api.classic_{question}(:y, :of)", y=year, of=year_of)
        assert found == expected, year
        answered += bool(expected)
    assert answered > 3


def test_sentiment_by_studio(connection: Connection, rows: Rows) -> None:
    counts: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for game, _, _, sentiment in rows.reviews:
        for studio in rows.developers.get(game, ()):
            counts[studio][sentiment] += 1
    studios = connection.scalars(text("select name from core.studios order by name")).all()
    studios = studios[:: max(1, len(studios) // 500)]
    assert sum(1 for studio in studios if counts[studio]) > 10
    for studio in studios:
        found = counts[studio]
        negative, neutral, positive = (found[sentiment] for sentiment in (0, 1, 2))
        assert answer(connection, "api.classic_sentiment_by_studio(:s)", s=studio.swapcase()) == {
            studio: [f"Negative = {negative}", f"Neutral = {neutral}", f"Positive = {positive}"]
        }
        assert answer(connection, "api.classic_developer_reviews_analysis(:s)", s=studio) == {
            studio: [f"Negative = {negative}", f"Positive = {positive}"]
        }


def test_sentiment_by_year(connection: Connection, rows: Rows) -> None:
    for year in YEARS:
        counts = Counter(
            sentiment for game, _, _, sentiment in rows.reviews if rows.years[game] == year
        )
        assert answer(connection, "api.classic_sentiment_by_year(:y)", y=year) == {
            "Negative": counts[0],
            "Neutral": counts[1],
            "Positive": counts[2],
        }


def test_unknown_names_have_no_answer(connection: Connection) -> None:
    for call in (
        "play_time_genre",
        "user_for_genre",
        "sentiment_by_studio",
        "developer_reviews_analysis",
    ):
        assert answer(connection, f"api.classic_{call}(:n)", n="No Such Name") is None


def test_a_year_that_is_neither_posted_nor_release_is_an_error(connection: Connection) -> None:
    with pytest.raises(DataError, match="relase"), connection.begin_nested():
        answer(connection, "api.classic_users_recommend(2014, :of)", of="relase")
