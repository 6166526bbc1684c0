"""Libraries as rows of staging.users, staging.items and staging.item_names."""

from collections import Counter
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Final

import numpy as np

from db.names import NAME_CHARACTERS
from etl.clean.errors import OutOfRange, Reject, Unreadable, shortened_repr
from etl.clean.numbers import PLAYTIME_MINUTES_MAX, playtime_minutes, to_integer
from etl.clean.text import is_absent, to_name
from etl.known_lines import RECENT, UNCLEAN, KnownLines
from etl.transform.batches import Batch, ItemBlocks, make_batch
from etl.transform.fast_path import FastPath
from etl.transform.games import read_game_id
from etl.transform.rejects import RejectLog, Stats
from etl.transform.users import Users

_NAMES_HELD: Final = 200_000
_ITEM_FIELDS: Final = ("item_id", "item_name", "playtime_forever", "playtime_2weeks")
_VALUES: Final = itemgetter(*_ITEM_FIELDS)
_KNOWN_OF_ITEM: Final = frozenset(_ITEM_FIELDS)
_FIELDS: Final = frozenset({"user_id", "items_count", "steam_id", "user_url", "items"})


class Libraries:
    """The libraries of one file."""

    def __init__(  # noqa: PLR0913 - each part of a file's transform
        self,
        file_number: int,
        *,
        stats: Stats,
        log: RejectLog,
        batch_rows: int,
        titles: Mapping[str, int] | None = None,
        known: KnownLines | None = None,
    ) -> None:
        self._titles = titles
        self._file_number = file_number
        self._stats = stats
        self._log = log
        self._users = Users(file_number, stats=stats, has_library=True)
        self._names: Counter[tuple[str, str | None]] = Counter()
        self._blocks = ItemBlocks(file_number, block_rows=batch_rows)
        self._fast = FastPath(self._blocks)
        self._known = known
        self._under_way: tuple[int, int, int, int] | None = None
        """The digest of the line that is read, and users, records and troubles before it."""
        self._is_counting_names = True

    def take(self, line: int, raw: bytes) -> bool:
        """Keep a library that is known or written in the usual form; False: it must be parsed."""
        if self._known is not None and self._recognise(self._known, raw):
            return True
        library = self._fast.read(raw)
        if library is None:
            return False
        warnings = self._stats.warnings
        warnings.at(line)
        if not self._users.add_plain(line, library.user_id, library.steam_id, library.user_url):
            return False
        count = len(library.played)
        self._fast.keep(line, library, is_counting_names=self._is_counting_names)
        self._stats.records_read += count
        self._stats.records_accepted += count
        warnings.present["item_name"] += count
        warnings.present["items_count"] += 1
        self._compare(library.items_count, count)
        return True

    def add(self, line: int, raw: bytes, record: dict[str, object]) -> bool:
        """Keep a user's library, without the items that are refused; False without the user."""
        self._stats.warnings.at(line)
        self._stats.warnings.look_for_unknown(record, _FIELDS)
        try:
            items = self._items(record)
            self._users.add(line, record)
        except Reject as reject:
            self._log.add(reject, line=line, kind="user", raw=raw)
            return False
        self._stats.records_read += len(items)
        if not items:
            return True
        if isinstance(items[0], dict):  # the first speaks for all: they are many
            self._stats.warnings.look_for_unknown(items[0], _KNOWN_OF_ITEM, of="items.")
        self._fast.flush()  # rows keep the order of the lines
        if not self._add_all(line, items):
            self._add_each(line, items)
        return True

    def batches(self, batch_rows: int, *, final: bool) -> Iterator[Batch]:
        """Hand over the rows kept so far, if they are many or the last."""
        if final:
            self._remember()
            self._fast.flush()
        if final or self._blocks or len(self._users) >= batch_rows:
            yield from self._users.batches()
        yield from self._blocks.batches(final=final)
        if final or len(self._names) + self._fast.names_count > _NAMES_HELD:
            self._fast.flush()
            self._names.update(self._fast.take_names())
            yield from self._name_batch()
        if self._known is not None and len(self._known) >= (1 if final else RECENT):
            yield Batch(table="staging.known_lines", rows=self._known.take(self._file_number))

    def _recognise(self, known: KnownLines, raw: bytes) -> bool:
        """Tell whether a line need not be read; else remember it, once it was."""
        self._remember()
        digest = known.digest(raw)
        records = known.records(digest)
        if records is not None and records != UNCLEAN:
            self._stats.recognise(records)
            return True
        self._is_counting_names = records is None
        of = self._stats
        self._under_way = digest, of.users_accepted, of.records_read, of.warnings.troubles
        return False

    def _remember(self) -> None:
        """Remember the line that was read last, if it was kept."""
        if self._under_way is None or self._known is None:
            return
        digest, users, records, troubles = self._under_way
        self._under_way, of = None, self._stats
        if of.users_accepted > users:
            is_clean = of.warnings.troubles == troubles
            self._known.add(digest, of.records_read - records if is_clean else UNCLEAN)

    def _items(self, record: dict[str, object]) -> list[object]:
        items = record.get("items")
        if is_absent(items):
            raise Reject(
                "missing_items", "the line has no items; a library should be a list, be it empty"
            )
        if not isinstance(items, list):
            raise Reject(
                "items_not_a_list", f"items is {shortened_repr(items)}; it should be a list"
            )
        stated = self._stats.optional("items_count", to_integer, record.get("items_count"))
        self._compare(stated, len(items))
        return items

    def _compare(self, stated: int | None, count: int) -> None:
        if stated is not None and stated != count:
            detail = f"items_count is {shortened_repr(stated)}; the list has {count:,}"
            self._stats.warnings.add("count_mismatch", "items_count", stated, detail)

    def _add_all(self, line: int, items: list[object]) -> bool:  # noqa: PLR0911 - a look each
        """Keep all items at once; False, and none kept, where one needs the slow parser."""
        try:
            # from a list: unpacking an iterator that raises leaks memory before Python 3.12
            values = list(map(_VALUES, items))  # type: ignore[arg-type]
            ids, names, forever, recent = zip(*values, strict=True)
            digits = "".join(ids)
            if not (digits.isascii() and digits.isdigit()) or set(map(type, names)) != {str}:
                return False
            if not all(names) or max(map(len, names)) > NAME_CHARACTERS:
                return False
            if b"\0" in "".join(names).encode():  # a lone surrogate raises
                return False
            if set(map(type, forever)) != {int} or set(map(type, recent)) != {int}:
                return False
            count = len(items)
            game_ids = np.fromiter(map(int, ids), np.int64, count)
            minutes = np.array((forever, recent), np.int64)
        except (KeyError, TypeError, ValueError, OverflowError):
            return False
        if minutes.min() < 0 or minutes.max() > PLAYTIME_MINUTES_MAX:
            return False
        rows = self._blocks.reserve(count)
        rows["line_number"] = line
        rows["game_id"] = game_ids
        rows["playtime_minutes"], rows["playtime_2weeks_minutes"] = minutes
        rows["position"] = np.arange(1, count + 1)
        if self._is_counting_names:
            self._names.update(zip(ids, names, strict=True))
        self._stats.records_accepted += count
        self._stats.warnings.present["item_name"] += count
        return True

    def _add_each(self, line: int, items: list[object]) -> None:
        rows: list[tuple[int, ...]] = []
        for position, item in enumerate(items, start=1):
            self._stats.warnings.record = position
            try:
                game_id, minutes, recent, name = self._read(item)
            except Reject as reject:
                self._log.add(reject, line=line, record=position, kind="item", raw=item)
                continue
            rows.append((self._file_number, line, game_id, minutes, recent, position))
            if self._is_counting_names:
                self._names[str(game_id), name] += 1
        self._blocks.reserve(len(rows))[:] = rows  # at once: a line is never in two blocks
        self._stats.records_accepted += len(rows)

    def _read(self, item: object) -> tuple[int, int, int, str | None]:
        if not isinstance(item, dict):
            raise Reject(
                "item_not_an_object", f"an item is {shortened_repr(item)}; it should be {{…}}"
            )
        game_id = self._game_id(item)
        minutes = _read_playtime(item, "playtime_forever")
        if minutes is None:
            raise Reject("invalid_playtime", "playtime_forever is missing; it should be minutes")
        recent = _read_playtime(item, "playtime_2weeks") or 0
        if self._titles is not None:  # spelt as the catalogue spells it
            return game_id, minutes, recent, None
        name = self._stats.name("item_name", item.get("item_name"))
        return game_id, minutes, recent, name

    def _game_id(self, item: dict[str, object]) -> int:
        if self._titles is None or "item_id" in item:
            return read_game_id(item.get("item_id"), field="item_id")
        title = item.get("item_name")
        try:
            return self._titles[title if isinstance(title, str) else ""]
        except KeyError as error:
            raise Reject(
                "unknown_title",
                f"no game is called {shortened_repr(title)}; "
                "load the catalogue before or with the file",
            ) from error

    def _name_batch(self) -> Iterator[Batch]:
        """Hand over the names, and a row without one for each game that has some item without."""
        counted, self._names = self._names, Counter()
        rows: list[tuple[object, ...]] = []
        for (game_id, raw_name), count in counted.items():
            # none is too long
            rows.append((self._file_number, int(game_id), to_name(raw_name).text, count))
        if rows:
            yield make_batch("staging.item_names", rows)


def _read_playtime(item: dict[str, object], field: str) -> int | None:
    try:
        return playtime_minutes(item.get(field))
    except OutOfRange as error:
        raise Reject("playtime_out_of_range", f"{field}: {error} minutes") from error
    except Unreadable as error:
        raise Reject("invalid_playtime", f"{field}: {error} of minutes") from error
