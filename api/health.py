"""Health: what is supervised, liveness, readiness, and what the cache holds."""

import datetime as dt
import os
from dataclasses import asdict
from typing import Annotated, Final, Literal

import msgspec
from litestar import Controller, get
from litestar.datastructures import CacheControlHeader
from litestar.openapi import ResponseSpec
from msgspec import Struct

from api.errors import MEDIA_TYPE, AnyRequest, ProblemDocument
from api.middleware.cache import Cache, Store
from api.openapi import openapi_operation_class
from api.schemas import doc
from api.validation import NoParameters, read_query
from db import schema
from db.queries.documents import check_schema_revision, read_data_version, read_document
from db.supervisor import read_supervision

STARTED: Final = dt.datetime.now(dt.UTC)


class Restarted(Struct, frozen=True, kw_only=True):
    """Something that died and was started again."""

    process: Annotated[str, doc("`postgres`, or the name of a process beside this one.")]
    at: Annotated[dt.datetime, doc("When it was started again.")]
    reason: Annotated[str, doc("How it died.")]


class Overview(Struct, frozen=True, kw_only=True):
    """Since when this runs, and what was started again."""

    status: Literal["live"] = "live"
    since: Annotated[dt.datetime, doc("When `ludoteca up`, or else this process, started.")]
    is_supervised: Annotated[bool, doc("Whether `ludoteca up` starts again what dies.")]
    restarts: Annotated[list[Restarted], doc("What it started again, the last one last.")]


class Live(Struct, frozen=True):
    """The process answers."""

    status: Literal["live"] = "live"


class Ready(Struct, frozen=True, kw_only=True):
    """The process can answer questions, and from these data."""

    status: Literal["ready"] = "ready"
    data_version: Annotated[int, doc("Raised by every load that changed something.")]
    published_at: Annotated[dt.datetime, doc("When that load was published.")]
    games_count: Annotated[int, doc("Games, in the catalogue or not.")]
    games_in_catalogue_count: Annotated[int, doc("Games of the catalogue.")]
    users_count: Annotated[int, doc("Users with a library or a review.")]
    items_count: Annotated[int, doc("Games in libraries, counted per user.")]
    reviews_count: Annotated[int, doc("Reviews.")]
    titles_count: Annotated[int, doc("Streaming titles.")]
    people_count: Annotated[int, doc("Actors and directors of titles.")]
    viewers_count: Annotated[int, doc("Viewers who rated titles.")]
    ratings_count: Annotated[int, doc("Ratings of titles.")]
    followed_events_count: Annotated[int, doc("Events that the aggregates show.")]
    applied_events_count: Annotated[
        int, doc("Those and others, that answers about their users show already.")
    ]
    last_load_id: Annotated[
        int | None, doc("The last load of files; null before it. See /v1/loads/{load_id}.")
    ]
    warnings_count: Annotated[
        int, doc("What that load could not read as it stands, by file, field and kind.")
    ]


class ModelState(Struct, frozen=True, kw_only=True):
    """A kind of model."""

    kind: Annotated[Literal["recommendations", "prices", "tastes"], doc("What it is asked about.")]
    status: Annotated[
        Literal["published", "not yet trained"], doc("Whether its questions are answered.")
    ]
    data_version: Annotated[int | None, doc("The version it was learnt from.")]
    trained_at: Annotated[dt.datetime | None, doc("When it was published.")]


class Data(Struct, frozen=True, kw_only=True):
    """What is published, and what is learnt from it."""

    data_version: Annotated[int, doc("The version that is served.")]
    published_at: Annotated[dt.datetime, doc("When it was published.")]
    games_count: Annotated[int, doc("Games, in the catalogue or not.")]
    titles_count: Annotated[int, doc("Streaming titles.")]
    models: Annotated[list[ModelState], doc("Of each kind that there is something to learn from.")]


