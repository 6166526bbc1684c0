"""Fetches one address into a part file: bytes that are there already are not fetched again."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

import httpx

from etl.download.sources import MEGABYTE, Options, origin_of, part_of
from etl.download.trouble import (
    RETRIED_STATUSES,
    AddressFailed,
    TryAgain,
    cannot_write,
    explain,
    is_final,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LONGEST_WAIT_SECONDS: Final = 30.0
_HTTP_OK, _HTTP_PARTIAL, _HTTP_BEYOND = 200, 206, 416


@dataclass(slots=True, kw_only=True)
class Fetch:
    """One address and the part file it fills.

    Attributes:
        client: the HTTP client.
        address: where the file is.
        path: the final name; only its part is written here.
        options: how patient to be.
        progress: called with bytes done and bytes in all (None: unknown).
        resumed: whether an earlier run's bytes were of use.
    """

    client: httpx.Client
    address: str
    path: Path
    options: Options
    progress: Callable[[int, int | None], None]
    resumed: bool = False

    def run(self) -> None:
        """Fetch until the part is complete.

        Raises:
            AddressFailed: this address does not give the file.
            InputError: the part cannot be written.
        """
        had = self._size() if self._validator() else 0
        failures = 0
        while True:
            before = self._size()
            try:
                self._once()
            except TryAgain as reason:
                # A try that got a good piece further does not count, so a long file over a bad
                # line comes through in the end.
                failures = 1 if self._size() - before >= MEGABYTE else failures + 1
                if failures >= self.options.attempts:
                    raise AddressFailed(f"{reason} ({failures} tries)") from reason
                doubled = self.options.wait_seconds * 2 ** (failures - 1)
                time.sleep(min(max(doubled, reason.wait_seconds), _LONGEST_WAIT_SECONDS))
            else:
                self.resumed = self.resumed and had > 0
                return

    def _once(self) -> None:
        """Ask once for what is missing.

        Raises:
            TryAgain: it may work a moment later.
            AddressFailed: it will not.
        """
        validator = self._validator()
        start = self._size() if validator else 0
        # The file is packed already: a second packing on the way would change its bytes.
        headers = {"Accept-Encoding": "identity"}
        if validator and start:
            headers |= {"Range": f"bytes={start}-", "If-Range": validator}
        try:
            with self.client.stream("GET", self.address, headers=headers) as response:
                self._take(response, start)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if is_final(error):
                raise AddressFailed(explain(error)) from error
            raise TryAgain(explain(error)) from error

    def _take(self, response: httpx.Response, start: int) -> None:
        """Do what the answer's status asks for."""
        if self.address.startswith("https:") and response.url.scheme != "https":
            raise AddressFailed(f"the server sends us on to {response.url}, which is not encrypted")
        status = response.status_code
        if status == _HTTP_BEYOND:
            if response.headers.get("Content-Range") == f"bytes */{start}":
                self.resumed = True
                self.progress(start, start)
                return  # nothing was missing any more
            self._forget()
            raise TryAgain("the part on disk does not fit the file on the server")
        if status in RETRIED_STATUSES:
            wait = response.headers.get("Retry-After", "")
            raise TryAgain(
                f"the server answered {status} {response.reason_phrase}",
                wait_seconds=float(wait) if wait.isdecimal() else 0.0,
            )
        if status not in {_HTTP_OK, _HTTP_PARTIAL}:
            raise AddressFailed(f"the server answered {status} {response.reason_phrase}")
        if status == _HTTP_PARTIAL:
            unit, _, given = response.headers.get("Content-Range", "").partition(" ")
            first, _, rest = given.partition("-")
            if unit != "bytes" or first != str(start):
                self._forget()
                raise TryAgain("the server continued at the wrong place")
            length = rest.partition("/")[2]
            total = int(length) if length.isdecimal() else None
            self.resumed = True
        else:
            start = 0
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else None
            # In this order: old bytes must never stand beside the note of a newer version.
            self._forget()
            self._remember(response)
        self._write(response, start, total)

    def _write(self, response: httpx.Response, start: int, total: int | None) -> None:
        """Write the answer's bytes from `start` on.

        Raises:
            TryAgain: fewer bytes came than the server had announced.
            InputError: the disk is full or failed.
        """
        part = part_of(self.path)
        done = start
        self.progress(done, total)
        try:
            with _opened(part, start) as stream:
                for block in response.iter_raw():
                    stream.write(block)
                    done += len(block)
                    self.progress(done, total)
        except OSError as error:
            raise cannot_write(part, error, byte_count=self._size()) from error
        if total is not None and done != total:
            raise TryAgain(f"{done:,} of {total:,} bytes came")

    def _size(self) -> int:
        """Say how many bytes the part holds."""
        part = part_of(self.path)
        return part.stat().st_size if part.exists() else 0

    def _validator(self) -> str | None:
        """Give what tells the server which version the part is of, None where it is unknown."""
        try:
            note = json.loads(origin_of(self.path).read_text("utf-8"))
            if note["address"] != self.address:
                return None
            validator = note["validator"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return validator if isinstance(validator, str) and validator else None

    def _remember(self, response: httpx.Response) -> None:
        """Note beside the part which version of the file is coming."""
        etag = response.headers.get("ETag", "")
        if etag.startswith("W/"):
            etag = ""  # a weak tag does not promise equal bytes
        validator = etag or response.headers.get("Last-Modified", "")
        origin = origin_of(self.path)
        try:
            origin.write_text(
                json.dumps({"address": self.address, "validator": validator}), "utf-8"
            )
        except OSError as error:
            raise cannot_write(origin, error, byte_count=0) from error

    def _forget(self) -> None:
        """Drop the part and its note."""
        for path in (part_of(self.path), origin_of(self.path)):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise cannot_write(path, error, byte_count=0) from error


def _opened(part: Path, start: int) -> IO[bytes]:
    """Open the part for writing from `start` on; what stands after that is cut off."""
    if start == 0:
        return part.open("wb")
    stream = part.open("r+b")
    stream.seek(start)
    stream.truncate()
    return stream
