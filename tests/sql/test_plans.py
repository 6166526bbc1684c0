"""Every question is answered by looking rows up: no plan reads a table that grows with the data."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, Connection, text

from bench.questions import MODEL_QUESTIONS, QUESTIONS, TITLE_QUESTIONS
from tests.sql.plans import MOST_ROWS, Plans, is_by_key, rows_read
from tests.sql.recommending import World

# A text that is spelled wrong is compared with every game, studio and genre that shares letters
# with it; users are looked up.
MISSPELLED = {"search_names", "search_vocabulary"}
BY_NATURE = {
    "a misspelled search": MISSPELLED,
    "a misspelled title": MISSPELLED,
    # sums up the games of the genre
    "a genre": {"details_by_game", "games_by_year_genre"},
}
# These read every title of a platform.
OF_A_PLATFORM = {"S2 movies by ratings of a year", "a platform"}
# A library speaks for every game that resembles one of its own.
OF_THE_LIBRARY = {"items", "games", "recommendation_weights", "recommendation_games"}


def too_many(plans: Plans, name: str, query: str) -> list[tuple[str, str, float]]:
    return [
        (scan["Node Type"], scan["Relation Name"], rows_read(scan))
        for scan in plans.scans(query)
        if rows_read(scan) > MOST_ROWS
        and not is_by_key(scan)
        and not (
            scan["Relation Name"] in BY_NATURE.get(name, ()) and scan["Node Type"] != "Seq Scan"
        )
    ]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_looks_its_rows_up(plans: Plans, name: str) -> None:
    assert too_many(plans, name, QUESTIONS[name]) == []


@pytest.fixture(scope="module")
def title_plans(titles_url: URL) -> Iterator[Plans]:
    found = Plans(titles_url, seqscan=False)
    yield found
    found.close()


@pytest.mark.parametrize("name", TITLE_QUESTIONS)
def test_a_question_about_titles_looks_its_rows_up(title_plans: Plans, name: str) -> None:
    found = too_many(title_plans, name, TITLE_QUESTIONS[name])
    assert found == [] or name in OF_A_PLATFORM


@pytest.fixture(scope="module")
def model_plans(modelled_url: URL, world: World) -> Iterator[Plans]:
    del world  # its model is published
    found = Plans(modelled_url, seqscan=False)
    yield found
    found.close()


@pytest.mark.parametrize("name", MODEL_QUESTIONS)
def test_what_a_model_answers_is_looked_up_by_the_games_of_a_library(
    model_plans: Plans, name: str
) -> None:
    scans = list(model_plans.scans(MODEL_QUESTIONS[name]))
    relations = {scan["Relation Name"] for scan in scans}
    assert relations & {"game_similarities", "recommendation_weights", "newcomer_weights"}
    for scan in scans:
        assert scan["Node Type"] != "Seq Scan" or rows_read(scan) <= MOST_ROWS, scan
        if rows_read(scan) > MOST_ROWS and not is_by_key(scan):
            assert scan["Relation Name"] in OF_THE_LIBRARY, scan


def test_the_playtimes_of_a_game_are_sorted_once(
    loaded_url: URL, connect: Callable[[URL], Connection]
) -> None:
    # a planner that pulls the subquery up sorts them anew for each quartile
    with connect(loaded_url) as connection:
        view = connection.scalar(
            text("select pg_get_viewdef('agg.playtime_by_game_definition'::regclass)")
        )
        plan = connection.scalars(text(f"explain {view}")).all()
    assert sum("Function Scan on unnest" in line for line in plan) == 1
