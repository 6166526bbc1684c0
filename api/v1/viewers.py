"""Viewers of streaming titles under /v1: what they rated, will like, and why."""

from functools import partial
from typing import Annotated, Any, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.negotiation import negotiated_format
from api.openapi import answer_example, openapi_operation_class
from api.responses import (
    openapi_document_responses,
    openapi_list_responses,
    respond_answer,
    respond_list_document,
    response_row_type,
)
from api.schemas import doc
from api.schemas.viewers import (
    MOST_RECOMMENDED,
    MOST_STARS,
    ListModel,
    Prediction,
    RecommendedTitle,
    RecommendedTitles,
    TasteModel,
    Viewer,
)
from api.v1.list_request import FormatName, ListQuery, list_sort_type, respond_list
from api.validation import INTEGER, NoParameters, read_path, read_query
from db import schema
from db.lists.viewers import VIEWER_RATINGS, VIEWERS, check_viewer_exists, viewer_condition
from db.names import NAME_CHARACTERS
from db.queries.documents import read_document

ViewerNumber: Final = response_row_type("ViewerNumber", VIEWERS)
ViewerRating: Final = response_row_type("ViewerRating", VIEWER_RATINGS)

_VIEWER: Final = doc("A viewer's id.", ge=1, le=INTEGER - 1, examples=[45811])
_TITLE: Final = doc("A title's id.", max_length=NAME_CHARACTERS, examples=["as1"])
_MODEL: Final = doc(
    "The model to ask; without it the published one. Where it is not published, `model` in the "
    "answer tells which answered instead."
)


class ViewerPath(Struct):
    """Which viewer."""

    viewer_id: Annotated[int, _VIEWER]


class PredictionPath(ViewerPath):
    """Which viewer, and which title."""

    title_id: Annotated[str, _TITLE]


class PredictionQuery(Struct, kw_only=True):
    """How a prediction is made."""

    model: Annotated[TasteModel, _MODEL] | None = None
    threshold: Annotated[float, doc("What is recommended has more stars.", ge=0, le=MOST_STARS)] = (
        4.0
    )


class TitlesQuery(Struct, kw_only=True):
    """How titles are chosen for a viewer."""

    limit: Annotated[int, doc("The most titles to give.", ge=1, le=MOST_RECOMMENDED)] = 5
    model: Annotated[ListModel, _MODEL] | None = None
    format: FormatName | None = None


class ViewersQuery(ListQuery, kw_only=True):
    """The order of viewers."""

    sort: Annotated[Literal["id", "-id"], doc("The order; `-id` has the highest first.")] = "id"


class ViewerRatingsQuery(ListQuery, kw_only=True):
    """The order of ratings."""

    sort: Annotated[
        list_sort_type(*VIEWER_RATINGS.sorts),  # type: ignore[valid-type] # made at run time
        doc(
            "The order; with a `-` the greatest come first. Equals come by title id: platform, "
            "then number."
        ),
    ] = "-rated"


class Viewers(Controller):
    """Viewers."""

    path = "/v1/viewers"
    tags = ("Viewers",)

    @get(
        "/",
        operation_class=openapi_operation_class(ViewersQuery),
        summary="Viewers who rated titles",
        description="Their ids; no users of games.",
        responses=openapi_list_responses(ViewerNumber, "Viewers.", answer_example("viewers")),
        opt={"example": "/v1/viewers?limit=10"},
    )
    async def list_viewers(self, request: AnyRequest) -> Response[Any]:
        """List viewers."""
        query = read_query(request, ViewersQuery)
        return await respond_list(request, query, VIEWERS, sort=query.sort)

    @get(
        "/{viewer_id:str}",
        operation_class=openapi_operation_class(path=ViewerPath),
        summary="Who a viewer is, by what was rated",
        description="Number and mean of the ratings, the newest of them, and taste by genre.",
        responses=openapi_document_responses(
            Viewer, "The viewer.", answer_example("viewer"), named=True
        ),
        opt={"example": "/v1/viewers/45811"},
    )
    async def get_viewer(self, request: AnyRequest) -> Response[bytes]:
        """Show one viewer."""
        viewer_id = read_path(request, ViewerPath).viewer_id
        read_query(request, NoParameters)
        answer = await read_document(
            request.app.state.engine,
            schema.viewer_document,
            {"p_viewer_id": viewer_id},
            kind="viewer",
        )
        return respond_answer(answer)

    @get(
        "/{viewer_id:str}/ratings",
        operation_class=openapi_operation_class(ViewerRatingsQuery, path=ViewerPath),
        summary="A viewer's ratings, newest first",
        description="The latest of each title.",
        responses=openapi_list_responses(
            ViewerRating, "Ratings.", answer_example("viewer_ratings"), named=True
        ),
        opt={"example": "/v1/viewers/45811/ratings"},
    )
    async def list_viewer_ratings(self, request: AnyRequest) -> Response[Any]:
        """List a viewer's ratings."""
        viewer_id = read_path(request, ViewerPath).viewer_id
        query = read_query(request, ViewerRatingsQuery)
        return await respond_list(
            request,
            query,
            VIEWER_RATINGS,
            viewer_condition(viewer_id),
            sort=query.sort,
            check=partial(check_viewer_exists, request.app.state.engine, viewer_id),
        )

    @get(
        "/{viewer_id:str}/recommendations",
        operation_class=openapi_operation_class(TitlesQuery, path=ViewerPath),
        summary="Titles that a viewer may like, and why",
        description=(
            "Those that the viewer has not rated, the most predicted stars first; at a tie the "
            "lower id. The reasons are the viewer's ratings that say most for or against each."
        ),
        responses=openapi_document_responses(
            RecommendedTitles,
            "Titles, best first.",
            answer_example("recommended_titles"),
            named=True,
        ),
        opt={"example": "/v1/viewers/45811/recommendations"},
    )
    async def list_recommended_titles(self, request: AnyRequest) -> Response[bytes]:
        """S9."""
        viewer_id = read_path(request, ViewerPath).viewer_id
        query = read_query(request, TitlesQuery)
        chosen = negotiated_format(request.scope, query.format)
        answer = await read_document(
            request.app.state.engine,
            schema.recommended_titles_document,
            {"p_viewer_id": viewer_id, "p_count": query.limit, "p_model": query.model},
            kind="viewer",
        )
        return respond_list_document(request, answer, RecommendedTitle, chosen=chosen)

    @get(
        "/{viewer_id:str}/predictions/{title_id:str}",
        operation_class=openapi_operation_class(PredictionQuery, path=PredictionPath),
        summary="How many stars a viewer will give a title, and why",
        description=(
            "`hybrid` and `title_pearson` go by the viewer's ratings of other titles, "
            "`user_pearson` by the ratings of viewers who agree with this one. All read the "
            "ratings as they are now; a rating of the title itself is not used."
        ),
        responses=openapi_document_responses(
            Prediction, "The prediction.", answer_example("prediction"), named=True
        ),
        opt={"example": "/v1/viewers/45811/predictions/as1"},
    )
    async def get_prediction(self, request: AnyRequest) -> Response[bytes]:
        """S8."""
        path = read_path(request, PredictionPath)
        query = read_query(request, PredictionQuery)
        answer = await read_document(
            request.app.state.engine,
            schema.prediction_document,
            {
                "p_viewer_id": path.viewer_id,
                "p_title_id": path.title_id,
                "p_model": query.model,
                "p_threshold": query.threshold,
            },
            kind="viewer",
            named={"p_title_id": "title"},
        )
        return respond_answer(answer)
