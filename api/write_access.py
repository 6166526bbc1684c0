"""Who may write over HTTP, and see what operators do: a key, or the server's own machine."""

from base64 import b64decode
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


def require_operator(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard what operators alone see: refused pieces are the words of others.

    A browser sends the key as the password of any name (HTTP Basic). It does so by itself, and
    from pages of other sites, which is why nothing that writes takes a key in that form.

    Raises:
        Problem: 404, no key is set; 401, it is missing or wrong.
    """
    key: str | None = connection.app.state.write_key
    if key is None:
        raise Problem(
            "unknown-address",
            "Nothing is shown here before a key is set: start the server with LUDOTECA_WRITE_KEY, "
            "a long random text, and give it as the password, with any name.",
        )
    given = connection.headers.get("authorization", "")
    if not _is_key(_read_password(given), key):
        fault = "is missing" if not given else "holds another key"
        raise Problem(
            "unauthorized",
            f"The header Authorization {fault}; it should be `Basic` with any name and the key as "
            "password, or `Bearer` and the key.",
            headers={"WWW-Authenticate": 'Basic realm="ludoteca", charset="UTF-8"'},
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
        identifier_for_request=lambda request: "key" if _has_key(request) else "others",
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
    return _is_key(given.strip(), key) and scheme.lower() == _SCHEME


def _has_key(connection: AnyConnection) -> bool:
    """Tell whether the key came, in whichever way."""
    key: str | None = connection.app.state.write_key
    given = connection.headers.get("authorization", "")
    return key is not None and _is_key(_read_password(given), key)


def _read_password(given: str) -> str:
    """Read the key of a header; empty where it has none."""
    scheme, _, rest = given.partition(" ")
    if scheme.lower() != "basic":
        return rest.strip() if scheme.lower() == _SCHEME else ""
    try:
        return b64decode(rest.strip(), validate=True).decode().partition(":")[2]
    except ValueError:  # no Base64, or no UTF-8
        return ""


def _is_key(given: str, key: str) -> bool:
    return compare_digest(given.encode(), key.encode())
