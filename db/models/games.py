"""Games, what they are labelled with, and who made them."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from db.models.base import CodePointText, Money, crawl_date, key_column, metadata, required_column

games = Table(
    "games",
    metadata,
    key_column("game_id", BigInteger, "The store's id."),
    Column("name", CodePointText, comment="Name in the store; else as libraries call it."),
    Column("url", Text, comment="Page in the store."),
    Column("reviews_url", Text, comment="Page of the community's reviews."),
    Column("released_on", Date, comment="Release date, where the store gives a whole one."),
    Column("release_year", SmallInteger, comment="First 19dd or 20dd in release_text."),
    Column("release_text", Text, comment="Release date as the store writes it."),
    Column("price_usd", Money, comment="Price in US dollars; 0 is free, null is unknown."),
    Column("price_text", Text, comment="Price as the store writes it."),
    Column("discount_price_usd", Money, comment="Reduced price in US dollars on the crawl day."),
    Column("is_early_access", Boolean, comment="Sold before it is finished."),
    Column("metascore", SmallInteger, comment="Metacritic score, 0 to 100."),
    Column("store_sentiment", CodePointText, comment="The store's own summary of its reviews."),
    required_column(
        "is_in_catalogue", Boolean, "False for a game that only libraries or reviews mention."
    ),
    CheckConstraint("name <> ''", name="name_not_empty"),
    CheckConstraint("release_year between 1900 and 2099", name="release_year"),
    CheckConstraint("price_usd >= 0", name="price"),
    CheckConstraint("discount_price_usd >= 0", name="discount_price"),
    CheckConstraint("metascore between 0 and 100", name="metascore"),
    # the games of a year page by page, and its best scores: a few rows, however many there are
    Index(None, "release_year", "game_id"),
    Index(
        "ix_games_release_year_metascore",
        "release_year",
        text("metascore desc"),
        "game_id",
        postgresql_where=text("metascore is not null"),
    ),
    comment="Games of the catalogue and of libraries; one row per game.",
)

NAME_LISTS = ("genres", "tags", "specs", "developers", "publishers")

# No key to core.games: its rows are made from these.
game_statements = Table(
    "game_statements",
    metadata,
    key_column("game_id", BigInteger, "The game."),
    key_column("sha256", Text, "The file, known by its content."),
    crawl_date("crawled_on", "The newest crawl that the file belongs to."),
    required_column("file_name", CodePointText, "The file's name in that crawl."),
    Column("name", CodePointText, comment="Name in the store."),
    Column("url", Text, comment="Page in the store."),
    Column("reviews_url", Text, comment="Page of the community's reviews."),
    Column("released_on", Date, comment="Release date, where it is a whole one."),
    Column("release_year", SmallInteger, comment="Year found in release_text."),
    Column("release_text", Text, comment="Release date as written."),
    Column("price_usd", Money, comment="Price in US dollars."),
    Column("price_text", Text, comment="Price as written."),
    Column("discount_price_usd", Money, comment="Reduced price in US dollars."),
    Column("is_early_access", Boolean, comment="Sold before it is finished."),
    Column("metascore", SmallInteger, comment="Metacritic score, 0 to 100."),
    Column("store_sentiment", CodePointText, comment="The store's summary of reviews."),
    *(
        Column(
            name,
            ARRAY(CodePointText),
            comment=f"{name.capitalize()} as written; null for none.",
        )
        for name in NAME_LISTS
    ),
    comment="What each games file says of a game, cleaned; one row per (game, file).",
)

game_names = Table(
    "game_names",
    metadata,
    key_column("game_id", BigInteger, "The game."),
    key_column(
        "sha256",
        Text,
        "The file, known by its content; the crawl of lines that are known one by one.",
    ),
    key_column("name", CodePointText, "Its name in libraries."),
    crawl_date("crawled_on", "The newest crawl that the file belongs to."),
    required_column("mention_count", BigInteger, "Items that call it so."),
    comment="Names that libraries give to games outside the catalogue; one row per (game, file, "
    "name).",
)


def _label_table(table: str, label_id: str, what: str) -> Table:
    return Table(
        table,
        metadata,
        Column(
            label_id, Integer, Identity(always=True), primary_key=True, comment="Surrogate key."
        ),
        required_column("name", CodePointText, "The most frequent spelling."),
        required_column(
            "name_key",
            CodePointText,
            "api.name_key() of the name, and of each spelling that games have.",
        ),
        CheckConstraint("name = btrim(name) and name <> ''", name="name_trimmed"),
        UniqueConstraint("name_key"),
        comment=f"{what}; one row per name in any spelling.",
    )


def _game_label_table(table: str, dimension: Table, what: str, *, role: bool = False) -> Table:
    (label,) = dimension.primary_key.columns
    roles = [
        key_column("role", Text, "'developer' or 'publisher'."),
        CheckConstraint("role in ('developer', 'publisher')", name="role"),
    ]
    return Table(
        table,
        metadata,
        key_column("game_id", ForeignKey(games.c.game_id), "The game."),
        key_column(label.name, ForeignKey(label), what),
        *(roles if role else []),
        required_column("position", SmallInteger, "Place in the store's list, from 1."),
        required_column("spelling", CodePointText, "The name as this game spells it."),
        CheckConstraint("position > 0", name="position"),
        Index(None, label.name, "game_id"),
        comment=f"{what} Grain: one row per (game, {label.name[:-3]}{', role' if role else ''}).",
    )


genres = _label_table("genres", "genre_id", "Genres of the store")
tags = _label_table("tags", "tag_id", "Tags that players give to games")
specs = _label_table("specs", "spec_id", "Features of games, such as single-player")
studios = _label_table("studios", "studio_id", "Developers and publishers")

game_genres = _game_label_table("game_genres", genres, "A genre of the game.")
game_tags = _game_label_table("game_tags", tags, "A tag of the game.")
game_specs = _game_label_table("game_specs", specs, "A spec of the game.")
game_studios = _game_label_table(
    "game_studios", studios, "A studio credited for the game.", role=True
)
