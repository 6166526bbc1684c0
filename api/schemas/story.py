"""The data story, as Postgres writes it: rows of the views agg.story_…."""

import datetime as dt
from typing import Annotated

from msgspec import UNSET, Struct, UnsetType, field

from api.schemas import doc


class StoryBin(Struct, kw_only=True):
    """A bin of a histogram."""

    from_: Annotated[float, doc("The lowest value in it.")] = field(name="from")
    to: Annotated[float | None, doc("The lowest value above it; null in the last possible.")]
    things_count: Annotated[int, doc("Values in it; 0 in a gap.")]


class StoryExample(Struct):
    """What met a rule."""

    place: Annotated[int, doc("Place by the value, from 1.")]
    value: Annotated[float, doc("Minutes, games, reviews, characters, days or US dollars.")]
    user_id: Annotated[str | None, doc("The user; null where it is not about one.")]
    game_id: Annotated[int | None, doc("The game; null where it is not about one.")]
    game: Annotated[str | None, doc("Its name.")]


class StorySize(Struct):
    """How many there are of a kind of thing."""

    place: Annotated[int, doc("Place in the list, from 1.")]
    what: Annotated[str, doc("The kind of thing, in words.")]
    rows_count: Annotated[float, doc("How many there are.")]


class StoryMissing(Struct):
    """How often a field is unknown."""

    subject: Annotated[
        str,
        doc("The kind of thing: 'games' of the catalogue, 'users', 'reviews' or 'titles'."),
    ]
    field: Annotated[
        str,
        doc(
            "The field; of a review 'review' is its text, 'posted_year' the year of its date; "
            "of a user 'library' is whether there is one."
        ),
    ]
    rows_count: Annotated[int, doc("Things of this kind.")]
    missing_count: Annotated[int, doc("Those of them whose field is unknown, or empty.")]
    missing_percent: Annotated[float, doc("Their share in percent, 2 decimals.")]


class StoryDuplicate(Struct):
    """What is there twice by a rule."""

    rule: Annotated[str, doc("What counts as twice, in words.")]
    rows_count: Annotated[
        float, doc("What meets the rule; of the files, what was left out for it.")
    ]
    of_count: Annotated[float, doc("What was looked at.")]
    rows_percent: Annotated[float, doc("The share that meets it in percent, 2 decimals.")]


class StoryLoad(Struct):
    """What was read of a kind of file."""

    kind: Annotated[str, doc("'games', 'items', 'reviews', 'titles', 'ratings' or 'scores'.")]
    files_count: Annotated[int, doc("Files, each content once.")]
    bytes_count: Annotated[float, doc("Their size on disk, in bytes.")]
    records_count: Annotated[float, doc("Records in them.")]
    accepted_count: Annotated[float, doc("Records that were read.")]
    refused_count: Annotated[float, doc("Lines and records that were refused.")]
    warnings_count: Annotated[float, doc("Values that could not be read as they stand.")]


class StoryTrouble(Struct):
    """Why something was refused or not read as it stands."""

    trouble: Annotated[str, doc("'refused' or 'warned'.")]
    file_kind: Annotated[str, doc("The kind of file.")]
    field: Annotated[
        str, doc("What was refused ('line', 'game', …), or the field that was warned of.")
    ]
    reason: Annotated[
        str, doc("Stable code of the reason, as in api.rejects and api.load_warnings.")
    ]
    records_count: Annotated[float, doc("How often it happened.")]


class StoryDistribution(Struct):
    """How a measure is spread."""

    place: Annotated[int, doc("Place in the list, from 1.")]
    measure: Annotated[
        str,
        doc(
            "The measure: minutes of a played game in a library (playtime_minutes); of a user "
            "the minutes, the games and the reviews (user_minutes, library_games, "
            "user_reviews); of a game the owners, the price where it costs something, the "
            "reviews and the metascore (owners, price_usd, game_reviews, metascore); "
            "review_characters, movie_minutes and series_seasons."
        ),
    ]
    values_count: Annotated[float, doc("Values above 0; of the metascore all.")]
    lowest: Annotated[float, doc("The lowest.")]
    p25: Annotated[float, doc("The least value that a quarter does not exceed.")]
    median: Annotated[float, doc("The least value that half do not exceed.")]
    p75: Annotated[float, doc("The least value that three quarters do not exceed.")]
    p99: Annotated[float, doc("The least value that 99 in 100 do not exceed.")]
    highest: Annotated[float, doc("The highest.")]
    mean: Annotated[float, doc("The mean, 2 decimals.")]
    is_log: Annotated[bool, doc("Whether bins and fences are on a logarithmic scale.")]
    low_fence: Annotated[
        float, doc("What is less is an outlier: p25 less 1.5 times the middle half.")
    ]
    high_fence: Annotated[
        float, doc("What is more is an outlier: p75 and 1.5 times the middle half.")
    ]
    low_count: Annotated[float, doc("Outliers below.")]
    high_count: Annotated[float, doc("Outliers above.")]
    outliers_percent: Annotated[float, doc("Share of both in percent, 2 decimals.")]
    bins: Annotated[
        list[StoryBin],
        doc(
            "The histogram: from (included), to (excluded; null for the last possible) and "
            "things_count, gaps included."
        ),
    ]


