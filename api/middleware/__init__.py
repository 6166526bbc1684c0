"""ASGI middleware round the whole application, routing included."""

from litestar.types import ASGIApp

from api.middleware.cache import Cache, cached
from api.middleware.compression import compressed
from api.middleware.etag import conditional
from api.middleware.request_id import identified
from db.settings import Settings


def wrap(app: ASGIApp, settings: Settings, *, cache: Cache | None) -> ASGIApp:
    """Wrap the application; its errors pass through all of it as its answers do.

    From the inside: what compression wrote is kept by the cache, of either a 304 or an answer to
    HEAD is made, and every answer gets the request's id.
    """
    has_cors = bool(settings.cors_origins)
    app = compressed(slashes_kept(app))
    app = app if cache is None else cached(app, cache, varies_by_origin=has_cors)
    app = conditional(app, max_age_seconds=settings.max_age_seconds, varies_by_origin=has_cors)
    return identified(app)
