"""Documents of loads, as Postgres writes them."""

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from msgspec import Struct

from api.schemas import about

FileName: TypeAlias = Annotated[str, about("The file.")]


class LoadFile(Struct):
    """A file that a run read."""

    name: FileName
    kind: Annotated[Literal["games", "items", "reviews"], about("What it describes.")]
    lines_count: Annotated[int | None, about("Its lines; null where it was not read again.")]
    records_count: Annotated[int | None, about("Games, items or reviews in it.")]
    accepted_count: Annotated[int | None, about("Those of them that were loaded.")]


class LoadRejects(Struct):
    """What was refused of a file for one reason."""

    file_name: FileName
    reason: Annotated[str, about("A reason of docs/data.md.")]
    rejects_count: Annotated[int, about("Lines and records; at most 100,000 of a file are kept.")]


class WarningExample(Struct):
    """A value that a warning is about."""

    line_number: Annotated[int, about("Line in the file, from 1.")]
    record_number: Annotated[int, about("Place in the list on that line; 0 is the line itself.")]
    raw: Annotated[str, about("The value, at most 200 characters.")]
    detail: Annotated[str, about("What was found, and what would be right.")]


class LoadWarning(Struct):
    """What of a field could not be read as it stands."""

    file_name: FileName
    field: Annotated[str, about("The field, as the file calls it.")]
    kind: Annotated[
        Literal["unreadable", "unknown_shape", "count_mismatch", "cut", "unknown_field"],
        about("What happened to its values."),
    ]
    occurrences_count: Annotated[int, about("Records in which it happened.")]
    present_count: Annotated[int, about("Records in which the field says something.")]
    occurrences_percent: Annotated[float, about("The share of the one in the other.")]
    examples: Annotated[list[WarningExample], about("The first 20.")]


class LoadDocument(Struct):
    """A run that changed the published data."""

    load_id: Annotated[int, about("The run.")]
    kind: Annotated[
        Literal["load", "refresh", "similarities", "prices"],
        about("Files, aggregates, or a model of recommendations or prices."),
    ]
    data_version: Annotated[int, about("The version that it published.")]
    started_at: Annotated[dt.datetime, about("Its start.")]
    finished_at: Annotated[dt.datetime, about("Its end.")]
    crawl_year: Annotated[int | None, about("The year that dates without one got.")]
    files: Annotated[list[LoadFile], about("What it read; nothing, unless files were loaded.")]
    rejects: Annotated[list[LoadRejects], about("What it refused.")]
    warnings: Annotated[list[LoadWarning], about("What it could not read as it stands.")]
