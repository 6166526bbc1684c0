"""Discovery of raw files, their kind and packing known by their content."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from db.errors import InputError
from etl.formats import FORMATS, Format
from etl.read.lines import GZIP_MAGIC, BadLine, read_lines
from etl.read.parse import Reject, is_empty, parse_line

Kind = Literal["games", "items", "reviews"]

_SUFFIXES: Final = frozenset({".json", ".jsonl", ".ndjson", ".txt", ".gz"})
_DOCUMENTS: Final = ("readme", "license", "licence", "changelog")
_ARCHIVES: Final = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ": "xz data",
    b"\x28\xb5\x2f\xfd": "zstandard data",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}
_GAME_KEYS: Final = frozenset(
    {"app_name", "genres", "price", "release_date", "tags", "title", "url"}
)
_BROKEN_LINES: Final = 10_000
_EXAMPLES: Final = "steam_games.json.gz, users_items.json.gz or user_reviews.json.gz"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One raw file of a load."""

    number: int
    """From 1, by name, then path: the file_number of every row that comes from it."""
    path: Path
    name: str
    kind: Kind
    is_gzip: bool
    byte_count: int
    """Size as it lies on the disk."""
    sha256: str
    copies: tuple[str, ...] = ()

    @property
    def format(self) -> Format:
        """Its public format."""
        return next(one for one in FORMATS if one.name == f"official-{self.kind}")

    """Paths of further files with the same content; they are not read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovery:
    """What was found: the files to read, and the names in the folders that are none."""

    sources: tuple[Source, ...]
    ignored: tuple[str, ...]


def discover(paths: Sequence[Path]) -> Discovery:
    """Find the raw files: each path is one, or a folder that holds some.

    In a folder, files ending in .json, .jsonl, .ndjson, .txt or .gz are raw files; hidden files,
    unfinished downloads (.part), tables (.csv), read-me files and sub-folders are ignored, by name
    in `Discovery.ignored`. A file that is named itself is always read.

    Raises:
        InputError: a path does not exist or cannot be read; a folder holds no raw file; a file is
            empty, or nothing in it looks like a game, a library or a user's reviews.
    """
    files: set[Path] = set()
    ignored: list[str] = []
    for path in paths:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - drops "..", keeps symbolic links
        if os.path.isdir(whole):  # noqa: PTH112 - False, not an error, in a closed folder
            chosen, rest = _listed(whole)
            files.update(chosen)
            ignored.extend(rest)
        else:
            files.add(whole)
    return Discovery(sources=tuple(_sources(files)), ignored=tuple(sorted(ignored)))


def _listed(folder: Path) -> tuple[list[Path], list[str]]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder}: the folder cannot be read: {error.strerror}") from error
    chosen = [entry for entry in entries if _is_chosen(entry)]
    rest = [f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries]
    if not chosen:
        seen = f"only {', '.join(rest[:5])}" if rest else "nothing"
        raise InputError(
            f"{folder}: no raw file here, {seen}; the folder should hold files such as {_EXAMPLES}"
        )
    names = {entry.name for entry in chosen}
    return chosen, [name for name in rest if name not in names]


def _is_chosen(entry: Path) -> bool:
    name = entry.name.lower()
    if name.startswith((".", *_DOCUMENTS)) or entry.is_dir():
        return False
    return entry.suffix.lower() in _SUFFIXES and not name.endswith((".csv.gz", ".tar.gz"))


def _sources(files: set[Path]) -> Iterator[Source]:
    by_content: dict[str, Source] = {}
    for path in sorted(files, key=lambda file: (file.name, str(file))):
        magic, byte_count, sha256 = _fingerprint(path)
        if first := by_content.get(sha256):
            by_content[sha256] = replace(first, copies=(*first.copies, str(path)))
            continue
        is_gzip = magic.startswith(GZIP_MAGIC)
        by_content[sha256] = Source(
            number=len(by_content) + 1,
            path=path,
            name=path.name,
            kind=_kind(path, is_gzip=is_gzip),
            is_gzip=is_gzip,
            byte_count=byte_count,
            sha256=sha256,
        )
    yield from by_content.values()


def _fingerprint(path: Path) -> tuple[bytes, int, str]:
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: not a file; give a folder or a file on a disk")
        with path.open("rb") as file:
            magic = file.read(8)
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            byte_count = file.tell()
    except FileNotFoundError as error:
        raise InputError(
            f"{path}: no such file or folder; give a folder that holds the raw files, "
            "or the files themselves"
        ) from error
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read: {error.strerror}") from error
    if not byte_count:
        raise InputError(f"{path}: the file is empty; download it again")
    for start, what in _ARCHIVES.items():
        if magic.startswith(start):
            raise InputError(f"{path}: the file is {what}; it should be plain UTF-8 text or gzip")
    return magic, byte_count, sha256


def _kind(path: Path, *, is_gzip: bool) -> Kind:
    """Read on until a record tells the kind; lines that repeat the one before cost nothing."""
    previous = b""
    first_problem = ""
    broken = number = 0
    for number, line in read_lines(path, is_gzip=is_gzip):
        if isinstance(line, BadLine):
            problem = line.detail
        elif line == previous or not line or line.isspace():
            continue
        else:
            previous = line
            try:
                record = parse_line(line)
            except Reject as reject:
                problem = reject.detail
            else:
                if is_empty(record):
                    continue
                if kind := kind_of(record):
                    return kind
                problem = f"a record has the fields {', '.join(sorted(map(str, record))[:6])}"
        first_problem = first_problem or f" (line {number:,}: {problem})"
        broken += 1
        if broken >= _BROKEN_LINES:
            break
    raise InputError(
        f"{path}: no game, library or user with reviews in its first {number:,} lines"
        f"{first_problem}; the file should hold one record a line, as in {_EXAMPLES}"
    )


def kind_of(record: dict[str, object]) -> Kind | None:
    """Tell from its fields what a record describes; None where they fit no kind or two."""
    has_items = "items" in record or "items_count" in record
    has_reviews = "reviews" in record
    if has_items != has_reviews:
        return "items" if has_items else "reviews"
    is_game = "id" in record or "app_name" in record
    if not has_items and is_game and len(_GAME_KEYS & record.keys()) > 1:
        return "games"
    return None
