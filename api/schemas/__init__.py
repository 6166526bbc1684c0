"""Types of answers and of posted bodies, for OpenAPI and for reading."""

from typing import Any

from msgspec import Meta


def doc(description: str, **limits: Any) -> Meta:  # noqa: ANN401 - as Meta takes them
    """Describe a field, and limit it."""
    return Meta(description=description, **limits)
