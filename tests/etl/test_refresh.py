"""What a load computes anew: all that could have changed, and nothing else."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from db.engines import etl_connection
from etl.crawls import NamedCrawl
from etl.load import LoadOptions, load, refresh_and_publish
from tests.etl.loading import (
    game,
    item,
    library,
    published,
    review,
    reviews,
    rows,
    write,
)

ALONE = LoadOptions(workers=0)
NEWEST = LoadOptions(workers=0, crawled_on=(NamedCrawl(file=None, crawled_on=date(2030, 1, 1)),))
FIRST = "select min({0})::text from core.{1}"
READ_REVIEWS = {
    "review_counts_by_year_game",
    "review_counts_by_day",
    "reviewers_by_period",
    "sentiment_counts_by_game",
    "spending_by_user",
    "review_summaries_by_game",
}
READ_SPECS = {"games_by_facet_value", "games_by_year_spec", "labels_by_game", "price_sequences"}


def of_tables(sums: dict[str, object]) -> dict[str, object]:
    return {
        name: found for name, found in sums.items() if "load" not in name and "data" not in name
    }


@pytest.mark.parametrize("news", ["reviews", "items", "a game", "another name", "another label"])
def test_a_later_load_leaves_nothing_behind(loaded_clone: URL, tmp_path: Path, news: str) -> None:
    [(known,)] = rows(loaded_clone, FIRST.format("game_id", "games where is_in_catalogue"))
    [(user,)] = rows(loaded_clone, FIRST.format('user_id collate "C"', "users where has_library"))
    lines: dict[str, list[object]] = {
        "reviews": [reviews(user, review(known, "Awful, bad", recommend=False)), reviews("new")],
        "items": [library(user, item(known, 99_999)), library("new", item(known, 5))],
        "a game": [game(999_999_999, "A new game", genres=["Action"], price=9.99)],
        "another name": [game(known, "Quite another name")],
        "another label": [game(known, genres=["Unheard of"], specs=["Single-player"])],
    }
    before = published(loaded_clone)
    write(tmp_path / "new.json", lines[news])
    report = load(loaded_clone, [tmp_path], options=NEWEST)
    assert report.status == "published"
    after = of_tables(published(loaded_clone))
    assert after != of_tables(before)
    refresh_and_publish(loaded_clone)
    assert of_tables(published(loaded_clone)) == after


@pytest.fixture
def connection(small_url: URL) -> Iterator[psycopg.Connection]:
    """A transaction that is rolled back."""
    with etl_connection(small_url) as found:
        found.autocommit = False
        found.execute("reset role")
        yield found
        found.rollback()


def stale(connection: psycopg.Connection, *written: str) -> set[str]:
    found = connection.execute(
        "select aggregate from agg.sources_by_aggregate where sources && %s::regclass[]",
        [list(written)],
    )
    return {name for (name,) in found}


def test_stale_is_what_reads_what_was_written(connection: psycopg.Connection) -> None:
    assert stale(connection) == set()
    assert stale(connection, "core.reviews") == READ_REVIEWS
    assert stale(connection, "core.reviews", "agg.review_summaries_by_game") == READ_REVIEWS | {
        "details_by_game",
        "search_names",
    }


def test_what_stands_behind_plain_views_counts(connection: psycopg.Connection) -> None:
    assert stale(connection, "core.specs") == READ_SPECS


def test_what_is_written_is_noted_and_what_reads_it_computed(
    connection: psycopg.Connection,
) -> None:
    connection.execute("update core.reviews set is_recommended = not is_recommended")
    noted = connection.execute("select source, kind, key from core.touched_keys order by kind")
    assert noted.fetchall() == [("reviews", "game", 10), ("reviews", "user", 1)]
    written = connection.execute("select agg.refresh_touched()").fetchone()
    assert written == (len(READ_REVIEWS) + 4,)  # and what reads these
    assert connection.execute("select agg.refresh_touched()").fetchone() == (0,)


def test_what_no_aggregate_reads_makes_nothing_stale(connection: psycopg.Connection) -> None:
    connection.execute("update core.items set position = position + 1")
    assert connection.execute("select agg.refresh_touched()").fetchone() == (0,)
