"""Recommendations: what may be asked of them, and the documents that Postgres writes."""

import datetime as dt
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from msgspec import UNSET, Struct, UnsetType

from api.errors import conflict_problem
from api.schemas import field_meta
from api.validation import (
    BIGINT,
    dollars_parameter,
    name_parameter,
    shortest_decimal,
    year_parameter,
)

MOST_SIMILAR: Final = 50
MOST_RECOMMENDED: Final = 100
MOST_GAMES: Final = 10_000
_MOST_MINUTES: Final = 2**31 - 1
_ID: Final = field_meta("The store's id of the game.", ge=-BIGINT, le=BIGINT - 1)

Goal: TypeAlias = Literal["own", "play"]
Method: TypeAlias = Literal["weights", "users", "content"]
Place: TypeAlias = Annotated[int, field_meta("Place, from 1.")]
GameId: TypeAlias = Annotated[int, field_meta("The store's id of the game.")]
GameName: TypeAlias = Annotated[str, field_meta("Its name.")]


class Model(Struct):
    """The model that an answer comes from."""

    model_id: Annotated[int, field_meta("The model.")]
    data_version: Annotated[int, field_meta("Version of the data that it learnt from.")]
    trained_at: Annotated[dt.datetime, field_meta("When its training ended.")]
    method: Annotated[
        Literal["libraries", "content"],
        field_meta("What it learnt from: libraries, or content alone where they were too few."),
    ]


class Shared(Struct):
    """What two games have in common."""

    tags: Annotated[list[str], field_meta("Up to five tags, those given most to the first.")]
    genres: Annotated[list[str], field_meta("Genres.")]
    developers: Annotated[list[str], field_meta("Developers.")]
    publishers: Annotated[list[str], field_meta("Publishers.")]


class SimilarGame(Struct):
    """A game that resembles another."""

    place: Place
    game_id: GameId
    game: GameName
    score: Annotated[float, field_meta("How similar, from 0 to 1.")]
    players_share: Annotated[float, field_meta("The part of it due to common players.")]
    content_share: Annotated[
        float, field_meta("The part of it due to tags, genres, studios and words.")
    ]
    shared: Shared


class SimilarGames(Struct):
    """The games most similar to one."""

    game_id: GameId
    model: Model
    data: list[SimilarGame]


class Reason(Struct):
    """What speaks for a game: one of the library, or with `method=users` how many users play it.

    With `method=content` also what both games have in common.
    """

    game_id: Annotated[int, field_meta("A game of the library.")] | UnsetType = UNSET
    game: GameName | UnsetType = UNSET
    share: (
        Annotated[float, field_meta("Its part in all that speaks for the game, 0 to 1.")]
        | UnsetType
    ) = UNSET
    shared: Shared | UnsetType = UNSET
    users_count: (
        Annotated[int, field_meta("Those of the 50 most similar users who play the game.")]
        | UnsetType
    ) = UNSET


class Recommendation(Struct):
    """A game that somebody may like."""

    place: Place
    game_id: GameId
    game: GameName
    score: Annotated[float, field_meta("How much speaks for it; to compare within a list.")]
    source: Annotated[
        Literal["weights", "users", "content", "popularity", "newcomers"],
        field_meta(
            "Where it comes from: the method, or `popularity` where that had no more to say, "
            "or the `newcomers` that were asked for."
        ),
    ]
    reasons: Annotated[
        list[Reason],
        field_meta(
            "Up to three games of the library that say most for it; with `method=users` one "
            "number of users; nothing for what is only popular."
        ),
    ]


class Recommendations(Struct):
    """Games that somebody may like."""

    model: Model
    goal: Goal
    method: Annotated[Method, field_meta("The method that answered.")]
    data: list[Recommendation]
    user_id: Annotated[str, field_meta("The user, where one was named.")] | UnsetType = UNSET
    missing: (
        Annotated[list[int], field_meta("Those of the ids in the body that no game has.")]
        | UnsetType
    ) = UNSET


