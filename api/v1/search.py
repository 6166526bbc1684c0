"""Search under /v1: names for a text as it is typed."""

from typing import Annotated, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.negotiation import chosen_format
from api.openapi import example, operation
from api.responses import Page, listed, respond_page
from api.schemas import about
from api.schemas.labels import Found
from api.v1.list_request import FormatName
from api.validation import name, read_query
from db.lists import Window, read_page
from db.lists.resources import found_by

MOST_FOUND: Final = 50


class SearchQuery(Struct, kw_only=True):
    """What is typed, and what is looked for."""

    q: Annotated[str, name("A name as far as it is typed; typos are forgiven.", "civ 5")]
    kind: Annotated[
        Literal["game", "studio", "genre", "user"] | None,
        about("What to look for; everything without it."),
    ] = None
    limit: Annotated[int, about("The most names to give.", ge=1, le=MOST_FOUND)] = 10
    format: FormatName | None = None


class Search(Controller):
    """Search."""

    path = "/v1/search"
    tags = ("Search",)

    @get(
        "/",
        operation_class=operation(SearchQuery),
        summary="Names for a text as it is typed",
        description=(
            "Names whose words begin with the words typed come first, the most popular before the "
            "others; where they are too few, names that are spelled alike follow."
        ),
        responses=listed(Found, "Names, best first.", example("search")),
        opt={"example": "/v1/search?q=civ+5"},
    )
    async def search(self, request: AnyRequest) -> Response[bytes]:
        """Search by name."""
        query = read_query(request, SearchQuery)
        chosen = chosen_format(request.scope, query.format)
        listing = found_by(query.q, count=query.limit, kind=query.kind)
        window = Window(sort="place", fields=tuple(listing.fields), limit=query.limit)
        found = await read_page(request.app.state.engine, listing, window=window)
        page = Page(columns=window.fields, rows=found.rows, publication=found.publication)
        return respond_page(request, page, chosen=chosen)
