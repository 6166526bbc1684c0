"""Raw rows of the load or the model under way: UNLOGGED, without keys, emptied by each."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.models.base import CodePointText, columns_like, crawl_date, metadata, required_column
from db.models.games import NAME_LISTS, game_statements
from db.models.titles import title_statements


def staged_table(name: str, comment: str, *columns: Column[Any], place: bool = True) -> Table:
    """Describe a table of raw rows; with `place` each says which line of which file it is from."""
    where = (
        required_column("file_number", SmallInteger(), "The file within the run, by name, from 1."),
        required_column("line_number", Integer(), "Line in the file, from 1."),
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
    required_column("file_number", SmallInteger(), "Place among the files, by name, from 1."),
    required_column("name", Text(), "Name of the file, without its folder."),
    required_column("kind", Text(), "As in core.load_files."),
    required_column("format", Text(), "Name of its format, and the mapping of its columns."),
    required_column("sha256", Text(), "SHA-256 of the file as it is on disk."),
    required_column("byte_count", BigInteger(), "Size on disk, in bytes."),
    required_column("counts", JSONB(), "Lines and records read, kept, refused."),
    place=False,
)

staged_crawls = staged_table(
    "crawls",
    "Crawls of the files of the load under way; one row per file.",
    required_column("file_number", SmallInteger(), "Place among the files, by name, from 1."),
    required_column("sha256", Text(), "SHA-256 of the file as it is on disk."),
    required_column("file_name", CodePointText, "Its name in that crawl."),
    crawl_date("crawled_on", "Day of the crawl."),
    Column("crawl_year", SmallInteger(), comment="Year of dates without one."),
    Column("reviewed_until", Date(), comment="Day of its latest review."),
    place=False,
)

staged_games = staged_table(
    "games",
    "Games as cleaned; one row per accepted line.",
    *columns_like(
        game_statements,
        without={"sha256", "crawled_on", "file_name"},
        game_id="The store's id.",
        **{name: f"{name.capitalize()} as written." for name in NAME_LISTS},
    ),
)

staged_game_statements = staged_table(
    "game_statements",
    "What files say of the games of the load, as core will hold it; one row per (game, file).",
    *columns_like(game_statements),
    place=False,
)

staged_users = staged_table(
    "users",
    "Users as cleaned; one row per accepted line of a library or review file.",
    required_column("user_id", CodePointText, "The user's public id."),
    Column("steam_id", BigInteger(), comment="64-bit account number."),
    Column("user_url", Text(), comment="Public profile page."),
    required_column("has_library", Boolean(), "The line is of a library file."),
    Column("user_key", Integer(), comment="Key that a first load gave to the user."),
)

staged_items = staged_table(
    "items",
    "Library items as cleaned; one row per accepted record.",
    required_column("game_id", BigInteger(), "The game."),
    required_column("playtime_minutes", Integer(), "Minutes played, in all."),
    required_column("playtime_2weeks_minutes", Integer(), "Minutes of the last two weeks."),
    required_column("position", Integer(), "Place in the library, from 1."),
)

staged_item_names = staged_table(
    "item_names",
    "Names of games in libraries; one row per (file, game, name) and batch, to be added up.",
    required_column("game_id", BigInteger(), "The game."),
    Column("name", CodePointText, comment="Its name in libraries, where it is readable."),
    required_column("mention_count", BigInteger(), "Records that call it so."),
    required_column("file_number", SmallInteger(), "The file within the run, by name, from 1."),
    place=False,
)

staged_reviews = staged_table(
    "reviews",
    "Reviews as cleaned; one row per accepted record.",
    required_column("record_number", Integer(), "Place in the list on the line, from 1."),
    required_column("game_id", BigInteger(), "The game."),
    Column("posted_year", SmallInteger(), comment="Year of posting, where written."),
    required_column("posted_month", SmallInteger(), "Month of posting."),
    required_column("posted_day", SmallInteger(), "Day of posting."),
    Column("edited_year", SmallInteger(), comment="Year of the last edit, where written."),
    Column("edited_month", SmallInteger(), comment="Month of the last edit."),
    Column("edited_day", SmallInteger(), comment="Day of the last edit."),
    required_column("is_recommended", Boolean(), "The user recommends the game."),
    Column("helpful_count", Integer(), comment="Readers who found it helpful."),
    Column("helpful_votes_count", Integer(), comment="Readers who voted on it."),
    Column("funny_count", Integer(), comment="Readers who found it funny."),
    Column("review", Text(), comment="Text of the review."),
    Column("polarity", Double(), comment="TextBlob polarity of the text."),
)

staged_titles = staged_table(
    "titles",
    "Streaming titles as cleaned; one row per accepted record.",
    *columns_like(title_statements, without={"sha256", "crawled_on", "file_name"}),
)

staged_title_statements = staged_table(
    "title_statements",
    "What files say of the titles of the load, as core will hold it; one row per (title, file).",
    *columns_like(title_statements),
    place=False,
)

staged_title_labels = staged_table(
    "title_labels",
    "The names that count for each staged title; one row per (title, kind, name).",
    required_column("title_key", Integer(), "The title."),
    required_column("kind", Text(), "'actor', 'director', 'country' or 'category'."),
    required_column("position", SmallInteger(), "Place in the list, from 1."),
    required_column("spelling", CodePointText, "The name as written."),
    required_column("name_key", CodePointText, "The form in which names are equal."),
    place=False,
)

staged_scores = staged_table(
    "scores",
    "Published scores of titles as cleaned; one row per accepted record.",
    required_column("title_id", CodePointText, "The title."),
    required_column("score", Double(), "Mean of its stars."),
)

staged_ratings = staged_table(
    "ratings",
    "Ratings of titles as cleaned; one row per accepted record.",
    required_column("viewer_id", Integer(), "The viewer."),
    required_column("platform_id", SmallInteger(), "The platform of the title."),
    required_column("show_number", Integer(), "The title's number there."),
    required_column("half_stars", SmallInteger(), "Half stars, 1 to 10."),
    required_column("rated_at", DateTime(timezone=True), "When it was given."),
)

staged_rejects = staged_table(
    "rejects",
    "Refused lines and records; one row per refused piece.",
    required_column("record_number", Integer(), "Place in the list, from 1; 0 is the line itself."),
    required_column("kind", Text(), "As in core.rejects."),
    required_column("reason", Text(), "Stable code of the reason."),
    required_column("detail", Text(), "What was found and what would be right."),
    required_column("raw", Text(), "The refused text, shortened."),
)

staged_known_lines = staged_table(
    "known_lines",
    "Lines of libraries that the load has read; one row per line, some repeated.",
    required_column("file_number", SmallInteger(), "The file within the run, by name, from 1."),
    required_column("digest", BigInteger(), "Of format, crawl and line."),
    required_column("records_count", Integer(), "Records of the line; -1: read it each time."),
    required_column("rules", SmallInteger(), "Version of the rules it was read by."),
    place=False,
)

staged_labels = staged_table(
    "labels",
    "The labels that count for each staged game; one row per (game, kind, name).",
    required_column("game_id", BigInteger(), "The game."),
    required_column("kind", Text(), "'genre', 'tag', 'spec', 'developer' or 'publisher'."),
    required_column("position", SmallInteger(), "Place in the list, from 1."),
    required_column("spelling", CodePointText, "The name as written."),
    required_column("name_key", CodePointText, "The form in which names are equal."),
    place=False,
)

dropped_constraints = staged_table(
    "dropped_constraints",
    "Keys and indexes taken off empty tables during a first load; one row per key or index.",
    required_column("table_name", Text(), "The table, in schema core."),
    required_column("name", Text(), "Name of the constraint or index."),
    required_column("definition", Text(), "Its definition, as Postgres prints it."),
    place=False,
)
