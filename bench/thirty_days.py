"""Days of crawls, events, crashes, retraining and an upgrade, beside one load of everything."""

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import click
from rich.table import Table
from sqlalchemy import URL, NullPool, create_engine, text

from bench.daily_crawls import write_days
from bench.daily_server import DailyServer, send
from bench.harness import HELP, JSON, MB, copied, in_new_process, new_database, report
from bench.upgrade import copy_migrations, stored_otherwise
from db.errors import AggregatesDiffer, NotLoaded
from db.migrate import (
    bundle,
    check_aggregate_rows,
    check_database,
    downgrade,
    newest_revision,
    upgrade,
)
from etl.console import text_table
from etl.continuous.events import apply_pending_events
from etl.continuous.schedule import MODELS
from etl.crawls import NamedCrawl
from etl.load import LoadOptions, load
from etl.models.lifecycle import train_model
from etl.sample import generate_sample
from etl.session import open_session
from tests.db.revisions import add_revision
from tests.etl.contents import LEDGER, select_rows, stored_relations

SEED: Final = 1
WEEK: Final = 7
WHOSE: Final = ("Postgres", "loader")
"""Crash: of one and the other in turn."""
FIRST_GUESS: Final = 4.0
"""Seconds of the first load of a day."""
QUIET_EVENTS: Final = 5
"""A day, while nothing is loaded."""
OWN: Final = frozenset({"events", "pending_events", "followed_events", "story_parts", *LEDGER})
"""Tables that tell how data came, not what they are, and what the worker computes."""

_DATABASE: Final = "select pg_database_size(current_database())"
_WAL: Final = "select sum(size)::bigint from pg_ls_waldir()"
_RELATIONS: Final = """
    select oid::regclass::text, pg_total_relation_size(oid)
    from pg_class
    where
        relkind in ('r', 'm')
        and relnamespace::regnamespace::text in ('core', 'agg', 'staging', 'pg_catalog')
"""
_LOADS: Final = """
    select extract(epoch from finished_at - started_at)::double precision
    from core.loads
    where status = 'published' and kind = 'load'
    order by load_id
"""
SHOWN: Final = 8
_VERSION: Final = "select max(data_version) from core.loads"


@dataclass(kw_only=True)
class _Found:
    """What the days have shown."""

    watch_seconds: list[float] = field(default_factory=list)
    """Of each daily load, the start of its process included."""
    full_seconds: list[float] = field(default_factory=list)
    """Of each load of everything."""
    wrong: dict[str, list[str]] = field(default_factory=dict)
    """The relations that were not as after one load, by day."""
    trained: list[str] = field(default_factory=list)
    sizes: dict[str, dict[str, int]] = field(default_factory=dict)
    """Bytes at the end: of the database that lived, and of a fresh one."""


def run(  # noqa: PLR0913 - one for each option
    data: Path | None, *, days: int, share: float, compare_every: int, games: int, users: int
) -> dict[str, Any]:
    """Let days pass on one server, and load everything at once on another; both are removed.

    Args:
        data: the folder of raw files; None makes a sample.
        days: how many.
        share: of the lines of a file, how many are new, and how many changed, each day.
        compare_every: days from one comparison to the next.
        games: games of the sample.
        users: users of the sample.

    Returns:
        Every figure: seconds, bytes and counts.

    Raises:
        LudotecaError: a server cannot be started.
        RuntimeError: a command failed.
    """
    with new_database() as (home, server), new_database() as (_, other):
        files = home / "files"
        if data is None:
            in_new_process(generate_sample, data := files / "sample", games=games, users=users)
        options = {"days": days, "share": share, "seed": SEED}
        folders = in_new_process(write_days, data, files / "days", **options)
        lived, found = DailyServer(home=home, server=server, of=random.Random(SEED)), _Found()
        lived.hasten_autovacuum()
        lived.watch(folders[0])
        lived.run("schedule", "--once")
        with lived.worker():
            for number, folder in enumerate(folders[1:], start=1):
                _pass_day(lived, found, folder, whose=WHOSE[number % len(WHOSE)])
                if number == (days + 1) // 2:
                    in_new_process(_upgrade_and_back, lived.url, files / "revisions")
                if number % WEEK == 0:
                    said = lived.run("schedule", "--once", "--retrain-after", "1s")
                    found.trained += [line for line in said if ": model" in line]
                lived.rest()
                if number % compare_every and number < days:
                    continue
                with copied(other.url) as fresh:
                    full = in_new_process(_load_all, fresh, folders[: number + 1])
                    found.full_seconds.append(full)
                    send(fresh, lived.events)
                    wrong = in_new_process(differing, lived.url, fresh)
                    found.wrong |= {folder.name: wrong} if wrong else {}
                    if number == days:
                        in_new_process(_train, fresh)
                    found.sizes = {"lived": _sizes(lived.url), "fresh": _sizes(fresh)}
                told = f"wrong: {', '.join(wrong)}" if wrong else "right"
                size = found.sizes["lived"]["database"] / MB
                click.echo(f"{folder.name}: {told}, {size:.1f} MB", err=True)
        check_database(lived.url)
        return _figures(lived, found, home)


