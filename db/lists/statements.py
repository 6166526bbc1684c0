"""Statements of lists: filters, keyset pages through indexes, and each shape compiled once.

Nulls come last in both directions, equals in ascending order of the tiebreaker. What follows a row
lies in up to three ranges: its equals, the values beyond, and the nulls. Each is one range of an
index on (column, tiebreaker), where one condition over all of them would read the list from its
start.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.selectable import NamedFromClause

from db.api_function import publication_column
from db.live_relations import reads_live_data
from db.schema import data_versions
from db.session import Compiled, compile_statement

MAX_COMPILED: Final = 500
"""Shapes that stay compiled; the filters and orders in use are far fewer."""
SEPARATOR: Final = "\x1e"
"""Stands between rows: the record separator of RFC 7464, which JSON never holds as it is."""

_SEPARATOR: Final = literal(SEPARATOR)
_KEY_NAME: Final = "key_{}"
_AFTER_NAME: Final = "after_{}"

_Columns = tuple[ColumnElement[Any], ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Condition:
    """What the rows of an answer fulfil.

    The clause is made once, of named parameters, and is known by identity: statements are compiled
    once for all requests that use the same clauses. The values are the request's own.
    """

    clause: ColumnElement[bool]
    values: Mapping[str, object] = field(default_factory=dict)
    is_current: ColumnElement[bool] | None = None
    """Whether the values, which were read before, are still those of the data."""
    renew: Callable[[], Awaitable["Condition"]] | None = None
    """Reads them again."""


Clauses: TypeAlias = Mapping[str, ColumnElement[bool] | Mapping[Any, ColumnElement[bool]]]
"""By name: a clause with a parameter of that name, or a clause for each value."""


def filter_conditions(filters: Mapping[str, Any], clauses: Clauses) -> tuple[Condition, ...]:
    """Make conditions of filters that have clauses; what is unknown of a row passes none."""
    return tuple(
        Condition(clause=clause[filters[name]])
        if isinstance(clause, Mapping)
        else Condition(clause=clause, values={name: filters[name]})
        for name, clause in clauses.items()
        if name in filters
    )


@cache
def _equals(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column == bindparam(column.key)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ListResource:
    """Rows that can be listed; its parts are made once, and known by identity as clauses are."""

    name: str
    """What it lists, for messages and cursors."""
    source: FromClause
    """A relation of `api`, or a join of some."""
    fields: Mapping[str, ColumnElement[Any]]
    """What a row shows, in that order."""
    tiebreaker: ColumnElement[Any]
    """Unique and not null: what decides between equals, always ascending."""
    sorts: Mapping[str, ColumnElement[Any]]
    """What the list can be sorted by; the tiebreaker itself may be one of them."""
    conditions: tuple[ColumnElement[bool], ...] = ()
    """What every row fulfils."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Of the parameters in it, by name."""
    search: "ListResource | None" = None
    """Those rows of it that a text `p_query` means, with a further sort by the match."""
    lazy_join: ColumnElement[Any] | None = None
    """The column of another relation that equals the tiebreaker; that has what `source` lacks.

    It is joined to the rows of a page alone, where the order does without it.
    """

    @property
    def joined(self) -> FromClause:
        """Where every field is."""
        if self.lazy_join is None:
            return self.source
        return self.source.join(self.lazy_join.table, self.tiebreaker == self.lazy_join)

    def given(self, **values: object) -> "ListResource":
        """Give its parameters values."""
        return replace(self, values=values)

    def matching(self, text: str | None) -> "ListResource":
        """List what a text means; everything where there is none."""
        return self if text is None or self.search is None else self.search.given(p_query=text)

    def of(self, **keys: object) -> tuple[Condition, ...]:
        """Condition its rows on columns of the source."""
        return tuple(
            Condition(clause=_equals(self.source.c[name]), values={name: value})
            for name, value in keys.items()
        )

    def only(self, names: Sequence[str]) -> dict[str, ColumnElement[Any]]:
        """Pick fields by their names, in the order given."""
        return {name: self.fields[name] for name in names}

    def keys(self, window: "Window") -> _Columns:
        """Give the columns whose values a row's place is made of; the last one is unique."""
        by = self.sorts[window.sort_name]
        return (by,) if by is self.tiebreaker else (by, self.tiebreaker)


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Which part of a list, in which order."""

    sort: str
    """A name of `ListResource.sorts`; with a `-` before it the greatest come first."""
    fields: tuple[str, ...]
    """What each row shows."""
    after: tuple[Any, ...] | None = None
    """The keys of the row before the first; see `page_key_types`."""
    limit: int | None = None
    """The most rows; None for all."""

    @property
    def descending(self) -> bool:
        """Whether the greatest come first."""
        return self.sort.startswith("-")

    @property
    def sort_name(self) -> str:
        """The name of the sort, without its direction."""
        return self.sort.removeprefix("-")


@dataclass(frozen=True, kw_only=True, slots=True)
class _KeyRange:
    """Rows that one range of an index holds, in the order of the list."""

    conditions: tuple[ColumnElement[bool], ...]
    order: _Columns


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shape:
    compiled: Compiled
    parts: tuple[object, ...]
    """What the shape is made of: while they live, nothing else has their identities."""


_shapes: Final[dict[tuple[Any, ...], _Shape]] = {}


class _Count(ColumnElement[int]):
    """A number of rows, written into the statement.

    Each limit has a statement of its own, which Postgres plans once where it knows the limit; it
    would plan anew for each question where the limit is a parameter of unknown value.
    """

    inherit_cache = False
    type = Integer()

    def __init__(self, value: int) -> None:
        self.value = int(value)


@compiles(_Count)
def _compile_count(count: _Count, _: object, **__: object) -> str:
    return str(count.value)


def compile_page_statement(
    resource: ListResource, conditions: Sequence[Condition], window: Window, *, total: bool
) -> tuple[Compiled, dict[str, object]]:
    """Compile a page's statement, once for all of the same shape, and gather its values.

    Putting a statement together and compiling it costs many times what executing it does.

    Args:
        resource: what is listed.
        conditions: which rows of it.
        window: which part, in which order.
        total: whether all rows are counted too.
    """
    parts = (
        resource.source,
        resource.fields,
        resource.tiebreaker,
        resource.sorts[window.sort_name],
        *resource.conditions,
        *[condition.clause for condition in conditions],
    )
    after = window.after
    key = (
        total,
        window.sort,
        window.fields,
        window.limit,
        None if after is None else tuple([value is None for value in after]),
        *map(id, parts),
    )
    shape = _shapes.get(key)
    if shape is None:
        if len(_shapes) >= MAX_COMPILED:
            _shapes.clear()
        named = replace(window, after=_after_key_parameters(resource, window))
        statement = page_statement(resource, conditions, named, total=total)
        shape = _shapes[key] = _Shape(compiled=compile_statement(statement), parts=parts)
    values = page_statement_values(resource, conditions)
    for place, value in enumerate(after or ()):
        values[_AFTER_NAME.format(place)] = value
    return shape.compiled, values


def _after_key_parameters(resource: ListResource, window: Window) -> tuple[Any, ...] | None:
    """Put parameters for the keys that a window begins after."""
    if window.after is None:
        return None
    keys = zip(window.after, resource.keys(window), strict=True)
    return tuple(
        None if value is None else bindparam(_AFTER_NAME.format(place), type_=column.type)
        for place, (value, column) in enumerate(keys)
    )


def page_statement_values(
    resource: ListResource, conditions: Sequence[Condition]
) -> dict[str, object]:
    """Gather the values of all parameters, by name."""
    found = dict(resource.values)
    for condition in conditions:
        found.update(condition.values)
    return found


def all_rows_statement(
    resource: ListResource, conditions: Sequence[Condition], *, window: Window
) -> Select[*tuple[Any, ...]]:
    """Select every row of a window in its order, with all values in it."""
    fields = (column.label(name) for name, column in resource.only(window.fields).items())
    following = (
        ()
        if window.after is None
        else (or_(*(and_(*one.conditions) for one in _key_ranges(resource, window))),)
    )
    statement = (
        select(*fields)
        .select_from(resource.joined)
        .where(*_where_clauses(resource, conditions), *_is_current_columns(conditions), *following)
        .order_by(*_page_order(resource, window, resource.keys(window)))
        .limit(window.limit)
    )
    return statement.params(page_statement_values(resource, conditions))


def page_statement(
    resource: ListResource, conditions: Sequence[Condition], window: Window, *, total: bool = False
) -> Select[*tuple[Any, ...]]:
    """Select a page as one row, of its rows and one more than the limit.

    See `page_statement_values` for its parameters.

    `rows` are JSON objects with SEPARATOR between them, null where there is none. The keys are
    those of the last row within the limit; without a limit, arrays with the keys of every row. The
    data version is of the same snapshot; no row comes where nothing is published, or where a value
    is not current any more.
    """
    page = _page_subquery(resource, conditions, window)
    shown, source = _select_shown_fields(resource, window, page)
    places = _key_column_names(resource, window)
    order = _page_order(resource, window, [page.c[place] for place in places])

    def gathered(column: ColumnElement[Any]) -> ColumnElement[Any]:
        found = func.array_agg(aggregate_order_by(column, *order), type_=ARRAY(column.type))
        return found if window.limit is None else found[_Count(window.limit)]

    row = cast(func.row_to_json(shown.table_valued()), Text)
    rows = (
        select(
            func.string_agg(row, aggregate_order_by(_SEPARATOR, *order)).label("rows"),
            *(
                gathered(page.c[place]).label(name)
                for name, place in zip(page_key_labels(resource, window), places, strict=True)
            ),
        )
        .select_from(source)
        .subquery("gathered")
    )
    counted = (
        select(func.count())
        .select_from(resource.source)
        .where(*_where_clauses(resource, conditions))
        .scalar_subquery()
    )
    return (
        select(
            publication_column(data_versions, is_live=reads_live_data(rows)),
            *rows.c,
            (counted if total else null()).label("total"),
        )
        .select_from(data_versions.join(rows, true()))
        .where(*_is_current_columns(conditions))
    )


def page_key_labels(resource: ListResource, window: Window) -> list[str]:
    """Name the keys in the answer."""
    return [_KEY_NAME.format(place) for place, _ in enumerate(resource.keys(window))]


def page_key_types(resource: ListResource, window: Window) -> tuple[Any, ...]:
    """Say what type each key of `Window.after` has."""
    by, *tiebreaker = resource.keys(window)
    first = by.type.python_type
    if not tiebreaker:
        return (first,)
    return (first | None if _is_nullable(by) else first, resource.tiebreaker.type.python_type)


def _where_clauses(
    resource: ListResource, conditions: Sequence[Condition]
) -> tuple[ColumnElement[bool], ...]:
    return (*resource.conditions, *(condition.clause for condition in conditions))


def _is_current_columns(conditions: Sequence[Condition]) -> list[ColumnElement[bool]]:
    return [one.is_current for one in conditions if one.is_current is not None]


def _select_shown_fields(
    resource: ListResource, window: Window, page: Subquery
) -> tuple[NamedFromClause, FromClause]:
    """Give what has the fields alone, and where it comes from: the page itself, if it has no more.

    Each relation between takes its time to plan.
    """
    names = page.c.keys()
    if names == list(window.fields):
        return page, page
    late = resource.lazy_join
    source: FromClause = page
    columns = {name: page.c.get(name, resource.fields[name]) for name in window.fields}
    if late is not None and not set(window.fields) <= set(names):
        source = page.join(late.table, page.c[_key_column_names(resource, window)[-1]] == late)
    shown = (
        select(*(column.label(name) for name, column in columns.items()))
        .correlate(page, *(() if late is None else (late.table,)))
        .lateral("shown")
    )
    return shown, source.join(shown, true())


def _page_subquery(
    resource: ListResource, conditions: Sequence[Condition], window: Window
) -> Subquery:
    """Select the fields and the keys of one page; fields of the lazy join only to sort by them."""
    source, fields = resource.source, resource.only(window.fields)
    late = None if resource.lazy_join is None else resource.lazy_join.table
    if late is not None and getattr(resource.sorts[window.sort_name], "table", None) is late:
        source = resource.joined
    elif late is not None:
        fields = {name: column for name, column in fields.items() if column.table is not late}
    columns = [column.label(name) for name, column in fields.items()]
    places = [
        column.label(place)
        for place, column in zip(
            _key_column_names(resource, window), resource.keys(window), strict=True
        )
        if place not in fields
    ]
    limit = None if window.limit is None else _Count(window.limit + 1)
    parts = [
        select(*columns, *places)
        .select_from(source)
        .where(*_where_clauses(resource, conditions), *one.conditions)
        .order_by(*one.order)
        .limit(limit)
        for one in _key_ranges(resource, window)
    ]
    if len(parts) == 1:
        return parts[0].subquery("page")
    all_parts = union_all(*parts).subquery("parts")
    order = _page_order(
        resource, window, [all_parts.c[one] for one in _key_column_names(resource, window)]
    )
    return select(all_parts).order_by(*order).limit(limit).subquery("page")


def _key_column_names(resource: ListResource, window: Window) -> list[str]:
    """Name the columns of a page that are its keys: fields that it shows, or further ones."""
    fields = resource.only(window.fields)
    return [
        next((field for field, one in fields.items() if one is column), name)
        for name, column in zip(
            page_key_labels(resource, window), resource.keys(window), strict=True
        )
    ]


def _key_ranges(resource: ListResource, window: Window) -> tuple[_KeyRange, ...]:
    """Split what follows `window.after` into ranges of an index, in the list's order."""
    by, tiebreaker = resource.sorts[window.sort_name], resource.tiebreaker
    first = by.desc() if window.descending else by.asc()
    unknown = _KeyRange(conditions=(by.is_(None),), order=(tiebreaker.asc(),))
    if window.after is None:
        if by is tiebreaker:
            return (_KeyRange(conditions=(), order=(first,)),)
        if not _is_nullable(by):
            return (_KeyRange(conditions=(), order=(first, tiebreaker.asc())),)
        known = _KeyRange(conditions=(by.is_not(None),), order=(first, tiebreaker.asc()))
        return (known, unknown)
    value, *last = window.after
    if value is None:
        conditions = (*unknown.conditions, tiebreaker > last[0])
        return (_KeyRange(conditions=conditions, order=unknown.order),)
    beyond = by < value if window.descending else by > value
    if by is tiebreaker:
        return (_KeyRange(conditions=(beyond,), order=(first,)),)
    equals = _KeyRange(conditions=(by == value, tiebreaker > last[0]), order=(tiebreaker.asc(),))
    further = _KeyRange(conditions=(beyond,), order=(first, tiebreaker.asc()))
    return (equals, further, unknown) if _is_nullable(by) else (equals, further)


def _page_order(
    resource: ListResource, window: Window, keys: Sequence[ColumnElement[Any]]
) -> _Columns:
    """Order by the keys, as all ranges one after the other are ordered."""
    first, *tiebreaker = keys
    leading = first.desc() if window.descending else first.asc()
    if tiebreaker and _is_nullable(resource.sorts[window.sort_name]):
        leading = leading.nulls_last()
    return (leading, *(column.asc() for column in tiebreaker))


def _is_nullable(column: ColumnElement[Any]) -> bool:
    return bool(getattr(column, "nullable", True))
