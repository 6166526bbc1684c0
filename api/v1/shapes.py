"""A listing of `db.lists` in; the type of its rows, described by the columns' comments, out."""

from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from db.lists import Listing


def row_shape(name: str, listing: Listing, *, partial: bool = False) -> type[Struct]:
    """Make the type of a listing's rows.

    Args:
        name: what OpenAPI calls it.
        listing: its fields' columns have comments.
        partial: whether each field may be left out, as `fields=` does.
    """
    fields: list[Any] = []
    for name_, column in listing.fields.items():
        field = str(name_)  # SQLAlchemy's own kind of str does not do
        meta = Meta(description=getattr(column, "comment", None) or "")
        type_: Any = Annotated[_json_type(column), meta]
        fields.append((field, type_ | UnsetType, UNSET) if partial else (field, type_))
    doc = f"A row of {listing.name}."
    return msgspec.defstruct(name, fields, module=__name__, namespace={"__doc__": doc})


def _json_type(column: Any) -> Any:  # noqa: ANN401 - a column in, a type out
    type_ = column.type.python_type
    if type_ is list:
        return list[column.type.item_type.python_type]
    if type_ is Decimal:
        type_ = float
    return type_ | None if column.nullable else type_
