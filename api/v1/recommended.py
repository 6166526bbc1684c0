"""The documents of recommendations as types, for OpenAPI; Postgres writes them."""

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from db.recommending import Goal, Method

Place: TypeAlias = Annotated[int, Meta(description="Place, from 1.")]
GameId: TypeAlias = Annotated[int, Meta(description="The store's id of the game.")]
GameName: TypeAlias = Annotated[str, Meta(description="Its name.")]


class Model(Struct):
    """The model that an answer comes from."""

    model_id: Annotated[int, Meta(description="The model.")]
    data_version: Annotated[int, Meta(description="Version of the data that it learnt from.")]
    trained_at: Annotated[dt.datetime, Meta(description="When its training ended.")]


class SimilarGame(Struct):
    """A game that resembles another."""

    place: Place
    game_id: GameId
    game: GameName
    score: Annotated[float, Meta(description="How similar, from 0 to 1.")]
    players_share: Annotated[float, Meta(description="The part of it due to common players.")]
    content_share: Annotated[
        float, Meta(description="The part of it due to tags, genres, studios and words.")
    ]


class SimilarGames(Struct):
    """The games most similar to one."""

    game_id: GameId
    model: Model
    data: list[SimilarGame]


class Reason(Struct):
    """What speaks for a game: one of the library, or with `method=users` how many users play it."""

    game_id: Annotated[int, Meta(description="A game of the library.")] | UnsetType = UNSET
    game: GameName | UnsetType = UNSET
    share: (
        Annotated[float, Meta(description="Its part in all that speaks for the game, 0 to 1.")]
        | UnsetType
    ) = UNSET
    users_count: (
        Annotated[int, Meta(description="Those of the 50 most similar users who play the game.")]
        | UnsetType
    ) = UNSET


class Recommendation(Struct):
    """A game that somebody may like."""

    place: Place
    game_id: GameId
    game: GameName
    score: Annotated[float, Meta(description="How much speaks for it; to compare within a list.")]
    source: Annotated[
        Literal["weights", "users", "popularity", "newcomers"],
        Meta(
            description=(
                "Where it comes from: the method, or `popularity` where that had no more to say, "
                "or the `newcomers` that were asked for."
            )
        ),
    ]
    reasons: Annotated[
        list[Reason],
        Meta(
            description=(
                "Up to three games of the library that say most for it; with `method=users` one "
                "number of users; nothing for what is only popular."
            )
        ),
    ]


class Recommendations(Struct):
    """Games that somebody may like."""

    model: Model
    goal: Goal
    method: Method
    data: list[Recommendation]
    user_id: Annotated[str, Meta(description="The user, where one was named.")] | UnsetType = UNSET
    missing: (
        Annotated[list[int], Meta(description="Those of the ids in the body that no game has.")]
        | UnsetType
    ) = UNSET
