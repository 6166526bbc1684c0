"""Parameters of a training as settings, `own.ridge=0.1`."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from typing import Any, TypeVar

from db.errors import ConfigurationError

_Parameters = TypeVar("_Parameters")


def apply_parameter_settings(parameters: _Parameters, settings: Sequence[str]) -> _Parameters:
    """Change parameters, each by its name with dots between the levels.

    Raises:
        ConfigurationError: there is no such parameter, or the value is not of its type.
    """
    for setting in settings:
        name, equals, text = setting.partition("=")
        known = dict(_flatten_parameters(parameters))
        if name not in known:
            closest = get_close_matches(name, known, n=1)
            hint = f"did you mean {closest[0]}? " if closest else ""
            raise ConfigurationError(
                f"--set {setting}: there is no parameter {name!r}; {hint}--list names them all"
            )
        if not equals:
            raise ConfigurationError(
                f"--set {name}: its value is missing, as in --set {name}={known[name]}"
            )
        parameters = _replace_parameter(
            parameters, name.split("."), _parse_parameter_value(name, text, known[name])
        )
    return parameters


def format_parameter_settings(parameters: object) -> Iterator[str]:
    """Write each parameter as a setting that would keep it."""
    return (f"{name}={value}" for name, value in _flatten_parameters(parameters))


def _flatten_parameters(parameters: Any, before: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - a dataclass
    for field in fields(parameters):
        value = getattr(parameters, field.name)
        if is_dataclass(value):
            yield from _flatten_parameters(value, f"{before}{field.name}.")
        else:
            yield f"{before}{field.name}", value


def _replace_parameter(parameters: Any, path: list[str], value: object) -> Any:  # noqa: ANN401 - a dataclass
    first, *rest = path
    inner = _replace_parameter(getattr(parameters, first), rest, value) if rest else value
    return replace(parameters, **{first: inner})


def _parse_parameter_value(name: str, text: str, present: float) -> float:
    kind = type(present)
    try:
        value = kind(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        what = "a whole number" if kind is int else "a number"
        raise ConfigurationError(f"--set {name}={text}: it should be {what}, 0 or more")
    return value
