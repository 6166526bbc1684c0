"""What operators see under /v1: runs, models and aggregates, and what runs refused."""

from typing import Annotated, Final

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.responses import respond_uncached
from api.schemas import doc
from api.v1.loads import LoadPath
from api.validation import NoParameters, read_path, read_query
from api.write_access import require_operator
from db import schema
from db.queries.documents import read_document

_RUNS: Final = 100
_MOST_REJECTS: Final = 1000
_MOST_CHARACTERS: Final = 300


class RunQuery(Struct, kw_only=True):
    """Which refused pieces of a run to show."""

    file: Annotated[str, doc("Of this file.", max_length=_MOST_CHARACTERS)] | None = None
    reason: Annotated[str, doc("For this reason.", max_length=_MOST_CHARACTERS)] | None = None
    limit: Annotated[int, doc("The most pieces to give.", ge=1, le=_MOST_REJECTS)] = 200


class Admin(Controller):
    """What operators see; nobody keeps it."""

    path = "/v1/admin"
    guards = (require_operator,)
    include_in_schema = False

    @get("/")
    async def get_admin(self, request: AnyRequest) -> Response[bytes]:
        """Show runs, models and aggregates."""
        read_query(request, NoParameters)
        engine = request.app.state.engine
        answer = await read_document(engine, schema.admin_document, {"p_count": _RUNS})
        return respond_uncached(answer.body)

    @get("/loads/{load_id:str}")
    async def get_run(self, request: AnyRequest) -> Response[bytes]:
        """Show a run of any status, with what it refused as it was written."""
        query = read_query(request, RunQuery)
        answer = await read_document(
            request.app.state.engine,
            schema.admin_load_document,
            {
                "p_load_id": read_path(request, LoadPath).load_id,
                "p_file": query.file,
                "p_reason": query.reason,
                "p_count": query.limit,
            },
            kind="load",
        )
        return respond_uncached(answer.body)
