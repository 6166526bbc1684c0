"""Resources that can be listed: games, users, reviews, labels, titles, loads, what is found."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
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
from db.names import name_key
from db.queries.documents import read_data_version
from db.queries.labels import (
    Label,
    NameKind,
    check_names,
    find_labels,
    recall_labels,
    unknown_name_error,
)
from db.schema import game_details, items, loads, review_details, title_details, user_details
from db.session import compile_statement, fetch_all

MATCH: Final = "match"
SENTIMENTS: Final = {"negative": 0, "neutral": 1, "positive": 2}
_Clauses: TypeAlias = Mapping[str, ColumnElement[bool] | Mapping[Any, ColumnElement[bool]]]
"""By name: a clause with a parameter of that name, or a clause for each value."""
_NO_FILTERS: Final[Mapping[str, Any]] = MappingProxyType({})


def _relation_resource(
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


def _filter_conditions(filters: Mapping[str, Any], clauses: _Clauses) -> tuple[Condition, ...]:
    """Make conditions of filters that have clauses; what is unknown of a row passes none."""
    return tuple(
        Condition(clause=clause[filters[name]])
        if isinstance(clause, Mapping)
        else Condition(clause=clause, values={name: filters[name]})
        for name, clause in clauses.items()
        if name in filters
    )


_LABELS: Final = {
    "genre": (Label.GENRE, game_details.c.genre_ids),
    "tag": (Label.TAG, game_details.c.tag_ids),
    "spec": (Label.SPEC, game_details.c.spec_ids),
    "developer": (Label.STUDIO, game_details.c.developer_ids),
    "publisher": (Label.STUDIO, game_details.c.publisher_ids),
}
GAMES: Final = _relation_resource(
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
)
_MATCHES: Final = schema.matches.rows(p_kind="game")
_GAMES_NAMED: Final = replace(
    GAMES,
    source=game_details.join(_MATCHES, game_details.c.game_id == cast(_MATCHES.c.id, BigInteger)),
    sorts={**GAMES.sorts, MATCH: _MATCHES.c.score},
)
_IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
_PLACE: Final[ColumnElement[Any]] = func.array_position(_IDS, game_details.c.game_id)
_GAMES_BY_ID: Final = replace(
    GAMES,
    tiebreaker=_PLACE,
    sorts={"given": _PLACE},
    conditions=(game_details.c.game_id == any_(_IDS),),
)
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
_GAME_CLAUSES: Final[_Clauses] = {
    "year_from": game_details.c.release_year >= bindparam("year_from"),
    "year_to": game_details.c.release_year <= bindparam("year_to"),
    "price_from": game_details.c.price_usd >= bindparam("price_from"),
    "price_to": game_details.c.price_usd <= bindparam("price_to"),
    "free": {True: game_details.c.price_usd == 0, False: game_details.c.price_usd > 0},
    "early_access": {flag: game_details.c.is_early_access.is_(flag) for flag in (True, False)},
    "in_catalogue": {flag: game_details.c.is_in_catalogue.is_(flag) for flag in (True, False)},
}
GAME_FILTERS: Final = (*LABEL_FILTERS, *_GAME_CLAUSES)
# Always true. One plan for any values would have to count all games too, so Postgres always makes
# one for the values at hand, which alone knows whether ten games have a tag or ten thousand.
_PLAN_FOR_VALUES, _PLAN_TITLES_FOR_VALUES = (
    Condition(
        clause=or_(
            bindparam("is_true", type_=Boolean()),
            select(func.count()).select_from(relation).scalar_subquery() < 0,
        ),
        values={"is_true": True},
    )
    for relation in (game_details, title_details)
)
_GAME_IS: Final = game_details.c.game_id == bindparam("game_id")
_FIND_GAME: Final = compile_statement(select(game_details.c.game_id).where(_GAME_IS))


GAME_FACETS: Final = _relation_resource(
    "facets of games", schema.game_facets.rows(), "place", {"place": "place"}
)
GAME_PLAYTIMES: Final = _relation_resource(
    "playtimes of a game", schema.game_playtimes.rows(), "place", {"place": "place"}
)


def game_facets_list(filters: Mapping[str, Any]) -> ListResource:
    """List how many games of each genre, tag, year, … filters leave.

    Their names are checked by `game_conditions`.
    """
    return replace(GAME_FACETS, values={"p_filters": json.dumps(filters, default=float)})


def game_playtimes_list(game_id: int) -> ListResource:
    """List how long owners play a game."""
    return replace(GAME_PLAYTIMES, values={"p_game_id": game_id})


def random_games_list(listing: ListResource) -> ListResource:
    """List the same games in an order of chance."""
    return replace(listing, sorts={"random": func.random()})


def game_search_list(query: str) -> ListResource:
    """List the games that a text means, which can also be sorted by how well they match."""
    return replace(_GAMES_NAMED, values={"p_query": query})


def games_by_id_list(game_ids: Sequence[int]) -> ListResource:
    """List games in the order in which their ids are given."""
    return replace(_GAMES_BY_ID, values={"ids": list(game_ids)})


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
    found = (*labels, *_filter_conditions(filters, _GAME_CLAUSES))
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


def game_id_condition(game_id: int) -> tuple[Condition, ...]:
    """Condition games on their id."""
    return (Condition(clause=_GAME_IS, values={"game_id": game_id}),)


async def check_game_exists(engine: AsyncEngine, game_id: int) -> None:
    """Ask whether there is such a game.

    Raises:
        UnknownName: there is not.
        NotLoaded: there is none yet.
    """
    if not await fetch_all(engine, _FIND_GAME, {"game_id": game_id}):
        await read_data_version(engine)  # before a load, no name is wrong
        raise UnknownName("game", str(game_id))


USERS: Final = _relation_resource("users", user_details, "user_id", {"id": "user_id"})
_USER_MATCHES: Final = schema.matches.rows(p_kind="user")
_USERS_NAMED: Final = replace(
    USERS,
    source=USERS.source.join(_USER_MATCHES, USERS.tiebreaker == _USER_MATCHES.c.id),
    sorts={**USERS.sorts, MATCH: _USER_MATCHES.c.score},
)
LIBRARY_FACETS: Final = _relation_resource(
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
REVIEWS_OF_GAME: Final = _relation_resource(
    "reviews of a game", review_details, "user_id", {"posted": "posted_on"}
)
REVIEWS_OF_USER: Final = _relation_resource(
    "reviews of a user", review_details, "game_id", {"posted": "posted_on"}
)
_OWNER_IS: Final = items.c.user_id == bindparam("user_id")
_AUTHOR_IS: Final = review_details.c.user_id == bindparam("user_id")
_REVIEWED_GAME_IS: Final = review_details.c.game_id == bindparam("game_id")
_USER_IS: Final = user_details.c.user_id == bindparam("user_id")
_FIND_USER: Final = compile_statement(select(user_details.c.user_id).where(_USER_IS))
_REVIEW_CLAUSES: Final[_Clauses] = {
    "recommend": {flag: review_details.c.is_recommended.is_(flag) for flag in (True, False)},
    "sentiment": {word: review_details.c.sentiment == sign for word, sign in SENTIMENTS.items()},
    "date_from": review_details.c.posted_on >= bindparam("date_from"),
    "date_to": review_details.c.posted_on <= bindparam("date_to"),
}
REVIEW_FILTERS: Final = tuple(_REVIEW_CLAUSES)


def user_search_list(query: str) -> ListResource:
    """List the users whom a text means."""
    return replace(_USERS_NAMED, values={"p_query": query})


def library_facets_list(user_id: str) -> ListResource:
    """List what a library is made of."""
    return replace(LIBRARY_FACETS, values={"p_user_id": user_id})


def library_condition(user_id: str) -> tuple[Condition, ...]:
    """Condition the library on its owner."""
    return (Condition(clause=_OWNER_IS, values={"user_id": user_id}),)


def user_review_conditions(
    user_id: str, filters: Mapping[str, Any] = _NO_FILTERS
) -> tuple[Condition, ...]:
    """Condition reviews on their author, and on filters by names of REVIEW_FILTERS."""
    author = Condition(clause=_AUTHOR_IS, values={"user_id": user_id})
    return (author, *_filter_conditions(filters, _REVIEW_CLAUSES))


def game_review_conditions(
    game_id: int, filters: Mapping[str, Any] = _NO_FILTERS
) -> tuple[Condition, ...]:
    """Condition reviews on their game, and on filters by names of REVIEW_FILTERS."""
    subject = Condition(clause=_REVIEWED_GAME_IS, values={"game_id": game_id})
    return (subject, *_filter_conditions(filters, _REVIEW_CLAUSES))


async def check_user_exists(engine: AsyncEngine, user_id: str) -> None:
    """Ask whether there is such a user.

    Raises:
        UnknownName: there is not; it offers the closest.
        NotLoaded: there is none yet.
    """
    if not await fetch_all(engine, _FIND_USER, {"user_id": user_id}):
        await read_data_version(engine)  # before a load, no name is wrong
        raise await unknown_name_error(engine, kind="user", name=user_id)


def user_id_condition(user_id: str) -> tuple[Condition, ...]:
    """Condition users on their id."""
    return (Condition(clause=_USER_IS, values={"user_id": user_id}),)


_RATER_IS: Final = schema.rating_details.c.viewer_id == bindparam("viewer_id")
_FIND_VIEWER: Final = compile_statement(
    select(schema.viewers.c.viewer_id).where(schema.viewers.c.viewer_id == bindparam("viewer_id"))
)
VIEWER_RATINGS: Final = _relation_resource(
    "ratings of a viewer",
    schema.rating_details,
    "title_place",
    {"rated": "rated_at", "stars": "stars", "release": "release_year", "id": "title_place"},
    hidden=("title_place",),
)


VIEWERS: Final = _relation_resource("viewers", schema.viewers, "viewer_id", {"id": "viewer_id"})


def viewer_condition(viewer_id: int) -> tuple[Condition, ...]:
    """Condition ratings on their viewer."""
    return (Condition(clause=_RATER_IS, values={"viewer_id": viewer_id}),)


async def check_viewer_exists(engine: AsyncEngine, viewer_id: int) -> None:
    """Ask whether there is such a viewer.

    Raises:
        UnknownName: there is not; it offers the closest.
        NotLoaded: there is none yet.
    """
    if not await fetch_all(engine, _FIND_VIEWER, {"viewer_id": viewer_id}):
        await read_data_version(engine)  # before a load, no name is wrong
        raise await unknown_name_error(engine, kind="viewer", name=viewer_id)


GENRES: Final = _relation_resource(
    "genres",
    schema.playtime_by_genre,
    "genre",
    {"place": "place", "name": "genre", "games": "games_count"},
    hidden=("genre_key",),
)
GENRE_PRICES: Final = _relation_resource(
    "genre prices",
    schema.prices_by_genre,
    "genre",
    {"average": "average_price_usd", "name": "genre", "games": "games_count"},
    hidden=("genre_key",),
)
TAGS: Final = _relation_resource(
    "tags", schema.games_by_tag, "tag", {"games": "games_count", "name": "tag"}, hidden=("tag_key",)
)
SPECS: Final = _relation_resource(
    "specs",
    schema.games_by_spec,
    "spec",
    {"games": "games_count", "name": "spec"},
    hidden=("spec_key",),
)
STUDIOS: Final = _relation_resource(
    "studios",
    schema.games_by_studio,
    "studio",
    {"name": "studio", "games": "games_count", "published": "published_count"},
    hidden=("studio_key",),
)
_STUDIO_MATCHES: Final = schema.matches.rows(p_kind="studio")
_STUDIOS_NAMED: Final = replace(
    STUDIOS,
    source=STUDIOS.source.join(_STUDIO_MATCHES, STUDIOS.tiebreaker == _STUDIO_MATCHES.c.id),
    sorts={**STUDIOS.sorts, MATCH: _STUDIO_MATCHES.c.score},
)
_FOUND: Final = _relation_resource("search", schema.search.rows(), "place", {"place": "place"})
_COUNTED: Final = _relation_resource(
    "review counts", schema.review_counts.rows(), "reviews_count", {"reviews": "reviews_count"}
)


YEARS: Final = _relation_resource("years", schema.years, "year", {"id": "year"})
REVIEW_YEARS: Final = _relation_resource(
    "years of reviews",
    schema.sentiment_counts_by_game_year,
    "posted_year",
    {"id": "posted_year"},
    hidden=("game_id",),
)
USER_GENRES: Final = _relation_resource(
    "genres of a user",
    schema.playtime_by_user_genre,
    "genre",
    {"playtime": "playtime_minutes", "games": "games_count", "name": "genre"},
    hidden=("user_id",),
)
_REVIEWED_IN_YEARS: Final = schema.sentiment_counts_by_game_year.c.game_id == bindparam("game_id")
_TASTE_IS_OF: Final = schema.playtime_by_user_genre.c.user_id == bindparam("user_id")


def review_years_condition(game_id: int) -> tuple[Condition, ...]:
    """Condition years of reviews on their game."""
    return (Condition(clause=_REVIEWED_IN_YEARS, values={"game_id": game_id}),)


def user_genres_condition(user_id: str) -> tuple[Condition, ...]:
    """Condition genres on the user who plays them."""
    return (Condition(clause=_TASTE_IS_OF, values={"user_id": user_id}),)


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


TITLES: Final = _relation_resource(
    "titles",
    title_details,
    "place",
    {
        "id": "place",
        "name": "name",
        "year": "release_year",
        "added": "added_on",
        "minutes": "minutes",
        "score": "score",
        "ratings": "ratings_count",
    },
    hidden=("place", "minutes", "audience_rating_key", "genre_keys", "country_keys"),
)
_SCORED: Final = ("score", "ratings")
_TITLES_SCORED: Final = replace(
    TITLES,
    source=schema.title_scores,
    fields={
        **TITLES.fields,
        "score": schema.title_scores.c.score,
        "ratings_count": schema.title_scores.c.ratings_count,
    },
    tiebreaker=schema.title_scores.c.place,
    sorts={
        "score": schema.title_scores.c.score,
        "ratings": schema.title_scores.c.ratings_count,
    },
    lazy_join=title_details.c.place,
)
_TITLE_MATCHES: Final = schema.matches.rows(p_kind="title")
_TITLES_NAMED: Final = replace(
    TITLES,
    source=title_details.join(_TITLE_MATCHES, title_details.c.title_id == _TITLE_MATCHES.c.id),
    sorts={**TITLES.sorts, MATCH: _TITLE_MATCHES.c.score},
)
_TITLE_IS: Final = title_details.c.title_id == bindparam("title_id")
_FIND_TITLE: Final = compile_statement(select(title_details.c.title_id).where(_TITLE_IS))
SCORE_YEARS: Final = _relation_resource(
    "ratings of a title by year",
    schema.scores_by_title_year,
    "rated_year",
    {"id": "rated_year"},
    hidden=("title_id", "name"),
)
_SCORED_TITLE_IS: Final = schema.scores_by_title_year.c.title_id == bindparam("title_id")

_TITLE_CLAUSES: Final[_Clauses] = {
    "platform": title_details.c.platform == bindparam("platform"),
    "kind": title_details.c.kind == bindparam("kind"),
    "genre": title_details.c.genre_keys.contains(bindparam("genre", type_=ARRAY(Text()))),
    "country": title_details.c.country_keys.contains(bindparam("country", type_=ARRAY(Text()))),
    "audience": title_details.c.audience_rating_key == bindparam("audience"),
    "rated": {flag: title_details.c.is_rated.is_(flag) for flag in (True, False)},
    "year": title_details.c.release_year == bindparam("year"),
    "year_from": title_details.c.release_year >= bindparam("year_from"),
    "year_to": title_details.c.release_year <= bindparam("year_to"),
    "minutes_from": title_details.c.minutes >= bindparam("minutes_from"),
    "minutes_to": title_details.c.minutes <= bindparam("minutes_to"),
    "score_from": title_details.c.score >= bindparam("score_from"),
    "score_to": title_details.c.score <= bindparam("score_to"),
    "score_above": title_details.c.score > bindparam("score_above"),
}
TITLE_FILTERS: Final = tuple(_TITLE_CLAUSES)
_TITLE_NAMES: Final[Mapping[str, NameKind]] = {
    "platform": "platform",
    "genre": "title genre",
    "country": "country",
    "audience": "audience rating",
}
PEOPLE: Final = _relation_resource(
    "people",
    schema.people,
    "person_id",
    {"name": "name", "titles": "titles_count", "id": "person_id"},
)
_PERSON_MATCHES: Final = schema.matches.rows(p_kind="person")
_PEOPLE_NAMED: Final = replace(
    PEOPLE,
    source=schema.people.join(
        _PERSON_MATCHES, schema.people.c.person_id == cast(_PERSON_MATCHES.c.id, Integer)
    ),
    sorts={**PEOPLE.sorts, MATCH: _PERSON_MATCHES.c.score},
)
PLATFORMS: Final = _relation_resource(
    "platforms", schema.platforms, "platform", {"name": "platform", "titles": "titles_count"}
)


def title_list(filters: Mapping[str, Any], sort: str) -> ListResource:
    """List titles; all of them by their scores from these alone, which no index is in order of."""
    return _TITLES_SCORED if not filters and sort.removeprefix("-") in _SCORED else TITLES


def title_search_list(query: str) -> ListResource:
    """List the titles that a text means, which can also be sorted by how well they match."""
    return replace(_TITLES_NAMED, values={"p_query": query})


def person_search_list(query: str) -> ListResource:
    """List the people that a text means."""
    return replace(_PEOPLE_NAMED, values={"p_query": query})


def title_conditions(filters: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Turn filters, by names of TITLE_FILTERS, into conditions."""
    keys = {
        name: name_key(given) if isinstance(given, str) else [name_key(one) for one in given]
        for name in _TITLE_NAMES
        if (given := filters.get(name)) is not None
    }
    found = _filter_conditions({**filters, **keys}, _TITLE_CLAUSES)
    return (*found, _PLAN_TITLES_FOR_VALUES) if found else found


