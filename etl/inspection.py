"""What a load would make of files, found out without a database."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
from rich.console import Console

from db.errors import InputError
from etl.console import print_table, text_table
from etl.first_load import HashSet
from etl.formats import LEFT_OUT, Entry, Format
from etl.read.sources import (
    NamedPlatform,
    Source,
    detect_format,
    detect_platform,
    list_files,
    read_container_and_sample,
)
from etl.transform import Context, Limits, Stats, transform_file

REJECTS_SHOWN: Final = 5
_KEYS: Final = {
    "games": "game_id",
    "titles": "title_id",
    "scores": "title_id",
    "ratings": "viewer_id",
}
"""By table: the column whose values are counted, each once."""


@dataclass(kw_only=True, slots=True)
class Inspection:
    """One file."""

    path: str
    problem: str | None = None
    """Why it cannot be loaded; then nothing else is known, or only its container."""
    container: str | None = None
    format: str | None = None
    title: str | None = None
    origin: str | None = None
    licence: str | None = None
    kinds: tuple[str, ...] = ()
    lines: int = 0
    """Lines, or records of a document without lines; empty ones too."""
    empty_lines: int = 0
    fields: dict[str, float] = field(default_factory=dict)
    """In which share of the records, 0 to 1, a field says something; `items.item_id` of items."""
    fills: dict[str, str] = field(default_factory=dict)
    """What the format makes of its fields."""
    unreadable: dict[str, float] = field(default_factory=dict)
    """In which share of the pieces that were read a field was there and could not be read."""
    rejected: dict[str, int] = field(default_factory=dict)
    """Rejected pieces by reason."""
    rejects: list[dict[Hashable, Any]] = field(default_factory=list)
    """The first of them."""
    left_out: dict[str, int] = field(default_factory=dict)
    """What the format does not load by rule."""
    would_load: dict[str, int] = field(default_factory=dict)
    """Games, users, items, reviews, titles, scores, viewers and ratings; items, reviews and ratings
    before repeated ones collapse."""
    lacks: str | None = None
    """What stays unknown."""


def inspect_files(
    paths: Sequence[Path],
    *,
    mapped: Format | None = None,
    platforms: Sequence[NamedPlatform] = (),
    context: Context | None = None,
) -> Iterator[Inspection]:
    """Read files as a load would, and tell what it would make of each.

    Raises:
        InputError: a path does not exist, or a folder holds nothing.
    """
    files, _ = list_files(paths)
    for path in files:
        found = Inspection(path=str(path))
        try:
            _inspect_file(
                path, found, mapped=mapped, platforms=platforms, context=context or Context()
            )
        except InputError as error:
            found.problem = str(error).removeprefix(f"{path}: ")
        except OSError as error:
            found.problem = f"the file cannot be read: {error.strerror}"
        yield found


def _inspect_file(
    path: Path,
    found: Inspection,
    *,
    mapped: Format | None,
    platforms: Sequence[NamedPlatform],
    context: Context,
) -> None:
    container, sample = read_container_and_sample(path)
    found.container = str(container)
    of = detect_format(path, sample, mapped=mapped)
    found.format, found.title = of.name, of.title
    found.origin, found.licence = of.origin, of.licence
    found.kinds, found.fills, found.lacks = of.kinds, dict(of.fills), of.lacks
    source = Source(
        number=1,
        path=path,
        name=path.name,
        container=container,
        format=of,
        byte_count=path.stat().st_size,
        sha256="",
        platform=detect_platform(path, platforms) if of.asks == "platform" else "",
    )
    stats, fields = Stats(), _Fields()
    counts: Counter[str] = Counter()
    keys: dict[str, set[object]] = {table: set() for table in _KEYS}
    users = HashSet()
    if of.has_titles:  # only the database knows which games they are
        context = replace(context, titles=defaultdict(itertools.count(1).__next__))
    for batch in transform_file(
        source,
        stats=stats,
        context=context,
        on_entry=fields.count,
        limits=Limits(detailed_rejects=REJECTS_SHOWN),
    ):
        rows, table = batch.rows, batch.table.removeprefix("staging.")
        counts[table] += len(rows)
        if isinstance(rows, pd.DataFrame) and table == "users":
            users.add(rows["user_id"])
        elif table in _KEYS:
            keys[table].update(rows[_KEYS[table]].tolist())
        elif isinstance(rows, pd.DataFrame) and table == "rejects":
            found.rejects += rows.drop(columns="file_number").to_dict("records")
    found.lines, found.empty_lines = stats.lines_read, stats.empty_lines
    found.fields = fields.shares()
    found.unreadable = {one.field: one.share for one in stats.warnings.unread_fields()}
    found.rejected = dict(stats.rejected.most_common())
    found.left_out = dict(stats.left_out)
    found.would_load = {
        "games": len(keys["games"]),
        "users": users.count,
        "items": counts["items"],
        "reviews": counts["reviews"],
        "titles": len(keys["titles"]),
        "scores": len(keys["scores"]),
        "viewers": len(keys["ratings"]),
        "ratings": counts["ratings"],
    }


class _Fields:
    """How often each field says something; fields of the records in a list are counted too."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()
        self._among: Counter[str] = Counter()

    def count(self, entry: Entry) -> None:
        """Count those of a record."""
        self._among[""] += 1
        for name, value in entry.fields.items():
            self._found[str(name)] += not _is_blank(value)
            if isinstance(value, list) and value and isinstance(value[0], dict):
                self._among[f"{name}."] += len(value)
                for piece in value:
                    if isinstance(piece, dict):
                        self._found.update(
                            f"{name}.{inner}"
                            for inner, part in piece.items()
                            if not _is_blank(part)
                        )

    def shares(self) -> dict[str, float]:
        """Return the share of the records in which each field says something."""
        return {
            name: count / (self._among.get(f"{name.partition('.')[0]}.") or self._among[""])
            if "." in name
            else count / self._among[""]
            for name, count in self._found.items()
        }


