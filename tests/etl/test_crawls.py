"""Crawls: which day and year each file belongs to, and which of two counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.errors import InputError, LoadFailed
from db.settings import CHECKOUT
from etl.crawls import NamedCrawl
from etl.load import LoadOptions, load
from tests.etl.loading import (
    game,
    item,
    library,
    published,
    review,
    reviews,
    rows,
    small_set,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL

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


def test_a_named_day_goes_before_that_of_the_folder(empty_url: URL, tmp_path: Path) -> None:
    small_set(tmp_path)
    given = options((None, "2013-01-01"), (str(tmp_path / "games.json.gz"), "2014-01-01"))
    load(empty_url, [tmp_path], options=given)
    assert rows(empty_url, FILES) == [
        ("games.json.gz", "2014-01-01", None, None),
        ("items.json.gz", "2013-01-01", None, None),
        ("reviews.json.gz", "2013-01-01", 2012, "2011-11-05"),
    ]
    assert rows(empty_url, "select distinct crawled_on::text from core.items") == [("2013-01-01",)]


def test_dates_without_a_year_are_of_the_year_of_their_own_file(
    empty_url: URL, tmp_path: Path
) -> None:
    undated = review("20", posted="Posted July 3.")
    write(tmp_path / "a.json", [reviews("a", review("10"), undated)])
    write(tmp_path / "b.json", [reviews("b", review("10", posted="Posted May 1, 2015."), undated)])
    write(tmp_path / "c.json", [reviews("c", undated)])
    before = published(empty_url)
    with pytest.raises(
        LoadFailed, match=r"c\.json: no date (.|\n)*--crawl-year(.|\n)*--crawled-on"
    ):
        load(empty_url, [tmp_path], options=ALONE)
    assert published(empty_url) == before
    load(empty_url, [tmp_path], options=options(("c.json", "2014-02-01")))
    query = "select user_id, posted_on::text from api.reviews where game_id = 20 order by 1"
    assert rows(empty_url, query) == [("a", "2012-07-03"), ("b", "2016-07-03"), ("c", "2014-07-03")]
    write(tmp_path / "copy.json", [reviews("c", undated)])
    two_years = options(("c.json", "2014-02-01"), ("copy.json", "2015-02-01"))
    with pytest.raises(LoadFailed, match=r"c\.json: its dates have no year, and .* several years"):
        load(empty_url, [tmp_path], options=two_years)
    (tmp_path / "copy.json").unlink()
    # the year that is named goes before all others
    load(empty_url, [tmp_path], options=options(("c.json", "2014-02-01"), year=2017))
    assert rows(empty_url, query) == [(user, "2017-07-03") for user in "abc"]


def test_a_file_in_two_folders_belongs_to_the_newer_crawl(empty_url: URL, tmp_path: Path) -> None:
    for number, posted in ((1, "Posted May 1, 2012."), (2, "Posted May 1, 2014.")):
        folder = tmp_path / str(number)
        write(folder / "games.json", [game("10")])
        write(folder / f"reviews_{number}.json", [reviews("ana", review("10", posted=posted))])
    load(empty_url, [tmp_path / "1"], options=ALONE)
    query = "select crawled_on::text, file_name, name from core.game_statements"
    assert rows(empty_url, query) == [("2012-05-01", "games.json", "A game")]
    load(empty_url, [tmp_path / "2"], options=ALONE)
    assert rows(empty_url, query) == [("2014-05-01", "games.json", "A game")]
    # both are known as of both crawls now
    for folders in ([tmp_path / "1"], [tmp_path / "1", tmp_path / "2"]):
        assert load(empty_url, folders, options=ALONE).files == ()
    # but the old reviews beside the catalogue alone were never seen as another crawl
    named = options(("games.json", "2013-01-01"))
    assert load(empty_url, [tmp_path / "1"], options=named).status == "unchanged"
    assert rows(empty_url, query) == [("2014-05-01", "games.json", "A game")]


@pytest.mark.parametrize(
    ("crawls", "message"),
    [
        (
            [("other.json", "2014-01-01")],
            r"other\.json=2014-01-01.*they are games\.json\.gz, items",
        ),
        (
            [("games.json.gz", "2014-01-01"), ("games.json.gz", "2014-01-02")],
            r"two days for games\.json\.gz, 2014-01-01 and 2014-01-02",
        ),
    ],
)
def test_a_day_that_fits_no_file_is_an_error(
    empty_url: URL, tmp_path: Path, crawls: list[tuple[str, str]], message: str
) -> None:
    small_set(tmp_path)
    with pytest.raises(InputError, match=message):
        load(empty_url, [tmp_path], options=options(*crawls))


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 1)])
def test_an_older_crawl_does_not_undo_the_edit_of_a_newer_one(
    empty_url: URL, order: tuple[int, ...]
) -> None:
    if not CASES.exists():
        pytest.skip("the cases are not here")
    loads = [
        [CASES / "games.json", CASES / "crawl2_reviews.json"],
        [CASES / "crawl1_reviews.json"],
    ]
    for number in order:
        load(empty_url, loads[number], options=options(again=True))
    query = "select is_recommended, edited_on::text, review from core.reviews"
    assert rows(empty_url, query) == [(False, "2012-06-06", "awful now")]


def test_a_game_outside_the_catalogue_is_called_as_the_newest_crawl_calls_it(
    empty_url: URL, tmp_path: Path
) -> None:
    def named(*names: str) -> list[object]:
        return [library(f"u{n}", item("7", item_name=name)) for n, name in enumerate(names)]

    new = write(tmp_path / "new.json", named("New", "Newer", "New"))
    old = write(tmp_path / "old.json", named("Old", "Old", "Old", "Old"))
    days = options(("new.json", "2014-01-01"), ("old.json", "2013-01-01"))
    for path in (new, old):
        day = [crawl for crawl in days.crawled_on if crawl.file == path.name]
        load(empty_url, [path], options=LoadOptions(workers=0, crawled_on=tuple(day)))
        assert rows(empty_url, "select name from core.games") == [("New",)]
    write(tmp_path / "games.json", [game("7", "In the store")])
    load(empty_url, [tmp_path / "games.json"], options=ALONE)
    assert rows(empty_url, "select name from core.games") == [("In the store",)]
    assert rows(empty_url, "select count(*) from core.game_names") == [(0,)]
