"""What happens to each request as it comes in: its id, and the slashes of its path."""

import logging
import re
from contextvars import ContextVar
from os import urandom
from typing import Final
from urllib.parse import unquote

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

HEADER: Final = b"x-request-id"
LOGGER: Final = "ludoteca.api"

_ID_BYTES: Final = 16
_SANE_ID: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:/+=@-]{0,127}")
_SLASH: Final = re.compile(rb"%2f", re.IGNORECASE)
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def with_request_id(app: ASGIApp) -> ASGIApp:
    """Wrap an application so that each answer carries an id, the client's own where it is sane.

    A client's id is up to 128 letters, digits and `._:/+=@-`; anything else is replaced. While the
    request is answered, the logger `ludoteca.api` writes the id after each message and keeps it in
    the records as `request_id`.
    """
    logging.getLogger(LOGGER).addFilter(_marking)

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        given = b", ".join(value for name, value in scope["headers"] if name == HEADER)
        request_id = given if _SANE_ID.fullmatch(given) else urandom(_ID_BYTES).hex().encode()

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (HEADER, request_id)]
            await send(message)

        token = _current.set(request_id.decode())
        try:
            await app(scope, receive, send_on)
        finally:
            _current.reset(token)

    return wrapped


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


def current_request_id() -> str | None:
    """Name the request that is being answered; None outside of one."""
    return _current.get()


class _Marking(logging.Filter):
    """Lets every record through, with the request's id."""

    def filter(self, record: logging.LogRecord) -> bool:
        request_id = current_request_id()
        if request_id is not None and not hasattr(record, "request_id"):
            record.request_id = request_id
            record.msg = f"{record.getMessage()} [request {request_id}]"
            record.args = ()
        return True


_marking: Final = _Marking()
