"""Crawls that files belong to: the day each was made, and the year of dates without one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg

from db.errors import InputError, LoadFailed
from etl.clean.dates import ReviewDays
from etl.read.diagnosis import name_file_in_errors
from etl.read.sources import Source, is_named
from etl.session import UNTOUCHED


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedCrawl:
    """A day that the caller names for a file, by its name or path, or for all files."""

    file: str | None
    crawled_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Crawl:
    """What is known of the crawl of a file."""

    crawled_on: date | None
    """None is undated: older than any date."""
    file_name: str
    """The file's name in it, where copies of other folders have other names."""
    year: int | None
    """Of dates without one; None where the file needs none."""
    reviewed_until: date | None
    """The latest day of its reviews."""


Crawls = dict[int, Crawl]
"""By number of the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownFile:
    """A file as an earlier load found it."""

    sha256: str
    name: str
    format: str
    """Its name: read with another mapping it is another file."""
    crawled_on: date | None
    crawl_year: int | None
    reviewed_until: date | None


def determine_crawls(
    sources: Sequence[Source],
    days: Mapping[int, ReviewDays],
    *,
    named: Sequence[NamedCrawl] = (),
    year: int | None = None,
    loaded: Mapping[int, Sequence[KnownFile]] | None = None,
) -> Crawls:
    """Tell the crawl of each file, when every file of reviews was read.

    Contract: the day that the caller names, else the latest on which a review of the same folder
    was posted or edited. A date without a year belongs to the year that the caller names, else to
    the one after the latest dated review of its file, else to that of the named day.

    Args:
        sources: the files of the load.
        days: the days of reviews, by number of the file; files without reviews may lack.
        named: the days that the caller names; one for a file goes before one for all.
        year: the year that the caller names.
        loaded: what earlier loads found of files that are not read, by number.

    Raises:
        InputError: a day is named for a file that is not there, or two for one.
        LoadFailed: the dates of a file have no year, and nothing says which.
    """
    by_path = match_named_days(sources, named)
    years: dict[int, int | None] = {}
    until: dict[int, date | None] = {}
    for source in sources:
        if source.number not in days and (known := (loaded or {}).get(source.number)):
            years[source.number] = known[0].crawl_year
            until[source.number] = known[0].reviewed_until
            continue
        found = days.get(source.number, ReviewDays())
        latest = found.latest_year()
        named_years = {by_path[path].year for path in source.paths if path in by_path}
        years[source.number] = (
            year
            or (latest and latest + 1)
            or (max(named_years, default=None) if found.posted else None)
        )
        problem = None
        if len(named_years) > 1 and found.posted and not (year or latest):
            problem = (
                f"{source.name}: its dates have no year, and --crawled-on names days of several "
                f"years for it and its copies. {UNTOUCHED}\nName the one in which it was collected."
            )
        elif found.posted and years[source.number] is None:
            problem = (
                f"{source.name}: no date of its reviews has a year, and nothing says which they "
                f"are of. {UNTOUCHED}\nName the year in which the file was collected with "
                "--crawl-year YEAR, or the day with --crawled-on FILE=DATE."
            )
        if problem is not None:
            with name_file_in_errors(source.path):
                raise LoadFailed(problem)
        until[source.number] = found.latest(years[source.number])
    dated = date_crawl_files(sources, until, named)
    return {
        source.number: Crawl(
            crawled_on=dated[source.number][0],
            file_name=dated[source.number][1],
            year=years[source.number],
            reviewed_until=until[source.number],
        )
        for source in sources
    }


def date_crawl_files(
    sources: Sequence[Source], until: Mapping[int, date | None], named: Sequence[NamedCrawl]
) -> dict[int, tuple[date | None, str]]:
    """Date each file, and name it as its crawl does.

    A file with copies in several folders belongs to the newest of their crawls.
    """
    by_path = match_named_days(sources, named)
    folders: defaultdict[Path, list[date]] = defaultdict(list)
    for source in sources:
        for path in source.paths:
            if day := until.get(source.number):
                folders[path.parent].append(day)
    found = {}
    for source in sources:
        claims = [
            (by_path.get(path) or max(folders[path.parent], default=None), path.name)
            for path in source.paths
        ]
        newest = max((day for day, _ in claims if day), default=None)
        found[source.number] = newest, min(name for day, name in claims if day == newest)
    return found


def match_named_days(sources: Sequence[Source], named: Sequence[NamedCrawl]) -> dict[Path, date]:
    """Match the days that the caller names with the files, by path.

    Raises:
        InputError: a day is named for a file that is not there, or two for one.
    """
    paths = [path for source in sources for path in source.paths]
    found: dict[Path, date] = {}
    for of_all in (True, False):
        days: dict[Path, date] = {}
        for crawl in named:
            if (crawl.file is None) is not of_all:
                continue
            chosen = [path for path in paths if crawl.file is None or is_named(path, crawl.file)]
            if not chosen:
                names = ", ".join(sorted({path.name for path in paths}))
                raise InputError(
                    f"--crawled-on {crawl.file}={crawl.crawled_on}: no file of the load has this "
                    f"name or path; they are {names}"
                )
            for path in chosen:
                if days.setdefault(path, crawl.crawled_on) != crawl.crawled_on:
                    raise InputError(
                        f"--crawled-on names two days for {path.name}, {days[path]} and "
                        f"{crawl.crawled_on}; give the one on which the file was collected"
                    )
        found |= days
    return found


def find_known_crawls(
    sources: Sequence[Source], known: Iterable[KnownFile], *, named: Sequence[NamedCrawl]
) -> Crawls | None:
    """Tell the crawls of files that were all loaded as of these crawls; None if any was not."""
    loaded: defaultdict[tuple[str, str], dict[date | None, KnownFile]] = defaultdict(dict)
    for file in known:
        loaded[file.sha256, file.format][file.crawled_on] = file
    if any(_source_key(source) not in loaded for source in sources):
        return None
    until = {
        source.number: max(
            (
                file.reviewed_until
                for file in loaded[_source_key(source)].values()
                if file.reviewed_until
            ),
            default=None,
        )
        for source in sources
    }
    found: Crawls = {}
    dated = date_crawl_files(sources, until, named)
    for source in sources:
        crawled_on, file_name = dated[source.number]
        if crawled_on not in loaded[_source_key(source)]:
            return None
        file = loaded[_source_key(source)][crawled_on]
        found[source.number] = Crawl(
            crawled_on=crawled_on,
            file_name=file_name,
            year=file.crawl_year,
            reviewed_until=file.reviewed_until,
        )
    return found


def find_loaded_files(
    sources: Sequence[Source], known: Iterable[KnownFile], *, named: Sequence[NamedCrawl]
) -> dict[int, list[KnownFile]]:
    """Find what earlier loads found of each file, by its number, where they need not read it again.

    Whether they need not is told by `is_loaded`, when the crawls are known. A file whose games or
    year depend on what else is loaded or named is not among them.
    """
    loaded: defaultdict[tuple[str, str], list[KnownFile]] = defaultdict(list)
    for file in known:
        loaded[file.sha256, file.format].append(file)
    found = {
        source.number: loaded[_source_key(source)]
        for source in sources
        if _source_key(source) in loaded
    }
    for source in sources:
        if source.format.has_titles or (named and "reviews" in source.format.kinds):
            found.pop(source.number, None)
    return found


def is_loaded(source: Source, crawl: Crawl, known: Iterable[KnownFile]) -> bool:
    """Tell whether a file is in the published data as of this crawl."""
    # in a crawl the first file, by name, counts
    has_name = not {"games", "titles"}.isdisjoint(source.format.kinds)
    return any(
        (file.crawled_on, file.crawl_year) == (crawl.crawled_on, crawl.year)
        and (file.name == crawl.file_name or not has_name)
        for file in known
    )


def stage_crawls(
    connection: psycopg.Connection, sources: Sequence[Source], crawls: Mapping[int, Crawl]
) -> None:
    """Tell the database the crawl of each file, which every merge asks for."""
    rows = [
        (source.number, source.sha256, of.file_name, of.crawled_on, of.year, of.reviewed_until)
        for source in sources
        for of in [crawls[source.number]]
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            insert into staging.crawls (
                file_number, sha256, file_name, crawled_on, crawl_year, reviewed_until
            )
            values (%s, %s, %s, coalesce(%s::date, '-infinity'), %s, %s)
            """,
            rows,
        )


def _source_key(source: Source) -> tuple[str, str]:
    return source.sha256, source.read_as or source.format.name
