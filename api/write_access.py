"""Who may write over HTTP, and how often: a key, or the server's own machine."""

from collections.abc import Sequence
from ipaddress import ip_address
from secrets import compare_digest
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.middleware.rate_limit import RateLimitConfig

from api.errors import Problem

AnyConnection = ASGIConnection[Any, Any, Any, Any]

_SCHEME: Final = "bearer"
_CHALLENGE: Final = 'Bearer realm="ludoteca"'


def require_write_access(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard what writes.

    Raises:
        Problem: 401, the key is missing or wrong; 403, there is none, and it comes from elsewhere.
    """
    if _has_access(connection):
        return
    if connection.app.state.write_key is None:
        raise Problem(
            "forbidden",
            "Only the server's own machine may write: an operator gives others a key, "
            "LUDOTECA_WRITE_KEY.",
        )
    given = connection.headers.get("authorization")
    fault = "is missing" if given is None else "holds another key"
    challenge = _CHALLENGE if given is None else f'{_CHALLENGE}, error="invalid_token"'
    raise Problem(
        "unauthorized",
        f"The header Authorization {fault}; it should be `Bearer` and the key for writing.",
        headers={"WWW-Authenticate": challenge},
    )


def write_limits(per_minute: int) -> Sequence[DefineMiddleware]:
    """Limit how often may be written from other machines: with the key, and without it in vain.

    Args:
        per_minute: how often, to this process; 0 for as often as anybody likes.
    """
    if not per_minute:
        return ()
    limit = RateLimitConfig(
        rate_limit=("minute", per_minute),
        identifier_for_request=lambda request: "key" if _has_access(request) else "others",
        check_throttle_handler=lambda request: not is_loopback(request),
    )
    return (limit.middleware,)


def is_loopback(connection: AnyConnection) -> bool:
    """Tell whether the other end of the connection is on this machine; headers tell nothing."""
    if connection.client is None:
        return False
    try:
        found = ip_address(connection.client.host)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _has_access(connection: AnyConnection) -> bool:
    key: str | None = connection.app.state.write_key
    if key is None:
        return is_loopback(connection)
    scheme, _, given = connection.headers.get("authorization", "").partition(" ")
    is_right = compare_digest(given.strip().encode(), key.encode())
    return is_right and scheme.lower() == _SCHEME
