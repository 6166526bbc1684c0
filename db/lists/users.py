"""Lists of users: theirs, those of a search, libraries, what is played."""

from typing import Final

from db import schema
from db.lists.resource import relation_resource
from db.lists.statements import ListResource
from db.schema import game_details, items

USERS: Final = relation_resource(
    "users", schema.user_details, "user_id", {"id": "user_id"}, search=("user", "user_id")
)
LIBRARY_FACETS: Final = relation_resource(
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
USER_GENRES: Final = relation_resource(
    "genres of a user",
    schema.playtime_by_user_genre,
    "genre",
    {"playtime": "playtime_minutes", "games": "games_count", "name": "genre"},
    hidden=("user_id",),
)
