"""Crawls: which day and year each file belongs to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL

from db.settings import CHECKOUT
from etl.crawls import NamedCrawl
from etl.load import LoadOptions, load
from tests.etl.loading import (
    game,
    review,
    reviews,
    rows,
    small_set,
    write,
)

if TYPE_CHECKING:
    pass

CASES = CHECKOUT.parent / "shared" / "cases" / "crawls"


def options(
    *crawls: tuple[str | None, str], year: int | None = None, again: bool = False
) -> LoadOptions:
    named = [NamedCrawl(file=file, crawled_on=date.fromisoformat(day)) for file, day in crawls]
    return LoadOptions(workers=0, crawled_on=tuple(named), crawl_year=year, again=again)


ALONE = options()
FILES = (
    "select name, crawled_on::text, crawl_year, reviewed_until::text from api.load_files order by 1"
)


def test_a_file_belongs_to_the_latest_day_in_the_reviews_of_its_folder(
    empty_url: URL, tmp_path: Path
) -> None:
    small_set(tmp_path / "a")
    edited = review("10", last_edited="Last edited May 2.")
    write(tmp_path / "a" / "reviews.json.gz", [reviews("ana", edited)])
    write(tmp_path / "b" / "games_b.json", [game("20")])
    write(tmp_path / "c" / "games_c.json", [game("30")])
    write(tmp_path / "c" / "reviews_c.json", [reviews("bo", review("10"))])
    write(
        tmp_path / "c" / "reviews_d.json",
        [reviews("cy", review("10", posted="Posted May 1, 2014."))],
    )
    report = load(empty_url, sorted(tmp_path.iterdir()), options=ALONE)
    assert rows(empty_url, FILES) == [
        ("games.json.gz", "2012-05-02", None, None),
        ("games_b.json", None, None, None),
        ("games_c.json", "2014-05-01", None, None),
        ("items.json.gz", "2012-05-02", None, None),
        ("reviews.json.gz", "2012-05-02", 2012, "2012-05-02"),
        ("reviews_c.json", "2014-05-01", 2012, "2011-11-05"),
        ("reviews_d.json", "2014-05-01", 2015, "2014-05-01"),
    ]
    assert report.crawl_year == 2015
