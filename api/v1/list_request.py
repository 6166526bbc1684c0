"""Requests for lists: what all of them take, their cursors, and a page or all rows as answer."""

import base64
import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from hashlib import blake2b
from types import GenericAlias
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

import msgspec
from litestar import Response
from msgspec import Meta, Struct, defstruct

from api.errors import AnyRequest, Problem, invalid_value_problem, truncate_given
from api.negotiation import Format, negotiated_format
from api.responses import CURSOR, respond_page
from api.row_formats import RowsResponse
from api.schemas import doc
from api.validation import BIGINT, name_parameter
from db.lists import (
    Condition,
    ListResource,
    Window,
    list_export_statement,
    page_key_types,
    read_list_page,
)
from db.lists.resource import MATCH, check_exists
from db.queries.labels import NameKind

T = TypeVar("T")

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 200
CURSOR_VERSION: Final = 1
ORDER_BY_NAME: Final = "The order; with a `-` the greatest come first. Equals come by name."
"""What `sort` is, of lists of names."""
_CURSOR_LENGTH: Final = 2000
_CHECK_BYTES: Final = 6
_MOST_DIGITS: Final = 30

FormatName: TypeAlias = Annotated[
    Literal["json", "csv", "ndjson"],
    doc(
        "How to write the list; without it, the header Accept decides. `csv` (RFC 4180, UTF-8, "
        "a header row; the values of a list are joined by `; `, null is empty) and `ndjson` "
        "(one object a line) give the whole result unless `limit` is given too."
    ),
]
"""The parameter `format`, of everything that is answered in three formats."""
Words: TypeAlias = Annotated[
    str,
    name_parameter("Words of the name, or their beginnings; typos are forgiven.", "countr strike"),
]
"""The parameter `q`, of lists that can be searched."""
Owner: TypeAlias = tuple[NameKind, str | int]
"""What rows belong to: its kind, and its id."""
ORDER_BY_ID: Final = "The order; `-id` has the latest first."


_LIMIT: Final = doc(
    f"The most rows to give. Without it: {DEFAULT_LIMIT} as JSON, all as CSV or NDJSON.",
    ge=1,
    le=MAX_LIMIT,
)
_CURSOR: Final = doc(
    "Where to go on: the `next` of the answer before, with the same filters and order.",
    min_length=1,
    max_length=_CURSOR_LENGTH,
)
_TOTAL: Final = doc(
    "Whether to count the rows of all pages too: `total` in JSON, and the header X-Total-Count of "
    "any page."
)


class ListQuery(Struct, kw_only=True):
    """What every list takes."""

    format: FormatName | None = None
    limit: Annotated[int, _LIMIT] | None = None
    cursor: Annotated[str, _CURSOR] | None = None
    total: Annotated[bool, _TOTAL] = False


class FormatQuery(Struct, kw_only=True):
    """What a list that is always whole takes."""

    format: FormatName | None = None


def sort_query(
    listing: ListResource, default: str | None, *, description: str = ORDER_BY_NAME
) -> Any:  # noqa: ANN401 - a Struct made at run time
    """Make the query of a list that can be sorted, and searched where the list can be.

    Args:
        listing: what is listed.
        default: its order; None for the best match first, or else the first of its sorts.
        description: of the parameter `sort`.
    """
    sorts = (listing.search or listing).sorts
    members: list[Any] = [("q", Words | None, None)] if listing.search else []
    members.append(("sort", sort_parameter(sorts, description, default), default))
    return defstruct("SortQuery", members, bases=(ListQuery,), kw_only=True)


def sort_parameter(sorts: Iterable[str], description: str, default: str | None = None) -> Any:  # noqa: ANN401 - a type
    """Make the type of `sort`: the sorts of a list, each also with a `-` before it."""
    type_: Any = Literal[tuple(sign + sort for sort in sorts for sign in ("", "-"))]
    return Annotated[type_ if default else type_ | None, doc(description)]


