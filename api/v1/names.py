"""/v1/genres, /v1/tags, /v1/specs, /v1/studios: names in, what is known of them out."""

from typing import Annotated, Any, Final, Literal, TypeAlias

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncEngine

from api.answers import documented, respond
from api.formats.documents import listed
from api.problems import Problem
from api.v1 import parameters as given
from api.v1.asked import LIST, Asked
from api.v1.documents import GenreDocument, StudioDocument
from api.v1.examples import example
from api.v1.paths import rest_of_path
from api.v1.shapes import row_shape
from db.lists import documents
from db.lists.names import GENRES, SPECS, STUDIOS, TAGS, studios_named

Genre: Final = row_shape("Genre", GENRES)
Tag: Final = row_shape("Tag", TAGS)
Spec: Final = row_shape("Spec", SPECS)
Studio: Final = row_shape("Studio", STUDIOS)

_ORDER: Final = "The order; with a `-` the greatest come first. Equals come by name."
GenreSort: TypeAlias = Annotated[
    Literal["place", "-place", "name", "-name", "games", "-games"],
    QueryParameter(name="sort", description=_ORDER),
]
LabelSort: TypeAlias = Annotated[
    Literal["games", "-games", "name", "-name"], QueryParameter(name="sort", description=_ORDER)
]
StudioSort: TypeAlias = Annotated[
    Literal["name", "-name", "games", "-games", "published", "-published", "match", "-match"]
    | None,
    QueryParameter(
        name="sort",
        description=(
            f"{_ORDER} `match` is how well `q` matches. Without it: `-match` where `q` is given, "
            "else `name`."
        ),
    ),
]


class Genres(Controller):
    """Genres."""

    path = "/v1/genres"
    tags = ("Genres",)

    @get(
        "/",
        operation_id="list_genres",
        summary="Genres by playtime",
        description="Every genre of the store, with its place by total playtime.",
        dependencies=LIST,
        responses=listed(Genre, "Genres.", example("genres")),
        opt={"example": "/v1/genres"},
    )
    async def list_genres(
        self, asked: NamedDependency[Asked], sort: GenreSort = "place"
    ) -> Response[Any]:
        """List genres."""
        return await asked.answer(GENRES, sort=sort)

    @get(
        "/{genre:path}",
        operation_id="get_genre",
        summary="A genre: its place, its playtime by release year, its top users",
        description="In any case of letters; years descending, the ten users who played it most.",
        responses=documented(GenreDocument, "The genre.", example("genre"), named=True),
        opt={"example": "/v1/genres/Action"},
    )
    async def get_genre(
        self,
        request: Request[Any, Any, Any],
        engine: NamedDependency[AsyncEngine],
        genre: given.GenreName,  # noqa: ARG002 - declared for OpenAPI
    ) -> Response[bytes]:
        """Show one genre."""
        name = rest_of_path(request, self.path)
        return respond(await documents.genre_document(engine, genre=name))


class Studios(Controller):
    """Studios."""

    path = "/v1/studios"
    tags = ("Studios",)

    @get(
        "/",
        operation_id="list_studios",
        summary="Developers and publishers",
        description="With how many games they developed and published.",
        dependencies=LIST,
        responses=listed(Studio, "Studios.", example("studios")),
        opt={"example": "/v1/studios?sort=-games&limit=10"},
    )
    async def list_studios(
        self, asked: NamedDependency[Asked], q: given.Q = None, sort: StudioSort = None
    ) -> Response[Any]:
        """List studios."""
        order = sort or ("name" if q is None else "-match")
        if q is None and order.endswith("match"):
            raise Problem(
                "conflicting-parameters",
                "sort is by match, but there is no q to match.",
                parameter="sort",
                given=order,
            )
        listing = STUDIOS if q is None else studios_named(q.strip())
        return await asked.answer(listing, sort=order)

    @get(
        "/{name:path}",
        operation_id="get_studio",
        summary="A studio: its games by release year, and how its reviews feel",
        description=(
            "In any case of letters; the whole rest of the path is the name, slashes too. Years "
            "and reviews are those of the games that it developed."
        ),
        responses=documented(StudioDocument, "The studio.", example("studio"), named=True),
        opt={"example": "/v1/studios/Valve"},
    )
    async def get_studio(
        self,
        request: Request[Any, Any, Any],
        engine: NamedDependency[AsyncEngine],
        name: given.StudioName,  # noqa: ARG002 - declared for OpenAPI
    ) -> Response[bytes]:
        """Show one studio."""
        studio = rest_of_path(request, self.path)
        return respond(await documents.studio_document(engine, studio=studio))


class Tags(Controller):
    """Tags."""

    path = "/v1/tags"
    tags = ("Tags and specs",)

    @get(
        "/",
        operation_id="list_tags",
        summary="Tags that players give to games",
        description="With how many games have each; the most frequent first.",
        dependencies=LIST,
        responses=listed(Tag, "Tags.", example("tags")),
        opt={"example": "/v1/tags"},
    )
    async def list_tags(
        self, asked: NamedDependency[Asked], sort: LabelSort = "-games"
    ) -> Response[Any]:
        """List tags."""
        return await asked.answer(TAGS, sort=sort)


class Specs(Controller):
    """Specs."""

    path = "/v1/specs"
    tags = ("Tags and specs",)

    @get(
        "/",
        operation_id="list_specs",
        summary="Features of games, as the store names them",
        description="With how many games have each; the most frequent first.",
        dependencies=LIST,
        responses=listed(Spec, "Specs.", example("specs")),
        opt={"example": "/v1/specs"},
    )
    async def list_specs(
        self, asked: NamedDependency[Asked], sort: LabelSort = "-games"
    ) -> Response[Any]:
        """List specs."""
        return await asked.answer(SPECS, sort=sort)
