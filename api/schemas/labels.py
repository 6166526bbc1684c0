"""Documents of genres, studios, years, reviews and searches, as Postgres writes them."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Struct

from api.schemas import field_meta

Place: TypeAlias = Annotated[int, field_meta("Place, from 1.")]
Year: TypeAlias = Annotated[int, field_meta("Release year of the games.")]
Games: TypeAlias = Annotated[int, field_meta("Games.")]
Free: TypeAlias = Annotated[int, field_meta("Those of them with a price of 0.")]
Minutes: TypeAlias = Annotated[int, field_meta("Minutes played.")]
Hours: TypeAlias = Annotated[float, field_meta("The same in hours, rounded to 2 decimals.")]
Negative: TypeAlias = Annotated[int, field_meta("Reviews with a polarity below 0.")]
Neutral: TypeAlias = Annotated[int, field_meta("Reviews with a polarity of 0, or without words.")]
Positive: TypeAlias = Annotated[int, field_meta("Reviews with a polarity above 0.")]
GameId: TypeAlias = Annotated[int, field_meta("The store's id of the game.")]
GameName: TypeAlias = Annotated[str, field_meta("Name of the game.")]
StudioName: TypeAlias = Annotated[str, field_meta("Name of the studio.")]


class SummaryYear(Struct):
    """Releases of a year."""

    release_year: Year
    games_count: Games
    free_count: Free


class GamesSummary(Struct):
    """What some games have in common."""

    games_count: Games
    free_count: Free
    free_percent: Annotated[
        float | None, field_meta("Share of free games in percent, 2 decimals; null without games.")
    ]
    early_access_count: Annotated[int, field_meta("Those of them in early access.")]
    priced_count: Annotated[int, field_meta("Those of them whose price is known.")]
    average_price_usd: Annotated[
        float | None, field_meta("Their average price in US dollars, free games too.")
    ]
    median_price_usd: Annotated[float | None, field_meta("Their median price in US dollars.")]
    playtime_minutes: Annotated[
        int | None, field_meta("Minutes over all owners; null where none is known.")
    ]
    reviews_count: Annotated[int, field_meta("Reviews.")]
    recommended_count: Annotated[int, field_meta("Those of them that recommend.")]
    recommended_percent: Annotated[
        float | None,
        field_meta("Share of reviews that recommend in percent, 2 decimals; null without any."),
    ]
    negative_count: Negative
    neutral_count: Neutral
    positive_count: Positive
    years: Annotated[list[SummaryYear], field_meta("Releases by known year, ascending.")]


class RelatedTag(Struct):
    """A tag that stands beside another."""

    tag: Annotated[str, field_meta("The tag.")]
    games_count: Annotated[int, field_meta("Games that have both.")]


class TagDocument(Struct):
    """A tag."""

    tag: Annotated[str, field_meta("The tag.")]
    place: Annotated[int, field_meta("Place by games among all tags, from 1; equals share one.")]
    games_count: Games
    summary: Annotated[GamesSummary, field_meta("Of the games that have it.")]
    related_tags: Annotated[list[RelatedTag], field_meta("Up to ten tags, most games first.")]


class GenreYear(Struct):
    """Playtime of a genre's games of a release year."""

    release_year: Year
    games_count: Games
    played_games_count: Annotated[int, field_meta("Those of them that somebody played.")]
    playtime_minutes: Minutes
    playtime_hours: Hours


class GenreUser(Struct):
    """One of the users who played a genre most."""

    place: Place
    user_id: Annotated[str, field_meta("The user.")]
    user_url: Annotated[str | None, field_meta("Public profile page.")]
    playtime_minutes: Minutes
    playtime_hours: Hours


class GenreDocument(Struct):
    """A genre."""

    genre: Annotated[str, field_meta("The genre; a game counts in each of its genres.")]
    place: Annotated[int, field_meta("Place by playtime among all genres, from 1.")]
    games_count: Games
    playtime_minutes: Minutes
    playtime_hours: Hours
    years: Annotated[list[GenreYear], field_meta("Years with playtime, descending.")]
    top_players: Annotated[list[GenreUser], field_meta("Up to ten users, most first.")]
    summary: Annotated[GamesSummary, field_meta("Of all its games.")]


class StudioYear(Struct):
    """What a studio released in a year."""

    release_year: Year
    games_count: Games
    free_count: Free
    free_percent: Annotated[float, field_meta("Share of free games in percent, 2 decimals.")]


