"""The data story under /v1."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.operations import document_operation
from api.responses import respond_answer, respond_uncached
from api.schemas import doc
from api.schemas.story import StoryDocument, StoryParts
from api.validation import read_query
from db import schema
from db.queries.documents import read_document

Part = Literal[StoryParts.__struct_fields__]  # type: ignore[name-defined] # made at run time


class StoryQuery(Struct):
    """Which part of the story."""

    part: Annotated[Part | None, doc("This part alone; without it all of them.")] = None


class _State(Struct):
    is_current: bool


class Story(Controller):
    """The data story."""

    path = "/v1/story"
    tags = ("Story",)

    @get(
        "/",
        summary="The exploratory analysis of what is loaded",
        description="It is computed in the background after each load, by `ludoteca worker` or "
        "`ludoteca report`: `data_version` tells of which data it is, and `is_current` whether "
        "others were loaded since. Each part is the rows of the view agg.story_… of its name.",
        **document_operation(StoryDocument, "The story.", "/v1/story?part=sizes", query=StoryQuery),
    )
    async def get_story(self, request: AnyRequest) -> Response[bytes] | Response[Any]:
        """Show the story; nobody keeps one that a newer is going to replace."""
        query = read_query(request, StoryQuery)
        parts = None if query.part is None else [query.part]
        answer = await read_document(
            request.app.state.engine, schema.story_document, {"p_parts": parts}
        )
        if msgspec.json.decode(answer.body, type=_State).is_current:
            return respond_answer(answer)
        return respond_uncached(answer.body)
