"""Loads of streaming titles: alone, with games and after them; files that complete each other."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, NullPool, create_engine, text

from db.errors import InputError, LoadFailed
from etl.crawls import NamedCrawl
from etl.load import LoadOptions, load
from etl.load_report import LoadReport, report_remarks
from etl.read.sources import NamedPlatform
from tests.etl.contents import LEDGER, select_rows, stored_relations
from tests.etl.loading import rows, small_set
from tests.etl.titles import title, write_scores, write_titles

TITLES = """
    select
        title_id, kind, name, release_year, added_on, duration, duration_unit, audience_rating,
        editorial_score, is_kind_doubtful
    from core.titles
    order by platform_id, show_number
"""
CREDITS = """
    select title_id, role, people.name, spelling, position
    from core.title_credits
    inner join core.titles using (title_key)
    inner join core.people using (person_id)
    order by platform_id, show_number, role, position
"""


def load_now(url: URL, *paths: Path, **options: Any) -> LoadReport:  # noqa: ANN401 - of LoadOptions
    return load(url, paths, options=LoadOptions(workers=0, **options))


def stored_rows(url: URL) -> dict[str, list[str]]:
    """Everything but the ledger, with names for surrogate keys."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return {
            f"{schema}.{name}": sorted(
                connection.scalars(text(select_rows(connection, schema, name)))
            )
            for schema, name, _ in stored_relations(connection)
            if name not in LEDGER
        }


def both_domains(folder: Path) -> Path:
    small_set(folder)
    write_titles(folder / "Netflix.csv", title("s2", cast="Ana, Bo"), title("s10", "B"))
    write_titles(folder / "hulu.csv.gz", title("s1", country="Japan"))
    write_scores(folder / "means.csv", ns2=3.5, ns10=4.25, hs1=0.5)
    return folder


def test_either_domain_first_or_both_at_once(
    tmp_path: Path, create_database: Callable[..., URL], empty_template: URL
) -> None:
    folder = both_domains(tmp_path)
    games = [folder / f"{name}.json.gz" for name in ("games", "items", "reviews")]
    titles = [folder / "Netflix.csv", folder / "hulu.csv.gz", folder / "means.csv"]
    # the day that the reviews of the folder give to all its files
    of_day = {"crawled_on": (NamedCrawl(file=None, crawled_on=date(2011, 11, 5)),)}
    found = []
    for parts in ([[folder]], [games, titles], [titles, games]):
        url = create_database(empty_template)
        for part in parts:
            load_now(url, *part, **({} if len(parts) == 1 else of_day))
        found.append(stored_rows(url))
    assert found[0]["core.titles"]
    assert found[0]["core.items"]
    assert found[0] == found[1] == found[2]


def test_titles_alone(tmp_path: Path, empty_url: URL) -> None:
    write_titles(
        tmp_path / "hulu.csv",
        title("s10", "Sola", cast="Ana, BO, Jr.", director="ana", listed_in="TV Dramas"),
        title("s2", "Sola", type="TV Show", duration="", rating="1 Season"),
        title("s3", "Ola", duration="2 Seasons", cast="Bo, Jr., 1", date_added="May 3, 2020"),
        title("s4", "Ola", cast="bo, jr.,ANA, Ana"),
    )
    write_titles(
        tmp_path / "netflix.csv",
        title("s1", "SOLA"),
        title("s5", "Ola", release_year=2015),
        title("s6", "ola", release_year=""),
    )
    report = load_now(empty_url, tmp_path)
    assert (report.status, report.data_version, report.rejected) == ("published", 1, {})
    assert report.merged["titles"] == {
        "staged": 7,
        "kept": 7,
        "collapsed": 0,
        "inserted": 7,
        "updated": 0,
        "unchanged": 0,
    }
    assert rows(empty_url, TITLES) == [
        ("hs2", "series", "Sola", 2016, None, 1, "season", None, None, False),
        ("hs3", "movie", "Ola", 2016, date(2020, 5, 3), 2, "season", None, None, True),
        ("hs4", "movie", "Ola", 2016, None, 90, "minute", None, None, False),
        ("hs10", "movie", "Sola", 2016, None, 90, "minute", None, None, False),
        ("ns1", "movie", "SOLA", 2016, None, 90, "minute", None, None, False),
        ("ns5", "movie", "Ola", 2015, None, 90, "minute", None, None, False),
        ("ns6", "movie", "ola", None, None, 90, "minute", None, None, False),
    ]
    # two titles of one platform are two works; that of the title which is on both is one
    works = "select work_id from core.titles group by 1 having count(*) > 1"
    assert rows(
        empty_url, f"select title_id from core.titles where work_id in ({works}) order by 1"
    ) == [("hs10",), ("ns1",)]
    assert rows(empty_url, CREDITS) == [
        ("hs3", "actor", "BO, Jr.", "Bo, Jr.", 1),
        ("hs4", "actor", "BO, Jr.", "bo, jr.", 1),
        ("hs4", "actor", "ANA", "ANA", 2),
        ("hs10", "actor", "ANA", "Ana", 1),
        ("hs10", "actor", "BO, Jr.", "BO, Jr.", 2),
        ("hs10", "director", "ANA", "ana", 1),
    ]
    assert rows(empty_url, "select name, genre from core.categories order by 1") == [
        ("Drama", "Drama"),
        ("TV Dramas", "Drama"),
    ]
    assert rows(empty_url, "select platform_id, name, prefix from core.platforms order by 1") == [
        (8, "hulu", "h"),
        (14, "netflix", "n"),
    ]
    assert rows(
        empty_url, "select games_count, titles_count, people_count from api.data_versions"
    ) == [(0, 7, 2)]


