"""Data versions in, validators out; and If-None-Match answered with 304 where nothing changed.

An answer's ETag is `W/"<data version>-<digest>"`; the digest is of the address, the query, the
format and the version of this program. Answers that are not of the data carry a digest only.
"""

import re
from hashlib import blake2b
from importlib.metadata import version
from typing import Final

from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send

from api.manners.headers import asked_header, empty_body, headers_of, is_http, vary
from api.manners.state import let_headers_suffice

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_ERRORS: Final = 400
_DRAFT: Final = re.compile(r'W/"(\d+)"')
_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')
_DIGEST_BYTES: Final = 8
_PROGRAM: Final = version("ludoteca").encode()


def draft(data_version: int) -> dict[str, str]:
    """Mark an answer with the data it was read from; on its way out the mark becomes its ETag."""
    return {"ETag": f'W/"{data_version}"'}


def of_bytes(body: bytes) -> dict[str, str]:
    """Validate an answer that is not of the data by its bytes."""
    return {"ETag": f'W/"{_digest(body)}"'}


def validated(app: ASGIApp, *, max_age_seconds: int) -> ASGIApp:
    """Wrap an application so that its answers to GET can be kept, and asked for again cheaply.

    Args:
        app: the application.
        max_age_seconds: how long a client may use an answer without asking again.
    """
    keep = f"public, max-age={max_age_seconds}, must-revalidate"

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if not is_http(scope):
            await app(scope, receive, send)
            return
        is_unchanged = False

        async def send_on(message: Message) -> None:
            nonlocal is_unchanged
            if message["type"] == "http.response.start":
                is_unchanged = _finish(message, scope, keep)
            elif is_unchanged and message["type"] == "http.response.body":
                if message["more_body"]:
                    return
                message = empty_body()
            await send(message)

        await app(scope, receive, send_on)

    return wrapped


def matches(known: str, tag: str) -> bool:
    """Compare weakly, as If-None-Match is; `*` is whatever there is."""
    return known.strip() == "*" or tag.removeprefix("W/") in _TAG.findall(known)


def tag_of(scope: Scope, content_type: str, data_version: int) -> str:
    """Write the validator of an answer from data of a version."""
    return f'W/"{data_version}-{digest_of(scope, content_type)}"'


def digest_of(scope: Scope, content_type: str) -> str:
    """Sum up what was asked, as the router and the query's check have normalised it."""
    path = scope["path"].encode(errors="replace")
    return _digest(_PROGRAM, content_type.encode(), path, scope["query_string"])


def _finish(start: HTTPResponseStartEvent, scope: HTTPScope, keep: str) -> bool:
    """Complete the headers; true where the client has this very answer: it becomes a 304."""
    headers = headers_of(start)
    headers.put_default("X-Content-Type-Options", "nosniff")
    if start["status"] >= _ERRORS:
        headers.put_default("Cache-Control", "no-store")
    tag = headers.get("etag")
    if not tag:
        return False
    if drafted := _DRAFT.fullmatch(tag):
        tag = tag_of(scope, headers.get("content-type"), int(drafted[1]))
        headers.put("ETag", tag)
    headers.put_default("Cache-Control", keep)
    vary(headers, ("Accept",))
    if start["status"] != _OK or scope["method"] != "GET":
        return False
    if not matches(asked_header(scope, "if-none-match") or "", tag):
        return False
    start["status"] = _NOT_MODIFIED
    headers.drop("content-type", "content-length", "content-encoding")
    let_headers_suffice(scope)
    return True


def _digest(*parts: bytes) -> str:
    return blake2b(b"\0".join(parts), digest_size=_DIGEST_BYTES).hexdigest()
