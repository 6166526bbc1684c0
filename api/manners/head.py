"""HEAD wherever there is GET: the same request, answered with the headers only."""

from copy import copy

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.manners.headers import headers_of, is_http
from api.manners.state import let_headers_suffice


def head_as_get(app: ASGIApp) -> ASGIApp:
    """Wrap an application so that it answers HEAD as GET without a body, and says so in Allow."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if not is_http(scope):
            await app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = headers_of(message)
                if headers.has("allow"):
                    methods = {*headers.get("allow").split(", ")}
                    methods |= {"HEAD"} if "GET" in methods else set()
                    headers.put("Allow", ", ".join(sorted(methods)))
            elif is_head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        inner = copy(scope)  # the server's own still says HEAD: its access log is right
        if is_head:
            inner["method"] = "GET"
            let_headers_suffice(inner)
        await app(inner, receive, send_on)

    return wrapped
