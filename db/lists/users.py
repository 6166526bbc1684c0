"""Lists of users: theirs, those of a search, libraries, what is played."""

from dataclasses import replace
from typing import Final

from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.lists.query import Condition, ListResource
from db.lists.resource import check_exists, find_statement, relation_resource, search_resource
from db.schema import game_details, items, user_details

USERS: Final = relation_resource("users", user_details, "user_id", {"id": "user_id"})
_USERS_NAMED: Final = search_resource(USERS, "user", user_details.c.user_id)
LIBRARY_FACETS: Final = relation_resource(
    "facets of a library", schema.library_facets.rows(), "place", {"place": "place"}
)
LIBRARY: Final = ListResource(
    name="library",
    source=items,
    fields={
        "game_id": items.c.game_id,
        "name": game_details.c.name,
        "playtime_minutes": items.c.playtime_minutes,
        "playtime_2weeks_minutes": items.c.playtime_2weeks_minutes,
        "position": items.c.position,
        "release_year": game_details.c.release_year,
        "price_usd": game_details.c.price_usd,
    },
    tiebreaker=items.c.game_id,
    sorts={
        "id": items.c.game_id,
        "playtime": items.c.playtime_minutes,
        "name": game_details.c.name,
        "position": items.c.position,
    },
    lazy_join=game_details.c.game_id,
)
_OWNER_IS: Final = items.c.user_id == bindparam("user_id")
_USER_IS: Final = user_details.c.user_id == bindparam("user_id")
_FIND_USER: Final = find_statement(user_details.c.user_id)
USER_GENRES: Final = relation_resource(
    "genres of a user",
    schema.playtime_by_user_genre,
    "genre",
    {"playtime": "playtime_minutes", "games": "games_count", "name": "genre"},
    hidden=("user_id",),
)
_TASTE_IS_OF: Final = schema.playtime_by_user_genre.c.user_id == bindparam("user_id")


def user_search_list(query: str) -> ListResource:
    """List the users whom a text means."""
    return replace(_USERS_NAMED, values={"p_query": query})


def library_facets_list(user_id: str) -> ListResource:
    """List what a library is made of."""
    return replace(LIBRARY_FACETS, values={"p_user_id": user_id})


def library_condition(user_id: str) -> tuple[Condition, ...]:
    """Condition the library on its owner."""
    return (Condition(clause=_OWNER_IS, values={"user_id": user_id}),)


async def check_user_exists(engine: AsyncEngine, user_id: str) -> None:
    """Ask whether there is such a user.

    Raises:
        UnknownName: there is not; it offers the closest.
        NotLoaded: there is none yet.
    """
    await check_exists(engine, _FIND_USER, "user", user_id)


def user_id_condition(user_id: str) -> tuple[Condition, ...]:
    """Condition users on their id."""
    return (Condition(clause=_USER_IS, values={"user_id": user_id}),)


def user_genres_condition(user_id: str) -> tuple[Condition, ...]:
    """Condition genres on the user who plays them."""
    return (Condition(clause=_TASTE_IS_OF, values={"user_id": user_id}),)
