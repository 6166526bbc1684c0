"""Genres, studios, tags and specs under /v1: lists of them, and what is known of one."""

from typing import Annotated, Any, Final

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.operations import document_operation, list_operation, response_row_type
from api.responses import respond_document
from api.schemas import doc
from api.schemas.labels import GenreDocument, StudioDocument, TagDocument
from api.v1.list_request import ORDER_BY_NAME, respond_list, sort_query
from api.validation import NoParameters, read_path, read_query, read_rest_of_path
from db import schema
from db.api_function import ApiFunction
from db.lists.labels import GENRES, SPECS, STUDIOS, TAGS
from db.names import NAME_CHARACTERS
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


GenresQuery: Final = sort_query(GENRES, "place")
LabelsQuery: Final = sort_query(TAGS, "-games")  # of specs too
StudiosQuery: Final = sort_query(
    STUDIOS,
    None,
    description=f"{ORDER_BY_NAME} `match` is how well `q` matches. Without it: `-match` where `q` "
    "is given, else `name`.",
)


class Genres(Controller):
    """Genres."""

    path = "/v1/genres"
    tags = ("Genres",)

    @get(
        "/",
        summary="Genres by playtime",
        description="Every genre of the store, with its place by total playtime.",
        **list_operation(Genre, "Genres.", "/v1/genres", "genres", query=GenresQuery),
    )
    async def list_genres(self, request: AnyRequest) -> Response[Any]:
        """List genres."""
        return await respond_list(request, read_query(request, GenresQuery), GENRES)

    @get(
        "/{genre:path}",
        summary="A genre: its place, its playtime by release year, its top users",
        description="In any case of letters; years descending, the ten users who played it most.",
        **document_operation(
            GenreDocument, "The genre.", "/v1/genres/Action", "genre", path=GenrePath
        ),
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
        summary="Developers and publishers",
        description="With how many games they developed and published.",
        **list_operation(
            Studio, "Studios.", "/v1/studios?sort=-games&limit=10", "studios", query=StudiosQuery
        ),
    )
    async def list_studios(self, request: AnyRequest) -> Response[Any]:
        """List studios."""
        return await respond_list(request, read_query(request, StudiosQuery), STUDIOS)

    @get(
        "/{name:path}",
        summary="A studio: its games by release year, and how its reviews feel",
        description="In any case of letters; the whole rest of the path is the name, slashes too. "
        "Years and reviews are those of the games that it developed.",
        **document_operation(
            StudioDocument, "The studio.", "/v1/studios/Valve", "studio", path=StudioPath
        ),
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
        summary="Tags that players give to games",
        description="With how many games have each; the most frequent first.",
        **list_operation(Tag, "Tags.", "/v1/tags", "tags", query=LabelsQuery),
    )
    async def list_tags(self, request: AnyRequest) -> Response[Any]:
        """List tags."""
        return await respond_list(request, read_query(request, LabelsQuery), TAGS)

    @get(
        "/{tag:path}",
        summary="A tag: what its games have in common, and the tags that go with it",
        description="In any case of letters; the whole rest of the path is the name.",
        **document_operation(TagDocument, "The tag.", "/v1/tags/FPS", "tag", path=TagPath),
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
        summary="Features of games, as the store names them",
        description="With how many games have each; the most frequent first.",
        **list_operation(Spec, "Specs.", "/v1/specs", "specs", query=LabelsQuery),
    )
    async def list_specs(self, request: AnyRequest) -> Response[Any]:
        """List specs."""
        return await respond_list(request, read_query(request, LabelsQuery), SPECS)


async def _respond_label(
    request: AnyRequest, shape: type[Struct], function: ApiFunction, *, kind: NameKind
) -> Response[bytes]:
    """Answer with the document of the label that the rest of the path names."""
    read_path(request, shape)
    read_query(request, NoParameters)
    values = {f"p_{kind}": read_rest_of_path(request, f"/v1/{kind}s")}
    return await respond_document(request, function, values, kind=kind)
