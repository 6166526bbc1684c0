"""Merge of staging tables into core, aggregates and ledger, in one transaction or not at all."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

from db.errors import DatabaseUnavailable
from etl.background import BackgroundTask
from etl.first_load import FirstLoad
from etl.ledger import Run, publish_run, published_version
from etl.load_report import Counts, Stopwatch

# In this order: users, games and titles come before the rows that point to them, and items last:
# before them a first load that has copied some builds all keys.
_MERGES: Final = {
    "users": b"select staging.merge_users()",
    "games": b"select staging.merge_games()",
    "other_games": b"select staging.merge_uncatalogued_games()",
    "titles": b"select staging.merge_titles()",
    "title_labels": b"select staging.merge_title_labels()",
    "scores": b"select staging.merge_scores()",
    "ratings": b"select staging.merge_ratings()",
    "labels": b"select staging.merge_labels()",
    "reviews": b"select staging.merge_reviews()",
    "items": b"select staging.merge_items(%s::bigint)",
}
_ANALYZE: Final = b"select staging.analyze(%s)"
_LEAVE_OUT: Final = b"select staging.leave_out_forgotten()"
_GATHER: Final = b"select staging.gather_statements()"
_CHOOSE_LABELS: Final = b"select staging.choose_labels()"
_STAGED: Final = ["users", "items", "item_names", "known_lines", "reviews", "ratings"]
_KNOWN_LINES: Final = b"select staging.merge_known_lines()"
_BEGIN_BULK: Final = b"select staging.begin_first_load()"
_END_BULK: Final = b"select staging.end_first_load(%s)"
_REFRESH: Final = b"select agg.refresh(%s, true)"
_HOLD_EVENTS: Final = b"select pg_advisory_xact_lock(hashtext('ludoteca events'))"


def leave_out_forgotten(connection: psycopg.Connection, run: Run) -> None:
    """Take users and games out of the load that were forgotten, also from what it warns of.

    Args:
        connection: the loader's, outside any transaction.
        run: what was read; the counts of what was left out are added.
    """
    found = _fetch_value(connection, _LEAVE_OUT)
    lines = {(file_number, line) for file_number, line in found.pop("lines", ())}
    for file in run.files:
        file.stats.warnings.drop_examples(
            {line for file_number, line in lines if file_number == file.source.number}
        )
    run.forgotten = found


def gather_statements(connection: psycopg.Connection) -> None:
    """Gather what files say of staged games.

    It reads of core only what was said of these games before; the transaction that merges may be
    under way.

    Args:
        connection: the loader's, outside any transaction.
    """
    connection.execute(_ANALYZE, [["games"]])
    connection.execute(_GATHER)
    connection.execute(_ANALYZE, [["game_statements"]])


def choose_labels(connection: psycopg.Connection) -> None:
    """Choose the labels of staged games from what was gathered; needs nothing of core.

    Args:
        connection: the loader's, outside any transaction.
    """
    connection.execute(_CHOOSE_LABELS)
    connection.execute(_ANALYZE, [["labels"]])


def analyze_staged(connection: psycopg.Connection) -> None:
    """Take statistics of staged users, items and reviews, by which their merges are planned."""
    connection.execute(_ANALYZE, [_STAGED])


def merge_without_games(connection: psycopg.Connection, run: Run, *, items_count: int) -> None:
    """Merge what waits for no game, users, items and reviews of a first load, and their aggregates.

    To be called when all of them are staged or copied, while games are still read.

    Args:
        connection: in the transaction that will publish everything.
        run: what was read; the counts of the merges are added.
        items_count: how many items are in core.items already.
    """
    connection.execute(_BEGIN_BULK)
    run.merged["users"] = _fetch_value(connection, _MERGES["users"])
    connection.execute(_END_BULK, [False])
    run.merged["items"] = _fetch_value(connection, _MERGES["items"], [items_count])
    run.merged["reviews"] = _fetch_value(connection, _MERGES["reviews"])
    connection.execute(_REFRESH, [False])


def merge_and_publish(
    connection: psycopg.Connection,
    run: Run,
    *,
    first_load: FirstLoad,
    labels: BackgroundTask,
    watch: Stopwatch,
) -> int:
    """Merge what is staged and publish it; returns the data version.

    Readers see the data before or after, never between, and a failure at any point leaves the
    data before. Where the merge changes no row, only the ledger is written.

    Args:
        connection: the loader's; used unless this is a first load.
        run: what was read; the counts of the merges are added.
        first_load: the items that are in core.items already, in a transaction that is open.
        labels: `choose_labels` under way on a connection that is not used here, or done.
        watch: times the stages.

    Raises:
        DatabaseUnavailable: the server went away while it was publishing.
    """
    copied = None if first_load.connection is None else first_load.items_count
    connection = first_load.connection or connection
    is_begun = bool(run.merged)  # while games were read
    if not is_begun:
        with watch.stage("analyze"):
            analyze_staged(connection)
    with commit_block(connection):
        block_events(connection)
        disable_parallel_workers(connection)
        bulk = _fetch_value(connection, _BEGIN_BULK)
        arguments = {"items": [copied]}
        for name, statement in _MERGES.items():
            if name in run.merged:
                continue
            if name == "labels":
                with watch.stage("choose labels"):
                    labels.finish()
            if name == "items" and copied is not None:
                # what is left of them is looked up by key among those that were copied
                with watch.stage("build keys"):
                    connection.execute(_END_BULK, [True])
            with watch.stage(f"merge {name}"):
                run.merged[name] = _fetch_value(connection, statement, arguments.get(name))
        run.merged = {name: run.merged[name] for name in _MERGES}
        if is_begun or (bulk and copied is None):
            with watch.stage("build keys"):
                connection.execute(_END_BULK, [True])
        if count_merged_rows({name: run.merged[name] for name in ("titles", "title_labels")}):
            with watch.stage("compare titles"):
                # imported by a load of titles alone: these take their time
                from etl.recommender.similar_titles import store_similar_titles  # noqa: PLC0415

                store_similar_titles(connection)
        if count_merged_rows(run.merged) or published_version(connection) is None:
            with watch.stage("refresh"):
                connection.execute(_REFRESH, [True if is_begun else None])
        with watch.stage("publish"):
            connection.execute(_KNOWN_LINES)
            return publish_run(connection, run, run.document(watch.stages))


def block_events(connection: psycopg.Connection) -> None:
    """Let events wait until the transaction ends; waits itself for those under way.

    Events that come meanwhile are kept, and applied when the worker finds the tables free.
    """
    connection.execute(_HOLD_EVENTS)


def disable_parallel_workers(connection: psycopg.Connection) -> None:
    """Do without parallel workers in this transaction, if there is anything to read already.

    A first load may have the whole machine. Beside a later one answers are asked for, and would
    wait for every core that the aggregates take.
    """
    if published_version(connection) is not None:
        connection.execute("set local max_parallel_workers_per_gather = 0")
        connection.execute("set local max_parallel_maintenance_workers = 0")


@contextmanager
def commit_block(connection: psycopg.Connection) -> Iterator[None]:
    """Run the block in one transaction of an autocommit connection, or end the one it is in.

    Raises:
        DatabaseUnavailable: the server went away during the commit.
    """
    if connection.info.transaction_status == TransactionStatus.IDLE:
        connection.execute("begin")
    # The loader's session does not wait for its log to reach the disk; what is published does.
    connection.execute("set local synchronous_commit = on")
    yield
    with defer_interrupts():
        try:
            connection.execute("commit")
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(
                "The database went away in the moment of publishing, so nobody knows whether it "
                "did; run the load again when it answers: twice changes nothing."
            ) from error


@contextmanager
def defer_interrupts() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait: half-way through a commit no answer to them would be true."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []

    def hold(number: int, _: FrameType | None) -> None:
        waiting.append(number)

    before: dict[int, Callable[[int, FrameType | None], Any] | int | None] = {
        number: signal.signal(number, hold) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def count_merged_rows(merged: dict[str, Counts]) -> int:
    """Count the rows that the merges wrote."""
    return sum(counts.get("inserted", 0) + counts.get("updated", 0) for counts in merged.values())


def _fetch_value(
    connection: psycopg.Connection, statement: bytes, values: list[Any] | None = None
) -> Any:  # noqa: ANN401 - what the function gives
    row = connection.execute(statement, values).fetchone()
    return row[0] if row else None
