"""Schema `api` as SQLAlchemy Core; written by `make freeze`, see db/migrate/schema.py."""

# ruff: noqa: E501, I001
# fmt: off

from typing import Final

from sqlalchemy import BigInteger, Boolean, Date, Double, Integer, JSON, Numeric, REAL, SmallInteger, Text, TIMESTAMP, Column, MetaData, Table
from sqlalchemy.dialects.postgresql import ARRAY

from db.api_function import SCHEMA, ApiFunction

metadata: Final = MetaData(schema=SCHEMA)
"""Apart from the tables' MetaData: Alembic must never see these."""
story: Final = MetaData(schema="agg")
"""The parts of the data story, which nobody asks for by these."""

data_versions: Final = Table("data_versions", metadata,  # The data version being served; one row, none before the first load.
    Column("data_version", BigInteger, nullable=False, comment="Rises by one with each publication."),
    Column("published_at", TIMESTAMP(timezone=True), nullable=False, comment="When the version was published."),
    Column("games_count", BigInteger, nullable=False, comment="Games, in the catalogue or not."),
    Column("games_in_catalogue_count", BigInteger, nullable=False, comment="Games of the catalogue."),
    Column("users_count", BigInteger, nullable=False, comment="Users."),
    Column("items_count", BigInteger, nullable=False, comment="Games in libraries."),
    Column("reviews_count", BigInteger, nullable=False, comment="Reviews."),
    Column("titles_count", BigInteger, nullable=False, comment="Streaming titles."),
    Column("people_count", BigInteger, nullable=False, comment="Actors and directors of titles."),
    Column("viewers_count", BigInteger, nullable=False, comment="Viewers who rated titles."),
    Column("ratings_count", BigInteger, nullable=False, comment="Ratings of titles."),
    Column("followed_events_count", BigInteger, nullable=False, comment="Events that the aggregates have come to show so far; never falls."),
    Column("applied_events_count", BigInteger, nullable=False, comment="Events and ratings that answers about their users, viewers and titles show, those and more; never falls within a version."),
    Column("last_load_id", BigInteger, nullable=False, comment="The last load of files that was published."),
    Column("warnings_count", BigInteger, nullable=False, comment="What that load could not read as it stands, counted by file, field and kind."),
)
game_details: Final = Table("game_details", metadata,  # Everything known of a game; one row per game.
    Column("game_id", BigInteger, nullable=False, comment="The store's id."),
    Column("name", Text, nullable=False, comment="Name; 'App' and the id where no file names the game."),
    Column("released_on", Date, comment="Release date, where the store gives a whole one."),
    Column("release_year", SmallInteger, comment="Release year; null is unknown."),
    Column("price_usd", Numeric, comment="Price in US dollars; 0 is free, null is unknown."),
    Column("discount_price_usd", Numeric, comment="Reduced price in US dollars on the crawl day."),
    Column("is_early_access", Boolean, comment="Sold before it is finished."),
    Column("is_in_catalogue", Boolean, nullable=False, comment="False for a game that only libraries or reviews mention."),
    Column("metascore", SmallInteger, comment="Metacritic score, 0 to 100."),
    Column("store_sentiment", Text, comment="The store's own summary of its reviews."),
    Column("genres", ARRAY(Text), nullable=False, comment="Genres, in the store's order."),
    Column("tags", ARRAY(Text), nullable=False, comment="Tags, most given first."),
    Column("specs", ARRAY(Text), nullable=False, comment="Features, in the store's order."),
    Column("developers", ARRAY(Text), nullable=False, comment="Developers, as credited."),
    Column("publishers", ARRAY(Text), nullable=False, comment="Publishers, as credited."),
    Column("is_owners_known", Boolean, nullable=False, comment="False for a game in no library that is free or reviewed, or while no library is loaded."),
    Column("owners_count", BigInteger, comment="Users who have it in their library; null is unknown."),
    Column("players_count", BigInteger, comment="Owners who played it for a minute or more; null is unknown."),
    Column("playtime_minutes", BigInteger, comment="Minutes over all owners; null is unknown."),
    Column("playtime_p25_minutes", Numeric, comment="A quarter of its players played less, in minutes."),
    Column("playtime_median_minutes", Numeric, comment="Half of its players played less, in minutes."),
    Column("playtime_p75_minutes", Numeric, comment="Three quarters of its players played less, in minutes."),
    Column("reviews_count", BigInteger, nullable=False, comment="Reviews."),
    Column("recommended_count", BigInteger, nullable=False, comment="Reviews that recommend it."),
    Column("negative_count", BigInteger, nullable=False, comment="Reviews with a polarity below 0."),
    Column("neutral_count", BigInteger, nullable=False, comment="Reviews with a polarity of 0, or without words."),
    Column("positive_count", BigInteger, nullable=False, comment="Reviews with a polarity above 0."),
    Column("recommended_percent", Numeric, comment="Share of reviews that recommend it in percent, 2 decimals; null without reviews."),
    Column("url", Text, comment="Page in the store."),
    Column("reviews_url", Text, comment="Page of the community's reviews."),
    Column("release_text", Text, comment="Release date as the store writes it."),
    Column("price_text", Text, comment="Price as the store writes it."),
    Column("search_text", Text, comment="The name as a search compares it."),
    Column("released_from", Date, comment="Release date, else 1 January of the release year; to sort by."),
    Column("genre_ids", ARRAY(Integer), nullable=False, comment="Keys of the genres, to filter by."),
    Column("tag_ids", ARRAY(Integer), nullable=False, comment="Keys of the tags, to filter by."),
    Column("spec_ids", ARRAY(Integer), nullable=False, comment="Keys of the specs, to filter by."),
    Column("developer_ids", ARRAY(Integer), nullable=False, comment="Keys of the developers, to filter by."),
    Column("publisher_ids", ARRAY(Integer), nullable=False, comment="Keys of the publishers, to filter by."),
    Column("store_url", Text, nullable=False, comment="Page in the store, made of the id; whether there is one was not checked."),
    Column("image_url", Text, nullable=False, comment="The store's picture, made of the id; whether there is one was not checked."),
    Column("unplayed_count", BigInteger, comment="Owners who never played it for a minute; null is unknown."),
    Column("played_percent", Numeric, comment="Share of owners who played it in percent, 2 decimals; null is unknown, or without owners."),
    Column("not_recommended_count", BigInteger, nullable=False, comment="Reviews that do not recommend it."),
)
items: Final = Table("items", metadata,  # Games in users' libraries; one row per (user, game).
    Column("user_id", Text, nullable=False, comment="The user."),
    Column("game_id", BigInteger, nullable=False, comment="The game."),
    Column("playtime_minutes", Integer, nullable=False, comment="Minutes played, in all."),
    Column("playtime_2weeks_minutes", Integer, nullable=False, comment="Minutes played in the two weeks before the crawl."),
    Column("position", Integer, nullable=False, comment="Place in the raw library, from 1."),
    info={"is_live": True},
)
review_details: Final = Table("review_details", metadata,  # Reviews of games by users, with the game's name; one row per (user, game).
    Column("user_id", Text, nullable=False, comment="The user."),
    Column("game_id", BigInteger, nullable=False, comment="The game."),
    Column("name", Text, nullable=False, comment="Its name; 'App' and the id where no file names it."),
    Column("posted_on", Date, nullable=False, comment="Date of the review."),
    Column("is_posted_year_inferred", Boolean, nullable=False, comment="True where the date had no year and that of the crawl was taken."),
    Column("edited_on", Date, comment="Date of the last edit."),
    Column("is_recommended", Boolean, nullable=False, comment="The user recommends the game."),
    Column("sentiment", SmallInteger, nullable=False, comment="0 negative, 1 neutral, 2 positive: the sign of the polarity."),
    Column("polarity", Double, comment="TextBlob polarity of the text, -1 to 1; null without a text."),
    Column("helpful_count", Integer, comment="Readers who found it helpful; null where the count cannot be read."),
    Column("helpful_votes_count", Integer, comment="Readers who voted on it; null where the store does not say how many."),
    Column("funny_count", Integer, comment="Readers who found it funny; null where the count cannot be read."),
    Column("review", Text, comment="Text of the review."),
    info={"is_live": True},
)
user_details: Final = Table("user_details", metadata,  # Everything known of a user; one row per user.
    Column("user_id", Text, nullable=False, comment="The user's public id; case-sensitive."),
    Column("steam_id", Text, comment="64-bit account number, as text: many JSON readers round it; not unique."),
    Column("user_url", Text, comment="Public profile page."),
    Column("has_library", Boolean, nullable=False, comment="False for a user seen in reviews only."),
    Column("items_count", BigInteger, nullable=False, comment="Games in the library."),
    Column("playtime_minutes", BigInteger, nullable=False, comment="Minutes over the whole library."),
    Column("spent_usd", Numeric, nullable=False, comment="Sum of the known prices of those games, in US dollars."),
    Column("reviews_count", BigInteger, nullable=False, comment="Reviews of the user."),
    Column("recommended_count", BigInteger, nullable=False, comment="Those of them that recommend."),
    Column("recommended_percent", Numeric, comment="Share of reviews that recommend in percent, 2 decimals; null without reviews."),
    info={"is_live": True},
)
playtime_by_genre: Final = Table("playtime_by_genre", metadata,  # Total playtime of a genre; one row per genre.
    Column("genre", Text, nullable=False, comment="The genre; a game counts in each of its genres."),
    Column("place", BigInteger, nullable=False, comment="Place by playtime, from 1; a tie goes to the name that sorts first."),
    Column("games_count", BigInteger, nullable=False, comment="Games of the genre."),
    Column("playtime_minutes", BigInteger, nullable=False, comment="Minutes over all users and all its games."),
    Column("playtime_hours", Numeric, nullable=False, comment="The same in hours, rounded to 2 decimals."),
    Column("genre_key", Text, nullable=False, comment="The genre as api.name_key() writes it, to look it up by."),
)
prices_by_genre: Final = Table("prices_by_genre", metadata,  # Prices of a genre's games; one row per genre.
    Column("genre", Text, nullable=False, comment="The genre; a game counts in each of its genres."),
    Column("games_count", BigInteger, nullable=False, comment="Games of the genre."),
    Column("priced_count", BigInteger, nullable=False, comment="Those of them with a known price."),
    Column("free_count", BigInteger, nullable=False, comment="Those of them with a price of 0."),
    Column("average_price_usd", Numeric, comment="Average of the known prices, free games among them, in US dollars."),
    Column("average_paid_usd", Numeric, comment="Average of the prices above 0, in US dollars."),
    Column("median_price_usd", Numeric, comment="Half of the known prices are not above it, in US dollars."),
    Column("genre_key", Text, nullable=False, comment="The genre as api.name_key() writes it, to look it up by."),
)
games_by_tag: Final = Table("games_by_tag", metadata,  # Games of a tag; one row per tag.
    Column("tag", Text, nullable=False, comment="The tag, as players give it."),
    Column("games_count", BigInteger, nullable=False, comment="Games that have it."),
    Column("tag_key", Text, nullable=False, comment="The tag as api.name_key() writes it, to look it up by."),
)
games_by_spec: Final = Table("games_by_spec", metadata,  # Games of a spec; one row per spec.
    Column("spec", Text, nullable=False, comment="The feature, as the store names it."),
    Column("games_count", BigInteger, nullable=False, comment="Games that have it."),
    Column("spec_key", Text, nullable=False, comment="The spec as api.name_key() writes it, to look it up by."),
)
games_by_studio: Final = Table("games_by_studio", metadata,  # Games that a studio made and published; one row per studio.
    Column("studio", Text, nullable=False, comment="The studio."),
    Column("games_count", BigInteger, nullable=False, comment="Games that it developed, with or without a known release year."),
    Column("free_count", BigInteger, nullable=False, comment="Those of them with a price of 0."),
    Column("free_percent", Numeric, comment="Share of free games in percent, 2 decimals; null where it developed none."),
    Column("published_count", BigInteger, nullable=False, comment="Games that it published."),
    Column("studio_key", Text, nullable=False, comment="The studio as api.name_key() writes it, to look it up by."),
)
genres: Final = Table("genres", metadata,  # Genres of the store; one row per genre.
    Column("genre_id", Integer, nullable=False, comment="Surrogate key."),
    Column("name", Text, nullable=False, comment="The most frequent spelling."),
    Column("name_key", Text, nullable=False, comment="The form in which names are equal; api.name_key() makes one of any text."),
)
tags: Final = Table("tags", metadata,  # Tags that players give to games; one row per tag.
    Column("tag_id", Integer, nullable=False, comment="Surrogate key."),
    Column("name", Text, nullable=False, comment="The most frequent spelling."),
    Column("name_key", Text, nullable=False, comment="The form in which names are equal; api.name_key() makes one of any text."),
)
specs: Final = Table("specs", metadata,  # Features of games, such as single-player; one row per spec.
    Column("spec_id", Integer, nullable=False, comment="Surrogate key."),
    Column("name", Text, nullable=False, comment="The most frequent spelling."),
    Column("name_key", Text, nullable=False, comment="The form in which names are equal; api.name_key() makes one of any text."),
)
studios: Final = Table("studios", metadata,  # Developers and publishers; one row per studio.
    Column("studio_id", Integer, nullable=False, comment="Surrogate key."),
    Column("name", Text, nullable=False, comment="The most frequent spelling."),
    Column("name_key", Text, nullable=False, comment="The form in which names are equal; api.name_key() makes one of any text."),
)
title_details: Final = Table("title_details", metadata,  # Everything known of a title; one row per title.
    Column("title_id", Text, nullable=False, comment="Public id, such as 'as123'."),
    Column("platform", Text, nullable=False, comment="The platform that shows it, in lower case."),
    Column("kind", Text, nullable=False, comment="'movie' or 'series', as the platform says."),
    Column("name", Text, nullable=False, comment="Name as written."),
    Column("release_year", SmallInteger, comment="Year of the release."),
    Column("added_on", Date, comment="Day on which the platform added it; null is unknown."),
    Column("duration", Integer, comment="How long it is, in its unit; null is unknown."),
    Column("duration_unit", Text, comment="'minute' or 'season'; null with the duration."),
    Column("audience_rating", Text, comment="For whom it is, such as 'PG-13'; null is unknown."),
    Column("is_rated", Boolean, nullable=False, comment="False where for whom it is is unknown."),
    Column("genres", ARRAY(Text), nullable=False, comment="Common genres, in the order of the platform's categories."),
    Column("categories", ARRAY(Text), nullable=False, comment="The platform's own categories, in its order."),
    Column("countries", ARRAY(Text), nullable=False, comment="Countries that made it, in the platform's order."),
    Column("directors", ARRAY(Text), nullable=False, comment="Directors, in the platform's order."),
    Column("actors", ARRAY(Text), nullable=False, comment="Cast, in the platform's order."),
    Column("description", Text, comment="What it is about, as the platform says."),
    Column("score", Double, comment="Mean of its ratings in stars, 0.5 to 5; the published mean as long as no ratings at all are loaded; null is unknown."),
    Column("ratings_count", BigInteger, nullable=False, comment="Its ratings, one of each viewer."),
    Column("editorial_score", SmallInteger, comment="1 to 100, of an older crawl; no mean of ratings."),
    Column("is_kind_doubtful", Boolean, nullable=False, comment="A movie that has seasons."),
    Column("same_work_ids", ARRAY(Text), nullable=False, comment="Titles of the same name, kind and year on platforms."),
    Column("duration_text", Text, comment="Duration as written."),
    Column("rating_text", Text, comment="Audience rating as written."),
    Column("place", BigInteger, nullable=False, comment="Orders titles by platform, then by the number in the id."),
    Column("minutes", Integer, comment="The duration of what is measured in minutes."),
    Column("audience_rating_key", Text, comment="The audience rating as agg.name_key() writes it."),
    Column("genre_keys", ARRAY(Text), nullable=False, comment="The genres as agg.name_key() writes them."),
    Column("country_keys", ARRAY(Text), nullable=False, comment="The countries as agg.name_key() writes them."),
    info={"is_live": True},
)
people: Final = Table("people", metadata,  # Actors and directors of titles; one row per person.
    Column("person_id", Integer, nullable=False, comment="The person; the number of this database."),
    Column("name", Text, nullable=False, comment="The most frequent spelling of the name."),
    Column("titles_count", BigInteger, nullable=False, comment="Titles that credit the person."),
    Column("acted_count", BigInteger, nullable=False, comment="Those of them as actor."),
    Column("directed_count", BigInteger, nullable=False, comment="Those of them as director."),
)
platforms: Final = Table("platforms", metadata,  # Streaming platforms and how many titles they show; one row per platform.
    Column("platform", Text, nullable=False, comment="The platform, in lower case."),
    Column("titles_count", BigInteger, nullable=False, comment="Its titles."),
    Column("movies_count", BigInteger, nullable=False, comment="Those of them that are movies."),
    Column("series_count", BigInteger, nullable=False, comment="Those of them that are series."),
    Column("first_release_year", SmallInteger, comment="Year of the oldest; null where none is known."),
    Column("last_release_year", SmallInteger, comment="Year of the newest; null where none is known."),
)
rating_details: Final = Table("rating_details", metadata,  # Ratings that count, with their titles; one row per (viewer, title).
    Column("viewer_id", Integer, nullable=False, comment="The viewer."),
    Column("title_id", Text, nullable=False, comment="The title."),
    Column("title", Text, nullable=False, comment="Name of the title."),
    Column("platform", Text, nullable=False, comment="The platform that shows it."),
    Column("kind", Text, nullable=False, comment="'movie' or 'series'."),
    Column("release_year", SmallInteger, comment="Year of its release."),
    Column("stars", Double, nullable=False, comment="Stars, 0.5 to 5 in halves."),
    Column("rated_at", TIMESTAMP(timezone=True), nullable=False, comment="When it was given."),
    Column("title_place", BigInteger, nullable=False, comment="A number that orders titles by their ids."),
    info={"is_live": True},
)
viewers: Final = Table("viewers", metadata,  # Viewers who rated titles; one row per viewer.
    Column("viewer_id", Integer, nullable=False, comment="The viewer's id; no user of games."),
    info={"is_live": True},
)
names: Final = Table("names", metadata,  # Names of genres, studios, tags, specs, users and games, of platforms, kinds, countries, genres and audience ratings of titles, of titles and of people, and viewers; one row per (kind, name).
    Column("kind", Text, nullable=False, comment="'genre', 'studio', 'tag', 'spec', 'user' or 'game'; 'platform', 'kind', 'country', 'title genre', 'audience rating', 'title', 'person' or 'viewer'."),
    Column("name", Text, nullable=False, comment="The name; of a user or viewer, the id."),
    Column("name_key", Text, nullable=False, comment="The form in which names are equal; users are told apart by the name itself."),
    info={"is_live": True},
)
loads: Final = Table("loads", metadata,  # Runs that wrote or tried to write data; one row per run.
    Column("load_id", BigInteger, nullable=False, comment="The run."),
    Column("kind", Text, nullable=False, comment="'load' of files, 'refresh' of aggregates, 'similarities' or 'prices' of a model, or 'forget' of a user, a game or a viewer."),
    Column("status", Text, nullable=False, comment="'published', 'unchanged' or 'failed'."),
    Column("started_at", TIMESTAMP(timezone=True), nullable=False, comment="Start of the run."),
    Column("finished_at", TIMESTAMP(timezone=True), nullable=False, comment="End of the run."),
    Column("data_version", BigInteger, nullable=False, comment="Version published; null unless published."),
    Column("crawl_year", SmallInteger, comment="Latest year given to dates without one."),
)
price_models: Final = Table("price_models", metadata,  # Price models that were trained; one row per training run that ended.
    Column("model_id", Integer, nullable=False, comment="The model."),
    Column("status", Text, nullable=False, comment="'published', 'superseded' or 'aside'."),
)
recommendation_models: Final = Table("recommendation_models", metadata,  # Models that were trained; one row per training run that ended.
    Column("model_id", Integer, nullable=False, comment="The model."),
    Column("status", Text, nullable=False, comment="'published', 'superseded' or 'aside'."),
)
years: Final = Table("years", metadata,  # Games of a year, how much they are played and what their reviews feel like; one row per release year.
    Column("year", SmallInteger, nullable=False, comment="Release year of the games."),
    Column("games_count", BigInteger, nullable=False, comment="Games released."),
    Column("early_access_count", BigInteger, nullable=False, comment="Those of them in early access."),
    Column("free_count", BigInteger, nullable=False, comment="Those of them with a price of 0."),
    Column("playtime_minutes", BigInteger, nullable=False, comment="Minutes over all owners; null where no library holds any of them."),
    Column("playtime_hours", Numeric, nullable=False, comment="The same in hours, rounded to 2 decimals."),
    Column("negative_count", BigInteger, nullable=False, comment="Reviews of these games with a polarity below 0, of any year."),
    Column("neutral_count", BigInteger, nullable=False, comment="Reviews with a polarity of 0, or without words."),
    Column("positive_count", BigInteger, nullable=False, comment="Reviews with a polarity above 0."),
)
sentiment_counts_by_game_year: Final = Table("sentiment_counts_by_game_year", metadata,  # Reviews of a game by sentiment; one row per (game, year of posting).
    Column("game_id", BigInteger, nullable=False, comment="The game."),
    Column("posted_year", Integer, nullable=False, comment="Year in which the reviews were posted."),
    Column("reviews_count", BigInteger, nullable=False, comment="Reviews posted in that year."),
    Column("negative_count", BigInteger, nullable=False, comment="Reviews with a polarity below 0."),
    Column("neutral_count", BigInteger, nullable=False, comment="Reviews with a polarity of 0, or without words."),
    Column("positive_count", BigInteger, nullable=False, comment="Reviews with a polarity above 0."),
    Column("recommended_count", BigInteger, nullable=False, comment="Reviews that recommend the game."),
    Column("inferred_count", BigInteger, nullable=False, comment="Reviews whose text had no year: that of the crawl was taken."),
    info={"is_live": True},
)
playtime_by_user_genre: Final = Table("playtime_by_user_genre", metadata,  # Games and playtime of a user by genre; one row per (user, genre) of the library.
    Column("user_id", Text, nullable=False, comment="The user."),
    Column("genre", Text, nullable=False, comment="The genre; a game counts in each of its genres."),
    Column("games_count", BigInteger, nullable=False, comment="Games of the genre in the library."),
    Column("played_games_count", BigInteger, nullable=False, comment="Those of them that were played for a minute or more."),
    Column("playtime_minutes", BigInteger, nullable=False, comment="Minutes in all of them."),
    info={"is_live": True},
)
scores_by_title_year: Final = Table("scores_by_title_year", metadata,  # Score of a title by the year in which its ratings were given; one row per (title, year).
    Column("title_id", Text, nullable=False, comment="The title."),
    Column("name", Text, nullable=False, comment="Name of the title."),
    Column("rated_year", SmallInteger, nullable=False, comment="Year in which the ratings were given, in UTC."),
    Column("score", Double, nullable=False, comment="Mean of their stars, 0.5 to 5, not rounded."),
    Column("ratings_count", BigInteger, nullable=False, comment="Ratings of that year, one of each viewer."),
    info={"is_live": True},
)
title_scores: Final = Table("title_scores", metadata,  # Scores of titles, and nothing else of them; one row per title.
    Column("place", BigInteger, nullable=False, comment="Orders titles by platform, then by the number in the id; as in api.title_details."),
    Column("score", Double, comment="Mean of its ratings in stars, 0.5 to 5; the published mean as long as no ratings at all are loaded; null is unknown."),
    Column("ratings_count", BigInteger, nullable=False, comment="Its ratings, one of each viewer."),
    info={"is_live": True},
)
story_sizes: Final = Table("story_sizes", story,  # How much is loaded; one row per kind of thing.
    Column("place", Integer, nullable=False, comment="Place in the list, from 1."),
    Column("what", Text, nullable=False, comment="The kind of thing, in words."),
    Column("rows_count", Numeric, nullable=False, comment="How many there are."),
)
story_missing: Final = Table("story_missing", story,  # What is unknown; one row per (kind of thing, field), none of what is not loaded.
    Column("subject", Text, nullable=False, comment="The kind of thing: 'games' of the catalogue, 'users', 'reviews' or 'titles'."),
    Column("field", Text, nullable=False, comment="The field; of a review 'review' is its text, 'posted_year' the year of its date; of a user 'library' is whether there is one."),
    Column("rows_count", BigInteger, nullable=False, comment="Things of this kind."),
    Column("missing_count", BigInteger, nullable=False, comment="Those of them whose field is unknown, or empty."),
    Column("missing_percent", Numeric, nullable=False, comment="Their share in percent, 2 decimals."),
)
story_duplicates: Final = Table("story_duplicates", story,  # What is there twice, in the data and in the files; one row per rule that has anything to look at.
    Column("rule", Text, nullable=False, comment="What counts as twice, in words."),
    Column("rows_count", Numeric, nullable=False, comment="What meets the rule; of the files, what was left out for it."),
    Column("of_count", Numeric, nullable=False, comment="What was looked at."),
    Column("rows_percent", Numeric, nullable=False, comment="The share that meets it in percent, 2 decimals."),
)
story_loads: Final = Table("story_loads", story,  # What published loads read; one row per kind of file.
    Column("kind", Text, nullable=False, comment="'games', 'items', 'reviews', 'titles', 'ratings' or 'scores'."),
    Column("files_count", BigInteger, nullable=False, comment="Files, each content once."),
    Column("bytes_count", Numeric, nullable=False, comment="Their size on disk, in bytes."),
    Column("records_count", Numeric, nullable=False, comment="Records in them."),
    Column("accepted_count", Numeric, nullable=False, comment="Records that were read."),
    Column("refused_count", Numeric, nullable=False, comment="Lines and records that were refused."),
    Column("warnings_count", Numeric, nullable=False, comment="Values that could not be read as they stand."),
)
story_troubles: Final = Table("story_troubles", story,  # Why records of published loads were refused or not read as they stand; one row per (trouble, kind of file, field, reason), the 40 most frequent.
    Column("trouble", Text, nullable=False, comment="'refused' or 'warned'."),
    Column("file_kind", Text, nullable=False, comment="The kind of file."),
    Column("field", Text, nullable=False, comment="What was refused ('line', 'game', …), or the field that was warned of."),
    Column("reason", Text, nullable=False, comment="Stable code of the reason, as refusals and warnings have it."),
    Column("records_count", Numeric, nullable=False, comment="How often it happened."),
)
story_distributions: Final = Table("story_distributions", story,  # How measures are spread; one row per measure of which anything is known.
    Column("place", Integer, nullable=False, comment="Place in the list, from 1."),
    Column("measure", Text, nullable=False, comment="The measure: minutes of a played game in a library (playtime_minutes); of a user the minutes, the games and the reviews (user_minutes, library_games, user_reviews); of a game the owners, the price where it costs something, the reviews and the metascore (owners, price_usd, game_reviews, metascore); review_characters, movie_minutes and series_seasons."),
    Column("values_count", Numeric, nullable=False, comment="Values above 0; of the metascore all."),
    Column("lowest", Numeric, nullable=False, comment="The lowest."),
    Column("p25", Numeric, nullable=False, comment="The least value that a quarter does not exceed."),
    Column("median", Numeric, nullable=False, comment="The least value that half do not exceed."),
    Column("p75", Numeric, nullable=False, comment="The least value that three quarters do not exceed."),
    Column("p99", Numeric, nullable=False, comment="The least value that 99 in 100 do not exceed."),
    Column("highest", Numeric, nullable=False, comment="The highest."),
    Column("mean", Numeric, nullable=False, comment="The mean, 2 decimals."),
    Column("is_log", Boolean, nullable=False, comment="Whether bins and fences are on a logarithmic scale."),
    Column("low_fence", Numeric, nullable=False, comment="What is less is an outlier: p25 less 1.5 times the middle half."),
    Column("high_fence", Numeric, nullable=False, comment="What is more is an outlier: p75 and 1.5 times the middle half."),
    Column("low_count", Numeric, nullable=False, comment="Outliers below."),
    Column("high_count", Numeric, nullable=False, comment="Outliers above."),
    Column("outliers_percent", Numeric, nullable=False, comment="Share of both in percent, 2 decimals."),
    Column("bins", JSON, nullable=False, comment="The histogram: from (included), to (excluded; null for the last possible) and things_count, gaps included."),
)
story_outliers: Final = Table("story_outliers", story,  # The largest values of each measure; one row per (measure, place), 5 places each.
    Column("measure", Text, nullable=False, comment="The measure, as agg.story_distributions calls it."),
    Column("place", BigInteger, nullable=False, comment="Place by value, from 1."),
    Column("value", Numeric, nullable=False, comment="The value."),
    Column("game_id", BigInteger, comment="The game; null where it is not of one."),
    Column("game", Text, comment="Its name."),
    Column("user_id", Text, comment="The user; null where it is not of one."),
    Column("title_id", Text, comment="The streaming title; null where it is not of one."),
    Column("title", Text, comment="Its name."),
)
story_years: Final = Table("story_years", story,  # What came out each year and what became of it; one row per release year.
    Column("year", SmallInteger, nullable=False, comment="Release year of the games."),
    Column("games_count", BigInteger, nullable=False, comment="Games released."),
    Column("games_place", BigInteger, nullable=False, comment="Place by games released, from 1; equal years share one."),
    Column("games_percent", Numeric, nullable=False, comment="Share of all games with a known year in percent, 2 decimals."),
    Column("free_count", BigInteger, nullable=False, comment="Those of them with a price of 0."),
    Column("free_percent", Numeric, comment="Their share in percent, 2 decimals."),
    Column("priced_count", BigInteger, nullable=False, comment="Those that cost something."),
    Column("median_price_usd", Numeric, comment="The least price that half of those do not exceed; null where there is none."),
    Column("copies_count", Numeric, nullable=False, comment="Copies in libraries, of games whose owners are known."),
    Column("playtime_minutes", BigInteger, nullable=False, comment="Minutes over all owners."),
    Column("playtime_place", BigInteger, nullable=False, comment="Place by playtime, from 1; equal years share one."),
    Column("playtime_percent", Numeric, comment="Share of the playtime of all years in percent, 2 decimals; null without any."),
    Column("negative_count", BigInteger, nullable=False, comment="Reviews of these games with a polarity below 0, of any year."),
    Column("neutral_count", BigInteger, nullable=False, comment="Reviews with a polarity of 0, or without words."),
    Column("positive_count", BigInteger, nullable=False, comment="Reviews with a polarity above 0."),
    Column("positive_percent", Numeric, comment="Share of these in percent, 2 decimals; null without reviews."),
    Column("recommended_percent", Numeric, comment="Share of the reviews that recommend in percent, 2 decimals; null without."),
)
story_review_years: Final = Table("story_review_years", story,  # What reviews said in each year; one row per year of posting.
    Column("posted_year", Integer, nullable=False, comment="Year in which the reviews were posted."),
    Column("reviews_count", BigInteger, nullable=False, comment="Reviews."),
    Column("reviewers_count", BigInteger, nullable=False, comment="Users who wrote them."),
    Column("recommended_count", BigInteger, nullable=False, comment="Reviews that recommend their game."),
    Column("recommended_percent", Numeric, nullable=False, comment="Their share in percent, 2 decimals."),
    Column("negative_count", BigInteger, nullable=False, comment="Reviews with a polarity below 0."),
    Column("neutral_count", BigInteger, nullable=False, comment="Reviews with a polarity of 0, or without words."),
    Column("positive_count", BigInteger, nullable=False, comment="Reviews with a polarity above 0."),
    Column("positive_percent", Numeric, nullable=False, comment="Their share in percent, 2 decimals."),
)
story_unplayed: Final = Table("story_unplayed", story,  # Copies in libraries that nobody started, by price; one row per band of prices with any copies.
    Column("band", Integer, nullable=False, comment="The band, by price from 0: free."),
    Column("from_usd", Numeric, nullable=False, comment="The lowest price in it, in US dollars."),
    Column("below_usd", Numeric, comment="The lowest price above it; null is none."),
    Column("games_count", BigInteger, nullable=False, comment="Games of such a price in at least one library."),
    Column("copies_count", Numeric, nullable=False, comment="Their copies in libraries."),
    Column("unplayed_count", Numeric, nullable=False, comment="Copies with no minute of playtime."),
    Column("unplayed_percent", Numeric, nullable=False, comment="Their share in percent, 2 decimals."),
    Column("unplayed_place", BigInteger, nullable=False, comment="Place by that share, from 1; equal bands share one."),
)
story_genres: Final = Table("story_genres", story,  # Playtime and players of genres; one row per genre.
    Column("genre", Text, nullable=False, comment="The genre; a game counts in each of its genres."),
    Column("playtime_place", BigInteger, nullable=False, comment="Place by playtime, from 1."),
    Column("games_count", BigInteger, nullable=False, comment="Games."),
    Column("playtime_minutes", BigInteger, nullable=False, comment="Minutes over all owners."),
    Column("playtime_percent", Numeric, comment="Share of all playtime in percent, 2 decimals: over all genres more than 100; null where nothing was played."),
    Column("players_count", Numeric, nullable=False, comment="Users who played any of its games for a minute or more."),
    Column("players_place", BigInteger, nullable=False, comment="Place by players, from 1; equal genres share one."),
    Column("minutes_per_player", Numeric, comment="Minutes for each of them; null without any."),
)
story_words: Final = Table("story_words", story,  # Words that tell reviews that recommend from those that do not; one row per (side, place), 30 places each, none while all reviews say the same.
    Column("side", Text, nullable=False, comment="'recommended' or 'not recommended': where the word is more frequent."),
    Column("place", BigInteger, nullable=False, comment="Place by how surely it is, from 1."),
    Column("word", Text, nullable=False, comment="The word, in small letters, as users wrote it: 2 to 30 letters, in 5 reviews or more."),
    Column("recommended_count", BigInteger, nullable=False, comment="Reviews with it that recommend their game."),
    Column("not_recommended_count", BigInteger, nullable=False, comment="Reviews with it that do not."),
    Column("recommended_percent", Numeric, nullable=False, comment="The share of the former in percent, 2 decimals."),
    Column("z", Numeric, nullable=False, comment="Its log-odds by their standard error, 2 decimals: above 0 where it is more frequent in reviews that recommend."),
)
story_correlations: Final = Table("story_correlations", story,  # Spearman's rank correlations; one row per pair of measures that 10 things or more have, and that are not the same for all.
    Column("subject", Text, nullable=False, comment="Of what: 'games' or 'users'."),
    Column("place", BigInteger, nullable=False, comment="Place by strength among the pairs of a subject, from 1."),
    Column("measure", Text, nullable=False, comment="The one measure, in words. Shares of a game's reviews are of games with 10 reviews or more; of users libraries, playtime and reviews count from 1."),
    Column("other_measure", Text, nullable=False, comment="The other measure."),
    Column("things_count", BigInteger, nullable=False, comment="Games or users of which both are known."),
    Column("coefficient", Numeric, nullable=False, comment="Spearman's coefficient, -1 to 1, 3 decimals."),
)
story_sentiments: Final = Table("story_sentiments", story,  # What reviews feel like, and whether they recommend; one row per sentiment that any review has.
    Column("sentiment", Text, nullable=False, comment="'negative', 'neutral' or 'positive': the sign of the polarity of the words; 'neutral' is without words, too."),
    Column("reviews_count", BigInteger, nullable=False, comment="Reviews."),
    Column("reviews_percent", Numeric, nullable=False, comment="Share of all reviews in percent, 2 decimals."),
    Column("recommended_count", BigInteger, nullable=False, comment="Those that recommend their game."),
    Column("not_recommended_count", BigInteger, nullable=False, comment="Those that do not."),
    Column("recommended_percent", Numeric, nullable=False, comment="The share that recommends in percent, 2 decimals."),
    Column("disagreeing_count", BigInteger, nullable=False, comment="Negative ones that recommend, positive ones that do not; 0 of neutral ones."),
    Column("disagreeing_percent", Numeric, nullable=False, comment="Their share of all reviews in percent, 2 decimals."),
)
story_contradictions: Final = Table("story_contradictions", story,  # Reviews whose words and verdict disagree; one row per (is_recommended, place), 4 places each.
    Column("is_recommended", Boolean, nullable=False, comment="True: it recommends in negative words; false: it does not, in positive ones."),
    Column("place", BigInteger, nullable=False, comment="Place by readers who found it helpful, then by polarity, from 1."),
    Column("user_id", Text, nullable=False, comment="Who wrote it."),
    Column("game_id", BigInteger, nullable=False, comment="The game."),
    Column("game", Text, nullable=False, comment="Its name."),
    Column("posted_on", Date, nullable=False, comment="Date of the review."),
    Column("polarity", Numeric, nullable=False, comment="Polarity of its words, -1 to 1, 3 decimals."),
    Column("helpful_count", Integer, comment="Readers who found it helpful; null is unknown."),
    Column("review", Text, nullable=False, comment="The first 400 characters of its text, as the user wrote it."),
)
story_anomalies: Final = Table("story_anomalies", story,  # What is worth a look; one row per rule, whether it found anything or not.
    Column("rule", Text, nullable=False, comment="longer_than_released: more minutes of a game, not of early access, than there were from its release to the day of the crawl (to the latest review where that is unknown); quarter_of_all_days: more than a quarter of these minutes, six hours a day, over a year or more; two_weeks_too_long: more than 20,160 minutes in two weeks; two_weeks_over_total: more in two weeks than in all; nothing_played: a library of 100 games or more, none started; one_studio: 4 reviews or more, all of which recommend, all of games of one developer; same_text: the same words, 40 characters or more, for several games; reviewed_unplayed: a review of an owned game with no minute played; reviewed_before_release: a review of a day before the release, not of early access; discount_above_price."),
    Column("found_count", BigInteger, nullable=False, comment="What it found."),
    Column("examples", JSON, nullable=False, comment="The 3 with the largest value: place, value (minutes, games, reviews, characters, days or US dollars), user_id, game_id and game; null where the rule is not about it."),
)
story_title_platforms: Final = Table("story_title_platforms", story,  # What platforms show; one row per platform.
    Column("platform", Text, nullable=False, comment="The platform."),
    Column("titles_count", BigInteger, nullable=False, comment="Titles."),
    Column("titles_place", BigInteger, nullable=False, comment="Place by titles, from 1; equal platforms share one."),
    Column("movies_count", BigInteger, nullable=False, comment="Movies among them."),
    Column("series_count", BigInteger, nullable=False, comment="Series among them."),
    Column("movies_percent", Numeric, nullable=False, comment="The share of movies in percent, 2 decimals."),
    Column("timed_count", BigInteger, nullable=False, comment="Titles whose duration is known."),
    Column("movie_median_minutes", Integer, comment="The least duration that half of the movies do not exceed, in minutes; null where none is known."),
    Column("series_median_seasons", Integer, comment="The same of series, in seasons."),
    Column("median_release_year", SmallInteger, comment="The earliest year up to which half of the titles were released."),
    Column("first_release_year", SmallInteger, comment="Release year of the oldest title."),
    Column("last_release_year", SmallInteger, comment="Release year of the newest title."),
)
story_title_years: Final = Table("story_title_years", story,  # Titles by year; one row per release year.
    Column("year", SmallInteger, nullable=False, comment="The release year."),
    Column("titles_count", BigInteger, nullable=False, comment="Titles."),
    Column("titles_place", BigInteger, nullable=False, comment="Place by titles, from 1; equal years share one."),
    Column("movies_count", BigInteger, nullable=False, comment="Movies among them."),
    Column("series_count", BigInteger, nullable=False, comment="Series among them."),
)
story_title_ratings: Final = Table("story_title_ratings", story,  # Titles by whom they are for; one row per audience rating, and one of those whose is unknown.
    Column("audience_rating", Text, comment="The audience rating; null is unknown."),
    Column("titles_count", BigInteger, nullable=False, comment="Titles."),
    Column("titles_place", BigInteger, nullable=False, comment="Place by titles, from 1; equal ratings share one."),
    Column("titles_percent", Numeric, nullable=False, comment="Share of all titles in percent, 2 decimals."),
)
admin_document: Final = ApiFunction("admin_document", {"p_count": Integer}, is_live=True)  # The latest runs, models with their metrics, and aggregates, as /v1/admin answers them.
admin_load_document: Final = ApiFunction("admin_load_document", {"p_load_id": BigInteger, "p_file": Text, "p_reason": Text, "p_count": Integer})  # A run of any status as /v1/admin/loads/{load_id} answers it, with the first refused pieces, of a file and a reason where these are given; null where there is none.
classic_best_developer_year: Final = ApiFunction("classic_best_developer_year", {"p_year": Integer, "p_year_of": Text})  # Q6 as /best_developer_year answers it.
classic_countreviews: Final = ApiFunction("classic_countreviews", {"p_from": Date, "p_to": Date})  # Q12 as /countreviews answers it.
classic_developer: Final = ApiFunction("classic_developer", {"p_studio": Text})  # Q10 as /developer answers it; null for an unknown studio.
classic_developer_reviews_analysis: Final = ApiFunction("classic_developer_reviews_analysis", {"p_studio": Text})  # Q9 as /developer_reviews_analysis answers it; null for an unknown studio.
classic_earlyacces: Final = ApiFunction("classic_earlyacces", {"p_year": Integer})  # Q18 as /earlyacces answers it.
classic_genero: Final = ApiFunction("classic_genero", {"p_year": Integer})  # Q15 as /genero answers it.
classic_genre: Final = ApiFunction("classic_genre", {"p_genre": Text})  # Q13 as /genre answers it; null for an unknown genre.
classic_get_actor: Final = ApiFunction("classic_get_actor", {"p_platform": Text, "p_year": Integer})  # S4 as /get_actor answers it; null for an unknown platform.
classic_get_contents: Final = ApiFunction("classic_get_contents", {"p_rating": Text})  # S6 as /get_contents answers it; null for an unknown audience rating.
classic_get_count_platform: Final = ApiFunction("classic_get_count_platform", {"p_platform": Text})  # S3 as /get_count_platform answers it; null for an unknown platform.
classic_get_max_duration: Final = ApiFunction("classic_get_max_duration", {"p_year": Integer, "p_platform": Text, "p_duration_type": Text})  # S1 as /get_max_duration answers it; null for an unknown platform.
classic_get_recommendation: Final = ApiFunction("classic_get_recommendation", {"p_title": Text, "p_platform": Text}, is_live=True)  # S7 as /get_recommendation answers it; null for an unknown title or platform.
classic_get_score_count: Final = ApiFunction("classic_get_score_count", {"p_platform": Text, "p_scored": Double, "p_year": Integer, "p_year_of": Text}, is_live=True)  # S2 as /get_score_count answers it; null for an unknown platform.
classic_juegos: Final = ApiFunction("classic_juegos", {"p_year": Integer, "p_page": Integer})  # Q16 as /juegos answers it, 100 games a page; a page past the last has none.
classic_metascore: Final = ApiFunction("classic_metascore", {"p_year": Integer})  # Q20 as /metascore answers it.
classic_play_time_genre: Final = ApiFunction("classic_play_time_genre", {"p_genre": Text})  # Q1 as /PlayTimeGenre answers it; null for an unknown genre.
classic_prediccion: Final = ApiFunction("classic_prediccion", {"p_genre": Text, "p_early_access": Boolean, "p_year": Integer, "p_studio": Text, "p_metascore": Integer})  # Q23 as /prediccion answers it; null before the first price model.
classic_prod_per_county: Final = ApiFunction("classic_prod_per_county", {"p_kind": Text, "p_country": Text, "p_year": Integer})  # S5 as /prod_per_county answers it; null for an unknown kind or country.
classic_recomendacion: Final = ApiFunction("classic_recomendacion", {"p_viewer_id": Integer, "p_title_id": Text, "p_threshold": Double}, is_live=True)  # S8 as /recomendacion answers it; null for an unknown viewer or title.
classic_recomendacion_espectador: Final = ApiFunction("classic_recomendacion_espectador", {"p_viewer_id": Integer}, is_live=True)  # S9 as /recomendacion_espectador answers it; null for an unknown viewer.
classic_recomendacion_juego: Final = ApiFunction("classic_recomendacion_juego", {"p_game_id": BigInteger})  # Q21 as /recomendacion_juego answers it; null for an unknown game.
classic_recomendacion_juego_named: Final = ApiFunction("classic_recomendacion_juego_named", {"p_game": Text})  # Q21 as /recomendacion_juego answers it; null for an unknown game.
classic_recomendacion_usuario: Final = ApiFunction("classic_recomendacion_usuario", {"p_user_id": Text}, is_live=True)  # Q22 as /recomendacion_usuario answers it; null for an unknown user.
classic_sentiment: Final = ApiFunction("classic_sentiment", {"p_year": Integer})  # Q19 as /sentiment answers it.
classic_sentiment_by_studio: Final = ApiFunction("classic_sentiment_by_studio", {"p_studio": Text})  # Q7 as /sentiment_analysis answers it; null for an unknown studio.
classic_sentiment_by_year: Final = ApiFunction("classic_sentiment_by_year", {"p_year": Integer})  # Q8 as /sentiment_analysis answers it.
classic_specs: Final = ApiFunction("classic_specs", {"p_year": Integer})  # Q17 as /specs answers it.
classic_user_for_genre: Final = ApiFunction("classic_user_for_genre", {"p_genre": Text}, is_live=True)  # Q2 as /UserForGenre answers it; null for an unknown genre.
classic_userdata: Final = ApiFunction("classic_userdata", {"p_user_id": Text}, is_live=True)  # Q11 as /userdata answers it; null for an unknown user.
classic_userforgenre: Final = ApiFunction("classic_userforgenre", {"p_genre": Text}, is_live=True)  # Q14 as /userforgenre answers it; null for an unknown genre.
classic_users_not_recommend: Final = ApiFunction("classic_users_not_recommend", {"p_year": Integer, "p_year_of": Text})  # Q4 as /UsersNotRecommend answers it.
classic_users_recommend: Final = ApiFunction("classic_users_recommend", {"p_year": Integer, "p_year_of": Text})  # Q3 as /UsersRecommend answers it.
classic_users_worst_developer: Final = ApiFunction("classic_users_worst_developer", {"p_year": Integer, "p_year_of": Text})  # Q5 as /UsersWorstDeveloper answers it.
closest_names: Final = ApiFunction("closest_names", {"p_kind": Text, "p_name": Text, "p_count": Integer}, columns=[Column("name", Text, nullable=False), Column("similarity", REAL, nullable=False)], is_live=True)  # The known names closest to a text, nearest first.
data_document: Final = ApiFunction("data_document", {})  # What is published, and of each kind of model whether it is trained.
example_document: Final = ApiFunction("example_document", {}, is_live=True)  # Of each kind of name the most prominent one that is loaded, null where none is; and the published models.
game_facets: Final = ApiFunction("game_facets", {"p_filters": Text}, columns=[Column("place", BigInteger, nullable=False), Column("facet", Text, nullable=False), Column("value", Text, nullable=False), Column("price_from", Numeric), Column("price_to", Numeric), Column("games_count", BigInteger, nullable=False), Column("narrowed_count", BigInteger, nullable=False)], is_live=True)  # Games by genre, tag, spec, year, price, free, early access and catalogue under the filters of a JSON object, named as /v1/games names them; up to 30 labels of each kind. games_count leaves out the filters of its own facet, narrowed_count none.
game_playtimes: Final = ApiFunction("game_playtimes", {"p_game_id": BigInteger}, columns=[Column("place", Integer, nullable=False), Column("minutes_from", Integer, nullable=False), Column("minutes_to", Integer), Column("owners_count", BigInteger, nullable=False), Column("owners_percent", Numeric, nullable=False)], is_live=True)  # Owners of a game by how long they played it; the first band is of those who never did. No rows where no library holds the game.
game_price_document: Final = ApiFunction("game_price_document", {"p_game_id": BigInteger})  # What a game costs and should cost, as /v1/games/{game_id}/price answers it; null for an unknown game.
games_summary: Final = ApiFunction("games_summary", {"p_game_ids": ARRAY(BigInteger)})  # Releases by year, prices, playtime and reviews of some games.
genre_document: Final = ApiFunction("genre_document", {"p_genre": Text}, is_live=True)  # A genre as /v1/genres/{genre} answers it; null for an unknown genre.
library_facets: Final = ApiFunction("library_facets", {"p_user_id": Text}, columns=[Column("place", BigInteger, nullable=False), Column("facet", Text, nullable=False), Column("value", Text, nullable=False), Column("games_count", BigInteger, nullable=False), Column("games_percent", Numeric, nullable=False), Column("played_games_count", BigInteger, nullable=False), Column("playtime_minutes", BigInteger, nullable=False), Column("worth_usd", Numeric, nullable=False)], is_live=True)  # A user's library by playtime, price and release year; no rows for a user without games. Worth is the sum of today's known prices.
load_document: Final = ApiFunction("load_document", {"p_load_id": BigInteger})  # A published run as /v1/loads/{load_id} answers it; null where there is none.
matches: Final = ApiFunction("matches", {"p_kind": Text, "p_query": Text}, columns=[Column("id", Text, nullable=False), Column("score", Double, nullable=False)], is_live=True)  # Names of a kind that a text means, by words or spelled alike; the higher the score, the better.
models_document: Final = ApiFunction("models_document", {})  # The latest ten trainings of each kind, as /v1/models answers them.
name_key: Final = ApiFunction("name_key", {"p_name": Text}, result=Text)  # A name as the columns that end in _key hold it: equal for all spellings that differ in case, normalisation, invisible characters or blanks at the ends.
person_document: Final = ApiFunction("person_document", {"p_person_id": Integer})  # A person as /v1/people/{person_id} answers it; null for an unknown person.
platform_document: Final = ApiFunction("platform_document", {"p_platform": Text}, is_live=True)  # A platform as /v1/platforms/{name} answers it; null for an unknown platform.
prediction_document: Final = ApiFunction("prediction_document", {"p_viewer_id": Integer, "p_title_id": Text, "p_model": Text, "p_threshold": Double}, is_live=True)  # What a viewer will think of a title as /v1/viewers/{viewer_id}/predictions/{title_id} answers it; null where the viewer or the title is not known.
price_document: Final = ApiFunction("price_document", {"p_genres": ARRAY(Text), "p_tags": ARRAY(Text), "p_specs": ARRAY(Text), "p_developer": Text, "p_publisher": Text, "p_title": Text, "p_release_year": Integer, "p_early_access": Boolean, "p_metascore": Integer, "p_store_sentiment": Text, "p_reviews_count": Integer, "p_recommended_percent": Numeric})  # What a game should cost as /v1/price-predictions answers it; null before the first price model.
rate_title: Final = ApiFunction("rate_title", {"p_viewer_id": Integer, "p_title_id": Text, "p_half_stars": Integer, "p_rated_at": TIMESTAMP(timezone=True)}, columns=[Column("is_new", Boolean, nullable=False), Column("is_applied", Boolean, nullable=False), Column("rated_at", TIMESTAMP(timezone=True), nullable=False)])  # Record a viewer's rating of a title, in half stars from 1 to 10; only ludoteca_events may. Tells whether it is his first of the title, is_applied false where a load under way must end before it shows, and its time. An error tells what would have been right: 22023 for a wrong value, P0002 for a title that is not known.
recommended_games_document: Final = ApiFunction("recommended_games_document", {"p_user_id": Text, "p_count": Integer, "p_goal": Text, "p_method": Text, "p_year_from": Integer, "p_genre": Text, "p_price_to": Numeric, "p_free_only": Boolean, "p_early_access": Boolean, "p_in_catalogue": Boolean, "p_diversity": Double, "p_newcomers": Integer, "p_genres": ARRAY(Text), "p_genres_any": ARRAY(Text), "p_genres_none": ARRAY(Text), "p_tags": ARRAY(Text), "p_tags_any": ARRAY(Text), "p_tags_none": ARRAY(Text), "p_exclude": ARRAY(BigInteger), "p_extras": Boolean, "p_per_series": Integer, "p_not_interested": ARRAY(BigInteger), "p_balance": Double}, is_live=True)  # Games for a user as /v1/users/{user_id}/recommendations answers them; null for an unknown user.
recommended_games_for_document: Final = ApiFunction("recommended_games_for_document", {"p_games": ARRAY(BigInteger), "p_minutes": ARRAY(Integer), "p_count": Integer, "p_goal": Text, "p_method": Text, "p_year_from": Integer, "p_genre": Text, "p_price_to": Numeric, "p_free_only": Boolean, "p_early_access": Boolean, "p_in_catalogue": Boolean, "p_diversity": Double, "p_newcomers": Integer, "p_genres": ARRAY(Text), "p_genres_any": ARRAY(Text), "p_genres_none": ARRAY(Text), "p_tags": ARRAY(Text), "p_tags_any": ARRAY(Text), "p_tags_none": ARRAY(Text), "p_exclude": ARRAY(BigInteger), "p_extras": Boolean, "p_per_series": Integer, "p_not_interested": ARRAY(BigInteger), "p_balance": Double}, is_live=True)  # Games for a list of games as /v1/recommendations answers them.
recommended_titles_document: Final = ApiFunction("recommended_titles_document", {"p_viewer_id": Integer, "p_count": Integer, "p_model": Text}, is_live=True)  # Titles for a viewer as /v1/viewers/{viewer_id}/recommendations answers them; null for an unknown viewer.
record_event: Final = ApiFunction("record_event", {"p_user_id": Text, "p_kind": Text, "p_game_id": BigInteger, "p_minutes": Integer, "p_is_recommended": Boolean, "p_review": Text, "p_happened_at": TIMESTAMP(timezone=True), "p_key": Text}, columns=[Column("event_id", BigInteger, nullable=False), Column("is_applied", Boolean, nullable=False), Column("is_new", Boolean, nullable=False)])  # Record that a user 'bought', 'played' (p_minutes, which are added) or 'reviewed' (p_is_recommended, p_review) a game, is 'not_interested' in it, or 'interested' again; only ludoteca_events may. Returns the event's id, is_applied false where a load under way must end before it shows, and is_new false where it was recorded before. An error tells what would have been right: 22023 for a wrong value, P0002 for a game that is not known, 55000 for a user or game that was removed on request, 23505 for a key that another event has.
review_counts: Final = ApiFunction("review_counts", {"p_from": Date, "p_to": Date}, columns=[Column("users_count", BigInteger, nullable=False), Column("reviews_count", BigInteger, nullable=False), Column("recommended_percent", Numeric)])  # Users who posted between two dates, and the share of those reviews that recommend.
search: Final = ApiFunction("search", {"p_query": Text, "p_count": Integer, "p_kind": Text}, columns=[Column("place", BigInteger, nullable=False), Column("kind", Text, nullable=False), Column("id", Text, nullable=False), Column("name", Text, nullable=False), Column("popularity", BigInteger, nullable=False), Column("score", REAL, nullable=False)], is_live=True)  # Games, studios, genres, users, titles and people for a text as it is typed, best first; typos are forgiven.
similar_games_document: Final = ApiFunction("similar_games_document", {"p_game_id": BigInteger, "p_count": Integer, "p_year_from": Integer, "p_genre": Text, "p_price_to": Numeric, "p_free_only": Boolean, "p_early_access": Boolean, "p_in_catalogue": Boolean, "p_genres": ARRAY(Text), "p_genres_any": ARRAY(Text), "p_genres_none": ARRAY(Text), "p_tags": ARRAY(Text), "p_tags_any": ARRAY(Text), "p_tags_none": ARRAY(Text), "p_exclude": ARRAY(BigInteger), "p_extras": Boolean, "p_per_series": Integer})  # Similar games as /v1/games/{game_id}/similar answers them; null for an unknown game.
similar_titles_document: Final = ApiFunction("similar_titles_document", {"p_title_id": Text, "p_count": Integer})  # Similar titles as /v1/titles/{title_id}/similar answers them; null for an unknown title.
story_document: Final = ApiFunction("story_document", {"p_parts": ARRAY(Text)})  # The data story as /v1/story answers it: the rows of the views agg.story_…, by what follows story_; null before they are computed.
studio_document: Final = ApiFunction("studio_document", {"p_studio": Text})  # A studio as /v1/studios/{name} answers it; null for an unknown studio.
tag_document: Final = ApiFunction("tag_document", {"p_tag": Text})  # A tag as /v1/tags/{tag} answers it; null for an unknown tag.
title_credits_document: Final = ApiFunction("title_credits_document", {"p_title_id": Text})  # Who made a title, as /v1/titles/{title_id}/credits answers it: directors, then the cast; null for an unknown title.
unrate_title: Final = ApiFunction("unrate_title", {"p_viewer_id": Integer, "p_title_id": Text, "p_rated_at": TIMESTAMP(timezone=True)}, columns=[Column("is_new", Boolean, nullable=False), Column("is_applied", Boolean, nullable=False), Column("rated_at", TIMESTAMP(timezone=True), nullable=False)])  # Take a viewer's rating of a title back; only ludoteca_events may. Tells whether there was none, is_applied false where a load under way must end before it shows, and the time. Errors are those of api.rate_title().
viewer_document: Final = ApiFunction("viewer_document", {"p_viewer_id": Integer}, is_live=True)  # A viewer as /v1/viewers/{viewer_id} shows one; null for an unknown viewer.
year_document: Final = ApiFunction("year_document", {"p_year": Integer, "p_year_of": Text})  # A year as /v1/years/{year} answers it.

