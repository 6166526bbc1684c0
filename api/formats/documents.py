"""A row's shape in; what OpenAPI says of a list of such rows, in all its formats, out."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example
from msgspec import UNSET, Meta, Struct, UnsetType

from api.answers import documented


def listed(
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
    next_ = Annotated[
        str | None, Meta(description="The cursor of the next page; null on the last.")
    ]
    total = Annotated[int, Meta(description="Rows of the whole list, where asked for.")]
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = [
        ("data", list[row]),  # type: ignore[valid-type] # made at run time
        ("next", next_),
        ("total", total | UnsetType, UNSET),
        *((name, type_ | UnsetType, UNSET) for name, type_ in (more or {}).items()),
    ]
    shape = msgspec.defstruct(f"{row.__name__}List", fields, module=__name__)
    return documented(shape, description, *examples, named=named)
