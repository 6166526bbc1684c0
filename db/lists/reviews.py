"""Lists of reviews: of a game, of a user, counted by year and in an interval."""

from typing import Final

from sqlalchemy import bindparam

from db import schema
from db.lists.resource import relation_resource
from db.lists.statements import Clauses
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
REVIEW_COUNTS: Final = relation_resource(
    "review counts", schema.review_counts.rows(), "reviews_count", {"reviews": "reviews_count"}
)
SENTIMENTS: Final = {"negative": 0, "neutral": 1, "positive": 2}
REVIEW_CLAUSES: Final[Clauses] = {
    "recommend": {flag: review_details.c.is_recommended.is_(flag) for flag in (True, False)},
    "sentiment": {word: review_details.c.sentiment == sign for word, sign in SENTIMENTS.items()},
    "date_from": review_details.c.posted_on >= bindparam("date_from"),
    "date_to": review_details.c.posted_on <= bindparam("date_to"),
}
