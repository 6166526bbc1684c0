"""Operations as OpenAPI describes them: what each takes, and what it answers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example, RequestBody
from msgspec import UNSET, Raw, Struct, UnsetType, defstruct
from msgspec.json import encode

from api.body import MOST_BODY_BYTES
from api.errors import MEDIA_TYPE, PROBLEM_KINDS, ProblemDocument
from api.examples import NEEDS
from api.openapi import answer_example, openapi_operation_class
from api.schemas import column_type, doc
from api.validation import NoParameters
from db.lists import ListResource

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


def document_operation(  # noqa: PLR0913 - what tells operations apart
    shape: Any,  # noqa: ANN401 - a type, as ResponseSpec takes it
    returns: str,
    address: str,
    *answers: str,
    query: type[Struct] = NoParameters,
    path: type[Struct] | None = None,
    posted: RequestBody | None = None,
    named: bool | None = None,
    needs: str | None = None,
) -> dict[str, Any]:
    """Describe an operation that answers with a document, for Litestar's `get` or `post`.

    Args:
        shape: the type of the good answer.
        returns: what it tells.
        address: an example, see `api.examples`.
        answers: names of real ones, see `api.openapi.answer_example`.
        query: what `read_query` reads.
        path: what `read_path` reads.
        posted: what `read_body` reads.
        named: whether it looks up a name, and so may not find it; as a rule what a path tells.
        needs: the model that must be published.
    """
    is_named = path is not None if named is None else named
    sent = {"request_max_body_size": MOST_BODY_BYTES, "status_code": 200} if posted else {}
    return {
        "operation_class": openapi_operation_class(query, path=path, posted=posted),
        "responses": openapi_responses(
            shape,
            {200: returns},
            *map(answer_example, answers),
            named=is_named,
            posted=posted is not None,
        ),
        "opt": {"example": address, **({NEEDS: needs} if needs else {})},
        **sent,
    }


def list_operation(
    row: type[Struct],
    returns: str,
    address: str,
    *answers: str,
    more: Mapping[str, Any] | None = None,
    **how: Any,  # noqa: ANN401 - see `document_operation`
) -> dict[str, Any]:
    """Describe an operation that answers `{"data": [row...], "next": ..., "total": ...}`.

    CSV and NDJSON are added wherever it takes `?format=`.

    Args:
        row: the shape of one row; the list is called after it (`Game` gives `GameList`).
        returns: what the list tells.
        address: an example.
        answers: names of real ones.
        more: further fields beside the data, which an answer may leave out, and their types.
        how: as of `document_operation`.
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
    return document_operation(shape, returns, address, *answers, **how)


def openapi_responses(  # noqa: PLR0913 - what an operation may refuse
    shape: Any,  # noqa: ANN401 - a type, as ResponseSpec takes it
    returns: Mapping[int, str],
    *examples: Example,
    named: bool = False,
    posted: bool = False,
    is_written: bool = False,
    is_event: bool = False,
) -> dict[int, ResponseSpec]:
    """Describe an operation's answers: the good ones by their shape, the others as problems.

    Args:
        shape: the type of the good ones; None where they have no body.
        returns: what each of their statuses tells.
        examples: real answers.
        named: whether the operation looks up a name, and so may not find it.
        posted: whether it takes a body.
        is_written: whether it writes.
        is_event: whether it records an event.
    """
    # written now: Litestar would leave out what is null in it
    shown = [replace(one, value=Raw(encode(one.value))) for one in examples]
    good = {
        status: ResponseSpec(shape, description=text, examples=shown, generate_examples=False)
        for status, text in returns.items()
    }
    applies = {
        404: named,
        **dict.fromkeys((413, 415), posted),
        **dict.fromkeys((401, 403, 429), is_written),
        **dict.fromkeys((410, 422), is_event),
    }
    return good | {
        status: ResponseSpec(
            ProblemDocument,
            description=f"{text} ({', '.join(_problem_codes(status))})",
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
        for status, text in _STATUS_TEXTS.items()
        if applies.get(status, True)
    }


def _problem_codes(status: int) -> list[str]:
    return [code for code, kind in PROBLEM_KINDS.items() if kind.status == status]


def response_row_type(name: str, listing: ListResource, *, partial: bool = False) -> type[Struct]:
    """Make the type of a listing's rows; the columns' comments describe its fields.

    Args:
        name: what OpenAPI calls it.
        listing: whose rows.
        partial: whether each field may be left out, as `fields=` does.
    """
    fields = {str(one): column_type(column) for one, column in listing.fields.items()}
    return defstruct(
        name,
        [(one, it | UnsetType, UNSET) if partial else (one, it) for one, it in fields.items()],
        module=__name__,
        namespace={"__doc__": f"A row of {listing.name}."},
    )