def test_files_of_a_platform_complete_each_other(tmp_path: Path, empty_url: URL) -> None:
    newer = write_titles(
        tmp_path / "hulu.csv",
        title("s1", "New", rating="PG", cast="Cy", duration="0 min", release_year=""),
        title("s2", "Only here"),
    )
    older = write_titles(
        tmp_path / "hulu-score.csv",
        title("s1", "Old", rating="G", cast="Ana, Bo", country="Japan", score=40),
        score=True,
    )
    day = (NamedCrawl(file="hulu.csv", crawled_on=date(2021, 1, 1)),)
    key = "select title_key from core.titles where title_id = 'hs1'"
    load_now(empty_url, older)
    before = rows(empty_url, key)
    load_now(empty_url, newer, crawled_on=day)
    assert rows(empty_url, TITLES)[0] == (
        *("hs1", "movie", "New", 2016, None, 90, "minute", "PG", 40, False),
    )
    assert rows(empty_url, CREDITS) == [("hs1", "actor", "Cy", "Cy", 1)]
    assert rows(empty_url, "select name from core.countries") == [("Japan",)]
    assert rows(empty_url, key) == before
    assert rows(empty_url, "select name from core.people") == [("Cy",)]  # nobody names the others


def test_the_same_files_again_are_no_news(tmp_path: Path, empty_url: URL) -> None:
    path = write_titles(tmp_path / "hulu.csv", title("s1"))
    scores = write_scores(tmp_path / "means.csv", hs1=3)
    load_now(empty_url, path, scores)
    again = load_now(empty_url, tmp_path)
    assert (again.status, again.files) == ("unchanged", ())
    read_again = load_now(empty_url, tmp_path, again=True)
    assert (read_again.status, read_again.merged["titles"]["unchanged"]) == ("unchanged", 1)
    assert read_again.merged["scores"]["unchanged"] == 1
    path.rename(path := tmp_path / "shows.csv")
    named = (NamedPlatform(platform="netflix", file="shows.csv"),)
    assert load_now(empty_url, path, platforms=named).status == "published"
    assert load_now(empty_url, path, platforms=named).files == ()
    with pytest.raises(InputError, match="--platform NAME=FILE"):
        load_now(empty_url, path)
    assert rows(empty_url, "select title_id from core.titles order by 1") == [("hs1",), ("ns1",)]


def test_scores_may_come_before_their_titles(tmp_path: Path, empty_url: URL) -> None:
    day = (NamedCrawl(file="b.csv", crawled_on=date(2021, 1, 1)),)
    report = load_now(empty_url, write_scores(tmp_path / "a.csv", hs1=3, hs2=4))
    waiting = "2 scores are of titles that are not loaded; they wait for them."
    assert waiting in list(report_remarks(report))
    scores = "select title_id, title_key is not null, score from core.published_scores order by 1"
    assert rows(empty_url, scores) == [("hs1", False, 3.0), ("hs2", False, 4.0)]
    load_now(empty_url, write_titles(tmp_path / "hulu.csv", title("s1")))
    assert rows(empty_url, scores) == [("hs1", True, 3.0), ("hs2", False, 4.0)]
    load_now(empty_url, write_scores(tmp_path / "b.csv", hs1=2), crawled_on=day)
    load_now(empty_url, write_scores(tmp_path / "c.csv", hs1=5, hs2=4.5))
    assert rows(empty_url, scores) == [("hs1", True, 2.0), ("hs2", False, 4.5)]


def test_too_many_refused_rows_stop_the_load(tmp_path: Path, empty_url: URL) -> None:
    path = write_titles(tmp_path / "hulu.csv", title("s1"), title("x"), title("s2", type="?"))
    with pytest.raises(LoadFailed, match="2 of 3 lines were rejected"):
        load_now(empty_url, path)
    assert rows(empty_url, "select count(*) from core.titles") == [(0,)]
    load_now(empty_url, path, max_reject_share=0.7)
    ledger = "select load_id, kind, reason from core.rejects order by 1, 3"
    assert rows(empty_url, ledger) == [
        (1, "title", "invalid_id"),
        (1, "title", "unknown_type"),
        (2, "title", "invalid_id"),
        (2, "title", "unknown_type"),
    ]
    assert rows(empty_url, "select distinct kind, format from core.load_files") == [
        ("titles", "streaming-titles platform=hulu")
    ]


def test_unmapped_categories_are_told(tmp_path: Path, empty_url: URL) -> None:
    load_now(
        empty_url, write_titles(tmp_path / "disney.csv", title("s1", listed_in="Opera, Drama"))
    )
    warned = (
        "select field, kind, occurrences_count, examples -> 0 ->> 'raw' from core.load_warnings"
    )
    assert rows(empty_url, warned) == [("listed_in", "unmapped", 1, "Opera")]
    assert rows(empty_url, "select name, genre from core.categories order by 1") == [
        ("Drama", "Drama"),
        ("Opera", None),
    ]
