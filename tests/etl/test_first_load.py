"""Items of a first load go straight into core.items, and end up there as by way of staging."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

from db.errors import LoadFailed
from etl.first_load import FirstLoad, HashSet
from etl.load import LoadOptions, load
from etl.transform import Limits, transform_file
from tests.etl.loading import (
    game,
    item,
    library,
    published,
    review,
    reviews,
    rows,
    small_set,
    staged_rows,
    write,
)
from tests.etl.running import run_sql

ITEMS = """
    select users.user_id, items.game_id, items.playtime_minutes, items.playtime_2weeks_minutes,
        items.position
    from core.items inner join core.users using (user_key) order by 1, 2
"""
ALONE = LoadOptions(workers=0)


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=9), max_size=6), st.integers(0, 3))
def test_what_was_seen_is_not_new_again(batches: list[list[str]], held: int) -> None:
    seen, known = HashSet(), set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.first_load._RECENT_TEXTS", held)
        for batch in batches:
            expected = []
            for text in batch:
                expected.append(text not in known)
                known.add(text)
            assert seen.add(batch).tolist() == expected
    assert seen.count == len(known)


LIBRARIES = st.lists(
    st.tuples(
        st.sampled_from(["ana", "bo", "cy", "di"]),
        st.lists(
            st.tuples(st.sampled_from([1, 2, 3, 2**40]), st.integers(0, 2), st.integers(0, 2)),
            max_size=4,
        ),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(libraries=LIBRARIES)
def test_either_way_gives_the_same_rows(
    libraries: list[tuple[str, list[tuple[int, int, int]]]],
    create_database: Callable[..., URL],
    empty_template: URL,
    tmp_path: Path,
) -> None:
    lines = [
        library(user, *(item(str(of), now, playtime_2weeks=recent) for of, now, recent in items))
        for user, items in libraries
    ]
    write(tmp_path / "games.json", [game("1")])
    write(tmp_path / "items.json", lines)
    found = []
    for is_direct in (True, False):
        url = create_database(empty_template)
        with pytest.MonkeyPatch.context() as patch:
            if not is_direct:
                patch.setattr(FirstLoad, "is_open", lambda _: False)
            report = load(url, [tmp_path], options=ALONE)
        names = "select game_id, name, is_in_catalogue from core.games order by 1"
        found.append((rows(url, ITEMS), rows(url, names), dict(report.merged["items"])))
        assert rows(url, "select count(*) from core.users") == [(len({u for u, _ in libraries}),)]
    assert found[0] == found[1]


def test_the_keys_of_later_users_follow(empty_url: URL, tmp_path: Path) -> None:
    write(tmp_path / "1" / "items.json", [library("b", item("1")), library("a", item("1"))])
    write(tmp_path / "2" / "items.json", [library("c", item("1")), library("a", item("1", 99))])
    load(empty_url, [tmp_path / "1"], options=ALONE)
    load(empty_url, [tmp_path / "2"], options=ALONE)
    keys = "select user_id, user_key from core.users order by user_key"
    assert rows(empty_url, keys) == [("b", 1), ("a", 2), ("c", 3)]
    assert rows(empty_url, ITEMS) == [
        ("a", 1, 99, 0, 1),
        ("b", 1, 60, 0, 1),
        ("c", 1, 60, 0, 1),
    ]


def test_a_game_that_repeats_across_two_blocks_is_kept_once(
    empty_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One name of another kind, and each item is looked at by itself."""
    items = [item("1", 5), item("2"), item("3", item_name=None), item("1", 9), item("4")]
    write(tmp_path / "items.json", [library("z", item("7")), library("a", *items)])
    monkeypatch.setattr(
        "etl.staging.transform_file", partial(transform_file, limits=Limits(batch_rows=3))
    )
    load(empty_url, [tmp_path], options=ALONE)
    assert rows(empty_url, ITEMS) == [
        ("a", 1, 9, 0, 4),
        ("a", 2, 60, 0, 2),
        ("a", 3, 60, 0, 3),
        ("a", 4, 60, 0, 5),
        ("z", 7, 60, 0, 1),
    ]


