"""Routing in which an encoded slash is a letter of a path's part, not an end of it."""

import re
from typing import Final
from urllib.parse import unquote

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

_SLASH: Final = re.compile(rb"%2f", re.IGNORECASE)


def with_encoded_slashes(app: ASGIApp) -> ASGIApp:
    """Wrap an application so that the path that it routes by still holds `%2F` as it was sent.

    A server decodes the whole path, after which `/v1/users/a%2Fb` is somebody else's address.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and b"%" in scope["raw_path"]:
            sent = _SLASH.sub(b"%252F", scope["raw_path"].partition(b"?")[0])
            scope["path"] = unquote(sent.decode("ascii", "replace"))
        await app(scope, receive, send)

    return wrapped
