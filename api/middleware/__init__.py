"""ASGI middleware round the whole application, routing included."""

from litestar.types import ASGIApp

from api.middleware.cache import Cache, with_cache
from api.middleware.compression import with_compression
from api.middleware.etag import with_etags
from api.middleware.request import with_encoded_slashes, with_request_id
from db.settings import Settings


def wrap_in_middleware(app: ASGIApp, settings: Settings, *, cache: Cache | None) -> ASGIApp:
    """Wrap the application; its errors pass through all of it as its answers do.

    From the inside: what compression wrote is kept by the cache, of either a 304 or an answer to
    HEAD is made, and every answer gets the request's id.
    """
    has_cors = bool(settings.cors_origins)
    app = with_compression(with_encoded_slashes(app))
    app = app if cache is None else with_cache(app, cache, varies_by_origin=has_cors)
    app = with_etags(app, max_age_seconds=settings.max_age_seconds, varies_by_origin=has_cors)
    return with_request_id(app)
