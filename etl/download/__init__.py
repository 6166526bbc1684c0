"""Fetches the official files: a folder goes in, it comes out with the raw files, checked."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from typing import TYPE_CHECKING, Final, Literal

import httpx

from db.errors import InputError
from etl.download.fetch import Fetch
from etl.download.sources import (
    MEGABYTE,
    OFFICIAL,
    Downloaded,
    Options,
    Source,
    origin_of,
    part_of,
    suffix_of,
)
from etl.download.trouble import AddressFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["OFFICIAL", "Downloaded", "Options", "Source", "download"]

_READ_BYTES: Final = 1 << 20


def download(
    folder: Path,
    *,
    sources: Sequence[Source] = OFFICIAL,
    progress: Callable[[str, int, int | None], None] | None = None,
    options: Options | None = None,
) -> list[Downloaded]:
    """Fetch files into a folder; what an interrupted run fetched is not fetched again.

    A file takes its final name only when it is complete and its sum is right. Until then it is
    called `<name>.part`.

    Args:
        folder: where the files go; it is made when it is missing. Nothing is written elsewhere.
        sources: what to fetch; the official files by default.
        progress: called with the file's name, the bytes done and the bytes in all (None: unknown).
        options: how patient to be.

    Returns:
        What became of each source, in their order.

    Raises:
        InputError: an address cannot be reached or does not have the file, the bytes are not the
            expected ones, the folder cannot be written, or the disk is full.
    """
    chosen = options or Options()
    tell = progress or (lambda _name, _done, _total: None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"Cannot make the folder {folder}: {error.strerror}.") from error
    # Look at all that is there first: a wrong file must not come to light after a long wait.
    kept = {source.name: _kept(folder / source.name, source) for source in sources}
    timeout = httpx.Timeout(chosen.read_seconds, connect=chosen.connect_seconds)
    headers = {"User-Agent": "ludoteca"}
    with httpx.Client(timeout=timeout, headers=headers, follow_redirects=True) as client:
        return [
            kept[source.name] or _fetched(client, folder / source.name, source, tell, chosen)
            for source in sources
        ]


def _kept(path: Path, source: Source) -> Downloaded | None:
    """Give the file that is there already, or None.

    Raises:
        InputError: another file has the name.
    """
    if not path.exists():
        return None
    if not path.is_file():
        raise InputError(f"{path} is not a file; move it away, or choose another folder.")
    found = _sha256(path)
    if source.sha256 not in {None, found}:
        raise InputError(
            f"{path} is there already but is not the official file (its SHA-256 is {found}, not "
            f"{source.sha256}). Move it away, or choose another folder."
        )
    return _done(path, source, found=found, state="kept", address=None)


def _fetched(
    client: httpx.Client,
    path: Path,
    source: Source,
    tell: Callable[[str, int, int | None], None],
    options: Options,
) -> Downloaded:
    """Fetch a file from the first of its addresses that has it.

    Raises:
        InputError: none of them gives it, or what they give is wrong.
    """
    reasons = []
    for address in source.addresses:
        fetch = Fetch(
            client=client,
            address=address,
            path=path,
            options=options,
            progress=lambda done, total: tell(source.name, done, total),
        )
        try:
            fetch.run()
        except AddressFailed as failure:
            reasons.append(f"{address}: {failure}.")
            continue
        found = _checked(path, source, address)
        try:
            part_of(path).replace(path)
        except OSError as error:
            raise InputError(f"Cannot write {path}: {error.strerror}.") from error
        origin_of(path).unlink(missing_ok=True)
        return _done(
            path,
            source,
            found=found,
            state="resumed" if fetch.resumed else "fetched",
            address=address,
        )
    kept = part_of(path).stat().st_size if part_of(path).exists() else 0
    rest = f" The {kept / MEGABYTE:.1f} MB that came are kept." if kept else ""
    raise InputError(
        f"Cannot download {source.name}. {' '.join(reasons)}{rest} Try again later, or put the "
        f"file into {path.parent} yourself under the name {source.name}."
    )


def _checked(path: Path, source: Source, address: str) -> str:
    """Give the sum of a complete part; a wrong part is removed.

    Raises:
        InputError: these are not the expected bytes.
    """
    part = part_of(path)
    found = _sha256(part)
    wrong = ""
    if source.sha256 not in {None, found}:
        wrong = f"its SHA-256 is {found}, expected was {source.sha256}"
    elif source.sha256 is None and suffix_of(source.name) == ".gz":
        wrong = _unpacking_trouble(part)
    if wrong:
        part.unlink()
        origin_of(path).unlink(missing_ok=True)
        raise InputError(
            f"What {address} sent is not {source.name}: {wrong}. It was removed. Try again; if it "
            "happens again, the file on the server has changed or a proxy answers in its place."
        )
    return found


def _unpacking_trouble(part: Path) -> str:
    """Unpack a gzip file to nowhere and say what is wrong with it, if anything."""
    if part.stat().st_size == 0:
        return "it is empty"
    try:
        with gzip.open(part) as stream:
            while stream.read(_READ_BYTES):
                pass
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        return f"it is not an intact gzip file ({error})"
    return ""


def _sha256(path: Path) -> str:
    """Add up a file's bytes.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror}.") from error


def _done(
    path: Path, source: Source, *, found: str, state: Literal["kept", "fetched", "resumed"],
    address: str | None,
) -> Downloaded:  # fmt: skip
    """Put the facts of a complete file together."""
    return Downloaded(
        name=source.name,
        path=path,
        byte_count=path.stat().st_size,
        sha256=found,
        verified=source.sha256 is not None,
        state=state,
        address=address,
    )
