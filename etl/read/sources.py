"""Discovery of raw files, whose container and format are known by their content."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from db.errors import InputError
from etl.clean.titles import PLATFORMS, find_platforms
from etl.formats import Foreign, Format, Kind, Sample, recognise_format
from etl.formats.mapped import require_mapped_columns
from etl.read.containers import Container, detect_container, read_sample
from etl.read.diagnosis import NotData, name_file_in_errors, refuse_empty, unknown_fields_message

_DOCUMENTS: Final = ("readme", "license", "licence", "changelog")
_EXAMPLES: Final = "steam_games.json.gz, users_items.json.gz or user_reviews.json.gz"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One raw file of a load."""

    number: int
    """From 1, by name, then path: the file_number of every row that comes from it."""
    path: Path
    name: str
    container: Container
    format: Format
    byte_count: int
    """Size as it lies on the disk."""
    sha256: str
    read_as: str = ""
    """Its format, and what else its records mean, where that is not in the file."""
    copies: tuple[str, ...] = ()
    """Paths of further files with the same content; they are not read."""
    platform: str = ""
    """Of a titles file."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """Of the file and its copies."""
        return (self.path, *map(Path, self.copies))

    @property
    def kind(self) -> Kind:
        """What it describes first of all."""
        return self.format.kinds[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Discovery:
    """What was found: the files to read, and what else the folders hold."""

    sources: tuple[Source, ...]
    ignored: tuple[str, ...]
    """Names that say that it is none: read-me files, unfinished downloads, sub-folders."""
    left_out: tuple[str, ...] = ()
    """Other files, each with what it seems to be: 'bundle_data.json.gz: …'."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedPlatform:
    """A platform that the caller names for a titles file, by its name, a pattern, or its path."""

    platform: str
    file: str


def discover_sources(
    paths: Sequence[Path], *, mapped: Format | None = None, platforms: Sequence[NamedPlatform] = ()
) -> Discovery:
    """Find the raw files: each path is one, or a folder that holds some.

    In a folder, hidden files, unfinished downloads (.part), read-me files and sub-folders are
    ignored by name, and files that hold something else are left out. A file that is named itself
    is always read.

    Raises:
        InputError: a path does not exist or cannot be read; a folder holds no raw file; a file is
            empty, damaged or a web page; a file that is named itself holds something else; the
            platform of a titles file is unknown, or named for a file that is not there.
    """
    files, ignored = list_files(paths)
    search = _Search(mapped, platforms)
    for path, is_named in files.items():
        with name_file_in_errors(path):
            search.add(path, is_named=is_named)
    return search.end(ignored)


def list_files(paths: Sequence[Path]) -> tuple[dict[Path, bool], list[str]]:
    """List the files to look at, by name and path, and whether each was named itself.

    Also the names in the folders that are ignored.

    Raises:
        InputError: a path does not exist, or a folder holds no such file.
    """
    require_paths(paths)
    files: dict[Path, bool] = {}
    ignored: list[str] = []
    for path in paths:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - drops "..", keeps symbolic links
        if os.path.isdir(whole):  # noqa: PTH112 - False, not an error, in a closed folder
            chosen, rest = _list_folder(whole)
            for file in chosen:
                files.setdefault(file, False)
            ignored.extend(rest)
        else:
            files[whole] = True
    return dict(sorted(files.items(), key=lambda file: (file[0].name, str(file[0])))), ignored


def require_paths(paths: Iterable[Path]) -> None:
    """Refuse paths that do not exist.

    Raises:
        InputError: the message names the first of them.
    """
    for path in paths:
        if not os.path.lexists(path) or (path.is_symlink() and not path.exists()):
            raise _missing_path_error(path)


def read_container_and_sample(path: Path) -> tuple[Container, Sample]:
    """Tell the container of one file and read its first records.

    Raises:
        InputError: it holds nothing that looks like records, or cannot be read.
    """
    container = detect_container(path)
    sample, problem = read_sample(path, container)
    if not sample.entries:
        refuse_empty(path, problem)
    return container, sample


def detect_format(path: Path, sample: Sample, *, mapped: Format | None = None) -> Format:
    """Tell the format of a file.

    Raises:
        NotData: it is another known set, or none that is known.
    """
    if mapped is not None and mapped.matches(sample):
        return mapped
    found = recognise_format(sample)
    if found is None:
        raise NotData(path, unknown_fields_message(sample.fields))
    if isinstance(found, Foreign):
        raise NotData(path, f"{found.title}: {found.why}")
    return found


