"""Lists of genres, tags, specs, studios and years."""

from typing import Final

from db import schema
from db.lists.resource import relation_resource

GENRES: Final = relation_resource(
    "genres",
    schema.playtime_by_genre,
    "genre",
    {"place": "place", "name": "genre", "games": "games_count"},
    hidden=("genre_key",),
)
GENRE_PRICES: Final = relation_resource(
    "genre prices",
    schema.prices_by_genre,
    "genre",
    {"average": "average_price_usd", "name": "genre", "games": "games_count"},
    hidden=("genre_key",),
)
TAGS: Final = relation_resource(
    "tags", schema.games_by_tag, "tag", {"games": "games_count", "name": "tag"}, hidden=("tag_key",)
)
SPECS: Final = relation_resource(
    "specs",
    schema.games_by_spec,
    "spec",
    {"games": "games_count", "name": "spec"},
    hidden=("spec_key",),
)
STUDIOS: Final = relation_resource(
    "studios",
    schema.games_by_studio,
    "studio",
    {"name": "studio", "games": "games_count", "published": "published_count"},
    hidden=("studio_key",),
    search=("studio", "studio"),
)
YEARS: Final = relation_resource("years", schema.years, "year", {"id": "year"})
