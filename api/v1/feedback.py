"""What users and viewers tell, under /v1: the operations that write."""

from typing import Annotated, Any, Final
from uuid import uuid4

from litestar import Controller, MediaType, Response, delete, post, put
from litestar.openapi.spec import Example
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_201_CREATED,
    HTTP_202_ACCEPTED,
    HTTP_204_NO_CONTENT,
)
from msgspec import Struct, field
from msgspec.json import encode

from api.body import MOST_BODY_BYTES, read_body
from api.errors import AnyRequest
from api.openapi import WRITE_KEY, openapi_body, openapi_operation_class
from api.operations import openapi_responses
from api.responses import respond_uncached
from api.schemas import doc
from api.schemas.feedback import AcceptedEvent, AcceptedRating, GivenEvent, GivenRating
from api.v1.users import UserPath
from api.v1.viewers import PredictionPath
from api.validation import NOT_BLANK, NoParameters, read_headers, read_path, read_query
from api.write_access import require_write_access
from db.feedback import RecordedRating

_MOST_KEY_CHARACTERS: Final = 200
_WAITS: Final = "Kept: a load is under way, and answers show it when that has ended."
_WRITTEN: Final = {"named": True, "is_written": True}
_RATINGS: Final = {"stars": Example(summary="Four stars and a half", value={"stars": 4.5})}
_EVENTS: Final = {
    "owned": Example(summary="A game in the library", value={"kind": "owned", "game_id": 440}),
    "played": Example(summary="A sitting", value={"kind": "played", "game_id": 440, "minutes": 95}),
    "not_interested": Example(
        summary="A game not to be recommended",
        value={"kind": "not_interested", "game_id": 440},
    ),
    "reviewed": Example(
        summary="A review",
        value={
            "kind": "reviewed",
            "game_id": 440,
            "is_recommended": True,
            "review": "Great fun",
            "happened_at": "2026-11-20T20:15:00Z",
        },
    ),
}
_RATED: Final = Example(
    summary="PUT /v1/viewers/3/ratings/as1",
    value={
        "viewer_id": 3,
        "title_id": "as1",
        "stars": 4.5,
        "rated_at": "2026-11-20T20:15:00.250000Z",
        "is_applied": True,
    },
)
_RECORDED: Final = Example(
    summary="POST /v1/users/js41637/events",
    value={
        "event_id": 1,
        "user_id": "js41637",
        "kind": "played",
        "game_id": 440,
        "is_applied": True,
    },
)


class EventHeaders(Struct):
    """What says that an event was sent before."""

    key: (
        Annotated[
            str,
            doc(
                "What the sender calls the event: sent again with it, it is recorded once.",
                min_length=1,
                max_length=_MOST_KEY_CHARACTERS,
                examples=["session 7"],
                extra_json_schema={"pattern": NOT_BLANK},
            ),
        ]
        | None
    ) = field(default=None, name="Idempotency-Key")


