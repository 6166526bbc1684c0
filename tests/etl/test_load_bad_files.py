"""Files that cannot be read: a clear message, and published data that are what they were before."""

import gzip
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL

from db.errors import InputError
from etl.load import LoadOptions, load
from tests.etl.loading import item, last_run, library, published, staged_rows, write

ALONE = LoadOptions(workers=0)


def many_libraries() -> bytes:
    lines = (repr(library(f"u{n}", item(str(n)))).encode() + b"\n" for n in range(50_000))
    return gzip.compress(b"".join(lines), 1)


def truncated_gzip(path: Path) -> None:
    whole = many_libraries()
    path.write_bytes(whole[: len(whole) // 2])


def not_gzip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 no gzip at all, whatever the name says")


def corrupt_gzip(path: Path) -> None:
    whole = bytearray(many_libraries())
    whole[-5] ^= 0xFF  # in the checksum at the end
    path.write_bytes(whole)


def noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(100_000))  # noqa: S311 - noise, not a secret


def empty(path: Path) -> None:
    path.write_bytes(b"")


def missing(path: Path) -> None:
    del path


def a_list(path: Path) -> None:
    write(path, [[library("ana", item("10"))]])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (truncated_gzip, r"bad\.json\.gz: the gzip data end in the middle of line [\d,]+"),
        (not_gzip, r"bad\.json\.gz: the file is a zip archive"),
        (corrupt_gzip, r"bad\.json\.gz: the gzip data are corrupt in line [\d,]+"),
        (noise, r"bad\.json\.gz: no game, library or user .* \(line 1: .*not UTF-8"),
        (empty, r"bad\.json\.gz: the file is empty"),
        (missing, r"bad\.json\.gz: no such file"),
        (a_list, r"bad\.json\.gz: no game, library or user .* \(line 1: the line holds a list"),
    ],
)
def test_a_file_that_cannot_be_read_stops_the_load(
    loaded_clone: URL, tmp_path: Path, spoil: Callable[[Path], None], message: str
) -> None:
    before = published(loaded_clone)
    good = write(tmp_path / "good.json", [library("new user", item("10"))])
    spoil(tmp_path / "bad.json.gz")
    with pytest.raises(InputError, match=message):
        load(loaded_clone, [good, tmp_path / "bad.json.gz"], options=ALONE)
    assert published(loaded_clone) == before
    assert staged_rows(loaded_clone) == 0
    if spoil in {truncated_gzip, corrupt_gzip}:  # the others are refused before the load begins
        run = last_run(loaded_clone)
        assert run["status"] == "failed"
        assert re.search(message, run["error"])
        assert [file["name"] for file in run["files"]] == ["bad.json.gz", "good.json"]
