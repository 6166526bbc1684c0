"""Lists of viewers of titles, and of what each rated."""

from typing import Final

from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.lists.query import Condition
from db.lists.resource import check_exists, find_statement, relation_resource

_RATER_IS: Final = schema.rating_details.c.viewer_id == bindparam("viewer_id")
_FIND_VIEWER: Final = find_statement(schema.viewers.c.viewer_id)
VIEWER_RATINGS: Final = relation_resource(
    "ratings of a viewer",
    schema.rating_details,
    "title_place",
    {"rated": "rated_at", "stars": "stars", "release": "release_year", "id": "title_place"},
    hidden=("title_place",),
)


VIEWERS: Final = relation_resource("viewers", schema.viewers, "viewer_id", {"id": "viewer_id"})


def viewer_condition(viewer_id: int) -> tuple[Condition, ...]:
    """Condition ratings on their viewer."""
    return (Condition(clause=_RATER_IS, values={"viewer_id": viewer_id}),)


async def check_viewer_exists(engine: AsyncEngine, viewer_id: int) -> None:
    """Ask whether there is such a viewer.

    Raises:
        UnknownName: there is not; it offers the closest.
        NotLoaded: there is none yet.
    """
    await check_exists(engine, _FIND_VIEWER, "viewer", viewer_id)
