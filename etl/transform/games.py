"""Records of the catalogue as rows of staging.games."""

from collections.abc import Callable, Iterator
from typing import Final

from etl.clean.dates import release_date, release_year
from etl.clean.errors import NoSuchDate, OutOfRange, Reject, Unreadable
from etl.clean.labels import Labels, parse_labels, parse_studios
from etl.clean.numbers import metascore, to_boolean, to_integer
from etl.clean.prices import parse_price
from etl.clean.text import is_absent, to_text, to_url
from etl.transform.batches import Batch, make_batch
from etl.transform.raw_text import optional_raw_text
from etl.transform.rejects import Collector, RejectLog, Stats

_LISTS: Final = (
    ("genres", parse_labels),
    ("tags", parse_labels),
    ("specs", parse_labels),
    ("developer", parse_studios),
    ("publisher", parse_studios),
)
_FIELDS: Final = frozenset(
    {
        *("id", "app_name", "title", "url", "reviews_url", "release_date", "release_text"),
        *("price", "price_text"),
        *("discount_price", "early_access", "metascore", "sentiment"),
        *(field for field, _ in _LISTS),
    }
)
_REMEMBERED: Final = 1_000


class RejectedGames:
    """The games without an id of all files of one load, so that each is rejected once.

    Two files may state the same catalogue; what an earlier file already had refused is no second
    loss. Games are the same when they are equal in every field that both know.
    """

    def __init__(self) -> None:
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


class Games(Collector):
    """The games of one file."""

    def __init__(
        self, file_number: int, *, stats: Stats, log: RejectLog, memory: RejectedGames
    ) -> None:
        super().__init__(file_number, stats=stats, log=log)
        self._memory = memory
        self._labels_count = 0

    def add(self, line: int, raw: bytes, record: dict[str, object]) -> None:
        """Keep a game, or its reject."""
        self._stats.records_read += 1
        self._stats.warnings.at(line)
        self._stats.warnings.look_for_unknown(record, _FIELDS)
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
        self._labels_count += sum(map(len, filter(None, lists)))
        self._stats.records_accepted += 1

    def batches(self, batch_rows: int, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        if self._rows and (final or max(len(self._rows), self._labels_count) >= batch_rows):
            rows, self._rows = self._rows, []
            self._labels_count = 0
            yield make_batch("staging.games", rows)

    def _row(self, line: int, game_id: int, record: dict[str, object]) -> tuple[object, ...]:
        read, get = self._stats.warnings.read, record.get
        released_on, year = self._release(read("release_date", to_text, get("release_date")))
        return (
            self._file_number,
            line,
            game_id,
            self._stats.name("app_name", get("app_name"))
            or self._stats.name("title", get("title")),
            read("url", to_url, get("url")),
            read("reviews_url", to_url, get("reviews_url")),
            released_on,
            year,
            optional_raw_text(get("release_text", get("release_date"))),
            read("price", parse_price, get("price")),
            optional_raw_text(get("price_text", get("price"))),
            read("discount_price", parse_price, get("discount_price")),
            read("early_access", to_boolean, get("early_access")),
            read("metascore", metascore, get("metascore")),
            self._stats.name("sentiment", get("sentiment")),
        )

    def _release(self, text: str | None) -> tuple[object, int | None]:
        try:
            return release_date(text)
        except NoSuchDate as error:
            self._stats.warnings.add_unread("release_date", text, str(error))
            return None, release_year(text or "")

    def _list(
        self, field: str, reader: Callable[[object], Labels], record: dict[str, object]
    ) -> list[str] | None:
        """Read a list of names; an empty one says as little as none."""
        value = record.get(field)
        if value is None:
            return None
        if reader is parse_studios and isinstance(value, list):
            reader = parse_labels  # names that stand alone are not to be split
        return self._stats.names(field, reader, value)


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
