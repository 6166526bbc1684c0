"""A listing, conditions and a window in; one page out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from db import asking
from db.asking import Answer
from db.errors import DatabaseUnavailable
from db.lists.listing import Window
from db.lists.statements import SEPARATOR, key_names
from db.lists.templates import filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncEngine

    from db.lists.listing import Condition, Listing


MOST_TRIES: Final = 10
"""How often a page is read where the keys in it are of other data each time.

One publication costs one of them; more in a row come from servers that do not hold the same.
"""
_SEPARATOR: Final = SEPARATOR.encode()
_APART: Final = (
    "What was asked one after the other came from data published at different times again and "
    "again: does the address of the database lead to several servers?"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRows:
    """A page as Postgres wrote it."""

    rows: Sequence[bytes]
    """Each row as a JSON object."""
    data_version: int
    keys: tuple[Any, ...]
    """The keys of the last row, where the next page begins; see `statements.page_statement`."""
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
        UnknownName: see `renewed`.
        DatabaseUnavailable: each try found other data than the conditions are of.
        NotLoaded, DatabaseUnavailable, StatementTimeout, SchemaOutOfDate: see `db.asking`.
    """
    for _ in range(MOST_TRIES):
        question, values = filled(listing, conditions, window, total=total)
        found = await asking.asked(engine, question, values)
        if not found:
            raise asking.not_loaded()
        [page] = found
        if all(one.published_at in {None, page["published_at"]} for one in conditions):
            break
        conditions = await renewed(conditions)
    else:
        raise DatabaseUnavailable(_APART)
    rows = page["rows"].encode().split(_SEPARATOR) if page["rows"] else []
    return PageRows(
        rows=rows[: window.limit],
        data_version=page["data_version"],
        keys=tuple([page[name] for name in key_names(listing, window)]),
        has_more=window.limit is not None and len(rows) > window.limit,
        total=page["total"],
    )


async def renewed(conditions: Sequence[Condition]) -> list[Condition]:
    """Make conditions of the data that are published now, where they are of any.

    Raises:
        UnknownName: a name in one of them is not known any more.
    """
    return [one if one.anew is None else await one.anew() for one in conditions]


async def read_row(
    engine: AsyncEngine, listing: Listing, conditions: Sequence[Condition] = ()
) -> Answer | None:
    """Read the only row that fulfils the conditions, as a document; None where there is none."""
    [sort, *_] = listing.sorts
    window = Window(sort=sort, fields=tuple(listing.fields), limit=1)
    page = await read_page(engine, listing, conditions, window=window)
    if not page.rows:
        return None
    [row] = page.rows
    return Answer(body=row, data_version=page.data_version)
