"""Parts of a page's statement in; the statement, compiled once for all of the same shape, out.

Putting a statement together and compiling it costs many times what asking it does. Listings and
conditions are made once, of named parameters: their identities are the shape.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam

from db.lists import keyset
from db.lists.statements import page_statement, values_of
from db.wire import Compiled, compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.lists.listing import Condition, Listing, Window

MOST: Final = 500
"""Shapes that are remembered; the filters and orders in use are far fewer."""

_AFTER: Final = "after_{}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Template:
    question: Compiled
    parts: tuple[object, ...]
    """What the shape is made of: while they live, nothing else has their identities."""


_known: Final[dict[tuple[Any, ...], _Template]] = {}


def filled(
    listing: Listing, conditions: Sequence[Condition], window: Window, *, total: bool
) -> tuple[Compiled, dict[str, object]]:
    """Find the compiled statement of a page, and its values.

    Args:
        listing: what is listed.
        conditions: which rows of it.
        window: which part, in which order.
        total: whether all rows are counted too.
    """
    parts = (
        listing.source,
        listing.fields,
        listing.tie,
        listing.sorts[window.sorted_by],
        *listing.conditions,
        *[condition.clause for condition in conditions],
    )
    after = window.after
    shape = (
        total,
        window.sort,
        window.fields,
        window.limit,
        None if after is None else tuple([value is None for value in after]),
        *map(id, parts),
    )
    template = _known.get(shape)
    if template is None:
        if len(_known) >= MOST:
            _known.clear()
        question = _made(listing, conditions, window, total=total)
        template = _known[shape] = _Template(question=question, parts=parts)
    values = values_of(listing, conditions)
    for place, value in enumerate(after or ()):
        values[_AFTER.format(place)] = value
    return template.question, values


def _made(
    listing: Listing, conditions: Sequence[Condition], window: Window, *, total: bool
) -> Compiled:
    """Compile a statement, with parameters for the keys that it begins after."""
    marks = None
    if window.after is not None:
        columns = keyset.keys(listing, window)
        marks = tuple(
            None if value is None else bindparam(_AFTER.format(place), type_=column.type)
            for place, (value, column) in enumerate(zip(window.after, columns, strict=True))
        )
    return compiled(page_statement(listing, conditions, replace(window, after=marks), total=total))
