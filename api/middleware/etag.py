"""ETags, 304, HEAD and the headers of caches, for every answer in one place.

The ETag of an answer from the data is `W/"<publication>-<request>"`: which publication of which
database it was read from, with the events that it shows, and a digest of what was asked, of its
format, and of this program.
"""

import re
from hashlib import blake2b
from importlib.metadata import version
from typing import Final, cast

from litestar import Response
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send

from api.errors import AnyRequest
from api.middleware.compression import is_compressible_type
from api.negotiation import request_negotiation
from db.errors import LudotecaError
from db.queries.documents import read_data_version

_OK: Final = 200
_NOT_MODIFIED: Final = 304
_FIRST_ERROR: Final = 400
_PUBLICATION_TAG: Final = re.compile(rb'W/"\d+\.[0-9a-f]+(?:\.\d+){1,2}"')
_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')
_SLASHES: Final = re.compile("//+")
_DIGEST_BYTES: Final = 8
_PROGRAM_VERSION: Final = version("ludoteca").encode()
_HEADERS_ONLY_KEY: Final = "headers_only"
_BODY_HEADERS: Final = (b"content-type", b"content-length", b"content-encoding")


def publication_etag_header(publication: str) -> dict[str, str]:
    """Mark an answer with the data it was read from; on its way out the mark becomes its ETag."""
    return {"ETag": f'W/"{publication}"'}


def body_etag_header(body: bytes) -> dict[str, str]:
    """Validate an answer that is not of the data by its bytes."""
    return {"ETag": f'W/"{_blake2_digest(body)}"'}


def is_head_or_not_modified(scope: Scope) -> bool:
    """Tell whether the answer's body will be left out: who writes a long one may stop."""
    return _HEADERS_ONLY_KEY in scope["state"]


def with_etags(app: ASGIApp, *, max_age_seconds: int, varies_by_origin: bool) -> ASGIApp:
    """Answer HEAD as GET without a body, and with 304 where the client has the answer already.

    Args:
        app: what answers GET, in full.
        max_age_seconds: how long a client may use an answer without asking again.
        varies_by_origin: whether some sites may read answers, and others not.
    """
    keep = b"public, max-age=%d, must-revalidate" % max_age_seconds
    origin = [b"Origin"] if varies_by_origin else []

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        has_body = scope["method"] != "HEAD"
        inner = scope
        if not has_body:
            inner = cast("HTTPScope", {**scope, "method": "GET"})  # the server logs what was sent
            scope["state"][_HEADERS_ONLY_KEY] = True

        async def send_on(message: Message) -> None:
            nonlocal has_body
            if message["type"] == "http.response.start":
                if _complete_cache_headers(message, scope, keep, origin):
                    scope["state"][_HEADERS_ONLY_KEY] = True
                    has_body = False
            elif message["type"] == "http.response.body" and not has_body:
                if message["more_body"]:
                    return
                message["body"] = b""
            await send(message)

        await app(inner, receive, send_on)

    return wrapped


async def answer_not_modified(request: AnyRequest) -> Response[None] | None:
    """Spare the database the question where the client's copy is of the data published now.

    A client can hold a copy with this request's digest only of an answer, so nothing is checked.
    """
    known = request_negotiation(request.scope).if_none_match
    if not known or request.method != "GET" or _request_digest(request.scope) not in known:
        return None
    try:
        now = await read_data_version(request.app.state.engine)
    except LudotecaError:  # whoever is asked the question will say so
        return None
    for publication in (now.publication, now.live_publication):  # an answer has the one or other
        mark = publication_etag_header(publication)
        if _matches_if_none_match(
            known, _tag_with_request_digest(mark["ETag"].encode(), request.scope)
        ):
            return Response(None, status_code=_NOT_MODIFIED, headers=mark)
    return None


def _complete_cache_headers(
    start: HTTPResponseStartEvent, scope: HTTPScope, keep: bytes, vary: list[bytes]
) -> bool:
    """Complete the headers; true where there is no body: the client has this very answer."""
    headers = {name.lower(): value for name, value in start["headers"]}  # no cookie is ever set
    status = start["status"]
    headers.setdefault(b"x-content-type-options", b"nosniff")
    tag = headers.get(b"etag")
    if status >= _FIRST_ERROR:
        headers.setdefault(b"cache-control", b"no-store")
    elif tag is not None:
        headers.setdefault(b"cache-control", keep)
        if _PUBLICATION_TAG.fullmatch(tag):
            tag = headers[b"etag"] = _tag_with_request_digest(tag, scope)
        known = request_negotiation(scope).if_none_match
        if (
            known
            and status == _OK
            and scope["method"] in {"GET", "HEAD"}
            and _matches_if_none_match(known, tag)
        ):
            status = start["status"] = _NOT_MODIFIED
        vary = [b"Accept", b"Accept-Encoding", *vary]
    if tag is None and is_compressible_type(headers.get(b"content-type", b"")):
        vary = [b"Accept-Encoding", *vary]
    if vary:
        headers[b"vary"] = b", ".join(vary)
    if b"allow" in headers:
        methods = {*headers[b"allow"].split(b", ")}
        methods |= {b"HEAD"} if b"GET" in methods else set()
        headers[b"allow"] = b", ".join(sorted(methods))
    if status == _NOT_MODIFIED:
        for name in _BODY_HEADERS:
            headers.pop(name, None)
    start["headers"] = list(headers.items())
    return status == _NOT_MODIFIED


def _tag_with_request_digest(mark: bytes, scope: Scope) -> bytes:
    return b'%b-%b"' % (mark[:-1], _request_digest(scope).encode())


def _matches_if_none_match(known: str, tag: bytes) -> bool:
    """Compare weakly, as If-None-Match is; `*` is whatever there is."""
    return known.strip() == "*" or tag.decode().removeprefix("W/") in _TAG.findall(known)


def _request_digest(scope: Scope) -> str:
    """Sum up what was asked, whatever its spelling."""
    asked = request_negotiation(scope)
    path = _SLASHES.sub("/", scope["path"]).rstrip("/")
    return _blake2_digest(
        _PROGRAM_VERSION, asked.formats, path.encode(errors="replace"), asked.query.encode()
    )


def _blake2_digest(*parts: bytes) -> str:
    return blake2b(b"\0".join(parts), digest_size=_DIGEST_BYTES).hexdigest()
