"""Prices: what is posted of a game, and the documents that Postgres writes."""

import datetime as dt
from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Meta, Struct
from msgspec.structs import asdict

from api.schemas import doc
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
Low: TypeAlias = Annotated[float, doc("Lower end of the range, in US dollars.")]
High: TypeAlias = Annotated[float, doc("Upper end of the range, in US dollars.")]
Coverage: TypeAlias = Annotated[int, doc("Share of prices that such ranges hold, in percent.")]
FreePercent: TypeAlias = Annotated[
    float | None,
    doc(
        "How likely it is free, in percent: the share of free games among those predicted like it; "
        "null of a model of before."
    ),
]
PriceUsd: TypeAlias = Annotated[
    float | None, doc("What it costs, in US dollars; 0 is free, null is unknown.")
]


class PriceModel(Struct):
    """The model that a prediction comes from."""

    model_id: Annotated[int, doc("The model.")]
    data_version: Annotated[int, doc("Version of the data that it learnt from.")]
    trained_at: Annotated[dt.datetime, doc("When its training ended.")]


class Accuracy(Struct):
    """How far off prices predicted so have been."""

    mae_usd: Annotated[float, doc("Mean absolute error, in US dollars.")]
    rmse_usd: Annotated[float, doc("Root mean squared error, in US dollars.")]
    games_count: Annotated[int, doc("Games whose hidden prices were predicted.")]
    protocol: Annotated[str, doc("How that was measured.")]


class PriceReason(Struct):
    """A feature that moved a price."""

    place: Annotated[int, doc("Place, from 1: the greatest effect.")]
    clue: Annotated[Clue, doc("The clue that it comes from.")]
    kind: Annotated[
        Literal["genre", "tag", "spec", "word", "number"],
        doc("Whether it is a label, a word of the title, or a number."),
    ]
    feature: Annotated[
        str,
        doc(
            "The label or word, which the game has or lacks, or the number; `combination_usd` is "
            "the mean price of the games equal in the few clues that tell most."
        ),
    ]
    value: Annotated[float, doc("The number; of a label or word 1 where the game has it, else 0.")]
    effect_usd: Annotated[float, doc("What it adds to the price, in US dollars.")]


class PricePrediction(Struct):
    """What a game should cost."""

    price_usd: Annotated[float, doc("The price, in US dollars.")]
    low_usd: Low
    high_usd: High
    coverage_percent: Coverage
    free_percent: FreePercent
    clues: Annotated[list[Clue], doc("What was known of the game.")]
    accuracy: Accuracy
    base_usd: Annotated[float, doc("The price before any feature is looked at.")]
    unknown_usd: Annotated[float, doc("What everything that is unknown adds to it, in US dollars.")]
    reasons: Annotated[
        list[PriceReason],
        doc(
            "The five features that moved it most. The base, what is unknown, and the effects "
            "of all features sum to the price, or to less than 0 where it is free."
        ),
    ]
    model: PriceModel


class PricePlace(Struct):
    """How dear a game is among those of a genre."""

    genre: Annotated[str, doc("The genre.")]
    percentile: Annotated[
        float | None,
        doc(
            "Share of the genre's priced games that cost less, in percent, half of the equal "
            "ones counted; null where its price is unknown."
        ),
    ]
    average_price_usd: Annotated[
        float | None, doc("Average price of the genre's games, in US dollars.")
    ]
    priced_count: Annotated[int, doc("Games of the genre with a known price.")]


class GamePrice(Struct):
    """What a game costs, and what it should cost."""

    game_id: GameId
    game: GameName
    name: Annotated[str, doc("The same, as games are named everywhere.")]
    price_usd: PriceUsd
    predicted_usd: Annotated[
        float | None, doc("What it should cost, in US dollars; null outside the catalogue.")
    ]
    low_usd: Low | None
    high_usd: High | None
    coverage_percent: Coverage
    free_percent: FreePercent
    is_held_out: Annotated[
        bool | None,
        doc("`true`: the model that predicted it had not seen its price; `false`: none is known."),
    ]
    difference_percent: Annotated[
        float | None,
        doc("How much more it costs than it should, in percent; below 0: less; null if free."),
    ]
    verdict: Annotated[
        Literal["below its range", "within its range", "above its range", "free"] | None,
        doc("Whether its price is below, within or above the range, or 0."),
    ]
    judgement: Annotated[str | None, doc("The difference in words, whatever the range.")]
    genre_percentile: Annotated[float | None, doc("The average of the percentiles in its genres.")]
    genres: Annotated[list[PricePlace], doc("Its genres.")]
    accuracy: Accuracy
    model: PriceModel


def _labels_meta(what: str) -> Meta:
    return doc(
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
    release_year: Annotated[int, doc("Its release year.", ge=FIRST_YEAR, le=LAST_YEAR)] | None = (
        None
    )
    early_access: Annotated[bool, doc("Whether it is sold before it is finished.")] | None = None
    metascore: Annotated[int, doc("Its Metacritic score.", ge=0, le=100)] | None = None
    store_sentiment: (
        Annotated[StoreSentiment, doc("The store's own summary of its reviews.")] | None
    ) = None
    reviews_count: Annotated[int, doc("Its reviews.", ge=0, le=_MOST_REVIEWS)] | None = None
    recommended_percent: (
        Annotated[float, doc("Share of them that recommend it, in percent.", ge=0, le=100)] | None
    ) = None

    def arguments(self) -> dict[str, Any]:
        """Name them as the functions of schema `api` name their arguments, each label once."""
        values = asdict(self)
        for labels in ("genres", "tags", "specs"):
            if values[labels] is not None:
                values[labels] = list(dict.fromkeys(values[labels]))
        values["recommended_percent"] = shortest_decimal(self.recommended_percent)
        return {f"p_{name}": value for name, value in values.items()}
