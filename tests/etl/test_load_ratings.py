"""Loads of ratings: which counts, what deletions and feedback keep away, what is refused."""

import datetime as dt
import gzip
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, Connection, create_engine, text

from db.errors import InputError, LoadFailed
from etl.load import LoadOptions, load
from etl.load_report import LoadReport
from tests.etl.loading import last_run, published, rows, small_set
from tests.etl.titles import title, write_titles

RATINGS = """
    select viewer_id, title_id, half_stars, extract(epoch from rated_at)::int
    from core.ratings
    inner join core.titles using (title_key)
    order by 1, 2
"""
KEYS = """
    select indexname from pg_indexes where schemaname = 'core' and tablename = 'ratings'
    union all
    select tgname from pg_trigger where tgrelid = 'core.ratings'::regclass
    order by 1
"""
TITLES = 3


def load_now(url: URL, *paths: Path, **options: Any) -> LoadReport:  # noqa: ANN401 - of LoadOptions
    return load(url, paths, options=LoadOptions(workers=0, **options))


def write_ratings(path: Path, *lines: str) -> Path:
    content = "".join(f"{line}\n" for line in ("userId,rating,timestamp,movieId", *lines)).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def two_platforms(folder: Path) -> Path:
    write_titles(folder / "netflix.csv", title("s1"), title("s2", "B"))
    write_titles(folder / "hulu.csv", title("s1", "C"))
    return folder


class Statement(NamedTuple):
    """A line of a file."""

    viewer: int
    title: int
    half_stars: int
    second: int


class Deletion(NamedTuple):
    """What a viewer took back."""

    viewer: int
    title: int
    second: int


@pytest.fixture(scope="module")
def world(create_database: Callable[..., URL], empty_template: URL) -> Iterator[Connection]:
    """Titles and nothing else, in a transaction that each example begins anew."""
    engine = create_engine(create_database(empty_template))
    with engine.connect() as connection:
        connection.execute(
            text(f"""
            insert into core.platforms (platform_id, name, prefix) values (14, 'netflix', 'n');
            insert into core.titles (
                title_id, platform_id, show_number, work_id, kind, name, name_key,
                is_kind_doubtful
            )
            select 'ns' || id, 14, id, id, 'movie', 'Title ' || id, 'title ' || id, false
            from generate_series(1, {TITLES}) as id
        """)
        )
        connection.commit()
        yield connection
    engine.dispose()


def moment(second: int) -> str:
    return f"timestamptz '2020-01-01 00:00:00+00' + interval '{second} seconds'"


def merge(connection: Connection, files: Sequence[Sequence[Statement]]) -> dict[str, int]:
    """Stage the lines of files and merge them."""
    lines = [
        f"({file}, {line}, {one.viewer}, 14, {one.title}, {one.half_stars}, {moment(one.second)})"
        for file, statements in enumerate(files, 1)
        for line, one in enumerate(statements, 2)
    ]
    connection.exec_driver_sql("truncate staging.ratings")
    if lines:
        connection.exec_driver_sql(f"insert into staging.ratings values {', '.join(lines)}")
    counts: dict[str, int] = connection.scalar(text("select staging.merge_ratings()"))
    return counts


def take_back(connection: Connection, one: Deletion) -> None:
    """Delete as feedback does: the deletion stays, unless the rating is later."""
    where = f"viewer_id = {one.viewer} and show_number = {one.title}"
    connection.exec_driver_sql(
        f"delete from core.ratings using core.titles where {where} "
        f"and ratings.title_key = titles.title_key and rated_at <= {moment(one.second)}"
    )
    connection.exec_driver_sql(
        "insert into core.deleted_ratings (viewer_id, title_key, deleted_at) "
        f"select {one.viewer}, title_key, {moment(one.second)} from core.titles "
        f"where show_number = {one.title} and not exists (select from core.ratings as held "
        f"where held.viewer_id = {one.viewer} and held.title_key = titles.title_key) "
        "on conflict (viewer_id, title_key) do update "
        "set deleted_at = greatest(deleted_ratings.deleted_at, excluded.deleted_at)"
    )


