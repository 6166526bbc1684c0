"""Loads under /v1: what changed the published data, and what was lost on the way."""

from typing import Annotated, Any, Final, Literal

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
from api.schemas.loads import LoadDocument
from api.v1.list_request import ListQuery, respond_list
from api.validation import BIGINT, NoParameters, read_path, read_query
from db import schema
from db.lists.loads import LOADS
from db.queries.documents import read_document

Load: Final = response_row_type("Load", LOADS)


class LoadPath(Struct):
    """Which load."""

    load_id: Annotated[int, doc("The run.", ge=1, le=BIGINT - 1, examples=[1])]


class LoadsQuery(ListQuery, kw_only=True):
    """The order of loads."""

    sort: Annotated[Literal["id", "-id"], doc("The order; `-id` has the latest first.")] = "-id"


class Loads(Controller):
    """Loads."""

    path = "/v1/loads"
    tags = ("Loads",)

    @get(
        "/",
        operation_class=openapi_operation_class(LoadsQuery),
        summary="Runs that changed the data, latest first",
        description=(
            "Loads of files, refreshes and trainings. Runs that failed or changed nothing are "
            "in the view `loads` of the database only."
        ),
        responses=openapi_list_responses(Load, "Runs.", answer_example("loads")),
        opt={"example": "/v1/loads"},
    )
    async def list_loads(self, request: AnyRequest) -> Response[Any]:
        """List loads."""
        query = read_query(request, LoadsQuery)
        return await respond_list(request, query, LOADS, sort=query.sort)

    @get(
        "/{load_id:str}",
        operation_class=openapi_operation_class(path=LoadPath),
        summary="A run: its files, what it refused, what it could not read",
        description="One run that changed the data.",
        responses=openapi_document_responses(
            LoadDocument, "The run.", answer_example("load"), named=True
        ),
        opt={"example": "/v1/loads/1"},
    )
    async def get_load(self, request: AnyRequest) -> Response[bytes]:
        """Show one load."""
        load_id = read_path(request, LoadPath).load_id
        read_query(request, NoParameters)
        values = {"p_load_id": load_id}
        engine = request.app.state.engine
        return respond_answer(
            await read_document(engine, schema.load_document, values, kind="load")
        )
