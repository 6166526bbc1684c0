"""An application in; the same one with every layer of good manners round it, out."""

from litestar.types import ASGIApp

from api.manners.caching import Cache, remembered
from api.manners.compression import compressed
from api.manners.cors import shared_with
from api.manners.etags import validated
from api.manners.head import head_as_get
from api.manners.request_ids import identified
from db.settings import Settings


def well_mannered(app: ASGIApp, settings: Settings, *, cache: Cache | None) -> ASGIApp:
    """Wrap the application, routing included: its errors are answered as politely as its answers.

    From the inside: validators see the answer as it is written, compression sees 304 made of it,
    HEAD drops what is left, the cache keeps it for all sites, CORS speaks for one, and every
    answer gets the request's id.
    """
    app = validated(app, max_age_seconds=settings.max_age_seconds)
    app = compressed(app)
    app = head_as_get(app)
    app = app if cache is None else remembered(app, cache)
    app = shared_with(app, origins=settings.cors_origins)
    return identified(app)