class Feedback(Controller):
    """Ratings of viewers, and events of users."""

    path = "/v1"
    tags = ("Feedback",)
    guards = (require_write_access,)
    security = ({WRITE_KEY: []},)

    @put(
        "/viewers/{viewer_id:str}/ratings/{title_id:str}",
        operation_class=openapi_operation_class(
            path=PredictionPath, posted=openapi_body(GivenRating, _RATINGS)
        ),
        summary="Rate a title",
        description=(
            "Instead of what the viewer thought of it before; a new viewer is made. The "
            "answers about the viewer and the title show it at once, and no older rating of a file "
            "replaces it."
        ),
        responses=openapi_responses(
            AcceptedRating,
            {
                HTTP_200_OK: "Another rating of the title is replaced.",
                HTTP_201_CREATED: "It is the viewer's first of the title.",
                HTTP_202_ACCEPTED: _WAITS,
            },
            _RATED,
            **_WRITTEN,
            posted=True,
        ),
        request_max_body_size=MOST_BODY_BYTES,
        opt={"example": "/v1/viewers/3/ratings/as1"},
    )
    async def put_rating(self, request: AnyRequest) -> Response[bytes]:
        """Rate a title."""
        path = read_path(request, PredictionPath)
        read_query(request, NoParameters)
        given = await read_body(request, GivenRating)
        found = await _rate(request, path, given.half_stars)
        rating = AcceptedRating(
            viewer_id=path.viewer_id,
            title_id=path.title_id,
            stars=given.stars,
            rated_at=found.rated_at,
            is_applied=found.is_applied,
        )
        status = HTTP_201_CREATED if found.is_new else HTTP_200_OK
        return respond_uncached(
            encode(rating), status=status if found.is_applied else HTTP_202_ACCEPTED
        )

    @delete(
        "/viewers/{viewer_id:str}/ratings/{title_id:str}",
        operation_class=openapi_operation_class(path=PredictionPath),
        summary="Take a rating back",
        description=(
            "Whether there is one or not: no older rating, of whatever file, comes back after it."
        ),
        responses=openapi_responses(
            None,
            {HTTP_202_ACCEPTED: _WAITS, HTTP_204_NO_CONTENT: "The viewer has no rating of it."},
            **_WRITTEN,
        ),
        opt={"example": "/v1/viewers/3/ratings/as1"},
    )
    async def delete_rating(self, request: AnyRequest) -> Response[None]:
        """Take a rating back."""
        path = read_path(request, PredictionPath)
        read_query(request, NoParameters)
        found = await _rate(request, path, None)
        status = HTTP_204_NO_CONTENT if found.is_applied else HTTP_202_ACCEPTED
        return Response(
            None,
            status_code=status,
            media_type=MediaType.TEXT,  # as JSON it would be a null
            headers={"Cache-Control": "no-store"},
        )

    @post(
        "/users/{user_id:str}/events",
        operation_class=openapi_operation_class(
            path=UserPath, header=EventHeaders, posted=openapi_body(GivenEvent, _EVENTS)
        ),
        summary="Tell what a user did with a game, or that it is not wanted",
        description=(
            "A new user is made. The answers about the user show it at once, aggregates "
            "within seconds, and no older file undoes it."
        ),
        responses=openapi_responses(
            AcceptedEvent,
            {
                HTTP_200_OK: "It was recorded before, by its Idempotency-Key.",
                HTTP_201_CREATED: "It is recorded.",
                HTTP_202_ACCEPTED: _WAITS,
            },
            _RECORDED,
            **_WRITTEN,
            posted=True,
            is_event=True,
        ),
        request_max_body_size=MOST_BODY_BYTES,
        opt={"example": "/v1/users/js41637/events"},
    )
    async def post_event(self, request: AnyRequest) -> Response[bytes]:
        """Record an event."""
        user_id = read_path(request, UserPath).user_id
        read_query(request, NoParameters)
        # a name for every one: a connection that dies may make us send it again
        key = read_headers(request, EventHeaders).key or str(uuid4())
        arguments = (await read_body(request, GivenEvent)).arguments()
        state = request.app.state
        found = await state.feedback.record_event(user_id=user_id, key=key, **arguments)
        _expect_notice(state)
        event = AcceptedEvent(
            event_id=found.event_id,
            user_id=user_id,
            kind=arguments["kind"],
            game_id=arguments["game_id"],
            is_applied=found.is_applied,
        )
        status = HTTP_201_CREATED if found.is_new else HTTP_200_OK
        return respond_uncached(
            encode(event), status=status if found.is_applied else HTTP_202_ACCEPTED
        )


async def _rate(
    request: AnyRequest, path: PredictionPath, half_stars: int | None
) -> RecordedRating:
    state = request.app.state
    found: RecordedRating = await state.feedback.rate_title(
        path.viewer_id, path.title_id, half_stars
    )
    _expect_notice(state)
    return found


def _expect_notice(state: Any) -> None:  # noqa: ANN401 - Litestar's
    """Ask what there is before kept answers are given again, without waiting for the notice."""
    if state.cache is not None:
        state.cache.watch.heard_event()
