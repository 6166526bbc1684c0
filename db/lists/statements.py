"""A listing, conditions and a window in; the statement of a page, or of all its rows, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, literal, null, select, true, union_all

from db import contract
from db.lists import keyset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select, Subquery

    from db.lists.listing import Condition, Listing, Window

KEY: Final = "key_{}"


def all_rows(
    listing: Listing, conditions: Sequence[Condition] = (), *, window: Window
) -> Select[*tuple[Any, ...]]:
    """Select every row of a window in its order, for `db.streams`, with all values in it."""
    fields = (column.label(name) for name, column in listing.only(window.fields).items())
    statement = (
        select(*fields)
        .select_from(listing.source)
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
    """Select a page's rows as JSON with their keys, one row more than the limit; see `values_of`.

    The data version is of the same snapshot; it comes alone where no row does, and not at all
    where nothing is published.
    """
    page = _page(listing, conditions, window)
    shown = select(*(page.c[name] for name in window.fields)).correlate(page).lateral("shown")
    names = [KEY.format(place) for place, _ in enumerate(keyset.keys(listing, window))]
    counted = (
        select(func.count())
        .select_from(listing.source)
        .where(*_clauses(listing, conditions))
        .scalar_subquery()
    )
    versions = contract.data_versions
    return (
        select(
            versions.c.data_version,
            func.row_to_json(shown.table_valued(), type_=contract.Document()).label("row"),
            *(page.c[name] for name in names),
            (counted if total else null()).label("total"),
        )
        .select_from(
            versions.outerjoin(page.join(shown, true()), true())  # the version comes in any case
        )
        .order_by(*_outer_order(listing, window, page))
    )


def _page(listing: Listing, conditions: Sequence[Condition], window: Window) -> Subquery:
    """Select the fields and the keys of one page."""
    fields = [column.label(name) for name, column in listing.only(window.fields).items()]
    places = [
        column.label(KEY.format(place)) for place, column in enumerate(keyset.keys(listing, window))
    ]
    limit = None if window.limit is None else literal(window.limit + 1)
    parts = [
        select(*fields, *places)
        .select_from(listing.source)
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


def _outer_order(
    listing: Listing, window: Window, rows: Subquery
) -> tuple[ColumnElement[Any], ...]:
    """Order by the keys of a subquery, as `keyset.whole_order` does by the columns."""
    first, *tie = (rows.c[KEY.format(p)] for p, _ in enumerate(keyset.keys(listing, window)))
    leading = first.desc() if window.descending else first.asc()
    return (leading.nulls_last(), *(column.asc() for column in tie))
