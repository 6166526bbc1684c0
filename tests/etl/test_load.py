"""A first load: what the sample's files say is what the database holds and reports."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL

from db.errors import LoadFailed, SchemaOutOfDate
from etl.load import LoadOptions, load, refresh_and_publish
from tests.etl.loading import (
    item,
    last_run,
    library,
    published,
    review,
    reviews,
    rows,
    small_set,
    write,
)
from tests.etl.running import run_sql
from tests.etl.sample.reading import Read


def one(url: URL, statement: str) -> object:
    [[value]] = rows(url, statement)
    return value


def test_the_sample_is_what_its_files_say(loaded_url: URL, sample: Read) -> None:
    games, reviews = sample.games.values(), sample.reviews.values()
    expected = {
        "select count(*) from core.games where is_in_catalogue": len(games),
        "select count(*) from core.games": len(sample.games.keys() | sample.mentioned),
        "select count(*) from core.games where is_in_catalogue and release_year is null": sum(
            row["year"] is None for row in games
        ),
        "select count(*) from core.games where is_in_catalogue and price_usd = 0": sum(
            row["usd"] == 0 for row in games
        ),
        "select count(*) from core.users": len(sample.users),
        "select count(*) from core.items": len(sample.items),
        "select sum(playtime_minutes) from core.items": sum(sample.items.values()),
        "select count(*) from core.reviews": len(reviews),
        "select count(*) from core.reviews where is_recommended": sum(
            review["recommend"] for _, _, review in reviews
        ),
        "select count(*) from core.reviews where is_posted_year_inferred": sum(
            is_inferred for _, is_inferred, _ in reviews
        ),
        "select crawl_year from core.loads": 2016,
    }
    assert {statement: one(loaded_url, statement) for statement in expected} == expected
    sentiments = rows(loaded_url, "select sentiment, count(*) from core.reviews group by 1")
    assert dict(sentiments) == sample.sentiments()


def test_rejects_and_files_stand_in_the_ledger(loaded_url: URL, sample: Read) -> None:
    run = last_run(loaded_url)
    assert (run["kind"], run["status"], run["data_version"]) == ("load", "published", 1)
    assert run["error"] is None
    kinds: dict[str, dict[str, int]] = {}
    for reject in run["rejects"]:
        of_kind = kinds.setdefault(reject["kind"], {})
        of_kind[reject["reason"]] = of_kind.get(reject["reason"], 0) + 1
        assert reject["line_number"] > 0
        assert reject["detail"]
    assert kinds == sample.rejects_by_kind()
    for file in run["files"]:
        assert file["counts"]["lines"] == sample.lines[file["name"]]
        assert file["counts"]["empty_lines"] == sample.empty[file["name"]]
        assert file["counts"]["accepted"] == sample.records[file["name"]]
    assert run["counts"]["totals"]["items"] == len(sample.items)
    assert run["settings"] == {
        "crawl_year": None,
        "max_reject_share": 0.01,
        "max_unreadable_share": 0.2,
    }
    assert set(run["versions"]) == {"rules", "ludoteca", "textblob", "python"}
    assert {"merge labels", "refresh"} <= set(run["timings"])


def test_the_report_counts_what_happened(empty_url: URL, tmp_path: Path) -> None:
    write(tmp_path / "items.json.gz", [library("ana", item("10", 5), item("10", 9), item("20"))])
    write(tmp_path / "notes.csv", [b"a,b"])
    report = load(empty_url, [tmp_path], options=LoadOptions(workers=0))
    assert (report.status, report.data_version, report.ignored) == ("published", 1, ())
    items = report.merged["items"]
    assert (items["staged"], items["kept"], items["collapsed"], items["inserted"]) == (3, 2, 1, 2)
    assert report.merged["other_games"]["inserted"] == 2
    names = [stage.name for stage in report.stages]
    assert names[:2] == ["look at the files", "read items.json.gz"]
    assert names[-1] == "publish"
    assert report.workers_peak_bytes == 0
    assert rows(empty_url, "select game_id, playtime_minutes from core.items order by 1") == [
        (10, 9),
        (20, 60),
    ]


@pytest.mark.parametrize("workers", [0, 2])
def test_any_number_of_workers_gives_the_same_scores(
    empty_url: URL, tmp_path: Path, workers: int
) -> None:
    words = ["great", "awful", "a table", "", "  ", "not bad at all", "\u2639 sad"] * 400
    lines = [reviews(f"u{n}", review("10", words)) for n, words in enumerate(words)]
    write(tmp_path / "reviews.json", lines)
    report = load(empty_url, [tmp_path], options=LoadOptions(workers=workers))
    assert (report.workers_peak_bytes > 0) == (workers > 0)
    found = rows(empty_url, "select review, sentiment, count(*) from core.reviews group by 1, 2")
    assert {words: (sentiment, count) for words, sentiment, count in found} == {
        "great": (2, 400),
        "awful": (0, 400),
        "a table": (1, 400),
        "": (1, 400),
        "  ": (1, 400),
        "not bad at all": (2, 400),
        "\u2639 sad": (0, 400),
    }


def test_the_caller_may_name_the_year_of_the_crawl(empty_url: URL, tmp_path: Path) -> None:
    lines = [reviews("ana", review("10", posted="Posted July 3."), review("20"))]
    write(tmp_path / "reviews.json", lines)
    inferred = load(empty_url, [tmp_path])
    assert inferred.crawl_year == 2012
    named = load(empty_url, [tmp_path], options=LoadOptions(crawl_year=2015))
    assert (named.status, named.crawl_year) == ("published", 2015)
    # of what is inferred twice the later day counts, in whatever order they come
    assert load(empty_url, [tmp_path], options=LoadOptions(crawl_year=2013)).status == "unchanged"
    days = "select game_id, posted_on::text from core.reviews order by 1"
    assert rows(empty_url, days) == [(10, "2015-07-03"), (20, "2011-11-05")]


def test_dates_that_no_year_fits_are_an_error_that_says_so(empty_url: URL, tmp_path: Path) -> None:
    write(tmp_path / "reviews.json", [reviews("ana", review("10", posted="Posted July 3."))])
    before = published(empty_url)
    with pytest.raises(
        LoadFailed, match=r"reviews\.json: no date of its reviews has a year(.|\n)*--crawl-year"
    ):
        load(empty_url, [tmp_path])
    assert published(empty_url) == before
    assert last_run(empty_url)["rejects"] == []
    assert load(empty_url, [tmp_path], options=LoadOptions(crawl_year=2016)).data_version == 1


def test_a_database_without_tables_is_refused(
    create_database: Callable[..., URL], tmp_path: Path
) -> None:
    with pytest.raises(SchemaOutOfDate, match="ludoteca db upgrade"):
        load(create_database(), [small_set(tmp_path)])


def test_refresh_publishes_the_same_again_and_mends_an_aggregate(loaded_clone: URL) -> None:
    before = published(loaded_clone)
    assert refresh_and_publish(loaded_clone) == before["data version"] + 1
    run = last_run(loaded_clone)
    assert (run["kind"], run["status"]) == ("refresh", "published")
    assert published(loaded_clone) == before | {"data version": before["data version"] + 1}
    run_sql(loaded_clone, "update core.items set playtime_minutes = playtime_minutes + 1")
    refresh_and_publish(loaded_clone)
    after = published(loaded_clone)
    assert after["agg.playtime_by_game"] != before["agg.playtime_by_game"]
    assert after["agg.sentiment_counts_by_game"] == before["agg.sentiment_counts_by_game"]


def test_the_ledger_of_the_real_files(real_url: URL) -> None:
    counts = dict(rows(real_url, "select name, counts from core.load_files"))
    names = ("steam_games.json.gz", "steam_games_v1.json.gz", "user_reviews.json.gz")
    asked = ("lines", "empty_lines", "accepted", "rejected", "repeated_rejects")
    assert [tuple(counts[name][key] for key in asked) for name in names] == [
        (120_445, 88_310, 32_133, {"null_id": 2}, 0),
        (32_135, 0, 32_133, {}, 2),
        (25_799, 0, 59_305, {}, 0),
    ]
    warnings = """
        select name, field, load_warnings.kind, occurrences_count, present_count
        from core.load_warnings inner join core.load_files using (load_id, file_number)
    """
    assert rows(real_url, warnings) == [
        ("steam_games_v1.json.gz", "metascore", "unreadable", 70, 2_676)
    ]
    assert counts["user_reviews.json.gz"]["users"] == 25_799
    years = "select min(posted_on)::text, max(posted_on)::text from core.reviews where not "
    [(first, last)] = rows(real_url, years + "is_posted_year_inferred")
    assert (first[:4], last[:4]) == ("2010", "2015")
