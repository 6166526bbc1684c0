"""Watch over a folder: what appears or grows in it is loaded, and what cannot be is set aside."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

import psycopg
from sqlalchemy import URL

from db.errors import ConfigurationError, InputError, LoadFailed, LudotecaError
from etl.crawls import NamedCrawl
from etl.load import LoadOptions, load
from etl.load_report import FileRead, LoadReport
from etl.read.sources import is_named, may_be_raw_file
from etl.session import open_session, translate_loader_errors

RETRY_SECONDS: Final = (1.0, 5.0, 15.0, 60.0)
"""Pauses before a load is tried again that failed for no fault of its files."""

Look: TypeAlias = dict[Path, tuple[int, int]]
"""Size and time of change, in nanoseconds, of each file of a folder."""


@dataclass(kw_only=True)
class _Folder:
    """What is known of a folder."""

    seen: Look = field(default_factory=dict)
    seen_at: float = 0.0
    """Since when it looks so, by the monotonic clock."""
    loaded: Look = field(default_factory=dict)
    """What it looked like when it was last dealt with."""
    failures: int = 0
    not_before: float = 0.0


class FolderWatch:
    """Loads a folder, and each of its sub-folders, whenever it has changed and come to rest.

    Each is loaded as `ludoteca load` does, with all of its files, which belong to one crawl; the
    name of a folder may be its day: 2024-05-31. What the ledger knows costs nothing. Nothing in
    the folders is moved or changed.
    """

    def __init__(
        self,
        url: URL,
        folder: Path,
        *,
        options: LoadOptions,
        settle_seconds: float,
        tell: Callable[[str], None],
    ) -> None:
        """Know nothing yet.

        Raises:
            InputError: there is no such folder.
        """
        if not folder.is_dir():
            raise InputError(f"{folder}: no such folder")
        # a folder that is looked at again each hour leaves nothing behind
        self._url, self._options = url, replace(options, note_known=False)
        self._root = folder.absolute()
        self._settle_seconds, self._tell = settle_seconds, tell
        self._folders: dict[Path, _Folder] = {}
        self._has_removals = True  # nobody knows what was removed before

    def watch(self, *, every_seconds: float) -> None:
        """Look again and again, until interrupted."""
        while True:
            self.look()
            time.sleep(every_seconds)

    def look_once(self) -> None:
        """Load what rests now.

        Raises:
            LudotecaError: something could not be loaded for no fault of the files.
            InputError: files were set aside.
        """
        self._scan_folders()
        time.sleep(self._settle_seconds)
        self._scan_folders()
        self._forget_removed_files()
        for path, folder in self._settled_folders():
            self._load(path, folder)
        if aside := self._files_set_aside():
            raise InputError(
                f"{len(aside):,} files could not be loaded; `ludoteca status` tells why"
            )

    def look(self) -> None:
        """Load each folder that has changed and rests; what fails is tried again later."""
        self._scan_folders()
        try:
            self._forget_removed_files()
        except ConfigurationError:
            raise
        except LudotecaError:
            pass  # tried again at the next look
        for path, folder in self._settled_folders():
            try:
                self._load(path, folder)
            except ConfigurationError:
                raise
            except LudotecaError as error:
                pause = RETRY_SECONDS[min(folder.failures, len(RETRY_SECONDS) - 1)]
                folder.failures += 1
                folder.not_before = time.monotonic() + pause
                self._tell(
                    f"{path}: not loaded yet, tried again in {pause:g} s: {_first_line(error)}"
                )
            else:
                folder.failures = 0

    def _scan_folders(self) -> None:
        """Look what is there now."""
        now = time.monotonic()
        found = {path: _scan_files(path) for path in _list_folders(self._root)}
        for path, look in found.items():
            folder = self._folders.setdefault(path, _Folder(seen_at=now))
            if look is not None and look != folder.seen:
                self._has_removals |= not folder.seen.keys() <= look.keys()
                folder.seen, folder.seen_at = look, now
                # a file that comes back is news
                folder.loaded = {file: was for file, was in folder.loaded.items() if file in look}
        for path in self._folders.keys() - found.keys():
            self._has_removals = True
            del self._folders[path]

    def _settled_folders(self) -> Iterator[tuple[Path, _Folder]]:
        for path, folder in list(self._folders.items()):
            now = time.monotonic()
            is_resting = now - folder.seen_at >= self._settle_seconds
            # what is gone is no reason: its data stay
            has_news = folder.seen.items() - folder.loaded.items()
            if is_resting and has_news and now >= folder.not_before:
                yield path, folder

    def _load(self, path: Path, folder: _Folder) -> None:
        """Load a folder without the files that were set aside; those that fail are, too.

        Raises:
            LudotecaError: it is the fault of none of the files.
        """
        look = folder.seen
        news = {file for file, _ in look.items() - folder.loaded.items()}
        aside = self._files_set_aside()
        files = []
        for file in sorted(look):
            if file not in aside:
                files.append(file)
            elif _file_sha256(file) != aside[file][0]:
                self._set_file_aside(file, None)
                files.append(file)
            elif file in news:
                self._tell(f"{self._name(file)}: set aside as before: {aside[file][1]}")
        while files:
            try:
                report = load(self._url, files, options=self._named(path, files))
            except (InputError, LoadFailed) as error:
                if error.path not in files:
                    raise
                reason = _reason(error, error.path)
                self._set_file_aside(error.path, reason)
                self._tell(f"{self._name(error.path)}: set aside: {_first_line(reason)}")
                files.remove(error.path)
                continue
            for line in self._file_outcome_lines(report, news):
                self._tell(line)
            break
        folder.loaded = look

    def _named(self, path: Path, files: Sequence[Path]) -> LoadOptions:
        """Name the day of a folder's crawl, where the folder's name is one, and what is in it."""
        options = replace(
            self._options,
            # those of other folders, and of files to come, name nothing here
            platforms=tuple(
                one
                for one in self._options.platforms
                if any(is_named(file, one.file) for file in files)
            ),
        )
        with suppress(ValueError):
            crawl = NamedCrawl(file=None, crawled_on=date.fromisoformat(path.name))
            return replace(options, crawled_on=(crawl,))
        return options

    def _files_set_aside(self) -> dict[Path, tuple[str, str]]:
        """SHA-256 and reason of each file of the folder that was set aside."""
        with self._open_session() as connection:
            rows = connection.execute("select path, sha256, reason from core.set_aside_files")
            return {
                path: (sha256, _first_line(reason))
                for name, sha256, reason in rows
                if (path := Path(name)).is_relative_to(self._root)
            }

    def _forget_removed_files(self) -> None:
        """Set aside no longer what somebody has taken away."""
        if self._has_removals:
            for file in self._files_set_aside():
                if _is_gone(file):
                    self._set_file_aside(file, None)
            self._has_removals = False

    def _set_file_aside(self, file: Path, reason: str | None) -> None:
        with suppress(FileNotFoundError), self._open_session() as connection:
            values = [str(file), reason and _file_sha256(file), reason]
            connection.execute("select staging.set_file_aside(%s, %s, %s)", values)

    def _file_outcome_lines(self, report: LoadReport, news: set[Path]) -> Iterator[str]:
        """Say of each file that is new or has changed what became of it."""
        read = {file.source.path: file for file in report.files}
        for source in report.sources:
            name = self._name(source.path)
            if source.path in news:
                what = _file_outcome(read.get(source.path)) if read else "known already"
                yield f"{name}: {what}; data version {report.data_version}"
            for copy in source.copies:
                if Path(copy) in news:
                    yield f"{self._name(Path(copy))}: holds the same as {name}"

    def _name(self, file: Path) -> Path:
        """Name a file as somebody sees it who stands in the folder."""
        return file.relative_to(self._root)

    @contextmanager
    def _open_session(self) -> Iterator[psycopg.Connection]:
        with translate_loader_errors(self._url), open_session(self._url) as connection:
            yield connection


def _list_folders(root: Path) -> Iterable[Path]:
    """Name the folder and its sub-folders, whether or not they can be read at this moment."""
    yield root
    with suppress(OSError):
        yield from sorted(
            entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith(".")
        )


def _scan_files(folder: Path) -> Look | None:
    """Look at the files of a folder; None where it cannot be read at this moment."""
    found: Look = {}
    try:
        for entry in folder.iterdir():
            with suppress(FileNotFoundError):  # it has gone again
                if may_be_raw_file(entry) and entry.is_file():
                    stat = entry.stat()
                    found[entry] = stat.st_size, stat.st_mtime_ns
    except FileNotFoundError:
        return {}
    except OSError:
        return None
    return found


def _is_gone(file: Path) -> bool:
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # it cannot be read at this moment
        return False
    return False


def _file_sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _reason(error: LudotecaError, file: Path) -> str:
    """What an error says of a file, without its name."""
    return str(error).removeprefix(f"{file}: ").removeprefix(f"{file.name}: ")


def _first_line(told: object) -> str:
    """The first line of what is to be told."""
    return str(told).partition("\n")[0]


def _file_outcome(file: FileRead | None) -> str:
    if file is None:
        return "known already"
    refused = file.stats.rejected.total()
    return f"loaded, {file.stats.records_accepted:,} records" + (
        f", {refused:,} refused" if refused else ""
    )
