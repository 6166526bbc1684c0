"""Filters of the games in; the listing and the conditions that they mean out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, Boolean, any_, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from db.lists.labels import Label, find_labels, recall_labels
from db.lists.listing import Condition, Listing
from db.schema import game_details as details
from db.schema import matches

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncEngine

MATCH: Final = "match"
_NOT_SHOWN: Final = {
    "search_text",
    "released_from",
    *(column.name for column in details.columns if column.name.endswith("_ids")),
}
_LABELS: Final = {
    "genre": (Label.GENRE, details.c.genre_ids),
    "tag": (Label.TAG, details.c.tag_ids),
    "spec": (Label.SPEC, details.c.spec_ids),
    "developer": (Label.STUDIO, details.c.developer_ids),
    "publisher": (Label.STUDIO, details.c.publisher_ids),
}

GAMES: Final = Listing(
    name="games",
    source=details,
    fields={column.name: column for column in details.columns if column.name not in _NOT_SHOWN},
    tie=details.c.game_id,
    sorts={
        "id": details.c.game_id,
        "name": details.c.name,
        "release": details.c.released_from,
        "price": details.c.price_usd,
        "owners": details.c.owners_count,
        "playtime": details.c.playtime_minutes,
        "recommended": details.c.recommended_percent,
    },
)
_MATCHES: Final = matches.rows(p_kind="game")
_NAMED: Final = Listing(
    name=GAMES.name,
    source=details.join(_MATCHES, details.c.game_id == cast(_MATCHES.c.id, BigInteger)),
    fields=GAMES.fields,
    tie=GAMES.tie,
    sorts={**GAMES.sorts, MATCH: _MATCHES.c.score},
)
_IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
_PLACE: Final[ColumnElement[Any]] = func.array_position(_IDS, details.c.game_id)
_BY_ID: Final = Listing(
    name=GAMES.name,
    source=details,
    fields=GAMES.fields,
    tie=_PLACE,
    sorts={"given": _PLACE},
    conditions=(details.c.game_id == any_(_IDS),),
)
_HAS: Final = {
    name: column.contains(bindparam(name, type_=column.type))
    for name, (_, column) in _LABELS.items()
}
_BOUNDS: Final = {
    "year_from": details.c.release_year >= bindparam("year_from"),
    "year_to": details.c.release_year <= bindparam("year_to"),
    "price_from": details.c.price_usd >= bindparam("price_from"),
    "price_to": details.c.price_usd <= bindparam("price_to"),
}
_FLAGS: Final[Mapping[str, Mapping[bool, ColumnElement[bool]]]] = {
    "free": {True: details.c.price_usd == 0, False: details.c.price_usd > 0},
    "early_access": {flag: details.c.is_early_access.is_(flag) for flag in (True, False)},
    "in_catalogue": {flag: details.c.is_in_catalogue.is_(flag) for flag in (True, False)},
}
_PLANNED: Final = Condition(
    clause=or_(
        bindparam("is_planned", type_=Boolean()),
        select(func.count()).select_from(details).scalar_subquery() < 0,
    ),
    values={"is_planned": True},
)
"""Always true, and makes Postgres plan for the values at hand.

Of a prepared statement it keeps one plan for any values once that looks no dearer than five made
for their own, and does not know then whether ten games have a tag or ten thousand: all of them
would be sorted for the first page. That plan would have to count all games too; one that is made
for these values sees that it need not.
"""
_IS: Final = details.c.game_id == bindparam("game_id")


@dataclass(frozen=True, kw_only=True, slots=True)
class GameFilters:
    """What a game must have; None and () ask for nothing."""

    genre: Sequence[str] = ()
    tag: Sequence[str] = ()
    spec: Sequence[str] = ()
    developer: Sequence[str] = ()
    publisher: Sequence[str] = ()
    year_from: int | None = None
    year_to: int | None = None
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    free: bool | None = None
    early_access: bool | None = None
    in_catalogue: bool | None = None


def games_named(query: str) -> Listing:
    """List the games that a text means, which can also be sorted by how well they match."""
    return replace(_NAMED, values={"p_query": query})


def games_by_id(game_ids: Sequence[int]) -> Listing:
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
    found = (*labels, *_plain_conditions(filters))
    return (*found, _PLANNED) if any(one.values for one in found) else found


async def _labelled(
    engine: AsyncEngine, name: str, given: Sequence[str], *, anew: bool = False
) -> Condition:
    """Ask for all labels of one kind; their keys may be remembered ones, unless `anew`."""
    label, _ = _LABELS[name]
    find = find_labels if anew else recall_labels
    keys = await find(engine, [(label, one) for one in given])
    return Condition(
        clause=_HAS[name],
        values={name: keys.label_ids},
        published_at=keys.published_at,
        anew=partial(_labelled, engine, name, given, anew=True),
    )


def _plain_conditions(filters: GameFilters) -> list[Condition]:
    """Compare numbers and flags; what is unknown of a game fulfils no filter."""
    bounds = ((name, clause, getattr(filters, name)) for name, clause in _BOUNDS.items())
    flags = ((clauses, getattr(filters, name)) for name, clauses in _FLAGS.items())
    return [
        *(
            Condition(clause=clause, values={name: value})
            for name, clause, value in bounds
            if value is not None
        ),
        *(Condition(clause=clauses[flag]) for clauses, flag in flags if flag is not None),
    ]


def game_is(game_id: int) -> tuple[Condition, ...]:
    """Condition games on their id."""
    return (Condition(clause=_IS, values={"game_id": game_id}),)
