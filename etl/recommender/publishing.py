"""What was learnt in; staged, checked and published in one transaction, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from psycopg.types.json import Jsonb

from etl.merge import transaction
from etl.recommender.players import stage_players
from etl.staging import Stager

if TYPE_CHECKING:
    import psycopg

    from etl.recommender.libraries import Libraries
    from etl.recommender.newcomers import NewcomerWeights
    from etl.recommender.similar import SimilarGames
    from etl.recommender.weights import Weights


@dataclass(frozen=True)
class Model:
    """Everything that a training learnt."""

    training: Libraries
    weights: Weights
    similar: SimilarGames
    newcomers: NewcomerWeights


def store(
    connection: psycopg.Connection[Any],
    model: Model,
    libraries: Libraries,
    document: dict[str, Any],
) -> int:
    """Stage the model and hand it over; returns its id.

    Args:
        connection: the loader's, which holds the lock.
        model: what was learnt.
        libraries: everybody's, held out or not: among them similar users are sought.
        document: of the run; its `status` says whether readers get it.
    """
    connection.execute("select staging.clear_model()")
    stager = Stager(connection)
    stager.copy("recommendation_games", _games(model))
    weights = model.weights
    ids = model.training.game_ids
    stager.copy(
        "recommendation_weights",
        _table(
            game_id=ids[weights.rows],
            recommended_game_id=ids[weights.columns],
            own_weight=weights.own,
            play_weight=weights.play,
        ),
    )
    newcomers = model.newcomers
    stager.copy(
        "newcomer_weights",
        _table(
            game_id=newcomers.game_ids,
            recommended_game_id=newcomers.newcomer_ids,
            weight=newcomers.weights,
        ),
    )
    similar = model.similar
    stager.copy(
        "game_similarities",
        _table(
            game_id=similar.game_ids,
            rank=similar.ranks,
            similar_game_id=similar.similar_ids,
            score=similar.scores,
            players_share=similar.players_shares,
            content_share=1 - similar.players_shares,
        ),
    )
    stage_players(connection, libraries)
    run = {"started_at": document["started_at"], "timings": document["timings"]}
    with transaction(connection):
        row = connection.execute(
            "select staging.publish_model(%s, %s)", [Jsonb(document), Jsonb(run)]
        ).fetchone()
    return int(row[0]) if row else 0


def _games(model: Model) -> np.ndarray[Any, Any]:
    """List every game that some weight may recommend: those with owners, then the newcomers."""
    training, weights = model.training, model.weights
    newcomers = np.setdiff1d(model.newcomers.newcomer_ids, training.game_ids)
    is_newcomer = np.isin(training.game_ids, model.newcomers.newcomer_ids)
    none = np.zeros(len(newcomers), dtype=np.int32)
    ranks = np.empty(training.games_count, dtype=np.int32)
    ranks[training.by_popularity] = np.arange(1, training.games_count + 1)
    return _table(
        game_id=np.append(training.game_ids, newcomers),
        owners_count=np.append(training.owners, none),
        popularity_rank=np.append(ranks, len(ranks) + 1 + np.arange(len(newcomers))),
        is_newcomer=np.append(is_newcomer, np.ones(len(newcomers), dtype=bool)),
        own_bias=np.append(weights.own_bias, none),
        play_bias=np.append(weights.play_bias, none),
    )


def _table(**columns: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    size = len(next(iter(columns.values())))
    table = np.empty(size, dtype=[(name, values.dtype) for name, values in columns.items()])
    for name, values in columns.items():
        table[name] = values
    return table
