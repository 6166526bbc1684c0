"""Bulk first load: items that go straight into core.items while the files are read.

It applies as long as nothing was ever published and core.users and core.items are empty: then
there is nothing to compare with. `staging.begin_items_copy()` looks, takes the keys off core.items,
and the transaction it runs in stays open until everything is published, so that a failure at any
point undoes all of it.

What it skips is staging.items and the merge: each user who is seen for the first time gets the next
user_key, and the items of that line are copied into core.items in the order of its key, by a thread
of its own. A line whose user was seen before, or that holds a game twice, is staged like any line
of a later load.

It joins the ordinary merge again in the same transaction. `staging.merge_items` is told how many
items were copied and merges the staged rest with them; staging.users holds the keys that were
given, so `staging.merge_users` keeps them. When nothing but games is left to read, what needs no
game is merged in the background (`merge.merge_without_games`). `staging.end_first_load` puts the
keys of the tables back.

Every other load, and every other table, goes by way of staging alone.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import psycopg
from sqlalchemy import URL

from etl.background import BackgroundTask, CopyWriter
from etl.pgcopy import END, SIGNATURE, encode_rows
from etl.session import open_session
from etl.transform import Batch

_DATE: Final = "select staging.date_items_copy(%s)"
_COPY: Final = b"""
    copy core.items (user_key, game_id, playtime_minutes, playtime_2weeks_minutes, position)
    from stdin (format binary, freeze)
