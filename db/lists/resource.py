"""What resources have in common: rows of a relation or a search, filters, and existence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, FromClause, Text, bindparam, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.lists.query import Condition, ListResource
from db.queries.documents import read_data_version
from db.queries.labels import NameKind, unknown_name_error
from db.session import Compiled, compile_statement, fetch_all

MATCH: Final = "match"
"""The sort by how well a row matches a search."""


def relation_resource(
    name: str,
    relation: FromClause,
    tiebreaker: str,
    sorts: Mapping[str, str],
    *,
    hidden: Sequence[str] = (),
) -> ListResource:
    """List the rows of one relation; the tiebreaker, the sorts and what is hidden are columns."""
    return ListResource(
        name=name,
        source=relation,
        fields={column.name: column for column in relation.c if column.name not in hidden},
        tiebreaker=relation.c[tiebreaker],
        sorts={sort: relation.c[column] for sort, column in sorts.items()},
    )


def search_resource(resource: ListResource, kind: str, key: ColumnElement[Any]) -> ListResource:
    """List those rows of a resource that a text `p_query` means, with a sort by the match.

    Args:
        resource: the list.
        kind: the kind of thing, as `api.matches` calls it.
        key: the column with its id.
    """
    found = schema.matches.rows(p_kind=kind)
    id_ = found.c.id if isinstance(key.type, Text) else cast(found.c.id, key.type)
    return replace(
        resource,
        source=resource.source.join(found, key == id_),
        sorts={**resource.sorts, MATCH: found.c.score},
    )


def plan_for_values(relation: FromClause) -> Condition:
    """Make a condition that is always true, with which a statement is planned for its values.

    One plan for any values would have to count all rows too, so Postgres always makes one for the
    values at hand, which alone knows whether ten rows have a tag or ten thousand.
    """
    return Condition(
        clause=or_(
            bindparam("is_true", type_=Boolean()),
            select(func.count()).select_from(relation).scalar_subquery() < 0,
        ),
        values={"is_true": True},
    )


def find_statement(key: ColumnElement[Any]) -> Compiled:
    """Compile the question of `check_exists`; its parameter is called as the column is."""
    return compile_statement(select(key).where(key == bindparam(key.key)))


async def check_exists(
    engine: AsyncEngine, statement: Compiled, kind: NameKind, name: str | int
) -> None:
    """Ask whether there is something of an id.

    Raises:
        UnknownName: there is not; it offers the closest.
        NotLoaded: there is none yet.
    """
    if not await fetch_all(engine, statement, {f"{kind}_id": name}):
        await read_data_version(engine)  # before a load, no name is wrong
        raise await unknown_name_error(engine, kind=kind, name=name)
