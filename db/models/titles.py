"""Titles of streaming platforms, who made them, where, and of what kind they are."""

from sqlalchemy import (
    ARRAY,
    REAL,
    Boolean,
    CheckConstraint,
    Column,
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

from db.models.base import CodePointText, crawl_date, key_column, metadata, required_column

_Names = ARRAY(CodePointText)

platforms = Table(
    "platforms",
    metadata,
    key_column("platform_id", SmallInteger, "Surrogate key; platforms by name."),
    required_column("name", CodePointText, "Name, in lower case: 'amazon'."),
    required_column("prefix", CodePointText, "First letter of its titles' ids: 'a'."),
    UniqueConstraint("name"),
    UniqueConstraint("prefix"),
    comment="Streaming platforms of which titles were loaded; one row per platform.",
)

titles = Table(
    "titles",
    metadata,
    key_column("title_id", CodePointText, "Public id, such as 'as123'."),
    Column(
        "title_key",
        Integer,
        Identity(always=True),
        nullable=False,
        comment="Surrogate key: ratings are smaller with it.",
    ),
    Column(
        "platform_id",
        ForeignKey(platforms.c.platform_id),
        nullable=False,
        comment="The platform that shows it.",
    ),
    required_column("show_number", Integer, "The number in its id."),
    required_column(
        "work_id",
        Integer,
        "The lowest title_key of the titles of the same name, kind and year on several "
        "platforms; else its own.",
    ),
    required_column("kind", Text, "'movie' or 'series', as the platform says."),
    required_column("name", CodePointText, "Name as written."),
    required_column("name_key", CodePointText, "api.name_key() of the name."),
    Column("release_year", SmallInteger, comment="Year of the release."),
    Column("added_on", Date, comment="Day on which the platform added it."),
    Column("duration", Integer, comment="How long it is, in its unit; null is unknown."),
    Column("duration_unit", Text, comment="'minute' or 'season'; null with the duration."),
    Column("audience_rating", CodePointText, comment="For whom it is, such as 'PG-13'."),
    Column("description", Text, comment="What it is about, as the platform says."),
    Column("editorial_score", SmallInteger, comment="1 to 100, of an older crawl."),
    required_column("is_kind_doubtful", Boolean, "A movie that has seasons."),
    Column("duration_text", Text, comment="Duration as written."),
    Column("rating_text", Text, comment="Audience rating as written."),
    UniqueConstraint("title_key"),
    UniqueConstraint("platform_id", "show_number"),
    CheckConstraint("kind in ('movie', 'series')", name="kind"),
    CheckConstraint("name <> ''", name="name_not_empty"),
    CheckConstraint("release_year between 1870 and 2100", name="release_year"),
    CheckConstraint("duration > 0", name="duration"),
    CheckConstraint("duration_unit in ('minute', 'season')", name="duration_unit"),
    CheckConstraint("(duration is null) = (duration_unit is null)", name="duration_has_unit"),
    CheckConstraint("editorial_score between 1 and 100", name="editorial_score"),
    Index(None, "name_key"),
    Index(None, "work_id"),
    comment="Movies and series on platforms; one row per title of a platform.",
)

# No key to core.titles: its rows are made from these.
title_statements = Table(
    "title_statements",
    metadata,
    key_column("title_id", CodePointText, "The title."),
    key_column("sha256", Text, "The file, known by its content."),
    crawl_date("crawled_on", "The newest crawl that the file belongs to."),
    required_column("file_name", CodePointText, "The file's name in that crawl."),
    required_column("platform", CodePointText, "Name of the platform."),
    required_column("kind", Text, "'movie' or 'series'."),
    required_column("name", CodePointText, "Name as written."),
    Column("release_year", SmallInteger, comment="Year of the release."),
    Column("added_on", Date, comment="Day on which the platform added it."),
    Column("duration", Integer, comment="How long it is, in its unit."),
    Column("duration_unit", Text, comment="'minute' or 'season'."),
    Column("audience_rating", CodePointText, comment="For whom it is."),
    Column("description", Text, comment="What it is about."),
    Column("editorial_score", SmallInteger, comment="1 to 100."),
    Column("duration_text", Text, comment="Duration as written."),
    Column("rating_text", Text, comment="Audience rating as written."),
    Column("directors", _Names, comment="Directors as written; null for none."),
    Column("actors", _Names, comment="Cast as written; null for none."),
    Column("countries", _Names, comment="Countries as written; null for none."),
    Column("categories", _Names, comment="Categories as written; null for none."),
    comment="What each titles file says of a title, cleaned; one row per (title, file).",
)


def _name_table(table: str, key: str, what: str, *more: Column[str]) -> Table:
    return Table(
        table,
        metadata,
        Column(key, Integer, Identity(always=True), primary_key=True, comment="Surrogate key."),
        required_column("name", CodePointText, "The most frequent spelling."),
        required_column("name_key", CodePointText, "api.name_key() of all its spellings."),
        *more,
        CheckConstraint("name = btrim(name) and name <> ''", name="name_trimmed"),
        UniqueConstraint("name_key"),
        comment=f"{what}; one row per name in any spelling.",
    )


def _title_name_table(table: str, names: Table, what: str, grain: str, *more: Column[str]) -> Table:
    (key,) = names.primary_key.columns
    return Table(
        table,
        metadata,
        key_column("title_key", ForeignKey(titles.c.title_key), "The title."),
        key_column(key.name, ForeignKey(key), what),
        *more,
        required_column("position", SmallInteger, "Place in the platform's list, from 1."),
        required_column("spelling", CodePointText, "The name as this title spells it."),
        CheckConstraint("position > 0", name="position"),
        *([CheckConstraint("role in ('actor', 'director')", name="role")] if more else []),
        Index(None, key.name, "title_key"),
        comment=f"{what} Grain: one row per ({grain}).",
    )


people = _name_table("people", "person_id", "Actors and directors")
countries = _name_table("countries", "country_id", "Countries that made titles")
categories = _name_table(
    "categories",
    "category_id",
    "Categories of platforms",
    Column("genre", CodePointText, comment="The common genre; null where none is known."),
)

title_credits = _title_name_table(
    "title_credits",
    people,
    "A person credited for the title.",
    "title, person, role",
    key_column("role", Text, "'actor' or 'director'."),
)
title_countries = _title_name_table(
    "title_countries", countries, "A country of the title.", "title, country"
)
title_categories = _title_name_table(
    "title_categories", categories, "A category of the title.", "title, category"
)

published_scores = Table(
    "published_scores",
    metadata,
    key_column("title_id", CodePointText, "The title."),
    Column("title_key", Integer, comment="Its key; null where it is not loaded yet."),
    required_column("score", Double, "Mean of its stars, 0.5 to 5, as somebody published it."),
    crawl_date("crawled_on", "The newest crawl that states it."),
    CheckConstraint("score between 0.5 and 5", name="score"),
    UniqueConstraint("title_key"),
    comment="Means of ratings as published, for titles without ratings; one row per title.",
)

# Computed anew as a whole, so it has no keys to core.titles.
title_similarities = Table(
    "title_similarities",
    metadata,
    key_column("title_key", Integer, "The title."),
    required_column(
        "similar_title_keys", ARRAY(Integer), "Titles like it, of other works, most like it first."
    ),
    required_column("scores", ARRAY(REAL), "Of each, the cosine of what both are, 0 to 1."),
    CheckConstraint("cardinality(similar_title_keys) = cardinality(scores)", name="lengths"),
    comment="Titles most like a title by what they are; one row per title.",
)
