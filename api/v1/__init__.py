"""Controllers of /v1, one for each resource."""

from typing import Final

from litestar import Controller

from api.v1.games import Games
from api.v1.labels import Genres, Specs, Studios, Tags
from api.v1.loads import Loads
from api.v1.models import Models
from api.v1.people import People, Platforms
from api.v1.prices import Prices
from api.v1.recommendations import Recommendations
from api.v1.reviews import Reviews
from api.v1.search import Search
from api.v1.story import Story
from api.v1.titles import Titles
from api.v1.users import Users
from api.v1.viewers import Viewers
from api.v1.years import Years

CONTROLLERS: Final[tuple[type[Controller], ...]] = (
    Games,
    Genres,
    Studios,
    Tags,
    Specs,
    Years,
    Users,
    Reviews,
    Recommendations,
    Viewers,
    Prices,
    Titles,
    People,
    Platforms,
    Search,
    Story,
    Loads,
    Models,
)
"""In reading order."""