def _pass_day(lived: DailyServer, found: _Found, folder: Path, *, whose: str) -> None:
    day = date.fromisoformat(folder.name)
    lived.crash(folder, day, whose=whose, seconds=(found.watch_seconds or [FIRST_GUESS])[-1])
    began = time.perf_counter()
    lived.watch(folder)
    found.watch_seconds.append(time.perf_counter() - began)
    for _ in range(QUIET_EVENTS):
        lived.record(day)
    lived.wait_for_aggregates(day)


def _load_all(url: URL, folders: Sequence[Path]) -> float:
    """Load all folders at once, each but the first as of the day in its name; gives the seconds."""
    crawls = tuple(
        NamedCrawl(file=str(path), crawled_on=date.fromisoformat(folder.name))
        for folder in folders[1:]
        for path in folder.iterdir()
    )
    options = LoadOptions(crawled_on=crawls, max_reject_share=1.0, max_unreadable_share=1.0)
    return load(url, folders, options=options).seconds


def _train(url: URL) -> None:
    for kind in MODELS.values():
        with suppress(NotLoaded):  # no ratings were loaded to learn tastes from
            train_model(kind, url)


def _upgrade_and_back(url: URL, folder: Path) -> None:
    """Bring every aggregate to a made-up revision, and to this code's again."""
    folder.mkdir()
    copy_migrations(folder)
    files = bundle.read_frozen_bundle(before := newest_revision())
    stored = {file: stored_otherwise(each) for file, each in files.items() if each.is_stored}
    add_revision(folder, stored)
    upgrade(url)
    downgrade(url, before)


def differing(lived: URL, fresh: URL) -> list[str]:
    """Let a fresh database follow its events, and name what differs from it or from definitions.

    Args:
        lived: a database that was loaded in parts.
        fresh: one that was loaded at once, with the same events.
    """
    with open_session(fresh) as connection:
        while apply_pending_events(connection):
            pass
    found = []
    for url in (lived, fresh):
        try:
            check_aggregate_rows(url)
        except AggregatesDiffer as error:
            found.append(str(error))
    digests = [_digests(url) for url in (lived, fresh)]
    names = sorted(digests[0].keys() | digests[1].keys())
    return found + [name for name in names if digests[0].get(name) != digests[1].get(name)]


def _digests(url: URL) -> dict[str, tuple[int, int]]:
    """Give the number of rows and the sum of their hashes, by relation."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        # what a model learned depends on the day of training
        left_out = OWN.union(connection.scalars(text("select staging.model_tables()")))
        found = {}
        for schema, table, _ in stored_relations(connection):
            if table in left_out:
                continue
            rows = select_rows(connection, schema, table)
            summed = f"""
                select count(*), coalesce(sum(hashtextextended(rows.row, 0)), 0)
                from ({rows}) as rows (row)
            """  # noqa: S608 - our own names
            count, digest = connection.execute(text(summed)).one()
            found[f"{schema}.{table}"] = int(count), int(digest)
        return found


def _sizes(url: URL) -> dict[str, int]:
    """Give the bytes of the database, of the server's log, and of each relation."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        found = {
            name: int(connection.scalar(text(statement)) or 0)
            for name, statement in {"database": _DATABASE, "wal": _WAL}.items()
        }
        return found | {name: int(size) for name, size in connection.execute(text(_RELATIONS))}


