"""Fetching files in several pieces: what is there already is not fetched again."""

import gzip
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from db.errors import InputError
from etl.download import DownloadOptions, download_files
from tests.etl.download.broken_server import CONTENT, NAME, QUICK, Site, answered, fetch, names


@pytest.mark.parametrize("drops", [[100_000], [0, 1, 100_000], [50_000] * 2])
def test_a_dropped_connection_is_taken_up_again(
    tmp_path: Path, site: Site, drops: list[int]
) -> None:
    site.drops = list(drops)
    options = DownloadOptions(attempts=5, wait_seconds=0.0)
    assert fetch(tmp_path, site.source(), options=options).state == "fetched"
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert site.asked[-1]["range"] == f"bytes={sum(drops)}-"


def test_drops_after_a_good_piece_do_not_count(tmp_path: Path, site: Site) -> None:
    site.content = gzip.compress(os.urandom(5_500_000), mtime=0)
    site.drops = [1_100_000] * 4
    sha256 = hashlib.sha256(site.content).hexdigest()
    assert fetch(tmp_path, site.source(sha256=sha256)).sha256 == sha256
    assert len(site.asked) == 5 > QUICK.attempts


def test_tries_are_bounded_and_the_part_is_kept(tmp_path: Path, site: Site) -> None:
    site.drops = [1_000] * 9
    with pytest.raises(InputError, match=r"file\.gz: .* \(3 tries\)\. The 0\.0 MB .* are kept"):
        fetch(tmp_path, site.source())
    assert len(site.asked) == 3
    assert (tmp_path / f"{NAME}.part").stat().st_size == 3_000


def test_an_interrupted_run_is_continued(tmp_path: Path, site: Site) -> None:
    site.interrupt(tmp_path)
    assert fetch(tmp_path, site.source()).state == "resumed"
    assert names(tmp_path) == {NAME}
    assert [asked["range"] for asked in site.asked] == ["bytes=100000-"]


def test_a_server_that_ignores_ranges_sends_all_again(tmp_path: Path, site: Site) -> None:
    site.interrupt(tmp_path)
    site.ranges = False
    assert fetch(tmp_path, site.source()).state == "fetched"
    assert "range" in site.asked[0]
    assert (tmp_path / NAME).read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_is_fetched_anew(tmp_path: Path, site: Site) -> None:
    site.interrupt(tmp_path)
    site.content = gzip.compress(os.urandom(400_000), mtime=0)
    sha256 = hashlib.sha256(site.content).hexdigest()
    assert fetch(tmp_path, site.source(sha256=sha256)).state == "fetched"
    assert (tmp_path / NAME).read_bytes() == site.content


@pytest.mark.parametrize(
    ("part", "state", "ranges"),
    [
        (CONTENT, "resumed", [f"bytes={len(CONTENT)}-"]),  # it only needs its name
        (CONTENT + b"more", "fetched", [f"bytes={len(CONTENT) + 4}-", None]),
        (b"something else", "fetched", ["bytes=14-", None]),
    ],
    ids=["complete", "too long", "something else"],
)
def test_a_part_is_what_its_sum_says(
    tmp_path: Path, site: Site, part: bytes, state: str, ranges: list[str | None]
) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(part)
    assert fetch(tmp_path, site.source()).state == state
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert [asked.get("range") for asked in site.asked] == ranges


def test_without_a_sum_it_starts_over(tmp_path: Path, site: Site) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(CONTENT[:1_000])
    assert fetch(tmp_path, site.source(sha256=None)).state == "fetched"
    assert "range" not in site.asked[0]


@contextmanager
def file_size_limit(byte_count: int) -> Iterator[None]:
    """Let no file of this process grow further: the nearest thing to a full disk."""
    resource = pytest.importorskip("resource")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (byte_count, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def test_a_full_disk_keeps_the_part(tmp_path: Path, site: Site) -> None:
    with (
        file_size_limit(120_000),
        pytest.raises(InputError, match=r"The disk has no room for .*\.part: 0\.1 MB .*are kept"),
    ):
        fetch(tmp_path, site.source())
    assert (tmp_path / f"{NAME}.part").read_bytes() == CONTENT[:120_000]
    assert fetch(tmp_path, site.source()).state == "resumed"


@pytest.mark.parametrize("given", ["bytes 0-9/10", "lines 1000-1009/1010", ""])
def test_an_answer_that_does_not_fit_means_starting_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    strange = httpx.Response(206, headers={"Content-Range": given}, content=iter([b"0123456789"]))
    right = httpx.Response(200, content=iter([CONTENT]))
    found = answered(tmp_path, monkeypatch, strange, right, part=CONTENT[:1_000])
    assert found.state == "fetched"


def test_an_interrupt_keeps_the_part(tmp_path: Path, site: Site) -> None:
    def interrupt(_name: str, done: int, _total: int | None) -> None:
        if done > 50_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_files(tmp_path, files=[site.source()], options=QUICK, progress=interrupt)
    assert 50_000 < (tmp_path / f"{NAME}.part").stat().st_size < len(CONTENT)
    assert fetch(tmp_path, site.source()).state == "resumed"
    assert (tmp_path / NAME).read_bytes() == CONTENT
