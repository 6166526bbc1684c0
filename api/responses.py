"""Responses: bytes that Postgres wrote, and pages of lists."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlencode

from litestar import MediaType, Response
from msgspec import Raw, Struct
from msgspec.json import decode, encode

from api import row_formats
from api.errors import AnyRequest
from api.middleware.etag import publication_etag_header
from api.negotiation import Format, negotiated_format, request_negotiation
from db.api_function import ApiFunction
from db.lists import PageRows
from db.queries.documents import Answer, read_document

CURSOR: Final = "cursor"


RawResponse: TypeAlias = Response[bytes]
"""A finished body: there is nothing to serialise."""


def raw_response(body: bytes, headers: Mapping[str, str]) -> RawResponse:
    """Answer 200 with a body; it is JSON where the headers do not say otherwise."""
    headers = {"Content-Type": MediaType.JSON, **headers}
    return RawResponse(body, headers=headers, status_code=200)


def respond_answer(answer: Answer) -> RawResponse:
    """Pass Postgres' bytes on; nothing is parsed or written again."""
    return raw_response(answer.body, publication_etag_header(answer.publication))


def respond_uncached(body: bytes, *, status: int = 200) -> RawResponse:
    """Answer what was posted: nobody keeps it."""
    headers = {"Content-Type": MediaType.JSON, "Cache-Control": "no-store"}
    return RawResponse(body, headers=headers, status_code=status)


async def respond_document(
    request: AnyRequest,
    function: ApiFunction,
    values: Mapping[str, Any],
    **how: Any,  # noqa: ANN401 - as `read_document` takes it
) -> RawResponse:
    """Answer with what a function writes; see `read_document`."""
    return respond_answer(await read_document(request.app.state.engine, function, values, **how))


async def respond_list_document(
    request: AnyRequest,
    function: ApiFunction,
    values: Mapping[str, Any],
    *,
    row: type[Struct],
    format_: str | None,
    **how: Any,  # noqa: ANN401 - as `read_document` takes it
) -> RawResponse:
    """Answer with a document whose `data` are a whole list: as it is in JSON, the rows else."""
    chosen = negotiated_format(request.scope, format_)
    answer = await read_document(request.app.state.engine, function, values, **how)
    body = answer.body
    if chosen is not Format.JSON:
        listed = decode(body, type=_Document).data
        found = [bytes(one).replace(b"\n", b"") for one in listed]  # texts within have none
        body = row_formats.encode_rows(found, row.__struct_fields__, chosen)
    return _respond_list_body(request, body, answer.publication, chosen=chosen)


def respond_page(  # noqa: PLR0913 - what a page has
    request: AnyRequest,
    found: PageRows,
    columns: Sequence[str],
    *,
    chosen: Format,
    next_: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> RawResponse:
    """Write a page: `{"data": [...], "next": ..., "total": ...}` as JSON, the bare rows else.

    `total` is left out where it was not asked for. In every format the header Link names the next
    page and the first, and X-Total-Count tells the total.

    Args:
        request: what asks.
        found: the rows.
        columns: their names.
        chosen: the format.
        next_: the cursor of the following page; None on the last one.
        more: further members, of JSON only.
    """
    if chosen is Format.JSON:
        total = {} if found.total is None else {"total": found.total}
        rest = encode({"next": next_, **total, **(more or {})})
        body = b'{"data":[%b],%b' % (b",".join(found.rows), rest[1:])
    else:
        body = row_formats.encode_rows(found.rows, columns, chosen)
    return _respond_list_body(
        request, body, found.publication, chosen=chosen, next_=next_, total=found.total
    )


class _Document(Struct):
    data: list[Raw]


def _respond_list_body(  # noqa: PLR0913 - what its headers tell
    request: AnyRequest,
    body: bytes,
    publication: str,
    *,
    chosen: Format,
    next_: str | None = None,
    total: int | None = None,
) -> RawResponse:
    headers = {
        **publication_etag_header(publication),
        "Content-Type": chosen.content_type,
        "Link": _link_header(request, next_),
    }
    if total is not None:
        headers["X-Total-Count"] = str(total)
    return raw_response(body, headers)


def _link_header(request: AnyRequest, next_: str | None) -> str:
    """Write the header Link: absolute paths, with the query as it was but for the cursor."""
    scope = request.scope
    path = quote(scope.get("root_path", "") + scope["path"])
    asked = request_negotiation(scope)
    query = asked.query
    if CURSOR in query:
        query = urlencode([(name, value) for name, value in asked.pairs if name != CURSOR])
    first = f'<{path}{"?" if query else ""}{query}>; rel="first"'
    if next_ is None:
        return first
    following = f"{query}{'&' if query else ''}{urlencode({CURSOR: next_})}"
    return f'<{path}?{following}>; rel="next", {first}'
