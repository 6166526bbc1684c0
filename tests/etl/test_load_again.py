"""Loads after the first: the same files, renamed ones, newer ones, and in any order."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import URL

from etl.crawls import NamedCrawl
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
    small_set,
    staged_rows,
    write,
)

ALONE = LoadOptions(workers=0)


def row_versions(url: URL) -> dict[str, list[tuple[object, ...]]]:
    """Where each row lies and which transaction wrote it: both change with the smallest write."""
    tables = rows(url, "select tablename from pg_tables where schemaname = 'core' order by 1")
    return {
        name: rows(url, f"select ctid::text, xmin::text from core.{name} order by ctid")
        for (name,) in tables
        if name not in {"loads", "load_files", "load_warnings", "rejects"}
    }


def test_the_same_files_again_change_nothing(
    loaded_clone: URL, sample_folder: Path, tmp_path: Path
) -> None:
    before, versions = published(loaded_clone), row_versions(loaded_clone)
    report = load(loaded_clone, [sample_folder])
    assert (report.status, report.files, report.merged) == ("unchanged", (), {})
    assert report.data_version == before["data version"]
    assert published(loaded_clone) == before
    assert row_versions(loaded_clone) == versions
    run = last_run(loaded_clone)
    assert (run["status"], run["data_version"], len(run["files"])) == ("unchanged", None, 4)
    # nor does a part of them under another name
    shutil.copy(sample_folder / "user_reviews.json.gz", tmp_path / "other.txt")
    report = load(loaded_clone, [tmp_path / "other.txt"])
    assert (report.status, report.files) == ("unchanged", ())
    # nor reading them again
    report = load(loaded_clone, [sample_folder], options=LoadOptions(again=True))
    assert (report.status, len(report.files)) == ("unchanged", 4)
    assert "refresh" not in {stage.name for stage in report.stages}
    assert published(loaded_clone) == before
    assert row_versions(loaded_clone) == versions
    assert staged_rows(loaded_clone) == 0


def test_another_year_of_the_crawl_is_news(loaded_clone: URL, sample_folder: Path) -> None:
    paths = [sample_folder / "user_reviews.json.gz"]
    assert load(loaded_clone, paths, options=LoadOptions(crawl_year=2020)).status == "published"
    assert load(loaded_clone, paths, options=LoadOptions(crawl_year=2020)).status == "unchanged"
    years = "select distinct extract(year from posted_on)::integer from core.reviews where "
    assert rows(loaded_clone, years + "is_posted_year_inferred") == [(2020,)]


def test_order_and_names_of_files_do_not_matter(
    create_database: Callable[..., URL],
    empty_template: URL,
    loaded_url: URL,
    sample_folder: Path,
    tmp_path: Path,
) -> None:
    """Names that keep the two games files in their order, and swap everything else."""
    renamed = create_database(empty_template)
    for new, old in zip("cdba", sorted(sample_folder.glob("*.gz")), strict=True):
        shutil.copy(old, tmp_path / new)
    load(renamed, [tmp_path / name for name in "dbca"])
    found, expected = published(renamed), published(loaded_url)
    assert found.pop("core.game_statements") != expected.pop("core.game_statements")  # file names
    assert found == expected


def test_files_that_were_loaded_before_do_not_undo_newer_ones(
    empty_url: URL, tmp_path: Path
) -> None:
    old = small_set(tmp_path / "old")
    load(empty_url, [old], options=ALONE)
    write(tmp_path / "new" / "games.json.gz", [game("10", "Renamed")])
    newer = NamedCrawl(file=None, crawled_on=date(2012, 1, 1))
    load(empty_url, [tmp_path / "new"], options=LoadOptions(workers=0, crawled_on=(newer,)))
    assert load(empty_url, [old], options=ALONE).status == "unchanged"
    assert rows(empty_url, "select name from core.games") == [("Renamed",)]


def test_newer_files_add_and_update(small_url: URL, tmp_path: Path) -> None:
    new = tmp_path / "new"
    write(new / "games.json.gz", [game("10", "Renamed"), game("20", "Second")])
    write(new / "items.json.gz", [library("ana", item("10", 90), item("20")), library("bob")])
    newer = review("10", "Terrible", posted="Posted May 1, 2013.", recommend=False)
    write(new / "reviews.json.gz", [reviews("ana", newer), reviews("bob", review("20"))])
    report = load(small_url, [new], options=ALONE)
    assert (report.status, report.data_version) == ("published", 2)
    changed = {
        name: (counts["inserted"], counts["updated"])
        for name, counts in report.merged.items()
        if "inserted" in counts and any(counts.values())
    }
    assert changed == {
        "users": (1, 1),
        "games": (1, 1),
        "items": (1, 1),
        "reviews": (1, 1),
    }
    assert rows(small_url, "select name from core.games order by game_id") == [
        ("Renamed",),
        ("Second",),
    ]
    items = "select game_id, playtime_minutes from core.items order by 1"
    assert rows(small_url, items) == [(10, 90), (20, 60)]
    reviewed = "select review, posted_on::text, sentiment from core.reviews order by 2"
    assert rows(small_url, reviewed) == [
        ("A good game", "2011-11-05", 2),
        ("Terrible", "2013-05-01", 0),
    ]
    played = "select playtime_minutes from agg.playtime_by_game order by game_id"
    assert rows(small_url, played) == [(90,), (60,)]


def test_files_of_a_failed_load_are_not_known(small_url: URL, tmp_path: Path) -> None:
    good = write(tmp_path / "more" / "good.json", [library("bob", item("10"))])
    bad = write(tmp_path / "more" / "bad.json", [library("bob"), b"{'user_id': 'cut"])
    with pytest.raises(Exception, match=r"bad\.json"):
        load(small_url, [good, bad], options=ALONE)
    assert load(small_url, [good], options=ALONE).status == "published"
