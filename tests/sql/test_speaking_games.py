"""Games that nobody owns speak by others: an edition, a test app, what is like them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from tests.sql.modelled import Model, known, publish_model, similar, variant, weight

EDITION, TESTED, NEW, ALONE = 101, 102, 103, 104
MAIN, TEST_APP, ONE, OTHER, WANTED, UNKNOWN = 201, 202, 203, 204, 205, 999

MODEL = Model(
    games=[known(game, place) for place, game in enumerate((MAIN, TEST_APP, ONE, OTHER, WANTED))],
    weights=[weight(game, WANTED, 1000) for game in (MAIN, TEST_APP, ONE)]
    + [weight(OTHER, WANTED, 500)],
    similarities=[
        *similar(NEW, (EDITION, 0.9), (ONE, 0.6), (OTHER, 0.2)),
        *similar(TESTED, (ONE, 1.0)),
    ],
    variants=[
        variant(EDITION, main=MAIN, speaks=MAIN),
        variant(TESTED, speaks=TEST_APP),
        variant(TEST_APP, speaks=TEST_APP, is_extra=True),
    ],
)


@pytest.fixture
def asked(scratch: Connection) -> Iterator[Connection]:
    scratch.execute(
        text(
            "insert into core.games (game_id, is_in_catalogue)"
            " select game, true from unnest(:games) as given (game)"
        ),
        {"games": [*range(101, 105), *range(201, 206)]},
    )
    publish_model(scratch, MODEL)
    yield scratch
    scratch.rollback()


def found_for(asked: Connection, *games: int) -> dict[int, tuple[float, list[int]]]:
    rows = asked.execute(
        text(
            "select game_id, score, array(select (each ->> 'game_id')::bigint"
            " from json_array_elements(reasons) as each) as because"
            " from api.recommended_games_for(:games)"
        ),
        {"games": list(games)},
    )
    return {row.game_id: (float(row.score), list(row.because)) for row in rows}


def test_another_edition_or_a_test_app_speaks_and_is_not_recommended(asked: Connection) -> None:
    for game, speaker in ((EDITION, MAIN), (TESTED, TEST_APP)):
        found = found_for(asked, game)
        assert found[WANTED] == (1.0, [game])
        assert speaker not in found
        assert found_for(asked, game, speaker)[WANTED] == (1.0, [speaker])  # counts once


def test_what_is_like_it_speaks_by_likeness(asked: Connection) -> None:
    found = found_for(asked, NEW)
    assert found[WANTED] == (0.875, [NEW])  # 750 of 1000 and 250 of 500
    assert {ONE, OTHER} <= found.keys()


def test_what_nothing_is_known_of_says_nothing(asked: Connection) -> None:
    nothing: dict[int, tuple[float, list[int]]] = {
        game: (0.0, []) for game in (MAIN, TEST_APP, ONE, OTHER, WANTED)
    }
    assert found_for(asked, ALONE) == found_for(asked, UNKNOWN) == found_for(asked) == nothing
