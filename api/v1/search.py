"""Search under /v1: names for a text as it is typed."""

from typing import Annotated, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.negotiation import negotiated_format
from api.operations import list_operation
from api.responses import respond_page
from api.schemas import doc
from api.schemas.labels import Found
from api.v1.list_request import FormatName
from api.validation import name_parameter, read_query
from db.lists import Window, read_list_page
from db.lists.search import FOUND

MOST_FOUND: Final = 50


class SearchQuery(Struct, kw_only=True):
    """What is typed, and what is looked for."""

    q: Annotated[str, name_parameter("A name as far as it is typed; typos are forgiven.", "civ 5")]
    kind: Annotated[
        Literal["game", "studio", "genre", "user", "title", "person"] | None,
        doc("What to look for; everything without it."),
    ] = None
    limit: Annotated[int, doc("The most names to give.", ge=1, le=MOST_FOUND)] = 10
    format: FormatName | None = None


class Search(Controller):
    """Search."""

    path = "/v1/search"
    tags = ("Search",)

    @get(
        "/",
        summary="Names for a text as it is typed",
        description="A name that is the text comes first. Then names that have its words, or these "
        "as first letters (`csgo`, `gta 5`), or words that begin so, the most popular before the "
        "others; where they are too few, names that are spelled alike follow. An id or address of "
        "the store or of a profile finds the game or user.",
        **list_operation(
            Found, "Names, best first.", "/v1/search?q=civ+5", "search", query=SearchQuery
        ),
    )
    async def search(self, request: AnyRequest) -> Response[bytes]:
        """Search by name."""
        query = read_query(request, SearchQuery)
        chosen = negotiated_format(request.scope, query.format)
        listing = FOUND.given(p_query=query.q, p_count=query.limit, p_kind=query.kind)
        window = Window(sort="place", fields=tuple(listing.fields), limit=query.limit)
        found = await read_list_page(request.app.state.engine, listing, window=window)
        return respond_page(request, found, window.fields, chosen=chosen)
