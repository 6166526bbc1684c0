"""Ratings as rows: the fast path reads what the general reader does, whatever a file holds."""

import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import InputError
from etl.formats.title_ratings import COLUMNS, FORMAT
from etl.read.containers import detect_container
from etl.read.sources import Source
from etl.transform import Context, Limits, Stats, transform_file

TITLES = frozenset({"as1", "as20", "ns3", "hs12"})
HEADER = "userId,rating,timestamp,movieId"
MICROSECONDS = 1_000_000
EPOCH = 946_684_800

Found = tuple[set[tuple[object, ...]], Counter[tuple[object, ...]], Stats]


def read(
    path: Path,
    *,
    is_fast: bool = True,
    titles: frozenset[str] | None = TITLES,
    limits: Limits | None = None,
) -> Found:
    """Read a file; rows by line, and rejects by line and reason."""
    source = Source(
        number=3,
        path=path,
        name=path.name,
        container=detect_container(path),
        format=FORMAT,
        byte_count=1,
        sha256="",
    )
    stats, rejects = Stats(), Counter[tuple[object, ...]]()
    rows: list[tuple[object, ...]] = []
    for batch in transform_file(
        source,
        stats=stats,
        context=Context(title_ids=titles),
        on_entry=None if is_fast else lambda _: None,
        limits=limits,
    ):
        if isinstance(batch.rows, pd.DataFrame):
            columns = ["line_number", "kind", "reason", "raw"]
            rejects.update(map(tuple, batch.rows[columns].to_numpy().tolist()))
        else:
            rows += map(tuple, batch.rows.tolist())
    assert len(set(rows)) == len(rows) == stats.records_accepted
    return set(rows), rejects, stats


def write_lines(path: Path, lines: Iterable[str], *, header: str = HEADER, end: str = "\n") -> Path:
    path.write_bytes("".join(f"{line}{end}" for line in (header, *lines)).encode())
    return path


def moment(seconds: int) -> int:
    return (seconds - EPOCH) * MICROSECONDS


def test_a_row_for_each_line(tmp_path: Path) -> None:
    lines = ["7,4.5,1425941529,as20", "8,5,0,ns3", "7,0.5,3999999999,hs12"]
    rows, rejects, stats = read(write_lines(tmp_path / "1.csv", lines))
    assert rows == {
        (3, 2, 7, 1, 20, 9, moment(1425941529)),
        (3, 3, 8, 14, 3, 10, moment(0)),
        (3, 4, 7, 8, 12, 1, moment(3999999999)),
    }
    assert not rejects
    assert (stats.lines_read, stats.records_read, stats.records_accepted) == (3, 3, 3)


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_columns_in_any_order_beside_others(
    tmp_path: Path, delimiter: str, end: str, *, is_packed: bool
) -> None:
    header = delimiter.join(["", "movieId", "timestamp", "userId", "rating"])
    line = delimiter.join(["0", "as20", "1425941529", "7", "4.5"])
    mark = "\ufeff"
    path = write_lines(tmp_path / "1.csv", [line], header=mark + header, end=end)
    content = path.read_bytes().removesuffix(end.encode())
    path.write_bytes(gzip.compress(content) if is_packed else content)
    rows, rejects, stats = read(path)
    assert rows == {(3, 2, 7, 1, 20, 9, moment(1425941529))}
    assert (dict(rejects), stats.lines_read) == ({}, 1)


