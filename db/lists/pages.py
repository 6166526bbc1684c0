"""A listing, conditions and a window in; one page out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import asking
from db.asking import Answer
from db.lists import keyset
from db.lists.listing import Window
from db.lists.statements import KEY
from db.lists.templates import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.ext.asyncio import AsyncEngine

    from db.lists.listing import Condition, Listing


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRows:
    """A page as Postgres wrote it."""

    rows: tuple[bytes, ...]
    """Each row as a JSON object."""
    data_version: int
    keys: Callable[[int], tuple[Any, ...]]
    """The keys of a row by its place; those of the last one are where the next page begins."""
    has_more: bool
    """Whether a row follows the last one."""
    total: int | None
    """The number of rows of all pages, where it was asked for."""


async def read_page(
    engine: AsyncEngine,
    listing: Listing,
    conditions: Sequence[Condition] = (),
    *,
    window: Window,
    total: bool = False,
) -> PageRows:
    """Read the rows of a window, whether more follow, and how many there are in all.

    Raises:
        NotLoaded, DatabaseUnavailable, StatementTimeout, SchemaOutOfDate: see `db.asking`.
    """
    question, values = filled(listing, conditions, window, total=total)
    found = await asking.asked(engine, question, values)
    if not found:
        raise asking.not_loaded()
    rows = [row for row in found if row["row"] is not None]
    shown = rows if window.limit is None else rows[: window.limit]
    names = [KEY.format(place) for place, _ in enumerate(keyset.keys(listing, window))]

    def keys(place: int) -> tuple[Any, ...]:
        row = shown[place]
        return tuple([row[name] for name in names])

    return PageRows(
        rows=tuple([row["row"] for row in shown]),
        data_version=found[0]["data_version"],
        keys=keys,
        has_more=len(rows) > len(shown),
        total=found[0]["total"],
    )


async def read_row(
    engine: AsyncEngine, listing: Listing, conditions: Sequence[Condition] = ()
) -> Answer | None:
    """Read the only row that fulfils the conditions, as a document; None where there is none."""
    [sort, *_] = listing.sorts
    window = Window(sort=sort, fields=tuple(listing.fields))
    page = await read_page(engine, listing, conditions, window=window)
    if not page.rows:
        return None
    [row] = page.rows
    return Answer(body=row, data_version=page.data_version)
