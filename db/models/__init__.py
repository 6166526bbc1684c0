"""Tables of schemas core and staging, without the views."""

from db.models import (
    events,
    games,
    loads,
    prices,
    ratings,
    recommendations,
    staged_models,
    staging,
    story,
    tastes,
    titles,
    users,
)
from db.models.base import metadata

__all__ = [
    "events",
    "games",
    "loads",
    "metadata",
    "prices",
    "ratings",
    "recommendations",
    "staged_models",
    "staging",
    "story",
    "tastes",
    "titles",
    "users",
]
