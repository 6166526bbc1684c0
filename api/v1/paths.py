"""A request in; the name that the rest of its path is, slashes and all, out."""

from typing import Any
from urllib.parse import unquote

from litestar import Request

from api.problems import Problem, shortened
from api.words import NAME_LENGTH


def rest_of_path(request: Request[Any, Any, Any], prefix: str) -> str:
    """Read a name from the path as it was sent: routing would merge `a//b` and cut `a/`.

    A slash of the name may be sent as it is or as %2F; only the last one must be %2F.

    Raises:
        Problem: 400, the name is not UTF-8, holds a NUL, is blank or too long.
    """
    raw: bytes = request.scope["raw_path"]
    sent = raw.partition(b"?")[0].decode("ascii", "surrogateescape")
    _, _, rest = sent.partition(f"{prefix}/")
    try:
        name = unquote(rest.removesuffix("/"), errors="strict").strip()
        name.encode()
    except ValueError as error:
        raise Problem(
            "bad-request", "The path is not UTF-8; for example, ñ is written %C3%B1."
        ) from error
    if not name or "\0" in name or len(name) > NAME_LENGTH:
        raise Problem(
            "bad-request",
            f"The path names {shortened(name)!r}; it should be text of 1 to {NAME_LENGTH} "
            "characters without NUL.",
        )
    return name
