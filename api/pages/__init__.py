"""The explorer: pages for browsers, made of answers of /v1."""

from typing import Final

from litestar import Router

from api.errors import exception_handlers
from api.pages.about import about_data_page, admin_load_page, admin_page
from api.pages.compare import compare_page
from api.pages.games import game_page, games_page, random_game_page, shelf_page
from api.pages.labels import (
    genre_page,
    genres_page,
    studio_page,
    studios_page,
    tag_page,
    tags_page,
    year_page,
    years_page,
)
from api.pages.render import respond_problem
from api.pages.sql import source_page, sources_page
from api.pages.start import asset, search_page, suggest
from api.pages.story import story_page
from api.pages.titles import (
    people_page,
    person_page,
    platform_page,
    platforms_page,
    title_page,
    titles_page,
)
from api.pages.users import user_page, users_page
from api.pages.viewers import viewer_page, viewers_page

PAGES: Final = Router(
    "/",
    route_handlers=[
        asset,
        search_page,
        suggest,
        games_page,
        random_game_page,
        game_page,
        compare_page,
        shelf_page,
        genres_page,
        genre_page,
        studios_page,
        studio_page,
        tags_page,
        tag_page,
        years_page,
        year_page,
        users_page,
        user_page,
        titles_page,
        title_page,
        people_page,
        person_page,
        platforms_page,
        platform_page,
        viewers_page,
        viewer_page,
        story_page,
        sources_page,
        source_page,
        about_data_page,
    ],
    exception_handlers=exception_handlers(respond_problem),
    include_in_schema=False,
)

ADMIN_PAGES: Final = Router(
    "/",
    route_handlers=[admin_page, admin_load_page],
    exception_handlers=exception_handlers(respond_problem),
    include_in_schema=False,
)
"""Those that need the key."""
