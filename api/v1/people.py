"""People of streaming titles, and the platforms that show these, under /v1."""

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
from api.schemas.titles import PersonDocument, PlatformDocument
from api.v1.list_request import (
    ORDER_BY_NAME,
    ListQuery,
    Words,
    choose_list_sort,
    list_sort_type,
    respond_list,
)
from api.validation import NoParameters, read_path, read_query
from db import schema
from db.lists.people import PEOPLE, PLATFORMS, person_search_list
from db.lists.resource import MATCH
from db.names import NAME_CHARACTERS
from db.queries.documents import read_document

Person: Final = response_row_type("Person", PEOPLE)
Platform: Final = response_row_type("Platform", PLATFORMS)
_LARGEST_INTEGER: Final = 2**31 - 1


class PersonPath(Struct):
    """Which person."""

    person_id: Annotated[int, doc("The person.", ge=0, le=_LARGEST_INTEGER, examples=[55555])]


class PlatformPath(Struct):
    """Which platform."""

    name: Annotated[
        str,
        doc("A platform, in any case.", max_length=NAME_CHARACTERS, examples=["netflix"]),
    ]


class PeopleQuery(ListQuery, kw_only=True):
    """A search for people, and their order."""

    q: Words | None = None
    sort: Annotated[
        list_sort_type(*PEOPLE.sorts, MATCH) | None,  # type: ignore[valid-type] # made at run time
        doc(
            "The order; with a `-` the greatest come first. Equals come by person_id. `match` is "
            "how well `q` matches. Without it: `-match` where `q` is given, else `name`."
        ),
    ] = None


class PlatformsQuery(ListQuery, kw_only=True):
    """The order of platforms."""

    sort: Annotated[list_sort_type(*PLATFORMS.sorts), doc(ORDER_BY_NAME)] = "name"  # type: ignore[valid-type] # made at run time


class People(Controller):
    """People."""

    path = "/v1/people"
    tags = ("Titles",)

    @get(
        "/",
        operation_class=openapi_operation_class(PeopleQuery),
        summary="Actors and directors",
        description="With how many titles credit each, as actor and as director.",
        responses=openapi_list_responses(Person, "People.", answer_example("people")),
        opt={"example": "/v1/people?sort=-titles&limit=10"},
    )
    async def list_people(self, request: AnyRequest) -> Response[Any]:
        """List people."""
        query = read_query(request, PeopleQuery)
        order = choose_list_sort(query.sort, query.q, default="name")
        listing = PEOPLE if query.q is None else person_search_list(query.q)
        return await respond_list(request, query, listing, sort=order)

    @get(
        "/{person_id:str}",
        operation_class=openapi_operation_class(path=PersonPath),
        summary="A person, and the titles with that person",
        description="Titles by release year, the newest first. Search finds the number of a name.",
        responses=openapi_document_responses(
            PersonDocument, "The person.", answer_example("person"), named=True
        ),
        opt={"example": "/v1/people/55555"},
    )
    async def get_person(self, request: AnyRequest) -> Response[bytes]:
        """Show one person."""
        person_id = read_path(request, PersonPath).person_id
        read_query(request, NoParameters)
        answer = await read_document(
            request.app.state.engine,
            schema.person_document,
            {"p_person_id": person_id},
            kind="person",
        )
        return respond_answer(answer)


class Platforms(Controller):
    """Platforms."""

    path = "/v1/platforms"
    tags = ("Titles",)

    @get(
        "/",
        operation_class=openapi_operation_class(PlatformsQuery),
        summary="Streaming platforms",
        description="With how many titles each shows.",
        responses=openapi_list_responses(Platform, "Platforms.", answer_example("platforms")),
        opt={"example": "/v1/platforms"},
    )
    async def list_platforms(self, request: AnyRequest) -> Response[Any]:
        """List platforms."""
        query = read_query(request, PlatformsQuery)
        return await respond_list(request, query, PLATFORMS, sort=query.sort)

    @get(
        "/{name:str}",
        operation_class=openapi_operation_class(path=PlatformPath),
        summary="A platform by release year",
        description=(
            "Of each year its titles, how many of them have a score, the longest movie, the title "
            "with most seasons, and who acts in most titles."
        ),
        responses=openapi_document_responses(
            PlatformDocument, "The platform.", answer_example("platform"), named=True
        ),
        opt={"example": "/v1/platforms/netflix"},
    )
    async def get_platform(self, request: AnyRequest) -> Response[bytes]:
        """Show one platform."""
        name = read_path(request, PlatformPath).name
        read_query(request, NoParameters)
        answer = await read_document(
            request.app.state.engine,
            schema.platform_document,
            {"p_platform": name},
            kind="platform",
        )
        return respond_answer(answer)
