"""A request's path in; a problem out where a parameter in it is unreadable or out of range."""

from typing import Any

from litestar import Request
from litestar.params import PathParameter
from litestar.typing import FieldDefinition

from api.problems import Problem, shortened
from api.words import allowed


def check_path(request: Request[Any, Any, Any]) -> None:
    """Refuse what Postgres cannot hold, or what is not as declared, by the parameter's name.

    Raises:
        Problem: 400, such a parameter.
    """
    fields = request.route_handler.parsed_fn_signature.parameters
    for name, value in request.path_params.items():
        field = fields.get(name)
        if field is None or not isinstance(field.kwarg_definition, PathParameter):
            continue
        text = str(value).removeprefix("/")  # a name of several parts begins with one
        if "\0" in text or not _is_unicode(text) or not _fits(text, field, field.kwarg_definition):
            given = shortened(text.encode(errors="replace").decode())
            raise Problem(
                "invalid-parameter",
                f"{name} is {given!r}; it should be {allowed(field)}.",
                parameter=name,
                given=given,
                allowed=allowed(field),
            )


def _fits(text: str, field: FieldDefinition, limits: PathParameter) -> bool:
    if field.annotation is int:
        digits = text.removeprefix("-")
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(limits.le))
        is_number = is_number and (digits == "0" or not digits.startswith("0"))
        return is_number and (limits.ge or 0) <= int(text) <= (limits.le or 0)
    return limits.max_length is None or 0 < len(text.strip()) <= limits.max_length


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
