"""Pages about the data: what the public may know of them, and what operators see."""

from typing import Any, Final

from litestar import Response, get

from api.errors import AnyRequest
from api.negotiation import request_query_pairs
from api.pages.render import NOW, respond_html
from api.subrequests import address, ask
from api.write_access import require_operator

_LOADS: Final = 12
_SHOWN_MODELS: Final = 6


@get("/about/data", include_in_schema=False)
async def about_data_page(request: AnyRequest) -> Response[Any]:
    """Tell where the data are from, what became of them, and what they lack."""
    parts = await ask(
        request,
        now=NOW,
        loads=address("v1", "loads", limit=200),
        missing=address("v1", "story", part="missing"),
    )
    latest = [one["load_id"] for one in parts["loads"].rows if one["kind"] == "load"][:_LOADS]
    found = await ask(request, **{f"load_{one}": address("v1", "loads", one) for one in latest})
    return await respond_html(
        request,
        "about_data.html",
        {**parts, **found},
        section="data",
        is_private=not parts["missing"].document["is_current"],  # it comes within this version
        has_operators=request.app.state.write_key is not None,
        runs=[found[f"load_{one}"] for one in latest],
    )


@get("/admin", include_in_schema=False, guards=[require_operator])
async def admin_page(request: AnyRequest) -> Response[Any]:
    """Show operators runs, models and aggregates."""
    parts = await ask(request, admin=address("v1", "admin"))
    models = parts["admin"].document["models"]
    kinds: dict[str, list[Any]] = {one["kind"]: [] for one in models}
    for one in models:
        kinds[one["kind"]].append(one)
    return await respond_html(
        request,
        "admin.html",
        parts,
        section="data",
        is_private=True,
        kinds={kind: rows[:_SHOWN_MODELS] for kind, rows in kinds.items()},
    )


@get("/admin/loads/{load_id:str}", include_in_schema=False, guards=[require_operator])
async def admin_load_page(request: AnyRequest) -> Response[Any]:
    """Show operators a run, with the pieces that it refused."""
    given = dict(request_query_pairs(request.scope))
    file, reason = given.get("file"), given.get("reason")
    parts = await ask(
        request,
        run=address(
            "v1", "admin", "loads", request.path_params["load_id"], file=file, reason=reason
        ),
    )
    return await respond_html(
        request,
        "admin_load.html",
        parts,
        section="data",
        is_private=True,
        file=file,
        reason=reason,
    )
