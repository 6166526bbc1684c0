"""What a list is: where its rows come from, what they show, and how they can be sorted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from sqlalchemy import ColumnElement, FromClause


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Condition:
    """What the rows of an answer fulfil.

    The clause is made once, of named parameters, and is known by identity: statements are compiled
    once for all requests that use the same clauses. The values are the request's own.
    """

    clause: ColumnElement[bool]
    values: Mapping[str, object] = field(default_factory=dict)
    published_at: str | None = None
    """When the data were published that the values are of; None where they are of none."""
    anew: Callable[[], Awaitable[Condition]] | None = None
    """Makes the same condition of the data that are published now."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Listing:
    """Rows that can be listed; its parts are made once, and known by identity as clauses are."""

    name: str
    """What it lists, for messages and cursors."""
    source: FromClause
    """A relation of `api`, or a join of some."""
    fields: Mapping[str, ColumnElement[Any]]
    """What a row shows, in that order."""
    tie: ColumnElement[Any]
    """Unique and not null: what decides between equals, always ascending."""
    sorts: Mapping[str, ColumnElement[Any]]
    """What the list can be sorted by; a sort by `tie` itself is one of them."""
    conditions: tuple[ColumnElement[bool], ...] = ()
    """What every row fulfils."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Of the parameters in it, by name."""
    beside: ColumnElement[Any] | None = None
    """The column of another relation that equals `tie`; it has the fields that `source` lacks.

    It is joined to the rows of a page alone, where the order does without it.
    """

    @property
    def whole(self) -> FromClause:
        """Where every field is."""
        if self.beside is None:
            return self.source
        return self.source.join(self.beside.table, self.tie == self.beside)

    def only(self, names: Sequence[str]) -> dict[str, ColumnElement[Any]]:
        """Pick fields by their names, in the order given."""
        return {name: self.fields[name] for name in names}


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Which part of a list, in which order."""

    sort: str
    """A name of `Listing.sorts`; with a `-` before it the greatest come first."""
    fields: tuple[str, ...]
    """What each row shows."""
    after: tuple[Any, ...] | None = None
    """The keys of the row before the first; see `keyset.key_types`."""
    limit: int | None = None
    """The most rows; None for all."""

    @property
    def descending(self) -> bool:
        """Whether the greatest come first."""
        return self.sort.startswith("-")

    @property
    def sorted_by(self) -> str:
        """The name of the sort, without its direction."""
        return self.sort.removeprefix("-")
