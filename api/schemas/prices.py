"""Prices: what is posted of a game, and the documents that Postgres writes."""

from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Meta, Struct
from msgspec.structs import asdict

from api.schemas import about
from api.schemas.recommendations import GameId, GameName, Model
from api.validation import FIRST_YEAR, LAST_YEAR, MOST_VALUES, NAME_CHARACTERS, Name, as_written, name

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
Low: TypeAlias = Annotated[float, about("Lower end of the range, in US dollars.")]
High: TypeAlias = Annotated[float, about("Upper end of the range, in US dollars.")]
Coverage: TypeAlias = Annotated[int, about("Share of prices that such ranges hold, in percent.")]
PriceUsd: TypeAlias = Annotated[
    float | None, about("What it costs, in US dollars; 0 is free, null is unknown.")
]


class Accuracy(Struct):
    """How far off prices foreseen so have been."""

    mae_usd: Annotated[float, about("Mean absolute error, in US dollars.")]
    rmse_usd: Annotated[float, about("Root mean squared error, in US dollars.")]
    games_count: Annotated[int, about("Games whose hidden prices were foreseen.")]
    protocol: Annotated[str, about("How that was measured.")]


class PriceReason(Struct):
    """A feature that moved a price."""

    place: Annotated[int, about("Place, from 1: the greatest effect.")]
    clue: Annotated[Clue, about("The clue that it comes from.")]
    kind: Annotated[
        Literal["genre", "tag", "spec", "word", "number"],
        about("Whether it is a label, a word of the title, or a number."),
    ]
    feature: Annotated[str, about("The label or word, which the game has or lacks, or the number.")]
    value: Annotated[
        float, about("The number; of a label or word 1 where the game has it, else 0.")
    ]
    effect_usd: Annotated[float, about("What it adds to the price, in US dollars.")]


class PricePrediction(Struct):
    """What a game should cost."""

    price_usd: Annotated[float, about("The price, in US dollars.")]
    low_usd: Low
    high_usd: High
    coverage_percent: Coverage
    clues: Annotated[list[Clue], about("What was known of the game.")]
    accuracy: Accuracy
    base_usd: Annotated[float, about("The price before any feature is looked at.")]
    unknown_usd: Annotated[
        float, about("What everything that is unknown adds to it, in US dollars.")
    ]
    reasons: Annotated[
        list[PriceReason],
        about(
            "The five features that moved it most. The base, what is unknown, and the effects "
            "of all features sum to the price, or to less than 0 where it is free."
        ),
    ]
    model: Model


class PricePlace(Struct):
    """How dear a game is among those of a genre."""

    genre: Annotated[str, about("The genre.")]
    percentile: Annotated[
        float | None,
        about(
            "Share of the genre's priced games that cost less, in percent, half of the equal "
            "ones counted; null where its price is unknown."
        ),
    ]
    average_price_usd: Annotated[
        float | None, about("Average price of the genre's games, in US dollars.")
    ]
    priced_count: Annotated[int, about("Games of the genre with a known price.")]


class GamePrice(Struct):
    """What a game costs, and what it should cost."""

    game_id: GameId
    game: GameName
    price_usd: PriceUsd
    predicted_usd: Annotated[
        float | None, about("What it should cost, in US dollars; null outside the catalogue.")
    ]
    low_usd: Low | None
    high_usd: High | None
    coverage_percent: Coverage
    is_held_out: Annotated[
        bool | None,
        about("`true`: the model that foresaw it had not seen its price; `false`: none is known."),
    ]
    difference_percent: Annotated[
        float | None, about("How much more it costs than it should, in percent; below 0: less.")
    ]
    verdict: Annotated[
        Literal["below its range", "within its range", "above its range"] | None,
        about("Whether its price is below, within or above the range."),
    ]
    judgement: Annotated[str | None, about("The difference in words, whatever the range.")]
    genre_percentile: Annotated[
        float | None, about("The average of the percentiles in its genres.")
    ]
    genres: Annotated[list[PricePlace], about("Its genres.")]
    accuracy: Accuracy
    model: Model


def _labels(what: str) -> Meta:
    return about(
        f"Its {what}, in any case; an empty list is none, null is unknown.",
        max_length=MOST_VALUES,
        extra={
            "allowed": f"a list of up to {MOST_VALUES} texts of 1 to {NAME_CHARACTERS} characters",
            "is_trimmed": True,
        },
    )


class PriceClues(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is known of a game; what is left out, or null, is unknown."""

    genres: Annotated[list[Name], _labels("genres")] | None = None
    tags: Annotated[list[Name], _labels("tags")] | None = None
    specs: Annotated[list[Name], _labels("specs, as the store names features")] | None = None
    developer: Annotated[str, name("Its developer, in any case.")] | None = None
    publisher: Annotated[str, name("Its publisher, in any case.")] | None = None
    title: Annotated[str, name("Its name; words such as Soundtrack or Pack tell much.")] | None = (
        None
    )
    release_year: Annotated[int, about("Its release year.", ge=FIRST_YEAR, le=LAST_YEAR)] | None = (
        None
    )
    early_access: Annotated[bool, about("Whether it is sold before it is finished.")] | None = None
    metascore: Annotated[int, about("Its Metacritic score.", ge=0, le=100)] | None = None
    store_sentiment: (
        Annotated[StoreSentiment, about("The store's own summary of its reviews.")] | None
    ) = None
    reviews_count: Annotated[int, about("Its reviews.", ge=0, le=_MOST_REVIEWS)] | None = None
    recommended_percent: (
        Annotated[float, about("Share of them that recommend it, in percent.", ge=0, le=100)] | None
    ) = None

    def arguments(self) -> dict[str, Any]:
        """Name them as the functions of schema `api` name their arguments, each label once."""
        values = asdict(self)
        for labels in ("genres", "tags", "specs"):
            if values[labels] is not None:
                values[labels] = list(dict.fromkeys(values[labels]))
        values["recommended_percent"] = as_written(self.recommended_percent)
        return {f"p_{name}": value for name, value in values.items()}
