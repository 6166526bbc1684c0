"""What resources have in common: rows of a relation or a search, filters, and existence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Boolean, FromClause, Text, bindparam, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.lists.statements import Condition, ListResource
from db.queries.documents import read_data_version
from db.queries.labels import NameKind, unknown_name_error
from db.session import compile_statement, fetch_all

MATCH: Final = "match"
"""The sort by how well a row matches a search."""


def relation_resource(  # noqa: PLR0913 - what lists differ in
    name: str,
    relation: FromClause,
    tiebreaker: str,
    sorts: Mapping[str, str],
    *,
    hidden: Sequence[str] = (),
    search: tuple[str, str] | None = None,
) -> ListResource:
    """List the rows of one relation.

    Args:
        name: what it lists, for messages and cursors.
        relation: its source.
        tiebreaker: a column.
        sorts: columns, by what the API calls them.
        hidden: columns that are not shown.
        search: the kind of thing, as `api.matches` calls it, and the column with its id.
    """
    found = ListResource(
        name=name,
        source=relation,
        fields={column.name: column for column in relation.c if column.name not in hidden},
        tiebreaker=relation.c[tiebreaker],
        sorts={sort: relation.c[column] for sort, column in sorts.items()},
    )
    if search is None:
        return found
    kind, key = search[0], relation.c[search[1]]
    matches = schema.matches.rows(p_kind=kind)
    id_ = matches.c.id if isinstance(key.type, Text) else cast(matches.c.id, key.type)
    matched = replace(
        found,
        source=relation.join(matches, key == id_),
        sorts={**found.sorts, MATCH: matches.c.score},
    )
    return replace(found, search=matched)


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


_FIND: Final = {
    key: compile_statement(select(relation.c[key]).where(relation.c[key] == bindparam(key)))
    for relation, key in (
        (schema.game_details, "game_id"),
        (schema.user_details, "user_id"),
        (schema.title_details, "title_id"),
        (schema.viewers, "viewer_id"),
    )
}


async def check_exists(engine: AsyncEngine, kind: NameKind, name: str | int) -> None:
    """Ask whether there is a game, user, title or viewer of an id.

    Raises:
        UnknownName: there is not; it offers the closest.
        NotLoaded: there is none yet.
    """
    if not await fetch_all(engine, _FIND[f"{kind}_id"], {f"{kind}_id": name}):
        await read_data_version(engine)  # before a load, no name is wrong
        raise await unknown_name_error(engine, kind=kind, name=name)