class Filters(Struct, kw_only=True):
    """What the games must be, in addresses and in bodies."""

    year_from: Annotated[int, year_parameter("The first release year.")] | None = None
    genre: Annotated[str, name_parameter("A genre, in any case.", "Action")] | None = None
    price_to: Annotated[float, dollars_parameter("The highest price, in US dollars.")] | None = None
    free: Annotated[bool, field_meta("`true`: free games only.")] = False
    early_access: Annotated[
        bool, field_meta("`false` leaves out games sold before they are finished.")
    ] = True
    in_catalogue: Annotated[
        bool, field_meta("`false` lets in games that only libraries or reviews mention.")
    ] = True

    def arguments(self) -> dict[str, Any]:
        """Name them as the functions of schema `api` name their arguments."""
        return {
            "p_year_from": self.year_from,
            "p_genre": self.genre,
            "p_price_to": shortest_decimal(self.price_to),
            "p_free_only": self.free,
            "p_early_access": self.early_access,
            "p_in_catalogue": self.in_catalogue,
        }


class Options(Filters, kw_only=True):
    """How games are chosen for a library, in addresses and in bodies."""

    limit: Annotated[int, field_meta("The most games to give.", ge=1, le=MOST_RECOMMENDED)] = 10
    goal: Annotated[
        Goal,
        field_meta(
            "What for: `own`, to be in the library, or `play`, to be played for more than an "
            "hour; then what was played longer says more."
        ),
    ] = "own"
    method: Annotated[
        Method,
        field_meta(
            "Who says so: `weights`, the model that learnt from all libraries, `users`, the "
            "users whose playtime is most alike, or `content`, what the games are. Where there "
            "were too few libraries to learn from, `content` always answers."
        ),
    ] = "weights"
    diversity: Annotated[
        float,
        field_meta("From 0, the best scores, to 1, games as little alike as may be.", ge=0, le=1),
    ] = 0.0
    newcomers: Annotated[
        int,
        field_meta(
            "How many of the games, the last ones, are to be newcomers: games with too few "
            "owners to come up by themselves. Not more than `limit`.",
            ge=0,
            le=MOST_RECOMMENDED,
        ),
    ] = 0

    def arguments(self) -> dict[str, Any]:
        """Name them as the functions of schema `api` name their arguments.

        Raises:
            Problem: 400, more newcomers are asked for than games.
        """
        if self.newcomers > self.limit:
            given = f"newcomers is {self.newcomers} and limit is {self.limit}"
            raise conflict_problem("newcomers", f"{given}: newcomers must not exceed limit.")
        return super().arguments() | {
            "p_count": self.limit,
            "p_goal": self.goal,
            "p_method": self.method,
            "p_diversity": self.diversity,
            "p_newcomers": self.newcomers,
        }


class OwnedGame(Struct, forbid_unknown_fields=True):
    """A game of the library, and for how long it was played."""

    game_id: Annotated[int, _ID]
    playtime_minutes: (
        Annotated[int, field_meta("Minutes played; null is unknown.", ge=0, le=_MOST_MINUTES)]
        | None
    ) = None


class Library(Options, forbid_unknown_fields=True, kw_only=True):
    """The games that somebody owns, and what is wished of the recommendations."""

    CHECKED_FIRST: ClassVar = ("games", "limit", "goal", "method")
    """What messages name before the others, see `api.validation.parameter_fields`."""

    games: Annotated[
        list[Annotated[int, _ID] | OwnedGame],
        field_meta(
            f"Up to {MOST_GAMES} games that somebody owns: ids, or objects with the playtime. "
            "Of a game that is repeated the longest playtime counts.",
            max_length=MOST_GAMES,
            extra={
                "allowed": f"a list of up to {MOST_GAMES} ids of games, or objects with a game_id "
                "and perhaps a playtime_minutes"
            },
        ),
    ]

    def longest_playtimes(self) -> dict[int, int | None]:
        """Give each game once, with its longest playtime; None where no playtime is known."""
        found: dict[int, int | None] = {}
        for one in self.games:
            game = OwnedGame(one) if isinstance(one, int) else one
            minutes = (found.get(game.game_id), game.playtime_minutes)
            found[game.game_id] = max((one for one in minutes if one is not None), default=None)
        return found
