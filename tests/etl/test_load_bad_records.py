"""Loads of broken files, lines and records."""

import gzip
import re
from pathlib import Path

import pytest
from sqlalchemy import URL

from db.errors import InputError, LoadFailed
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
    staged_rows,
    write,
)

ALONE = LoadOptions(workers=0)
LENIENT = LoadOptions(workers=0, max_reject_share=1.0)


LONG_LINE = b"{'user_id': '" + b"x" * 50_000_000 + b"'}"
HALF_A_LINE = repr(library("cut", item("10"))).encode()[:60]
BEYOND = item(str(2**64))


@pytest.mark.parametrize(
    ("line", "reason", "kind"),
    [
        (HALF_A_LINE, "not_a_record", "line"),
        (LONG_LINE, "line_too_long", "line"),
        (library("ana\0"), "nul_character", "user"),
        (library("ana", item("10", 10**9)), "playtime_out_of_range", "item"),
        (reviews("ana", review("10", posted=7)), "invalid_posted", "review"),
        (reviews("ana", review("10", "!" * 200_000)), "review_too_long", "review"),
        (game(None), "null_id", "game"),
    ],
)
def test_a_broken_piece_is_a_reject_with_its_place(
    small_url: URL, tmp_path: Path, line: object, reason: str, kind: str
) -> None:
    before = published(small_url)
    good = {"game": game("10"), "review": reviews("ana")}.get(kind, library("ana"))
    path = write(tmp_path / "bad.json", [good, line])
    with pytest.raises(LoadFailed) as failure:
        load(small_url, [path], options=ALONE)
    assert "bad.json: 1 of " in str(failure.value)
    assert "  line 2" in str(failure.value)
    assert published(small_url) == before
    assert staged_rows(small_url) == 0
    run = last_run(small_url)
    assert (run["status"], run["error"]) == ("failed", str(failure.value))
    [reject] = run["rejects"]
    found = (reject["line_number"], reject["kind"], reject["reason"])
    assert found == (2, kind, reason)
    assert reject["record_number"] == (1 if kind in {"item", "review"} else 0)
    assert reject["raw"]
    assert len(reject["raw"]) <= 2000


def test_a_damaged_file_stops_the_load(small_url: URL, tmp_path: Path) -> None:
    lines = b"".join(repr(library(f"u{n}", item(str(n)))).encode() + b"\n" for n in range(50_000))
    packed = gzip.compress(lines, 1)
    (tmp_path / "bad.json.gz").write_bytes(packed[: len(packed) // 2])
    write(tmp_path / "good.json", [library("new user", item("10"))])
    before = published(small_url)
    message = r"bad\.json\.gz: the gzip data end in the middle of line [\d,]+"
    with pytest.raises(InputError, match=message):
        load(small_url, [tmp_path], options=ALONE)
    assert published(small_url) == before
    assert staged_rows(small_url) == 0
    run = last_run(small_url)
    assert run["status"] == "failed"
    assert re.search(message, run["error"])
    assert [file["name"] for file in run["files"]] == ["bad.json.gz", "good.json"]


def test_rejects_within_the_limit_are_kept_and_the_rest_is_loaded(
    small_url: URL, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "items.json",
        [library("bob", item("10", -5), item("20")), b"\xff", HALF_A_LINE, library("cy", BEYOND)],
    )
    report = load(small_url, [path], options=LENIENT)
    assert (report.status, sum(report.rejected.values())) == ("published", 4)
    places = [(row["line_number"], row["record_number"]) for row in last_run(small_url)["rejects"]]
    assert places == [(1, 1), (2, 0), (3, 0), (4, 1)]
    owned = rows(
        small_url,
        "select user_id, game_id from core.users left join core.items using (user_key) order by 1",
    )
    assert owned == [("ana", 10), ("bob", 20), ("cy", None)]


@pytest.mark.parametrize(("broken", "loads"), [(1, True), (2, False)])
def test_the_limit_itself_is_allowed_and_one_more_is_not(
    small_url: URL, tmp_path: Path, broken: int, *, loads: bool
) -> None:
    before = published(small_url)
    lines: list[object] = [library(f"u{n}") for n in range(100 - broken)]
    nothing = [b"", b"{'user_id': None, 'items': nan}"] * 50  # empty lines do not count
    path = write(tmp_path / "items.json", [*lines, *nothing, *[b"{broken"] * broken])
    more = [path, write(tmp_path / "more.json", [library("bob", item("10"))])]
    if loads:
        assert load(small_url, more, options=ALONE).status == "published"
    else:
        with pytest.raises(LoadFailed, match=r"2 of 100 lines were rejected \(2\.00%\).* 1\.00%"):
            load(small_url, more, options=ALONE)
        assert published(small_url) == before


def test_records_have_a_limit_of_their_own(small_url: URL, tmp_path: Path) -> None:
    path = write(
        tmp_path / "items.json",
        [library("ana", *[item(n) for n in range(50)], *[item(n, "x") for n in range(50)])],
    )
    with pytest.raises(LoadFailed, match=r"50 of 100 records were rejected"):
        load(small_url, [path], options=ALONE)
    assert load(small_url, [path], options=LoadOptions(max_reject_share=0.5)).status == "published"


def test_a_file_of_nothing_but_rejects_is_no_data(small_url: URL, tmp_path: Path) -> None:
    path = write(tmp_path / "items.json", [library("ana", item("x"))])
    with pytest.raises(LoadFailed, match="Nothing to load"):
        load(small_url, [path], options=LENIENT)
