"""Documents that include answers of other addresses: `include=similar,price`."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from litestar import Response
from msgspec import UNSET, Meta, Struct, UnsetType, defstruct

from api.errors import AnyRequest, invalid_value_problem
from api.middleware.etag import publication_etag_header
from api.responses import raw_response, respond_answer, respond_uncached
from api.schemas import doc
from api.subrequests import ask, common_publication
from db.queries.documents import Answer

_LENGTH: Final = 200


def include_parameter(included: Mapping[str, str]) -> Meta:
    """Declare the parameter, of an operation that may include these."""
    either = "|".join(included)
    return doc(
        f"What else to give, separated by commas: {', '.join(f'`{one}`' for one in included)}. "
        "Each is a member of the answer, as its own address answers it: "
        + ", ".join(f"`…/{path}`" for path in included.values())
        + ".",
        min_length=1,
        max_length=_LENGTH,
        examples=[next(iter(included))],
        extra_json_schema={"pattern": f"^({either})(,({either}))*$"},
    )


def including_type(shape: type[Struct], included: Mapping[str, str]) -> type[Struct]:
    """Make the type of a document that may have these members too."""
    meta = doc("Where `include` asks for it: the answer of its own address.")
    fields: list[Any] = [
        (name, Annotated[dict[str, Any] | None, meta] | UnsetType, UNSET) for name in included
    ]
    return defstruct(
        f"{shape.__name__}Document", fields, bases=(shape,), kw_only=True, module=__name__
    )


async def respond_including(
    request: AnyRequest, answer: Answer, included: Mapping[str, str], text: str | None
) -> Response[bytes]:
    """Answer with a document and what it is to include.

    Args:
        request: what asks; the included are under its path.
        answer: the document.
        included: their names, and their addresses from there.
        text: names as the client gave them.

    Raises:
        Problem: 400, one of the names is none of them; what an included answer failed with.
    """
    if text is None:
        return respond_answer(answer)
    names = list(dict.fromkeys(one.strip() for one in text.split(",")))
    for name in names:
        if name not in included:
            fault, allowed = f"holds {name!r}", f"{', '.join(included)}, separated by commas"
            raise invalid_value_problem("include", fault, given=text, allowed=allowed)
    path = request.scope["raw_path"].decode().partition("?")[0].rstrip("/")
    parts = await ask(request, **{one: f"{path}/{included[one]}" for one in names})
    members = msgspec.json.encode({name: part.document for name, part in parts.items()})
    body = answer.body[:-1].rstrip() + b"," + members[1:]
    publication = common_publication([answer, *parts.values()])
    if not publication:
        return respond_uncached(body)
    return raw_response(body, publication_etag_header(publication))
