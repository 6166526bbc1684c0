"""Pages of viewers: what they rated, what it says of them, and what they may like."""

from typing import Any, Final

from litestar import Response, get
from litestar.response import Redirect

from api.errors import AnyRequest, Problem
from api.negotiation import request_query_pairs
from api.pages.render import respond_html
from api.pages.selection import read_choice
from api.subrequests import Part, address, ask

_SORTS: Final = ("-rated", "-stars", "stars")
_MODELS: Final = ("", "title_pearson", "user_pearson", "baseline")
"""The first is the published one."""
_NAMED: Final = 6
"""Titles of which a name may be; a prediction is of the first."""


@get("/viewers", include_in_schema=False)
async def viewers_page(request: AnyRequest) -> Response[Any] | Redirect:
    """List viewers, or go to the one whose number is given, with the title that is asked for."""
    given = dict(request_query_pairs(request.scope))
    number = given.get("viewer", "").strip()
    if number:
        return Redirect(address("viewers", number, title=given.get("title", "").strip()))
    parts = await ask(
        request, viewers=address("v1", "viewers", limit=100, cursor=given.get("cursor"))
    )
    return await respond_html(
        request, "viewers.html", parts, section="titles", is_first="cursor" not in given
    )


@get("/viewers/{viewer_id:str}", include_in_schema=False)
async def viewer_page(request: AnyRequest) -> Response[Any]:
    """Show a viewer: ratings, taste, what may come next, and a prediction where one is asked."""
    given = dict(request_query_pairs(request.scope))
    sort = read_choice(request, "sort", _SORTS)
    model = read_choice(request, "model", _MODELS) or None
    of = ("v1", "viewers", request.path_params["viewer_id"])
    parts = await ask(
        request,
        viewer=address(*of),
        recommended=address(*of, "recommendations", limit=10),
        ratings=address(
            *of, "ratings", sort=sort, limit=25, total=True, cursor=given.get("cursor")
        ),
    )
    title = given.get("title", "").strip()
    parts |= await _predict(request, of, title, model)
    return await respond_html(
        request,
        "viewer.html",
        parts,
        section="titles",
        sort=sort,
        model=model,
        title=title,
        is_first="cursor" not in given,
    )


async def _predict(
    request: AnyRequest, of: tuple[str, ...], title: str, model: str | None
) -> dict[str, Part]:
    """Ask for a prediction of the title of an id, or else the one whose name fits best."""
    if not title:
        return {}
    if found := await _ask_if_known(
        request, prediction=address(*of, "predictions", title, model=model)
    ):
        return found
    named = await _ask_if_known(
        request, named=address("v1", "search", q=title, kind="title", limit=_NAMED)
    )
    for one in named["named"].rows[:1] if named else ():
        named |= await _ask_if_known(
            request, prediction=address(*of, "predictions", one["id"], model=model)
        )
    return named


async def _ask_if_known(request: AnyRequest, **asked: str) -> dict[str, Part]:
    try:
        return await ask(request, **asked)
    except Problem as problem:
        if problem.status_code not in {400, 404}:  # not of what was asked, nor to be kept
            raise
        return {}
