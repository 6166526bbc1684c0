"""A load: discover → lock → staging → checks → merge, refresh and publish in one transaction."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import psycopg
from sqlalchemy import URL

from db.errors import LoadFailed, SchemaOutOfDate
from etl.background import BackgroundTask
from etl.clean.dates import ReviewDays
from etl.crawls import (
    Crawls,
    KnownFile,
    NamedCrawl,
    determine_crawls,
    find_known_crawls,
    find_loaded_files,
    match_named_days,
    stage_crawls,
)
from etl.first_load import FirstLoad
from etl.formats import Format
from etl.known_lines import KnownLines
from etl.known_polarities import KnownPolarities
from etl.ledger import (
    CLEANING,
    Run,
    loaded_files,
    publish_run,
    published_version,
    record_failure,
    rules_name,
)
from etl.limits import check_impossible_dates, check_rejects, check_unreadable
from etl.load_report import LoadReport, Stopwatch, left_out_record_lines
from etl.memory import reduce_garbage_collection
from etl.merge import (
    analyze_staged,
    block_events,
    choose_labels,
    commit_block,
    disable_parallel_workers,
    gather_statements,
    leave_out_forgotten,
    merge_and_publish,
    merge_without_games,
)
from etl.progress import Reporter, Silent
from etl.read.diagnosis import name_file_in_errors
from etl.read.sources import Discovery, NamedPlatform, Source, discover_sources
from etl.scoring import Scorer
from etl.session import loader_session, translate_loader_error
from etl.staging import Stager, stage_files, stage_last_reviews
from etl.transform import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadOptions:
    """How to load."""

    max_reject_share: float = 0.01
    """0 to 1: a file of whose lines or records more is rejected stops the load."""
    max_unreadable_share: float = 0.2
    """0 to 1: a field of which more cannot be read stops the load, if many records have it."""
    crawl_year: int | None = None
    """The year of dates without one; None means the year after a file's latest dated review."""
    crawled_on: tuple[NamedCrawl, ...] = ()
    """The days on which files were collected; for others it is that of the latest review."""
    workers: int | None = None
    """Processes that score reviews; None means as many as pay here, 0 none beside the loader."""
    again: bool = False
    """Read the files even if they are in the published data."""
    note_known: bool = True
    """Whether the ledger gets a row for a load of nothing but known files."""
    mapped: Format | None = None
    """The format of tables whose columns the caller names, see `etl.formats.mapped`."""
    user: str | None = None
    """Whose library a file is that does not name its user."""
    game: int | None = None
    """Which game's reviews a file holds that does not name it."""
    platforms: tuple[NamedPlatform, ...] = ()
    """The platforms of titles files whose names do not tell."""


def load(
    url: URL,
    paths: Sequence[Path],
    *,
    options: LoadOptions | None = None,
    reporter: Reporter | None = None,
) -> LoadReport:
    """Load raw files into a migrated database and publish them.

    Files that are in the published data already change nothing. Of two that say different things
    the one of the newer crawl counts, whichever was loaded first.

    Args:
        url: the database; the login must be allowed to become ludoteca_etl.
        paths: files, and folders that hold them, in any order.
        options: how to load.
        reporter: who hears of the progress.

    Raises:
        InputError: a path is missing, a file cannot be read, or a crawl is named for none; nothing
            was changed.
        LoadFailed: too much of a file was rejected or could not be read, nothing says of which year
            its dates are, another load is under way, the server's disk is full; nothing was
            changed.
        DatabaseUnavailable: no server answers, or it went away; nothing was changed.
        SchemaOutOfDate: the database is not migrated to what this code needs.
    """
    started = time.perf_counter()
    options = options or LoadOptions()
    watch = Stopwatch(reporter=reporter or Silent())
    with watch.stage("look at the files"):
        context = Context(user=options.user, game=options.game)
        discovered = discover_sources(paths, mapped=options.mapped, platforms=options.platforms)
        found = distinguish_sources(discovered, context)
        match_named_days(found.sources, options.crawled_on)  # refused before anything is begun
    run = Run(
        crawl_year=options.crawl_year,
        max_reject_share=options.max_reject_share,
        max_unreadable_share=options.max_unreadable_share,
        unread=list(found.sources),
    )
    with (
        reduce_garbage_collection(),
        loader_session(url) as connection,
        Scorer(workers=options.workers) as scorer,
    ):
        _require_schema(connection)
        before = published_version(connection)
        try:
            known = loaded_files(connection, crawl_year=run.crawl_year)
            crawls = find_known_crawls(found.sources, known, named=options.crawled_on)
            if before is not None and crawls is not None and not options.again:
                run.crawls = crawls
                data_version = before
                if options.note_known:
                    connection.execute("select staging.clear()")
                    stage_crawls(connection, found.sources, crawls)
                    with commit_block(connection):
                        data_version = publish_run(connection, run, run.document(watch.stages))
            else:
                connection.execute("select staging.clear()")
                with FirstLoad(url) as first_load:
                    labels = _read_into_staging(
                        connection,
                        run,
                        found,
                        named=options.crawled_on,
                        scorer=scorer,
                        first_load=first_load,
                        watch=watch,
                        context=context,
                        is_again=options.again,
                        loaded={}
                        if options.again
                        else find_loaded_files(found.sources, known, named=options.crawled_on),
                    )
                    data_version = merge_and_publish(
                        connection, run, first_load=first_load, labels=labels, watch=watch
                    )
        except BaseException as error:
            document = run.document(watch.stages, error=_describe_error(error, url))
            record_failure(connection, url, run, document)
            raise
        if run.files or options.note_known:
            with suppress(psycopg.Error):  # everything is published, and the next load clears too
                connection.execute("select staging.clear()")
    return LoadReport(
        status="unchanged" if data_version == before else "published",
        data_version=data_version,
        crawl_year=run.year_given,
        max_unreadable_share=options.max_unreadable_share,
        crawls=run.crawls,
        forgotten=run.forgotten,
        files=tuple(sorted(run.files, key=lambda file: file.source.number)),
        sources=found.sources,
        ignored=found.ignored,
        left_out=found.left_out,
        merged=run.merged,
        stages=tuple(watch.stages),
        seconds=time.perf_counter() - started,
        workers_peak_bytes=scorer.workers_peak,
    )


