"""Lists of games: theirs, those of a search, facets, playtimes; and filters of games."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Integer, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.lists.resource import plan_for_values, relation_resource
from db.lists.statements import Clauses, Condition, ListResource, filter_conditions
from db.queries.labels import Label, find_labels, recall_labels
from db.schema import game_details

_LABELS: Final = {
    "genre": (Label.GENRE, game_details.c.genre_ids),
    "tag": (Label.TAG, game_details.c.tag_ids),
    "spec": (Label.SPEC, game_details.c.spec_ids),
    "developer": (Label.STUDIO, game_details.c.developer_ids),
    "publisher": (Label.STUDIO, game_details.c.publisher_ids),
}
GAMES: Final = relation_resource(
    "games",
    game_details,
    "game_id",
    {
        "id": "game_id",
        "name": "name",
        "release": "released_from",
        "price": "price_usd",
        "owners": "owners_count",
        "playtime": "playtime_minutes",
        "recommended": "recommended_percent",
        "reviews": "reviews_count",
    },
    hidden=("search_text", "released_from", *(column.name for _, column in _LABELS.values())),
    search=("game", "game_id"),
)
_IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
_PLACE: Final[ColumnElement[Any]] = func.array_position(_IDS, game_details.c.game_id)
GAMES_BY_ID: Final = replace(
    GAMES,
    tiebreaker=_PLACE,
    sorts={"given": _PLACE},
    conditions=(game_details.c.game_id == any_(_IDS),),
)
"""Games in the order in which their `ids` are given."""
LABEL_FILTERS: Final = {
    f"{name}{mode}": label for name, (label, _) in _LABELS.items() for mode in ("", "_any", "_none")
}
"""Filters by names: of games that have all of them, any of them, none of them."""


def _label_clause(name: str) -> ColumnElement[bool]:
    """Compare the labels of a game with those given."""
    kind, _, mode = name.partition("_")
    column: Any = _LABELS[kind][1]
    given = bindparam(name, type_=column.type)
    clauses: dict[str, ColumnElement[bool]] = {
        "": column.contains(given),
        "any": column.overlap(given),
        "none": ~column.overlap(given),
    }
    return clauses[mode]


_HAS_LABELS: Final = {name: _label_clause(name) for name in LABEL_FILTERS}
_LABELS_ARE_CURRENT: Final = {
    name: func.array(
        select(label.table.c[f"{label.value}_id"])
        .where(label.table.c.name_key == any_(bindparam(f"{name}_keys", type_=ARRAY(Text()))))
        .scalar_subquery(),
        type_=ARRAY(Integer()),
    ).contains(bindparam(name, type_=ARRAY(Integer())))
    for name, label in LABEL_FILTERS.items()
}
_GAME_CLAUSES: Final[Clauses] = {
    "year_from": game_details.c.release_year >= bindparam("year_from"),
    "year_to": game_details.c.release_year <= bindparam("year_to"),
    "price_from": game_details.c.price_usd >= bindparam("price_from"),
    "price_to": game_details.c.price_usd <= bindparam("price_to"),
    "free": {True: game_details.c.price_usd == 0, False: game_details.c.price_usd > 0},
    "early_access": {flag: game_details.c.is_early_access.is_(flag) for flag in (True, False)},
    "in_catalogue": {flag: game_details.c.is_in_catalogue.is_(flag) for flag in (True, False)},
}
GAME_FILTERS: Final = (*LABEL_FILTERS, *_GAME_CLAUSES)
_PLAN_FOR_VALUES: Final = plan_for_values(game_details)
GAME_FACETS: Final = relation_resource(
    "facets of games", schema.game_facets.rows(), "place", {"place": "place"}
)
GAME_PLAYTIMES: Final = relation_resource(
    "playtimes of a game", schema.game_playtimes.rows(), "place", {"place": "place"}
)


def game_facets_list(filters: Mapping[str, Any]) -> ListResource:
    """List how many games of each genre, tag, year, … filters leave.

    Their names are checked by `game_conditions`.
    """
    return GAME_FACETS.given(p_filters=json.dumps(filters, default=float))


def _in_random_order(listing: ListResource) -> ListResource:
    """List the same games in an order of chance: of ids, for a row of all fields is wide."""
    return replace(
        listing,
        fields={name: _DETAILS.c[name] for name in listing.fields},
        sorts={"random": _CHANCE},
        lazy_join=_DETAILS.c.game_id,
        search=None if listing.search is None else _in_random_order(listing.search),
    )


_DETAILS: Final = game_details.alias("details")
_CHANCE: Any = func.random()
_CHANCE.nullable = False
RANDOM_GAMES: Final = _in_random_order(GAMES)


async def game_conditions(engine: AsyncEngine, filters: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Turn filters, by names of GAME_FILTERS, into conditions.

    Raises:
        UnknownName: a genre, tag, spec or studio is not known.
    """
    labels = [
        await _fetch_label_condition(engine, name, given)
        for name in LABEL_FILTERS
        if (given := filters.get(name))
    ]
    found = (*labels, *filter_conditions(filters, _GAME_CLAUSES))
    return (*found, _PLAN_FOR_VALUES) if any(one.values for one in found) else found


async def _fetch_label_condition(
    engine: AsyncEngine, name: str, given: Sequence[str], *, anew: bool = False
) -> Condition:
    """Ask for all labels of one kind; their keys may be remembered ones, unless `anew`.

    The values are the keys' ids, for which Postgres can plan; it could not for those of a subquery.
    """
    label = LABEL_FILTERS[name]
    find = find_labels if anew else recall_labels
    keys = await find(engine, [(label, one) for one in given])
    return Condition(
        clause=_HAS_LABELS[name],
        values={
            name: [key.label_id for key in keys],
            f"{name}_keys": [key.name_key for key in keys],
        },
        is_current=_LABELS_ARE_CURRENT[name],
        renew=partial(_fetch_label_condition, engine, name, given, anew=True),
    )