def fields_parameter(listing: ListResource, example: str) -> Meta:
    """Declare `fields`."""
    either = "|".join(listing.fields)
    return doc(
        "The fields to give, separated by commas, in that order; all without it.",
        min_length=1,
        max_length=1000,
        examples=[example],
        extra_json_schema={"pattern": f"^({either})(,({either}))*$"},
    )


async def respond_whole_list(
    request: AnyRequest,
    listing: ListResource,
    format_: FormatName | None,
    *,
    of: Owner | None = None,
) -> Response[Any]:
    """Answer with all rows of a short list, in its only order.

    Args:
        request: what asks.
        listing: what is listed.
        format_: the format that was asked for.
        of: what the rows belong to, of whose id the list has a parameter.
    """
    chosen = negotiated_format(request.scope, format_)
    engine, [sort] = request.app.state.engine, listing.sorts
    window = Window(sort=sort, fields=tuple(listing.fields))
    listing = listing if of is None else listing.given(**{f"p_{of[0]}_id": of[1]})
    found = await read_list_page(engine, listing, window=window)
    if of is not None and not found.rows:
        await check_exists(engine, *of)
    return respond_page(request, found, window.fields, chosen=chosen)


async def respond_list(  # noqa: PLR0913 - one for each part of a list
    request: AnyRequest,
    query: ListQuery,
    listing: ListResource,
    conditions: Sequence[Condition] = (),
    *,
    of: Owner | None = None,
    sort: str | None = None,
    fields: str | None = None,
    check: Callable[[], Awaitable[None]] | None = None,
) -> Response[Any]:
    """Answer with a page; with all rows where the format is for files and no limit is given.

    Args:
        request: what asks.
        query: its page and format; its order and its search too, where it has any.
        listing: what is listed.
        conditions: which rows of it.
        of: what the rows belong to, by a column of the list.
        sort: by what, instead of what the query says.
        fields: the fields to show, as the caller wrote them.
        check: asks whether there is what the rows belong to; where there are rows, there is.

    Raises:
        Problem: 400, the cursor or the fields cannot be read; 406, no format is acceptable.
        UnknownName: what `check` found out, or nothing has the id of `of`.
    """
    if sort is None:
        sort = choose_list_sort(query, listing)
        listing = listing.matching(getattr(query, "q", None))
    engine = request.app.state.engine
    if of is not None:
        conditions = (*listing.of(**{f"{of[0]}_id": of[1]}), *conditions)
        check = partial(check_exists, engine, *of)
    chosen = negotiated_format(request.scope, query.format)
    list_and_order = f"{listing.name} by {sort}"
    window = Window(sort=sort, fields=read_list_fields(listing, fields))
    if query.cursor is not None:
        types: Any = GenericAlias(tuple, page_key_types(listing, window))
        window = replace(window, after=decode_cursor(query.cursor, types, of=list_and_order))
    if query.limit is None and chosen is not Format.JSON:
        if check is not None:
            await check()
        statement = await list_export_statement(listing, conditions, window=window)
        return RowsResponse(partial(request.app.state.exports.open, statement), chosen=chosen)
    window = replace(window, limit=query.limit or DEFAULT_LIMIT)
    found = await read_list_page(engine, listing, conditions, window=window, total=query.total)
    if check is not None and not found.rows:
        await check()
    last = [_cursor_value(key) for key in found.keys] if found.has_more else []
    next_ = encode_cursor(*last, of=list_and_order) if last else None
    return respond_page(request, found, window.fields, chosen=chosen, next_=next_)


def choose_list_sort(query: Any, listing: ListResource) -> str:  # noqa: ANN401 - a Struct with `sort`
    """Choose the order: as it is asked, else the best match first, else the first of all sorts.

    Raises:
        Problem: 400, the match is to decide, but there is nothing to match.
    """
    q = getattr(query, "q", None)
    order: str = query.sort or (next(iter(listing.sorts)) if q is None else f"-{MATCH}")
    if q is None and order.removeprefix("-") == MATCH:
        raise Problem(
            "conflicting-parameters",
            "sort is by match, but there is no q to match.",
            parameter="sort",
            given=order,
        )
    return order