File = list[Statement]
Step = File | Deletion


def expected(steps: Sequence[Step]) -> dict[tuple[int, int], tuple[int, int]]:
    """The rating of each viewer and title: (second, half stars)."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for step in steps:
        if isinstance(step, Deletion):
            continue
        of_file: dict[tuple[int, int], tuple[int, int]] = {}
        for one in step:
            if one.second >= of_file.get((one.viewer, one.title), (-1, 0))[0]:
                of_file[one.viewer, one.title] = one.second, one.half_stars
        for key, statement in of_file.items():
            found[key] = max(found.get(key, (-1, 0)), statement)
    for step in steps:
        if isinstance(step, Deletion):
            key = step.viewer, step.title
            if key in found and found[key][0] <= step.second:
                del found[key]
    return found


seconds = st.integers(0, 4)
viewers = st.integers(1, 3)
titles = st.integers(1, TITLES)
files = st.lists(st.builds(Statement, viewers, titles, st.integers(1, 10), seconds), max_size=8)
steps_of_histories = st.lists(
    st.one_of(files, files, st.builds(Deletion, viewers, titles, seconds)),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps_of_histories, data=st.data())
def test_any_order_of_files_and_deletions_ends_alike(
    world: Connection, steps: list[Step], data: st.DataObject
) -> None:
    right = expected(steps)
    asked = text(
        "select viewer_id, show_number, extract(epoch from rated_at - :start)::int, half_stars"
        " from core.ratings inner join core.titles using (title_key)"
    )
    start = {"start": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}
    states = set()
    for order in (steps, data.draw(st.permutations(steps)), None):
        try:
            if order is None:  # in one load, after the deletions
                deletions = [step for step in steps if isinstance(step, Deletion)]
                for one in deletions:
                    take_back(world, one)
                merge(world, [step for step in steps if not isinstance(step, Deletion)])
            for step in order or ():
                if isinstance(step, Deletion):
                    take_back(world, step)
                else:
                    merge(world, [step])
            found = world.execute(asked, start).all()
            assert {(row[0], row[1]): (row[2], row[3]) for row in found} == right
            gone = world.execute(text("select viewer_id, title_key from core.deleted_ratings"))
            known = world.scalars(text("select viewer_id from core.viewers order by 1"))
            states.add((frozenset(map(tuple, gone)), tuple(known)))
        finally:
            world.rollback()
    assert len(states) == 1
    [(_, known_viewers)] = states
    stated = {one.viewer for step in steps if not isinstance(step, Deletion) for one in step}
    assert set(known_viewers) == stated


def test_counts_of_a_merge(world: Connection) -> None:
    first = merge(world, [[Statement(1, 1, 5, 1), Statement(1, 1, 6, 1), Statement(1, 2, 3, 1)]])
    take_back(world, Deletion(1, 2, 5))
    second = merge(world, [[Statement(1, 1, 9, 0), Statement(1, 2, 9, 5)], [Statement(2, 1, 1, 0)]])
    third = merge(world, [[Statement(1, 1, 7, 1), Statement(1, 2, 9, 6)]])
    gone = world.scalar(text("select count(*) from core.deleted_ratings"))
    world.rollback()
    names = ("staged", "kept", "collapsed", "inserted", "updated", "unchanged")
    assert [tuple(map(counts.get, names)) for counts in (first, second, third)] == [
        (3, 2, 1, 2, 0, 0),
        (3, 3, 0, 1, 0, 2),
        (2, 2, 0, 1, 1, 0),
    ]
    assert gone == 0


def test_ratings_with_titles_and_later_ones(tmp_path: Path, empty_url: URL) -> None:
    keys = rows(empty_url, KEYS)
    two_platforms(tmp_path)
    write_ratings(tmp_path / "1.csv.gz", "7,4.5,100,ns1", "7,2.0,200,ns1", "8,1.0,100,hs1")
    report = load_now(empty_url, tmp_path)
    assert report.merged["ratings"]["inserted"] == 2
    assert rows(empty_url, RATINGS) == [(7, "ns1", 4, 200), (8, "hs1", 2, 100)]
    assert rows(empty_url, KEYS) == keys
    later = write_ratings(tmp_path / "later/2.csv", "7,5.0,150,ns1", "9,3.0,300,ns1")
    assert load_now(empty_url, later).data_version == 2
    scores = "select title_id, score, ratings_count from api.scores_by_title order by 1"
    assert rows(empty_url, scores) == [("hs1", 1.0, 1), ("ns1", 2.5, 2), ("ns2", None, 0)]
    assert rows(empty_url, "select viewer_id from core.viewers order by 1") == [(7,), (8,), (9,)]
    assert load_now(empty_url, later).status == "unchanged"
    counts = "select ratings_count, viewers_count from api.data_versions"
    assert rows(empty_url, counts) == [(3, 3)]


def test_first_ratings_after_other_data_and_any_order(
    tmp_path: Path, create_database: Callable[..., URL], empty_template: URL
) -> None:
    small_set(tmp_path / "games")
    parts = [
        write_ratings(tmp_path / "1.csv", "7,4.5,100,ns1", "8,1.0,100,hs1", "7,1,7,ns2"),
        write_ratings(tmp_path / "2.csv", "7,3.5,100,ns1", "7,3.0,100,ns1", "8,1.5,99,hs1"),
        write_ratings(tmp_path / "3.csv", "7,5,100,ns1"),
    ]
    two_platforms(tmp_path / "titles")
    found = []
    for order in list(permutations(parts))[::2]:
        url = create_database(empty_template)
        load_now(url, tmp_path / "titles", tmp_path / "games")
        keys = rows(url, KEYS)
        for part in order:
            load_now(url, part)
        assert rows(url, KEYS) == keys
        assert rows(url, "select aggregate from agg.differing_aggregates()") == []
        found.append(published(url))
        right = [(7, "ns1", 10, 100), (7, "ns2", 2, 7), (8, "hs1", 2, 100)]
        assert rows(url, RATINGS) == right
    assert found[0]["core.ratings"] == found[1]["core.ratings"] == found[2]["core.ratings"]
    assert found[0]["agg.scores_by_title"] == found[1]["agg.scores_by_title"]


def test_a_file_is_refused_where_a_platform_has_no_titles(tmp_path: Path, empty_url: URL) -> None:
    two_platforms(tmp_path)
    write_ratings(tmp_path / "1.csv", "7,4.5,100,ns1", "7,4.5,100,as1")
    with pytest.raises(InputError, match=r"rates as1, and no titles of amazon are loaded"):
        load_now(empty_url, tmp_path)
    assert rows(empty_url, "select count(*) from core.titles") == [(0,)]
    assert last_run(empty_url)["status"] == "failed"


def test_rejects_count_towards_the_limit(tmp_path: Path, empty_url: URL) -> None:
    two_platforms(tmp_path)
    good = [f"{viewer},4.5,100,ns1" for viewer in range(1, 199)]
    path = write_ratings(tmp_path / "1.csv", *good, "7,4.5,100,ns9", "7,9,100,ns1", "7,9")
    with pytest.raises(LoadFailed, match=r"1\.csv: 3 of 201 lines were rejected"):
        load_now(empty_url, tmp_path)
    load_now(empty_url, tmp_path, max_reject_share=0.02)
    rejects = [
        (one["line_number"], one["kind"], one["reason"]) for one in last_run(empty_url)["rejects"]
    ]
    assert rejects == [
        (200, "rating", "unknown_title"),
        (201, "rating", "invalid_stars"),
        (202, "line", "wrong_columns"),
    ]
    # the title came since: the same file has news
    more = write_titles(tmp_path / "more/netflix.csv", title("s9", "D"))
    load_now(empty_url, more)
    report = load_now(empty_url, path, max_reject_share=0.02)
    assert (report.status, report.merged["ratings"]["inserted"]) == ("published", 1)
