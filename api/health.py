"""Is the process there, and can it answer: for load balancers, orchestrators and people."""

import datetime as dt
from typing import Annotated, Literal

from litestar import Controller, get
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from msgspec import Meta, Struct
from sqlalchemy.ext.asyncio import AsyncEngine

from api.problems import MEDIA_TYPE, ProblemDocument
from db import reads


class Live(Struct, frozen=True):
    """The process answers."""

    status: Literal["live"] = "live"


class Ready(Struct, frozen=True, kw_only=True):
    """The process can answer questions, and from these data."""

    status: Literal["ready"] = "ready"
    data_version: Annotated[int, Meta(description="Raised by every load that changed something.")]
    published_at: Annotated[dt.datetime, Meta(description="When that load was published.")]
    games_count: Annotated[int, Meta(description="Games, in the catalogue or not.")]
    games_in_catalogue_count: Annotated[int, Meta(description="Games of the catalogue.")]
    users_count: Annotated[int, Meta(description="Users with a library or a review.")]
    items_count: Annotated[int, Meta(description="Games in libraries, counted per user.")]
    reviews_count: Annotated[int, Meta(description="Reviews.")]


class Health(Controller):
    """Liveness and readiness."""

    path = "/health"
    tags = ("Health",)
    cache_control = CacheControlHeader(no_store=True)

    @get(
        "/live",
        operation_id="live",
        summary="Whether the process answers",
        description="Always 200, with or without a database.",
        opt={"example": "/health/live"},
    )
    async def live(self) -> Live:
        """Answer, no more."""
        return Live()

    @get(
        "/ready",
        operation_id="ready",
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
    async def ready(self, engine: NamedDependency[AsyncEngine]) -> Ready:
        """Ask the database for everything that the questions need."""
        await reads.check_schema(engine)
        now = await reads.data_version(engine)
        return Ready(
            data_version=now.data_version,
            published_at=now.published_at,
            games_count=now.games_count,
            games_in_catalogue_count=now.games_in_catalogue_count,
            users_count=now.users_count,
            items_count=now.items_count,
            reviews_count=now.reviews_count,
        )