class Cached(Struct, frozen=True, kw_only=True):
    """The answers that this process keeps, and what they saved; counted since it started."""

    max_bytes: Annotated[int, doc("The most that is kept; 0 where nothing is.")]
    bytes: Annotated[int, doc("What the answers kept now take, about.")]
    answers_count: Annotated[int, doc("Answers kept now, of one data version and its events.")]
    data_version: Annotated[int | None, doc("The newest known; null where none was heard of yet.")]
    is_listening: Annotated[
        bool, doc("Whether notices of new data come; if not, it asks each second.")
    ]
    hits_count: Annotated[int, doc("Requests answered from what was kept.")]
    joined_count: Annotated[int, doc("Requests that shared another's first answer.")]
    misses_count: Annotated[int, doc("Requests that the application answered.")]
    stored_count: Annotated[int, doc("Answers that were kept.")]
    evicted_count: Annotated[int, doc("Those let go for want of room.")]
    dropped_count: Annotated[int, doc("Those let go because of new data or events.")]


class Health(Controller):
    """Liveness and readiness."""

    path = "/health"
    tags = ("Health",)
    cache_control = CacheControlHeader(no_store=True)

    @get(
        "/",
        operation_class=openapi_operation_class(),
        summary="Since when it runs, and what was started again",
        description="Always 200, with or without a database.",
        opt={"example": "/health"},
    )
    async def overview(self, request: AnyRequest) -> Overview:
        """Tell what the supervisor tells."""
        read_query(request, NoParameters)
        found = read_supervision(request.app.state.home, pid=os.getppid())
        return Overview(
            since=STARTED if found is None else found.since,
            is_supervised=found is not None,
            restarts=[
                Restarted(process=each.process, at=each.at, reason=each.reason)
                for each in ([] if found is None else found.restarts)
            ],
        )

    @get(
        "/live",
        operation_class=openapi_operation_class(),
        summary="Whether the process answers",
        description="Always 200, with or without a database.",
        opt={"example": "/health/live"},
    )
    async def live(self, request: AnyRequest) -> Live:
        """Answer, no more."""
        read_query(request, NoParameters)
        return Live()

    @get(
        "/ready",
        operation_class=openapi_operation_class(),
        summary="Whether questions can be answered, and from which data",
        description=(
            "503 where the database does not answer, is at another version or holds no data yet."
        ),
        responses={
            503: ResponseSpec(
                ProblemDocument,
                description="Not ready; `type` and `detail` say why.",
                media_type=MEDIA_TYPE,
                generate_examples=False,
            )
        },
        opt={"example": "/health/ready"},
    )
    async def ready(self, request: AnyRequest) -> Ready:
        """Ask the database for everything that the questions need."""
        read_query(request, NoParameters)
        engine = request.app.state.engine
        await check_schema_revision(engine)
        now = await read_data_version(engine)
        counts = asdict(now)
        del counts["publication"], counts["live_publication"]
        return Ready(**counts)

    @get(
        "/data",
        operation_class=openapi_operation_class(),
        summary="What is published, and which models are trained",
        description="Questions of a model that is not yet trained are answered 503 until it is.",
        opt={"example": "/health/data"},
    )
    async def data(self, request: AnyRequest) -> Data:
        """Ask the database."""
        read_query(request, NoParameters)
        answer = await read_document(request.app.state.engine, schema.data_document, {})
        return msgspec.json.decode(answer.body, type=Data)

    @get(
        "/cache",
        operation_class=openapi_operation_class(),
        summary="What the cache of answers holds, and how often it helped",
        description="Of the process that answers this request; each worker keeps its own.",
        opt={"example": "/health/cache"},
    )
    async def cache(self, request: AnyRequest) -> Cached:
        """Count."""
        read_query(request, NoParameters)
        cache: Cache | None = request.app.state.cache
        store = Store(max_bytes=0) if cache is None else cache.store
        return Cached(
            max_bytes=store.max_bytes,
            bytes=store.byte_count,
            answers_count=len(store),
            data_version=None if cache is None else cache.watch.version,
            is_listening=cache is not None and cache.watch.is_listening,
            **{f"{name}_count": count for name, count in asdict(store.counts).items()},
        )