def _is_blank(value: Any) -> bool:  # noqa: ANN401 - whatever a file holds
    return value is None or value == "" or value != value  # noqa: PLR0124 - NaN


def print_inspection(console: Console, found: Inspection) -> None:
    """Write what was found: tables on a terminal, plain lines elsewhere."""
    for line in _inspection_lines(found):
        console.out(line, highlight=False)
    if found.fields:
        rows = [
            (name, found.fills.get(name, "-"), f"{share:.1%}")
            for name, share in found.fields.items()
        ]
        print_table(console, text_table("Fields", ("field", "fills", "present"), rows))
    if found.unreadable:
        shares = [(name, f"{share:.2%}") for name, share in found.unreadable.items()]
        print_table(console, text_table("Unreadable values", ("field", "share"), shares))
    if found.rejected:
        rejected = [(reason, f"{count:,}") for reason, count in found.rejected.items()]
        print_table(console, text_table("Refused pieces", ("reason", "count"), rejected))
        for one in found.rejects:
            record = f", record {one['record_number']}" if one["record_number"] else ""
            console.out(f"  line {one['line_number']}{record}: {one['detail']}", highlight=False)
        console.out("", highlight=False)


def _inspection_lines(found: Inspection) -> Iterator[str]:
    yield found.path
    if found.container is not None:
        yield f"  container   {found.container}"
    if found.format is not None:
        yield f"  format      {found.format}: {found.title}"
        yield f"  origin      {found.origin}; licence: {found.licence}"
    if found.problem is not None:
        yield f"  not loaded  {found.problem}"
        yield ""
        return
    loaded = ", ".join(f"{count:,} {kind}" for kind, count in found.would_load.items() if count)
    yield f"  holds       {found.lines:,} lines or records, {found.empty_lines:,} empty"
    yield f"  would load  {loaded or 'nothing'}"
    for reason, count in found.left_out.items():
        yield f"  left out    {count:,} {LEFT_OUT[reason]}"
    yield f"  unknown     {found.lacks}"
    yield ""
