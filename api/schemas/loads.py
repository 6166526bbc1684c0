"""Documents of loads, as Postgres writes them."""

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from msgspec import Struct

from api.schemas import doc

FileName: TypeAlias = Annotated[str, doc("The file.")]


class LoadFile(Struct):
    """A file that a run read."""

    name: FileName
    kind: Annotated[
        Literal["games", "items", "reviews", "titles", "ratings", "scores"],
        doc("What it describes."),
    ]
    format: Annotated[str, doc("Name of its format, with the mapping where one was given.")]
    sha256: Annotated[str, doc("SHA-256 of the file as it was on disk.")]
    byte_count: Annotated[int, doc("Size on disk, in bytes.")]
    crawled_on: Annotated[dt.date | None, doc("Day of its crawl; null is undated, older than any.")]
    lines_count: Annotated[int | None, doc("Its lines; null where it was not read again.")]
    records_count: Annotated[int | None, doc("Games, items, reviews, titles, … in it.")]
    accepted_count: Annotated[int | None, doc("Those of them that were loaded.")]


class Totals(Struct):
    """How much a data version holds."""

    games_count: Annotated[int, doc("Games, in the catalogue or not.")]
    games_in_catalogue_count: Annotated[int, doc("Games of the catalogue.")]
    users_count: Annotated[int, doc("Users.")]
    items_count: Annotated[int, doc("Games in libraries, counted per user.")]
    reviews_count: Annotated[int, doc("Reviews.")]
    titles_count: Annotated[int, doc("Streaming titles.")]
    people_count: Annotated[int, doc("Actors and directors of titles.")]
    viewers_count: Annotated[int, doc("Viewers who rated titles.")]
    ratings_count: Annotated[int, doc("Ratings of titles.")]


class LoadRejects(Struct):
    """What was refused of a file for one reason."""

    file_name: FileName
    reason: Annotated[str, doc("A reason of docs/data.md.")]
    rejects_count: Annotated[int, doc("Lines and records; at most 100,000 of a file are kept.")]


class WarningExample(Struct):
    """A value that a warning is about."""

    line_number: Annotated[int, doc("Line in the file, from 1.")]
    record_number: Annotated[int, doc("Place in the list on that line; 0 is the line itself.")]
    raw: Annotated[str, doc("The value, at most 200 characters.")]
    detail: Annotated[str, doc("What was found, and what would be right.")]


class LoadWarning(Struct):
    """What of a field could not be read as it stands."""

    file_name: FileName
    field: Annotated[str, doc("The field, as the file calls it.")]
    kind: Annotated[
        Literal["unreadable", "unknown_shape", "count_mismatch", "cut", "unknown_field"],
        doc("What happened to its values."),
    ]
    occurrences_count: Annotated[int, doc("Records in which it happened.")]
    present_count: Annotated[int, doc("Records in which the field says something.")]
    occurrences_percent: Annotated[float, doc("The share of the one in the other.")]
    examples: Annotated[list[WarningExample], doc("The first 20.")]


class LoadDocument(Struct):
    """A run that changed the published data."""

    load_id: Annotated[int, doc("The run.")]
    kind: Annotated[
        Literal["load", "refresh", "similarities", "prices", "forget"],
        doc("Files, aggregates, a model of recommendations or prices, or what was forgotten."),
    ]
    data_version: Annotated[int, doc("The version that it published.")]
    started_at: Annotated[dt.datetime, doc("Its start.")]
    finished_at: Annotated[dt.datetime, doc("Its end.")]
    crawl_year: Annotated[int | None, doc("The year that dates without one got.")]
    totals: Annotated[Totals, doc("What that version holds.")]
    files: Annotated[list[LoadFile], doc("What it read; nothing, unless files were loaded.")]
    rejects: Annotated[list[LoadRejects], doc("What it refused.")]
    warnings: Annotated[list[LoadWarning], doc("What it could not read as it stands.")]
