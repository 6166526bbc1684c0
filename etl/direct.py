"""Users and items of a first load in; the items in core.items and the rest back, for staging.

Before anything is published there is nothing to compare with, so the items of a user who is seen
for the first time go straight into the table, in the order of its key, while the next ones are
read. Whatever repeats something is staged and merged like any later load.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import pandas as pd

from etl.beside import Beside
from etl.feeder import Feeder
from etl.seen import Seen
from etl.session import open_session
from etl.staging import END, SIGNATURE, binary_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    import numpy.typing as npt
    import psycopg
    from sqlalchemy import URL

    from etl.transform import Batch

_COPY: Final = b"""
    copy core.items (
        user_key, game_id, playtime_minutes, playtime_2weeks_minutes, position
    )
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
_SHORT_IDS: Final = 1 << 31  # ids below it share a 64-bit number with a line's number


class DirectItems:
    """The direct way into core.items, where it is open; a context manager.

    Its connection is inside the transaction that will publish everything: leaving the block
    without a commit undoes all of it.
    """

    def __init__(self, url: URL) -> None:
        """Open nothing yet."""
        self._url = url
        self._stack = ExitStack()
        self._connection: psycopg.Connection[Any] | None = None
        self._is_closed = False
        self._feeder: Feeder | None = None
        self._beside: Beside | None = None
        self._seen = Seen()
        self._lines = np.empty(0, np.int64)
        self._keys = np.empty(0, np.int64)
        self.items_count = 0
        """Items copied so far."""

    def __enter__(self) -> Self:
        """Hand out itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection; what is not committed never was."""
        self._stack.__exit__(kind, error, trace)

    @property
    def connection(self) -> psycopg.Connection[Any] | None:
        """The connection that holds core.items; None where the direct way is not open."""
        return self._connection

    def is_open(self) -> bool:
        """Tell whether this is a first load, into empty tables."""
        if self._connection is None and not self._is_closed:
            connection = self._stack.enter_context(open_session(self._url))
            connection.execute("begin")
            row = connection.execute("select staging.begin_items()").fetchone()
            if row is not None and row[0]:
                self._connection = connection
            else:
                self._is_closed = True
                self._stack.close()
        return self._connection is not None

    def divert(self, batch: Batch) -> pd.DataFrame | npt.NDArray[np.void]:
        """Give keys to users, copy items; returns the rows that are left to be staged."""
        if isinstance(batch.rows, pd.DataFrame):
            return self._with_keys(batch.rows) if batch.table == "staging.users" else batch.rows
        return self._without_new(batch.rows)

    @property
    def is_merging(self) -> bool:
        """Whether `meanwhile` was called."""
        return self._beside is not None

    def beside(
        self,
        connection: psycopg.Connection[Any],
        work: Callable[[psycopg.Connection[Any]], None],
    ) -> Beside:
        """Begin work on another connection; it is given up where the block ends before it."""
        return self._stack.enter_context(Beside(connection, work))

    def meanwhile(self, work: Callable[[psycopg.Connection[Any]], None]) -> None:
        """Use the connection for other work, beside what is read next; no item may come after.

        Raises:
            psycopg.Error: the server refused a row or went away.
        """
        self._end_copy()
        if self._connection is not None:
            self._beside = self.beside(self._connection, work)

    def finish(self) -> None:
        """Wait until every row has arrived, and for the end of the other work.

        Raises:
            psycopg.Error: the server refused something or went away.
        """
        self._end_copy()
        if self._beside is not None:
            self._beside.finish()

    def _end_copy(self) -> None:
        if self._feeder is not None:
            self._feeder.put([END])
            self._feeder.finish()
            self._feeder = None

    def _with_keys(self, users: pd.DataFrame) -> pd.DataFrame:
        """Number the users that are seen for the first time."""
        is_new = self._seen.add(users["user_id"])
        keys = np.where(is_new, self._seen.count - is_new.sum() + np.cumsum(is_new), 0)
        self._lines = np.concatenate([self._lines, users["line_number"].to_numpy(np.int64)])
        self._keys = np.concatenate([self._keys, keys])
        given = pd.Series(keys, index=users.index, dtype=object).where(is_new, None)
        return users.assign(user_key=given)

    def _without_new(self, rows: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
        lines = rows["line_number"]
        keys = self._keys[np.searchsorted(self._lines, lines)]
        order = _in_key_order(lines, rows["game_id"])
        repeats = _repeated(lines[order], rows["game_id"][order])
        is_direct = keys > 0
        if len(repeats):
            is_direct &= ~np.isin(lines, repeats)
        self._put(rows, keys, order[is_direct[order]])
        done = np.searchsorted(self._lines, lines[-1])
        self._lines, self._keys = self._lines[done:], self._keys[done:]
        return rows[~is_direct]

    def _put(
        self, rows: npt.NDArray[np.void], keys: npt.NDArray[np.int64], chosen: npt.NDArray[np.intp]
    ) -> None:
        if not len(chosen):
            return
        if self._feeder is None and self._connection is not None:
            self._feeder = self._stack.enter_context(Feeder(self._connection, _COPY))
            self._feeder.put([SIGNATURE])
        if self._feeder is not None:
            self._feeder.put(_laid_out(rows, keys, chosen))
            self.items_count += len(chosen)

    def next_file(self) -> None:
        """Forget the lines of the file before."""
        self._lines = self._keys = np.empty(0, np.int64)


def _laid_out(
    rows: npt.NDArray[np.void], keys: npt.NDArray[np.int64], chosen: npt.NDArray[np.intp]
) -> Iterator[memoryview]:
    """Encode the chosen rows when they are asked for: in the thread that sends them."""
    block = np.empty(len(chosen), _ROW)
    block["user_key"] = keys[chosen]
    for name in _ROW.names[1:]:  # type: ignore[index]
        block[name] = rows[name][chosen]
    yield binary_block(block, types=_TYPES)


def _in_key_order(
    lines: npt.NDArray[np.int32], game_ids: npt.NDArray[np.int64]
) -> npt.NDArray[np.intp]:
    if game_ids.min() >= 0 and game_ids.max() < _SHORT_IDS:
        return np.argsort(lines.astype(np.int64) << 31 | game_ids)
    return np.lexsort((game_ids, lines))


def _repeated(
    lines: npt.NDArray[np.int32], game_ids: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    """Name the lines that hold a game twice; both columns are sorted."""
    is_same = (lines[1:] == lines[:-1]) & (game_ids[1:] == game_ids[:-1])
    return np.unique(lines[1:][is_same])
