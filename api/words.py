"""A parameter's declaration in; what it may hold, in words, out."""

from datetime import date
from typing import Final, get_args

from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition

from api import days

NAME_LENGTH: Final = 200


def allowed(field: FieldDefinition) -> str:
    """Say in words what a parameter may hold, from its declaration."""
    if choices := choices_of(field):
        return " or ".join(repr(value) for value in choices)
    if is_a(date, field):
        return days.ALLOWED
    if is_a(bool, field):
        return "true or false"
    limits = field.kwarg_definition
    return _within(limits, field) if isinstance(limits, ParameterKwarg) else "something else"


def choices_of(field: FieldDefinition) -> tuple[str, ...]:
    """List the texts that a parameter may hold, where only some are allowed."""
    for inner in (field, *field.inner_types):
        if inner.is_literal:
            return get_args(inner.annotation)
    return ()


def _within(limits: ParameterKwarg, field: FieldDefinition) -> str:
    if limits.max_items is not None:
        return f"text of 1 to {NAME_LENGTH} characters, given at most {limits.max_items} times"
    if limits.ge is not None:
        kind = "a number" if is_a(float, field) else "a whole number"
        return f"{kind} from {limits.ge} to {limits.le}"
    if limits.max_length is not None:
        return f"text of 1 to {limits.max_length} characters"
    return "something else"


def is_a(type_: type, field: FieldDefinition) -> bool:
    """Ask whether a parameter, or one of its values, is of a type; None aside."""
    return any(inner.annotation is type_ for inner in (field, *field.inner_types))
