"""Raw rows of the load or the model under way: UNLOGGED, without keys, emptied by each."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from db.models.base import CodePointText, Money, crawl_date, metadata
from db.models.games import game_statements


def staged_column(
    name: str, of: TypeEngine[Any], comment: str, *, null: bool = False
) -> Column[Any]:
    """Describe a column, which holds a value in every row but where null may stand for none."""
    return Column(name, of, nullable=null, comment=comment)


def staged_table(name: str, comment: str, *columns: Column[Any], place: bool = True) -> Table:
    """Describe a table of raw rows; with `place` each says which line of which file it is from."""
    where = (
        staged_column("file_number", SmallInteger(), "The file within the run, by name, from 1."),
        staged_column("line_number", Integer(), "Line in the file, from 1."),
    )
    return Table(
        name,
        metadata,
        *(where if place else ()),
        *columns,
        schema="staging",
        comment=comment,
        prefixes=["UNLOGGED"],
        # who fills them analyzes them; autovacuum would do it again in the middle
        postgresql_with={"autovacuum_enabled": False},
    )


staged_files = staged_table(
    "files",
    "Files of the load under way; one row per file.",
    staged_column("file_number", SmallInteger(), "Place among the files, by name, from 1."),
    staged_column("name", Text(), "Name of the file, without its folder."),
    staged_column("kind", Text(), "'games', 'items' or 'reviews'."),
    staged_column("sha256", Text(), "SHA-256 of the file as it is on disk."),
    staged_column("byte_count", BigInteger(), "Size on disk, in bytes."),
    staged_column("counts", JSONB(), "Lines and records read, kept, refused."),
    place=False,
)

staged_crawls = staged_table(
    "crawls",
    "Crawls of the files of the load under way; one row per file.",
    staged_column("file_number", SmallInteger(), "Place among the files, by name, from 1."),
    staged_column("sha256", Text(), "SHA-256 of the file as it is on disk."),
    staged_column("file_name", CodePointText, "Its name in that crawl."),
    crawl_date("crawled_on", "Day of the crawl."),
    staged_column("crawl_year", SmallInteger(), "Year of dates without one.", null=True),
    staged_column("reviewed_until", Date(), "Day of its latest review.", null=True),
    place=False,
)

staged_games = staged_table(
    "games",
    "Games as cleaned; one row per accepted line.",
    staged_column("game_id", BigInteger(), "The store's id."),
    staged_column("name", CodePointText, "Name in the store.", null=True),
    staged_column("url", Text(), "Page in the store.", null=True),
    staged_column("reviews_url", Text(), "Page of the community's reviews.", null=True),
    staged_column("released_on", Date(), "Release date, where it is a whole one.", null=True),
    staged_column("release_year", SmallInteger(), "Year found in release_text.", null=True),
    staged_column("release_text", Text(), "Release date as written.", null=True),
    staged_column("price_usd", Money, "Price in US dollars.", null=True),
    staged_column("price_text", Text(), "Price as written.", null=True),
    staged_column("discount_price_usd", Money, "Reduced price in US dollars.", null=True),
    staged_column("is_early_access", Boolean(), "Sold before it is finished.", null=True),
    staged_column("metascore", SmallInteger(), "Metacritic score, 0 to 100.", null=True),
    staged_column("store_sentiment", CodePointText, "The store's summary of reviews.", null=True),
    staged_column("genres", ARRAY(CodePointText), "Genres as written.", null=True),
    staged_column("tags", ARRAY(CodePointText), "Tags as written.", null=True),
    staged_column("specs", ARRAY(CodePointText), "Specs as written.", null=True),
    staged_column("developers", ARRAY(CodePointText), "Developers as written.", null=True),
    staged_column("publishers", ARRAY(CodePointText), "Publishers as written.", null=True),
)

staged_game_statements = staged_table(
    "game_statements",
    "What files say of the games of the load, as core will hold it; one row per (game, file).",
    *(
        Column(of.name, of.type, nullable=of.nullable, comment=of.comment)
        for of in game_statements.c
    ),
    place=False,
)

staged_users = staged_table(
    "users",
    "Users as cleaned; one row per accepted line of a library or review file.",
    staged_column("user_id", CodePointText, "The user's public id."),
    staged_column("steam_id", BigInteger(), "64-bit account number.", null=True),
    staged_column("user_url", Text(), "Public profile page.", null=True),
    staged_column("has_library", Boolean(), "The line is of a library file."),
    staged_column("user_key", Integer(), "Key that a first load gave to the user.", null=True),
)

staged_items = staged_table(
    "items",
    "Library items as cleaned; one row per accepted record.",
    staged_column("game_id", BigInteger(), "The game."),
    staged_column("playtime_minutes", Integer(), "Minutes played, in all."),
    staged_column("playtime_2weeks_minutes", Integer(), "Minutes of the last two weeks."),
    staged_column("position", Integer(), "Place in the library, from 1."),
)

staged_item_names = staged_table(
    "item_names",
    "Names of games in libraries; one row per (file, game, name) and batch, to be added up.",
    staged_column("game_id", BigInteger(), "The game."),
    staged_column("name", CodePointText, "Its name in libraries, where it is readable.", null=True),
    staged_column("mention_count", BigInteger(), "Records that call it so."),
    staged_column("file_number", SmallInteger(), "The file within the run, by name, from 1."),
    place=False,
)

staged_reviews = staged_table(
    "reviews",
    "Reviews as cleaned; one row per accepted record.",
    staged_column("record_number", Integer(), "Place in the list on the line, from 1."),
    staged_column("game_id", BigInteger(), "The game."),
    staged_column("posted_year", SmallInteger(), "Year of posting, where written.", null=True),
    staged_column("posted_month", SmallInteger(), "Month of posting."),
    staged_column("posted_day", SmallInteger(), "Day of posting."),
    staged_column(
        "edited_year", SmallInteger(), "Year of the last edit, where written.", null=True
    ),
    staged_column("edited_month", SmallInteger(), "Month of the last edit.", null=True),
    staged_column("edited_day", SmallInteger(), "Day of the last edit.", null=True),
    staged_column("is_recommended", Boolean(), "The user recommends the game."),
    staged_column("helpful_count", Integer(), "Readers who found it helpful."),
    staged_column("helpful_votes_count", Integer(), "Readers who voted on it."),
    staged_column("funny_count", Integer(), "Readers who found it funny."),
    staged_column("review", Text(), "Text of the review.", null=True),
    staged_column("polarity", Double(), "TextBlob polarity of the text.", null=True),
)

staged_rejects = staged_table(
    "rejects",
    "Refused lines and records; one row per refused piece.",
    staged_column("record_number", Integer(), "Place in the list, from 1; 0 is the line itself."),
    staged_column("kind", Text(), "'line', 'game', 'user', 'item' or 'review'."),
    staged_column("reason", Text(), "Stable code of the reason."),
    staged_column("detail", Text(), "What was found and what would be right."),
    staged_column("raw", Text(), "The refused text, shortened."),
)

staged_labels = staged_table(
    "labels",
    "The labels that count for each staged game; one row per (game, kind, name).",
    staged_column("game_id", BigInteger(), "The game."),
    staged_column("kind", Text(), "'genre', 'tag', 'spec', 'developer' or 'publisher'."),
    staged_column("position", SmallInteger(), "Place in the list, from 1."),
    staged_column("spelling", CodePointText, "The name as written."),
    staged_column("name_key", CodePointText, "The name in lower case."),
    place=False,
)

dropped_constraints = staged_table(
    "dropped_constraints",
    "Keys and indexes taken off empty tables during a first load; one row per key or index.",
    staged_column("table_name", Text(), "The table, in schema core."),
    staged_column("name", Text(), "Name of the constraint or index."),
    staged_column("definition", Text(), "Its definition, as Postgres prints it."),
    place=False,
)