class StudioDocument(Struct):
    """A studio."""

    studio: StudioName
    games_count: Annotated[
        int, field_meta("Games that it developed, with or without a known release year.")
    ]
    free_count: Free
    free_percent: Annotated[
        float | None,
        field_meta("Share of free games in percent, 2 decimals; null where it made none."),
    ]
    published_count: Annotated[int, field_meta("Games that it published.")]
    years: Annotated[list[StudioYear], field_meta("Known release years, descending.")]
    negative_count: Negative
    neutral_count: Neutral
    positive_count: Positive
    summary: Annotated[GamesSummary, field_meta("Of the games that it developed.")]


class YearGenre(Struct):
    """A genre among a year's games."""

    place: Place
    genre: Annotated[str, field_meta("The genre.")]
    games_count: Games


class YearSpec(Struct):
    """A spec among a year's games."""

    place: Place
    spec: Annotated[str, field_meta("The spec: a feature of games.")]
    games_count: Games


class StoreSentiment(Struct):
    """One of the store's categories among a year's games."""

    store_sentiment: Annotated[str, field_meta("The store's own summary of its reviews.")]
    games_count: Games


class YearMetascore(Struct):
    """A game of the year and its metascore."""

    place: Place
    game_id: GameId
    game: GameName
    name: GameName
    metascore: Annotated[int, field_meta("Metacritic score, 0 to 100.")]


class RecommendedGame(Struct):
    """A game that reviews of the year recommend."""

    place: Place
    game_id: GameId
    game: GameName
    name: GameName
    recommended_count: Annotated[
        int, field_meta("Reviews that recommend it in positive or neutral words.")
    ]


class WarnedGame(Struct):
    """A game that reviews of the year warn of."""

    place: Place
    game_id: GameId
    game: GameName
    name: GameName
    warned_count: Annotated[int, field_meta("Reviews that do not recommend it, in negative words.")]


class PraisedStudio(Struct):
    """A studio whose games reviews of the year recommend in positive words."""

    place: Place
    studio: StudioName
    praised_count: Annotated[int, field_meta("Such reviews.")]


class WarnedStudio(Struct):
    """A studio whose games reviews of the year warn of in negative words."""

    place: Place
    studio: StudioName
    warned_count: Annotated[int, field_meta("Such reviews.")]


class YearDocument(Struct):
    """A year."""

    year: Annotated[int, field_meta("The year.")]
    year_of: Annotated[
        Literal["posted", "release"],
        field_meta("Whose year the rankings by reviews count: the review's or the game's."),
    ]
    games_count: Annotated[int, field_meta("Games released.")]
    early_access_count: Annotated[int, field_meta("Those of them in early access.")]
    free_count: Free
    negative_count: Negative
    neutral_count: Neutral
    positive_count: Positive
    reviews_count: Annotated[int, field_meta("Reviews of these games, of any year.")]
    top_genres: Annotated[list[YearGenre], field_meta("The 5 most frequent genres.")]
    top_specs: Annotated[list[YearSpec], field_meta("The 5 most frequent specs.")]
    store_sentiments: Annotated[
        list[StoreSentiment], field_meta("Games by the store's summary, most first.")
    ]
    top_metascores: Annotated[list[YearMetascore], field_meta("The 5 best metascores.")]
    most_recommended_games: Annotated[list[RecommendedGame], field_meta("Up to 3 games.")]
    most_warned_games: Annotated[
        list[WarnedGame], field_meta("Up to 3 games: the least recommended.")
    ]
    most_praised_studios: Annotated[
        list[PraisedStudio], field_meta("Up to 3 studios: the most recommended.")
    ]
    most_warned_studios: Annotated[
        list[WarnedStudio], field_meta("Up to 3 studios: the least recommended.")
    ]


class ReviewCounts(Struct):
    """Who posted in an interval, and how much of it recommends."""

    users_count: Annotated[int, field_meta("Users who posted.")]
    reviews_count: Annotated[int, field_meta("Reviews that they posted.")]
    recommended_percent: Annotated[
        float | None,
        field_meta("Share of them that recommend in percent, 2 decimals; null without any."),
    ]


class Found(Struct):
    """A name that a text may mean."""

    place: Annotated[int, field_meta("Place among the answers, from 1: the best.")]
    kind: Annotated[str, field_meta("`game`, `studio`, `genre`, `user`, `title` or `person`.")]
    id: Annotated[str, field_meta("The id of a game, title or person, else the name itself.")]
    name: Annotated[str, field_meta("The name.")]
    popularity: Annotated[
        int,
        field_meta(
            "Players and reviews of the game or of the games; for a user, games owned; for a "
            "title, people credited; for a person, credits."
        ),
    ]
    score: Annotated[float, field_meta("How well it matches; the higher, the better.")]
