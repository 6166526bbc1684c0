"""Genres, studios, tags and specs under /v1: lists of them, and what is known of one."""

from typing import Annotated, Any, Final

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.openapi import answer_example, openapi_operation_class
from api.responses import (
    openapi_document_responses,
    openapi_list_responses,
    respond_answer,
    response_row_type,
)
from api.schemas import doc
from api.schemas.labels import GenreDocument, StudioDocument, TagDocument
from api.v1.list_request import (
    ORDER_BY_NAME,
    ListQuery,
    Words,
    choose_list_sort,
    list_sort_type,
    respond_list,
)
from api.validation import NoParameters, read_path, read_query, read_rest_of_path
from db import schema
from db.api_function import ApiFunction
from db.lists.labels import GENRES, SPECS, STUDIOS, TAGS, studio_search_list
from db.lists.resource import MATCH
from db.names import NAME_CHARACTERS
from db.queries.documents import read_document
from db.queries.labels import NameKind

Genre: Final = response_row_type("Genre", GENRES)
Tag: Final = response_row_type("Tag", TAGS)
Spec: Final = response_row_type("Spec", SPECS)
Studio: Final = response_row_type("Studio", STUDIOS)


class GenrePath(Struct):
    """Which genre; the rest of the path is its name."""

    genre: Annotated[
        str, doc("A genre, in any case.", max_length=NAME_CHARACTERS, examples=["Action"])
    ]


class StudioPath(Struct):
    """Which studio; the rest of the path is its name."""

    name: Annotated[
        str, doc("A studio, in any case.", max_length=NAME_CHARACTERS, examples=["Valve"])
    ]


class TagPath(Struct):
    """Which tag; the rest of the path is its name."""

    tag: Annotated[str, doc("A tag, in any case.", max_length=NAME_CHARACTERS, examples=["FPS"])]


class GenresQuery(ListQuery, kw_only=True):
    """The order of genres."""

    sort: Annotated[list_sort_type(*GENRES.sorts), doc(ORDER_BY_NAME)] = "place"  # type: ignore[valid-type] # made at run time


class LabelsQuery(ListQuery, kw_only=True):
    """The order of tags, or of specs."""

    sort: Annotated[list_sort_type(*TAGS.sorts), doc(ORDER_BY_NAME)] = "-games"  # type: ignore[valid-type] # made at run time


class StudiosQuery(ListQuery, kw_only=True):
    """A search for studios, and their order."""

    q: Words | None = None
    sort: Annotated[
        list_sort_type(*STUDIOS.sorts, MATCH) | None,  # type: ignore[valid-type] # made at run time
        doc(
            f"{ORDER_BY_NAME} `match` is how well `q` matches. Without it: `-match` where `q` is "
            "given, else `name`."
        ),
    ] = None


class Genres(Controller):
    """Genres."""

    path = "/v1/genres"
    tags = ("Genres",)

    @get(
        "/",
        operation_class=openapi_operation_class(GenresQuery),
        summary="Genres by playtime",
        description="Every genre of the store, with its place by total playtime.",
        responses=openapi_list_responses(Genre, "Genres.", answer_example("genres")),
        opt={"example": "/v1/genres"},
    )
    async def list_genres(self, request: AnyRequest) -> Response[Any]:
        """List genres."""
        query = read_query(request, GenresQuery)
        return await respond_list(request, query, GENRES, sort=query.sort)

    @get(
        "/{genre:path}",
        operation_class=openapi_operation_class(path=GenrePath),
        summary="A genre: its place, its playtime by release year, its top users",
        description="In any case of letters; years descending, the ten users who played it most.",
        responses=openapi_document_responses(
            GenreDocument, "The genre.", answer_example("genre"), named=True
        ),
        opt={"example": "/v1/genres/Action"},
    )
    async def get_genre(self, request: AnyRequest) -> Response[bytes]:
        """Show one genre."""
        return await _respond_label(request, GenrePath, schema.genre_document, kind="genre")


class Studios(Controller):
    """Studios."""

    path = "/v1/studios"
    tags = ("Studios",)

    @get(
        "/",
        operation_class=openapi_operation_class(StudiosQuery),
        summary="Developers and publishers",
        description="With how many games they developed and published.",
        responses=openapi_list_responses(Studio, "Studios.", answer_example("studios")),
        opt={"example": "/v1/studios?sort=-games&limit=10"},
    )
    async def list_studios(self, request: AnyRequest) -> Response[Any]:
        """List studios."""
        query = read_query(request, StudiosQuery)
        order = choose_list_sort(query.sort, query.q, default="name")
        listing = STUDIOS if query.q is None else studio_search_list(query.q)
        return await respond_list(request, query, listing, sort=order)

    @get(
        "/{name:path}",
        operation_class=openapi_operation_class(path=StudioPath),
        summary="A studio: its games by release year, and how its reviews feel",
        description=(
            "In any case of letters; the whole rest of the path is the name, slashes too. Years "
            "and reviews are those of the games that it developed."
        ),
        responses=openapi_document_responses(
            StudioDocument, "The studio.", answer_example("studio"), named=True
        ),
        opt={"example": "/v1/studios/Valve"},
    )
    async def get_studio(self, request: AnyRequest) -> Response[bytes]:
        """Show one studio."""
        return await _respond_label(request, StudioPath, schema.studio_document, kind="studio")


class Tags(Controller):
    """Tags."""

    path = "/v1/tags"
    tags = ("Tags and specs",)

    @get(
        "/",
        operation_class=openapi_operation_class(LabelsQuery),
        summary="Tags that players give to games",
        description="With how many games have each; the most frequent first.",
        responses=openapi_list_responses(Tag, "Tags.", answer_example("tags")),
        opt={"example": "/v1/tags"},
    )
    async def list_tags(self, request: AnyRequest) -> Response[Any]:
        """List tags."""
        query = read_query(request, LabelsQuery)
        return await respond_list(request, query, TAGS, sort=query.sort)

    @get(
        "/{tag:path}",
        operation_class=openapi_operation_class(path=TagPath),
        summary="A tag: what its games have in common, and the tags that go with it",
        description="In any case of letters; the whole rest of the path is the name.",
        responses=openapi_document_responses(
            TagDocument, "The tag.", answer_example("tag"), named=True
        ),
        opt={"example": "/v1/tags/FPS"},
    )
    async def get_tag(self, request: AnyRequest) -> Response[bytes]:
        """Show one tag."""
        return await _respond_label(request, TagPath, schema.tag_document, kind="tag")


class Specs(Controller):
    """Specs."""

    path = "/v1/specs"
    tags = ("Tags and specs",)

    @get(
        "/",
        operation_class=openapi_operation_class(LabelsQuery),
        summary="Features of games, as the store names them",
        description="With how many games have each; the most frequent first.",
        responses=openapi_list_responses(Spec, "Specs.", answer_example("specs")),
        opt={"example": "/v1/specs"},
    )
    async def list_specs(self, request: AnyRequest) -> Response[Any]:
        """List specs."""
        query = read_query(request, LabelsQuery)
        return await respond_list(request, query, SPECS, sort=query.sort)


async def _respond_label(
    request: AnyRequest, shape: type[Struct], function: ApiFunction, *, kind: NameKind
) -> Response[bytes]:
    """Answer with the document of the label that the rest of the path names."""
    read_path(request, shape)
    read_query(request, NoParameters)
    values = {f"p_{kind}": read_rest_of_path(request, f"/v1/{kind}s")}
    return respond_answer(
        await read_document(request.app.state.engine, function, values, kind=kind)
    )
