"""Records of any format as rows of every staging table that the format fills."""

from collections.abc import Iterator
from typing import Final

from etl.clean.errors import Reject
from etl.formats import Entry, Format, Kind, LeftOut, Record
from etl.transform.batches import Batch
from etl.transform.games import Games, RejectedGames
from etl.transform.libraries import Libraries
from etl.transform.rejects import RejectLog, Stats
from etl.transform.reviews import Reviews
from etl.transform.users import Users

_LISTS: Final = ("items", "reviews")
_TOGETHER: Final = 5_000
"""Rows of one user in a flat table that become one library, at most."""


class Records:
    """The games, libraries and reviews of one file.

    Rows of a flat table that follow each other and have the same user are put together.
    """

    def __init__(  # noqa: PLR0913 - what each collector needs
        self,
        form: Format,
        file_number: int,
        *,
        stats: Stats,
        log: RejectLog,
        memory: RejectedGames,
        batch_rows: int,
    ) -> None:
        """Start with no record."""
        self._format = form
        self._stats = stats
        self._log = log
        self._batch_rows = batch_rows
        self._users = Users(file_number, stats=stats)
        self._games = Games(file_number, stats=stats, log=log, memory=memory)
        self._libraries = Libraries(
            file_number, stats=stats, log=log, batch_rows=batch_rows, users=self._users
        )
        self._reviews = Reviews(file_number, stats=stats, log=log, users=self._users)
        self._last_game = 0
        self._last_user = 0
        self._held: tuple[int, bytes, Kind, Record] | None = None
        """The user at hand: number, text and kind of the first row, and what the rows say."""

    def add(self, number: int, raw: bytes, entry: Entry) -> None:
        """Keep what a record says, or its reject."""
        try:
            found = list(self._format.records(entry))
        except Reject as reject:
            self._log.add(reject, line=number, kind="line", raw=raw)
            return
        for one in found:
            if isinstance(one, LeftOut):
                self._stats.left_out[one.reason] += 1
                continue
            kind, record = one
            if kind == "games":
                self._last_game = max(number, self._last_game + 1)
                self._games.add(self._last_game, raw, record)
            elif self._format.is_official:
                self._last_user = max(number, self._last_user + 1)
                collector = self._libraries if kind == "items" else self._reviews
                collector.add(self._last_user, raw, record)
            else:
                self._hold(number, raw, kind, record)

    def batches(self, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        if final:
            self._release()
        yield from self._games.batches(self._batch_rows, final=final)
        yield from self._libraries.batches(self._batch_rows, final=final)
        yield from self._reviews.batches(self._batch_rows, final=final)

    def _hold(self, number: int, raw: bytes, kind: Kind, record: Record) -> None:
        if self._held is not None:
            held, lists = self._held[-1], _lists(record)
            if lists and _head(held) == _head(record) and 0 < _size(held) < _TOGETHER:
                for name, pieces in lists.items():
                    held.setdefault(name, []).extend(pieces)
                return
            self._release()
        self._held = number, raw, kind, record

    def _release(self) -> None:
        """Keep the user at hand."""
        if self._held is None:
            return
        number, raw, kind, record = self._held
        self._held = None
        # each user has a number of its own: items and reviews name their user by it
        self._last_user = number = max(number, self._last_user + 1)
        for name, collector in (("items", self._libraries), ("reviews", self._reviews)):
            if name in record or name == kind:
                refused = self._stats.rejected_by_kind["user"]
                collector.add(number, raw, record)
                if self._stats.rejected_by_kind["user"] > refused:
                    return


def _head(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in _LISTS}


def _lists(record: Record) -> dict[str, list[object]]:
    return {name: record[name] for name in _LISTS if isinstance(record.get(name), list)}


def _size(record: Record) -> int:
    return sum(map(len, _lists(record).values()))
