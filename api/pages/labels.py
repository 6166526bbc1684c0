"""Pages of genres, studios, tags and years."""

from typing import Any

from litestar import Response, get

from api.errors import AnyRequest
from api.negotiation import request_query_pairs
from api.pages.render import respond_html
from api.subrequests import address, ask
from api.validation import read_rest_of_path


@get("/genres", include_in_schema=False)
async def genres_page(request: AnyRequest) -> Response[Any]:
    """List genres by playtime, with their prices."""
    parts = await ask(
        request,
        genres=address("v1", "genres", limit=200),
        prices=address("v1", "genre-prices", limit=200),
    )
    return await respond_html(request, "genres.html", parts, section="genres")


@get("/genres/{genre:path}", include_in_schema=False)
async def genre_page(request: AnyRequest) -> Response[Any]:
    """Show a genre: its playtime by release year, its players and its games."""
    name = read_rest_of_path(request, "/genres")
    parts = await ask(
        request,
        genre=f"/v1/genres/{address(name)[1:]}",
        owned=address("v1", "games", genre=name, sort="-owners", limit=10, total=True),
        prices=address("v1", "genre-prices", limit=200),
        genres=address("v1", "genres", limit=200),
    )
    return await respond_html(request, "genre.html", parts, section="genres")


@get("/studios", include_in_schema=False)
async def studios_page(request: AnyRequest) -> Response[Any]:
    """List studios, by a text or by their games."""
    given = dict(request_query_pairs(request.scope))
    words = given.get("q", "").strip()
    sort = given.get("sort") or ("-match" if words else "-games")
    parts = await ask(
        request,
        studios=address(
            "v1", "studios", q=words, sort=sort, limit=50, total=True, cursor=given.get("cursor")
        ),
    )
    return await respond_html(
        request,
        "studios.html",
        parts,
        section="studios",
        given=words,
        sort=sort,
        is_first="cursor" not in given,
    )


@get("/studios/{name:path}", include_in_schema=False)
async def studio_page(request: AnyRequest) -> Response[Any]:
    """Show a studio: its games by release year, and how its reviews feel."""
    name = read_rest_of_path(request, "/studios")
    parts = await ask(
        request,
        studio=f"/v1/studios/{address(name)[1:]}",
        developed=address("v1", "games", developer=name, sort="-owners", limit=15, total=True),
        published=address("v1", "games", publisher=name, sort="-owners", limit=5, total=True),
    )
    return await respond_html(request, "studio.html", parts, section="studios")


@get("/tags", include_in_schema=False)
async def tags_page(request: AnyRequest) -> Response[Any]:
    """List tags and features of games."""
    parts = await ask(
        request,
        tags=address("v1", "tags", limit=200, total=True),
        specs=address("v1", "specs", limit=200, total=True),
    )
    return await respond_html(request, "tags.html", parts, section="games")


@get("/tags/{tag:path}", include_in_schema=False)
async def tag_page(request: AnyRequest) -> Response[Any]:
    """Show a tag: its games, and the tags that go with it."""
    name = read_rest_of_path(request, "/tags")
    parts = await ask(
        request,
        tag=f"/v1/tags/{address(name)[1:]}",
        owned=address("v1", "games", tag=name, sort="-owners", limit=15, total=True),
    )
    return await respond_html(request, "tag.html", parts, section="games")


@get("/years", include_in_schema=False)
async def years_page(request: AnyRequest) -> Response[Any]:
    """Show all years in one chart and table."""
    parts = await ask(request, years=address("v1", "years"))
    return await respond_html(request, "years.html", parts, section="years")


@get("/years/{year:str}", include_in_schema=False)
async def year_page(request: AnyRequest) -> Response[Any]:
    """Show a year: its releases, its best and its worst."""
    year = request.path_params["year"]
    of = dict(request_query_pairs(request.scope)).get("year_of")
    parts = await ask(
        request,
        year=address("v1", "years", year, year_of=of),
        games=address(
            "v1", "games", year_from=year, year_to=year, sort="-owners", limit=10, total=True
        ),
    )
    return await respond_html(request, "year.html", parts, section="years")