def read_list_fields(listing: ListResource, text: str | None) -> tuple[str, ...]:
    """Read `fields`.

    Raises:
        Problem: 400, a name is not a field of the list; it offers the closest.
    """
    if text is None:
        return tuple(listing.fields)
    names = tuple(dict.fromkeys(one.strip() for one in text.split(",")))
    for one in names:
        if one not in listing.fields:
            closest = get_close_matches(one, listing.fields, n=3)
            hint = f" Did you mean {closest[0]}?" if closest else ""
            raise Problem(
                "invalid-parameter",
                f"fields holds {truncate_given(one)!r}, which is no field of {listing.name}.{hint}",
                parameter="fields",
                given=truncate_given(one),
                allowed=", ".join(listing.fields),
                closest=closest,
            )
    return names


def encode_cursor(*values: str | float | bool | None, of: str) -> str:
    """Write the place after a row.

    Args:
        values: the values of the row that the list is sorted by, the last one unique.
        of: the list and its order ("games by -price_usd"): the cursor fits no other.
    """
    payload = msgspec.json.encode([CURSOR_VERSION, of, values])
    return base64.urlsafe_b64encode(_cursor_checksum(payload) + payload).rstrip(b"=").decode()


def decode_cursor(text: str, type_: type[T], *, of: str) -> T:
    """Read a place back.

    Args:
        text: what the client sent.
        type_: a tuple of what the values must be: `tuple[str, int]`.
        of: as for `encode_cursor`.

    Raises:
        Problem: 400, naming `cursor`: it was not made here, was altered, or is of another list.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        check, payload = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
        if check != _cursor_checksum(payload):
            raise _invalid_cursor_problem(text, "was not made here, or was altered")
        version, made_for, values = msgspec.json.decode(payload, type=tuple[int, str, msgspec.Raw])
        if version != CURSOR_VERSION:
            raise _invalid_cursor_problem(text, "is of another version of this service")
        if made_for != of:
            raise _invalid_cursor_problem(
                text, "is of another list, or of this one in another order"
            )
        found = msgspec.json.decode(values, type=type_)
    except (ValueError, msgspec.MsgspecError) as error:
        raise _invalid_cursor_problem(text, "was not made here, or was altered") from error
    if encode_cursor(*msgspec.json.decode(values), of=of) != text or not _is_storable_in_postgres(
        found
    ):
        raise _invalid_cursor_problem(text, "was not made here, or was altered")
    return found


def _cursor_checksum(payload: bytes) -> bytes:
    """Sum a payload up: not a secret, but nobody changes a cursor by mistake."""
    return blake2b(payload, digest_size=_CHECK_BYTES, person=b"cursor").digest()


def _is_storable_in_postgres(values: object) -> bool:
    if isinstance(values, tuple | list):
        return all(_is_storable_in_postgres(value) for value in values)
    if isinstance(values, int):
        return -BIGINT <= values < BIGINT
    if isinstance(values, float):
        return math.isfinite(values)
    if isinstance(values, Decimal):
        return values.is_finite() and abs(values.adjusted()) < _MOST_DIGITS
    return not isinstance(values, str) or "\0" not in values


def _invalid_cursor_problem(text: str, fault: str) -> Problem:
    allowed = "the `next` of an earlier answer to the same question"
    return invalid_value_problem(CURSOR, fault, given=text, allowed=allowed)


def _cursor_value(key: object) -> str | float | None:
    if isinstance(key, date):
        return key.isoformat()
    if isinstance(key, Decimal):
        return str(key)
    if key is None or isinstance(key, str | int | float):
        return key
    raise TypeError(f"No cursor holds {key!r}")
