"""What the layers tell each other about a request, kept in its ASGI scope."""

from typing import Any, Final, cast

from litestar.types import Scope

_HEADERS_SUFFICE: Final = "ludoteca.headers_suffice"


def let_headers_suffice(scope: Scope) -> None:
    """Say that no body will be sent: whoever would write a long one may stop."""
    cast("dict[str, Any]", scope)[_HEADERS_SUFFICE] = True


def headers_suffice(scope: Scope) -> bool:
    """Ask whether the answer's body would be thrown away: HEAD, or 304."""
    return _HEADERS_SUFFICE in scope
