"""Daily crawls made from raw files: what is new and what changed since the day before."""

import gzip
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

from etl.read.lines import read_lines
from etl.read.parse import Reject, parse_line
from etl.read.sources import Source, discover_sources

FIRST: Final = "first"
"""The folder of what is there before the first day."""
FIRST_DAY: Final = date(2020, 1, 1)
"""Later than every review of the official files and of a sample."""
DISCOUNT: Final = 0.9
CHANGED_ITEMS: Final = 3
"""Of a library that changes."""
PLAYED: Final = 60
"""More minutes of each of them for each day since the first."""
_Record: TypeAlias = dict[str, Any]
_Change: TypeAlias = Callable[[_Record, random.Random, date], None]


def write_days(data: Path, target: Path, *, days: int, share: float, seed: int) -> list[Path]:
    """Write what is there first, and a folder for each day, named by its date.

    Each day brings so large a share of the lines of every file, which were not there before, as
    many changed ones of those that were, and once more the new ones of the day before.
    """
    dates = [FIRST_DAY + timedelta(days=number) for number in range(days)]
    folders = [target / FIRST, *(target / day.isoformat() for day in dates)]
    for folder in folders:
        folder.mkdir(parents=True)
    for source in discover_sources([data]).sources:
        of = random.Random(f"{seed} {source.name}")
        lines = list(lines_of(source))
        count = max(1, int(share * len(lines)))
        known = len(lines) - days * count
        _write(folders[0] / source.name, lines[:known])
        before: list[bytes] = []
        for folder, day in zip(folders[1:], dates, strict=True):
            new = lines[known : known + count]
            chosen = (lines[place] for place in of.sample(range(known), count))
            changed = _changed(chosen, _CHANGES[source.kind], of, day)
            _write(folder / source.name, [*before, *new, *changed])
            before, known = new, known + count
    return folders


def lines_of(source: Source) -> Iterator[bytes]:
    """Read the lines of a file, without their ends."""
    for _, line in read_lines(source.path, packing=source.container.packing):
        if isinstance(line, bytes):
            yield line


def _write(path: Path, lines: Iterable[bytes]) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.writelines(line + b"\n" for line in lines)


def _changed(
    lines: Iterable[bytes], change: _Change, of: random.Random, day: date
) -> Iterator[bytes]:
    for line in lines:
        with suppress(Reject):  # the broken lines of a sample
            record = parse_line(line)
            change(record, of, day)
            yield repr(record).encode()


def _cheaper(game: _Record, _: random.Random, __: date) -> None:
    if isinstance(price := game.get("price"), float):
        game["price"] = round(DISCOUNT * price, 2)


def _played(library: _Record, of: random.Random, day: date) -> None:
    days = (day - FIRST_DAY).days + 1
    items = _listed(library, "items")
    for item in of.sample(items, min(CHANGED_ITEMS, len(items))):
        if isinstance(minutes := item.get("playtime_forever"), int):
            item["playtime_forever"] = minutes + PLAYED * days


def _reconsidered(author: _Record, of: random.Random, day: date) -> None:
    if reviews := _listed(author, "reviews"):
        review = of.choice(reviews)
        review["recommend"] = not review.get("recommend")
        review["last_edited"] = f"Last edited {day:%B} {day.day}, {day.year}."


def _listed(record: _Record, name: str) -> list[_Record]:
    found = record.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


_CHANGES: Final = {"games": _cheaper, "items": _played, "reviews": _reconsidered}
