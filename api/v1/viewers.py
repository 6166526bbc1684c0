"""Viewers of streaming titles under /v1: what they rated, will like, and why."""

from typing import Annotated, Any, Final

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.operations import document_operation, list_operation, response_row_type
from api.responses import respond_document, respond_list_document
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
from api.v1.list_request import FormatName, respond_list, sort_query
from api.validation import INTEGER, NoParameters, read_path, read_query
from db import schema
from db.lists.titles import VIEWER_RATINGS, VIEWERS
from db.names import NAME_CHARACTERS

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


ViewersQuery: Final = sort_query(
    VIEWERS, "id", description="The order; `-id` has the highest first."
)
ViewerRatingsQuery: Final = sort_query(
    VIEWER_RATINGS,
    "-rated",
    description="The order; with a `-` the greatest come first. Equals come by title id: platform, "
    "then number.",
)


class Viewers(Controller):
    """Viewers."""

    path = "/v1/viewers"
    tags = ("Viewers",)

    @get(
        "/",
        summary="Viewers who rated titles",
        description="Their ids; no users of games.",
        **list_operation(
            ViewerNumber, "Viewers.", "/v1/viewers?limit=10", "viewers", query=ViewersQuery
        ),
    )
    async def list_viewers(self, request: AnyRequest) -> Response[Any]:
        """List viewers."""
        return await respond_list(request, read_query(request, ViewersQuery), VIEWERS)

    @get(
        "/{viewer_id:str}",
        summary="Who a viewer is, by what was rated",
        description="Number and mean of the ratings, the newest of them, and taste by genre.",
        **document_operation(Viewer, "The viewer.", "/v1/viewers/45811", "viewer", path=ViewerPath),
    )
    async def get_viewer(self, request: AnyRequest) -> Response[bytes]:
        """Show one viewer."""
        values = {"p_viewer_id": read_path(request, ViewerPath).viewer_id}
        read_query(request, NoParameters)
        return await respond_document(request, schema.viewer_document, values, kind="viewer")

    @get(
        "/{viewer_id:str}/ratings",
        summary="A viewer's ratings, newest first",
        description="The latest of each title.",
        **list_operation(
            ViewerRating,
            "Ratings.",
            "/v1/viewers/45811/ratings",
            "viewer_ratings",
            query=ViewerRatingsQuery,
            path=ViewerPath,
        ),
    )
    async def list_viewer_ratings(self, request: AnyRequest) -> Response[Any]:
        """List a viewer's ratings."""
        viewer_id = read_path(request, ViewerPath).viewer_id
        query = read_query(request, ViewerRatingsQuery)
        return await respond_list(request, query, VIEWER_RATINGS, of=("viewer", viewer_id))

    @get(
        "/{viewer_id:str}/recommendations",
        summary="Titles that a viewer may like, and why",
        description="Those that the viewer has not rated, the most predicted stars first; at a tie "
        "the lower id. The reasons are the viewer's ratings that say most for or against each.",
        **document_operation(
            RecommendedTitles,
            "Titles, best first.",
            "/v1/viewers/45811/recommendations",
            "recommended_titles",
            query=TitlesQuery,
            path=ViewerPath,
        ),
    )
    async def list_recommended_titles(self, request: AnyRequest) -> Response[bytes]:
        """S9."""
        viewer_id = read_path(request, ViewerPath).viewer_id
        query = read_query(request, TitlesQuery)
        return await respond_list_document(
            request,
            schema.recommended_titles_document,
            {"p_viewer_id": viewer_id, "p_count": query.limit, "p_model": query.model},
            row=RecommendedTitle,
            format_=query.format,
            kind="viewer",
        )

    @get(
        "/{viewer_id:str}/predictions/{title_id:str}",
        summary="How many stars a viewer will give a title, and why",
        description="`hybrid` and `title_pearson` go by the viewer's ratings of other titles, "
        "`user_pearson` by the ratings of viewers who agree with this one. All read the ratings as "
        "they are now; a rating of the title itself is not used.",
        **document_operation(
            Prediction,
            "The prediction.",
            "/v1/viewers/45811/predictions/as1",
            "prediction",
            query=PredictionQuery,
            path=PredictionPath,
        ),
    )
    async def get_prediction(self, request: AnyRequest) -> Response[bytes]:
        """S8."""
        path = read_path(request, PredictionPath)
        query = read_query(request, PredictionQuery)
        values = {
            "p_viewer_id": path.viewer_id,
            "p_title_id": path.title_id,
            "p_model": query.model,
            "p_threshold": query.threshold,
        }
        function, named = schema.prediction_document, {"p_title_id": "title"}
        return await respond_document(request, function, values, kind="viewer", named=named)
