"""The views under /v1's lists as SQLAlchemy Core tables, with the comments that Postgres has.

A test compares every column, type and comment here with the database's own.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from db.contract import SCHEMA

metadata: Final = MetaData(schema=SCHEMA)
"""Apart from the tables' MetaData: Alembic must never see these."""

game_details: Final = Table(
    "game_details",
    metadata,
    Column("game_id", BigInteger, nullable=False, comment="The store's id."),
    Column(
        "name", Text, nullable=False, comment="Name; 'App' and the id where no file names the game."
    ),
    Column("released_on", Date, comment="Release date, where the store gives a whole one."),
    Column("release_year", SmallInteger, comment="Release year; null is unknown."),
    Column("price_usd", Numeric, comment="Price in US dollars; 0 is free, null is unknown."),
    Column("discount_price_usd", Numeric, comment="Reduced price in US dollars on the crawl day."),
    Column("is_early_access", Boolean, comment="Sold before it is finished."),
    Column(
        "is_in_catalogue",
        Boolean,
        nullable=False,
        comment="False for a game that only libraries or reviews mention.",
    ),
    Column("metascore", SmallInteger, comment="Metacritic score, 0 to 100."),
    Column("store_sentiment", Text, comment="The store's own summary of its reviews."),
    Column("genres", ARRAY(Text), nullable=False, comment="Genres, in the store's order."),
    Column("tags", ARRAY(Text), nullable=False, comment="Tags, most given first."),
    Column("specs", ARRAY(Text), nullable=False, comment="Features, in the store's order."),
    Column("developers", ARRAY(Text), nullable=False, comment="Developers, as credited."),
    Column("publishers", ARRAY(Text), nullable=False, comment="Publishers, as credited."),
    Column(
        "owners_count", BigInteger, nullable=False, comment="Users who have it in their library."
    ),
    Column(
        "players_count",
        BigInteger,
        nullable=False,
        comment="Owners who played it for a minute or more.",
    ),
    Column("playtime_minutes", BigInteger, nullable=False, comment="Minutes over all owners."),
    Column(
        "playtime_p25_minutes", Numeric, comment="A quarter of its players played less, in minutes."
    ),
    Column(
        "playtime_median_minutes", Numeric, comment="Half of its players played less, in minutes."
    ),
    Column(
        "playtime_p75_minutes",
        Numeric,
        comment="Three quarters of its players played less, in minutes.",
    ),
    Column("reviews_count", BigInteger, nullable=False, comment="Reviews."),
    Column("recommended_count", BigInteger, nullable=False, comment="Reviews that recommend it."),
    Column(
        "negative_count", BigInteger, nullable=False, comment="Reviews with a polarity below 0."
    ),
    Column(
        "neutral_count",
        BigInteger,
        nullable=False,
        comment="Reviews with a polarity of 0, or without words.",
    ),
    Column(
        "positive_count", BigInteger, nullable=False, comment="Reviews with a polarity above 0."
    ),
    Column(
        "recommended_percent",
        Numeric,
        comment="Share of reviews that recommend it in percent, 2 decimals; null without reviews.",
    ),
    Column("url", Text, comment="Page in the store."),
    Column("reviews_url", Text, comment="Page of the community's reviews."),
    Column("release_text", Text, comment="Release date as the store writes it."),
    Column("price_text", Text, comment="Price as the store writes it."),
    Column("search_text", Text, comment="The name as a search compares it."),
    Column(
        "released_from",
        Date,
        comment="Release date, else 1 January of the release year; to sort by.",
    ),
    Column(
        "genre_ids", ARRAY(Integer), nullable=False, comment="Keys of the genres, to filter by."
    ),
    Column("tag_ids", ARRAY(Integer), nullable=False, comment="Keys of the tags, to filter by."),
    Column("spec_ids", ARRAY(Integer), nullable=False, comment="Keys of the specs, to filter by."),
    Column(
        "developer_ids",
        ARRAY(Integer),
        nullable=False,
        comment="Keys of the developers, to filter by.",
    ),
    Column(
        "publisher_ids",
        ARRAY(Integer),
        nullable=False,
        comment="Keys of the publishers, to filter by.",
    ),
    comment="Everything known of a game; one row per game.",
)
