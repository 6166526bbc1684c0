"""/v1/search: what somebody types in, the games, studios, genres and users it may mean out."""

from typing import Annotated, Any, Final, Literal, TypeAlias

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncEngine

from api.formats import Format, Page, provide_format, respond_page
from api.formats.documents import listed
from api.v1 import parameters as given
from api.v1.examples import example
from db.lists import Window, read_page
from db.lists.names import found_by

MOST_FOUND: Final = 50

Kind: TypeAlias = Annotated[
    Literal["game", "studio", "genre", "user"] | None,
    QueryParameter(name="kind", description="What to look for; everything without it."),
]
Count: TypeAlias = Annotated[
    int,
    QueryParameter(name="limit", description="The most names to give.", ge=1, le=MOST_FOUND),
]


class Found(Struct):
    """A name that a text may mean."""

    place: Annotated[int, Meta(description="Place among the answers, from 1: the best.")]
    kind: Annotated[str, Meta(description="`game`, `studio`, `genre` or `user`.")]
    id: Annotated[str, Meta(description="The game's id, else the name itself.")]
    name: Annotated[str, Meta(description="The name.")]
    popularity: Annotated[
        int, Meta(description="Owners of the game or of the games; for a user, games owned.")
    ]
    score: Annotated[float, Meta(description="How well it matches; the higher, the better.")]


class Search(Controller):
    """Search."""

    path = "/v1/search"
    tags = ("Search",)

    @get(
        "/",
        operation_id="search",
        summary="Names for a text as it is typed",
        description=(
            "Names whose words begin with the words typed come first, the most popular before the "
            "others; where they are too few, names that are spelled alike follow."
        ),
        dependencies={"chosen": Provide(provide_format)},
        responses=listed(Found, "Names, best first.", example("search")),
        opt={"example": "/v1/search?q=civ+5"},
    )
    async def search(  # noqa: PLR0913 - one for each parameter
        self,
        *,
        request: Request[Any, Any, Any],
        engine: NamedDependency[AsyncEngine],
        chosen: NamedDependency[Format],
        q: given.SearchedText,
        kind: Kind = None,
        limit: Count = 10,
    ) -> Response[bytes]:
        """Search by name."""
        listing = found_by(q.strip(), count=limit, kind=kind)
        window = Window(sort="place", fields=tuple(listing.fields), limit=limit)
        found = await read_page(engine, listing, window=window)
        page = Page(columns=window.fields, rows=found.rows, data_version=found.data_version)
        return respond_page(request, page, chosen=chosen)
