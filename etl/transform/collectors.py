"""Collectors of one file: each record of its format goes to those of its kinds."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from etl.clean.errors import Reject
from etl.formats import Entry, Format, Kind, LeftOut, Record
from etl.known_lines import KnownLines
from etl.transform.batches import Batch
from etl.transform.games import Games, RejectedGames
from etl.transform.libraries import Libraries
from etl.transform.ratings import Ratings
from etl.transform.rejects import RejectLog, Stats
from etl.transform.reviews import Reviews
from etl.transform.titles import Scores, Titles

_SELDOM: Final = 64
"""Records between two looks at what waits: in most formats each has a row or two."""
_ALWAYS: Final = 1
"""The same for ratings, which come in blocks."""
_OFTEN: Final = 8
"""The same for the official files, whose longest lines have thousands."""
_TOGETHER: Final = 5_000
"""Rows of one user in a flat table that become one library, at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What some files leave to be told."""

    user: str | None = None
    """Whose library it is, by the caller."""
    game: int | None = None
    """Which game's reviews they are, by the caller."""
    titles: Mapping[str, int] | None = None
    """The game of each title, where items name no other id."""
    title_ids: Collection[str] | None = None
    """The streaming titles that may be rated; None for any."""


class Collectors:
    """What a file's records become.

    Rows of staging are joined by the number of their line, so each record of a user has a number
    of its own: that of the line it came from, or the next free one where a line holds several.
    """

    def __init__(  # noqa: PLR0913 - each part of a file's transform
        self,
        file_number: int,
        file_format: Format,
        *,
        stats: Stats,
        log: RejectLog,
        memory: RejectedGames,
        batch_rows: int,
        platform: str,
        context: Context,
        known: KnownLines | None,
    ) -> None:
        self._format = file_format
        self._stats = stats
        self._log = log
        self._batch_rows = batch_rows
        self._context = context
        self._platform = platform
        self._line = 0
        self._games = Games(file_number, stats=stats, log=log, memory=memory)
        self._reviews = Reviews(file_number, stats=stats, log=log)
        self.libraries = Libraries(
            file_number,
            stats=stats,
            log=log,
            batch_rows=batch_rows,
            titles=context.titles,
            known=known,
        )
        self._asked = 0
        self._seldom = _OFTEN if file_format.is_official else _SELDOM
        if file_format.kinds == ("ratings",):
            self._seldom = _ALWAYS
        self._is_flat = file_format.kinds == ("items",) and not file_format.is_official
        self._held: tuple[int, bytes, Record] | None = None
        """Of a flat table: the first row of the user at hand, with the items of all."""
        self.ratings = Ratings(file_number, stats=stats, log=log, titles=context.title_ids)
        self._alone: dict[Kind, Titles | Scores | Ratings] = {
            "titles": Titles(file_number, stats=stats, log=log),
            "scores": Scores(file_number, stats=stats, log=log),
            "ratings": self.ratings,
        }
        """Whose records have nothing to do with those before them."""
        by_kind: dict[Kind, Games | Libraries | Reviews | Titles | Scores | Ratings] = {
            "games": self._games,
            "items": self.libraries,
            "reviews": self._reviews,
            **self._alone,
        }
        self._used = [by_kind[kind] for kind in file_format.kinds]

    def add(self, number: int, raw: bytes, entry: Entry) -> None:
        """Keep what a record holds, or its reject."""
        entry.user, entry.game = self._context.user, self._context.game
        entry.platform = self._platform
        try:
            owner: tuple[object, bool] | None = None  # of the item before, and whether it was kept
            for piece in self._format.records(entry):
                if isinstance(piece, LeftOut):
                    self._stats.left_out[piece.reason] += 1
                    continue
                kind, record = piece
                if kind in self._alone:
                    self._alone[kind].add(self._next(number), raw, record)
                elif kind == "games":
                    self._games.add(self._next(number), raw, record)
                elif self._is_flat:
                    self._hold(number, raw, record)
                elif kind == "items":
                    is_kept = self.libraries.add(self._next(number), raw, record)
                    owner = record.get("user_id"), is_kept
                elif owner is None or owner[0] != record.get("user_id"):
                    self._reviews.add(self._next(number), raw, record)
                elif owner[1]:
                    self._reviews.add_of_known(self._line, record)
        except Reject as reject:
            self._log.add(reject, line=number, kind="line", raw=raw)

    def _next(self, number: int) -> int:
        self._line = max(number, self._line + 1)
        return self._line

    def batches(self, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        if final:
            self._release()
        self._asked += 1
        if self._asked % self._seldom and not final:
            return
        for collector in self._used:
            yield from collector.batches(self._batch_rows, final=final)

    def _hold(self, number: int, raw: bytes, record: Record) -> None:
        """Put rows together that follow each other and have the same user."""
        if self._held is not None:
            held = self._held[-1]
            same = all(held[name] == record.get(name) for name in held if name != "items")
            if same and len(held) == len(record) and len(held["items"]) < _TOGETHER:
                held["items"].extend(record["items"])
                return
            self._release()
        self._held = number, raw, record

    def _release(self) -> None:
        if self._held is not None:
            number, raw, record = self._held
            self._held = None
            self.libraries.add(self._next(number), raw, record)