def distinguish_sources(found: Discovery, context: Context) -> Discovery:
    """Tell files apart by what the caller says of their records: of another user it is another.

    The ledger keeps a hash of it, which recognises a user and does not tell who it is.
    """

    def named(source: Source) -> Source:
        asks = source.format.asks
        if asks not in {"user", "game"}:
            return source
        said = context.user if asks == "user" else context.game
        told = sha256(str(source.name if said is None else said).encode()).hexdigest()[:16]
        return replace(source, read_as=f"{source.format.name} {asks}={told}")

    return replace(found, sources=tuple(map(named, found.sources)))


def _describe_error(error: BaseException, url: URL) -> str:
    if isinstance(error, psycopg.Error):
        return str(translate_loader_error(error, url))
    if isinstance(error, KeyboardInterrupt):
        return "Interrupted."
    return str(error) or type(error).__name__


def refresh_and_publish(url: URL, *, reporter: Reporter | None = None) -> int:
    """Compute every aggregate anew and publish them; returns the data version.

    Raises:
        LudotecaError: as `load` does.
    """
    watch = Stopwatch(reporter=reporter or Silent())
    run = Run()
    with loader_session(url) as connection:
        _require_schema(connection)
        connection.execute("select staging.clear()")
        with commit_block(connection):
            block_events(connection)
            disable_parallel_workers(connection)
            with watch.stage("refresh"):
                connection.execute("select agg.refresh()")
            return publish_run(connection, run, run.document(watch.stages), kind="refresh")


def _read_into_staging(  # noqa: PLR0913 - each part of a load
    connection: psycopg.Connection,
    run: Run,
    found: Discovery,
    *,
    named: Sequence[NamedCrawl],
    scorer: Scorer,
    first_load: FirstLoad,
    watch: Stopwatch,
    context: Context,
    is_again: bool,
    loaded: Mapping[int, Sequence[KnownFile]],
) -> BackgroundTask:
    """Stage everything; returns the choice of labels, which may still be under way."""

    def date_files(days: dict[int, ReviewDays]) -> Crawls:
        run.crawls = determine_crawls(
            found.sources, days, named=named, year=run.crawl_year, loaded=loaded
        )
        stage_crawls(connection, found.sources, run.crawls)
        return run.crawls

    stager = Stager(connection)
    known = KnownLines(rules=CLEANING, is_skipping=not is_again)
    known.fetch(connection)
    if not is_again:
        scorer.known = KnownPolarities(connection, rules=rules_name())
    max_share = run.max_reject_share or 0.0
    sources = found.sources
    for file in stage_files(
        sources,
        stager=stager,
        scorer=scorer,
        first_load=first_load,
        date_files=date_files,
        watch=watch,
        context=context,
        known=known,
        loaded=loaded,
    ):
        run.files.append(file)
        run.unread.remove(file.source)
        with name_file_in_errors(file.source.path):
            check_rejects(connection, file, max_share=max_share)
            check_unreadable(file, max_share=run.max_unreadable_share or 0.0)
        only_games = {source.format.kinds for source in run.unread} == {("games",)}
        if only_games and first_load.connection and scorer.is_idle and not first_load.is_merging:
            check_impossible_dates(connection, run.files, max_share=max_share)
            first_load.merge_in_background(
                partial(merge_without_games, run=run, items_count=first_load.items_count)
            )
            analyze_staged(connection)  # while users, which need no statistics, are merged
    with watch.stage("score reviews"):
        stage_last_reviews(stager=stager, scorer=scorer)
    leave_out_forgotten(connection, run)
    gathering = first_load.in_background(connection, gather_statements)
    with watch.stage("finish copying and merging"):
        first_load.finish()
        gathering.finish()
    labels = first_load.in_background(connection, choose_labels)
    if not first_load.is_merging:
        labels.finish()  # everything else is for the same connection
        check_impossible_dates(connection, run.files, max_share=max_share)
    if not (run.unread or any(file.stats.records_accepted for file in run.files)):
        names = ", ".join(source.name for source in found.sources)
        left_out = "; ".join(left_out_record_lines(run.files))
        with name_file_in_errors(sources[0].path):
            raise LoadFailed(
                f"Nothing to load in {names}: nothing in them was accepted"
                f"{f'. {left_out}' if left_out else ''}"
            )
    return labels


def _require_schema(connection: psycopg.Connection) -> None:
    """Refuse a database that was never migrated; one that is behind is refused by name later."""
    row = connection.execute("select to_regprocedure('staging.publish(jsonb, text)')").fetchone()
    if row is None or row[0] is None:
        raise SchemaOutOfDate("The database is not set up yet; run `ludoteca db upgrade`")
