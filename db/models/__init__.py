"""The tables of schemas core and staging; views stay out of this MetaData."""

from db.models.base import metadata
from db.models.games import (
    game_genres,
    game_specs,
    game_studios,
    game_tags,
    games,
    genres,
    specs,
    studios,
    tags,
)
from db.models.loads import load_files, loads, rejects
from db.models.staging import (
    held_constraints,
    staged_files,
    staged_game_labels,
    staged_games,
    staged_item_names,
    staged_items,
    staged_labels,
    staged_rejects,
    staged_reviews,
    staged_users,
)
from db.models.users import items, reviews, users

__all__ = [
    "game_genres",
    "game_specs",
    "game_studios",
    "game_tags",
    "games",
    "genres",
    "held_constraints",
    "items",
    "load_files",
    "loads",
    "metadata",
    "rejects",
    "reviews",
    "specs",
    "staged_files",
    "staged_game_labels",
    "staged_games",
    "staged_item_names",
    "staged_items",
    "staged_labels",
    "staged_rejects",
    "staged_reviews",
    "staged_users",
    "studios",
    "tags",
    "users",
]
