"""Responses: bytes that Postgres wrote, pages of lists, and how OpenAPI describes them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from litestar import MediaType, Response
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send
from msgspec import UNSET, Raw, Struct, UnsetType, defstruct
from msgspec.json import decode, encode

from api import rows
from api.errors import MEDIA_TYPE, PROBLEM_KINDS, AnyRequest, ProblemDocument
from api.middleware.etag import publication_etag_header
from api.negotiation import Format, request_negotiation
from api.schemas import doc
from db.lists import ListResource
from db.queries.documents import Answer

CURSOR: Final = "cursor"

_STATUS_TEXTS: Final = {
    400: "A parameter is unknown, missing, repeated or invalid.",
    401: "The key for writing is missing or wrong.",
    403: "No key for writing is set, and the request comes from another machine.",
    404: "No such name; `closest` holds known ones.",
    406: "The header Accept excludes JSON.",
    410: "The user or the game was removed on request.",
    413: "The body is too large.",
    415: "The body is not sent as JSON.",
    422: "The Idempotency-Key is that of another event.",
    429: "Too many writes of a minute: see Retry-After.",
    503: "Nothing is loaded or trained yet, or the database does not answer: see Retry-After.",
    504: "The database stopped the question at its time limit.",
}
_STATUSES_OF_NAMES: Final = (404,)
_STATUSES_OF_BODIES: Final = (413, 415)
_STATUSES_OF_WRITES: Final = (401, 403, 429)
_STATUSES_OF_EVENTS: Final = (410, 422)


class RawResponse(Response[bytes]):
    """A finished body: there is nothing to serialise, and no cookie to set."""

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:  # noqa: ANN401 - Litestar's own
        """Send it without what Litestar does for answers that it must write itself."""
        return _Sent(self)


class _Sent(ASGIResponse):
    def __init__(self, response: RawResponse) -> None:
        """Leave Litestar's own preparations out."""
        self._response = response

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        response = self._response
        body = response.content
        headers = [
            (name.lower().encode(), value.encode("latin-1"))
            for name, value in response.headers.items()
        ]
        headers.append((b"content-length", b"%d" % len(body)))
        status = response.status_code or 200
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some rows of a list, in its order.

    Each row is one JSON object as Postgres wrote it, with the names of `columns` in their order;
    `next` is the cursor of the following page, None on the last one; `total` is None where it was
    not asked for. `more` are further members, of JSON only.
    """

    columns: tuple[str, ...]
    rows: Sequence[bytes]
    publication: str
    next: str | None = None
    total: int | None = None
    more: Mapping[str, Any] | None = None


def respond_page(request: AnyRequest, page: Page, *, chosen: Format) -> RawResponse:
    """Write a page: `{"data": [...], "next": ..., "total": ...}` as JSON, the bare rows else.

    `total` is left out where the page has none. In every format the header Link names the next
    page and the first, and X-Total-Count tells the total.
    """
    if chosen is Format.CSV:
        body = rows.csv_head(page.columns) + rows.csv_rows(page.rows)
    elif chosen is Format.NDJSON:
        body = rows.ndjson_rows(page.rows)
    else:
        total = {} if page.total is None else {"total": page.total}
        rest = encode({"next": page.next, **total, **(page.more or {})})
        body = b'{"data":[%b],%b' % (b",".join(page.rows), rest[1:])
    return _page_response(request, body, page, chosen=chosen)


def respond_list_document(
    request: AnyRequest, answer: Answer, row: type[Struct], *, chosen: Format
) -> RawResponse:
    """Write a document whose `data` are a whole list of rows: as it is in JSON, the rows else."""
    is_json = chosen is Format.JSON
    found = () if is_json else decode(answer.body, type=_Document).data
    page = Page(
        columns=row.__struct_fields__,
        rows=[bytes(one).replace(b"\n", b"") for one in found],  # texts within have none
        publication=answer.publication,
    )
    if is_json:
        return _page_response(request, answer.body, page, chosen=chosen)
    return respond_page(request, page, chosen=chosen)


class _Document(Struct):
    data: list[Raw]


def _page_response(request: AnyRequest, body: bytes, page: Page, *, chosen: Format) -> RawResponse:
    headers = {
        **publication_etag_header(page.publication),
        "Content-Type": chosen.content_type,
        "Link": _link_header(request, page.next),
    }
    if page.total is not None:
        headers["X-Total-Count"] = str(page.total)
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


def openapi_document_responses(
    shape: Any,  # noqa: ANN401 - a type, as ResponseSpec takes it
    description: str,
    *examples: Example,
    named: bool = False,
    posted: bool = False,
) -> dict[int, ResponseSpec]:
    """Describe an operation's answers: the good one by its shape, the others as problems.

    Args:
        shape: the type of the good answer.
        description: what it tells.
        examples: real answers.
        named: whether the operation looks up a name, and so may not find it.
        posted: whether the operation takes a body.
    """
    left_out = {
        *(() if named else _STATUSES_OF_NAMES),
        *(() if posted else _STATUSES_OF_BODIES),
        *_STATUSES_OF_WRITES,
        *_STATUSES_OF_EVENTS,
    }
    good = _good_response_spec(shape, description, *examples)
    return {200: good, **_problem_response_specs(left_out)}


def openapi_written_responses(
    shape: Any,  # noqa: ANN401 - a type, as ResponseSpec takes it
    descriptions: Mapping[int, str],
    *examples: Example,
    posted: bool = True,
    is_event: bool = False,
) -> dict[int, ResponseSpec]:
    """Describe the answers of an operation that writes about something that has a name.

    Args:
        shape: the type of the good ones; None where they have no body.
        descriptions: what each of their statuses tells.
        examples: real answers.
        posted: whether the operation takes a body.
        is_event: whether it records an event.
    """
    left_out = {
        *(() if posted else _STATUSES_OF_BODIES),
        *(() if is_event else _STATUSES_OF_EVENTS),
    }
    good = {
        status: _good_response_spec(shape, description, *examples)
        for status, description in descriptions.items()
    }
    return {**good, **_problem_response_specs(left_out)}


def openapi_list_responses(
    row: type[Struct],
    description: str,
    *examples: Example,
    named: bool = False,
    more: Mapping[str, Any] | None = None,
) -> Mapping[int, ResponseSpec]:
    """Describe a list's answers: `{"data": [row...], "next": ..., "total": ...}`, and problems.

    CSV and NDJSON are added to the good one wherever the operation takes `?format=`.

    Args:
        row: the shape of one row; the list is called after it (`Game` gives `GameList`).
        description: what the list tells.
        examples: real answers.
        named: whether the operation looks up a name, and so may not find it.
        more: further fields beside the data, which an answer may leave out, and their types.
    """
    next_ = Annotated[str | None, doc("The cursor of the next page; null on the last.")]
    total = Annotated[int, doc("Rows of the whole list, where asked for.")]
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = [
        ("data", list[row]),  # type: ignore[valid-type] # made at run time
        ("next", next_),
        ("total", total | UnsetType, UNSET),
        *((name, type_ | UnsetType, UNSET) for name, type_ in (more or {}).items()),
    ]
    shape = defstruct(f"{row.__name__}List", fields, module=__name__)
    return openapi_document_responses(shape, description, *examples, named=named)


def response_row_type(name: str, listing: ListResource, *, partial: bool = False) -> type[Struct]:
    """Make the type of a listing's rows; the columns' comments describe its fields.

    Args:
        name: what OpenAPI calls it.
        listing: whose rows.
        partial: whether each field may be left out, as `fields=` does.
    """
    fields: list[Any] = []
    for name_, column in listing.fields.items():
        field = str(name_)  # SQLAlchemy's own kind of str does not do
        meta = doc(getattr(column, "comment", None) or "")
        type_: Any = Annotated[_column_json_type(column), meta]
        fields.append((field, type_ | UnsetType, UNSET) if partial else (field, type_))
    doc = f"A row of {listing.name}."
    return defstruct(name, fields, module=__name__, namespace={"__doc__": doc})


def _column_json_type(column: Any) -> Any:  # noqa: ANN401 - a column in, a type out
    type_ = column.type.python_type
    if type_ is list:
        return list[column.type.item_type.python_type]
    if type_ is Decimal:
        type_ = float
    return type_ | None if column.nullable else type_


def _good_response_spec(shape: Any, description: str, *examples: Example) -> ResponseSpec:  # noqa: ANN401 - a type
    return ResponseSpec(
        shape,
        description=description,
        # written now: Litestar would leave out what is null in it
        examples=[replace(one, value=Raw(encode(one.value))) for one in examples],
        generate_examples=False,
    )


def _problem_response_specs(left_out: Collection[int]) -> dict[int, ResponseSpec]:
    statuses = [status for status in _STATUS_TEXTS if status not in left_out]
    return {status: _problem_response_spec(status) for status in statuses}


def _problem_response_spec(status: int) -> ResponseSpec:
    codes = [code for code, kind in PROBLEM_KINDS.items() if kind.status == status]
    return ResponseSpec(
        ProblemDocument,
        description=f"{_STATUS_TEXTS[status]} ({', '.join(codes)})",
        media_type=MEDIA_TYPE,
        generate_examples=False,
    )
