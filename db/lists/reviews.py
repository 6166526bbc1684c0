"""Lists of reviews: of a game, of a user, counted by year and in an interval."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import bindparam

from db import schema
from db.lists.query import Clauses, Condition, ListResource, filter_conditions
from db.lists.resource import relation_resource
from db.schema import review_details

REVIEWS_OF_GAME: Final = relation_resource(
    "reviews of a game", review_details, "user_id", {"posted": "posted_on"}
)
REVIEWS_OF_USER: Final = relation_resource(
    "reviews of a user", review_details, "game_id", {"posted": "posted_on"}
)
REVIEW_YEARS: Final = relation_resource(
    "years of reviews",
    schema.sentiment_counts_by_game_year,
    "posted_year",
    {"id": "posted_year"},
    hidden=("game_id",),
)
_COUNTED: Final = relation_resource(
    "review counts", schema.review_counts.rows(), "reviews_count", {"reviews": "reviews_count"}
)
_NO_FILTERS: Final[Mapping[str, Any]] = MappingProxyType({})
_AUTHOR_IS: Final = review_details.c.user_id == bindparam("user_id")
_REVIEWED_GAME_IS: Final = review_details.c.game_id == bindparam("game_id")
_REVIEWED_IN_YEARS: Final = schema.sentiment_counts_by_game_year.c.game_id == bindparam("game_id")
SENTIMENTS: Final = {"negative": 0, "neutral": 1, "positive": 2}
_REVIEW_CLAUSES: Final[Clauses] = {
    "recommend": {flag: review_details.c.is_recommended.is_(flag) for flag in (True, False)},
    "sentiment": {word: review_details.c.sentiment == sign for word, sign in SENTIMENTS.items()},
    "date_from": review_details.c.posted_on >= bindparam("date_from"),
    "date_to": review_details.c.posted_on <= bindparam("date_to"),
}
REVIEW_FILTERS: Final = tuple(_REVIEW_CLAUSES)


def user_review_conditions(
    user_id: str, filters: Mapping[str, Any] = _NO_FILTERS
) -> tuple[Condition, ...]:
    """Condition reviews on their author, and on filters by names of REVIEW_FILTERS."""
    author = Condition(clause=_AUTHOR_IS, values={"user_id": user_id})
    return (author, *filter_conditions(filters, _REVIEW_CLAUSES))


def game_review_conditions(
    game_id: int, filters: Mapping[str, Any] = _NO_FILTERS
) -> tuple[Condition, ...]:
    """Condition reviews on their game, and on filters by names of REVIEW_FILTERS."""
    subject = Condition(clause=_REVIEWED_GAME_IS, values={"game_id": game_id})
    return (subject, *filter_conditions(filters, _REVIEW_CLAUSES))


def review_years_condition(game_id: int) -> tuple[Condition, ...]:
    """Condition years of reviews on their game."""
    return (Condition(clause=_REVIEWED_IN_YEARS, values={"game_id": game_id}),)


def review_counts_list(*, first: date, last: date) -> ListResource:
    """List the one row of how many users posted in an interval."""
    return replace(_COUNTED, values={"p_from": first, "p_to": last})
