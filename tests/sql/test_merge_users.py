"""Users, libraries and reviews, from staging to core."""

import datetime as dt
import itertools

from sqlalchemy import Connection

from tests.sql.answering import read
from tests.sql.staged import game, item, merge, review, user

NEWER = {1: "2012-01-01"}
REVIEWS = "select user_id, game_id, posted_on, review from api.reviews order by user_id, game_id"


def test_users_are_one_row_each_and_differ_by_case(scratch: Connection) -> None:
    counts = merge(
        scratch,
        users=[
            user("Zed", 1, steam_id=7),
            user("zed", 2, steam_id=7),
            user("Zed", 3, user_url="there", has_library=False),
            user("reviewer", 4, has_library=False),
        ],
    )
    assert read(
        scratch, "select user_id, steam_id, user_url, has_library from core.users order by 1"
    ) == [("Zed", 7, "there", True), ("reviewer", None, None, False), ("zed", 7, None, True)]
    assert counts["users"] == {
        "staged": 4,
        "kept": 3,
        "collapsed": 1,
        "inserted": 3,
        "updated": 0,
        "unchanged": 0,
    }


def test_a_later_load_fills_what_is_not_known_of_a_user(scratch: Connection) -> None:
    merge(scratch, users=[user("u", steam_id=7, has_library=False)])
    merge(scratch, users=[user("u", user_url="there")])
    counts = merge(scratch, users=[user("u", has_library=False)])
    assert read(scratch, "select steam_id, user_url, has_library from core.users") == [
        (7, "there", True)
    ]
    assert counts["users"]["unchanged"] == 1


def test_of_repeated_items_the_greatest_playtime_counts(scratch: Connection) -> None:
    counts = merge(
        scratch,
        users=[user("u", 1), user("u", 2)],
        items=[
            item(10, 5, 1, position=1),
            item(10, 9, 2, position=4, playtime_2weeks_minutes=3),
            item(10, 7, 2, position=2),
            item(11, 0, 1, position=2),
        ],
    )
    query = (
        "select game_id, playtime_minutes, playtime_2weeks_minutes, position "
        "from core.items order by 1"
    )
    assert read(scratch, query) == [(10, 9, 3, 4), (11, 0, 0, 2)]
    assert (counts["items"]["staged"], counts["items"]["collapsed"]) == (4, 2)


def test_a_newer_library_adds_and_counts_and_takes_nothing_away(scratch: Connection) -> None:
    merge(scratch, users=[user("u")], items=[item(10, 5), item(11, 6, position=2)])
    counts = merge(
        scratch,
        users=[user("u")],
        items=[item(10, 4), item(12, 1, position=3)],
        crawls=NEWER,
    )
    query = "select game_id, playtime_minutes from core.items order by 1"
    assert read(scratch, query) == [(10, 4), (11, 6), (12, 1)]
    assert (counts["items"]["inserted"], counts["items"]["updated"]) == (1, 1)
    counts = merge(scratch, users=[user("u")], items=[item(10, 9), item(11, 8, position=2)])
    assert read(scratch, query) == [(10, 4), (11, 8), (12, 1)]
    assert (counts["items"]["inserted"], counts["items"]["updated"]) == (0, 1)


def test_the_newest_crawl_tells_account_and_page_of_a_user(scratch: Connection) -> None:
    query = "select steam_id, user_url from core.users"
    merge(scratch, users=[user("u", steam_id=7, user_url="new")], crawls=NEWER)
    merge(scratch, users=[user("u", steam_id=8, user_url="old")])
    assert read(scratch, query) == [(7, "new")]
    merge(scratch, users=[user("u", user_url="newest")], crawls={1: "2013-01-01"})
    assert read(scratch, query) == [(7, "newest")]
    # of two that one crawl states the least, in whatever order they come
    merge(scratch, users=[user("u", 1, steam_id=6), user("u", 2, steam_id=9)], crawls=NEWER)
    assert read(scratch, query) == [(6, "newest")]


