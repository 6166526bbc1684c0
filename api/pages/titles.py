"""Pages of streaming titles, of who made them, and of the platforms that show them."""

from typing import Any, Final

from litestar import Response, get

from api.errors import AnyRequest
from api.negotiation import request_query_pairs
from api.pages.render import respond_html
from api.subrequests import address, ask
from db.lists.titles import TITLE_FILTERS

_ROWS: Final = 25
_PEOPLE: Final = 50
_FILTERS: Final = ("q", *TITLE_FILTERS)
_REPEATED: Final = frozenset({"genre", "country"})


@get("/titles", include_in_schema=False)
async def titles_page(request: AnyRequest) -> Response[Any]:
    """List titles by filters, with the ways to narrow them down."""
    pairs = [(name, value) for name, value in request_query_pairs(request.scope) if value]
    chosen = {name: [value for one, value in pairs if one == name] for name in _FILTERS}
    asked: dict[str, Any] = {
        name: values if name in _REPEATED else values[-1:] for name, values in chosen.items()
    }
    given = dict(pairs)
    sort = given.get("sort") or ("-match" if asked["q"] else "-year")
    parts = await ask(
        request,
        titles=address(
            "v1", "titles", **asked, sort=sort, limit=_ROWS, total=True, cursor=given.get("cursor")
        ),
        platforms=address("v1", "platforms"),
    )
    return await respond_html(
        request,
        "titles.html",
        parts,
        section="titles",
        filters=[(name, value) for name, values in asked.items() for value in values],
        sort=sort,
        is_first="cursor" not in given,
    )


@get("/titles/{title_id:str}", include_in_schema=False)
async def title_page(request: AnyRequest) -> Response[Any]:
    """Show everything known of a title."""
    of = ("v1", "titles", request.path_params["title_id"])
    parts = await ask(
        request,
        title=address(*of),
        credits=address(*of, "credits"),
        similar=address(*of, "similar", limit=12),
        years=address(*of, "score-years"),
    )
    copies = {
        f"copy_{number}": address("v1", "titles", one)
        for number, one in enumerate(parts["title"].document["same_work_ids"])
    }
    found = await ask(request, **copies)
    return await respond_html(
        request, "title.html", {**parts, **found}, section="titles", copies=list(found.values())
    )


@get("/people", include_in_schema=False)
async def people_page(request: AnyRequest) -> Response[Any]:
    """List people, by a text or by their titles."""
    given = dict(request_query_pairs(request.scope))
    words = given.get("q", "").strip()
    sort = given.get("sort") or ("-match" if words else "-titles")
    parts = await ask(
        request,
        people=address(
            "v1",
            "people",
            q=words,
            sort=sort,
            limit=_PEOPLE,
            total=True,
            cursor=given.get("cursor"),
        ),
    )
    return await respond_html(
        request,
        "people.html",
        parts,
        section="titles",
        given=words,
        sort=sort,
        is_first="cursor" not in given,
    )


@get("/people/{person_id:str}", include_in_schema=False)
async def person_page(request: AnyRequest) -> Response[Any]:
    """Show a person, and the titles with that person."""
    parts = await ask(request, person=address("v1", "people", request.path_params["person_id"]))
    return await respond_html(request, "person.html", parts, section="titles")


@get("/platforms", include_in_schema=False)
async def platforms_page(request: AnyRequest) -> Response[Any]:
    """Show the platforms beside each other."""
    parts = await ask(request, platforms=address("v1", "platforms", sort="-titles"))
    return await respond_html(request, "platforms.html", parts, section="platforms")


@get("/platforms/{name:str}", include_in_schema=False)
async def platform_page(request: AnyRequest) -> Response[Any]:
    """Show a platform by release year."""
    name = request.path_params["name"]
    parts = await ask(
        request,
        platform=address("v1", "platforms", name),
        newest=address("v1", "titles", platform=name, sort="-added", limit=10, total=True),
    )
    return await respond_html(request, "platform.html", parts, section="platforms")
