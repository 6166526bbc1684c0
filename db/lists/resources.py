"""Resources that can be listed: games, users and reviews, labels, loads, what a search finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Text,
    any_,
    bindparam,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.errors import UnknownName
from db.lists.query import Condition, ListResource
from db.queries.documents import data_version
from db.queries.labels import Label, find_labels, recall_labels, unknown_name
from db.schema import game_details as games
from db.schema import games_by_spec as specs
from db.schema import games_by_studio as studios
from db.schema import games_by_tag as tags
from db.schema import items, loads
from db.schema import playtime_by_genre as genres
from db.schema import prices_by_genre as genre_prices
from db.schema import review_details as reviews
from db.schema import user_details as users
from db.session import compile_statement, fetch_all

MATCH: Final = "match"
_Filters: TypeAlias = Mapping[str, ColumnElement[bool] | Mapping[Any, ColumnElement[bool]]]
"""By name: a clause with a parameter of that name, or a clause for each value."""

SENTIMENTS: Final = {"negative": 0, "neutral": 1, "positive": 2}


def _fields(relation: FromClause, *, without: Sequence[str] = ()) -> dict[str, ColumnElement[Any]]:
    return {column.name: column for column in relation.columns if column.name not in without}


def _conditions(filters: Any, clauses: _Filters) -> tuple[Condition, ...]:  # noqa: ANN401 - any dataclass
    """Make those filters conditions that are not None; what is unknown of a row passes none."""
    given = {name: value for name in clauses if (value := getattr(filters, name)) is not None}
    return tuple(
        Condition(clause=clause[value])
        if isinstance(clause := clauses[name], Mapping)
        else Condition(clause=clause, values={name: value})
        for name, value in given.items()
    )


_LABELS: Final = {
    "genre": (Label.GENRE, games.c.genre_ids),
    "tag": (Label.TAG, games.c.tag_ids),
    "spec": (Label.SPEC, games.c.spec_ids),
    "developer": (Label.STUDIO, games.c.developer_ids),
    "publisher": (Label.STUDIO, games.c.publisher_ids),
}
_LABEL_IDS: Final = tuple(column.name for _, column in _LABELS.values())

GAMES: Final = ListResource(
    name="games",
    source=games,
    fields=_fields(games, without=("search_text", "released_from", *_LABEL_IDS)),
    tiebreaker=games.c.game_id,
    sorts={
        "id": games.c.game_id,
        "name": games.c.name,
        "release": games.c.released_from,
        "price": games.c.price_usd,
        "owners": games.c.owners_count,
        "playtime": games.c.playtime_minutes,
        "recommended": games.c.recommended_percent,
    },
)
_MATCHES: Final = schema.matches.rows(p_kind="game")
_NAMED: Final = ListResource(
    name=GAMES.name,
    source=games.join(_MATCHES, games.c.game_id == cast(_MATCHES.c.id, BigInteger)),
    fields=GAMES.fields,
    tiebreaker=GAMES.tiebreaker,
    sorts={**GAMES.sorts, MATCH: _MATCHES.c.score},
)
_IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
_PLACE: Final[ColumnElement[Any]] = func.array_position(_IDS, games.c.game_id)
_BY_ID: Final = ListResource(
    name=GAMES.name,
    source=games,
    fields=GAMES.fields,
    tiebreaker=_PLACE,
    sorts={"given": _PLACE},
    conditions=(games.c.game_id == any_(_IDS),),
)
_HAS: Final = {
    name: column.contains(bindparam(name, type_=column.type))
    for name, (_, column) in _LABELS.items()
}
_IS_CURRENT: Final = {
    name: func.array(
        select(label.table.c[f"{label.value}_id"])
        .where(label.table.c.name_key == any_(bindparam(f"{name}_keys", type_=ARRAY(Text()))))
        .scalar_subquery(),
        type_=column.type,
    ).contains(bindparam(name, type_=column.type))
    for name, (label, column) in _LABELS.items()
}
_GAME_FILTERS: Final[_Filters] = {
    "year_from": games.c.release_year >= bindparam("year_from"),
    "year_to": games.c.release_year <= bindparam("year_to"),
    "price_from": games.c.price_usd >= bindparam("price_from"),
    "price_to": games.c.price_usd <= bindparam("price_to"),
    "free": {True: games.c.price_usd == 0, False: games.c.price_usd > 0},
    "early_access": {flag: games.c.is_early_access.is_(flag) for flag in (True, False)},
    "in_catalogue": {flag: games.c.is_in_catalogue.is_(flag) for flag in (True, False)},
}
_PLANNED: Final = Condition(
    clause=or_(
        bindparam("is_planned", type_=Boolean()),
        select(func.count()).select_from(games).scalar_subquery() < 0,
    ),
    values={"is_planned": True},
)
"""Always true, and makes Postgres plan for the values at hand.

