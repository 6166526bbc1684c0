"""The house stands.

Why: a new database gets its tables, its staging area, the derived layer and the grants. Roles,
schemas and the extension come before any revision (sql/admin).

Revision: 0001
Follows: none
Created: 2026-11-20 19:08:18.690758
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.derived import create_derived, drop_derived

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, then the derived layer on them."""
    op.create_table(
        "games",
        sa.Column(
            "game_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The store's id.",
        ),
        sa.Column(
            "name",
            sa.Text(collation="C"),
            nullable=True,
            comment="Name in the store; else as libraries call it.",
        ),
        sa.Column("url", sa.Text(), nullable=True, comment="Page in the store."),
        sa.Column(
            "reviews_url", sa.Text(), nullable=True, comment="Page of the community's reviews."
        ),
        sa.Column(
            "released_on",
            sa.Date(),
            nullable=True,
            comment="Release date, where the store gives a whole one.",
        ),
        sa.Column(
            "release_year",
            sa.SmallInteger(),
            nullable=True,
            comment="First 19dd or 20dd in release_text.",
        ),
        sa.Column(
            "release_text", sa.Text(), nullable=True, comment="Release date as the store writes it."
        ),
        sa.Column(
            "price_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=True,
            comment="Price in US dollars; 0 is free, null is unknown.",
        ),
        sa.Column("price_text", sa.Text(), nullable=True, comment="Price as the store writes it."),
        sa.Column(
            "discount_price_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=True,
            comment="Reduced price in US dollars on the crawl day.",
        ),
        sa.Column(
            "is_early_access", sa.Boolean(), nullable=True, comment="Sold before it is finished."
        ),
        sa.Column(
            "metascore", sa.SmallInteger(), nullable=True, comment="Metacritic score, 0 to 100."
        ),
        sa.Column(
            "store_sentiment",
            sa.Text(collation="C"),
            nullable=True,
            comment="The store's own summary of its reviews.",
        ),
        sa.Column(
            "is_in_catalogue",
            sa.Boolean(),
            nullable=False,
            comment="False for a game that only libraries or reviews mention.",
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_games_name_not_empty")),
        sa.CheckConstraint("discount_price_usd >= 0", name=op.f("ck_games_discount_price")),
        sa.CheckConstraint("metascore between 0 and 100", name=op.f("ck_games_metascore")),
        sa.CheckConstraint("price_usd >= 0", name=op.f("ck_games_price")),
        sa.CheckConstraint(
            "release_year between 1900 and 2099", name=op.f("ck_games_release_year")
        ),
        sa.PrimaryKeyConstraint("game_id", name=op.f("pk_games")),
        schema="core",
        comment="Games of the catalogue and of libraries; one row per game.",
    )
    op.create_index(
        op.f("ix_games_release_year"), "games", ["release_year"], unique=False, schema="core"
    )
    op.create_table(
        "genres",
        sa.Column(
            "genre_id",
            sa.Integer(),
            sa.Identity(always=True),
            nullable=False,
            comment="Surrogate key.",
        ),
        sa.Column(
            "name", sa.Text(collation="C"), nullable=False, comment="The most frequent spelling."
        ),
        sa.Column(
            "name_key",
            sa.Text(collation="C"),
            sa.Computed('lower(name collate "default")', persisted=True),
            nullable=False,
            comment="Name in lower case: equal for spellings that differ in case only.",
        ),
        sa.CheckConstraint(
            "name = btrim(name) and name <> ''", name=op.f("ck_genres_name_trimmed")
        ),
        sa.PrimaryKeyConstraint("genre_id", name=op.f("pk_genres")),
        sa.UniqueConstraint("name_key", name=op.f("uq_genres_name_key")),
        schema="core",
        comment="Genres of the store; one row per name, ignoring case.",
    )
    op.create_table(
        "loads",
        sa.Column(
            "load_id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="The run."
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="'load' of files, or 'refresh' of aggregates.",
        ),
        sa.Column(
            "status", sa.Text(), nullable=False, comment="'published', 'unchanged' or 'failed'."
        ),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), nullable=False, comment="Start of the run."
        ),
        sa.Column(
            "finished_at", sa.DateTime(timezone=True), nullable=False, comment="End of the run."
        ),
        sa.Column(
            "data_version",
            sa.BigInteger(),
            nullable=True,
            comment="Version published; null unless published.",
        ),
        sa.Column(
            "crawl_year",
            sa.SmallInteger(),
            nullable=True,
            comment="Year given to dates without one.",
        ),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Rows staged, kept and collapsed by table.",
        ),
        sa.Column(
            "timings",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Seconds by stage.",
        ),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Options of the run.",
        ),
        sa.Column(
            "versions",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Versions of what did the work.",
        ),
        sa.Column("error", sa.Text(), nullable=True, comment="Why a failed run failed."),
        sa.CheckConstraint(
            "(status = 'failed') = (error is not null)", name=op.f("ck_loads_error")
        ),
        sa.CheckConstraint(
            "(status = 'published') = (data_version is not null)", name=op.f("ck_loads_version")
        ),
        sa.CheckConstraint("kind in ('load', 'refresh')", name=op.f("ck_loads_kind")),
        sa.CheckConstraint(
            "status in ('published', 'unchanged', 'failed')", name=op.f("ck_loads_status")
        ),
        sa.PrimaryKeyConstraint("load_id", name=op.f("pk_loads")),
        sa.UniqueConstraint("data_version", name=op.f("uq_loads_data_version")),
        schema="core",
        comment="Runs that wrote or tried to write data; one row per run.",
    )
    op.create_table(
        "specs",
        sa.Column(
            "spec_id",
            sa.Integer(),
            sa.Identity(always=True),
            nullable=False,
            comment="Surrogate key.",
        ),
        sa.Column(
            "name", sa.Text(collation="C"), nullable=False, comment="The most frequent spelling."
        ),
        sa.Column(
            "name_key",
            sa.Text(collation="C"),
            sa.Computed('lower(name collate "default")', persisted=True),
            nullable=False,
            comment="Name in lower case: equal for spellings that differ in case only.",
        ),
        sa.CheckConstraint("name = btrim(name) and name <> ''", name=op.f("ck_specs_name_trimmed")),
        sa.PrimaryKeyConstraint("spec_id", name=op.f("pk_specs")),
        sa.UniqueConstraint("name_key", name=op.f("uq_specs_name_key")),
        schema="core",
        comment="Features of games, such as single-player; one row per name, ignoring case.",
    )
    op.create_table(
        "studios",
        sa.Column(
            "studio_id",
            sa.Integer(),
            sa.Identity(always=True),
            nullable=False,
            comment="Surrogate key.",
        ),
        sa.Column(
            "name", sa.Text(collation="C"), nullable=False, comment="The most frequent spelling."
        ),
        sa.Column(
            "name_key",
            sa.Text(collation="C"),
            sa.Computed('lower(name collate "default")', persisted=True),
            nullable=False,
            comment="Name in lower case: equal for spellings that differ in case only.",
        ),
        sa.CheckConstraint(
            "name = btrim(name) and name <> ''", name=op.f("ck_studios_name_trimmed")
        ),
        sa.PrimaryKeyConstraint("studio_id", name=op.f("pk_studios")),
        sa.UniqueConstraint("name_key", name=op.f("uq_studios_name_key")),
        schema="core",
        comment="Developers and publishers; one row per name, ignoring case.",
    )
    op.create_table(
        "tags",
        sa.Column(
            "tag_id",
            sa.Integer(),
            sa.Identity(always=True),
            nullable=False,
            comment="Surrogate key.",
        ),
        sa.Column(
            "name", sa.Text(collation="C"), nullable=False, comment="The most frequent spelling."
        ),
        sa.Column(
            "name_key",
            sa.Text(collation="C"),
            sa.Computed('lower(name collate "default")', persisted=True),
            nullable=False,
            comment="Name in lower case: equal for spellings that differ in case only.",
        ),
        sa.CheckConstraint("name = btrim(name) and name <> ''", name=op.f("ck_tags_name_trimmed")),
        sa.PrimaryKeyConstraint("tag_id", name=op.f("pk_tags")),
        sa.UniqueConstraint("name_key", name=op.f("uq_tags_name_key")),
        schema="core",
        comment="Tags that players give to games; one row per name, ignoring case.",
    )
    op.create_table(
        "users",
        sa.Column(
            "user_key",
            sa.Integer(),
            sa.Identity(always=True),
            nullable=False,
            comment="Surrogate key: a library row is a third smaller with it.",
        ),
        sa.Column(
            "user_id",
            sa.Text(collation="C"),
            nullable=False,
            comment="The user's public id; case-sensitive.",
        ),
        sa.Column(
            "steam_id", sa.BigInteger(), nullable=True, comment="64-bit account number; not unique."
        ),
        sa.Column("user_url", sa.Text(), nullable=True, comment="Public profile page."),
        sa.Column(
            "has_library",
            sa.Boolean(),
            nullable=False,
            comment="False for a user seen in reviews only.",
        ),
        sa.CheckConstraint("user_id <> ''", name=op.f("ck_users_user_id_not_empty")),
        sa.PrimaryKeyConstraint("user_key", name=op.f("pk_users")),
        sa.UniqueConstraint("user_id", name=op.f("uq_users_user_id")),
        schema="core",
        comment="Users of the community; one row per user.",
    )
    op.create_table(
        "files",
        sa.Column(
            "file_number",
            sa.SmallInteger(),
            nullable=False,
            comment="Place among the files, by name, from 1.",
        ),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="Name of the file, without its folder."
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="'games', 'items' or 'reviews'."),
        sa.Column(
            "sha256", sa.Text(), nullable=False, comment="SHA-256 of the file as it is on disk."
        ),
        sa.Column("byte_count", sa.BigInteger(), nullable=False, comment="Size on disk, in bytes."),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Lines and records read, kept, refused.",
        ),
        schema="staging",
        comment="Files of the load under way; one row per file.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "game_labels",
        sa.Column(
            "file_number",
            sa.SmallInteger(),
            nullable=False,
            comment="The file within the run, by name, from 1.",
        ),
        sa.Column("line_number", sa.Integer(), nullable=False, comment="Line in the file, from 1."),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="'genre', 'tag', 'spec', 'developer' or 'publisher'.",
        ),
        sa.Column(
            "position", sa.SmallInteger(), nullable=False, comment="Place in the list, from 1."
        ),
        sa.Column(
            "spelling", sa.Text(collation="C"), nullable=False, comment="The name as written."
        ),
        schema="staging",
        comment="Genres, tags, specs and studios of staged games; one row per label of a line.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "games",
        sa.Column(
            "file_number",
            sa.SmallInteger(),
            nullable=False,
            comment="The file within the run, by name, from 1.",
        ),
        sa.Column("line_number", sa.Integer(), nullable=False, comment="Line in the file, from 1."),
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The store's id."),
        sa.Column("name", sa.Text(collation="C"), nullable=True, comment="Name in the store."),
        sa.Column("url", sa.Text(), nullable=True, comment="Page in the store."),
        sa.Column(
            "reviews_url", sa.Text(), nullable=True, comment="Page of the community's reviews."
        ),
        sa.Column(
            "released_on",
            sa.Date(),
            nullable=True,
            comment="Release date, where it is a whole one.",
        ),
        sa.Column(
            "release_year", sa.SmallInteger(), nullable=True, comment="Year found in release_text."
        ),
        sa.Column("release_text", sa.Text(), nullable=True, comment="Release date as written."),
        sa.Column(
            "price_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=True,
            comment="Price in US dollars.",
        ),
        sa.Column("price_text", sa.Text(), nullable=True, comment="Price as written."),
        sa.Column(
            "discount_price_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=True,
            comment="Reduced price in US dollars.",
        ),
        sa.Column(
            "is_early_access", sa.Boolean(), nullable=True, comment="Sold before it is finished."
        ),
        sa.Column(
            "metascore", sa.SmallInteger(), nullable=True, comment="Metacritic score, 0 to 100."
        ),
        sa.Column(
            "store_sentiment",
            sa.Text(collation="C"),
            nullable=True,
            comment="The store's summary of reviews.",
        ),
        schema="staging",
        comment="Games as cleaned; one row per accepted line.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "held_constraints",
        sa.Column("table_name", sa.Text(), nullable=False, comment="The table, in schema core."),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the constraint."),
        sa.Column(
            "definition",
            sa.Text(),
            nullable=False,
            comment="Its definition, as Postgres prints it.",
        ),
        schema="staging",
        comment="Keys taken off empty tables during a first load; one row per key.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "item_names",
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game."),
        sa.Column("name", sa.Text(collation="C"), nullable=False, comment="Its name in libraries."),
        sa.Column(
            "mention_count", sa.BigInteger(), nullable=False, comment="Records that call it so."
        ),
        schema="staging",
        comment="Names of games in libraries; one row per (game, name) and batch, to be added up.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "items",
        sa.Column(
            "file_number",
            sa.SmallInteger(),
            nullable=False,
            comment="The file within the run, by name, from 1.",
        ),
        sa.Column("line_number", sa.Integer(), nullable=False, comment="Line in the file, from 1."),
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game."),
        sa.Column(
            "playtime_minutes", sa.Integer(), nullable=False, comment="Minutes played, in all."
        ),
        sa.Column(
            "playtime_2weeks_minutes",
            sa.Integer(),
            nullable=False,
            comment="Minutes of the last two weeks.",
        ),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="Place in the library, from 1."
        ),
        schema="staging",
        comment="Library items as cleaned; one row per accepted record.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "labels",
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game."),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="'genre', 'tag', 'spec', 'developer' or 'publisher'.",
        ),
        sa.Column(
            "position", sa.SmallInteger(), nullable=False, comment="Place in the list, from 1."
        ),
        sa.Column(
            "spelling", sa.Text(collation="C"), nullable=False, comment="The name as written."
        ),
        sa.Column(
            "name_key", sa.Text(collation="C"), nullable=False, comment="The name in lower case."
        ),
        schema="staging",
        comment="The labels that count for each staged game; one row per (game, kind, name).",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "rejects",
        sa.Column(
            "file_number",
            sa.SmallInteger(),
            nullable=False,
            comment="The file within the run, by name, from 1.",
        ),
        sa.Column("line_number", sa.Integer(), nullable=False, comment="Line in the file, from 1."),
        sa.Column(
            "record_number",
            sa.Integer(),
            nullable=False,
            comment="Place in the list, from 1; 0 is the line itself.",
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="'line', 'game', 'user', 'item' or 'review'."
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Stable code of the reason."),
        sa.Column(
            "detail", sa.Text(), nullable=False, comment="What was found and what would be right."
        ),
        sa.Column("raw", sa.Text(), nullable=False, comment="The refused text, shortened."),
        schema="staging",
        comment="Refused lines and records; one row per refused piece.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "reviews",
        sa.Column(
            "file_number",
            sa.SmallInteger(),
            nullable=False,
            comment="The file within the run, by name, from 1.",
        ),
        sa.Column("line_number", sa.Integer(), nullable=False, comment="Line in the file, from 1."),
        sa.Column(
            "record_number",
            sa.Integer(),
            nullable=False,
            comment="Place in the list on the line, from 1.",
        ),
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game."),
        sa.Column(
            "posted_year",
            sa.SmallInteger(),
            nullable=True,
            comment="Year of posting, where written.",
        ),
        sa.Column("posted_month", sa.SmallInteger(), nullable=False, comment="Month of posting."),
        sa.Column("posted_day", sa.SmallInteger(), nullable=False, comment="Day of posting."),
        sa.Column(
            "edited_year",
            sa.SmallInteger(),
            nullable=True,
            comment="Year of the last edit, where written.",
        ),
        sa.Column(
            "edited_month", sa.SmallInteger(), nullable=True, comment="Month of the last edit."
        ),
        sa.Column("edited_day", sa.SmallInteger(), nullable=True, comment="Day of the last edit."),
        sa.Column(
            "is_recommended", sa.Boolean(), nullable=False, comment="The user recommends the game."
        ),
        sa.Column(
            "helpful_count", sa.Integer(), nullable=False, comment="Readers who found it helpful."
        ),
        sa.Column(
            "helpful_votes_count", sa.Integer(), nullable=False, comment="Readers who voted on it."
        ),
        sa.Column(
            "funny_count", sa.Integer(), nullable=False, comment="Readers who found it funny."
        ),
        sa.Column("review", sa.Text(), nullable=True, comment="Text of the review."),
        sa.Column("polarity", sa.Double(), nullable=True, comment="TextBlob polarity of the text."),
        schema="staging",
        comment="Reviews as cleaned; one row per accepted record.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "users",
        sa.Column(
            "file_number",
            sa.SmallInteger(),
            nullable=False,
            comment="The file within the run, by name, from 1.",
        ),
        sa.Column("line_number", sa.Integer(), nullable=False, comment="Line in the file, from 1."),
        sa.Column(
            "user_id", sa.Text(collation="C"), nullable=False, comment="The user's public id."
        ),
        sa.Column("steam_id", sa.BigInteger(), nullable=True, comment="64-bit account number."),
        sa.Column("user_url", sa.Text(), nullable=True, comment="Public profile page."),
        sa.Column(
            "has_library", sa.Boolean(), nullable=False, comment="The line is of a library file."
        ),
        schema="staging",
        comment="Users as cleaned; one row per accepted line of a library or review file.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "game_genres",
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column(
            "genre_id",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="A genre of the game.",
        ),
        sa.Column(
            "position",
            sa.SmallInteger(),
            nullable=False,
            comment="Place in the store's list, from 1.",
        ),
        sa.Column(
            "spelling",
            sa.Text(collation="C"),
            nullable=False,
            comment="The name as this game spells it.",
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_game_genres_position")),
        sa.ForeignKeyConstraint(
            ["game_id"], ["core.games.game_id"], name=op.f("fk_game_genres_game_id_games")
        ),
        sa.ForeignKeyConstraint(
            ["genre_id"], ["core.genres.genre_id"], name=op.f("fk_game_genres_genre_id_genres")
        ),
        sa.PrimaryKeyConstraint("game_id", "genre_id", name=op.f("pk_game_genres")),
        schema="core",
        comment="A genre of the game. Grain: one row per (game, genre).",
    )
    op.create_index(
        op.f("ix_game_genres_genre_id_game_id"),
        "game_genres",
        ["genre_id", "game_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "game_specs",
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column(
            "spec_id",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="A spec of the game.",
        ),
        sa.Column(
            "position",
            sa.SmallInteger(),
            nullable=False,
            comment="Place in the store's list, from 1.",
        ),
        sa.Column(
            "spelling",
            sa.Text(collation="C"),
            nullable=False,
            comment="The name as this game spells it.",
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_game_specs_position")),
        sa.ForeignKeyConstraint(
            ["game_id"], ["core.games.game_id"], name=op.f("fk_game_specs_game_id_games")
        ),
        sa.ForeignKeyConstraint(
            ["spec_id"], ["core.specs.spec_id"], name=op.f("fk_game_specs_spec_id_specs")
        ),
        sa.PrimaryKeyConstraint("game_id", "spec_id", name=op.f("pk_game_specs")),
        schema="core",
        comment="A spec of the game. Grain: one row per (game, spec).",
    )
    op.create_index(
        op.f("ix_game_specs_spec_id_game_id"),
        "game_specs",
        ["spec_id", "game_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "game_studios",
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column(
            "studio_id",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="A studio credited for the game.",
        ),
        sa.Column("role", sa.Text(), nullable=False, comment="'developer' or 'publisher'."),
        sa.Column(
            "position",
            sa.SmallInteger(),
            nullable=False,
            comment="Place in the store's list, from 1.",
        ),
        sa.Column(
            "spelling",
            sa.Text(collation="C"),
            nullable=False,
            comment="The name as this game spells it.",
        ),
        sa.CheckConstraint("role in ('developer', 'publisher')", name=op.f("ck_game_studios_role")),
        sa.CheckConstraint("position > 0", name=op.f("ck_game_studios_position")),
        sa.ForeignKeyConstraint(
            ["game_id"], ["core.games.game_id"], name=op.f("fk_game_studios_game_id_games")
        ),
        sa.ForeignKeyConstraint(
            ["studio_id"],
            ["core.studios.studio_id"],
            name=op.f("fk_game_studios_studio_id_studios"),
        ),
        sa.PrimaryKeyConstraint("game_id", "studio_id", "role", name=op.f("pk_game_studios")),
        schema="core",
        comment="A studio credited for the game. Grain: one row per (game, studio, role).",
    )
    op.create_index(
        op.f("ix_game_studios_studio_id_game_id"),
        "game_studios",
        ["studio_id", "game_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "game_tags",
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column(
            "tag_id",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="A tag of the game.",
        ),
        sa.Column(
            "position",
            sa.SmallInteger(),
            nullable=False,
            comment="Place in the store's list, from 1.",
        ),
        sa.Column(
            "spelling",
            sa.Text(collation="C"),
            nullable=False,
            comment="The name as this game spells it.",
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_game_tags_position")),
        sa.ForeignKeyConstraint(
            ["game_id"], ["core.games.game_id"], name=op.f("fk_game_tags_game_id_games")
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["core.tags.tag_id"], name=op.f("fk_game_tags_tag_id_tags")
        ),
        sa.PrimaryKeyConstraint("game_id", "tag_id", name=op.f("pk_game_tags")),
        schema="core",
        comment="A tag of the game. Grain: one row per (game, tag).",
    )
    op.create_index(
        op.f("ix_game_tags_tag_id_game_id"),
        "game_tags",
        ["tag_id", "game_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "items",
        sa.Column(
            "user_key", sa.Integer(), autoincrement=False, nullable=False, comment="The user."
        ),
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column(
            "playtime_minutes", sa.Integer(), nullable=False, comment="Minutes played, in all."
        ),
        sa.Column(
            "playtime_2weeks_minutes",
            sa.Integer(),
            nullable=False,
            comment="Minutes played in the two weeks before the crawl.",
        ),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="Place in the raw library, from 1."
        ),
        sa.CheckConstraint(
            "playtime_2weeks_minutes between 0 and 20000000", name=op.f("ck_items_playtime_2weeks")
        ),
        sa.CheckConstraint(
            "playtime_minutes between 0 and 20000000", name=op.f("ck_items_playtime")
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_items_position")),
        sa.ForeignKeyConstraint(
            ["game_id"], ["core.games.game_id"], name=op.f("fk_items_game_id_games")
        ),
        sa.ForeignKeyConstraint(
            ["user_key"], ["core.users.user_key"], name=op.f("fk_items_user_key_users")
        ),
        sa.PrimaryKeyConstraint("user_key", "game_id", name=op.f("pk_items")),
        schema="core",
        comment="Games in users' libraries; one row per (user, game).",
    )
    op.create_table(
        "load_files",
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The run."),
        sa.Column(
            "file_number",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="Place among the files of the run, by name, from 1.",
        ),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="Name of the file, without its folder."
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="'games', 'items' or 'reviews'."),
        sa.Column(
            "sha256", sa.Text(), nullable=False, comment="SHA-256 of the file as it is on disk."
        ),
        sa.Column("byte_count", sa.BigInteger(), nullable=False, comment="Size on disk, in bytes."),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Lines and records read, kept, refused.",
        ),
        sa.CheckConstraint(
            "kind in ('games', 'items', 'reviews')", name=op.f("ck_load_files_kind")
        ),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_load_files_sha256")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["core.loads.load_id"], name=op.f("fk_load_files_load_id_loads")
        ),
        sa.PrimaryKeyConstraint("load_id", "file_number", name=op.f("pk_load_files")),
        schema="core",
        comment="Files that a run read; one row per (run, file).",
    )
    op.create_table(
        "reviews",
        sa.Column(
            "user_key", sa.Integer(), autoincrement=False, nullable=False, comment="The user."
        ),
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column("posted_on", sa.Date(), nullable=False, comment="Date of the review."),
        sa.Column(
            "is_posted_year_inferred",
            sa.Boolean(),
            nullable=False,
            comment="True where the text had no year and the year of the crawl was taken.",
        ),
        sa.Column("edited_on", sa.Date(), nullable=True, comment="Date of the last edit."),
        sa.Column(
            "is_recommended", sa.Boolean(), nullable=False, comment="The user recommends the game."
        ),
        sa.Column(
            "helpful_count", sa.Integer(), nullable=False, comment="Readers who found it helpful."
        ),
        sa.Column(
            "helpful_votes_count", sa.Integer(), nullable=False, comment="Readers who voted on it."
        ),
        sa.Column(
            "funny_count", sa.Integer(), nullable=False, comment="Readers who found it funny."
        ),
        sa.Column("review", sa.Text(), nullable=True, comment="Text of the review."),
        sa.Column(
            "polarity",
            sa.Double(),
            nullable=True,
            comment="TextBlob polarity of the text, -1 to 1; null without a text.",
        ),
        sa.Column(
            "sentiment",
            sa.SmallInteger(),
            sa.Computed(
                "case when polarity > 0 then 2 when polarity < 0 then 0 else 1 end", persisted=True
            ),
            nullable=False,
            comment="0 negative, 1 neutral, 2 positive: the sign of the polarity.",
        ),
        sa.CheckConstraint("funny_count >= 0", name=op.f("ck_reviews_funny")),
        sa.CheckConstraint("helpful_count >= 0", name=op.f("ck_reviews_helpful")),
        sa.CheckConstraint("helpful_votes_count >= 0", name=op.f("ck_reviews_helpful_votes")),
        sa.CheckConstraint("polarity between -1 and 1", name=op.f("ck_reviews_polarity")),
        sa.ForeignKeyConstraint(
            ["game_id"], ["core.games.game_id"], name=op.f("fk_reviews_game_id_games")
        ),
        sa.ForeignKeyConstraint(
            ["user_key"], ["core.users.user_key"], name=op.f("fk_reviews_user_key_users")
        ),
        sa.PrimaryKeyConstraint("user_key", "game_id", name=op.f("pk_reviews")),
        schema="core",
        comment="Reviews of games by users; one row per (user, game).",
    )
    op.create_index(op.f("ix_reviews_game_id"), "reviews", ["game_id"], unique=False, schema="core")
    op.create_table(
        "rejects",
        sa.Column(
            "reject_id",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="Surrogate key.",
        ),
        sa.Column("load_id", sa.BigInteger(), nullable=False, comment="The run."),
        sa.Column(
            "file_number", sa.SmallInteger(), nullable=False, comment="The file within the run."
        ),
        sa.Column("line_number", sa.Integer(), nullable=False, comment="Line in the file, from 1."),
        sa.Column(
            "record_number",
            sa.Integer(),
            nullable=False,
            comment="Place in the list on that line, from 1; 0 means the line itself.",
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="'line', 'game', 'user', 'item' or 'review'."
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="Stable code of the reason."),
        sa.Column(
            "detail", sa.Text(), nullable=False, comment="What was found and what would be right."
        ),
        sa.Column(
            "raw", sa.Text(), nullable=False, comment="The refused text, at most 2,000 characters."
        ),
        sa.CheckConstraint(
            "kind in ('line', 'game', 'user', 'item', 'review')", name=op.f("ck_rejects_kind")
        ),
        sa.ForeignKeyConstraint(
            ["load_id", "file_number"],
            ["core.load_files.load_id", "core.load_files.file_number"],
            name=op.f("fk_rejects_load_id_file_number_load_files"),
        ),
        sa.PrimaryKeyConstraint("reject_id", name=op.f("pk_rejects")),
        schema="core",
        comment="Lines and records that a run refused; one row per refused piece.",
    )
    op.create_index(
        op.f("ix_rejects_load_id_file_number"),
        "rejects",
        ["load_id", "file_number"],
        unique=False,
        schema="core",
    )
    op.execute(
        "comment on table core.alembic_version is 'The migration this database is at; one row.'"
    )
    op.execute("comment on column core.alembic_version.version_num is 'The revision.'")
    create_derived(revision)


def downgrade() -> None:
    """The mirror image."""
    drop_derived(revision)
    op.drop_table("rejects", schema="core")
    op.drop_table("reviews", schema="core")
    op.drop_table("load_files", schema="core")
    op.drop_table("items", schema="core")
    op.drop_table("game_tags", schema="core")
    op.drop_table("game_studios", schema="core")
    op.drop_table("game_specs", schema="core")
    op.drop_table("game_genres", schema="core")
    op.drop_table("users", schema="staging")
    op.drop_table("reviews", schema="staging")
    op.drop_table("rejects", schema="staging")
    op.drop_table("labels", schema="staging")
    op.drop_table("items", schema="staging")
    op.drop_table("item_names", schema="staging")
    op.drop_table("held_constraints", schema="staging")
    op.drop_table("games", schema="staging")
    op.drop_table("game_labels", schema="staging")
    op.drop_table("files", schema="staging")
    op.drop_table("users", schema="core")
    op.drop_table("tags", schema="core")
    op.drop_table("studios", schema="core")
    op.drop_table("specs", schema="core")
    op.drop_table("loads", schema="core")
    op.drop_table("genres", schema="core")
    op.drop_table("games", schema="core")
