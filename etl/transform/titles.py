"""Streaming titles as rows of staging.titles, and their published scores of staging.scores."""

from collections.abc import Iterator
from typing import Final

from db.names import name_key
from etl.clean.errors import Reject
from etl.clean.titles import (
    COMMON_GENRES,
    UNKNOWN_DURATION,
    clean_text,
    is_duration,
    mend_audience_rating,
    parse_added_on,
    parse_categories,
    parse_countries,
    parse_duration,
    parse_editorial_score,
    parse_kind,
    parse_people,
    parse_published_score,
    parse_release_year,
    parse_show_number,
    parse_title_id,
    to_title_name,
)
from etl.transform.batches import Batch, make_batch
from etl.transform.raw_text import optional_raw_text
from etl.transform.rejects import Collector

_FIELDS: Final = frozenset(
    {
        *("platform", "show_id", "type", "title", "director", "cast", "country", "date_added"),
        *("release_year", "rating", "duration", "listed_in", "description", "score"),
    }
)
_BATCH_ROWS: Final = 4_096
"""At most: a title may have a long description and a large cast."""


class _TitleRows(Collector):
    table: str

    def batches(self, batch_rows: int, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        if self._rows and (final or len(self._rows) >= min(batch_rows, _BATCH_ROWS)):
            rows, self._rows = self._rows, []
            yield make_batch(self.table, rows)


class Titles(_TitleRows):
    """The titles of one file."""

    table = "staging.titles"

    def add(self, line: int, raw: bytes, record: dict[str, object]) -> None:
        """Keep a title, or its reject."""
        self._stats.records_read += 1
        self._stats.warnings.at(line)
        self._stats.warnings.look_for_unknown(record, _FIELDS)
        try:
            self._rows.append(self._row(line, record))
        except Reject as reject:
            self._log.add(reject, line=line, kind="title", raw=raw)
            return
        self._stats.records_accepted += 1

    def _row(self, line: int, record: dict[str, object]) -> tuple[object, ...]:
        stats, read, get = self._stats, self._stats.warnings.read, record.get
        platform = str(record["platform"])
        title_id = f"{platform[0]}s{parse_show_number(get('show_id'))}"
        kind = parse_kind(get("type"))
        name = stats.name("title", get("title"), to_title_name)
        if name is None:
            raise Reject("missing_title", "title is missing; it should be the title's name")
        duration = read("duration", parse_duration, get("duration"))
        rating = stats.name("rating", get("rating"), to_title_name)
        if optional_raw_text(get("duration")) is None and is_duration(rating):
            duration, rating = parse_duration(rating), None
        return (
            self._file_number,
            line,
            title_id,
            platform,
            kind,
            name,
            read("release_year", parse_release_year, get("release_year")),
            read("date_added", parse_added_on, get("date_added")),
            *(duration or UNKNOWN_DURATION),
            None if rating is None else mend_audience_rating(rating),
            read("description", clean_text, get("description")),
            read("score", parse_editorial_score, get("score")),
            optional_raw_text(get("duration")),
            optional_raw_text(get("rating")),
            stats.names("director", parse_people, get("director")),
            stats.names("cast", parse_people, get("cast")),
            stats.names("country", parse_countries, get("country")),
            self._categories(get("listed_in")),
        )

    def _categories(self, value: object) -> list[str] | None:
        names = self._stats.names("listed_in", parse_categories, value)
        for name in names or ():
            if name_key(name) not in COMMON_GENRES:
                detail = "no common genre is known for this category"
                self._stats.warnings.add("unmapped", "listed_in", name, detail)
        return names


class Scores(_TitleRows):
    """The published scores of one file."""

    table = "staging.scores"

    def add(self, line: int, raw: bytes, record: dict[str, object]) -> None:
        """Keep a score, or its reject."""
        self._stats.records_read += 1
        try:
            title_id = parse_title_id(record["movieId"])
            score = parse_published_score(record["score"])
        except Reject as reject:
            self._log.add(reject, line=line, kind="score", raw=raw)
            return
        self._rows.append((self._file_number, line, title_id, score))
        self._stats.records_accepted += 1
