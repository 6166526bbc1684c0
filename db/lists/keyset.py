"""An order and a row's keys in; the conditions that find the rows after it, through an index, out.

Nulls come last in both directions, equals in ascending order of the tie. What follows a row lies in
up to three stretches: its equals, the values beyond, and the nulls. Each is one range of an index
on (column, tie), where one condition over all of them would read the list from its start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from db.lists.listing import Listing, Window


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Rows that one range of an index holds, in the order of the list."""

    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[Any], ...]


def key_types(listing: Listing, window: Window) -> tuple[Any, ...]:
    """Say what type each key of `Window.after` has."""
    by, tie = _columns(listing, window)
    if by is tie:
        return (_python(tie),)
    return (_python(by) | None if _nullable(by) else _python(by), _python(tie))


def keys(listing: Listing, window: Window) -> tuple[ColumnElement[Any], ...]:
    """Give the columns whose values a row's place is made of; the last one is unique."""
    by, tie = _columns(listing, window)
    return (tie,) if by is tie else (by, tie)


def whole_order(listing: Listing, window: Window) -> tuple[ColumnElement[Any], ...]:
    """Order all stretches at once."""
    by, tie = _columns(listing, window)
    first = by.desc() if window.descending else by.asc()
    if by is tie:
        return (first,)
    return (first.nulls_last() if _nullable(by) else first, tie.asc())


def stretches(listing: Listing, window: Window) -> tuple[Stretch, ...]:
    """Split what follows `window.after` into ranges of an index, in the list's order."""
    by, tie = _columns(listing, window)
    first = by.desc() if window.descending else by.asc()
    if by is tie:
        return (Stretch(conditions=_beyond(tie, window), order=(first,)),)
    unknown = Stretch(conditions=(by.is_(None),), order=(tie.asc(),))
    if window.after is None:
        known = Stretch(
            conditions=(by.is_not(None),) if _nullable(by) else (), order=(first, tie.asc())
        )
        return (known, unknown) if _nullable(by) else (known,)
    value, last = window.after
    if value is None:
        return (Stretch(conditions=(*unknown.conditions, tie > last), order=unknown.order),)
    equals = Stretch(conditions=(by == value, tie > last), order=(tie.asc(),))
    beyond = Stretch(
        conditions=(by < value if window.descending else by > value,), order=(first, tie.asc())
    )
    return (equals, beyond, unknown) if _nullable(by) else (equals, beyond)


def following(listing: Listing, window: Window) -> tuple[ColumnElement[bool], ...]:
    """State in one condition that a row follows `window.after`; none where that is None."""
    if window.after is None:
        return ()
    return (or_(*(and_(*part.conditions) for part in stretches(listing, window))),)


def _beyond(tie: ColumnElement[Any], window: Window) -> tuple[ColumnElement[bool], ...]:
    if window.after is None:
        return ()
    (last,) = window.after
    return (tie < last,) if window.descending else (tie > last,)


def _columns(listing: Listing, window: Window) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return listing.sorts[window.sorted_by], listing.tie


def _nullable(column: ColumnElement[Any]) -> bool:
    return bool(getattr(column, "nullable", True))


def _python(column: ColumnElement[Any]) -> Any:  # noqa: ANN401 - a type, to make unions of
    return column.type.python_type
