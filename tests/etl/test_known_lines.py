"""Lines and files that were loaded before are recognised, and nothing else is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import LoadFailed
from etl.crawls import NamedCrawl
from etl.forget import forget_user_or_game
from etl.known_lines import UNCLEAN, KnownLines
from etl.load import LoadOptions, load
from tests.etl.loading import (
    game,
    item,
    last_run,
    library,
    published,
    review,
    reviews,
    rows,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL

    from etl.load_report import LoadReport

PLAYED = """
    select users.user_id, items.game_id, items.playtime_minutes, items.crawled_on::text
    from core.items inner join core.users using (user_key) order by 1, 2
"""
NAMES = "select game_id, sha256, name, mention_count from core.game_names order by 1, 3"


def load_lines(
    url: URL, path: Path, *lines: object, day: str = "2020-01-01", again: bool = False
) -> LoadReport:
    """Load libraries as of a day."""
    named = (NamedCrawl(file=None, crawled_on=date.fromisoformat(day)),)
    options = LoadOptions(workers=0, crawled_on=named, again=again, max_reject_share=1.0)
    return load(url, [write(path, list(lines))], options=options)


def counts(report: LoadReport) -> tuple[int, ...]:
    """Lines, known lines, records and those staged."""
    (stats,) = (file.stats for file in report.files)
    staged = report.merged["items"]["staged"]
    return stats.lines_read, stats.known_lines, stats.records_accepted, staged


def test_a_known_line_is_recognised_in_any_file(empty_url: URL, tmp_path: Path) -> None:
    ana, bo, cy = (library(user, item("1", 6), item("2", 7)) for user in ("ana", "bo", "cy"))
    assert counts(load_lines(empty_url, tmp_path / "1.json", ana, bo)) == (2, 0, 4, 4)
    report = load_lines(empty_url, tmp_path / "2.json", cy, bo, ana, bo)
    assert counts(report) == (4, 3, 8, 2)
    assert report.status == "published"
    assert last_run(empty_url)["files"][0]["counts"]["known_lines"] == 3
    assert rows(empty_url, "select count(*), min(records_count) from core.known_lines") == [(3, 2)]
    before = published(empty_url)
    assert counts(load_lines(empty_url, tmp_path / "3.json", ana, bo, cy)) == (3, 3, 6, 0)
    assert published(empty_url) == before


def test_the_same_line_of_another_crawl_is_news(empty_url: URL, tmp_path: Path) -> None:
    less, more = library("ana", item("1", 6)), library("ana", item("1", 9))
    load_lines(empty_url, tmp_path / "1.json", less, day="2020-01-01")
    load_lines(empty_url, tmp_path / "2.json", more, day="2020-01-02")
    report = load_lines(empty_url, tmp_path / "3.json", b"", less, day="2020-01-03")
    assert counts(report) == (2, 0, 1, 1)
    assert rows(empty_url, PLAYED) == [("ana", 1, 6, "2020-01-03")]
    report = load_lines(empty_url, tmp_path / "4.json", b"", b"", more, day="2020-01-02")
    assert counts(report) == (3, 1, 1, 0)
    assert rows(empty_url, PLAYED) == [("ana", 1, 6, "2020-01-03")]


def test_a_line_with_a_fault_is_told_of_each_time(empty_url: URL, tmp_path: Path) -> None:
    clean = library("ana", item("1", 6))
    refused = library("bo", item("1", 6), item("2", "never"))
    warned = library("cy", item("1", 6), items_count=4)
    first = load_lines(empty_url, tmp_path / "1.json", clean, refused, warned)
    second = load_lines(empty_url, tmp_path / "2.json", b"", clean, refused, warned)
    assert (counts(first), counts(second)) == ((3, 0, 3, 3), (4, 1, 3, 2))
    assert first.rejected == second.rejected == {"invalid_playtime": 1}
    ((warning,), (again,)) = (
        [(one.kind, one.field, one.occurrences) for one in report.files[0].stats.warnings]
        for report in (first, second)
    )
    assert warning == again == ("count_mismatch", "items_count", 1)
    shares = [
        (one["occurrences_count"], one["present_count"]) for one in last_run(empty_url)["warnings"]
    ]
    assert shares == [(1, 3)]


def test_limits_are_of_all_lines(empty_url: URL, tmp_path: Path) -> None:
    """What is refused is little beside what is known, and much beside what is new."""
    known = [library(f"user {number}", item("1")) for number in range(200)]
    load_lines(empty_url, tmp_path / "1.json", *known)
    path = write(tmp_path / "2.json", [*known, library("bo", item("2"), item("1", "never"))])
    options = LoadOptions(
        workers=0,
        max_reject_share=0.01,
        crawled_on=(NamedCrawl(file=None, crawled_on=date(2020, 1, 1)),),
    )
    assert load(empty_url, [path], options=options).rejected == {"invalid_playtime": 1}


@pytest.mark.parametrize("again", [False, True])
def test_names_count_once_a_line(empty_url: URL, tmp_path: Path, *, again: bool) -> None:
    one, other = (
        library(user, item("7", item_name=name), item("8", "never"), items_count=2)
        for user, name in (("ana", "Seven"), ("bo", "VII"))
    )
    load_lines(empty_url, tmp_path / "1.json", one, one, other)
    names = [(7, "2020-01-01", "Seven", 1), (7, "2020-01-01", "VII", 1)]
    assert rows(empty_url, NAMES) == names
    load_lines(empty_url, tmp_path / "2.json", other, one, again=again)
    assert rows(empty_url, NAMES) == names
    load_lines(empty_url, tmp_path / "3.json", library("cy", item("7", item_name="VII")))
    assert rows(empty_url, NAMES) == [names[0], (7, "2020-01-01", "VII", 2)]
    assert rows(empty_url, "select name from core.games") == [("VII",)]
    # what an older crawl says comes to nothing
    load_lines(
        empty_url,
        tmp_path / "4.json",
        one,
        library("di", item("7", item_name="Old")),
        day="2019-01-01",
    )
    assert rows(empty_url, NAMES) == [names[0], (7, "2020-01-01", "VII", 2)]


def test_reading_again_and_newer_rules_read_every_line(
    empty_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [library("ana", item("1", 6)), library("bo", item("2", 7))]
    load_lines(empty_url, tmp_path / "1.json", *lines)
    before = published(empty_url)
    again = load_lines(empty_url, tmp_path / "1.json", *lines, again=True)
    assert (counts(again), again.status) == ((2, 0, 2, 2), "unchanged")
    assert published(empty_url) == before
    monkeypatch.setattr("etl.load.CLEANING", 3)
    monkeypatch.setattr("etl.ledger.CLEANING", 3)
    path = tmp_path / "2.json"
    assert counts(load_lines(empty_url, path, b"", *lines)) == (3, 0, 2, 2)
    assert counts(load_lines(empty_url, path, b"", b"", *lines)) == (4, 2, 2, 0)


def test_a_forgotten_user_does_not_come_back(empty_url: URL, tmp_path: Path) -> None:
    ana, bo = library("ana", item("1", 6)), library("bo", item("1", 7))
    load_lines(empty_url, tmp_path / "1.json", ana, bo)
    forget_user_or_game(empty_url, "user", "bo")
    assert counts(load_lines(empty_url, tmp_path / "2.json", bo, ana)) == (2, 2, 2, 0)
    load_lines(empty_url, tmp_path / "3.json", bo, ana, day="2020-01-02")
    assert rows(empty_url, PLAYED) == [("ana", 1, 6, "2020-01-02")]


def test_a_failed_load_knows_nothing(empty_url: URL, tmp_path: Path) -> None:
    lines = [library("ana", item("1", 6)), b"{'user_id': "]
    path = write(tmp_path / "1.json", lines)
    with pytest.raises(LoadFailed, match="rejected"):
        load(empty_url, [path], options=LoadOptions(workers=0))
    assert rows(empty_url, "select * from core.known_lines") == []
    assert counts(load_lines(empty_url, path, *lines)) == (2, 0, 1, 1)


def test_only_files_that_changed_are_read(empty_url: URL, tmp_path: Path) -> None:
    options = LoadOptions(workers=0)
    written = [
        write(tmp_path / "games.json", [game("1", "One")]),
        write(tmp_path / "reviews.json", [reviews("ana", review("1"))]),
        write(tmp_path / "items.json", [library("ana", item("1", 6))]),
    ]
    load(empty_url, written, options=options)
    write(tmp_path / "items.json", [library("ana", item("1", 6)), library("bo", item("1", 7))])
    report = load(empty_url, written, options=options)
    assert [file.source.name for file in report.files] == ["items.json"]
    assert (report.status, counts(report)) == ("published", (2, 1, 2, 1))
    [(name, kept)] = [
        (one["name"], one["crawled_on"]) for one in last_run(empty_url)["files"] if one["counts"]
    ]
    assert (name, kept) == ("items.json", date(2011, 11, 5))
    # a review makes it another crawl: every file is news
    write(tmp_path / "reviews.json", [reviews("ana", review("1", posted="Posted May 5, 2012."))])
    report = load(empty_url, written, options=options)
    assert {file.source.name for file in report.files} == {path.name for path in written}
    assert rows(empty_url, PLAYED)[0] == ("ana", 1, 6, "2012-05-05")


@given(
    st.lists(st.tuples(st.binary(max_size=2), st.integers(0, 3)), max_size=40), st.integers(1, 9)
)
def test_lines_are_told_apart(lines: list[tuple[bytes, int]], held: int) -> None:
    known, expected = KnownLines(rules=2), dict[bytes, int]()
    known.next_file("official-items", None)
    for line, records in lines:
        digest = known.digest(line)
        assert known.records(digest) == (UNCLEAN if line in expected else None)
        expected[line] = records
        known.add(digest, records)
        if len(known) >= held:
            assert len(known.take(1)) == held
    known.next_file("official-items", date(2020, 1, 1))
    assert all(known.records(known.digest(line)) is None for line in expected)
