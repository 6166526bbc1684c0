"""Genres, studios, tags and specs under /v1: lists of them, and what is known of one."""

from typing import Annotated, Any, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.examples import example
from api.openapi import operation
from api.responses import documented, listed, respond, row_shape
from api.schemas import about
from api.schemas.labels import GenreDocument, StudioDocument
from api.v1.list_request import ListQuery, Words, respond_list, sort_by_match
from api.validation import NAME_CHARACTERS, NoParameters, read_path, read_query, rest_of_path
from db import schema
from db.lists.resources import GENRES, SPECS, STUDIOS, TAGS, studios_named
from db.queries.documents import read_document

Genre: Final = row_shape("Genre", GENRES)
Tag: Final = row_shape("Tag", TAGS)
Spec: Final = row_shape("Spec", SPECS)
Studio: Final = row_shape("Studio", STUDIOS)

_ORDER: Final = "The order; with a `-` the greatest come first. Equals come by name."


class GenrePath(Struct):
    """Which genre; the rest of the path is its name."""

    genre: Annotated[
        str, about("A genre, in any case.", max_length=NAME_CHARACTERS, examples=["Action"])
    ]


class StudioPath(Struct):
    """Which studio; the rest of the path is its name."""

    name: Annotated[
        str, about("A studio, in any case.", max_length=NAME_CHARACTERS, examples=["Valve"])
    ]


class GenresQuery(ListQuery, kw_only=True):
    """The order of genres."""

    sort: Annotated[
        Literal["place", "-place", "name", "-name", "games", "-games"], about(_ORDER)
    ] = "place"


class LabelsQuery(ListQuery, kw_only=True):
    """The order of tags, or of specs."""

    sort: Annotated[Literal["games", "-games", "name", "-name"], about(_ORDER)] = "-games"


class StudiosQuery(ListQuery, kw_only=True):
    """A search for studios, and their order."""

    q: Words | None = None
    sort: Annotated[
        Literal["name", "-name", "games", "-games", "published", "-published", "match", "-match"]
        | None,
        about(
            f"{_ORDER} `match` is how well `q` matches. Without it: `-match` where `q` is "
            "given, else `name`."
        ),
    ] = None


class Genres(Controller):
    """Genres."""

    path = "/v1/genres"
    tags = ("Genres",)

    @get(
        "/",
        operation_class=operation(GenresQuery),
        summary="Genres by playtime",
        description="Every genre of the store, with its place by total playtime.",
        responses=listed(Genre, "Genres.", example("genres")),
        opt={"example": "/v1/genres"},
    )
    async def list_genres(self, request: AnyRequest) -> Response[Any]:
        """List genres."""
        query = read_query(request, GenresQuery)
        return await respond_list(request, query, GENRES, sort=query.sort)

    @get(
        "/{genre:path}",
        operation_class=operation(path=GenrePath),
        summary="A genre: its place, its playtime by release year, its top users",
        description="In any case of letters; years descending, the ten users who played it most.",
        responses=documented(GenreDocument, "The genre.", example("genre"), named=True),
        opt={"example": "/v1/genres/Action"},
    )
    async def get_genre(self, request: AnyRequest) -> Response[bytes]:
        """Show one genre."""
        read_path(request, GenrePath)
        read_query(request, NoParameters)
        genre = rest_of_path(request, self.path)
        values = {"p_genre": genre}
        engine = request.app.state.engine
        return respond(await read_document(engine, schema.genre_document, values, kind="genre"))


class Studios(Controller):
    """Studios."""

    path = "/v1/studios"
    tags = ("Studios",)

    @get(
        "/",
        operation_class=operation(StudiosQuery),
        summary="Developers and publishers",
        description="With how many games they developed and published.",
        responses=listed(Studio, "Studios.", example("studios")),
        opt={"example": "/v1/studios?sort=-games&limit=10"},
    )
    async def list_studios(self, request: AnyRequest) -> Response[Any]:
        """List studios."""
        query = read_query(request, StudiosQuery)
        order = sort_by_match(query.sort, query.q, default="name")
        listing = STUDIOS if query.q is None else studios_named(query.q)
        return await respond_list(request, query, listing, sort=order)

    @get(
        "/{name:path}",
        operation_class=operation(path=StudioPath),
        summary="A studio: its games by release year, and how its reviews feel",
        description=(
            "In any case of letters; the whole rest of the path is the name, slashes too. Years "
            "and reviews are those of the games that it developed."
        ),
        responses=documented(StudioDocument, "The studio.", example("studio"), named=True),
        opt={"example": "/v1/studios/Valve"},
    )
    async def get_studio(self, request: AnyRequest) -> Response[bytes]:
        """Show one studio."""
        read_path(request, StudioPath)
        read_query(request, NoParameters)
        studio = rest_of_path(request, self.path)
        values = {"p_studio": studio}
        engine = request.app.state.engine
        return respond(await read_document(engine, schema.studio_document, values, kind="studio"))


class Tags(Controller):
    """Tags."""

    path = "/v1/tags"
    tags = ("Tags and specs",)

    @get(
        "/",
        operation_class=operation(LabelsQuery),
        summary="Tags that players give to games",
        description="With how many games have each; the most frequent first.",
        responses=listed(Tag, "Tags.", example("tags")),
        opt={"example": "/v1/tags"},
    )
    async def list_tags(self, request: AnyRequest) -> Response[Any]:
        """List tags."""
        query = read_query(request, LabelsQuery)
        return await respond_list(request, query, TAGS, sort=query.sort)


class Specs(Controller):
    """Specs."""

    path = "/v1/specs"
    tags = ("Tags and specs",)

    @get(
        "/",
        operation_class=operation(LabelsQuery),
        summary="Features of games, as the store names them",
        description="With how many games have each; the most frequent first.",
        responses=listed(Spec, "Specs.", example("specs")),
        opt={"example": "/v1/specs"},
    )
    async def list_specs(self, request: AnyRequest) -> Response[Any]:
        """List specs."""
        query = read_query(request, LabelsQuery)
        return await respond_list(request, query, SPECS, sort=query.sort)
