"""Ratings that come one by one: what they change, in which order, and how they meet loads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.etl.continuous.rating import add_titles, rate
from tests.etl.continuous.recording import follow, record, sender
from tests.etl.loading import rows
from tests.etl.running import run_sql
from tests.etl.test_load_ratings import load_now, two_platforms, write_ratings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import URL

HOLD = "select pg_advisory_xact_lock(hashtext('ludoteca events'))"
EMPTY = (
    "truncate core.ratings, core.deleted_ratings, core.viewers, core.pending_ratings, "
    "core.touched_keys, agg.scores_by_title, agg.scores_by_title_year"
)
SCORES = """
    select title_id, half_stars_sum from agg.scores_by_title
    inner join core.titles using (title_key)
"""
MARK = "select data_version, followed_events_count, applied_events_count from api.data_versions"


@pytest.fixture(scope="module")
def url(create_database: Callable[..., URL], sample_template: URL) -> URL:
    found = create_database(sample_template)
    add_titles(found, 4)
    return found


@pytest.fixture
def raters(url: URL) -> Iterator[psycopg.Connection]:
    run_sql(url, f"{EMPTY}; delete from core.followed_events")
    with sender(url) as connection:
        yield connection


def known(url: URL) -> list[tuple[Any, ...]]:
    return rows(
        url,
        "select viewer_id, title_id, half_stars from core.ratings "
        "inner join core.titles using (title_key) order by 1, 2",
    )


def mark(url: URL) -> tuple[int, ...]:
    [found] = rows(url, MARK)
    return tuple(found)


def test_the_newest_rating_counts(url: URL, raters: psycopg.Connection) -> None:
    assert rate(raters, 1, "n1", 9, "2020-01-02") == (True, True)
    assert rate(raters, 1, "n1", 3, "2020-01-01") == (False, True)
    assert rate(raters, 1, "n1", 8, "2020-01-02") == (False, True)  # as of files, the higher
    assert known(url) == [(1, "n1", 9)]
    assert rate(raters, 1, "n1", 2) == (False, True)
    assert known(url) == [(1, "n1", 2)]
    assert rate(raters, 1, "n1", None, "2021-01-01") == (False, True)
    assert known(url) == [(1, "n1", 2)]
    assert rate(raters, 1, "n1", None) == (False, True)
    assert known(url) == []
    assert rate(raters, 1, "n1", 7, "2022-01-01") == (True, True)
    assert known(url) == []
    assert rate(raters, 1, "n1", 7) == (True, True)
    assert known(url) == [(1, "n1", 7)]
    assert rows(url, "select viewer_id from core.viewers") == [(1,)]


def test_what_is_said_now_counts_against_any_time(url: URL, raters: psycopg.Connection) -> None:
    """A file may say that somebody rated a title next year."""
    run_sql(
        url,
        "insert into core.ratings select 1, title_key, 9, now() + interval '1 year' "
        "from core.titles where title_id = 'n1'",
    )
    assert rate(raters, 1, "n1", 4) == (False, True)
    assert known(url) == [(1, "n1", 4)]
    assert rate(raters, 1, "n1", None) == (False, True)
    assert known(url) == []
    assert rate(raters, 1, "n1", 5) == (True, True)
    assert known(url) == [(1, "n1", 5)]


@pytest.mark.parametrize(
    ("rating", "state", "told"),
    [
        ((0, "n1", 9), "22023", "a whole number from 1"),
        ((None, "n1", 9), "22023", "a whole number from 1"),
        ((1, "n1", 0), "22023", "1 to 10 half stars"),
        ((1, "n1", 11), "22023", "1 to 10 half stars"),
        ((1, "n1", 9, "1969-01-01"), "22023", "from 1970 to now"),
        ((1, "n1", 9, "2100-01-01"), "22023", "from 1970 to now"),
        ((1, "n1", 9, "infinity"), "22023", "from 1970 to now"),
        ((1, "n5", 9), "P0002", "load a file that names the title"),
        ((1, None, None), "P0002", "load a file that names the title"),
    ],
)
def test_what_is_wrong_is_told(
    raters: psycopg.Connection, rating: tuple[Any, ...], state: str, told: str
) -> None:
    with pytest.raises(psycopg.Error) as raised:
        rate(raters, *rating)
    assert raised.value.sqlstate == state
    assert told in f"{raised.value.diag.message_primary} {raised.value.diag.message_hint}"


def test_only_the_functions_write_and_only_for_senders(url: URL) -> None:
    call = "select api.rate_title(1, 'n1', 9)"
    for role, statement in (
        ("ludoteca_reader", call),
        ("ludoteca_etl", call),
        ("ludoteca_reader", "select api.unrate_title(1, 'n1')"),
        ("ludoteca_events", "select from core.ratings"),
        ("ludoteca_events", "select staging.record_rating(1, 'n1', 9, null)"),
        ("ludoteca_events", "select staging.apply_rating(1, 1, 9, now())"),
    ):
        with pytest.raises(Exception, match="permission denied"):
            run_sql(url, f"set role {role}; {statement}")


def test_marks_change_and_versions_do_not(url: URL, raters: psycopg.Connection) -> None:
    """What is not of ratings is kept: no aggregate but the scores reads them."""
    version, followed, applied = mark(url)
    for number in range(3):
        rate(raters, 1, "n1", number + 1)
        assert mark(url) == (version, followed, applied + number + 1)
    assert follow(url) == 3
    assert mark(url) == (version, followed, applied + 3)
    assert rows(url, "select count(*) from core.touched_keys") == [(0,)]
    rate(raters, 1, "n1", None)
    [(game_id,)] = rows(url, "select min(game_id) from api.games")
    record(raters, "somebody", "bought", game_id)
    assert mark(url) == (version, followed, applied + 5)
    assert follow(url) == 2
    assert mark(url) == (version, followed + 2, applied + 5)
    assert follow(url) == 0


def test_a_rating_waits_for_a_load_and_not_its_sender(url: URL, raters: psycopg.Connection) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    before = mark(url)
    rate(raters, 2, "n1", 1)
    with psycopg.connect(address) as loader:
        loader.execute(HOLD)
        assert rate(raters, 1, "n1", 9) == (None, False)
        assert rate(raters, 2, "n1", None) == (None, False)
        assert known(url) == [(2, "n1", 1)]
    rate(raters, 1, "n1", 5)  # what is older comes to nothing
    assert mark(url)[2] == before[2] + 2
    assert follow(url) == 4
    assert known(url) == [(1, "n1", 5)]
    assert mark(url)[2] == before[2] + 4
    assert rows(url, "select * from agg.differing_aggregates()") == []


def test_a_title_that_is_held_keeps_nobody(url: URL, raters: psycopg.Connection) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    rate(raters, 1, "n1", 9)
    with psycopg.connect(address) as other:
        other.execute("select from core.ratings for update")
        raters.execute("set lock_timeout = '100ms'")  # the function's own is longer
        assert rate(raters, 1, "n2", 3) == (True, True)
        assert rate(raters, 1, "n1", 3) == (None, False)
    assert follow(url) == 3
    assert known(url) == [(1, "n1", 3), (1, "n2", 3)]


def test_no_file_undoes_what_came_later(empty_url: URL, tmp_path: Path) -> None:
    """Seconds since 1970: 2001 and before for the first file, 2033 for the last."""
    load_now(empty_url, two_platforms(tmp_path / "titles"))
    first = [f"{viewer},3.0,1000000000,ns1" for viewer in range(1, 5)]
    load_now(empty_url, write_ratings(tmp_path / "1.csv", *first))
    with sender(empty_url) as raters:
        rate(raters, 1, "ns1", 9)
        rate(raters, 2, "ns1", None)
        rate(raters, 3, "ns1", 2, "2000-01-01")  # before what the file says
        rate(raters, 5, "ns1", 7)
    expected = [(1, "ns1", 9), (3, "ns1", 6), (4, "ns1", 6), (5, "ns1", 7)]
    assert known(empty_url) == expected
    second = [f"{viewer},0.5,1100000000,ns1" for viewer in (1, 2, 5)]
    load_now(empty_url, write_ratings(tmp_path / "2.csv", *second))
    load_now(empty_url, tmp_path / "1.csv", again=True)
    assert known(empty_url) == expected
    assert rows(empty_url, SCORES) == [("ns1", 28)]
    third = [f"{viewer},5.0,2000000000,ns1" for viewer in (1, 2)]
    load_now(empty_url, write_ratings(tmp_path / "3.csv", *third))
    assert known(empty_url) == [(1, "ns1", 10), (2, "ns1", 10), *expected[1:]]
    assert follow(empty_url) == 4
    assert rows(empty_url, "select * from agg.differing_aggregates()") == []


class Said(NamedTuple):
    """What a viewer said of a title on a day, or that it is taken back."""

    viewer_id: int
    title_id: str
    half_stars: int | None
    day: int


SAID = st.builds(
    Said,
    st.integers(1, 2),
    st.sampled_from(["n1", "n2"]),
    st.none() | st.integers(1, 10),
    st.integers(1, 5),
)


@settings(
    max_examples=15,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(said=st.lists(SAID, max_size=12), data=st.data())
def test_ratings_come_in_any_order(
    url: URL, raters: psycopg.Connection, said: list[Said], data: st.DataObject
) -> None:
    """The same end in any order, which is what the rule says; stored scores agree."""
    run_sql(url, EMPTY)
    for one in data.draw(st.permutations(said)):
        rate(raters, one.viewer_id, one.title_id, one.half_stars, f"2020-01-0{one.day}")
    expected, scores, deletions = [], dict[str, int](), 0
    for viewer_id, title_id in sorted({one[:2] for one in said}):
        of_both = [one for one in said if one[:2] == (viewer_id, title_id)]
        newest = max(of_both, key=lambda one: (one.day, one.half_stars is None, one.half_stars))
        if newest.half_stars is None:
            deletions += 1
        else:
            expected.append(newest[:3])
            scores[title_id] = scores.get(title_id, 0) + newest.half_stars
    assert known(url) == expected
    assert dict(rows(url, SCORES)) == scores
    assert rows(url, "select count(*) from core.deleted_ratings") == [(deletions,)]
