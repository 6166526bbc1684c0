"""Records of the catalogue as rows of staging.games."""

from collections.abc import Callable, Iterator
from typing import Final

from etl.clean.dates import release_date, release_year
from etl.clean.errors import NoSuchDate, OutOfRange, Reject, Unreadable
from etl.clean.labels import labels, studios
from etl.clean.numbers import metascore, to_boolean, to_integer
from etl.clean.prices import discount_price, price
from etl.clean.text import game_name, is_absent, to_name, to_text, to_url
from etl.transform.batches import Batch, frame
from etl.transform.rejects import RejectLog, Stats

_LISTS: Final = (
    ("genres", labels),
    ("tags", labels),
    ("specs", labels),
    ("developer", studios),
    ("publisher", studios),
)
_REMEMBERED: Final = 1_000


class RejectedGames:
    """The games without an id of all files of one load, so that each is rejected once.

    Two files may state the same catalogue; what an earlier file already had refused is no second
    loss. Games are the same when they are equal in every field that both know.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._known: list[tuple[int, dict[str, object]]] = []

    def is_repeated(self, record: dict[str, object], *, file_number: int) -> bool:
        """Tell whether an earlier file stated this game; if not, remember it."""
        known = {field: value for field, value in record.items() if not is_absent(value)}
        for earlier_file, earlier in self._known:
            shared = earlier.keys() & known.keys()
            if (
                earlier_file < file_number
                and shared
                and all(earlier[field] == known[field] for field in shared)
            ):
                return True
        if len(self._known) < _REMEMBERED:
            self._known.append((file_number, known))
        return False


class Games:
    """The games of one file."""

    def __init__(
        self, file_number: int, *, stats: Stats, log: RejectLog, memory: RejectedGames
    ) -> None:
        """Start with no game."""
        self._file_number = file_number
        self._stats = stats
        self._log = log
        self._memory = memory
        self._rows: list[tuple[object, ...]] = []
        self._labels_count = 0

    def add(self, line: int, raw: bytes, record: dict[str, object]) -> None:
        """Keep a game, or its reject."""
        self._stats.records_read += 1
        try:
            game_id = read_game_id(record.get("id"), field="id")
            row = self._row(line, game_id, record)
            lists = [self._list(field, reader, record) for field, reader in _LISTS]
        except Reject as reject:
            if reject.reason == "null_id" and self._memory.is_repeated(
                record, file_number=self._file_number
            ):
                self._stats.repeated_rejects += 1
            else:
                self._log.add(reject, line=line, kind="game", raw=raw)
            return
        self._rows.append((*row, *lists))
        self._labels_count += sum(len(spellings or ()) for spellings in lists)
        self._stats.records_accepted += 1

    def batches(self, batch_rows: int, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        if self._rows and (final or max(len(self._rows), self._labels_count) >= batch_rows):
            rows, self._rows = self._rows, []
            self._labels_count = 0
            yield frame("staging.games", rows)

    def _row(self, line: int, game_id: int, record: dict[str, object]) -> tuple[object, ...]:
        read, get = self._stats.optional, record.get
        release_text = read("release_date", to_text, get("release_date"))
        released_on, year = self._release(release_text)
        price_usd, price_text = read("price", price, get("price")) or (None, None)
        return (
            self._file_number,
            line,
            game_id,
            read("app_name", lambda name: game_name(name, get("title")), get("app_name")),
            read("url", to_url, get("url")),
            read("reviews_url", to_url, get("reviews_url")),
            released_on,
            year,
            release_text if release_text and release_text.strip() else None,
            price_usd,
            price_text,
            read("discount_price", discount_price, get("discount_price")),
            read("early_access", to_boolean, get("early_access")),
            read("metascore", metascore, get("metascore")),
            read("sentiment", to_name, get("sentiment")),
        )

    def _release(self, text: str | None) -> tuple[object, int | None]:
        try:
            return release_date(text)
        except NoSuchDate:
            self._stats.unreadable_values["release_date"] += 1
            return None, release_year(text or "")

    def _list(
        self,
        field: str,
        reader: Callable[[object], tuple[list[str], int]],
        record: dict[str, object],
    ) -> list[str] | None:
        """Read a list of names; an empty one says as little as none."""
        spellings, unreadable = self._stats.optional(field, reader, record.get(field)) or ([], 0)
        if unreadable:
            self._stats.unreadable_values[field] += unreadable
        return spellings or None


def read_game_id(value: object, *, field: str) -> int:
    """Read the id of a game.

    Raises:
        Reject: `null_id`, `invalid_id` or `id_out_of_range`.
    """
    try:
        game_id = to_integer(value)
    except OutOfRange as error:
        raise Reject("id_out_of_range", f"{field}: {error}; an id should fit 64 bits") from error
    except Unreadable as error:
        raise Reject("invalid_id", f"{field}: {error}") from error
    if game_id is None:
        raise Reject("null_id", f"{field} is missing; it should be the game's number")
    return game_id
