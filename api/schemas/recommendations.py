"""Recommendations: what may be asked of them, and the documents that Postgres writes."""

import datetime as dt
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from api.errors import conflict_problem
from api.schemas import doc
from api.validation import (
    BIGINT,
    Name,
    dollars_parameter,
    names_parameter,
    shortest_decimal,
    year_parameter,
)

MOST_SIMILAR: Final = 50
MOST_RECOMMENDED: Final = 100
MOST_GAMES: Final = 10_000
MOST_LEFT_OUT: Final = 1000
_MOST_MINUTES: Final = 2**31 - 1
_ALL: Final = "A {}, in any case. Give it more than once for games that have them all."
_ANY: Final = "A {}, in any case: games that have it, or another that is given."
_NONE: Final = "A {}, in any case: games that do not have it."
_ID: Final = doc("The store's id of the game.", ge=-BIGINT, le=BIGINT - 1)

_ARGUMENTS: Final = {
    "free": "free_only",
    **{
        f"{name}{mode}": f"{name}s{mode}"
        for name in ("genre", "tag")
        for mode in ("", "_any", "_none")
    },
}
"""Of functions, where they are called otherwise than parameters."""

Goal: TypeAlias = Literal["own", "play"]
Method: TypeAlias = Literal["weights", "users", "content"]
Place: TypeAlias = Annotated[int, doc("Place, from 1.")]
GameId: TypeAlias = Annotated[int, doc("The store's id of the game.")]
GameNumber: TypeAlias = Annotated[int, _ID]
GameName: TypeAlias = Annotated[str, doc("Its name.")]


class Model(Struct):
    """The model that an answer comes from."""

    model_id: Annotated[int, doc("The model.")]
    data_version: Annotated[int, doc("Version of the data that it learnt from.")]
    trained_at: Annotated[dt.datetime, doc("When its training ended.")]
    method: Annotated[
        Literal["libraries", "content"],
        doc("What it learnt from: libraries, or content alone where they were too few."),
    ]


class Shared(Struct):
    """What two games have in common."""

    tags: Annotated[list[str], doc("Up to five tags, those given most to the first.")]
    genres: Annotated[list[str], doc("Genres.")]
    developers: Annotated[list[str], doc("Developers.")]
    publishers: Annotated[list[str], doc("Publishers.")]


class SimilarGame(Struct):
    """A game that resembles another."""

    place: Place
    game_id: GameId
    game: GameName
    score: Annotated[float, doc("How similar, from 0 to 1.")]
    players_share: Annotated[float, doc("The part of it due to common players.")]
    content_share: Annotated[float, doc("The part of it due to tags, genres, studios and words.")]
    shared: Shared


class SimilarGames(Struct):
    """The games most similar to one."""

    game_id: GameId
    model: Model
    data: list[SimilarGame]


class Reason(Struct):
    """What speaks for a game: one of the library, or that it is popular.

    With `method=users` how many users play it; with `method=content` also what both games have in
    common.
    """

    game_id: Annotated[int, doc("A game of the library.")] | UnsetType = UNSET
    game: GameName | UnsetType = UNSET
    share: (
        Annotated[float, doc("Its part in all that speaks for the game, 0 to 1.")] | UnsetType
    ) = UNSET
    shared: Shared | UnsetType = UNSET
    popularity: (
        Annotated[Literal[True], doc("It is owned or played by more than games are on the whole.")]
        | UnsetType
    ) = UNSET
    users_count: (
        Annotated[int, doc("Those of the 50 most similar users who play the game.")] | UnsetType
    ) = UNSET


class Recommendation(Struct):
    """A game that somebody may like."""

    place: Place
    game_id: GameId
    game: GameName
    score: Annotated[float, doc("How much speaks for it; to compare within a list.")]
    source: Annotated[
        Literal["weights", "users", "content", "popularity", "newcomers"],
        doc(
            "Where it comes from: the method, or `popularity` where nothing in the library speaks "
            "for it, or the `newcomers` that were asked for."
        ),
    ]
    reasons: Annotated[
        list[Reason],
        doc(
            "The up to three that say most for it: games of the library, and that it is popular; "
            "with `method=users` one number of users."
        ),
    ]


class Recommendations(Struct):
    """Games that somebody may like."""

    model: Model
    goal: Goal
    balance: Annotated[float, doc("How much is for playing, 0 to 1; goes before the goal.")]
    method: Annotated[Method, doc("The method that answered.")]
    data: list[Recommendation]
    user_id: Annotated[str, doc("The user, where one was named.")] | UnsetType = UNSET
    missing: (
        Annotated[list[int], doc("Those of the ids in the body that no game has.")] | UnsetType
    ) = UNSET


