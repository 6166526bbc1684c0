"""A user or a game in; the listings of libraries and reviews, and their conditions, out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import BigInteger, Text, bindparam, select

from db import asking
from db.errors import UnknownName
from db.lists.listing import Condition, Listing
from db.schema import game_details as games
from db.schema import items
from db.schema import review_details as reviews
from db.schema import user_details as users
from db.wire import compiled

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

SENTIMENTS: Final = {"negative": 0, "neutral": 1, "positive": 2}

USERS: Final = Listing(
    name="users",
    source=users,
    fields={column.name: column for column in users.columns},
    tie=users.c.user_id,
    sorts={"id": users.c.user_id},
)
LIBRARY: Final = Listing(
    name="library",
    source=items,
    fields={
        "game_id": items.c.game_id,
        "name": games.c.name,
        "playtime_minutes": items.c.playtime_minutes,
        "playtime_2weeks_minutes": items.c.playtime_2weeks_minutes,
        "position": items.c.position,
        "release_year": games.c.release_year,
        "price_usd": games.c.price_usd,
    },
    tie=items.c.game_id,
    sorts={
        "id": items.c.game_id,
        "playtime": items.c.playtime_minutes,
        "name": games.c.name,
        "position": items.c.position,
    },
    beside=games.c.game_id,
)
_REVIEW_FIELDS: Final = {column.name: column for column in reviews.columns}
REVIEWS_OF_GAME: Final = Listing(
    name="reviews of a game",
    source=reviews,
    fields=_REVIEW_FIELDS,
    tie=reviews.c.user_id,
    sorts={"posted": reviews.c.posted_on},
)
REVIEWS_OF_USER: Final = Listing(
    name="reviews of a user",
    source=reviews,
    fields=_REVIEW_FIELDS,
    tie=reviews.c.game_id,
    sorts={"posted": reviews.c.posted_on},
)
_USER: Final = compiled(
    select(users.c.user_id).where(users.c.user_id == bindparam("user_id", type_=Text()))
)
_GAME: Final = compiled(
    select(games.c.game_id).where(games.c.game_id == bindparam("game_id", type_=BigInteger()))
)
_OWNER: Final = items.c.user_id == bindparam("user_id")
_AUTHOR: Final = reviews.c.user_id == bindparam("user_id")
_SUBJECT: Final = reviews.c.game_id == bindparam("game_id")
_IS: Final = users.c.user_id == bindparam("user_id")
_RECOMMENDS: Final = {flag: reviews.c.is_recommended.is_(flag) for flag in (True, False)}
_FEELS: Final = reviews.c.sentiment == bindparam("sentiment")
_SINCE: Final = reviews.c.posted_on >= bindparam("date_from")
_UNTIL: Final = reviews.c.posted_on <= bindparam("date_to")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewFilters:
    """What a review must be; None asks for nothing."""

    recommend: bool | None = None
    sentiment: str | None = None
    date_from: date | None = None
    date_to: date | None = None

    def conditions(self) -> tuple[Condition, ...]:
        """State it in SQL."""
        found: list[Condition] = []
        if self.recommend is not None:
            found.append(Condition(clause=_RECOMMENDS[self.recommend]))
        if self.sentiment is not None:
            values = {"sentiment": SENTIMENTS[self.sentiment]}
            found.append(Condition(clause=_FEELS, values=values))
        if self.date_from is not None:
            found.append(Condition(clause=_SINCE, values={"date_from": self.date_from}))
        if self.date_to is not None:
            found.append(Condition(clause=_UNTIL, values={"date_to": self.date_to}))
        return tuple(found)


def library_of(user_id: str) -> tuple[Condition, ...]:
    """Condition the library on its owner."""
    return (Condition(clause=_OWNER, values={"user_id": user_id}),)


def reviews_of_user(user_id: str) -> tuple[Condition, ...]:
    """Condition reviews on their author."""
    return (Condition(clause=_AUTHOR, values={"user_id": user_id}),)


def reviews_of_game(game_id: int) -> tuple[Condition, ...]:
    """Condition reviews on their game."""
    return (Condition(clause=_SUBJECT, values={"game_id": game_id}),)


async def check_user(engine: AsyncEngine, user_id: str) -> None:
    """Ask whether there is such a user.

    Raises:
        UnknownName: there is not; it offers the closest.
        NotLoaded: there is none yet.
    """
    if not await asking.asked(engine, _USER, {"user_id": user_id}):
        await asking.check_loaded(engine)
        raise await unknown_user(engine, user_id)


async def check_game(engine: AsyncEngine, game_id: int) -> None:
    """Ask whether there is such a game.

    Raises:
        UnknownName: there is not.
        NotLoaded: there is none yet.
    """
    if not await asking.asked(engine, _GAME, {"game_id": game_id}):
        await asking.check_loaded(engine)
        raise UnknownName("game", str(game_id))


async def unknown_user(engine: AsyncEngine, user_id: str) -> UnknownName:
    """Make the error of a user that does not exist."""
    closest = await asking.closest_names(engine, kind="user", name=user_id)
    return UnknownName("user", user_id, closest)


def user_is(user_id: str) -> tuple[Condition, ...]:
    """Condition users on their id."""
    return (Condition(clause=_IS, values={"user_id": user_id}),)
