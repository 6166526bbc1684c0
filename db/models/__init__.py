"""Tables of schemas core and staging, without the views."""

# these import the others
from db.models import events, loads, ratings, staged_models, story, users
from db.models.base import metadata

__all__ = ["events", "loads", "metadata", "ratings", "staged_models", "story", "users"]