FUNCTIONS: Final = (admin_document, admin_load_document, classic_best_developer_year, classic_countreviews, classic_developer, classic_developer_reviews_analysis, classic_earlyacces, classic_genero, classic_genre, classic_get_actor, classic_get_contents, classic_get_count_platform, classic_get_max_duration, classic_get_recommendation, classic_get_score_count, classic_juegos, classic_metascore, classic_play_time_genre, classic_prediccion, classic_prod_per_county, classic_recomendacion, classic_recomendacion_espectador, classic_recomendacion_juego, classic_recomendacion_juego_named, classic_recomendacion_usuario, classic_sentiment, classic_sentiment_by_studio, classic_sentiment_by_year, classic_specs, classic_user_for_genre, classic_userdata, classic_userforgenre, classic_users_not_recommend, classic_users_recommend, classic_users_worst_developer, closest_names, data_document, example_document, game_facets, game_playtimes, game_price_document, games_summary, genre_document, library_facets, load_document, matches, models_document, name_key, person_document, platform_document, prediction_document, price_document, rate_title, recommended_games_document, recommended_games_for_document, recommended_titles_document, record_event, review_counts, search, similar_games_document, similar_titles_document, story_document, studio_document, tag_document, title_credits_document, unrate_title, viewer_document, year_document)
