"""Lists of streaming titles, of who made, shows and rates them; and filters of titles."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.lists.resource import plan_for_values, relation_resource
from db.lists.statements import Clauses, Condition, ListResource, filter_conditions
from db.names import name_key
from db.queries.documents import read_data_version
from db.queries.labels import NameKind, check_names
from db.schema import title_details

TITLES: Final = relation_resource(
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
    search=("title", "title_id"),
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
SCORE_YEARS: Final = relation_resource(
    "ratings of a title by year",
    schema.scores_by_title_year,
    "rated_year",
    {"id": "rated_year"},
    hidden=("title_id", "name"),
)
PEOPLE: Final = relation_resource(
    "people",
    schema.people,
    "person_id",
    {"name": "name", "titles": "titles_count", "id": "person_id"},
    search=("person", "person_id"),
)
PLATFORMS: Final = relation_resource(
    "platforms", schema.platforms, "platform", {"name": "platform", "titles": "titles_count"}
)
VIEWERS: Final = relation_resource("viewers", schema.viewers, "viewer_id", {"id": "viewer_id"})
VIEWER_RATINGS: Final = relation_resource(
    "ratings of a viewer",
    schema.rating_details,
    "title_place",
    {"rated": "rated_at", "stars": "stars", "release": "release_year", "id": "title_place"},
    hidden=("title_place",),
)

_TITLE_CLAUSES: Final[Clauses] = {
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
_PLAN_FOR_VALUES: Final = plan_for_values(title_details)
_TITLE_NAMES: Final[Mapping[str, NameKind]] = {
    "platform": "platform",
    "genre": "title genre",
    "country": "country",
    "audience": "audience rating",
}


def title_list(filters: Mapping[str, Any], sort: str) -> ListResource:
    """List titles; all of them by their scores from these alone, which no index is in order of."""
    return _TITLES_SCORED if not filters and sort.removeprefix("-") in _SCORED else TITLES


def title_conditions(filters: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Turn filters, by names of TITLE_FILTERS, into conditions."""
    keys = {
        name: name_key(given) if isinstance(given, str) else [name_key(one) for one in given]
        for name in _TITLE_NAMES
        if (given := filters.get(name)) is not None
    }
    found = filter_conditions({**filters, **keys}, _TITLE_CLAUSES)
    return (*found, _PLAN_FOR_VALUES) if found else found


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