Of a prepared statement it keeps one plan for any values once that looks no dearer than five made
for their own, and does not know then whether ten games have a tag or ten thousand: all of them
would be sorted for the first page. That plan would have to count all games too; one that is made
for these values sees that it need not.
"""
_GAME_IS: Final = games.c.game_id == bindparam("game_id")
_GAME: Final = compile_statement(select(games.c.game_id).where(_GAME_IS))


@dataclass(frozen=True, kw_only=True, slots=True)
class GameFilters:
    """What a game must have; None asks for nothing."""

    genre: Sequence[str] | None = None
    tag: Sequence[str] | None = None
    spec: Sequence[str] | None = None
    developer: Sequence[str] | None = None
    publisher: Sequence[str] | None = None
    year_from: int | None = None
    year_to: int | None = None
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    free: bool | None = None
    early_access: bool | None = None
    in_catalogue: bool | None = None


def games_named(query: str) -> ListResource:
    """List the games that a text means, which can also be sorted by how well they match."""
    return replace(_NAMED, values={"p_query": query})


def games_by_id(game_ids: Sequence[int]) -> ListResource:
    """List games in the order in which their ids are given."""
    return replace(_BY_ID, values={"ids": list(game_ids)})


async def game_conditions(engine: AsyncEngine, filters: GameFilters) -> tuple[Condition, ...]:
    """Turn filters into conditions.

    Raises:
        UnknownName: a genre, tag, spec or studio is not known.
    """
    labels = [
        await _labelled(engine, name, given)
        for name in _LABELS
        if (given := getattr(filters, name))
    ]
    found = (*labels, *_conditions(filters, _GAME_FILTERS))
    return (*found, _PLANNED) if any(one.values for one in found) else found


async def _labelled(
    engine: AsyncEngine, name: str, given: Sequence[str], *, anew: bool = False
) -> Condition:
    """Ask for all labels of one kind; their keys may be remembered ones, unless `anew`.

    The values are the keys' ids, for which Postgres can plan; it could not for those of a subquery.
    """
    label, _ = _LABELS[name]
    find = find_labels if anew else recall_labels
    keys = await find(engine, [(label, one) for one in given])
    return Condition(
        clause=_HAS[name],
        values={
            name: [key.label_id for key in keys],
            f"{name}_keys": [key.name_key for key in keys],
        },
        is_current=_IS_CURRENT[name],
        renew=partial(_labelled, engine, name, given, anew=True),
    )


def game_is(game_id: int) -> tuple[Condition, ...]:
    """Condition games on their id."""
    return (Condition(clause=_GAME_IS, values={"game_id": game_id}),)


async def check_game(engine: AsyncEngine, game_id: int) -> None:
    """Ask whether there is such a game.

    Raises:
        UnknownName: there is not.
        NotLoaded: there is none yet.
    """
    if not await fetch_all(engine, _GAME, {"game_id": game_id}):
        await data_version(engine)  # before a load, no name is wrong
        raise UnknownName("game", str(game_id))


USERS: Final = ListResource(
    name="users",
    source=users,
    fields=_fields(users),
    tiebreaker=users.c.user_id,
    sorts={"id": users.c.user_id},
)
LIBRARY: Final = ListResource(
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
    tiebreaker=items.c.game_id,
    sorts={
        "id": items.c.game_id,
        "playtime": items.c.playtime_minutes,
        "name": games.c.name,
        "position": items.c.position,
    },
    lazy_join=games.c.game_id,
)
_REVIEW_FIELDS: Final = _fields(reviews)
REVIEWS_OF_GAME: Final = ListResource(
    name="reviews of a game",
    source=reviews,
    fields=_REVIEW_FIELDS,
    tiebreaker=reviews.c.user_id,
    sorts={"posted": reviews.c.posted_on},
)
REVIEWS_OF_USER: Final = ListResource(
    name="reviews of a user",
    source=reviews,
    fields=_REVIEW_FIELDS,
    tiebreaker=reviews.c.game_id,
    sorts={"posted": reviews.c.posted_on},
)
_OWNER: Final = items.c.user_id == bindparam("user_id")
_AUTHOR: Final = reviews.c.user_id == bindparam("user_id")
_SUBJECT: Final = reviews.c.game_id == bindparam("game_id")
_USER_IS: Final = users.c.user_id == bindparam("user_id")
_USER: Final = compile_statement(select(users.c.user_id).where(_USER_IS))
_REVIEW_FILTERS: Final[_Filters] = {
    "recommend": {flag: reviews.c.is_recommended.is_(flag) for flag in (True, False)},
    "sentiment": {word: reviews.c.sentiment == sign for word, sign in SENTIMENTS.items()},
    "date_from": reviews.c.posted_on >= bindparam("date_from"),
    "date_to": reviews.c.posted_on <= bindparam("date_to"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewFilters:
    """What a review must be; None asks for nothing."""

    recommend: bool | None = None
    sentiment: str | None = None
    date_from: date | None = None
    date_to: date | None = None

    def conditions(self) -> tuple[Condition, ...]:
        """State it in SQL."""
        return _conditions(self, _REVIEW_FILTERS)


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
    if not await fetch_all(engine, _USER, {"user_id": user_id}):
        await data_version(engine)  # before a load, no name is wrong
        raise await unknown_name(engine, kind="user", name=user_id)


def user_is(user_id: str) -> tuple[Condition, ...]:
    """Condition users on their id."""
    return (Condition(clause=_USER_IS, values={"user_id": user_id}),)


GENRES: Final = ListResource(
    name="genres",
    source=genres,
    fields=_fields(genres, without=("genre_key",)),
    tiebreaker=genres.c.genre,
    sorts={"place": genres.c.place, "name": genres.c.genre, "games": genres.c.games_count},
)
GENRE_PRICES: Final = ListResource(
    name="genre prices",
    source=genre_prices,
    fields=_fields(genre_prices, without=("genre_key",)),
    tiebreaker=genre_prices.c.genre,
    sorts={
        "average": genre_prices.c.average_price_usd,
        "name": genre_prices.c.genre,
        "games": genre_prices.c.games_count,
    },
)
TAGS: Final = ListResource(
    name="tags",
    source=tags,
    fields=_fields(tags, without=("tag_key",)),
    tiebreaker=tags.c.tag,
    sorts={"games": tags.c.games_count, "name": tags.c.tag},
)
SPECS: Final = ListResource(
    name="specs",
    source=specs,
    fields=_fields(specs, without=("spec_key",)),
    tiebreaker=specs.c.spec,
    sorts={"games": specs.c.games_count, "name": specs.c.spec},
)
STUDIOS: Final = ListResource(
    name="studios",
    source=studios,
    fields=_fields(studios, without=("studio_key",)),
    tiebreaker=studios.c.studio,
    sorts={
        "name": studios.c.studio,
        "games": studios.c.games_count,
        "published": studios.c.published_count,
    },
)
_STUDIO_MATCHES: Final = schema.matches.rows(p_kind="studio")
_STUDIOS_NAMED: Final = ListResource(
    name=STUDIOS.name,
    source=studios.join(_STUDIO_MATCHES, studios.c.studio == _STUDIO_MATCHES.c.id),
    fields=STUDIOS.fields,
    tiebreaker=STUDIOS.tiebreaker,
    sorts={**STUDIOS.sorts, "match": _STUDIO_MATCHES.c.score},
)
_SEARCH: Final = schema.search.rows()
_FOUND: Final = ListResource(
    name="search",
    source=_SEARCH,
    fields=_fields(_SEARCH),
    tiebreaker=_SEARCH.c.place,
    sorts={"place": _SEARCH.c.place},
)
_COUNTS: Final = schema.review_counts.rows()
_COUNTED: Final = ListResource(
    name="review counts",
    source=_COUNTS,
    fields=_fields(_COUNTS),
    tiebreaker=_COUNTS.c.reviews_count,
    sorts={"reviews": _COUNTS.c.reviews_count},
)


LOADS: Final = ListResource(
    name="loads",
    source=loads,
    fields={
        name: loads.c[name]
        for name in ("load_id", "kind", "data_version", "started_at", "finished_at", "crawl_year")
    },
    tiebreaker=loads.c.load_id,
    sorts={"id": loads.c.load_id},
    # the others come and go without a new data version, by which answers are kept
    conditions=(loads.c.status == "published",),
)


def studios_named(query: str) -> ListResource:
    """List the studios that a text means."""
    return replace(_STUDIOS_NAMED, values={"p_query": query})


def found_by(query: str, *, count: int, kind: str | None) -> ListResource:
    """List what a search finds, best first."""
    return replace(_FOUND, values={"p_query": query, "p_count": count, "p_kind": kind})


def counted(*, first: date, last: date) -> ListResource:
    """List the one row of how many users posted in an interval."""
    return replace(_COUNTED, values={"p_from": first, "p_to": last})
