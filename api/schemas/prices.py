"""Prices: what is posted of a game, and the documents that Postgres writes."""

import datetime as dt
from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Meta, Struct
from msgspec.structs import asdict

from api.schemas import field_meta
from api.schemas.recommendations import GameId, GameName
from api.validation import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_VALUES,
    Name,
    name_parameter,
    shortest_decimal,
)
from db.names import NAME_CHARACTERS

_MOST_REVIEWS: Final = 2**31 - 1

Clue: TypeAlias = Literal[
    "genres", "tags", "specs", "early_access", "release", "studios", "title", "reception"
]
StoreSentiment: TypeAlias = Literal[
    "Overwhelmingly Positive",
    "Very Positive",
    "Positive",
    "Mostly Positive",
    "Mixed",
    "Mostly Negative",
    "Negative",
    "Very Negative",
    "Overwhelmingly Negative",
]
Low: TypeAlias = Annotated[float, field_meta("Lower end of the range, in US dollars.")]
High: TypeAlias = Annotated[float, field_meta("Upper end of the range, in US dollars.")]
Coverage: TypeAlias = Annotated[
    int, field_meta("Share of prices that such ranges hold, in percent.")
]
FreePercent: TypeAlias = Annotated[
    float | None,
    field_meta(
        "How likely it is free, in percent: the share of free games among those foreseen like it; "
        "null of a model of before."
    ),
]
PriceUsd: TypeAlias = Annotated[
    float | None, field_meta("What it costs, in US dollars; 0 is free, null is unknown.")
]


class PriceModel(Struct):
    """The model that a prediction comes from."""

    model_id: Annotated[int, field_meta("The model.")]
    data_version: Annotated[int, field_meta("Version of the data that it learnt from.")]
    trained_at: Annotated[dt.datetime, field_meta("When its training ended.")]


class Accuracy(Struct):
    """How far off prices foreseen so have been."""

    mae_usd: Annotated[float, field_meta("Mean absolute error, in US dollars.")]
    rmse_usd: Annotated[float, field_meta("Root mean squared error, in US dollars.")]
    games_count: Annotated[int, field_meta("Games whose hidden prices were foreseen.")]
    protocol: Annotated[str, field_meta("How that was measured.")]


class PriceReason(Struct):
    """A feature that moved a price."""

    place: Annotated[int, field_meta("Place, from 1: the greatest effect.")]
    clue: Annotated[Clue, field_meta("The clue that it comes from.")]
    kind: Annotated[
        Literal["genre", "tag", "spec", "word", "number"],
        field_meta("Whether it is a label, a word of the title, or a number."),
    ]
    feature: Annotated[
        str,
        field_meta(
            "The label or word, which the game has or lacks, or the number; `combination_usd` is "
            "the mean price of the games equal in the few clues that tell most."
        ),
    ]
    value: Annotated[
        float, field_meta("The number; of a label or word 1 where the game has it, else 0.")
    ]
    effect_usd: Annotated[float, field_meta("What it adds to the price, in US dollars.")]


class PricePrediction(Struct):
    """What a game should cost."""

    price_usd: Annotated[float, field_meta("The price, in US dollars.")]
    low_usd: Low
    high_usd: High
    coverage_percent: Coverage
    free_percent: FreePercent
    clues: Annotated[list[Clue], field_meta("What was known of the game.")]
    accuracy: Accuracy
    base_usd: Annotated[float, field_meta("The price before any feature is looked at.")]
    unknown_usd: Annotated[
        float, field_meta("What everything that is unknown adds to it, in US dollars.")
    ]
    reasons: Annotated[
        list[PriceReason],
        field_meta(
            "The five features that moved it most. The base, what is unknown, and the effects "
            "of all features sum to the price, or to less than 0 where it is free."
        ),
    ]
    model: PriceModel


