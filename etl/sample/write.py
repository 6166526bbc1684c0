"""Raw files of a sample, and lines of JSON or of Python literals."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Final

from db.errors import InputError

FIRST_GAMES: Final = "steam_games.json.gz"
SECOND_GAMES: Final = "steam_games_v1.json.gz"
REVIEWS: Final = "user_reviews.json.gz"
ITEMS: Final = "users_items.json.gz"
FILES: Final = (FIRST_GAMES, SECOND_GAMES, REVIEWS, ITEMS)
WORKING: Final = ".part"  # what a file is called until the whole sample is written
LEVEL: Final = 3  # packs nearly as well as the default on these files, in 60 % of the time


@contextmanager
def open_sample_file(
    folder: Path, name: str, *, end: str = "\n"
) -> Iterator[Callable[[Iterable[str]], None]]:
    """Open a raw file under its working name for a function that writes lines without their ends.

    It is packed if its name ends in .gz.

    The unpacked bytes are the same everywhere for one seed; the packed ones wherever Python's zlib
    is the same, because no time and no name is written into them.

    Raises:
        InputError: the folder cannot be written, or the disk is full or failed.
    """
    part = folder / (name + WORKING)
    with (
        _explain_write_errors(part),
        part.open("wb") as plain,
        gzip.GzipFile("", "wb", LEVEL, plain, mtime=0)
        if name.endswith(".gz")
        else nullcontext(plain) as file,
    ):

        def write(lines: Iterable[str]) -> None:
            with _explain_write_errors(part):
                file.write("".join(line + end for line in lines).encode())

        yield write


@contextmanager
def _explain_write_errors(part: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"Cannot write {part}: {error.strerror}.") from error


@contextmanager
def replace_sample_files(
    folder: Path, names: Iterable[str], **limits: tuple[int, int, int]
) -> Iterator[None]:
    """Make a folder for files that get their names when the block has written all of them.

    Args:
        folder: where to write.
        names: of the files; what is incomplete is removed if the block fails.
        limits: by the name of a size its value, and the least and the most that it may be.

    Raises:
        InputError: a size is beyond its limits, the folder cannot be made, or a file replaced.
    """
    for name, (value, least, most) in limits.items():
        if not least <= value <= most:
            raise InputError(f"The sample's {name} must be {least:,} to {most:,}, not {value:,}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"Cannot make the folder {folder}: {error.strerror}.") from error
    try:
        yield
        for name in names:
            try:
                (folder / (name + WORKING)).replace(folder / name)
            except OSError as error:
                raise InputError(f"Cannot replace {folder / name}: {error.strerror}.") from error
    except BaseException:
        for name in names:
            with suppress(OSError):
                (folder / (name + WORKING)).unlink()
        raise


def sample_json_line(record: Mapping[str, object]) -> str:
    """Write a game as strict JSON with NaN for what is unknown, as students got the file."""
    known = {name: float("nan") if one is None else one for name, one in record.items()}
    return json.dumps(known)


def python2_line(record: Mapping[str, object]) -> str:
    """Write a record as Python 2 did: u'...' texts in ASCII, and unknown keys left out."""
    return python2_repr({key: value for key, value in record.items() if value is not None})


def python2_repr(value: object) -> str:
    """Write a value as Python 2's repr did."""
    match value:
        case str():
            return "u" + ascii(value)
        case dict():
            items = (f"{python2_repr(k)}: {python2_repr(v)}" for k, v in value.items())
            return f"{{{', '.join(items)}}}"
        case list():
            return "[" + ", ".join(map(python2_repr, value)) + "]"
        case _:
            return repr(value)
