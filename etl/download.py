"""Download of the official raw files: several mirrors, resumed by Range, checked by SHA-256."""

import errno
import gzip
import hashlib
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

import httpx

from db.errors import InputError

MEGABYTE: Final = 1_000_000
_FOLDER: Final = "https://mcauleylab.ucsd.edu/public_datasets/data/steam/"
_OTHER_MIRROR: Final = "https://cseweb.ucsd.edu/~wckang/"
_LONGEST_WAIT_SECONDS: Final = 30.0
_BUSY: Final = {408, 425, 429, *range(500, 600)}
_NO_ROOM: Final = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Takes a file's name, the bytes done and the bytes in all (None: unknown)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """One file to fetch: its name in the folder, its mirrors in order, and its sum in hexadecimal.

    Only a file whose sum is known is resumed: the sum tells whether the pieces fit.
    """

    name: str
    addresses: tuple[str, ...]
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOptions:
    """Tries of one address that bring less than a megabyte, and the seconds to wait for it."""

    attempts: int = 4
    wait_seconds: float = 1.0
    """Before the second try; it doubles from try to try."""
    timeout: httpx.Timeout = field(default_factory=lambda: httpx.Timeout(60, connect=15))


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """One complete file; `verified` where its sum was known, `address` where it was asked for."""

    path: Path
    sha256: str
    verified: bool
    state: Literal["kept", "fetched", "resumed"]
    address: str | None = None

    @property
    def byte_count(self) -> int:
        """Size of the file."""
        return self.path.stat().st_size


OFFICIAL: Final = (
    RemoteFile(
        name="steam_games_v1.json.gz",
        addresses=(f"{_OTHER_MIRROR}steam_games.json.gz", f"{_FOLDER}steam_games.json.gz"),
    ),
    RemoteFile(
        name="user_reviews.json.gz",
        addresses=(f"{_FOLDER}australian_user_reviews.json.gz",),
        sha256="a934bf74d8579bb25bc7bf24e652a87e2ccc91064e429a4cb4af5809178687a8",
    ),
    RemoteFile(
        name="users_items.json.gz",
        addresses=(f"{_FOLDER}australian_users_items.json.gz",),
        sha256="0b329f79ddf450aba0aad923c8cb6d1affac0c98efaf70242d22fd10987a8d99",
    ),
)


_USUAL: Final = DownloadOptions()


class _FailedError(Exception):
    """One address did not give the file; perhaps it will after `wait_seconds`, None: never."""

    def __init__(self, reason: str, *, wait_seconds: float | None = 0.0) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds


def download_files(
    folder: Path,
    *,
    files: Sequence[RemoteFile] = OFFICIAL,
    progress: Progress = lambda _name, _done, _total: None,
    options: DownloadOptions = _USUAL,
) -> list[Downloaded]:
    """Fetch files into a folder, which is made where it is missing.

    A file is called `<name>.part` until it is complete and its sum is right.

    Raises:
        InputError: no address gives the file, the bytes are not the expected ones, another file
            has its name, the folder cannot be written, or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"Cannot make the folder {folder}: {error.strerror}.") from error
    # Look at all that is there first: a wrong file must not come to light after a long wait.
    kept = {file.name: _existing_download(folder / file.name, file) for file in files}
    headers = {"User-Agent": "ludoteca", "Accept-Encoding": "identity"}  # as packed as they are
    with httpx.Client(timeout=options.timeout, headers=headers, follow_redirects=True) as client:
        return [
            kept[file.name] or _Fetch(client, file, folder, progress, options).run()
            for file in files
        ]


def _existing_download(path: Path, file: RemoteFile) -> Downloaded | None:
    if not path.exists():
        return None
    if not path.is_file():
        raise InputError(f"{path} is not a file; move it away, or choose another folder.")
    found = _file_sha256(path)
    if file.sha256 not in {None, found}:
        raise InputError(
            f"{path} is there already but is not the official file (its SHA-256 is {found}, not "
            f"{file.sha256}). Move it away, or choose another folder."
        )
    return Downloaded(path=path, sha256=found, verified=file.sha256 is not None, state="kept")


