"""The ASGI application: routes, state and middleware."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, Final

from litestar import Litestar, Request, Response, Router, get
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.openapi.spec import Tag
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from api.classic import classic_routes
from api.docs import swagger_files
from api.errors import DOCS, AnyRequest, Problem, exception_handlers
from api.examples import (
    Examples,
    add_example_to_error,
    filled_example,
    find_handlers,
    read_examples,
)
from api.health import Health
from api.middleware import wrap_in_middleware
from api.middleware.cache import Cache
from api.middleware.etag import answer_not_modified
from api.negotiation import request_negotiation
from api.openapi import openapi_config, openapi_document
from api.pages import ADMIN_PAGES, PAGES
from api.pages.render import respond_problem, template_config
from api.pages.start import respond_start
from api.v1 import CONTROLLERS
from api.v1.admin import Admin
from api.v1.feedback import Feedback as FeedbackController
from api.write_access import write_limits
from db.engines import reader_engine
from db.errors import LudotecaError
from db.export import Exports
from db.feedback import Feedback
from db.queries.documents import check_schema_revision, read_data_version
from db.settings import Settings, read_settings

MIB: Final = 2**20
NOTHING_LOADED: Final = "Nothing is loaded yet: run `ludoteca load DIR`."
CORS_SECONDS: Final = 86_400

_log: Final = logging.getLogger("ludoteca.api")

TAGS: Final = (
    Tag(name="Search", description="Names for what somebody types."),
    Tag(name="Games", description="The catalogue, filtered and sorted, and all that is known."),
    Tag(name="Genres", description="Playtime by genre."),
    Tag(name="Years", description="What a year released, its best and its worst."),
    Tag(name="Sentiments", description="What reviews feel like, by studio and by year."),
    Tag(name="Studios", description="What developers release."),
    Tag(name="Tags and specs", description="What players and the store say that games are."),
    Tag(name="Users", description="What users spend, play and write."),
    Tag(name="Reviews", description="How many reviews there are, and how much they recommend."),
    Tag(name="Recommendations", description="What resembles a game, and what suits a library."),
    Tag(name="Viewers", description="What viewers rated and will like, and why."),
    Tag(name="Prices", description="What games cost, and what they should cost."),
    Tag(
        name="Titles",
        description="What streaming platforms show, who made it, and what is like it.",
    ),
    Tag(name="Story", description="What the data are like, all in all."),
    Tag(name="Feedback", description="What users and viewers tell; needs a key."),
    Tag(name="Loads", description="Where the data are from, and what of it was lost."),
    Tag(name="Health", description="Whether the service can answer."),
)


def create_app(settings: Settings | None = None, *, server_url: URL | None = None) -> Litestar:
    """Build the application; a factory that any ASGI server can call.

    Args:
        settings: what the operator set; read from the environment where not given.
        server_url: the local server's address, where the settings name none.

    Raises:
        ConfigurationError: a setting is wrong, or there is no database to ask.
    """
    settings = settings or read_settings()
    engine = reader_engine(settings, server_url=server_url)
    exports = Exports(engine)
    feedback = Feedback(settings, engine)
    cache = Cache(engine, max_bytes=settings.cache_mb * MIB) if settings.cache_mb else None

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        await _log_readiness(engine)
        if cache is None:
            yield
        else:
            # a pooler hands a connection to somebody else: no notice would come
            async with cache.watch.following(listens=settings.prepare_statements):
                yield
        await feedback.dispose()
        await engine.dispose()

    app = Litestar(
        route_handlers=[
            index,
            openapi_document,
            swagger_files(),
            *classic_routes(),
            *CONTROLLERS,
            Router(
                path="/",
                route_handlers=[FeedbackController, Admin, ADMIN_PAGES],
                middleware=write_limits(settings.write_limit),
            ),
            Health,
            PAGES,
        ],
        before_request=answer_not_modified,
        after_exception=[add_example_to_error],
        state=State(
            {
                "engine": engine,
                "examples": Examples(engine),
                "exports": exports,
                "feedback": feedback,
                "write_key": settings.write_key,
                "cache": cache,
                "home": settings.home,
            }
        ),
        exception_handlers=exception_handlers(_respond_problem),
        template_config=template_config(),
        cors_config=_cors(settings.cors_origins),
        openapi_config=openapi_config(list(TAGS)),
        lifespan=[lifespan],
        logging_config=None,  # the standard library's, as the server process configures it
        debug=False,  # whatever the environment says: no traceback ever reaches a client
    )
    app.asgi_handler = wrap_in_middleware(app.asgi_handler, settings, cache=cache)
    return app


def check_database_before_serving(settings: Settings, *, server_url: URL | None = None) -> None:
    """Connect once as the application will: `ludoteca serve` asks before it starts a server.

    Raises:
        ConfigurationError: no database is named, or its login may write or may not read.
        DatabaseUnavailable: no server answers.
        SchemaOutOfDate: the database is at another version.
    """

    async def check_database() -> None:
        engine = reader_engine(settings, server_url=server_url)
        try:
            await check_schema_revision(engine)
        finally:
            await engine.dispose()

    # psycopg cannot use the loop that Windows has by default.
    loop = asyncio.SelectorEventLoop if sys.platform == "win32" else None
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(check_database())


@get("/", include_in_schema=False)
async def index(request: Request[Any, Any, Any]) -> Response[Any] | dict[str, Any]:
    """Show a browser the first page, and tell a program what there is."""
    if request_negotiation(request.scope).prefers_html:
        try:
            return await respond_start(request)
        except Problem as problem:
            return respond_problem(problem, request)
    values = await read_examples(request.app.state.examples)
    handlers = [(filled_example(one, values), one.http_methods) for one in find_handlers(request)]
    found = [(address, methods) for address, methods in handlers if address is not None]
    examples = [path for path, methods in found if "GET" in methods]
    return {
        "name": "Ludoteca",
        "version": version("ludoteca"),
        "docs": DOCS,
        "openapi": "/openapi.json",
        **({"note": NOTHING_LOADED} if values == {} else {}),
        "health": [path for path in examples if path.startswith("/health")],
        "questions": [path for path in examples if not path.startswith("/health")],
        **{
            method.lower(): [path for path, methods in found if method in methods]
            for method in ("POST", "PUT", "DELETE")
        },
    }


def _respond_problem(problem: Problem, request: AnyRequest) -> Response[Any]:
    """Write a page for a browser at an unknown address, and else a document."""
    is_page = problem.code == "unknown-address" and request_negotiation(request.scope).prefers_html
    return (respond_problem if is_page else Problem.to_response)(problem, request)


def _cors(origins: Sequence[str]) -> CORSConfig | None:
    """Let pages of these sites read the answers; without credentials."""
    if not origins:
        return None
    return CORSConfig(
        allow_origins=list(origins),
        allow_methods=["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"],
        allow_headers=[
            *("Accept", "Authorization", "Content-Type"),
            *("Idempotency-Key", "If-None-Match", "X-Request-ID"),
        ],
        expose_headers=["ETag", "Link", "Retry-After", "X-Request-ID", "X-Total-Count"],
        max_age=CORS_SECONDS,
    )


async def _log_readiness(engine: AsyncEngine) -> None:
    """Tell the log how the database is; the server starts, and says so, in any case."""
    try:
        await check_schema_revision(engine)
        now = await read_data_version(engine)
    except LudotecaError as error:
        _log.warning("Not ready yet: %s", error)
    else:
        _log.info("Serving data version %s of %s", now.data_version, now.published_at)
