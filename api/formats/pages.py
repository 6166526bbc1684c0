"""A page of a list in; the answer in the chosen format, with links to its neighbours, out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from litestar import Request, Response
from litestar.params import QueryParameter
from msgspec import Raw, Struct

from api.formats import write
from api.formats.cursors import PARAMETER
from api.formats.negotiate import Format
from api.manners.etags import draft
from api.whole import whole
from db.asking import Answer

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 200
_CURSOR_LENGTH: Final = 2000
_CURSOR: Final = re.compile(rf"(^|&){PARAMETER}=")

LimitParameter: TypeAlias = Annotated[
    int | None,
    QueryParameter(
        name="limit",
        description=(
            f"The most rows to give. Without it: {DEFAULT_LIMIT} as JSON, all as CSV or NDJSON."
        ),
        ge=1,
        le=MAX_LIMIT,
    ),
]
CursorParameter: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        name=PARAMETER,
        description=(
            "Where to go on: the `next` of the answer before, with the same filters and order."
        ),
        min_length=1,
        max_length=_CURSOR_LENGTH,
    ),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some rows of a list, in its order.

    Each row is one JSON object as Postgres wrote it, with the names of `columns` in their order;
    `next` is the cursor of the following page, None on the last one; `total` is None where it was
    not asked for.
    """

    columns: tuple[str, ...]
    rows: Sequence[bytes]
    data_version: int
    next: str | None = None
    total: int | None = None


def respond_page(request: Request[Any, Any, Any], page: Page, *, chosen: Format) -> Response[bytes]:
    """Write a page: `{"data": [...], "next": ..., "total": ...}` as JSON, the bare rows else.

    `total` is left out where the page has none. In every format the header Link names the next
    page and the first, and X-Total-Count tells the total.
    """
    if chosen is Format.CSV:
        body = write.csv_head(page.columns) + write.csv_rows(page.rows)
    elif chosen is Format.NDJSON:
        body = write.ndjson_rows(page.rows)
    else:
        body = _envelope(page)
    headers = {
        **draft(page.data_version),
        "Content-Type": chosen.content_type,
        "Link": _links(request, page.next),
    }
    if page.total is not None:
        headers["X-Total-Count"] = str(page.total)
    return whole(body, headers)


def respond_document(
    request: Request[Any, Any, Any], answer: Answer, *, columns: tuple[str, ...], chosen: Format
) -> Response[bytes]:
    """Write a document whose `data` are a whole list: as it is in JSON, the bare rows else."""
    is_json = chosen is Format.JSON
    found = () if is_json else msgspec.json.decode(answer.body, type=_Document).data
    rows = [bytes(row).replace(b"\n", b"") for row in found]  # texts within have none
    page = Page(columns=columns, rows=rows, data_version=answer.data_version)
    response = respond_page(request, page, chosen=chosen)
    if is_json:
        response.content = answer.body
    return response


class _Document(Struct):
    data: list[Raw]


def _envelope(page: Page) -> bytes:
    total = b"" if page.total is None else b',"total":%d' % page.total
    return b'{"data":[%b],"next":%b%b}' % (
        write.json_items(page.rows),
        msgspec.json.encode(page.next),
        total,
    )


def _links(request: Request[Any, Any, Any], next_: str | None) -> str:
    """Write the header Link: absolute paths, with the query as it was but for the cursor."""
    path = quote(request.scope.get("root_path", "") + request.scope["path"])
    query = request.scope["query_string"].decode()  # as `api.query` wrote it anew
    if _CURSOR.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(name, value) for name, value in pairs if name != PARAMETER])
    links = f'<{path}{"?" if query else ""}{query}>; rel="first"'
    if next_ is None:
        return links
    following = f"{query}{'&' if query else ''}{urlencode({PARAMETER: next_})}"
    return f'<{path}?{following}>; rel="next", {links}'
