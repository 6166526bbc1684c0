"""Parts of a page's statement in; the statement, compiled once for all of the same shape, out.

Putting a statement together and compiling it costs several times what asking it does. Which shape
it has, SQLAlchemy tells by its cache keys; the values that a shape is filled with, it lists.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import literal

from db.lists import keyset
from db.lists.statements import page_statement
from db.wire import DIALECT, Compiled, compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter, ColumnElement

    from db.lists.listing import Listing, Window

MOST: Final = 500
"""Shapes that are remembered; the filters and orders in use are far fewer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Template:
    question: Compiled
    places: dict[str, int]
    """Where in the list of given values a parameter's is."""


_known: Final[dict[Any, _Template | None]] = {}


def filled(
    listing: Listing,
    conditions: Sequence[ColumnElement[bool]],
    window: Window,
    *,
    total: bool,
) -> tuple[Compiled, dict[str, object]] | None:
    """Find the compiled statement of a page, and its values; None where it must be made each time.

    Args:
        listing: what is listed.
        conditions: which rows of it.
        window: which part, in which order.
        total: whether all rows are counted too.
    """
    parts: tuple[Any, ...] = (
        listing.source,
        listing.tie,
        listing.sorts[window.sorted_by],
        *listing.conditions,
        *conditions,
    )
    keys = [part._generate_cache_key() for part in parts]  # noqa: SLF001 - there is no other way
    if None in keys:
        return None
    binds = [bind for key in keys for bind in key.bindparams]
    after = window.after or ()
    shape = (
        total,
        replace(window, after=tuple(value is None for value in after)),
        listing.name,
        tuple(listing.fields),
        tuple(key.key for key in keys),
    )
    if shape not in _known:
        if len(_known) >= MOST:
            _known.clear()
        _known[shape] = _made(listing, conditions, window, total=total, binds=binds)
    template = _known[shape]
    if template is None:
        return None
    given = [*(bind.effective_value for bind in binds), *after]
    return template.question, {name: given[place] for name, place in template.places.items()}


def _made(
    listing: Listing,
    conditions: Sequence[ColumnElement[bool]],
    window: Window,
    *,
    total: bool,
    binds: Sequence[BindParameter[Any]],
) -> _Template | None:
    """Compile a statement, and find where its values come from; None if one cannot be told."""
    after = (
        [
            None if value is None else literal(value, column.type)
            for value, column in zip(window.after or (), keyset.keys(listing, window), strict=True)
        ]
        if window.after
        else []
    )
    marked = replace(window, after=tuple(after) if window.after else None)
    statement = page_statement(listing, conditions, marked, total=total)
    found: Any = statement.compile(dialect=DIALECT)
    if found.post_compile_params or found.literal_execute_params:
        return None
    place_of = {id(bind): place for place, bind in enumerate([*binds, *after]) if bind is not None}
    used = {name: id(bind) for bind, name in found.bind_names.items()}
    if not place_of.keys() <= set(used.values()):
        return None
    places = {name: place_of[bind] for name, bind in used.items() if bind in place_of}
    return _Template(question=compiled(statement), places=places)
