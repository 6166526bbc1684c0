"""What a folder holds is told by its content, and what cannot be loaded is named."""

import gzip
import hashlib
import os
from pathlib import Path

import pytest

from db.errors import InputError
from etl.read.containers import Container
from etl.read.sources import Source, discover_sources
from tests.etl.conftest import OFFICIAL

GAME = b'{"id": "10", "app_name": "Portal", "url": "http://x/", "genres": ["Action"]}\n'
ITEMS = b"{'user_id': 'a', 'items_count': 0, 'items': []}\n"
REVIEWS = b"{u'user_id': u'a', u'reviews': []}\n"
NOTHING = b'{"id": NaN, "app_name": NaN, "url": NaN}\n'


def write(folder: Path, **files: bytes) -> None:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("_dot_", ".")).write_bytes(content)


def found(*paths: Path) -> list[Source]:
    return list(discover_sources(paths).sources)


def test_kind_and_packing_are_told_by_content_not_by_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        a_dot_json=REVIEWS,
        b_dot_gz=ITEMS,  # not packed, whatever its name says
        c_dot_txt=gzip.compress(GAME),
    )
    assert [(file.name, file.kind, file.container.packing) for file in found(tmp_path)] == [
        ("a.json", "reviews", ()),
        ("b.gz", "items", ()),
        ("c.txt", "games", ("gzip",)),
    ]


def test_a_source_is_described(tmp_path: Path) -> None:
    write(tmp_path, games_dot_json=GAME)
    assert found(tmp_path) == [
        Source(
            number=1,
            path=tmp_path / "games.json",
            name="games.json",
            container=Container(),
            format=OFFICIAL["games"],
            byte_count=len(GAME),
            sha256=hashlib.sha256(GAME).hexdigest(),
        )
    ]


def test_files_are_numbered_by_name_then_path_in_any_order_of_arguments(tmp_path: Path) -> None:
    write(tmp_path / "one", b_dot_json=GAME, Z_dot_json=ITEMS)
    write(tmp_path / "two", b_dot_json=REVIEWS, a_dot_json=GAME + NOTHING)
    one, two = tmp_path / "one", tmp_path / "two"
    expected = [two / "a.json", one / "b.json", two / "b.json"]
    expected.insert(0, one / "Z.json")  # code point order: capitals first
    assert [file.path for file in found(one, two)] == expected
    assert found(two, one) == found(one, two) == found(one / "b.json", two, one)
    assert [file.number for file in found(one, two)] == [1, 2, 3, 4]


def test_what_is_no_raw_file_is_ignored_and_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        _dot_hidden_dot_json=b"?",
        **{
            "README.md": b"?",
            "readme.txt": b"?",
            "LICENSE.txt": b"?",
            "users_items.json.gz.part": b"?",
            "games.json": GAME,
        },
    )
    write(tmp_path / "sub", deep_dot_json=b"?")
    assert discover_sources([tmp_path]).ignored == (
        ".hidden.json",
        "LICENSE.txt",
        "README.md",
        "readme.txt",
        "sub/",
        "users_items.json.gz.part",
    )
    assert [file.name for file in found(tmp_path)] == ["games.json"]


def test_a_file_named_itself_is_read_whatever_its_name(tmp_path: Path) -> None:
    write(tmp_path, README=GAME)
    assert [file.kind for file in found(tmp_path / "README")] == ["games"]


def test_the_same_content_under_two_names_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, a_dot_json=GAME, b_dot_json=GAME, c_dot_json=ITEMS)
    (tmp_path / "d.json").symlink_to(tmp_path / "a.json")
    assert [(file.number, file.name, file.copies) for file in found(tmp_path)] == [
        (1, "a.json", (str(tmp_path / "b.json"), str(tmp_path / "d.json"))),
        (2, "c.json", ()),
    ]


def test_the_same_file_given_twice_is_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a_dot_json=GAME)
    monkeypatch.chdir(tmp_path)
    (file,) = found(tmp_path, tmp_path / "a.json", Path("a.json"), tmp_path / ".." / tmp_path.name)
    assert file.copies == ()


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_the_kind_is_found_behind_a_hundred_thousand_empty_records(
    *, packed: bool, tmp_path: Path
) -> None:
    content = NOTHING * 100_000 + b"\n" + b"{'broken\n" * 50 + GAME
    write(tmp_path, games_dot_json=gzip.compress(content) if packed else content)
    assert [file.kind for file in found(tmp_path)] == ["games"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty; download it again"),
        (gzip.compress(b"", mtime=0), "no game, library or user with reviews in its first 0 lines"),
        (b"\n \r\n\n", "no game, library or user with reviews in its first 3 lines"),
        (NOTHING * 3, "no game, library or user with reviews in its first 3 lines"),
        (bytes(range(128, 256)) * 50, r"no game, library or user with reviews .*\(line 1: .*UTF-8"),
        (
            b"\x80\n\x81\n" * 9_000,
            r"in its first 10,000 lines \(line 1: byte 1 of the line \(0x80\)",
        ),
        (b"a" * 20_000_000, r"\(line 1: the line has 20,000,000 bytes"),
        (GAME[:20], r"\(line 1: .* the line is cut in half\)"),
        (
            gzip.compress(GAME, mtime=0)[:20],
            "the gzip data end in the middle of line 1; .* truncated",
        ),
        (b"PK\x03\x04....", "the zip archive is cut off or damaged"),
        ("{'user_id'".encode("utf-16"), "UTF-16 text; convert it"),
        ("{'user_id'".encode("utf-16-le"), "UTF-16 text; convert it"),
        (b"\n<!DOCTYPE html><html>", "a web page, not the data; download it again"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "a Git LFS pointer, not the data"),
    ],
)
def test_a_file_that_cannot_be_a_raw_file_is_refused(
    content: bytes, message: str, tmp_path: Path
) -> None:
    write(tmp_path, games_dot_json=GAME, users_dot_json=content)
    with pytest.raises(InputError, match=message) as caught:
        discover_sources([tmp_path])
    assert "users.json" in str(caught.value)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{tmp_path}/absent: no such file or folder; give a"):
        discover_sources([tmp_path / "absent"])
    (tmp_path / "games.json").symlink_to(tmp_path / "absent")
    with pytest.raises(InputError, match=r"games\.json: no such file"):
        discover_sources([tmp_path])


def test_a_folder_without_raw_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{tmp_path}: no raw file here, nothing; the folder"):
        discover_sources([tmp_path])
    write(tmp_path, README=b"?")
    with pytest.raises(InputError, match=r"only README; .* steam_games\.json\.gz"):
        discover_sources([tmp_path])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "games.json")
    with pytest.raises(InputError, match="not a file"):
        discover_sources([tmp_path / "games.json"])


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path / "closed", games_dot_json=GAME)
    (tmp_path / "closed" / "games.json").chmod(0)
    with pytest.raises(InputError, match=r"games\.json: the file cannot be read: Permission"):
        discover_sources([tmp_path / "closed"])
    (tmp_path / "closed").chmod(0)
    try:
        with pytest.raises(InputError, match="cannot be read: Permission"):
            discover_sources([tmp_path / "closed"])
    finally:
        (tmp_path / "closed").chmod(0o700)
