"""A request with If-None-Match in; 304 out where the data are still those of the client's copy."""

from typing import Any

from litestar import Request, Response
from litestar.status_codes import HTTP_304_NOT_MODIFIED
from sqlalchemy.ext.asyncio import AsyncEngine

from api.formats.negotiate import Format, choose
from api.manners.etags import digest_of, matches, tag_of
from api.manners.headers import asked_header
from api.query import declared
from db import reads


async def unchanged(request: Request[Any, Any, Any], engine: AsyncEngine) -> Response[None] | None:
    """Spare the database the question: a copy that was made from these data is still right.

    The router and the query's check have run; a client can hold such a copy only of an answer.

    Raises:
        LudotecaError: the data version cannot be read.
    """
    known = asked_header(request.scope, "if-none-match") or ""
    content_type = _content_type(request) if known and request.method == "GET" else ""
    if not content_type or digest_of(request.scope, content_type) not in known:
        return None
    now = await reads.data_version(engine)
    tag = tag_of(request.scope, content_type, now.data_version)
    if known.strip() == "*" or not matches(known, tag):
        return None
    return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers={"ETag": tag})


def _content_type(request: Request[Any, Any, Any]) -> str:
    """Foresee the answer's format."""
    if "format" not in declared(request.route_handler):
        return Format.JSON.content_type
    asked = request.query_params.get("format")
    if asked is not None and asked not in set(Format):
        return ""  # refused later
    accept = asked_header(request.scope, "accept")
    return choose(accept, asked=asked, offered=tuple(Format)).content_type
