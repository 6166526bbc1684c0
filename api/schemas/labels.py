"""Documents of genres, studios, years, reviews and searches, as Postgres writes them."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Struct

from api.schemas import doc

Place: TypeAlias = Annotated[int, doc("Place, from 1.")]
Year: TypeAlias = Annotated[int, doc("Release year of the games.")]
Games: TypeAlias = Annotated[int, doc("Games.")]
Free: TypeAlias = Annotated[int, doc("Those of them with a price of 0.")]
Minutes: TypeAlias = Annotated[int, doc("Minutes played.")]
Hours: TypeAlias = Annotated[float, doc("The same in hours, rounded to 2 decimals.")]
Negative: TypeAlias = Annotated[int, doc("Reviews with a polarity below 0.")]
Neutral: TypeAlias = Annotated[int, doc("Reviews with a polarity of 0, or without words.")]
Positive: TypeAlias = Annotated[int, doc("Reviews with a polarity above 0.")]
GameId: TypeAlias = Annotated[int, doc("The store's id of the game.")]
GameName: TypeAlias = Annotated[str, doc("Name of the game.")]
StudioName: TypeAlias = Annotated[str, doc("Name of the studio.")]


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
        float | None, doc("Share of free games in percent, 2 decimals; null without games.")
    ]
    early_access_count: Annotated[int, doc("Those of them in early access.")]
    priced_count: Annotated[int, doc("Those of them whose price is known.")]
    average_price_usd: Annotated[
        float | None, doc("Their average price in US dollars, free games too.")
    ]
    median_price_usd: Annotated[float | None, doc("Their median price in US dollars.")]
    playtime_minutes: Annotated[
        int | None, doc("Minutes over all owners; null where none is known.")
    ]
    reviews_count: Annotated[int, doc("Reviews.")]
    recommended_count: Annotated[int, doc("Those of them that recommend.")]
    recommended_percent: Annotated[
        float | None,
        doc("Share of reviews that recommend in percent, 2 decimals; null without any."),
    ]
    negative_count: Negative
    neutral_count: Neutral
    positive_count: Positive
    years: Annotated[list[SummaryYear], doc("Releases by known year, ascending.")]


class RelatedTag(Struct):
    """A tag that stands beside another."""

    tag: Annotated[str, doc("The tag.")]
    games_count: Annotated[int, doc("Games that have both.")]


class TagDocument(Struct):
    """A tag."""

    tag: Annotated[str, doc("The tag.")]
    place: Annotated[int, doc("Place by games among all tags, from 1; equals share one.")]
    games_count: Games
    summary: Annotated[GamesSummary, doc("Of the games that have it.")]
    related_tags: Annotated[list[RelatedTag], doc("Up to ten tags, most games first.")]


class GenreYear(Struct):
    """Playtime of a genre's games of a release year."""

    release_year: Year
    games_count: Games
    played_games_count: Annotated[int, doc("Those of them that somebody played.")]
    playtime_minutes: Minutes
    playtime_hours: Hours


class GenreUser(Struct):
    """One of the users who played a genre most."""

    place: Place
    user_id: Annotated[str, doc("The user.")]
    user_url: Annotated[str | None, doc("Public profile page.")]
    playtime_minutes: Minutes
    playtime_hours: Hours


class GenreDocument(Struct):
    """A genre."""

    genre: Annotated[str, doc("The genre; a game counts in each of its genres.")]
    place: Annotated[int, doc("Place by playtime among all genres, from 1.")]
    games_count: Games
    playtime_minutes: Minutes
    playtime_hours: Hours
    years: Annotated[list[GenreYear], doc("Years with playtime, descending.")]
    top_players: Annotated[list[GenreUser], doc("Up to ten users, most first.")]
    summary: Annotated[GamesSummary, doc("Of all its games.")]


class StudioYear(Struct):
    """What a studio released in a year."""

    release_year: Year
    games_count: Games
    free_count: Free
    free_percent: Annotated[float, doc("Share of free games in percent, 2 decimals.")]