class StoryOutlier(Struct):
    """One of the largest values of a measure."""

    measure: Annotated[str, doc("The measure, as agg.story_distributions calls it.")]
    place: Annotated[int, doc("Place by value, from 1.")]
    value: Annotated[float, doc("The value.")]
    game_id: Annotated[int | None, doc("The game; null where it is not of one.")]
    game: Annotated[str | None, doc("Its name.")]
    user_id: Annotated[str | None, doc("The user; null where it is not of one.")]
    title_id: Annotated[str | None, doc("The streaming title; null where it is not of one.")]
    title: Annotated[str | None, doc("Its name.")]


class StoryYear(Struct):
    """Games of a release year."""

    year: Annotated[int, doc("Release year of the games.")]
    games_count: Annotated[int, doc("Games released.")]
    games_place: Annotated[int, doc("Place by games released, from 1; equal years share one.")]
    games_percent: Annotated[
        float, doc("Share of all games with a known year in percent, 2 decimals.")
    ]
    free_count: Annotated[int, doc("Those of them with a price of 0.")]
    free_percent: Annotated[float | None, doc("Their share in percent, 2 decimals.")]
    priced_count: Annotated[int, doc("Those that cost something.")]
    median_price_usd: Annotated[
        float | None,
        doc("The least price that half of those do not exceed; null where there is none."),
    ]
    copies_count: Annotated[float, doc("Copies in libraries, of games whose owners are known.")]
    playtime_minutes: Annotated[int, doc("Minutes over all owners.")]
    playtime_place: Annotated[int, doc("Place by playtime, from 1; equal years share one.")]
    playtime_percent: Annotated[
        float | None,
        doc("Share of the playtime of all years in percent, 2 decimals; null without any."),
    ]
    negative_count: Annotated[
        int, doc("Reviews of these games with a polarity below 0, of any year.")
    ]
    neutral_count: Annotated[int, doc("Reviews with a polarity of 0, or without words.")]
    positive_count: Annotated[int, doc("Reviews with a polarity above 0.")]
    positive_percent: Annotated[
        float | None, doc("Share of these in percent, 2 decimals; null without reviews.")
    ]
    recommended_percent: Annotated[
        float | None,
        doc("Share of the reviews that recommend in percent, 2 decimals; null without."),
    ]


class StoryReviewYear(Struct):
    """Reviews of a year of posting."""

    posted_year: Annotated[int, doc("Year in which the reviews were posted.")]
    reviews_count: Annotated[int, doc("Reviews.")]
    reviewers_count: Annotated[int, doc("Users who wrote them.")]
    recommended_count: Annotated[int, doc("Reviews that recommend their game.")]
    recommended_percent: Annotated[float, doc("Their share in percent, 2 decimals.")]
    negative_count: Annotated[int, doc("Reviews with a polarity below 0.")]
    neutral_count: Annotated[int, doc("Reviews with a polarity of 0, or without words.")]
    positive_count: Annotated[int, doc("Reviews with a polarity above 0.")]
    positive_percent: Annotated[float, doc("Their share in percent, 2 decimals.")]


class StoryUnplayed(Struct):
    """Copies never started, of a band of prices."""

    band: Annotated[int, doc("The band, by price from 0: free.")]
    from_usd: Annotated[float, doc("The lowest price in it, in US dollars.")]
    below_usd: Annotated[float | None, doc("The lowest price above it; null is none.")]
    games_count: Annotated[int, doc("Games of such a price in at least one library.")]
    copies_count: Annotated[float, doc("Their copies in libraries.")]
    unplayed_count: Annotated[float, doc("Copies with no minute of playtime.")]
    unplayed_percent: Annotated[float, doc("Their share in percent, 2 decimals.")]
    unplayed_place: Annotated[int, doc("Place by that share, from 1; equal bands share one.")]


class StoryGenre(Struct):
    """Playtime and players of a genre."""

    genre: Annotated[str, doc("The genre; a game counts in each of its genres.")]
    playtime_place: Annotated[int, doc("Place by playtime, from 1.")]
    games_count: Annotated[int, doc("Games.")]
    playtime_minutes: Annotated[int, doc("Minutes over all owners.")]
    playtime_percent: Annotated[
        float | None,
        doc(
            "Share of all playtime in percent, 2 decimals: over all genres more than 100; null"
            " where nothing was played."
        ),
    ]
    players_count: Annotated[float, doc("Users who played any of its games for a minute or more.")]
    players_place: Annotated[int, doc("Place by players, from 1; equal genres share one.")]
    minutes_per_player: Annotated[float | None, doc("Minutes for each of them; null without any.")]


