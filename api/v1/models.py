"""Models under /v1: what was trained, and what was decided over it."""

from litestar import Controller, Response, get

from api.errors import AnyRequest
from api.operations import document_operation
from api.responses import respond_uncached
from api.schemas.models import Trainings
from api.validation import NoParameters, read_query
from db import schema
from db.queries.documents import read_document


class Models(Controller):
    """Models."""

    path = "/v1/models"
    tags = ("Loads",)

    @get(
        "/",
        summary="What was trained, and what was decided over it",
        description="A new model and the published one are compared on the same held-out data; one "
        "that is worse by more than chance is kept aside. Nobody keeps the answer: a model kept "
        "aside makes no new version of the data.",
        **document_operation(Trainings, "The latest ten of each kind.", "/v1/models", "models"),
    )
    async def list_models(self, request: AnyRequest) -> Response[bytes]:
        """List trainings."""
        read_query(request, NoParameters)
        answer = await read_document(request.app.state.engine, schema.models_document, {})
        return respond_uncached(answer.body)
