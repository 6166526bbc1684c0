"""What the evaluation scores, and what SQL serves: the same, whole numbers."""

import numpy as np
import pytest
from sqlalchemy import Connection

from etl.recommender.weights import OBJECTIVES, Weights, summed_weights_scorer
from tests.etl.recommender.making import libraries_from
from tests.sql.answering import recommended_for
from tests.sql.recommending import Library, World


def weights_of(world: World) -> tuple[Weights, list[int]]:
    """Give the published rows as a training has them, and the game of each column."""
    games = sorted(world.biases)
    place = {game: column for column, game in enumerate(games)}
    rows, biases = world.model.weights, [world.biases[game] for game in games]

    def of_few(row: dict[str, int | None], kind: str) -> int | None:
        few = row[f"few_{kind}"]
        return row[f"own_{kind}"] if few is None else few

    return Weights(
        rows=np.array([place[row["game_id"]] for row in rows]),
        columns=np.array([place[row["recommended_game_id"]] for row in rows]),
        own=np.array([row["own_weight"] for row in rows]),
        play=np.array([row["play_weight"] for row in rows]),
        few=np.array([of_few(row, "weight") for row in rows]),
        own_bias=np.array([row["own_bias"] for row in biases]),
        play_bias=np.array([row["play_bias"] for row in biases]),
        few_bias=np.array([of_few(row, "bias") for row in biases]),
    ), games


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("size", [1, 3, 4, 20])
def test_sql_serves_what_is_evaluated(
    asking: Connection, world: World, objective: str, size: int
) -> None:
    weights, games = weights_of(world)
    largest = max(world.libraries.values(), key=len)
    library: Library = {game: largest[game] or 0 for game in sorted(largest)[:size]}
    # a second user holds every game: each has its column
    everything = [(2, game, 0, 1) for game in games]
    visible = libraries_from(
        [(1, game, minutes or 0, 1) for game, minutes in library.items()] + everything
    ).take(slice(0, 1))
    scorer = summed_weights_scorer(weights, objective=objective, games_count=len(games))  # type: ignore[arg-type] # one of the objectives
    [scores] = scorer.score(visible)
    by_game = dict(zip(games, scores.tolist(), strict=True))
    found = recommended_for(asking, library, goal=objective, count=100, in_catalogue=False)
    assert len(found) == 100
    assert all(score == by_game[game] for game, score, _ in found)