"""
_ROW: Final = np.dtype(
    [
        ("user_key", "<i4"),
        ("game_id", "<i8"),
        ("playtime_minutes", "<i4"),
        ("playtime_2weeks_minutes", "<i4"),
        ("position", "<i4"),
    ]
)
_TYPES: Final = ("int4", "int8", "int4", "int4", "int4")
_RECENT_TEXTS: Final = 50_000  # texts in the quick set before they go to the small array
_SHORT_IDS: Final = 1 << 31  # ids below it share a 64-bit number with a line's number


class FirstLoad:
    """The way straight into core.items, where it is open; a context manager.

    Leaving the block without a commit undoes all of it.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._stack = ExitStack()
        self._connection: psycopg.Connection[Any] | None = None
        self._is_closed = False
        self._writer: CopyWriter | None = None
        self._merging: BackgroundTask | None = None
        self._users = HashSet()
        self._lines = np.empty(0, np.int64)
        self._keys = np.empty(0, np.int64)
        self._crawled_on: date | None = None
        self.items_count = 0
        """Items copied so far."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def connection(self) -> psycopg.Connection[Any] | None:
        """The connection that holds core.items; None unless this is a first load."""
        return self._connection

    def is_open(self) -> bool:
        """Tell whether this is a first load, into empty tables."""
        if self._connection is None and not self._is_closed:
            connection = self._stack.enter_context(open_session(self._url))
            connection.execute("begin")
            row = connection.execute("select staging.begin_items_copy()").fetchone()
            if row is not None and row[0]:
                self._connection = connection
            else:
                self._is_closed = True
                self._stack.close()
        return self._connection is not None

    def copy_new(self, batch: Batch) -> pd.DataFrame | npt.NDArray[np.void]:
        """Give keys to users, copy items; returns the rows that are left to be staged."""
        if isinstance(batch.rows, pd.DataFrame):
            return (
                self._number_new_users(batch.rows) if batch.table == "staging.users" else batch.rows
            )
        return self._copy_items_of_new_users(batch.rows)

    @property
    def is_merging(self) -> bool:
        """Whether `merge_in_background` was called."""
        return self._merging is not None

    def in_background(
        self, connection: psycopg.Connection[Any], work: Callable[[psycopg.Connection[Any]], None]
    ) -> BackgroundTask:
        """Begin work on another connection; it is given up where the block ends before it."""
        return self._stack.enter_context(BackgroundTask(connection, work))

    def merge_in_background(self, work: Callable[[psycopg.Connection[Any]], None]) -> None:
        """Use the connection for other work while the rest is read; no item may come after.

        Raises:
            psycopg.Error: the server refused a row or went away.
        """
        self._end_copy()
        if self._connection is not None:
            self._merging = self.in_background(self._connection, work)

    def finish(self) -> None:
        """Wait until every row has arrived, and for the end of the other work.

        Raises:
            psycopg.Error: the server refused something or went away.
        """
        self._end_copy()
        if self._merging is not None:
            self._merging.finish()

    def _end_copy(self) -> None:
        if self._writer is not None:
            self._writer.put([END])
            self._writer.finish()
            self._writer = None

    def _number_new_users(self, users: pd.DataFrame) -> pd.DataFrame:
        """Number the users that are seen for the first time."""
        is_new = self._users.add(users["user_id"])
        keys = np.where(is_new, self._users.count - is_new.sum() + np.cumsum(is_new), 0)
        self._lines = np.concatenate([self._lines, users["line_number"].to_numpy(np.int64)])
        self._keys = np.concatenate([self._keys, keys])
        given = pd.Series(keys, index=users.index, dtype=object).where(is_new, None)
        return users.assign(user_key=given)

    def _copy_items_of_new_users(self, rows: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
        lines = rows["line_number"]
        keys = self._keys[np.searchsorted(self._lines, lines)]
        order = _key_order(lines, rows["game_id"])
        repeats = _lines_with_repeats(lines[order], rows["game_id"][order])
        is_new = keys > 0
        if len(repeats):
            is_new &= ~np.isin(lines, repeats)
        self._put_rows(rows, keys, order[is_new[order]])
        done = np.searchsorted(self._lines, lines[-1])
        self._lines, self._keys = self._lines[done:], self._keys[done:]
        return rows[~is_new]

    def _put_rows(
        self, rows: npt.NDArray[np.void], keys: npt.NDArray[np.int64], chosen: npt.NDArray[np.intp]
    ) -> None:
        if not len(chosen):
            return
        if self._writer is None and self._connection is not None:
            self._connection.execute(_DATE, [self._crawled_on])
            self._writer = self._stack.enter_context(CopyWriter(self._connection, _COPY))
            self._writer.put([SIGNATURE])
        if self._writer is not None:
            self._writer.put(_encode_rows(rows, keys, chosen))
            self.items_count += len(chosen)

    def next_file(self, crawled_on: date | None) -> None:
        """Forget the lines of the file before; the next items are of this crawl."""
        self._lines = self._keys = np.empty(0, np.int64)
        if crawled_on != self._crawled_on:
            self._end_copy()
            self._crawled_on = crawled_on


def _encode_rows(
    rows: npt.NDArray[np.void], keys: npt.NDArray[np.int64], chosen: npt.NDArray[np.intp]
) -> Iterator[memoryview]:
    """Encode the chosen rows when they are asked for: in the thread that sends them."""
    block = np.empty(len(chosen), _ROW)
    block["user_key"] = keys[chosen]
    for name in _ROW.names[1:]:  # type: ignore[index]
        block[name] = rows[name][chosen]
    yield encode_rows(block, types=_TYPES)


def _key_order(
    lines: npt.NDArray[np.int32], game_ids: npt.NDArray[np.int64]
) -> npt.NDArray[np.intp]:
    if game_ids.min() >= 0 and game_ids.max() < _SHORT_IDS:
        return np.argsort(lines.astype(np.int64) << 31 | game_ids)
    return np.lexsort((game_ids, lines))


def _lines_with_repeats(
    lines: npt.NDArray[np.int32], game_ids: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    """Name the lines that hold a game twice; both columns are sorted."""
    is_same = (lines[1:] == lines[:-1]) & (game_ids[1:] == game_ids[:-1])
    return np.unique(lines[1:][is_same])


class HashSet:
    """A set of texts in eight bytes each; two texts may share a hash, so a new one may seem old."""

    def __init__(self) -> None:
        self.count = 0
        """New texts so far."""
        self._recent: set[int] = set()
        self._older = np.empty(0, np.int64)

    def add(self, texts: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Tell of each text, in order, whether it is new; it no longer is."""
        hashes = [hash(text) for text in texts]
        is_older = self._is_in_older(np.array(hashes, np.int64))
        is_new = np.zeros(len(hashes), bool)
        for place, value in enumerate(hashes):
            if not is_older[place] and value not in self._recent:
                is_new[place] = True
                self._recent.add(value)
        self.count += int(is_new.sum())
        if len(self._recent) > _RECENT_TEXTS:
            recent = np.fromiter(self._recent, np.int64, len(self._recent))
            self._older = np.sort(np.concatenate([self._older, recent]))
            self._recent = set()
        return is_new

    def _is_in_older(self, hashes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        if not len(self._older):
            return np.zeros(len(hashes), bool)
        places = np.searchsorted(self._older, hashes)
        return np.equal(self._older[np.minimum(places, len(self._older) - 1)], hashes)