class PricePlace(Struct):
    """How dear a game is among those of a genre."""

    genre: Annotated[str, field_meta("The genre.")]
    percentile: Annotated[
        float | None,
        field_meta(
            "Share of the genre's priced games that cost less, in percent, half of the equal "
            "ones counted; null where its price is unknown."
        ),
    ]
    average_price_usd: Annotated[
        float | None, field_meta("Average price of the genre's games, in US dollars.")
    ]
    priced_count: Annotated[int, field_meta("Games of the genre with a known price.")]


class GamePrice(Struct):
    """What a game costs, and what it should cost."""

    game_id: GameId
    game: GameName
    name: Annotated[str, field_meta("The same, as games are named everywhere.")]
    price_usd: PriceUsd
    predicted_usd: Annotated[
        float | None, field_meta("What it should cost, in US dollars; null outside the catalogue.")
    ]
    low_usd: Low | None
    high_usd: High | None
    coverage_percent: Coverage
    free_percent: FreePercent
    is_held_out: Annotated[
        bool | None,
        field_meta(
            "`true`: the model that foresaw it had not seen its price; `false`: none is known."
        ),
    ]
    difference_percent: Annotated[
        float | None,
        field_meta(
            "How much more it costs than it should, in percent; below 0: less; null if free."
        ),
    ]
    verdict: Annotated[
        Literal["below its range", "within its range", "above its range", "free"] | None,
        field_meta("Whether its price is below, within or above the range, or 0."),
    ]
    judgement: Annotated[str | None, field_meta("The difference in words, whatever the range.")]
    genre_percentile: Annotated[
        float | None, field_meta("The average of the percentiles in its genres.")
    ]
    genres: Annotated[list[PricePlace], field_meta("Its genres.")]
    accuracy: Accuracy
    model: PriceModel


def _labels_meta(what: str) -> Meta:
    return field_meta(
        f"Its {what}, in any case; an empty list is none, null is unknown.",
        max_length=MOST_VALUES,
        extra={
            "allowed": f"a list of up to {MOST_VALUES} texts of 1 to {NAME_CHARACTERS} characters",
            "is_trimmed": True,
        },
    )


class PriceClues(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is known of a game; what is left out, or null, is unknown."""

    genres: Annotated[list[Name], _labels_meta("genres")] | None = None
    tags: Annotated[list[Name], _labels_meta("tags")] | None = None
    specs: Annotated[list[Name], _labels_meta("specs, as the store names features")] | None = None
    developer: Annotated[str, name_parameter("Its developer, in any case.")] | None = None
    publisher: Annotated[str, name_parameter("Its publisher, in any case.")] | None = None
    title: (
        Annotated[str, name_parameter("Its name; words such as Soundtrack or Pack tell much.")]
        | None
    ) = None
    release_year: (
        Annotated[int, field_meta("Its release year.", ge=FIRST_YEAR, le=LAST_YEAR)] | None
    ) = None
    early_access: (
        Annotated[bool, field_meta("Whether it is sold before it is finished.")] | None
    ) = None
    metascore: Annotated[int, field_meta("Its Metacritic score.", ge=0, le=100)] | None = None
    store_sentiment: (
        Annotated[StoreSentiment, field_meta("The store's own summary of its reviews.")] | None
    ) = None
    reviews_count: Annotated[int, field_meta("Its reviews.", ge=0, le=_MOST_REVIEWS)] | None = None
    recommended_percent: (
        Annotated[float, field_meta("Share of them that recommend it, in percent.", ge=0, le=100)]
        | None
    ) = None

    def arguments(self) -> dict[str, Any]:
        """Name them as the functions of schema `api` name their arguments, each label once."""
        values = asdict(self)
        for labels in ("genres", "tags", "specs"):
            if values[labels] is not None:
                values[labels] = list(dict.fromkeys(values[labels]))
        values["recommended_percent"] = shortest_decimal(self.recommended_percent)
        return {f"p_{name}": value for name, value in values.items()}