def test_reviews_of_a_line_without_a_library_make_no_items(scratch: Connection) -> None:
    merge(scratch, users=[user("u", has_library=False)], reviews=[review(10)])
    assert read(scratch, "select count(*) from core.items") == [(0,)]


def test_of_two_reviews_the_later_posted_one_stays(scratch: Connection) -> None:
    counts = merge(
        scratch,
        games=[game(10)],
        users=[user("u", 1, has_library=False), user("u", 2, has_library=False)],
        reviews=[
            review(10, 1, review="old"),
            review(10, 2, review="new", posted_day=2),
            review(10, 2, record_number=2, review="old"),
        ],
    )
    assert read(scratch, REVIEWS) == [("u", 10, dt.date(2014, 5, 2), "new")]
    assert counts["reviews"]["collapsed"] == 2
    merge(
        scratch,
        users=[user("u", has_library=False)],
        reviews=[review(10, posted_year=2013, review="older still")],
    )
    assert read(scratch, REVIEWS) == [("u", 10, dt.date(2014, 5, 2), "new")]
    merge(
        scratch,
        users=[user("u", has_library=False)],
        reviews=[review(10, posted_year=2015, review="newest")],
    )
    assert read(scratch, REVIEWS) == [("u", 10, dt.date(2015, 5, 1), "newest")]


def test_the_caller_may_name_the_year(scratch: Connection) -> None:
    counts = merge(
        scratch,
        users=[user("u", has_library=False)],
        reviews=[
            review(1, posted_year=None),
            review(2, record_number=2, posted_year=None, posted_month=2, posted_day=29),
        ],
        crawl_year=2017,
    )
    assert read(scratch, REVIEWS) == [("u", 1, dt.date(2017, 5, 1), "good")]
    assert counts["reviews"]["rejected"] == 1
    assert read(scratch, "select record_number, kind, reason from staging.rejects") == [
        (2, "review", "date_does_not_exist")
    ]


def test_a_year_that_is_stated_counts_more_than_one_that_is_inferred(scratch: Connection) -> None:
    reviewer = user("u", has_library=False)
    undated = review(1, posted_year=None, edited_month=7, edited_day=3, review="inferred")
    merge(scratch, users=[reviewer], reviews=[undated], crawl_year=2016, crawls=NEWER)
    query = "select posted_on, is_posted_year_inferred, edited_on, review from core.reviews"
    assert read(scratch, query) == [
        (dt.date(2016, 5, 1), True, dt.date(2016, 7, 3), "inferred"),
    ]
    merge(scratch, users=[reviewer], reviews=[review(1, posted_year=2015)])
    stated = [(dt.date(2015, 5, 1), False, None, "good")]
    assert read(scratch, query) == stated
    merge(scratch, users=[reviewer], reviews=[undated], crawl_year=2017, crawls=NEWER)
    assert read(scratch, query) == stated


def test_an_earlier_dated_review_does_not_replace_a_later_inferred_one(
    scratch: Connection,
) -> None:
    reviewer = user("u", has_library=False)
    undated = review(1, posted_year=None, review="inferred")
    merge(scratch, users=[reviewer], reviews=[undated], crawl_year=2016)
    other_day = review(1, posted_year=2012, posted_day=2)
    merge(scratch, users=[reviewer], reviews=[other_day])
    assert read(scratch, REVIEWS) == [("u", 1, dt.date(2016, 5, 1), "inferred")]


def test_what_was_outdone_by_a_wrong_year_comes_back(scratch: Connection) -> None:
    reviewer = user("u", has_library=False)
    statements = [
        review(1, posted_year=None, review="inferred"),
        review(1, posted_year=2011, review="stated"),
        review(1, posted_year=2013, posted_day=2, review="another day"),
    ]
    for order in itertools.permutations(statements):
        with scratch.begin_nested() as here:
            for statement in order:
                merge(scratch, users=[reviewer], reviews=[statement], crawl_year=2016)
            assert read(scratch, REVIEWS) == [("u", 1, dt.date(2013, 5, 2), "another day")]
            assert read(scratch, "select posted_on, review from core.outdone_reviews") == [
                (dt.date(2011, 5, 1), "stated")
            ]
            here.rollback()
