"""People of streaming titles, and the platforms that show these, under /v1."""

from typing import Annotated, Any, Final

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.operations import document_operation, list_operation, response_row_type
from api.responses import respond_document
from api.schemas import doc
from api.schemas.titles import PersonDocument, PlatformDocument
from api.v1.list_request import respond_list, sort_query
from api.validation import INTEGER, NoParameters, read_path, read_query
from db import schema
from db.lists.titles import PEOPLE, PLATFORMS
from db.names import NAME_CHARACTERS

Person: Final = response_row_type("Person", PEOPLE)
Platform: Final = response_row_type("Platform", PLATFORMS)


class PersonPath(Struct):
    """Which person."""

    person_id: Annotated[int, doc("The person.", ge=0, le=INTEGER - 1, examples=[55555])]


class PlatformPath(Struct):
    """Which platform."""

    name: Annotated[
        str,
        doc("A platform, in any case.", max_length=NAME_CHARACTERS, examples=["netflix"]),
    ]


PeopleQuery: Final = sort_query(
    PEOPLE,
    None,
    description="The order; with a `-` the greatest come first. Equals come by person_id. `match` "
    "is how well `q` matches. Without it: `-match` where `q` is given, else `name`.",
)
PlatformsQuery: Final = sort_query(PLATFORMS, "name")


class People(Controller):
    """People."""

    path = "/v1/people"
    tags = ("Titles",)

    @get(
        "/",
        summary="Actors and directors",
        description="With how many titles credit each, as actor and as director.",
        **list_operation(
            Person, "People.", "/v1/people?sort=-titles&limit=10", "people", query=PeopleQuery
        ),
    )
    async def list_people(self, request: AnyRequest) -> Response[Any]:
        """List people."""
        return await respond_list(request, read_query(request, PeopleQuery), PEOPLE)

    @get(
        "/{person_id:str}",
        summary="A person, and the titles with that person",
        description="Titles by release year, the newest first. Search finds the number of a name.",
        **document_operation(
            PersonDocument, "The person.", "/v1/people/55555", "person", path=PersonPath
        ),
    )
    async def get_person(self, request: AnyRequest) -> Response[bytes]:
        """Show one person."""
        values = {"p_person_id": read_path(request, PersonPath).person_id}
        read_query(request, NoParameters)
        return await respond_document(request, schema.person_document, values, kind="person")


class Platforms(Controller):
    """Platforms."""

    path = "/v1/platforms"
    tags = ("Titles",)

    @get(
        "/",
        summary="Streaming platforms",
        description="With how many titles each shows.",
        **list_operation(
            Platform, "Platforms.", "/v1/platforms", "platforms", query=PlatformsQuery
        ),
    )
    async def list_platforms(self, request: AnyRequest) -> Response[Any]:
        """List platforms."""
        return await respond_list(request, read_query(request, PlatformsQuery), PLATFORMS)

    @get(
        "/{name:str}",
        summary="A platform by release year",
        description="Of each year its titles, how many of them have a score, the longest movie, "
        "the title with most seasons, and who acts in most titles.",
        **document_operation(
            PlatformDocument,
            "The platform.",
            "/v1/platforms/netflix",
            "platform",
            path=PlatformPath,
        ),
    )
    async def get_platform(self, request: AnyRequest) -> Response[bytes]:
        """Show one platform."""
        values = {"p_platform": read_path(request, PlatformPath).name}
        read_query(request, NoParameters)
        return await respond_document(request, schema.platform_document, values, kind="platform")
