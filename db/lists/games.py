"""Filters of the games in; the listing and the conditions that they mean out."""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003 - callers read the types of GameFilters
from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003 - the same
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, cast, func
from sqlalchemy.dialects.postgresql import ARRAY, array

from db.contract_calls import matches
from db.contract_rows import game_details as details
from db.lists.labels import Label, find_labels
from db.lists.listing import Listing

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
    found = matches(kind="game", query=query)
    joined = details.join(found, details.c.game_id == cast(found.c.id, BigInteger))
    return Listing(
        name=GAMES.name,
        source=joined,
        fields=GAMES.fields,
        tie=GAMES.tie,
        sorts={**GAMES.sorts, MATCH: found.c.score},
    )


def games_by_id(game_ids: Sequence[int]) -> Listing:
    """List games in the order in which their ids are given."""
    wanted = cast(array(game_ids), ARRAY(BigInteger))
    place: ColumnElement[Any] = func.array_position(wanted, details.c.game_id)
    return Listing(
        name=GAMES.name,
        source=details,
        fields=GAMES.fields,
        tie=place,
        sorts={"given": place},
        conditions=(details.c.game_id.in_(game_ids),),
    )


async def game_conditions(
    engine: AsyncEngine, filters: GameFilters
) -> tuple[ColumnElement[bool], ...]:
    """Turn filters into conditions.

    Raises:
        UnknownName: a genre, tag, spec or studio is not known.
    """
    wanted = [(name, given) for name in _LABELS for given in getattr(filters, name)]
    ids = await find_labels(engine, [(_LABELS[name][0], given) for name, given in wanted])
    by_column: dict[str, list[int]] = {}
    for (name, _), label_id in zip(wanted, ids, strict=True):
        by_column.setdefault(name, []).append(label_id)
    labels = (_LABELS[name][1].contains(found) for name, found in by_column.items())
    return (*labels, *_plain_conditions(filters))


def _plain_conditions(filters: GameFilters) -> list[ColumnElement[bool]]:
    """Compare numbers and flags; what is unknown of a game fulfils no filter."""
    year, price = details.c.release_year, details.c.price_usd
    found: list[ColumnElement[bool]] = []
    if filters.year_from is not None:
        found.append(year >= filters.year_from)
    if filters.year_to is not None:
        found.append(year <= filters.year_to)
    if filters.price_from is not None:
        found.append(price >= filters.price_from)
    if filters.price_to is not None:
        found.append(price <= filters.price_to)
    if filters.free is not None:
        found.append(price == 0 if filters.free else price > 0)
    if filters.early_access is not None:
        found.append(details.c.is_early_access.is_(filters.early_access))
    if filters.in_catalogue is not None:
        found.append(details.c.is_in_catalogue.is_(filters.in_catalogue))
    return found


def game_is(game_id: int) -> tuple[ColumnElement[bool], ...]:
    """Condition games on their id."""
    return (details.c.game_id == game_id,)