class StudioDocument(Struct):
    """A studio."""

    studio: StudioName
    games_count: Annotated[
        int, doc("Games that it developed, with or without a known release year.")
    ]
    free_count: Free
    free_percent: Annotated[
        float | None,
        doc("Share of free games in percent, 2 decimals; null where it made none."),
    ]
    published_count: Annotated[int, doc("Games that it published.")]
    years: Annotated[list[StudioYear], doc("Known release years, descending.")]
    negative_count: Negative
    neutral_count: Neutral
    positive_count: Positive
    summary: Annotated[GamesSummary, doc("Of the games that it developed.")]


class YearGenre(Struct):
    """A genre among a year's games."""

    place: Place
    genre: Annotated[str, doc("The genre.")]
    games_count: Games


class YearSpec(Struct):
    """A spec among a year's games."""

    place: Place
    spec: Annotated[str, doc("The spec: a feature of games.")]
    games_count: Games


class StoreSentiment(Struct):
    """One of the store's categories among a year's games."""

    store_sentiment: Annotated[str, doc("The store's own summary of its reviews.")]
    games_count: Games


class YearMetascore(Struct):
    """A game of the year and its metascore."""

    place: Place
    game_id: GameId
    game: GameName
    name: GameName
    metascore: Annotated[int, doc("Metacritic score, 0 to 100.")]


class RecommendedGame(Struct):
    """A game that reviews of the year recommend."""

    place: Place
    game_id: GameId
    game: GameName
    name: GameName
    recommended_count: Annotated[
        int, doc("Reviews that recommend it in positive or neutral words.")
    ]


class WarnedGame(Struct):
    """A game that reviews of the year warn of."""

    place: Place
    game_id: GameId
    game: GameName
    name: GameName
    warned_count: Annotated[int, doc("Reviews that do not recommend it, in negative words.")]


class PraisedStudio(Struct):
    """A studio whose games reviews of the year recommend in positive words."""

    place: Place
    studio: StudioName
    praised_count: Annotated[int, doc("Such reviews.")]


class WarnedStudio(Struct):
    """A studio whose games reviews of the year warn of in negative words."""

    place: Place
    studio: StudioName
    warned_count: Annotated[int, doc("Such reviews.")]


class YearDocument(Struct):
    """A year."""

    year: Annotated[int, doc("The year.")]
    year_of: Annotated[
        Literal["posted", "release"],
        doc("Whose year the rankings by reviews count: the review's or the game's."),
    ]
    games_count: Annotated[int, doc("Games released.")]
    early_access_count: Annotated[int, doc("Those of them in early access.")]
    free_count: Free
    negative_count: Negative
    neutral_count: Neutral
    positive_count: Positive
    reviews_count: Annotated[int, doc("Reviews of these games, of any year.")]
    top_genres: Annotated[list[YearGenre], doc("The 5 most frequent genres.")]
    top_specs: Annotated[list[YearSpec], doc("The 5 most frequent specs.")]
    store_sentiments: Annotated[
        list[StoreSentiment], doc("Games by the store's summary, most first.")
    ]
    top_metascores: Annotated[list[YearMetascore], doc("The 5 best metascores.")]
    most_recommended_games: Annotated[list[RecommendedGame], doc("Up to 3 games.")]
    most_warned_games: Annotated[list[WarnedGame], doc("Up to 3 games: the least recommended.")]
    most_praised_studios: Annotated[
        list[PraisedStudio], doc("Up to 3 studios: the most recommended.")
    ]
    most_warned_studios: Annotated[
        list[WarnedStudio], doc("Up to 3 studios: the least recommended.")
    ]


class ReviewCounts(Struct):
    """Who posted in an interval, and how much of it recommends."""

    users_count: Annotated[int, doc("Users who posted.")]
    reviews_count: Annotated[int, doc("Reviews that they posted.")]
    recommended_percent: Annotated[
        float | None,
        doc("Share of them that recommend in percent, 2 decimals; null without any."),
    ]


class Found(Struct):
    """A name that a text may mean."""

    place: Annotated[int, doc("Place among the answers, from 1: the best.")]
    kind: Annotated[str, doc("`game`, `studio`, `genre`, `user`, `title` or `person`.")]
    id: Annotated[str, doc("The id of a game, title or person, else the name itself.")]
    name: Annotated[str, doc("The name.")]
    popularity: Annotated[
        int,
        doc(
            "Players and reviews of the game or of the games; for a user, games owned; for a "
            "title, people credited; for a person, credits."
        ),
    ]
    score: Annotated[float, doc("How well it matches; the higher, the better.")]
