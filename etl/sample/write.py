"""Raw files of a sample: packed lines of JSON or of Python literals."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from db.errors import InputError
from etl.sample.manifest import FileFacts

WORKING: Final = ".part"  # what a file is called until the whole sample is written
LEVEL: Final = 3  # packs nearly as well as the default on these files, in 60 % of the time


class RawFile:
    """One packed raw file that is being written; counts its lines."""

    def __init__(self, part: Path, packed: gzip.GzipFile, facts: FileFacts, end: str) -> None:
        """Write to `packed`, each line with its `end`."""
        self._part, self._packed, self._facts, self._end = part, packed, facts, end

    def write(self, lines: Iterable[str]) -> None:
        """Add lines, given without their ends."""
        batch = list(lines)
        self._facts.lines += len(batch)
        with _explained(self._part):
            self._packed.write("".join(line + self._end for line in batch).encode())


@contextmanager
def raw_file(folder: Path, name: str, facts: FileFacts, *, end: str = "\n") -> Iterator[RawFile]:
    """Open a raw file under its working name; `finish` gives it the final one.

    The unpacked bytes are the same everywhere for one seed; the packed ones wherever Python's zlib
    is the same, because no time and no name is written into them.

    Raises:
        InputError: the folder cannot be written, or the disk is full or failed.
    """
    part = folder / (name + WORKING)
    with (
        _explained(part),
        part.open("wb") as plain,
        gzip.GzipFile("", "wb", LEVEL, plain, mtime=0) as packed,
    ):
        yield RawFile(part, packed, facts, end)


@contextmanager
def _explained(part: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"Cannot write {part}: {error.strerror}.") from error


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
