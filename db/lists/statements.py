"""A listing, conditions and a window in; the statement of a page, or of all its rows, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.compiler import compiles

from db import schema
from db.lists import keyset
from db.lists.labels import published_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import FromClause, Select, Subquery
    from sqlalchemy.sql.selectable import NamedFromClause

    from db.lists.listing import Condition, Listing, Window

_KEY: Final = "key_{}"
SEPARATOR: Final = "\x1e"
"""Stands between rows: the record separator of RFC 7464, which JSON never holds as it is."""
_SEPARATOR: Final = literal(SEPARATOR)


class _Count(ColumnElement[int]):
    """A number of rows, written into the statement.

    Each limit has a statement of its own, which Postgres plans once where it knows the limit; it
    would plan anew for each question where the limit is a parameter of unknown value.
    """

    inherit_cache = False
    type = Integer()

    def __init__(self, value: int) -> None:
        """Take the number."""
        self.value = int(value)


@compiles(_Count)
def _write(count: _Count, _: object, **__: object) -> str:
    return str(count.value)


def all_rows(
    listing: Listing, conditions: Sequence[Condition] = (), *, window: Window
) -> Select[*tuple[Any, ...]]:
    """Select every row of a window in its order, for `db.streams`, with all values in it."""
    fields = (column.label(name) for name, column in listing.only(window.fields).items())
    statement = (
        select(*fields)
        .select_from(listing.whole)
        .where(*_clauses(listing, conditions), *keyset.following(listing, window))
        .order_by(*keyset.whole_order(listing, window))
        .limit(window.limit)
    )
    return statement.params(values_of(listing, conditions))


def values_of(listing: Listing, conditions: Sequence[Condition]) -> dict[str, object]:
    """Gather the values of all parameters, by name."""
    found = dict(listing.values)
    for condition in conditions:
        found.update(condition.values)
    return found


def _clauses(listing: Listing, conditions: Sequence[Condition]) -> tuple[ColumnElement[bool], ...]:
    return (*listing.conditions, *(condition.clause for condition in conditions))


def page_statement(
    listing: Listing,
    conditions: Sequence[Condition],
    window: Window,
    *,
    total: bool = False,
) -> Select[*tuple[Any, ...]]:
    """Select a page as one row, of its rows and one more than the limit; see `values_of`.

    `rows` are JSON objects with SEPARATOR between them, null where there is none. The keys are
    those of the last row within the limit; without a limit, arrays with the keys of every row. The
    data version and the time of its publication are of the same snapshot; no row comes where
    nothing is published.
    """
    page = _page(listing, conditions, window)
    shown, source = _shown(listing, window, page)
    order = _outer_order(listing, window, page)

    def gathered(column: ColumnElement[Any]) -> ColumnElement[Any]:
        found = func.array_agg(aggregate_order_by(column, *order), type_=ARRAY(column.type))
        return found if window.limit is None else found[_Count(window.limit)]

    row = cast(func.row_to_json(shown.table_valued()), Text)
    rows = (
        select(
            func.string_agg(row, aggregate_order_by(_SEPARATOR, *order)).label("rows"),
            *(
                gathered(page.c[place]).label(name)
                for name, place in zip(
                    key_names(listing, window), _places(listing, window), strict=True
                )
            ),
        )
        .select_from(source)
        .subquery("gathered")
    )
    counted = (
        select(func.count())
        .select_from(listing.source)
        .where(*_clauses(listing, conditions))
        .scalar_subquery()
    )
    versions = schema.data_versions
    return select(
        versions.c.data_version,
        published_at(),
        *rows.c,
        (counted if total else null()).label("total"),
    ).select_from(versions.join(rows, true()))


def _shown(listing: Listing, window: Window, page: Subquery) -> tuple[NamedFromClause, FromClause]:
    """Give what has the fields alone, and where it comes from: the page itself, if it has no more.

    Each relation between takes its time to plan.
    """
    names = page.c.keys()
    if names == list(window.fields):
        return page, page
    beside = listing.beside
    source: FromClause = page
    columns = {name: page.c.get(name, listing.fields[name]) for name in window.fields}
    if beside is not None and not set(window.fields) <= set(names):
        source = page.join(beside.table, page.c[_places(listing, window)[-1]] == beside)
    shown = (
        select(*(column.label(name) for name, column in columns.items()))
        .correlate(page, *(() if beside is None else (beside.table,)))
        .lateral("shown")
    )
    return shown, source.join(shown, true())


def _page(listing: Listing, conditions: Sequence[Condition], window: Window) -> Subquery:
    """Select the fields and the keys of one page; fields of `beside` only to sort by them."""
    source, fields = listing.source, listing.only(window.fields)
    beside = None if listing.beside is None else listing.beside.table
    if beside is not None and listing.sorts[window.sorted_by].table is beside:
        source = listing.whole
    elif beside is not None:
        fields = {name: column for name, column in fields.items() if column.table is not beside}
    columns = [column.label(name) for name, column in fields.items()]
    places = [
        column.label(place)
        for place, column in zip(
            _places(listing, window), keyset.keys(listing, window), strict=True
        )
        if place not in fields
    ]
    limit = None if window.limit is None else _Count(window.limit + 1)
    parts = [
        select(*columns, *places)
        .select_from(source)
        .where(*_clauses(listing, conditions), *stretch.conditions)
        .order_by(*stretch.order)
        .limit(limit)
        for stretch in keyset.stretches(listing, window)
    ]
    if len(parts) == 1:
        return parts[0].subquery("page")
    all_parts = union_all(*parts).subquery("parts")
    ordered = select(all_parts).order_by(*_outer_order(listing, window, all_parts))
    return ordered.limit(limit).subquery("page")


def key_names(listing: Listing, window: Window) -> list[str]:
    """Name the keys in the answer."""
    return [_KEY.format(place) for place, _ in enumerate(keyset.keys(listing, window))]


def _places(listing: Listing, window: Window) -> list[str]:
    """Name the columns of a page that are its keys: fields that it shows, or further ones."""
    fields = listing.only(window.fields)
    return [
        next((field for field, one in fields.items() if one is column), name)
        for name, column in zip(
            key_names(listing, window), keyset.keys(listing, window), strict=True
        )
    ]


def _outer_order(
    listing: Listing, window: Window, rows: Subquery
) -> tuple[ColumnElement[Any], ...]:
    """Order by the keys of a subquery, as `keyset.whole_order` does by the columns."""
    first, *tie = (rows.c[place] for place in _places(listing, window))
    leading = first.desc() if window.descending else first.asc()
    return (leading.nulls_last(), *(column.asc() for column in tie))
