"""What a model answers is looked up by the games of a library: no plan reads a model whole."""

from collections.abc import Iterator

import pytest
from sqlalchemy import URL

from bench.questions import MODEL_QUESTIONS
from tests.sql.plans import MOST_ROWS, Plans, is_by_key, rows_read
from tests.sql.recommending import World

# A library speaks for every game that resembles one of its own.
OF_THE_LIBRARY = {"items", "recommendation_weights", "recommendation_games"}


@pytest.fixture(scope="module")
def plans(modelled_url: URL, world: World) -> Iterator[Plans]:
    del world  # its model is published
    found = Plans(modelled_url, seqscan=False)
    yield found
    found.close()


@pytest.mark.parametrize("name", MODEL_QUESTIONS)
def test_an_answer_is_looked_up(plans: Plans, name: str) -> None:
    scans = list(plans.scans(MODEL_QUESTIONS[name]))
    relations = {scan["Relation Name"] for scan in scans}
    assert relations & {"game_similarities", "recommendation_weights", "newcomer_weights"}
    for scan in scans:
        assert scan["Node Type"] != "Seq Scan" or rows_read(scan) <= MOST_ROWS, scan
        if rows_read(scan) > MOST_ROWS and not is_by_key(scan):
            assert scan["Relation Name"] in OF_THE_LIBRARY, scan
