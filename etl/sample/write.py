"""Raw files: records go in, packed lines of JSON or Python literals come out."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final, Self

from db.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

WORKING: Final = ".part"  # what a file is called until the whole sample is written
LEVEL: Final = 3  # packs nearly as well as the default on these files, in 60 % of the time


class RawFile:
    """One packed raw file under its working name; `finish` gives it the final one.

    The unpacked bytes are the same everywhere for one seed; the packed ones wherever Python's zlib
    is the same, because no time and no name is written into them.

    Args:
        path: the final name.
        end: what ends each line; one of the official files has Windows line ends.
    """

    def __init__(self, path: Path, *, end: str = "\n") -> None:
        """Remember where to write."""
        self.path = path
        self.lines = 0
        self._part = path.with_name(path.name + WORKING)
        self._end = end
        self._plain: IO[bytes] | None = None
        self._packed: gzip.GzipFile | None = None

    def __enter__(self) -> Self:
        """Open the file under its working name.

        Raises:
            InputError: the folder cannot be written.
        """
        try:
            self._plain = self._part.open("wb")
        except OSError as error:
            raise InputError(f"Cannot write {self._part}: {error.strerror}.") from error
        self._packed = gzip.GzipFile("", "wb", LEVEL, self._plain, mtime=0)
        return self

    def write(self, lines: Iterable[str]) -> None:
        """Add lines, given without their ends.

        Raises:
            InputError: the disk is full or failed.
        """
        assert self._packed is not None  # noqa: S101 - misuse inside the package
        batch = list(lines)
        if not batch:
            return
        self.lines += len(batch)
        batch.append("")
        try:
            self._packed.write(self._end.join(batch).encode())
        except OSError as error:
            raise InputError(f"Cannot write {self._part}: {error.strerror}.") from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file, complete or not.

        Raises:
            InputError: the last bytes found no room.
        """
        try:
            for stream in (self._packed, self._plain):
                if stream is not None:
                    stream.close()
        except OSError as problem:
            if kind is None:
                raise InputError(f"Cannot write {self._part}: {problem.strerror}.") from problem


def finish(folder: Path, names: Iterable[str]) -> None:
    """Give complete files their final names.

    Raises:
        InputError: a file of such a name cannot be replaced.
    """
    for name in names:
        try:
            (folder / (name + WORKING)).replace(folder / name)
        except OSError as error:
            raise InputError(f"Cannot replace {folder / name}: {error.strerror}.") from error


def discard(folder: Path, names: Iterable[str]) -> None:
    """Remove what was written of incomplete files."""
    for name in names:
        with suppress(OSError):
            (folder / (name + WORKING)).unlink()


def json_line(record: Mapping[str, object]) -> str:
    """Write a game as strict JSON with NaN for what is unknown, as students got the file."""
    return json.dumps(
        {key: float("nan") if value is None else value for key, value in record.items()}
    )


def literal_line(record: Mapping[str, object]) -> str:
    """Write a record as Python 2 did: u'...' texts in ASCII, and unknown keys left out."""
    return python2({key: value for key, value in record.items() if value is not None})


def python2(value: object) -> str:
    """Write a value as Python 2's repr did."""
    match value:
        case str():
            return "u" + ascii(value)
        case dict():
            return "{" + ", ".join(f"{python2(k)}: {python2(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(python2, value)) + "]"
        case _:
            return repr(value)
