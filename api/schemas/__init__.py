"""Types of answers and of posted bodies, for OpenAPI and for reading."""

from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta


def doc(description: str, **limits: Any) -> Meta:  # noqa: ANN401 - as Meta takes them
    """Describe a field, and limit it."""
    return Meta(description=description, **limits)


def column_type(column: Any, listed: type | None = None) -> Any:  # noqa: ANN401 - a column in, a type out
    """Make the type of what a column holds as JSON has it, with the column's comment.

    Args:
        column: of a relation or function of `db.schema`.
        listed: what it is a JSON list of, where it is one.
    """
    type_ = list[listed] if listed else _json_type(column)  # type: ignore[valid-type] # at run time
    return Annotated[type_, doc(getattr(column, "comment", None) or "")]


def _json_type(column: Any) -> Any:  # noqa: ANN401 - as above
    type_ = column.type.python_type
    if type_ is list:
        return list[column.type.item_type.python_type]
    if type_ is Decimal:
        type_ = float
    return type_ | None if column.nullable else type_
