"""Documents of loads, as Postgres writes them."""

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from msgspec import Struct

from api.schemas import field_meta

FileName: TypeAlias = Annotated[str, field_meta("The file.")]


class LoadFile(Struct):
    """A file that a run read."""

    name: FileName
    kind: Annotated[
        Literal["games", "items", "reviews", "titles", "ratings", "scores"],
        field_meta("What it describes."),
    ]
    format: Annotated[str, field_meta("Name of its format, with the mapping where one was given.")]
    sha256: Annotated[str, field_meta("SHA-256 of the file as it was on disk.")]
    byte_count: Annotated[int, field_meta("Size on disk, in bytes.")]
    crawled_on: Annotated[
        dt.date | None, field_meta("Day of its crawl; null is undated, older than any.")
    ]
    lines_count: Annotated[int | None, field_meta("Its lines; null where it was not read again.")]
    records_count: Annotated[int | None, field_meta("Games, items, reviews, titles, … in it.")]
    accepted_count: Annotated[int | None, field_meta("Those of them that were loaded.")]


class Totals(Struct):
    """How much a data version holds."""

    games_count: Annotated[int, field_meta("Games, in the catalogue or not.")]
    games_in_catalogue_count: Annotated[int, field_meta("Games of the catalogue.")]
    users_count: Annotated[int, field_meta("Users.")]
    items_count: Annotated[int, field_meta("Games in libraries, counted per user.")]
    reviews_count: Annotated[int, field_meta("Reviews.")]
    titles_count: Annotated[int, field_meta("Streaming titles.")]
    people_count: Annotated[int, field_meta("Actors and directors of titles.")]
    viewers_count: Annotated[int, field_meta("Viewers who rated titles.")]
    ratings_count: Annotated[int, field_meta("Ratings of titles.")]


class LoadRejects(Struct):
    """What was refused of a file for one reason."""

    file_name: FileName
    reason: Annotated[str, field_meta("A reason of docs/data.md.")]
    rejects_count: Annotated[
        int, field_meta("Lines and records; at most 100,000 of a file are kept.")
    ]


class WarningExample(Struct):
    """A value that a warning is about."""

    line_number: Annotated[int, field_meta("Line in the file, from 1.")]
    record_number: Annotated[
        int, field_meta("Place in the list on that line; 0 is the line itself.")
    ]
    raw: Annotated[str, field_meta("The value, at most 200 characters.")]
    detail: Annotated[str, field_meta("What was found, and what would be right.")]


class LoadWarning(Struct):
    """What of a field could not be read as it stands."""

    file_name: FileName
    field: Annotated[str, field_meta("The field, as the file calls it.")]
    kind: Annotated[
        Literal["unreadable", "unknown_shape", "count_mismatch", "cut", "unknown_field"],
        field_meta("What happened to its values."),
    ]
    occurrences_count: Annotated[int, field_meta("Records in which it happened.")]
    present_count: Annotated[int, field_meta("Records in which the field says something.")]
    occurrences_percent: Annotated[float, field_meta("The share of the one in the other.")]
    examples: Annotated[list[WarningExample], field_meta("The first 20.")]


class LoadDocument(Struct):
    """A run that changed the published data."""

    load_id: Annotated[int, field_meta("The run.")]
    kind: Annotated[
        Literal["load", "refresh", "similarities", "prices", "forget"],
        field_meta(
            "Files, aggregates, a model of recommendations or prices, or what was forgotten."
        ),
    ]
    data_version: Annotated[int, field_meta("The version that it published.")]
    started_at: Annotated[dt.datetime, field_meta("Its start.")]
    finished_at: Annotated[dt.datetime, field_meta("Its end.")]
    crawl_year: Annotated[int | None, field_meta("The year that dates without one got.")]
    totals: Annotated[Totals, field_meta("What that version holds.")]
    files: Annotated[list[LoadFile], field_meta("What it read; nothing, unless files were loaded.")]
    rejects: Annotated[list[LoadRejects], field_meta("What it refused.")]
    warnings: Annotated[list[LoadWarning], field_meta("What it could not read as it stands.")]
