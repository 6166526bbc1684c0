"""A server on this machine that can do everything wrong while a file is fetched."""

import gzip
import hashlib
import os
import re
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from db.errors import InputError
from etl.download import Downloaded, DownloadOptions, RemoteFile, download_files

CONTENT = gzip.compress(os.urandom(300_000), mtime=0)
SUM = hashlib.sha256(CONTENT).hexdigest()
NAME = "users_items.json.gz"
QUICK = DownloadOptions(attempts=3, wait_seconds=0.0, timeout=httpx.Timeout(5))


@dataclass
class Site:
    """What the server does, and what it was asked."""

    address: str
    content: bytes = CONTENT
    ranges: bool = True
    length: bool = True
    statuses: list[int] = field(default_factory=list)  # answered first, one a request
    drops: list[int] = field(default_factory=list)  # break after so many bytes, one a request
    redirect: str | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    def source(self, *paths: str, sha256: str | None = SUM) -> RemoteFile:
        """Describe the file, at one or several paths of this server."""
        addresses = tuple(self.address + path for path in paths or ("/file.gz",))
        return RemoteFile(name=NAME, addresses=addresses, sha256=sha256)

    def interrupt(self, folder: Path, *, after: int = 100_000) -> None:
        """Leave a part in the folder, as a run that could not finish."""
        self.drops = [after]
        with pytest.raises(InputError):
            fetch(folder, self.source(), options=DownloadOptions(attempts=1, wait_seconds=0.0))
        assert names(folder) == {f"{NAME}.part"}
        assert (folder / f"{NAME}.part").read_bytes() == self.content[:after]
        self.asked.clear()


class Handler(BaseHTTPRequestHandler):
    site: Site

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        site = self.site
        site.asked.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
        if site.statuses and (status := site.statuses.pop(0)) != 200:
            self.plain(status)
        elif self.path.startswith("/missing"):
            self.plain(404)
        elif site.redirect and not self.path.startswith("/moved"):
            self.plain(302, location=site.redirect)
        else:
            self.file()

    def plain(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def file(self) -> None:
        site, start = self.site, 0
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and site.ranges:
            start = int(asked.group(1))
            if start >= len(site.content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(site.content)}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206)
            end = len(site.content)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{end}")
        else:
            self.send_response(200)
        if site.length:
            self.send_header("Content-Length", str(len(site.content) - start))
        self.end_headers()
        drop = site.drops.pop(0) if site.drops else len(site.content)
        self.wfile.write(site.content[start : start + drop])


def fetch(folder: Path, source: RemoteFile, *, options: DownloadOptions = QUICK) -> Downloaded:
    [result] = download_files(folder, files=[source], options=options)
    return result


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def answered(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *answers: httpx.Response, part: bytes = b""
) -> Downloaded:
    """Fetch a half-fetched file from a server that gives these answers."""
    queue = list(answers)
    transport = httpx.MockTransport(lambda _request: queue.pop(0))
    client = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **given: client(**given, transport=transport))
    (folder / f"{NAME}.part").write_bytes(part)
    address = "https://data.example/file.gz"
    return fetch(folder, RemoteFile(name=NAME, addresses=(address,), sha256=SUM))