class _Fetch:
    """One file on its way."""

    def __init__(
        self,
        client: httpx.Client,
        file: RemoteFile,
        folder: Path,
        progress: Progress,
        options: DownloadOptions,
    ) -> None:
        self._client, self._file, self._progress, self._options = client, file, progress, options
        self._path, self._part = folder / file.name, folder / f"{file.name}.part"

    def run(self) -> Downloaded:
        """Fetch the file from the first address that has it."""
        name, had, reasons = self._file.name, self._kept_byte_count(), []
        for address in self._file.addresses:
            try:
                is_resumed = self._fetch_missing_bytes(address)
                if is_resumed and self._file.sha256 != _file_sha256(self._part):
                    self._part.unlink()  # pieces of two versions
                    is_resumed = self._fetch_missing_bytes(address)
            except _FailedError as failure:
                reasons.append(f"{address}: {failure}.")
                continue
            found = _file_sha256(self._part)
            if wrong := _file_problem(self._part, found, self._file.sha256):
                self._part.unlink()
                raise InputError(
                    f"What {address} sent is not {name}: {wrong}. It was removed. Try again; if "
                    "it happens again, the file on the server has changed or a proxy answers in "
                    "its place."
                )
            self._part.replace(self._path)
            return Downloaded(
                path=self._path,
                sha256=found,
                verified=self._file.sha256 is not None,
                state="resumed" if had and is_resumed else "fetched",
                address=address,
            )
        kept = self._kept_byte_count()
        rest = f" The {kept / MEGABYTE:.1f} MB that came are kept." if kept else ""
        raise InputError(
            f"Cannot download {name}. {' '.join(reasons)}{rest} Try again later, or put the "
            f"file into {self._path.parent} yourself under the name {name}."
        )

    def _fetch_missing_bytes(self, address: str) -> bool:
        """Fetch what the part lacks; tells whether bytes that were there are still in it."""
        failures = 0
        while True:
            before = self._kept_byte_count()
            try:
                return self._ask(address, before)
            except _FailedError as reason:
                if reason.wait_seconds is None:
                    raise
                # A try that got a good piece further does not count, so a long file over a bad
                # line comes through in the end.
                failures = 1 if self._kept_byte_count() - before >= MEGABYTE else failures + 1
                if failures >= self._options.attempts:
                    raise _FailedError(f"{reason} ({failures} tries)") from reason
                doubled = self._options.wait_seconds * 2 ** (failures - 1)
                time.sleep(min(max(doubled, reason.wait_seconds), _LONGEST_WAIT_SECONDS))

    def _ask(self, address: str, start: int) -> bool:
        headers = {"Range": f"bytes={start}-"} if start else {}
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                if start and response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                    return True  # nothing is missing, or too much is there: its sum tells
                if address.startswith("https:") and response.url.scheme != "https":
                    said = f"the server sends us on to {response.url}, which is not encrypted"
                    raise _FailedError(said, wait_seconds=None)
                if response.status_code == httpx.codes.OK:
                    start = 0
                elif response.status_code != httpx.codes.PARTIAL_CONTENT:
                    raise _refusal_error(response)
                elif not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
                    self._part.unlink(missing_ok=True)
                    raise _FailedError("the server continued at the wrong place")
                length = response.headers.get("Content-Length", "")
                done, total = start, start + int(length) if length.isdecimal() else None
                self._progress(self._file.name, done, total)
                with self._part.open("ab" if start else "wb") as stream:
                    for block in response.iter_raw():
                        stream.write(block)
                        done += len(block)
                        self._progress(self._file.name, done, total)
        except OSError as error:
            raise self._write_error(error) from error
        except httpx.HTTPError as error:
            raise _FailedError(_explanation(error)) from error
        return start > 0

    def _kept_byte_count(self) -> int:
        """Count the bytes that need not be fetched again."""
        return self._part.stat().st_size if self._file.sha256 and self._part.exists() else 0

    def _write_error(self, error: OSError) -> InputError:
        if error.errno not in _NO_ROOM:
            return InputError(f"Cannot write {self._part}: {error.strerror}.")
        return InputError(
            f"The disk has no room for {self._part}: {self._kept_byte_count() / MEGABYTE:.1f} MB "
            "were written and are kept. Free some space and start the download again; it continues "
            "from there."
        )


def _refusal_error(response: httpx.Response) -> _FailedError:
    wait = response.headers.get("Retry-After", "")
    seconds = float(wait) if wait.isdecimal() else 0.0
    return _FailedError(
        f"the server answered {response.status_code} {response.reason_phrase}",
        wait_seconds=seconds if response.status_code in _BUSY else None,
    )


def _file_problem(part: Path, found: str, expected: str | None) -> str:
    """Say what is wrong with a complete file, if anything."""
    if expected is not None:
        return "" if found == expected else f"its SHA-256 is {found}, expected was {expected}"
    if part.stat().st_size == 0:
        return "it is empty"
    try:
        with gzip.open(part) as stream:
            while stream.read(MEGABYTE):
                pass
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        return f"it is not an intact gzip file ({error})"
    return ""


def _file_sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror}.") from error


def _explanation(error: httpx.HTTPError) -> str:
    """Say what a failed request means for the person at the keyboard."""
    cause: BaseException = error
    while before := cause.__cause__ or cause.__context__:
        cause = before
    if isinstance(cause, ssl.SSLError):
        return (
            "the server's TLS certificate could not be verified; look at this machine's clock "
            f"and at a proxy that may stand between ({cause})"
        )
    if isinstance(cause, socket.gaierror):
        return "no server of that name was found; is this machine online?"
    if isinstance(error, httpx.TimeoutException):
        return "the server did not answer in time"
    if isinstance(error, httpx.ConnectError):
        return f"no connection to the server ({cause}); is this machine online?"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return "the connection broke before the file was complete"
    return f"the request failed ({error})"
