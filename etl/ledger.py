"""Ledger of loads: the row of a run, and what earlier rows say is loaded already."""

import datetime as dt
import platform
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Final

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from sqlalchemy import URL

from db.errors import LudotecaError
from etl.crawls import Crawls, KnownFile
from etl.load_report import Counts, FileRead, Stage
from etl.read.sources import Source
from etl.session import loader_session

CLEANING: Final = 2
"""Raise it when a cleaning rule changes: files that are loaded already are then read again."""
PATIENCE: Final = 10.0  # seconds for the server to notice that a broken connection is gone

_LOADED_FILES: Final = """
    select
        load_files.sha256,
        load_files.name,
        load_files.format,
        load_files.crawled_on,
        load_files.crawl_year,
        load_files.reviewed_until
    from core.load_files
    inner join core.loads using (load_id)
    where
        loads.kind = 'load'
        and loads.status in ('published', 'unchanged')
        and loads.settings -> 'crawl_year' = %s
        and loads.versions ->> 'rules' = %s
        -- their titles may have come since
        and not coalesce(load_files.counts -> 'rejected' ? 'unknown_title', false)
"""


@dataclass(kw_only=True, slots=True)
class Run:
    """A run under way, as far as it has come."""

    crawl_year: int | None = None
    max_reject_share: float | None = None
    max_unreadable_share: float | None = None
    started_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    files: list[FileRead] = field(default_factory=list)
    unread: list[Source] = field(default_factory=list)
    """Files that were not read, or not to their end."""
    crawls: Crawls = field(default_factory=dict)
    """Of each file, once they are known."""
    forgotten: Counts = field(default_factory=dict)
    """Users and games that were left out, as was asked for once."""
    merged: dict[str, Counts] = field(default_factory=dict)

    @property
    def year_given(self) -> int | None:
        """The latest year that dates without one got, as far as the run has come."""
        years = (crawl.year for crawl in self.crawls.values() if crawl.year is not None)
        return max(years, default=self.crawl_year)

    def document(self, stages: Iterable[Stage], *, error: str | None = None) -> dict[str, Any]:
        """Write the run down for the ledger."""
        return {
            "started_at": self.started_at.isoformat(),
            "crawl_year": self.year_given,
            "counts": {"merge": self.merged, "forgotten": self.forgotten},
            "timings": {stage.name: round(stage.seconds, 3) for stage in stages},
            "settings": {
                "crawl_year": self.crawl_year,
                "max_reject_share": self.max_reject_share,
                "max_unreadable_share": self.max_unreadable_share,
            },
            "versions": {
                "rules": rules_name(),
                "ludoteca": version("ludoteca"),
                "textblob": version("textblob"),
                "python": platform.python_version(),
            },
            "error": error,
            "warnings": [row for file in self.files for row in file.warnings()],
        }


def rules_name() -> str:
    """Name the rules that turn files into rows: the same files under the same rules are no news."""
    return f"cleaning {CLEANING}, textblob {version('textblob')}"


def loaded_files(connection: psycopg.Connection, *, crawl_year: int | None) -> list[KnownFile]:
    """Return each file that is in the published data, read with this setting, with its crawl."""
    rows = connection.cursor(row_factory=class_row(KnownFile))
    return rows.execute(_LOADED_FILES, [Jsonb(crawl_year), rules_name()]).fetchall()


def published_version(connection: psycopg.Connection) -> int | None:
    """Return the data version that readers see; None before the first publication."""
    (found,) = _fetch_row(connection, "select max(data_version) from core.loads", [])
    return None if found is None else int(found)


def publish_run(
    connection: psycopg.Connection, run: Run, document: dict[str, Any], *, kind: str = "load"
) -> int:
    """Write a load or a `refresh` into the ledger, in the caller's transaction.

    Returns the data version.
    """
    _stage_file_rows(connection, run)
    (data_version,) = _fetch_row(
        connection, "select staging.publish(%s, %s)", [Jsonb(document), kind]
    )
    return int(data_version)


def record_failure(
    connection: psycopg.Connection, url: URL, run: Run, document: dict[str, Any]
) -> None:
    """Write a failed run and its rejects into the ledger and empty the staging tables.

    Over the load's own connection if that still works, else over a fresh one; a server that does
    not answer any more leaves no row.
    """
    try:
        connection.execute("rollback")
        _write_failure(connection, run, document)
    except psycopg.Error:
        connection.close()
        with (
            suppress(LudotecaError, psycopg.Error),
            loader_session(url, patience=PATIENCE) as fresh,
        ):
            _write_failure(fresh, run, document)


def _write_failure(connection: psycopg.Connection, run: Run, document: dict[str, Any]) -> None:
    try:
        with connection.transaction():
            _stage_file_rows(connection, run)
            connection.execute("select staging.record_failure(%s)", [Jsonb(document)])
    finally:
        connection.execute("select staging.clear()")


def _stage_file_rows(connection: psycopg.Connection, run: Run) -> None:
    entries = [(file.source, file.counts()) for file in run.files]
    entries += [(source, {}) for source in run.unread]
    rows = [
        (
            source.number,
            source.name,
            source.kind,
            source.read_as or source.format.name,
            source.sha256,
            source.byte_count,
            Jsonb(counts),
        )
        for source, counts in entries
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            insert into staging.files (
                file_number, name, kind, format, sha256, byte_count, counts
            )
            values (%s, %s, %s, %s, %s, %s, %s)
            """,
            rows,
        )


def _fetch_row(
    connection: psycopg.Connection, statement: str, values: list[object]
) -> tuple[Any, ...]:
    row = connection.execute(statement.encode(), values).fetchone()
    if row is None:
        raise psycopg.DataError(f"no answer to {statement}")
    return row