class StoryWord(Struct):
    """A word that tells the one kind of review from the other."""

    side: Annotated[
        str, doc("'recommended' or 'not recommended': where the word is more frequent.")
    ]
    place: Annotated[int, doc("Place by how surely it is, from 1.")]
    word: Annotated[
        str,
        doc(
            "The word, in small letters, as users wrote it: 2 to 30 letters, in 5 reviews or more."
        ),
    ]
    recommended_count: Annotated[int, doc("Reviews with it that recommend their game.")]
    not_recommended_count: Annotated[int, doc("Reviews with it that do not.")]
    recommended_percent: Annotated[float, doc("The share of the former in percent, 2 decimals.")]
    z: Annotated[
        float,
        doc(
            "Its log-odds by their standard error, 2 decimals: above 0 where it is more "
            "frequent in reviews that recommend."
        ),
    ]


class StoryCorrelation(Struct):
    """Spearman's rank correlation of two measures."""

    subject: Annotated[str, doc("Of what: 'games' or 'users'.")]
    place: Annotated[int, doc("Place by strength among the pairs of a subject, from 1.")]
    measure: Annotated[
        str,
        doc(
            "The one measure, in words. Shares of a game's reviews are of games with 10 "
            "reviews or more; of users libraries, playtime and reviews count from 1."
        ),
    ]
    other_measure: Annotated[str, doc("The other measure.")]
    things_count: Annotated[int, doc("Games or users of which both are known.")]
    coefficient: Annotated[float, doc("Spearman's coefficient, -1 to 1, 3 decimals.")]


class StorySentiment(Struct):
    """Whether reviews of a sentiment recommend."""

    sentiment: Annotated[
        str,
        doc(
            "'negative', 'neutral' or 'positive': the sign of the polarity of the words; "
            "'neutral' is without words, too."
        ),
    ]
    reviews_count: Annotated[int, doc("Reviews.")]
    reviews_percent: Annotated[float, doc("Share of all reviews in percent, 2 decimals.")]
    recommended_count: Annotated[int, doc("Those that recommend their game.")]
    not_recommended_count: Annotated[int, doc("Those that do not.")]
    recommended_percent: Annotated[float, doc("The share that recommends in percent, 2 decimals.")]
    disagreeing_count: Annotated[
        int,
        doc("Negative ones that recommend, positive ones that do not; 0 of neutral ones."),
    ]
    disagreeing_percent: Annotated[float, doc("Their share of all reviews in percent, 2 decimals.")]


class StoryContradiction(Struct):
    """A review whose words and verdict disagree."""

    is_recommended: Annotated[
        bool,
        doc("True: it recommends in negative words; false: it does not, in positive ones."),
    ]
    place: Annotated[int, doc("Place by readers who found it helpful, then by polarity, from 1.")]
    user_id: Annotated[str, doc("Who wrote it.")]
    game_id: Annotated[int, doc("The game.")]
    game: Annotated[str, doc("Its name.")]
    posted_on: Annotated[dt.date, doc("Date of the review.")]
    polarity: Annotated[float, doc("Polarity of its words, -1 to 1, 3 decimals.")]
    helpful_count: Annotated[int | None, doc("Readers who found it helpful; null is unknown.")]
    review: Annotated[str, doc("The first 400 characters of its text, as the user wrote it.")]


class StoryAnomaly(Struct):
    """What a rule found that is worth a look."""

    rule: Annotated[
        str,
        doc(
            "longer_than_released: more minutes of a game, not of early access, than there "
            "were from its release to the day of the crawl (to the latest review where that is"
            " unknown); quarter_of_all_days: more than a quarter of these minutes, six hours a"
            " day, over a year or more; two_weeks_too_long: more than 20,160 minutes in two "
            "weeks; two_weeks_over_total: more in two weeks than in all; nothing_played: a "
            "library of 100 games or more, none started; one_studio: 4 reviews or more, all of"
            " which recommend, all of games of one developer; same_text: the same words, 40 "
            "characters or more, for several games; reviewed_unplayed: a review of an owned "
            "game with no minute played; reviewed_before_release: a review of a day before the"
            " release, not of early access; discount_above_price."
        ),
    ]
    found_count: Annotated[int, doc("What it found.")]
    examples: Annotated[
        list[StoryExample],
        doc(
            "The 3 with the largest value: place, value (minutes, games, reviews, characters, "
            "days or US dollars), user_id, game_id and game; null where the rule is not about "
            "it."
        ),
    ]


