"""Every question is answered by looking rows up: no plan reads a table that grows with the data."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, Connection, text

from bench.questions import QUESTIONS
from tests.sql.plans import MOST_ROWS, Plans, is_by_key, rows_read

# A text that is spelled wrong is compared with every game, studio and genre that shares letters
# with it; users are looked up.
BY_NATURE = {"a misspelled search": "search_names"}


@pytest.fixture(scope="module")
def sample_plans(loaded_url: URL) -> Iterator[Plans]:
    plans = Plans(loaded_url, seqscan=False)
    yield plans
    plans.close()


@pytest.fixture(scope="module")
def real_plans(real_url: URL) -> Iterator[Plans]:
    plans = Plans(real_url, seqscan=True)
    yield plans
    plans.close()


def too_many(plans: Plans, name: str, query: str) -> list[tuple[str, str, float]]:
    return [
        (scan["Node Type"], scan["Relation Name"], rows_read(scan))
        for scan in plans.scans(query)
        if rows_read(scan) > MOST_ROWS
        and not is_by_key(scan)
        and not (scan["Relation Name"] == BY_NATURE.get(name) and scan["Node Type"] != "Seq Scan")
    ]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_looks_its_rows_up(sample_plans: Plans, name: str) -> None:
    assert too_many(sample_plans, name, QUESTIONS[name]) == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_on_the_real_set_too(real_plans: Plans, name: str) -> None:
    assert too_many(real_plans, name, QUESTIONS[name]) == []


def test_the_playtimes_of_a_game_are_sorted_once(
    loaded_url: URL, connect: Callable[[URL], Connection]
) -> None:
    # a planner that pulls the subquery up sorts them anew for each quartile
    with connect(loaded_url) as connection:
        view = connection.scalar(
            text("select pg_get_viewdef('agg.playtime_quartiles_by_game'::regclass)")
        )
        plan = connection.scalars(text(f"explain {view}")).all()
    assert [line.strip() for line in plan if "SubPlan" in line] == ["SubPlan 1"]
