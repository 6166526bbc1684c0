"""The published weights and new ones on the same held-out users, as their libraries are now."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import psycopg

from etl.evaluation.metrics import Lists, ndcg_values, recommend_top_k
from etl.models.gate import Difference, compare_means
from etl.models.lifecycle import PublishedModel, Trained
from etl.recommender.libraries import Flags, Floats, Integers, Libraries
from etl.recommender.splits import HoldOut, hide_random_fifth
from etl.recommender.weights import Objective, Weights, summed_weights_scorer

_LEAST_KNOWN: Final = 0.5
"""Share of the held-out users' games that the published model must know."""


@dataclass(frozen=True)
class HeldOutUsers:
    """A new model, and users who taught it nothing; nor the published one of the same seed."""

    weights: Weights
    training: Libraries
    users: Libraries
    seed: int

    @cached_property
    def random(self) -> HoldOut:
        """Their libraries with a random fifth hidden."""
        return hide_random_fifth(self.users, seed=self.seed)

    @cached_property
    def lists(self) -> dict[Objective, Lists]:
        """What the new model recommends of the hidden games, by what for."""
        return {
            objective: self.recommend(self.weights, self.random, objective)
            for objective in ("own", "play")
        }

    def recommend(
        self,
        weights: Weights,
        hold_out: HoldOut,
        objective: Objective,
        *,
        unknown: Integers | None = None,
    ) -> Lists:
        """Recommend to each of them by some weights; games that are unknown to nobody."""
        scorer = summed_weights_scorer(
            weights, objective=objective, games_count=self.training.games_count
        )
        if unknown is not None:
            scorer = scorer.without(unknown)
        return recommend_top_k(scorer, hold_out.visible, by_popularity=self.training.by_popularity)

    def ndcg_values(self, lists: Mapping[Objective, Lists]) -> dict[str, Floats]:
        """Give the NDCG of each user: of games owned, and of games played."""
        counted: dict[Objective, Flags] = {
            "own": self.random.everything,
            "play": self.random.played,
        }
        return {
            f"{objective}_ndcg": ndcg_values(found, self.random.hidden, counted[objective])
            for objective, found in lists.items()
        }


def compare_recommendations(
    connection: psycopg.Connection[Any], published: PublishedModel, learnt: Trained
) -> dict[str, Difference] | str:
    """Compare N@10 user by user: of games owned, and of games played by the weights to play."""
    name = f"model {published.model_id}"
    held_out: HeldOutUsers | None = learnt.held_out
    if held_out is None or not held_out.users.users_count:
        return "there are too few libraries to measure on"
    if published.seed != held_out.seed:
        return f"{name} learnt from users that are held out now: it was trained with another seed"
    ids = held_out.training.game_ids
    weights, is_known = read_published_weights(connection, published.model_id, ids)
    if not len(weights.rows):
        return f"{name} has no weights"
    owners = held_out.users.owners
    if owners[is_known].sum() < _LEAST_KNOWN * owners.sum():
        return f"{name} knows too few of the games of now"
    unknown = np.flatnonzero(~is_known)
    before = held_out.ndcg_values(
        {
            objective: held_out.recommend(weights, held_out.random, objective, unknown=unknown)
            for objective in held_out.lists
        }
    )
    after = held_out.ndcg_values(held_out.lists)
    return {
        metric: compare_means(before[metric], after[metric])
        for metric in before
        if len(before[metric])  # nobody may have played what is hidden
    }


def read_published_weights(
    connection: psycopg.Connection[Any], model_id: int, game_ids: Integers
) -> tuple[Weights, Any]:
    """Read stored weights onto the columns of some libraries.

    Returns:
        The weights, and which games the model knows.
    """
    games = _read_columns(
        connection,
        "select game_id, own_bias, play_bias, coalesce(few_bias, own_bias) "
        "from core.recommendation_games where model_id = %s",
        model_id,
        width=4,
    )
    pairs = _read_columns(
        connection,
        "select game_id, recommended_game_id, own_weight, play_weight, "
        "coalesce(few_weight, own_weight) from core.recommendation_weights where model_id = %s",
        model_id,
        width=5,
    )
    is_known = np.isin(game_ids, games[0])
    both = np.isin(pairs[0], game_ids) & np.isin(pairs[1], game_ids)
    rows, columns, own, play, few = pairs[:, both]
    there = np.isin(games[0], game_ids)
    places = np.searchsorted(game_ids, games[0][there])
    biases = np.zeros((3, len(game_ids)), dtype=np.int64)
    biases[:, places] = games[1:, there]
    return (
        Weights(
            rows=np.searchsorted(game_ids, rows),
            columns=np.searchsorted(game_ids, columns),
            own=own,
            play=play,
            few=few,
            own_bias=biases[0],
            play_bias=biases[1],
            few_bias=biases[2],
        ),
        is_known,
    )


def _read_columns(
    connection: psycopg.Connection[Any], question: str, model_id: int, *, width: int
) -> Integers:
    rows = connection.execute(question.encode(), [model_id]).fetchall()
    return np.array(rows, dtype=np.int64).reshape(len(rows), width).T
