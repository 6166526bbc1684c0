"""HEAD wherever there is GET: the same request, answered with the headers only."""

from copy import copy

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


def head_as_get(app: ASGIApp) -> ASGIApp:
    """Wrap an application so that it answers HEAD as GET without a body, and says so in Allow."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [_with_head(name, value) for name, value in message["headers"]]
            elif is_head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        if is_head:
            scope = copy(scope)  # the server's own still says HEAD: its access log is right
            scope["method"] = "GET"
        await app(scope, receive, send_on)

    return wrapped


def _with_head(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    methods = value.decode("latin-1").split(", ")
    if name.lower() == b"allow" and "GET" in methods and "HEAD" not in methods:
        value = ", ".join(sorted({*methods, "HEAD"})).encode("latin-1")
    return name, value
