"""Users, their libraries and their reviews."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from db.models.base import (
    CodePointText,
    columns_like,
    crawl_date,
    key_column,
    metadata,
    required_column,
)
from db.models.games import games

MAX_PLAYTIME_MINUTES = 20_000_000  # 38 years; the service itself opened in 2003

users = Table(
    "users",
    metadata,
    Column(
        "user_key",
        Integer,
        Identity(always=True),
        primary_key=True,
        comment="Surrogate key: a library row is a third smaller with it.",
    ),
    required_column("user_id", CodePointText, "The user's public id; case-sensitive."),
    Column("steam_id", BigInteger, comment="64-bit account number; not unique."),
    Column("user_url", Text, comment="Public profile page."),
    required_column("has_library", Boolean, "False for a user seen in reviews only."),
    Column("steam_id_crawled_on", Date, comment="The newest crawl that states steam_id."),
    Column("user_url_crawled_on", Date, comment="The newest crawl that states user_url."),
    CheckConstraint("user_id <> ''", name="user_id_not_empty"),
    UniqueConstraint("user_id"),
    comment="Users of the community; one row per user.",
)


# Its keys are checked by triggers, see sql/staging/check_item_keys.sql.
items = Table(
    "items",
    metadata,
    key_column("user_key", Integer, "The user."),
    key_column("game_id", BigInteger, "The game."),
    required_column("playtime_minutes", Integer, "Minutes played, in all."),
    required_column(
        "playtime_2weeks_minutes", Integer, "Minutes played in the two weeks before the crawl."
    ),
    required_column(
        "position",
        Integer,
        "Place in the raw library, from 1; 2147483647, after all, where only events have it.",
    ),
    # in what alignment would pad: the table does not grow
    crawl_date(
        "crawled_on",
        "The newest crawl that has the item; its minutes and those of later events count.",
    ),
    CheckConstraint(f"playtime_minutes between 0 and {MAX_PLAYTIME_MINUTES}", name="playtime"),
    CheckConstraint(
        f"playtime_2weeks_minutes between 0 and {MAX_PLAYTIME_MINUTES}", name="playtime_2weeks"
    ),
    CheckConstraint("position > 0", name="position"),
    # what is known of a game's players is read from it alone, sorted already
    Index(None, "game_id", "playtime_minutes"),
    comment="Games in users' libraries; one row per (user, game).",
)

reviews = Table(
    "reviews",
    metadata,
    key_column("user_key", ForeignKey(users.c.user_key), "The user."),
    key_column("game_id", ForeignKey(games.c.game_id), "The game."),
    required_column("posted_on", Date, "Date of the review."),
    required_column(
        "is_posted_year_inferred",
        Boolean,
        "True where the text had no year and the year of the crawl was taken.",
    ),
    Column("edited_on", Date, comment="Date of the last edit."),
    required_column("is_recommended", Boolean, "The user recommends the game."),
    Column("helpful_count", Integer, comment="Readers who found it helpful; null: unknown."),
    Column("helpful_votes_count", Integer, comment="Readers who voted on it; null: unknown."),
    Column("funny_count", Integer, comment="Readers who found it funny; null: unknown."),
    Column("review", Text, comment="Text of the review."),
    Column(
        "polarity", Double, comment="TextBlob polarity of the text, -1 to 1; null without a text."
    ),
    Column(
        "sentiment",
        SmallInteger,
        Computed(
            "case when polarity > 0 then 2 when polarity < 0 then 0 else 1 end", persisted=True
        ),
        nullable=False,
        comment="0 negative, 1 neutral, 2 positive: the sign of the polarity.",
    ),
    crawl_date("crawled_on", "The newest crawl that has the review as it is here."),
    Column("event_id", BigInteger, comment="The event that wrote it; null: a file."),
    CheckConstraint("helpful_count >= 0", name="helpful"),
    CheckConstraint("helpful_votes_count >= 0", name="helpful_votes"),
    CheckConstraint("funny_count >= 0", name="funny"),
    CheckConstraint("polarity between -1 and 1", name="polarity"),
    Index(None, "game_id", "posted_on"),
    comment="Reviews of games by users; one row per (user, game).",
)

# Without keys to users and games: a first load merges reviews before its games.
outdone_reviews = Table(
    "outdone_reviews",
    metadata,
    key_column("user_key", Integer, "The user."),
    key_column("game_id", BigInteger, "The game."),
    key_column(
        "posted_day",
        SmallInteger,
        "Month and day of posting, as mmdd: of one, a stated year outdoes an inferred one.",
    ),
    *columns_like(
        reviews,
        without={"user_key", "game_id", "sentiment", "crawled_on", "event_id"},
        polarity="TextBlob polarity of the text, -1 to 1.",
    ),
    crawl_date("crawled_on", "The newest crawl that has it as it is here."),
    *columns_like(reviews, without=set(reviews.c.keys()) - {"event_id"}),
    comment="Reviews of other days that a later posted one outdid: a load may yet undo that; one "
    "row per (user, game, posted_day).",
)

# Without a key: a row is noted as often as it happens, and taken once.
touched_keys = Table(
    "touched_keys",
    metadata,
    required_column("source", Text, "The table of core that was written; or the aggregate."),
    required_column(
        "kind",
        Text,
        "What was touched: 'user', 'game', 'genre', 'tag', 'spec', 'studio', 'title'; or "
        "'aggregate': keys of a table of agg, which materialized views read.",
    ),
    required_column("key", BigInteger, "Its key; 0 of an aggregate."),
    comment="What was written since the aggregates were last refreshed; one row per (table, key) "
    "of a statement.",
)