async def check_title_names(engine: AsyncEngine, filters: Mapping[str, Any]) -> None:
    """Ask whether there are all the names that filters of titles hold.

    Raises:
        UnknownName: one is not known; it offers the closest.
        NotLoaded: there is none yet.
    """
    await read_data_version(engine)  # before a load, no name is wrong
    for name, kind in _TITLE_NAMES.items():
        given = filters.get(name) or ()
        await check_names(engine, kind, [given] if isinstance(given, str) else given)


def title_id_condition(title_id: str) -> tuple[Condition, ...]:
    """Condition titles on their id."""
    return (Condition(clause=_TITLE_IS, values={"title_id": title_id}),)


def score_years_condition(title_id: str) -> tuple[Condition, ...]:
    """Condition years of ratings on their title."""
    return (Condition(clause=_SCORED_TITLE_IS, values={"title_id": title_id}),)


async def check_title_exists(engine: AsyncEngine, title_id: str) -> None:
    """Ask whether there is such a title.

    Raises:
        UnknownName: there is not; it offers the closest.
        NotLoaded: there is none yet.
    """
    if not await fetch_all(engine, _FIND_TITLE, {"title_id": title_id}):
        await read_data_version(engine)  # before a load, no name is wrong
        raise await unknown_name_error(engine, kind="title", name=title_id)


def studio_search_list(query: str) -> ListResource:
    """List the studios that a text means."""
    return replace(_STUDIOS_NAMED, values={"p_query": query})


def search_list(query: str, *, count: int, kind: str | None) -> ListResource:
    """List what a search finds, best first."""
    return replace(_FOUND, values={"p_query": query, "p_count": count, "p_kind": kind})


def review_counts_list(*, first: date, last: date) -> ListResource:
    """List the one row of how many users posted in an interval."""
    return replace(_COUNTED, values={"p_from": first, "p_to": last})
