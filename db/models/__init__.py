"""Tables of schemas core and staging, without the views."""

from db.models import games, loads, prices, recommendations, staged_models, staging, users
from db.models.base import metadata

__all__ = [
    "games",
    "loads",
    "metadata",
    "prices",
    "recommendations",
    "staged_models",
    "staging",
    "users",
]
