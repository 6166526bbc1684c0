"""The documents of Q10 to Q22 as types, for OpenAPI; Postgres writes them."""

from typing import Annotated, Final, TypeAlias

from msgspec import Meta, Struct, field

_COUNT: Final = Meta(description="How many games of the year.")
_YEAR: Final = Meta(description="Release year.")
_ID: Final = Meta(description="The store's id of the game.")
_PLACE: Final = Meta(description="Place, from 1.")
_SHARE: Final = Meta(description="Share of the reviews that recommend; null without reviews.")

Count: TypeAlias = Annotated[int, _COUNT]
Year: TypeAlias = Annotated[int, _YEAR]
GameId: TypeAlias = Annotated[int, _ID]
Place: TypeAlias = Annotated[int, _PLACE]


class DeveloperYear(Struct):
    """What a developer released in a year."""

    year: Year = field(name="Año")
    items: Annotated[int, Meta(description="Games of that year.")] = field(name="Cantidad de Items")
    free: Annotated[str, Meta(description="Share of them whose price is 0.")] = field(
        name="Contenido Free"
    )


class UserSpending(Struct):
    """What a user paid, recommends and owns."""

    user_id: Annotated[str, Meta(description="The user.")] = field(name="Usuario")
    spent: Annotated[str, Meta(description="Known prices of the library, summed, in USD.")] = field(
        name="Dinero gastado"
    )
    recommended: Annotated[str | None, _SHARE] = field(name="% de recomendación")
    items: Annotated[int, Meta(description="Games in the library.")] = field(
        name="cantidad de items"
    )


class ReviewShare(Struct):
    """Who posted in an interval, and how much of it recommends."""

    users: Annotated[int, Meta(description="Users who posted.")] = field(
        name="Cantidad de usuarios"
    )
    recommended: Annotated[str | None, _SHARE] = field(name="% de recomendación")


class GenrePlace(Struct):
    """A genre's place."""

    genre: Annotated[str, Meta(description="The genre, as the store spells it.")] = field(
        name="Género"
    )
    place: Annotated[int, Meta(description="Place by total playtime, from 1.")] = field(
        name="Puesto"
    )


class GenrePlayer(Struct):
    """One of a genre's top users."""

    place: Place = field(name="Puesto")
    user_id: Annotated[str, Meta(description="The user.")] = field(name="Usuario")
    user_url: Annotated[str | None, Meta(description="Public profile page.")] = field(name="URL")
    hours: Annotated[float, Meta(description="Hours, rounded to 2 decimals.")] = field(name="Horas")


class GenreCount(Struct):
    """A genre among a year's games."""

    genre: Annotated[str, Meta(description="The genre.")] = field(name="Género")
    count: Count = field(name="Cantidad")


class SpecCount(Struct):
    """A spec among a year's games."""

    spec: Annotated[str, Meta(description="The spec: a feature of games.")] = field(name="Spec")
    count: Count = field(name="Cantidad")


class GameName(Struct):
    """A game."""

    game_id: GameId = field(name="id")
    name: Annotated[str, Meta(description="Its name.")] = field(name="nombre")


class YearPage(Struct):
    """A year's games, a page of them."""

    year: Year = field(name="Año")
    count: Annotated[int, Meta(description="Games of the year, over all pages.")] = field(
        name="Cantidad"
    )
    page: Annotated[int, Meta(description="The page, from 1.")] = field(name="Página")
    pages: Annotated[int, Meta(description="How many pages there are.")] = field(name="Páginas")
    games: Annotated[list[GameName], Meta(description="Up to 100 games.")] = field(name="Juegos")


class YearCount(Struct):
    """A number of games of a year."""

    year: Year = field(name="Año")
    count: Count = field(name="Cantidad")


class SentimentCount(Struct):
    """A category of the store among a year's games."""

    sentiment: Annotated[str, Meta(description="The store's own summary of a game's reviews.")] = (
        field(name="Sentimiento")
    )
    count: Count = field(name="Cantidad")


class ScoredGame(Struct):
    """A game and its metascore."""

    game_id: GameId = field(name="id")
    name: Annotated[str, Meta(description="Its name.")] = field(name="nombre")
    metascore: Annotated[int, Meta(description="Metacritic's score, 0 to 100.")]


class SimilarTo(GameName):
    """A game that resembles another."""

    similarity: Annotated[float, Meta(description="How similar, from 0 to 1.")] = field(
        name="similitud"
    )


class GuessedFor(GameName):
    """A game that a user may like."""

    score: Annotated[float, Meta(description="How much speaks for it.")] = field(name="puntaje")


class PriceGuess(Struct):
    """What a game should cost."""

    price: Annotated[float, Meta(description="The price, in US dollars.")] = field(name="precio")
    rmse: Annotated[
        float, Meta(description="The model's root mean squared error, in US dollars.")
    ] = field(name="RMSE")


class HoursOfYear(Struct):
    """A user's hours in games released in a year."""

    year: Annotated[int, Meta(description="Release year.")] = field(name="Año")
    hours: Annotated[float, Meta(description="Hours, rounded to 2 decimals.")] = field(name="Horas")


BestYear: TypeAlias = dict[str, int | None]
BestUser: TypeAlias = dict[str, str | list[HoursOfYear] | None]
Podium: TypeAlias = list[dict[str, str | None]]
Sentiments: TypeAlias = dict[str, int | list[str]]
SentimentTexts: TypeAlias = dict[str, list[str]]
