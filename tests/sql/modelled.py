"""A tiny model put into staging by hand and published as a training does, for tests.

with engine.begin() as connection:
    publish_model(connection, Model(games=[known(10, 1), known(20, 2)],
                                    weights=[weight(10, 20, 500)]))
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from db.models.staged_models import (
    staged_game_similarities,
    staged_game_variants,
    staged_newcomer_weights,
    staged_recommendation_games,
    staged_recommendation_players,
    staged_recommendation_weights,
)

Row = dict[str, Any]

ABOUT: Row = {
    "status": "published",
    "started_at": "2020-01-02T03:04:05Z",
    "data_version": 1,
    "seed": 1,
    "parameters": {"rows": 3},
    "metrics": {"own": {"ndcg_at_10": 0.5}},
    "timings": {"train": 1.5},
    "versions": {"ludoteca": "test"},
    "comparison": None,
}


def known(  # noqa: PLR0913 - one argument per column
    game_id: int,
    rank: int,
    *,
    owners: int = 1,
    newcomer: bool = False,
    own_bias: int = 0,
    play_bias: int = 0,
    few_bias: int | None = None,
) -> Row:
    """A game that the model knows, with its place among the popular."""
    return {
        "game_id": game_id,
        "owners_count": owners,
        "popularity_rank": rank,
        "is_newcomer": newcomer,
        "own_bias": own_bias,
        "play_bias": play_bias,
        "few_bias": few_bias,
    }


def weight(
    game_id: int, recommended: int, own: int, play: int | None = None, few: int | None = None
) -> Row:
    """What a game says of another, in thousandths; for playing the same unless given."""
    return {
        "game_id": game_id,
        "recommended_game_id": recommended,
        "own_weight": own,
        "play_weight": own if play is None else play,
        "few_weight": few,
    }


def newcomer(game_id: int, recommended: int, value: int) -> Row:
    """What a game says of a newcomer, in thousandths."""
    return {"game_id": game_id, "recommended_game_id": recommended, "weight": value}


def variant(
    game_id: int,
    *,
    main: int | None = None,
    speaks: int | None = None,
    is_extra: bool = False,
    series: int | None = None,
) -> Row:
    """What a game is another id, an extra or a part of; by default its own main game."""
    return {
        "game_id": game_id,
        "main_game_id": game_id if main is None else main,
        "speaking_game_id": speaks,
        "is_extra": is_extra,
        "series_id": series,
    }


def similar(game_id: int, *others: tuple[int, float], players: float = 0.5) -> list[Row]:
    """The list of games similar to one, from (game, score), most similar first."""
    return [
        {
            "game_id": game_id,
            "rank": rank,
            "similar_game_id": other,
            "score": score,
            "players_share": players,
            "content_share": round(1 - players, 4),
        }
        for rank, (other, score) in enumerate(others, start=1)
    ]


def players(game_id: int, *weighed: tuple[int, int]) -> Row:
    """Who has played a game, from (user_key, weight in millionths)."""
    return {
        "game_id": game_id,
        "user_keys": [user for user, _ in weighed],
        "weights": [value for _, value in weighed],
    }


@dataclass(frozen=True, kw_only=True)
class Model:
    """All that a model publishes."""

    games: Sequence[Row] = ()
    weights: Sequence[Row] = ()
    newcomers: Sequence[Row] = ()
    players: Sequence[Row] = ()
    similarities: Sequence[Row] = ()
    variants: Sequence[Row] = ()
    about: Row = field(default_factory=dict)


def stage_model(connection: Connection, model: Model) -> None:
    """Put a model into staging, as the role of the ETL."""
    connection.execute(text("set local role ludoteca_etl"))
    connection.execute(text("select staging.clear_model()"))
    staged: list[tuple[Table, Sequence[Row]]] = [
        (staged_recommendation_games, model.games),
        (staged_recommendation_weights, model.weights),
        (staged_newcomer_weights, model.newcomers),
        (staged_recommendation_players, model.players),
        (staged_game_similarities, model.similarities),
        (staged_game_variants, model.variants),
    ]
    for table, rows in staged:
        if rows:
            connection.execute(insert(table), list(rows))
    connection.execute(text("reset role"))


def publish_model(connection: Connection, model: Model) -> int:
    """Stage a model and publish it, or keep it aside; returns its id.  The caller commits."""
    stage_model(connection, model)
    connection.execute(text("set local role ludoteca_etl"))
    model_id = connection.scalar(
        text("select staging.publish_model(cast(:model as jsonb), '{}')"),
        {"model": json.dumps(ABOUT | model.about)},
    )
    connection.execute(text("reset role"))
    assert isinstance(model_id, int)
    return model_id