def detect_platform(path: Path, named: Iterable[NamedPlatform]) -> str:
    """Tell the platform of a titles file: the one in its name, else the one that is named for it.

    Raises:
        InputError: neither tells, or they differ.
    """
    found = find_platforms(path.name)
    given = sorted({one.platform for one in named if is_named(path, one.file)})
    if len(found) == 1 and given in ([], found):
        return found[0]
    if len(found) != 1 and len(given) == 1:
        return given[0]
    if len(found) == 1 or given:
        said = " and ".join(dict.fromkeys([*given, *found]))
        raise InputError(f"{path.name}: --platform and the file's name say {said}; name only one")
    raise InputError(
        f"{path.name}: titles of a platform, which its name does not tell; it should have one of "
        f"{', '.join(PLATFORMS)} in it, or be named with --platform NAME=FILE, as "
        f"--platform netflix={path.name}"
    )


def is_named(path: Path, given: str) -> bool:
    """Tell whether the caller names this file, by its name, a pattern of names, or its path."""
    return path.name == given or fnmatchcase(path.name, given) or path == Path(given).absolute()


def _missing_path_error(path: Path) -> InputError:
    return InputError(
        f"{path}: no such file or folder; give a folder that holds the raw files, "
        "or the files themselves"
    )


def _list_folder(folder: Path) -> tuple[list[Path], list[str]]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder}: the folder cannot be read: {error.strerror}") from error
    chosen = [entry for entry in entries if may_be_raw_file(entry)]
    rest = [f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries]
    if not chosen:
        seen = f"only {', '.join(rest[:5])}" if rest else "nothing"
        raise InputError(
            f"{folder}: no raw file here, {seen}; the folder should hold files such as {_EXAMPLES}"
        )
    names = {entry.name for entry in chosen}
    return chosen, [name for name in rest if name not in names]


def may_be_raw_file(entry: Path) -> bool:
    """Tell whether an entry of a folder may be a raw file, by its name."""
    name = entry.name.lower()
    return not (name.startswith((".", *_DOCUMENTS)) or name.endswith(".part") or entry.is_dir())


class _Search:
    """The files that were looked at so far."""

    def __init__(self, mapped: Format | None, platforms: Sequence[NamedPlatform]) -> None:
        self._mapped = mapped
        self._platforms = platforms
        self._by_content: dict[tuple[str, str], Source] = {}
        """By SHA-256 and platform: the same rows are other titles on another one."""
        self._formats: dict[str, tuple[Container, Format]] = {}
        self._fields: dict[str, frozenset[str]] = {}
        self._left_out: list[str] = []
        self._refused: NotData | None = None

    def add(self, path: Path, *, is_named: bool) -> None:
        """Look at a file."""
        byte_count, sha256 = _size_and_sha256(path)
        try:
            container, found = self._formats.get(sha256) or self._detect(path, sha256)
        except NotData as other:
            if is_named and self._mapped is None:
                raise
            if is_named:  # unless no file at all has the columns
                self._refused = self._refused or other
            self._left_out.append(f"{path.name}: {other.what}")
            return
        platform = detect_platform(path, self._platforms) if found.asks == "platform" else ""
        if first := self._by_content.get((sha256, platform)):
            self._by_content[sha256, platform] = replace(first, copies=(*first.copies, str(path)))
            return
        self._by_content[sha256, platform] = Source(
            number=len(self._by_content) + 1,
            path=path,
            name=path.name,
            container=container,
            format=found,
            byte_count=byte_count,
            sha256=sha256,
            read_as=f"{found.name} platform={platform}" if platform else "",
            platform=platform,
        )

    def _detect(self, path: Path, sha256: str) -> tuple[Container, Format]:
        container, sample = read_container_and_sample(path)
        self._fields[path.name] = sample.fields
        found = detect_format(path, sample, mapped=self._mapped)
        self._formats[sha256] = container, found
        return container, found

    def end(self, ignored: Iterable[str]) -> Discovery:
        """Hand out what was found; refuses nothing at all, and a mapping that fits nothing."""
        if self._mapped is not None:
            require_mapped_columns(self._mapped, self._fields)
        if self._refused is not None:
            raise self._refused
        for one in self._platforms:
            titles = (of for of in self._by_content.values() if of.platform)
            if not any(is_named(Path(path), one.file) for of in titles for path in of.paths):
                raise InputError(
                    f"--platform {one.platform}={one.file}: no titles file of the load has this "
                    "name or path"
                )
        if not self._by_content:
            raise InputError(f"No raw file here:\n  {chr(10).join(self._left_out)}")
        return Discovery(
            sources=tuple(self._by_content.values()),
            ignored=tuple(sorted(ignored)),
            left_out=tuple(self._left_out),
        )


def _size_and_sha256(path: Path) -> tuple[int, str]:
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: not a file; give a folder or a file on a disk")
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            byte_count = file.tell()
    except FileNotFoundError as error:
        raise _missing_path_error(path) from error
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read: {error.strerror}") from error
    if not byte_count:
        raise InputError(f"{path}: the file is empty; download it again")
    return byte_count, sha256
