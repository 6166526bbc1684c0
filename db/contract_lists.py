"""The other views under /v1's lists as SQLAlchemy Core tables, with the comments that Postgres has.

A test compares every column, type and comment here with the database's own.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
)

from db.contract_rows import metadata

items: Final = Table(
    "items",
    metadata,
    Column("user_id", Text, nullable=False, comment="The user."),
    Column("game_id", BigInteger, nullable=False, comment="The game."),
    Column("playtime_minutes", Integer, nullable=False, comment="Minutes played, in all."),
    Column(
        "playtime_2weeks_minutes",
        Integer,
        nullable=False,
        comment="Minutes played in the two weeks before the crawl.",
    ),
    Column("position", Integer, nullable=False, comment="Place in the raw library, from 1."),
    comment="Games in users' libraries; one row per (user, game).",
)

review_details: Final = Table(
    "review_details",
    metadata,
    Column("user_id", Text, nullable=False, comment="The user."),
    Column("game_id", BigInteger, nullable=False, comment="The game."),
    Column(
        "name", Text, nullable=False, comment="Its name; 'App' and the id where no file names it."
    ),
    Column("posted_on", Date, nullable=False, comment="Date of the review."),
    Column(
        "is_posted_year_inferred",
        Boolean,
        nullable=False,
        comment="True where the date had no year and that of the crawl was taken.",
    ),
    Column("edited_on", Date, comment="Date of the last edit."),
    Column("is_recommended", Boolean, nullable=False, comment="The user recommends the game."),
    Column(
        "sentiment",
        SmallInteger,
        nullable=False,
        comment="0 negative, 1 neutral, 2 positive: the sign of the polarity.",
    ),
    Column(
        "polarity", Double, comment="TextBlob polarity of the text, -1 to 1; null without a text."
    ),
    Column("helpful_count", Integer, nullable=False, comment="Readers who found it helpful."),
    Column("helpful_votes_count", Integer, nullable=False, comment="Readers who voted on it."),
    Column("funny_count", Integer, nullable=False, comment="Readers who found it funny."),
    Column("review", Text, comment="Text of the review."),
    comment="Reviews of games by users, with the game's name; one row per (user, game).",
)

user_details: Final = Table(
    "user_details",
    metadata,
    Column("user_id", Text, nullable=False, comment="The user's public id; case-sensitive."),
    Column(
        "steam_id",
        Text,
        comment="64-bit account number, as text: many JSON readers round it; not unique.",
    ),
    Column("user_url", Text, comment="Public profile page."),
    Column(
        "has_library", Boolean, nullable=False, comment="False for a user seen in reviews only."
    ),
    Column("items_count", BigInteger, nullable=False, comment="Games in the library."),
    Column(
        "playtime_minutes", BigInteger, nullable=False, comment="Minutes over the whole library."
    ),
    Column(
        "spent_usd",
        Numeric,
        nullable=False,
        comment="Sum of the known prices of those games, in US dollars.",
    ),
    Column("reviews_count", BigInteger, nullable=False, comment="Reviews of the user."),
    Column(
        "recommended_count", BigInteger, nullable=False, comment="Those of them that recommend."
    ),
    Column(
        "recommended_percent",
        Numeric,
        comment="Share of reviews that recommend in percent, 2 decimals; null without reviews.",
    ),
    comment="Everything known of a user; one row per user.",
)

playtime_by_genre: Final = Table(
    "playtime_by_genre",
    metadata,
    Column(
        "genre", Text, nullable=False, comment="The genre; a game counts in each of its genres."
    ),
    Column(
        "place",
        BigInteger,
        nullable=False,
        comment="Place by playtime, from 1; a tie goes to the name that sorts first.",
    ),
    Column("games_count", BigInteger, nullable=False, comment="Games of the genre."),
    Column(
        "playtime_minutes",
        BigInteger,
        nullable=False,
        comment="Minutes over all users and all its games.",
    ),
    Column(
        "playtime_hours",
        Numeric,
        nullable=False,
        comment="The same in hours, rounded to 2 decimals.",
    ),
    Column("genre_key", Text, nullable=False, comment="The genre in lower case, to look it up by."),
    comment="Total playtime of a genre; one row per genre.",
)

games_by_tag: Final = Table(
    "games_by_tag",
    metadata,
    Column("tag", Text, nullable=False, comment="The tag, as players give it."),
    Column("games_count", BigInteger, nullable=False, comment="Games that have it."),
    Column("tag_key", Text, nullable=False, comment="The tag in lower case, to look it up by."),
    comment="Games of a tag; one row per tag.",
)

games_by_spec: Final = Table(
    "games_by_spec",
    metadata,
    Column("spec", Text, nullable=False, comment="The feature, as the store names it."),
    Column("games_count", BigInteger, nullable=False, comment="Games that have it."),
    Column("spec_key", Text, nullable=False, comment="The spec in lower case, to look it up by."),
    comment="Games of a spec; one row per spec.",
)

games_by_studio: Final = Table(
    "games_by_studio",
    metadata,
    Column("studio", Text, nullable=False, comment="The studio."),
    Column(
        "games_count",
        BigInteger,
        nullable=False,
        comment="Games that it developed, with or without a known release year.",
    ),
    Column("free_count", BigInteger, nullable=False, comment="Those of them with a price of 0."),
    Column(
        "free_percent",
        Numeric,
        comment="Share of free games in percent, 2 decimals; null where it developed none.",
    ),
    Column("published_count", BigInteger, nullable=False, comment="Games that it published."),
    Column(
        "studio_key", Text, nullable=False, comment="The studio in lower case, to look it up by."
    ),
    comment="Games that a studio made and published; one row per studio.",
)

prices_by_genre: Final = Table(
    "prices_by_genre",
    metadata,
    Column(
        "genre", Text, nullable=False, comment="The genre; a game counts in each of its genres."
    ),
    Column("games_count", BigInteger, nullable=False, comment="Games of the genre."),
    Column("priced_count", BigInteger, nullable=False, comment="Those of them with a known price."),
    Column("free_count", BigInteger, nullable=False, comment="Those of them with a price of 0."),
    Column(
        "average_price_usd",
        Numeric,
        comment="Average of the known prices, free games among them, in US dollars.",
    ),
    Column("average_paid_usd", Numeric, comment="Average of the prices above 0, in US dollars."),
    Column(
        "median_price_usd",
        Numeric,
        comment="Half of the known prices are not above it, in US dollars.",
    ),
    Column("genre_key", Text, nullable=False, comment="The genre in lower case, to look it up by."),
    comment="Prices of a genre's games; one row per genre.",
)
