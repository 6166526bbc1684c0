"""Staging of raw files: batches of the transform copied into the private schema `staging`."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
import psycopg
from psycopg import sql

from etl.clean.dates import ReviewDays
from etl.crawls import Crawls, KnownFile, is_loaded
from etl.first_load import FirstLoad
from etl.known_lines import KnownLines
from etl.load_report import FileRead, Stopwatch
from etl.pgcopy import END, SIGNATURE, encode_rows, encode_text, send_parts
from etl.read.diagnosis import name_file_in_errors
from etl.read.sources import Source
from etl.scoring import Scorer
from etl.transform import Context, RejectedGames, Rows, Stats, read_game_names, transform_file

_ROWS_AT_ONCE: Final = 500_000  # of columns, copied in one statement
# Reviews first: their texts are scored by worker processes while the libraries are read. Games
# last: users, reviews and the keys of the items are merged meanwhile.
_COPIED: Final = ("staging.users", "staging.items")
_ORDER: Final = ("reviews", "items", "titles", "scores", "ratings", "games")


class Stager:
    """Copies batches into `staging.*` over one autocommit connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._types: dict[str, dict[str, str]] = {}

    def copy(self, table: str, rows: np.ndarray[Any, Any] | pd.DataFrame) -> int:
        """Copy one batch in one statement; returns the number of rows.

        Columns go by name. A column that `rows` lacks keeps the table's default.

        Raises:
            ValueError: a column that the table lacks, or a value its type cannot hold.
            psycopg.Error: the server refused a row or went away.
        """
        if not len(rows):
            return 0
        if isinstance(rows, pd.DataFrame):
            names: Sequence[str] = [str(name) for name in rows.columns]
            how, parts = "text", [encode_text(rows, types=self._column_types(table, names))]
        else:
            names = rows.dtype.names or ()
            block = encode_rows(rows, types=self._column_types(table, names))
            how, parts = "binary", [memoryview(SIGNATURE), block, memoryview(END)]
        statement = sql.SQL("copy staging.{} ({}) from stdin (format {})").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names)), sql.SQL(how)
        )
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            send_parts(copy, parts)
        return len(rows)

    def copy_columns(self, table: str, **columns: np.ndarray[Any, Any]) -> None:
        """Copy columns of one length, a part of them at a time.

        Raises:
            ValueError: see `copy`.
            psycopg.Error: the server refused a row or went away.
        """
        types = [(name, column.dtype) for name, column in columns.items()]
        for start in range(0, len(next(iter(columns.values()))), _ROWS_AT_ONCE):
            part = [column[start : start + _ROWS_AT_ONCE] for column in columns.values()]
            self.copy(table, np.rec.fromarrays(part, dtype=types))

    def games_by_title(self, titles: Iterable[str]) -> dict[str, int]:
        """Find the game of each title, among those of core and those that are staged."""
        rows = self._connection.execute(
            "select title, game_id from staging.games_by_title(%s)", [list(titles)]
        )
        return dict(rows.fetchall())

    def title_ids(self) -> frozenset[str]:
        """List the streaming titles that may be rated: those of core and those that are staged."""
        rows = self._connection.execute(
            "select title_id from core.titles union select title_id from staging.titles"
        )
        return frozenset(title_id for (title_id,) in rows)

    def _column_types(self, table: str, names: Iterable[str]) -> list[str]:
        if table not in self._types:
            found = self._connection.execute(
                """
                select pg_attribute.attname, pg_type.typname
                from pg_catalog.pg_attribute
                inner join pg_catalog.pg_type on pg_type.oid = pg_attribute.atttypid
                where
                    pg_attribute.attrelid = to_regclass('staging.' || quote_ident(%s))
                    and pg_attribute.attnum > 0
                    and not pg_attribute.attisdropped
                """,
                [table],
            ).fetchall()
            self._types[table] = dict(found)
        types = self._types[table]
        if unknown := [name for name in names if name not in types]:
            raise ValueError(f"staging.{table} has no column {', '.join(unknown)}")
        return [types[name] for name in names]


def stage_files(  # noqa: PLR0913 - each part of a load
    sources: Iterable[Source],
    *,
    stager: Stager,
    scorer: Scorer,
    first_load: FirstLoad,
    date_files: Callable[[dict[int, ReviewDays]], Crawls],
    watch: Stopwatch,
    context: Context,
    known: KnownLines,
    loaded: Mapping[int, Sequence[KnownFile]],
) -> Iterator[FileRead]:
    """Read each file into the staging tables and hand it on with its counts.

    Reviews may still be on their way through the scorer when their file is handed on;
    `stage_last_reviews` waits for them.

    `date_files` is called once, when every review was read, with the days that they name: what a
    first load copies into core.items bears the date of its crawl.

    Files of `loaded` are read only if their crawl is news.

    Raises:
        InputError: a file cannot be read to its end.
    """
    rejected_games = RejectedGames()
    days: dict[int, ReviewDays] = {}
    crawls: Crawls | None = None
    unread, waiting = deque(sorted(sources, key=_staging_order)), deque[Source]()
    while unread or (waiting and crawls is None):
        if crawls is None and (not unread or "reviews" not in unread[0].format.kinds):
            crawls = date_files(days)
            unread.extendleft(reversed(waiting))
            continue
        source = unread.popleft()
        if source.number in loaded:
            if crawls is None:
                waiting.append(source)
                continue
            if is_loaded(source, crawls[source.number], loaded[source.number]):
                continue
        stats = Stats()
        context = _with_titles(context, source, stager)
        crawled_on = None if crawls is None else crawls[source.number].crawled_on
        first_load.next_file(crawled_on)
        known.next_file(source.format.name, crawled_on)
        with (
            name_file_in_errors(source.path),
            watch.stage(f"read {source.name}", total=source.byte_count) as advance,
        ):
            for batch in transform_file(
                source,
                stats=stats,
                rejected_games=rejected_games,
                context=context,
                known=known,
                on_bytes=advance,
            ):
                rows = batch.rows
                is_item = batch.table in _COPIED and source.format.kinds == ("items",)
                if is_item and first_load.is_open():
                    rows = first_load.copy_new(batch)
                _stage_batch(batch.table, rows, stager=stager, scorer=scorer)
        days[source.number] = stats.review_days
        yield FileRead(source=source, stats=stats)
    if crawls is None:
        date_files(days)


def _with_titles(context: Context, source: Source, stager: Stager) -> Context:
    """Look up the titles that a file may name."""
    if source.format.has_titles:
        titles = stager.games_by_title(read_game_names(source, context))
        return replace(context, titles=titles)
    if "ratings" in source.format.kinds and context.title_ids is None:
        return replace(context, title_ids=stager.title_ids())
    return context


def _staging_order(source: Source) -> tuple[bool, int, int]:
    """Order the files; those that name games by title wait for the games."""
    first = min(map(_ORDER.index, source.format.kinds))
    return source.format.has_titles, first, source.number


def stage_last_reviews(*, stager: Stager, scorer: Scorer) -> None:
    """Wait for the last texts and stage their reviews."""
    for reviews in scorer.scored(all_of_them=True):
        stager.copy("reviews", reviews)
    scorer.end()


def _stage_batch(table: str, rows: Rows, *, stager: Stager, scorer: Scorer) -> None:
    table = table.removeprefix("staging.")
    if table == "reviews" and isinstance(rows, pd.DataFrame):
        scorer.add(rows)
    else:
        stager.copy(table, rows)
    for reviews in scorer.scored():
        stager.copy("reviews", reviews)
