"""A parameter's declaration in; what it may hold, in words, out."""

from datetime import date
from typing import Final, get_args

from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition
from msgspec import Meta

from api import days

NAME_LENGTH: Final = 200
# What is space is written out: to regular expressions of other languages, \s is something else.
_SPACE: Final = (
    r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
)
NOT_BLANK: Final = rf"^[^\u0000]*[^\u0000{_SPACE}][^\u0000]*$"
"""A pattern of text that says something, and that Postgres can hold."""


def allowed(field: FieldDefinition) -> str:
    """Say in words what a parameter, or a member of a body, may hold, from its declaration."""
    if choices := choices_of(field):
        return " or ".join(repr(value) for value in choices)
    if is_a(date, field):
        return days.ALLOWED
    if is_a(bool, field):
        return "true or false"
    if isinstance(field.kwarg_definition, ParameterKwarg):
        limits = field.kwarg_definition
        return _within(limits, field, most_items=limits.max_items)
    for inner in (field, *field.inner_types):
        for meta in inner.metadata:
            if isinstance(meta, Meta):
                return (meta.extra or {}).get("allowed") or _within(meta, field)
    return "something else"


def choices_of(field: FieldDefinition) -> tuple[str, ...]:
    """List the texts that a parameter may hold, where only some are allowed."""
    for inner in (field, *field.inner_types):
        if inner.is_literal:
            return get_args(inner.annotation)
    return ()


def _within(
    limits: ParameterKwarg | Meta, field: FieldDefinition, *, most_items: int | None = None
) -> str:
    if most_items is not None:
        return f"text of 1 to {NAME_LENGTH} characters, given at most {most_items} times"
    if limits.ge is not None:
        kind = "a number" if is_a(float, field) else "a whole number"
        return f"{kind} from {limits.ge} to {limits.le}"
    if limits.max_length is not None:
        return f"text of 1 to {limits.max_length} characters"
    return "something else"


def is_a(type_: type, field: FieldDefinition) -> bool:
    """Ask whether a parameter, or one of its values, is of a type; None aside."""
    return any(inner.annotation is type_ for inner in (field, *field.inner_types))
