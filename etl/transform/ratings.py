"""Ratings as rows of staging.ratings: a fast path for the usual lines, and one by one.

Nearly every line is written in the same way, so one regular expression runs over a block of lines
as long as they are usual ones to the last byte, and pandas' parser reads these at once. Any
deviation at all leaves the line to the general reader, so that nothing is lost or read differently.
"""

import io
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from db.errors import InputError
from etl.clean.errors import Reject
from etl.clean.ratings import parse_half_stars, parse_rated_at, parse_viewer_id
from etl.clean.titles import PLATFORMS, parse_title_id
from etl.transform.batches import RATING_ROW, Batch
from etl.transform.rejects import RejectLog, Stats

Numbered = tuple[int, bytes]
"""A line after its number."""

# The usual forms of values: what the general reader makes of them, pandas does too.
_VALUES: Final = {
    "userId": rb"[1-9][0-9]{0,8}",
    "rating": rb"(?:[1-4](?:\.[05])?|5(?:\.0)?|0\.5)",
    "timestamp": rb"(?:[1-3]?[0-9]{1,9})",
    "movieId": rb"[a-z]s[1-9][0-9]{0,8}",
}
_OTHER: Final = rb"[ !#-+\--:<-{}~]*"  # ASCII without quotes and separators
_TYPES: Final = {"userId": "int32", "rating": "float32", "timestamp": "int64"}
_UNKNOWN: Final = -1
_EPOCH: Final = 946_684_800  # seconds: Postgres counts from the year 2000, in microseconds


class Ratings:
    """The ratings of one file."""

    def __init__(
        self, file_number: int, *, stats: Stats, log: RejectLog, titles: Collection[str] | None
    ) -> None:
        self._file_number = file_number
        self._stats = stats
        self._log = log
        self._titles = titles
        self._platforms = {name for name in PLATFORMS if titles is None} or {
            name for name in PLATFORMS if any(title[0] == name[0] for title in titles or ())
        }
        self._places: dict[str, int] = {}
        self._ids: list[tuple[int, int]] = []
        """By place: platform_id and show_number."""
        self._rows: list[tuple[int, ...]] = []
        self._full: list[npt.NDArray[np.void]] = []

    def add(self, line: int, raw: bytes, record: dict[str, object]) -> None:
        """Keep a rating, or its reject.

        Raises:
            InputError: see `take`.
        """
        self._stats.records_read += 1
        try:
            viewer_id = parse_viewer_id(record.get("userId"))
            title_id = parse_title_id(record.get("movieId"))
            half_stars = parse_half_stars(record.get("rating"))
            seconds = parse_rated_at(record.get("timestamp"))
            place = self._known_place(title_id)
        except Reject as reject:
            self._log.add(reject, line=line, kind="rating", raw=raw)
            return
        moment = (seconds - _EPOCH) * 1_000_000
        row = (self._file_number, line, viewer_id, *self._ids[place], half_stars, moment)
        self._rows.append(row)
        self._stats.records_accepted += 1

    def take(
        self, numbers: npt.NDArray[np.int64], text: bytes, usual: "UsualLines"
    ) -> list[Numbered]:
        """Keep usual lines; returns those whose title is unknown.

        Raises:
            InputError: a title of a platform of which no titles are loaded.
        """
        table = usual.read(text)
        titles = table["movieId"].cat
        found = np.array([self._place(title) for title in titles.categories], np.int64)
        places = found[titles.codes]
        rows = np.empty(len(table), RATING_ROW)
        rows["file_number"] = self._file_number
        rows["line_number"] = numbers
        rows["viewer_id"] = table["userId"]
        ids = np.array([*self._ids, (0, 0)], np.int64)  # the last for unknown ones
        rows["platform_id"], rows["show_number"] = ids[places].T
        rows["half_stars"] = table["rating"] * 2
        rows["rated_at"] = (table["timestamp"] - _EPOCH) * 1_000_000
        unknown = np.flatnonzero(places == _UNKNOWN)
        if len(unknown):
            rows = np.delete(rows, unknown)
        self._full.append(rows)
        self._stats.lines_read += len(rows)
        self._stats.records_read += len(rows)
        self._stats.records_accepted += len(rows)
        lines = text.splitlines() if len(unknown) else []
        return [(int(numbers[place]), lines[place]) for place in unknown]

    def batches(self, batch_rows: int, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        if self._rows and (final or len(self._rows) >= batch_rows):
            self._full.append(np.array(self._rows, RATING_ROW))
            self._rows.clear()
        while self._full:
            yield Batch(table="staging.ratings", rows=self._full.pop(0))

    def _place(self, title_id: str) -> int:
        """Find the place of a title among those that were rated so far."""
        place = self._places.get(title_id)
        if place is not None:
            return place
        if self._titles is not None and title_id not in self._titles:
            self._require_platform(title_id)
            return _UNKNOWN
        self._ids.append((ord(title_id[0]) - ord("a") + 1, int(title_id[2:])))
        self._places[title_id] = len(self._places)
        return self._places[title_id]

    def _known_place(self, title_id: str) -> int:
        place = self._place(title_id)
        if place == _UNKNOWN:
            raise Reject("unknown_title", f"movieId: no title {title_id} is loaded")
        return place

    def _require_platform(self, title_id: str) -> None:
        for name in PLATFORMS:
            if name[0] == title_id[0] and name not in self._platforms:
                raise InputError(
                    f"It rates {title_id}, and no titles of {name} are loaded; load those of every "
                    "platform that it rates before it, or with it"
                )


class UsualLines:
    """The usual form of a file's lines."""

    def __init__(self, columns: Sequence[str], delimiter: str) -> None:
        self._columns = columns
        self._delimiter = delimiter
        values = [_VALUES.get(column, _OTHER) for column in columns]
        line = re.escape(delimiter.encode()).join(values) + rb"\r?\n"
        self._lines = re.compile(b"(?:%b)*+" % line)

    def split(
        self, first: int, block: bytes
    ) -> tuple[npt.NDArray[np.int64], bytes, list[Numbered]]:
        """Tell usual lines from others.

        Args:
            first: number of the first line.
            block: whole lines, with their ends.

        Returns:
            The numbers of the usual lines, these, and the others.
        """
        ranges: list[npt.NDArray[np.int64]] = []
        pieces: list[bytes] = []
        others: list[Numbered] = []
        number, start = first, 0
        while start < len(block):
            found = self._lines.match(block, start)
            end = found.end() if found else start
            if end > start:
                count = block.count(b"\n", start, end)
                ranges.append(np.arange(number, number + count))
                pieces.append(block[start:end])
                number += count
            if end < len(block):
                start = block.index(b"\n", end) + 1
                others.append((number, block[end : start - 1].removesuffix(b"\r")))
                number += 1
            else:
                start = end
        return np.concatenate([np.arange(0), *ranges]), b"".join(pieces), others

    def read(self, text: bytes) -> pd.DataFrame:
        """Read usual lines."""
        places = [self._columns.index(column) for column in _VALUES]
        return pd.read_csv(
            io.BytesIO(text),
            sep=self._delimiter,
            header=None,
            names=list(map(str, range(len(self._columns)))),
            usecols=places,
            dtype={
                str(place): _TYPES.get(column, "category")
                for place, column in zip(places, _VALUES, strict=True)
            },
            na_filter=False,
        ).rename(columns={str(place): name for place, name in zip(places, _VALUES, strict=True)})
