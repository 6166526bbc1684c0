"""Fetching files that come as they should, and files that are there already."""

import re
from pathlib import Path

import pytest

from db.errors import InputError
from etl.download import OFFICIAL, RemoteFile, download_files
from tests.etl.download.broken_server import CONTENT, NAME, QUICK, SUM, Site, fetch, names


def test_official_sources_are_those_of_the_data_set() -> None:
    assert [source.name for source in OFFICIAL] == [
        "steam_games_v1.json.gz",
        "user_reviews.json.gz",
        "users_items.json.gz",
    ]
    for source in OFFICIAL:
        assert all(address.startswith("https://") for address in source.addresses)
        assert source.sha256 is None or re.fullmatch(r"[0-9a-f]{64}", source.sha256)
    assert sum(source.sha256 is not None for source in OFFICIAL) == 2
    assert len(OFFICIAL[0].addresses) == 2


def test_fetches_a_file_and_tells_its_progress(tmp_path: Path, site: Site) -> None:
    heard: list[tuple[str, int, int | None]] = []
    folder = tmp_path / "new" / "folder"
    [result] = download_files(
        folder,
        files=[site.source()],
        options=QUICK,
        progress=lambda *step: heard.append(step),
    )
    assert names(folder) == {NAME}
    assert (folder / NAME).read_bytes() == CONTENT
    assert (result.state, result.sha256, result.verified) == ("fetched", SUM, True)
    assert result.byte_count == len(CONTENT)
    assert result.address == f"{site.address}/file.gz"
    assert heard[0] == (NAME, 0, len(CONTENT))
    assert heard[-1] == (NAME, len(CONTENT), len(CONTENT))
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)
    assert site.asked[0]["accept-encoding"] == "identity"


def test_a_right_file_is_kept_without_asking(tmp_path: Path, site: Site) -> None:
    (tmp_path / NAME).write_bytes(CONTENT)
    result = fetch(tmp_path, site.source())
    assert (result.state, result.verified, result.address) == ("kept", True, None)
    assert site.asked == []


def test_a_file_of_unknown_sum_is_kept(tmp_path: Path, site: Site) -> None:
    (tmp_path / NAME).write_bytes(b"anything")
    result = fetch(tmp_path, site.source(sha256=None))
    assert (result.state, result.verified) == ("kept", False)
    assert site.asked == []


def test_another_file_of_that_name_is_not_touched(tmp_path: Path, site: Site) -> None:
    (tmp_path / NAME).write_bytes(b"my own file")
    other = RemoteFile(name="first.gz", addresses=(f"{site.address}/file.gz",), sha256=SUM)
    with pytest.raises(InputError, match="is there already but is not the official file"):
        download_files(tmp_path, files=[other, site.source()], options=QUICK)
    assert (tmp_path / NAME).read_bytes() == b"my own file"
    assert site.asked == []


def test_a_folder_of_that_name_is_named(tmp_path: Path, site: Site) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(InputError, match="is not a file"):
        fetch(tmp_path, site.source())


def test_the_second_address_helps_out(tmp_path: Path, site: Site) -> None:
    addresses = (f"{site.address}/missing.gz", f"{site.address}/file.gz")
    result = fetch(tmp_path, RemoteFile(name=NAME, addresses=addresses, sha256=SUM))
    assert result.address == addresses[1]


def test_an_unknown_length_is_no_obstacle(tmp_path: Path, site: Site) -> None:
    site.length = False
    heard: list[int | None] = []
    download_files(
        tmp_path,
        files=[site.source()],
        options=QUICK,
        progress=lambda _name, _done, total: heard.append(total),
    )
    assert set(heard) == {None}
    assert (tmp_path / NAME).read_bytes() == CONTENT


def test_redirects_are_followed(tmp_path: Path, site: Site) -> None:
    site.redirect = f"{site.address}/moved.gz"
    assert fetch(tmp_path, site.source()).sha256 == SUM
    site.redirect = f"{site.address}/file.gz"
    with pytest.raises(InputError, match="the request failed"):
        fetch(tmp_path / "loop", site.source())
