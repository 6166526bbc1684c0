"""Fetching files that do not come: the message names the address and what to do."""

import gzip
import socket
from pathlib import Path

import httpx
import pytest

from db.errors import InputError
from etl.download import DownloadOptions, RemoteFile, _explanation
from tests.etl.download.broken_server import CONTENT, NAME, SUM, Site, answered, fetch, names


@pytest.mark.parametrize("statuses", [[503], [500, 429], [408, 502]])
def test_a_busy_server_is_asked_again(tmp_path: Path, site: Site, statuses: list[int]) -> None:
    site.statuses = list(statuses)
    assert fetch(tmp_path, site.source()).sha256 == SUM
    assert len(site.asked) == len(statuses) + 1


def test_a_server_that_stays_busy_is_given_up(tmp_path: Path, site: Site) -> None:
    site.statuses = [503] * 9
    with pytest.raises(InputError, match=r"answered 503 Service Unavailable \(3 tries\)"):
        fetch(tmp_path, site.source())
    assert len(site.asked) == 3


def test_a_missing_file_is_named_without_a_second_try(tmp_path: Path, site: Site) -> None:
    with pytest.raises(InputError, match=r"/missing\.gz: the server answered 404 Not Found"):
        fetch(tmp_path, site.source("/missing.gz"))
    assert len(site.asked) == 1
    assert names(tmp_path) == set()


def test_all_addresses_are_named_when_none_helps(tmp_path: Path, site: Site) -> None:
    addresses = (f"{site.address}/missing1.gz", f"{site.address}/missing2.gz")
    with pytest.raises(InputError, match=r"missing1\.gz: .*missing2\.gz: .* yourself under"):
        fetch(tmp_path, RemoteFile(name=NAME, addresses=addresses, sha256=SUM))


def test_wrong_bytes_are_removed_and_named(tmp_path: Path, site: Site) -> None:
    site.content = gzip.compress(b"something else")
    with pytest.raises(InputError, match=rf"its SHA-256 is [0-9a-f]{{64}}, expected was {SUM}"):
        fetch(tmp_path, site.source())
    assert names(tmp_path) == set()


@pytest.mark.parametrize("content", [b"<html>Log in</html>", CONTENT[:-9], CONTENT[:5], b""])
def test_without_a_sum_a_broken_gzip_is_still_seen(
    tmp_path: Path, site: Site, content: bytes
) -> None:
    site.content = content
    with pytest.raises(InputError, match=r"it is (not an intact gzip file|empty)"):
        fetch(tmp_path, site.source(sha256=None))
    assert names(tmp_path) == set()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, site: Site) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="Cannot make the folder"):
        fetch(tmp_path / "file" / "in", site.source())
    (tmp_path / f"{NAME}.part").mkdir()
    with pytest.raises(InputError, match=r"Cannot write .*\.part"):
        fetch(tmp_path, site.source())


def test_a_closed_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/file.gz"
        with pytest.raises(
            InputError, match=r"no connection to the server .* online\? \(3 tries\)"
        ):
            fetch(tmp_path, RemoteFile(name=NAME, addresses=(address,)))


def test_a_silent_server_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/file.gz"
        with pytest.raises(InputError, match="did not answer in time"):
            fetch(
                tmp_path,
                RemoteFile(name=NAME, addresses=(address,)),
                options=DownloadOptions(attempts=2, wait_seconds=0.0, timeout=httpx.Timeout(0.1)),
            )


def test_a_server_without_tls_is_named(tmp_path: Path, site: Site) -> None:
    address = f"{site.address.replace('http', 'https')}/file.gz"
    with pytest.raises(InputError, match="TLS"):
        fetch(tmp_path, RemoteFile(name=NAME, addresses=(address,)))


def test_an_unknown_host_is_named() -> None:
    error = httpx.ConnectError("failed")
    error.__cause__ = socket.gaierror(-2, "Name or service not known")
    assert _explanation(error) == "no server of that name was found; is this machine online?"


def test_a_redirect_may_not_drop_encryption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = httpx.Response(302, headers={"Location": "http://data.example/file.gz"})
    with pytest.raises(InputError, match="not encrypted"):
        answered(tmp_path, monkeypatch, moved, httpx.Response(200, content=iter([CONTENT])))


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/x.gz", "file.gz"])
def test_an_address_that_is_none_is_named(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError, match="the request failed"):
        fetch(tmp_path, RemoteFile(name=NAME, addresses=(address,)))
