"""Loads under /v1: what changed the published data, and what was lost on the way."""

from typing import Annotated, Any, Final

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.operations import document_operation, list_operation, response_row_type
from api.responses import respond_document
from api.schemas import doc
from api.schemas.loads import LoadDocument
from api.v1.list_request import ORDER_BY_ID, respond_list, sort_query
from api.validation import BIGINT, NoParameters, read_path, read_query
from db import schema
from db.lists.loads import LOADS

Load: Final = response_row_type("Load", LOADS)


class LoadPath(Struct):
    """Which load."""

    load_id: Annotated[int, doc("The run.", ge=1, le=BIGINT - 1, examples=[1])]


LoadsQuery: Final = sort_query(LOADS, "-id", description=ORDER_BY_ID)


class Loads(Controller):
    """Loads."""

    path = "/v1/loads"
    tags = ("Loads",)

    @get(
        "/",
        summary="Runs that changed the data, latest first",
        description="Loads of files, refreshes and trainings. Runs that failed or changed nothing "
        "are in the view `loads` of the database only.",
        **list_operation(Load, "Runs.", "/v1/loads", "loads", query=LoadsQuery),
    )
    async def list_loads(self, request: AnyRequest) -> Response[Any]:
        """List loads."""
        return await respond_list(request, read_query(request, LoadsQuery), LOADS)

    @get(
        "/{load_id:str}",
        summary="A run: its files, what it refused, what it could not read",
        description="One run that changed the data.",
        **document_operation(LoadDocument, "The run.", "/v1/loads/1", "load", path=LoadPath),
    )
    async def get_load(self, request: AnyRequest) -> Response[bytes]:
        """Show one load."""
        load_id = read_path(request, LoadPath).load_id
        read_query(request, NoParameters)
        values = {"p_load_id": load_id}
        return await respond_document(request, schema.load_document, values, kind="load")