def _figures(lived: DailyServer, found: _Found, home: Path) -> dict[str, Any]:
    """Put together what was measured; times in seconds."""
    with create_engine(lived.url, poolclass=NullPool).connect() as connection:
        load_seconds = list(connection.scalars(text(_LOADS)))[1:]
        versions = connection.scalar(text(_VERSION))
    left = [path for path in (home / "tmp").rglob("*") if path.is_file()]
    logs = (home / "pg" / "data" / "log").iterdir()
    lived_size, fresh_size = (found.sizes[name]["database"] for name in ("lived", "fresh"))
    return {
        "days": len(lived.waits),
        "versions": versions,
        "crashes": lived.crashes,
        "crashes_after_load": lived.late,
        "events": len(lived.events),
        "compared": len(found.full_seconds),
        "wrong": found.wrong,
        "trained": found.trained,
        "load_seconds": load_seconds,
        "watch_seconds": found.watch_seconds,
        "full_seconds": found.full_seconds,
        "event_seconds": lived.waits,
        "sizes": found.sizes,
        "ratios": {
            "disk": lived_size / fresh_size,
            "load": statistics.median(load_seconds) / found.full_seconds[-1],
        },
        "left_files": len(left),
        "server_log_bytes": sum(path.stat().st_size for path in logs),
    }


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out for a person."""
    crashes = ", ".join(f"{count} of {whose}" for whose, count in found["crashes"].items())
    lived, fresh = found["sizes"]["lived"], found["sizes"]["fresh"]
    loads, full = found["load_seconds"], found["full_seconds"][-1]
    waits = found["event_seconds"]
    rows = [
        ("days", f"{found['days']}"),
        ("data versions published", f"{found['versions']}"),
        ("crashes", f"{crashes}; {found['crashes_after_load']} after the load"),
        ("compared with one load of everything", f"{found['compared']}"),
        ("of these wrong", f"{len(found['wrong'])}"),
        (
            "a daily load, median and longest",
            f"{statistics.median(loads):.2f} s, {max(loads):.2f} s",
        ),
        (
            "the median beside one load of everything",
            f"{found['ratios']['load']:.3f} of {full:.1f} s",
        ),
        (
            "from an event to aggregates",
            f"{statistics.median(waits):.2f} s, at most {max(waits):.2f} s",
        ),
        (
            "database",
            f"{lived['database'] / MB:.0f} MB, {found['ratios']['disk']:.2f} x a fresh one",
        ),
        ("Postgres' log of changes", f"{lived['wal'] / MB:.0f} MB"),
        ("files left by killed loaders", f"{found['left_files']}"),
        ("Postgres' messages", f"{found['server_log_bytes'] / MB:.2f} MB"),
    ]
    yield text_table("Days", ("what", "figure"), rows)
    grown = sorted(
        lived.keys() - {"database", "wal"}, key=lambda name: fresh.get(name, 0) - lived[name]
    )
    yield text_table(
        "Relations that grew most",
        ("relation", "MB", "fresh MB"),
        [
            (name, f"{lived[name] / MB:.2f}", f"{fresh.get(name, 0) / MB:.2f}")
            for name in grown[:SHOWN]
        ],
    )
    yield from (f"{day} wrong: {', '.join(names)}" for day, names in found["wrong"].items())
    yield from found["trained"]


@click.command(context_settings=HELP)
@click.option(
    "--data", type=click.Path(exists=True, path_type=Path), help="Raw files; else a sample."
)
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 60), help="How many.")
@click.option(
    "--share", default=0.01, show_default=True, help="Lines that are new, and changed, each day."
)
@click.option(
    "--compare-every", default=1, show_default=True, help="Days from one comparison to the next."
)
@click.option("--games", default=2_000, show_default=True, help="Games of the sample.")
@click.option("--users", default=3_000, show_default=True, help="Users of the sample.")
@JSON
def main(json_file: Path | None, **options: Any) -> None:  # noqa: ANN401 - those of `run`
    """Let 30 days pass: each brings a crawl, events and a crash, each week models, one an upgrade.

    After each day what is published is compared with one load of everything on a fresh database,
    and the aggregates with their definitions. Everything happens on servers of its own in a
    temporary folder (set TMPDIR to choose the disk), which is removed at the end.
    """
    report(lambda: run(**options), tables, json_file)


if __name__ == "__main__":
    main()
