"""Pages of lists, and statements for whole lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.errors import DatabaseUnavailable
from db.lists.statements import (
    SEPARATOR,
    Condition,
    ListResource,
    Window,
    all_rows_statement,
    compile_page_statement,
    page_key_labels,
)
from db.queries.documents import Answer
from db.session import fetch_all, not_loaded_error

_TRIES: Final = 5
_SEPARATOR: Final = SEPARATOR.encode()


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRows:
    """A page as Postgres wrote it."""

    rows: Sequence[bytes]
    """Each row as a JSON object."""
    publication: str
    keys: tuple[Any, ...]
    """The keys of the last row, where the next page begins; see `query.page_statement`."""
    has_more: bool
    """Whether a row follows the last one."""
    total: int | None
    """The number of rows of all pages, where it was asked for."""


async def read_list_page(
    engine: AsyncEngine,
    resource: ListResource,
    conditions: Sequence[Condition] = (),
    *,
    window: Window,
    total: bool = False,
) -> PageRows:
    """Read the rows of a window, whether more follow, and how many there are in all.

    Raises:
        UnknownName: a name in the conditions is not known any more.
        NotLoaded, DatabaseUnavailable, StatementTimeout, SchemaOutOfDate: see `db.session`.
    """
    for _ in range(_TRIES):
        compiled, values = compile_page_statement(resource, conditions, window, total=total)
        found = await fetch_all(engine, compiled, values)
        if found:
            break
        if all(one.renew is None for one in conditions):
            raise not_loaded_error()
        conditions = await _renew_conditions(conditions)
    else:
        raise DatabaseUnavailable(
            "What was asked one after the other came from different data again and again: does "
            "the address of the database lead to several servers?"
        )
    [page] = found
    rows = page["rows"].encode().split(_SEPARATOR) if page["rows"] else []
    return PageRows(
        rows=rows[: window.limit],
        publication=page["publication"],
        keys=tuple([page[name] for name in page_key_labels(resource, window)]),
        has_more=window.limit is not None and len(rows) > window.limit,
        total=page["total"],
    )


async def read_list_row(
    engine: AsyncEngine, resource: ListResource, conditions: Sequence[Condition] = ()
) -> Answer | None:
    """Read the only row that fulfils the conditions, as a document; None where there is none."""
    [sort, *_] = resource.sorts
    window = Window(sort=sort, fields=tuple(resource.fields), limit=1)
    page = await read_list_page(engine, resource, conditions, window=window)
    if not page.rows:
        return None
    [row] = page.rows
    return Answer(body=row, publication=page.publication)


async def list_export_statement(
    resource: ListResource, conditions: Sequence[Condition] = (), *, window: Window
) -> Select[*tuple[Any, ...]]:
    """Make the statement of all rows of a window, for `db.export`; raises as `read_list_page`."""
    return all_rows_statement(resource, await _renew_conditions(conditions), window=window)


async def _renew_conditions(conditions: Sequence[Condition]) -> list[Condition]:
    return [one if one.renew is None else await one.renew() for one in conditions]