class StoryPlatform(Struct):
    """What a platform shows."""

    platform: Annotated[str, doc("The platform.")]
    titles_count: Annotated[int, doc("Titles.")]
    titles_place: Annotated[int, doc("Place by titles, from 1; equal platforms share one.")]
    movies_count: Annotated[int, doc("Movies among them.")]
    series_count: Annotated[int, doc("Series among them.")]
    movies_percent: Annotated[float, doc("The share of movies in percent, 2 decimals.")]
    timed_count: Annotated[int, doc("Titles whose duration is known.")]
    movie_median_minutes: Annotated[
        int | None,
        doc(
            "The least duration that half of the movies do not exceed, in minutes; null where "
            "none is known."
        ),
    ]
    series_median_seasons: Annotated[int | None, doc("The same of series, in seasons.")]
    median_release_year: Annotated[
        int | None, doc("The earliest year up to which half of the titles were released.")
    ]
    first_release_year: Annotated[int | None, doc("Release year of the oldest title.")]
    last_release_year: Annotated[int | None, doc("Release year of the newest title.")]


class StoryTitleYear(Struct):
    """Titles of a release year."""

    year: Annotated[int, doc("The release year.")]
    titles_count: Annotated[int, doc("Titles.")]
    titles_place: Annotated[int, doc("Place by titles, from 1; equal years share one.")]
    movies_count: Annotated[int, doc("Movies among them.")]
    series_count: Annotated[int, doc("Series among them.")]


class StoryTitleRating(Struct):
    """Titles by whom they are for."""

    audience_rating: Annotated[str | None, doc("The audience rating; null is unknown.")]
    titles_count: Annotated[int, doc("Titles.")]
    titles_place: Annotated[int, doc("Place by titles, from 1; equal ratings share one.")]
    titles_percent: Annotated[float, doc("Share of all titles in percent, 2 decimals.")]


class StoryParts(Struct):
    """The parts, or the one that is asked for."""

    sizes: Annotated[list[StorySize] | UnsetType, doc("How much is loaded.")] = UNSET
    missing: Annotated[list[StoryMissing] | UnsetType, doc("What is unknown.")] = UNSET
    duplicates: Annotated[list[StoryDuplicate] | UnsetType, doc("What is there twice.")] = UNSET
    loads: Annotated[list[StoryLoad] | UnsetType, doc("What was read.")] = UNSET
    troubles: Annotated[list[StoryTrouble] | UnsetType, doc("What was refused, or warned of.")] = (
        UNSET
    )
    distributions: Annotated[
        list[StoryDistribution] | UnsetType, doc("How measures are spread.")
    ] = UNSET
    outliers: Annotated[list[StoryOutlier] | UnsetType, doc("Their largest values.")] = UNSET
    years: Annotated[list[StoryYear] | UnsetType, doc("Games by release year.")] = UNSET
    review_years: Annotated[
        list[StoryReviewYear] | UnsetType, doc("Reviews by year of posting.")
    ] = UNSET
    unplayed: Annotated[list[StoryUnplayed] | UnsetType, doc("Copies never started, by price.")] = (
        UNSET
    )
    genres: Annotated[list[StoryGenre] | UnsetType, doc("Genres by playtime and players.")] = UNSET
    words: Annotated[
        list[StoryWord] | UnsetType,
        doc("Words of reviews that recommend, and of those that do not."),
    ] = UNSET
    correlations: Annotated[list[StoryCorrelation] | UnsetType, doc("What goes with what.")] = UNSET
    sentiments: Annotated[list[StorySentiment] | UnsetType, doc("Words against verdicts.")] = UNSET
    contradictions: Annotated[
        list[StoryContradiction] | UnsetType, doc("Reviews in which they disagree.")
    ] = UNSET
    anomalies: Annotated[list[StoryAnomaly] | UnsetType, doc("What is worth a look.")] = UNSET
    title_platforms: Annotated[
        list[StoryPlatform] | UnsetType, doc("Streaming titles by platform.")
    ] = UNSET
    title_years: Annotated[
        list[StoryTitleYear] | UnsetType, doc("Streaming titles by release year.")
    ] = UNSET
    title_ratings: Annotated[
        list[StoryTitleRating] | UnsetType, doc("Streaming titles by audience rating.")
    ] = UNSET


class StoryDocument(Struct):
    """The exploratory analysis of what is loaded."""

    data_version: Annotated[int | None, doc("The data that it is of; null before it is computed.")]
    computed_at: Annotated[dt.datetime | None, doc("When it was computed.")]
    seconds: Annotated[float | None, doc("How long that took.")]
    is_current: Annotated[bool, doc("Whether no data came or went since.")]
    parts: Annotated[StoryParts | None, doc("What it tells; null before it is computed.")]