def test_a_load_that_fails_leaves_the_table_as_it_was(empty_url: URL, tmp_path: Path) -> None:
    write(tmp_path / "items.json", [library("a", item("1"))] * 3 + [b"broken"] * 3)
    keys = "select conname from pg_constraint where conrelid = 'core.items'::regclass order by 1"
    before, threads = (published(empty_url), rows(empty_url, keys)), set(threading.enumerate())
    with pytest.raises(LoadFailed, match="were rejected"):
        load(empty_url, [tmp_path], options=ALONE)
    assert (published(empty_url), rows(empty_url, keys)) == before
    assert set(threading.enumerate()) == threads
    assert staged_rows(empty_url) == 0
    assert rows(empty_url, "select status from core.loads") == [("failed",)]


KEYS = (
    "select conname from pg_constraint where connamespace = 'core'::regnamespace order by 1",
    "select indexname, indexdef from pg_indexes where schemaname = 'core' order by 1",
)


def test_what_is_merged_while_games_are_read_is_what_would_be_afterwards(
    create_database: Callable[..., URL],
    empty_template: URL,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repeated = library("ana", item("1", 90), item("3", 7))
    others = [library("bo"), library("di", item("1", 31))]
    write(tmp_path / "items.json", [library("ana", item("1"), item("2")), *others, repeated])
    undated = review("2", posted="Posted July 3.")
    write(
        tmp_path / "reviews.json",
        [reviews("cy", review("3", "bad"), undated), reviews("ana", review("1"))],
    )
    for number in (1, 2):
        write(tmp_path / f"games_{number}.json", [game("1"), game("2")])
    begun: list[object] = []
    merge = FirstLoad.merge_in_background

    def spied(first_load: FirstLoad, work: Callable[[psycopg.Connection[Any]], None]) -> None:
        begun.append(work)
        merge(first_load, work)

    found = []
    for in_background in (True, False):
        url = create_database(empty_template)
        with monkeypatch.context() as patch:
            patch.setattr(FirstLoad, "merge_in_background", spied)
            if not in_background:
                patch.setattr(FirstLoad, "is_merging", True)  # as if it had been begun already
            report = load(url, [tmp_path], options=ALONE)
        assert report.crawl_year == 2012
        assert list(report.merged)[:2] == ["users", "games"]
        assert report.merged["items"]["collapsed"] == 1
        quartiles = (
            "select game_id, p25_minutes, median_minutes, p75_minutes "
            "from agg.playtime_by_game where game_id = 1"
        )
        assert [tuple(map(float, row)) for row in rows(url, quartiles)] == [(1, 45.8, 60.5, 75.3)]
        found.append((dict(report.merged), [rows(url, each) for each in KEYS], published(url)))
    assert len(begun) == 1
    assert found[0] == found[1]


NO_ROOM = "$$ begin raise exception 'no room' using errcode = '53100'; end $$"


@pytest.mark.parametrize(
    "broken",
    [
        f"""
        create or replace function staging.merge_users() returns jsonb language plpgsql as
        {NO_ROOM}
        """,  # in the background, while games are read
        f"""
        create function public.refuse() returns trigger language plpgsql as {NO_ROOM};
        create trigger refuse before insert on core.items
            for each row execute function public.refuse();
        """,  # in the COPY
    ],
    ids=["merge of users", "copy of items"],
)
def test_a_failure_of_another_thread_undoes_everything(
    empty_url: URL, tmp_path: Path, broken: str
) -> None:
    small_set(tmp_path)
    before, threads = published(empty_url), set(threading.enumerate())
    run_sql(empty_url, broken)
    with pytest.raises(LoadFailed, match="is full: no room"):
        load(empty_url, [tmp_path], options=ALONE)
    assert published(empty_url) == before
    assert staged_rows(empty_url) == 0
    assert set(threading.enumerate()) == threads