def test_rejects_say_line_and_reason(tmp_path: Path) -> None:
    lines = [
        "7,4.5,1425941529,as20",
        "7,4.7,1425941529,as20",
        "7,4.5,1425941529",
        "7,4.5,1425941529,as21",
        "",
        "7,4.5,soon,as20",
        "7,4.5,1425941529,20",
        '"7","4,5","1425941529"," as20 "',
        "0,4.5,1425941529,as20",
        "7,4.5,1425941529,as20,,",
        "7,4.5,1425941529,as20,x",
        "7,4.5,1425941529,",
    ]
    rows, rejects, stats = read(write_lines(tmp_path / "1.csv", lines))
    assert {row[1] for row in rows} == {2, 9, 11}
    assert {(line, kind, why) for line, kind, why, _ in rejects} == {
        (3, "rating", "invalid_stars"),
        (4, "line", "wrong_columns"),
        (5, "rating", "unknown_title"),
        (7, "rating", "invalid_timestamp"),
        (8, "rating", "invalid_id"),
        (10, "rating", "invalid_viewer_id"),
        (12, "line", "wrong_columns"),
        (13, "rating", "null_id"),
    }
    assert {raw for line, _, _, raw in rejects if line == 5} == {lines[3]}
    assert (stats.lines_read, stats.empty_lines, stats.records_read) == (12, 1, 9)


def test_a_platform_without_titles_refuses_the_file(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "1.csv", ["7,4.5,1425941529,as20", "7,4.5,1425941529,ds5"])
    with pytest.raises(InputError, match=r"rates ds5, and no titles of disney are loaded"):
        read(path)


def test_blocks_end_where_lines_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.read.lines._BLOCK_BYTES", 1)
    monkeypatch.setattr("etl.read.packing._READ_BYTES", 64)
    lines = [f"{viewer},4.5,{viewer},as20" for viewer in range(1, 200)]
    lines[50] = "x" * 3000
    lines[100] = "bad"
    rows, rejects, stats = read(
        write_lines(tmp_path / "1.csv", lines), limits=Limits(line_bytes=1000)
    )
    assert {(row[1], row[2]) for row in rows} == {
        (line, line - 1) for line in range(2, 201) if line not in {52, 102}
    }
    assert {(line, why) for line, _, why, _ in rejects} == {
        (52, "line_too_long"),
        (102, "wrong_columns"),
    }
    assert stats.lines_read == 199


values = {
    "userId": st.sampled_from(["1", "7", "270896", "007", "7.0", "-1", " 7", '"7"', "", "9" * 11]),
    "rating": st.sampled_from(
        ["4", "4.5", "0.5", "5.0", "0", "5.5", "4.50", '"4.5"', "", "x", "٤"]
    ),
    "timestamp": st.sampled_from(["0", "1425941529", "3999999999", "4999999999", "1.0", "01", "x"]),
    "movieId": st.sampled_from(["as1", "as20", "ns3", "as2", "as01", "xs1", "1", "AS1", '"hs12"']),
}
usual_rows = st.tuples(
    st.sampled_from(["1", "7", "270896"]),
    st.sampled_from(["4", "4.5", "0.5"]),
    st.sampled_from(["0", "1425941529"]),
    st.sampled_from(["as1", "as20", "ns3"]),
)
any_rows = st.tuples(*(values[name] for name in COLUMNS)).map(list)
odd_lines = st.sampled_from(["", " ", "7,4.5,1,as1,", "7,4.5", '7,"4.5', "7,4.5,1,as1\x00", ",,,"])
tables = st.lists(
    st.one_of(usual_rows.map(",".join), any_rows.map(",".join), odd_lines), max_size=12
)


@settings(max_examples=60)
@given(lines=tables, end=st.sampled_from(["\n", "\r\n"]))
def test_both_paths_read_alike(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    usual = ["7,4.5,1,as1"] * 20  # so that it is told to be a table
    path = write_lines(folder / "both.csv", [*usual, *lines], end=end)
    fast_rows, fast_rejects, fast = read(path)
    rows, rejects, general = read(path, is_fast=False)
    if any(line.count('"') % 2 for line in lines):
        return  # a quoted text may hold line breaks for the general reader alone
    assert fast_rows == rows
    assert fast_rejects == rejects
    for name in ("lines_read", "empty_lines", "records_read", "records_accepted", "rejected"):
        assert getattr(fast, name) == getattr(general, name), name
