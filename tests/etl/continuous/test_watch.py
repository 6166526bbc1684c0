"""A folder that is watched: what appears, grows, breaks and heals in it."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from db.errors import DatabaseUnavailable, InputError
from db.settings import CHECKOUT
from db.status import status, status_lines
from db.target import url_with_password
from etl.continuous.watch import FolderWatch
from etl.load import LoadOptions
from etl.read.sources import NamedPlatform
from etl.session import loader_session
from tests.children import Ended
from tests.etl.loading import game, item, last_run, library, review, reviews, rows, small_set, write
from tests.etl.titles import table, title

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import URL

ALONE = LoadOptions(workers=0)
KINDS = "select kind, status from core.loads order by load_id"


@pytest.fixture
def watching(empty_url: URL, tmp_path: Path) -> Callable[..., tuple[FolderWatch, list[str]]]:
    def make(url: URL = empty_url) -> tuple[FolderWatch, list[str]]:
        told: list[str] = []
        watch = FolderWatch(url, tmp_path, options=ALONE, settle_seconds=0, tell=told.append)
        return watch, told

    return make


def owned(url: URL) -> list[tuple[object, ...]]:
    return rows(url, "select user_id, playtime_minutes from api.items order by 1, 2")


def test_what_arrives_together_is_one_load(
    empty_url: URL, tmp_path: Path, watching: Callable[..., tuple[FolderWatch, list[str]]]
) -> None:
    watch, told = watching()
    watch.look()
    assert told == []
    small_set(tmp_path)
    write(tmp_path / ".hidden.json", [game("20")])
    write(tmp_path / "half.json.part", [game("20")])
    watch.look()
    assert sorted(told) == [
        f"{kind}.json.gz: loaded, 1 records; data version 1"
        for kind in ("games", "items", "reviews")
    ]
    told.clear()
    watch.look()
    assert told == []
    write(tmp_path / "items.json.gz", [library("ana", item("10")), library("bo", item("10", 5))])
    watch.look()
    assert told == ["items.json.gz: loaded, 2 records; data version 2"]
    assert owned(empty_url) == [("ana", 60), ("bo", 5)]
    other, told = watching()
    other.look()
    assert sorted(told) == [
        f"{kind}.json.gz: known already; data version 2" for kind in ("games", "items", "reviews")
    ]
    (tmp_path / "reviews.json.gz").unlink()
    told.clear()
    other.look()
    assert told == []  # its data stay
    assert rows(empty_url, KINDS) == [("load", "published")] * 2


def test_a_folder_is_loaded_when_it_rests(
    empty_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("etl.continuous.watch.time.monotonic", lambda: now)
    told: list[str] = []
    watch = FolderWatch(empty_url, tmp_path, options=ALONE, settle_seconds=5, tell=told.append)
    games = write(tmp_path / "games.json", [game("10")])
    for _ in range(4):
        watch.look()
        now += 3
        write(tmp_path / "games.json", [game(str(number)) for number in range(10, int(now) - 990)])
        os.utime(games, ns=(0, int(now)))
    assert told == []
    watch.look()
    now += 5
    watch.look()
    assert told == ["games.json: loaded, 12 records; data version 1"]


def test_a_file_that_fails_is_set_aside_until_it_changes(
    empty_url: URL, tmp_path: Path, watching: Callable[..., tuple[FolderWatch, list[str]]]
) -> None:
    small_set(tmp_path)
    whole = gzip.compress(
        b"".join(repr(library(f"u{n}", item("10"))).encode() + b"\n" for n in range(99))
    )
    cut = tmp_path / "cut.json.gz"
    cut.write_bytes(whole[:-30])
    (tmp_path / "photo.json").write_bytes(b"\x89PNG")
    write(tmp_path / "broken.json", [b"{'user_id': "] * 9 + [library("x")])
    watch, told = watching()
    watch.look()
    assert "photo.json: set aside: a picture" in told
    assert {line.split(":")[0] for line in told[:3]} == {"photo.json", "cut.json.gz", "broken.json"}
    assert any("truncated" in line for line in told)
    assert any("9 of 10 lines were rejected" in line for line in told)
    assert min(told[3:]) == "games.json.gz: loaded, 1 records; data version 1"
    shown = [line for line in status_lines(status(empty_url)) if "photo.json" in line]
    assert shown[0].endswith(f" {tmp_path}/photo.json: a picture")

    again, told = watching()  # after a start anew
    again.look()
    assert len([line for line in told if "set aside as before" in line]) == 3
    assert rows(empty_url, "select count(*) from core.set_aside_files") == [(3,)]
    told.clear()
    cut.write_bytes(whole)
    again.look()
    assert told == ["cut.json.gz: loaded, 99 records; data version 2"]
    assert rows(empty_url, "select count(*) from core.set_aside_files") == [(2,)]
    photo, elsewhere = tmp_path / "photo.json", tmp_path.with_name("elsewhere.json")
    photo.rename(elsewhere)
    again.look()
    assert rows(empty_url, "select path from core.set_aside_files") == [
        (f"{tmp_path}/broken.json",)
    ]
    told.clear()
    elsewhere.rename(photo)  # as it was
    again.look()
    assert "photo.json: set aside: a picture" in told
    photo.unlink()
    again.look()
    (tmp_path / "broken.json").unlink()
    watching()[0].look_once()  # nothing is left to complain of
    assert rows(empty_url, "select count(*) from core.set_aside_files") == [(0,)]


def test_a_sub_folder_is_a_crawl_and_its_name_the_day(
    empty_url: URL, tmp_path: Path, watching: Callable[..., tuple[FolderWatch, list[str]]]
) -> None:
    small_set(tmp_path)
    write(tmp_path / "2020-02-02" / "items.json", [library("ana", item("10", 90))])
    write(tmp_path / "2020-01-01" / "items.json", [library("ana", item("10", 80))])
    write(tmp_path / ".git" / "items.json", [library("ana", item("10", 7))])
    watch, told = watching()
    watch.look()
    assert sorted(line.split(":")[0] for line in told) == [
        *("2020-01-01/items.json", "2020-02-02/items.json"),
        *("games.json.gz", "items.json.gz", "reviews.json.gz"),
    ]
    assert owned(empty_url) == [("ana", 90)]
    crawls = rows(empty_url, "select crawled_on::text from core.load_files order by 1")
    assert crawls == [*[("2011-11-05",)] * 3, ("2020-01-01",), ("2020-02-02",)]


def test_it_tries_again_while_another_load_is_under_way(
    empty_url: URL,
    tmp_path: Path,
    watching: Callable[..., tuple[FolderWatch, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_set(tmp_path)
    watch, told = watching()
    with loader_session(empty_url):
        watch.look()
    assert len(told) == 1
    assert f"{tmp_path}: not loaded yet, tried again in 1 s: Another load" in told[0]
    assert rows(empty_url, KINDS) == []
    monkeypatch.setattr("etl.continuous.watch.RETRY_SECONDS", (0.0,))
    watch._folders[tmp_path].not_before = 0.0  # a second later
    watch.look()
    assert len(told) == 4
    assert last_run(empty_url)["status"] == "published"


def test_it_tries_again_while_the_database_is_away(
    empty_url: URL, tmp_path: Path, watching: Callable[..., tuple[FolderWatch, list[str]]]
) -> None:
    small_set(tmp_path)
    watch, told = watching(empty_url.set(port=1))
    for _ in range(3):
        watch.look()
    assert len(told) == 1  # it is not time yet
    assert "not loaded yet, tried again in 1 s: No database answers" in told[0]
    with pytest.raises(DatabaseUnavailable):
        watch.look_once()


def test_once_is_for_cron(empty_url: URL, tmp_path: Path, command: Callable[..., Ended]) -> None:
    small_set(tmp_path)
    words = ("watch", str(tmp_path), "--once", "--settle", "0.1")
    done = command(*words, url=empty_url)
    assert (done.code, done.out.count("loaded, 1 records; data version 1\n")) == (0, 3)
    write(tmp_path / "bad.json", [b"nothing"])
    done = command(*words)
    assert done.code == InputError.exit_code
    assert "bad.json: set aside: " in done.out
    assert "1 files could not be loaded" in done.err
    assert command("watch", str(tmp_path / "none"), "--once").code == InputError.exit_code


def test_it_ends_in_order(empty_url: URL, tmp_path: Path) -> None:
    write(tmp_path / "games.json", [game("10")])
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "watch", str(tmp_path), "--settle", "0"],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": url_with_password(empty_url), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        told = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, err.strip()) == (143, "Interrupted.")
    assert told.endswith(": loaded, 1 records; data version 1\n")


def test_reviews_without_a_year_are_the_fault_of_their_file(
    tmp_path: Path, watching: Callable[..., tuple[FolderWatch, list[str]]]
) -> None:
    write(tmp_path / "games.json", [game("10")])
    write(tmp_path / "r.json", [reviews("ana", review("10", posted="Posted July 3."))])
    watch, told = watching()
    watch.look()
    assert told[0].startswith("r.json: set aside: no date of its reviews has a year")
    assert told[1] == "games.json: loaded, 1 records; data version 1"


def test_platforms_are_named_for_files_that_come(empty_url: URL, tmp_path: Path) -> None:
    told: list[str] = []
    options = LoadOptions(
        workers=0,
        platforms=(
            NamedPlatform(platform="hulu", file="shows-*.csv"),
            NamedPlatform(platform="disney", file="never.csv"),
        ),
    )
    watch = FolderWatch(empty_url, tmp_path, options=options, settle_seconds=0, tell=told.append)
    (tmp_path / "netflix_titles.csv").write_text(table([title("s1")]))
    watch.look()
    (tmp_path / "shows-1.csv").write_text(table([title("s2")]))
    watch.look()
    assert told == [
        "netflix_titles.csv: loaded, 1 records; data version 1",
        "shows-1.csv: loaded, 1 records; data version 2",
    ]
    assert rows(empty_url, "select title_id from core.titles order by 1") == [("hs2",), ("ns1",)]