def left_out_parameter(description: str) -> Meta:
    """Declare a list of game ids: a parameter that may be repeated."""
    return Meta(
        description=description,
        max_length=MOST_LEFT_OUT,
        examples=[[440]],
        extra={"allowed": f"the id of a game, given at most {MOST_LEFT_OUT} times"},
    )


class Filters(Struct, kw_only=True):
    """What the games must be, in addresses and in bodies."""

    year_from: Annotated[int, year_parameter("The first release year.")] | None = None
    genre: (
        Annotated[list[Name], names_parameter(_ALL.format("genre"), "Action", is_one=True)] | None
    ) = None
    genre_any: Annotated[list[Name], names_parameter(_ANY.format("genre"), "RPG")] | None = None
    genre_none: Annotated[list[Name], names_parameter(_NONE.format("genre"), "Casual")] | None = (
        None
    )
    tag: Annotated[list[Name], names_parameter(_ALL.format("tag"), "FPS")] | None = None
    tag_any: Annotated[list[Name], names_parameter(_ANY.format("tag"), "FPS")] | None = None
    tag_none: Annotated[list[Name], names_parameter(_NONE.format("tag"), "FPS")] | None = None
    price_to: Annotated[float, dollars_parameter("The highest price, in US dollars.")] | None = None
    free: Annotated[bool, doc("`true`: free games only.")] = False
    early_access: Annotated[
        bool, doc("`false` leaves out games sold before they are finished.")
    ] = True
    in_catalogue: Annotated[
        bool, doc("`false` lets in games that only libraries or reviews mention.")
    ] = True
    exclude: (
        Annotated[list[GameNumber], left_out_parameter("Ids of games to leave out.")] | None
    ) = None
    extras: Annotated[
        bool,
        doc(
            "`true` shows downloadable content, soundtracks, demos, test apps, tools and films; "
            "of what is no game itself they are shown anyhow."
        ),
    ] = False
    per_series: (
        Annotated[int, doc("The most games of one series, by their titles.", ge=1, le=MOST_SIMILAR)]
        | None
    ) = None

    def arguments(self) -> dict[str, Any]:
        """Name them as the functions of schema `api` name their arguments."""
        given = {name: getattr(self, name) for name in Filters.__struct_fields__}
        given["price_to"] = shortest_decimal(self.price_to)
        return {"p_genre": None, **{f"p_{_ARGUMENTS.get(it, it)}": given[it] for it in given}}


class Options(Filters, kw_only=True):
    """How games are chosen for a library, in addresses and in bodies."""

    limit: Annotated[int, doc("The most games to give.", ge=1, le=MOST_RECOMMENDED)] = 10
    goal: Annotated[
        Goal,
        doc(
            "What for: `own`, to be in the library, or `play`, to be played for more than an "
            "hour; then what was played longer says more."
        ),
    ] = "own"
    balance: (
        Annotated[
            float,
            doc("Between the goals, and instead of one: 0 is `own`, 1 is `play`.", ge=0, le=1),
        ]
        | None
    ) = None
    not_interested: (
        Annotated[
            list[GameNumber],
            left_out_parameter(
                "Ids of games to leave out, with their other editions; one that is in the library "
                "says nothing."
            ),
        ]
        | None
    ) = None
    extras: Annotated[
        bool,
        doc(
            "`false` leaves out downloadable content, soundtracks, demos, test apps, tools and "
            "films."
        ),
    ] = True
    method: Annotated[
        Method,
        doc(
            "Who says so: `weights`, the model that learnt from all libraries, `users`, the "
            "users whose playtime is most alike, or `content`, what the games are. Where there "
            "were too few libraries to learn from, `content` always answers."
        ),
    ] = "weights"
    diversity: Annotated[
        float,
        doc("From 0, the best scores, to 1, games as little alike as may be.", ge=0, le=1),
    ] = 0.0
    newcomers: Annotated[
        int,
        doc(
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
            "p_not_interested": self.not_interested,
            "p_balance": self.balance,
        }


class OwnedGame(Struct, forbid_unknown_fields=True):
    """A game of the library, and for how long it was played."""

    game_id: Annotated[int, _ID]
    playtime_minutes: (
        Annotated[int, doc("Minutes played; null is unknown.", ge=0, le=_MOST_MINUTES)] | None
    ) = None


class Library(Options, forbid_unknown_fields=True, kw_only=True):
    """The games that somebody owns, and what is wished of the recommendations."""

    CHECKED_FIRST: ClassVar = ("games", "limit", "goal", "method")
    """What messages name before the others, see `api.validation.parameter_fields`."""

    games: Annotated[
        list[Annotated[int, _ID] | OwnedGame],
        doc(
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
