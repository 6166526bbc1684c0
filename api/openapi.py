"""The OpenAPI document: what the handlers declare, with formats and headers."""

from dataclasses import fields
from importlib.metadata import version
from typing import Any, Final, TypeAlias

from litestar import Request, Response, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import License, OpenAPI, Tag
from litestar.serialization import encode_json

from api.docs import PlainPage, SwaggerPage, openapi_router
from api.middleware.etag import bytes_tag
from api.negotiation import Format
from api.schemas.prices import PriceClues
from api.schemas.recommendations import Library
from api.validation import body_schemas

MEDIA_TYPE: Final = "application/vnd.oai.openapi+json"

Schema: TypeAlias = dict[str, Any]

_TEXT: Final = {"schema": {"type": "string"}}
_NOT_MODIFIED: Final = "304"
_HEADERS: Final = {
    "X-Request-ID": "The request's own, where it has a sane one; else a new one.",
    "ETag": "Changes with the data; for If-None-Match.",
    "Cache-Control": "Whether, and how long, the answer may be used again.",
    "Link": 'The next page (`rel="next"`), and the first (`rel="first"`).',
    "X-Total-Count": "Rows of all pages, where `total=true` asks for them.",
    "Retry-After": "Seconds to wait.",
}
_OF_EVERY_ANSWER: Final = ("X-Request-ID", "Cache-Control")


def openapi_config(tags: list[Tag]) -> OpenAPIConfig:
    """Configure the document and its pages: /docs, /docs/plain, /docs/openapi.json.

    Args:
        tags: the groups of operations, in reading order.
    """
    return _Config(
        title="Ludoteca",
        version=version("ludoteca"),
        description="Games, libraries and reviews of the Steam community, as answers.",
        license=License(name="MIT", identifier="MIT"),
        tags=tags,
        openapi_router=openapi_router(),
        render_plugins=[SwaggerPage(), PlainPage(), JsonRenderPlugin()],
    )


@get("/openapi.json", include_in_schema=False, sync_to_thread=False)
def openapi_document(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Serve the OpenAPI document."""
    body = encode_json(request.app.openapi_schema.to_schema())
    return Response(body, media_type=MEDIA_TYPE, headers=bytes_tag(body))


class _Config(OpenAPIConfig):
    """Litestar's, but for the class of its document."""

    def to_openapi_schema(self) -> OpenAPI:
        plain = super().to_openapi_schema()
        return _Document(**{one.name: getattr(plain, one.name) for one in fields(plain)})


class _Document(OpenAPI):
    """Adds what is the same everywhere, and so declared nowhere."""

    def to_schema(self) -> Schema:
        schema = super().to_schema()
        schema["components"]["schemas"] |= body_schemas(Library, PriceClues)
        for item in schema["paths"].values():
            for method, operation in item.items():
                _complete(operation, method)
        return schema


def _complete(operation: Schema, method: str) -> None:
    """Add a list's other formats, the headers, and 304 where there is an ETag."""
    responses = operation["responses"]
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    good = responses["200"]
    # But for health, every operation takes parameters; what is posted is answered anew each time.
    is_kept = "400" in responses and method == "get"
    if "format" in names:
        for one in (Format.CSV, Format.NDJSON):
            good["content"][one.media_type] = dict(_TEXT)
    if is_kept:
        responses[_NOT_MODIFIED] = {
            "description": "The client's copy, which If-None-Match names, is still right."
        }
    for status, response in responses.items():
        wanted = list(_OF_EVERY_ANSWER)
        if is_kept and status in {"200", _NOT_MODIFIED}:
            wanted.append("ETag")
        if status == "200" and "format" in names:
            wanted.append("Link")
        if status == "200" and "total" in names:
            wanted.append("X-Total-Count")
        if status == "503":
            wanted.append("Retry-After")
        response["headers"] = {name: {"description": _HEADERS[name], **_TEXT} for name in wanted}
