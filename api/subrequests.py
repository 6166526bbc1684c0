"""Answers of /v1 asked within the process: parts of pages, and of answers that include others."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast
from urllib.parse import quote, unquote, urlencode

import msgspec
from litestar.types import Message, Receive, Scope

from api.errors import NOTHING_LOADED, PROBLEM_KINDS, AnyRequest, Problem, ProblemDocument

_OK: Final = 200
_TRIES: Final = 5
_PUBLICATION: Final = re.compile(r'W/"(\d+\.[0-9a-f]+\.\d+(?:\.\d+)?)-')
_HEADERS: Final = [(b"accept", b"application/json"), (b"accept-encoding", b"identity")]
_MISSING_MODELS: Final = frozenset({"not-trained"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One answer."""

    address: str
    """Where a program gets it."""
    document: Any
    """Its JSON; None where its model is not trained yet."""
    publication: str
    """What it was read from; see `db.api_function.publication_column`."""
    total: int | None = None
    """Rows of the whole list, where that was asked for."""
    is_posted: bool = False
    """Whether the address takes a body."""

    @property
    def rows(self) -> list[Any]:
        """The rows of a list; none where there is no answer."""
        return [] if self.document is None else cast("list[Any]", self.document["data"])

    @property
    def is_known(self) -> bool:
        """Whether there is an answer."""
        return self.document is not None

    @property
    def next(self) -> str | None:
        """The cursor of the next page of a list."""
        return None if self.document is None else self.document.get("next")


def address(*path: str | float, **query: object) -> str:
    """Write an address: quoted parts, then parameters, of which None and "" are left out."""
    given = [
        (name.rstrip("_"), _parameter_text(one))
        for name, value in query.items()
        for one in (value if isinstance(value, list | tuple) else [value])
        if one not in (None, "")
    ]
    text = "".join(f"/{quote(str(part), safe='')}" for part in path)
    return f"{text}?{urlencode(given)}" if given else text


def _parameter_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


async def ask(request: AnyRequest, **addresses: str) -> dict[str, Part]:
    """Ask several addresses at once; all answers are from one publication.

    Raises:
        Problem: what the first of them that failed said, unless a model is missing.
    """
    found: dict[str, Part] = {}
    for _ in range(_TRIES):
        answers = await asyncio.gather(*(_ask_one(request, one) for one in addresses.values()))
        found = dict(zip(addresses, answers, strict=True))
        if len({one.publication.split(".")[0] for one in answers if one.publication}) <= 1:
            break
    return found


class _Published(Protocol):
    @property
    def publication(self) -> str: ...


def common_publication(parts: Iterable[_Published]) -> str:
    """Find what all parts were read from; a live part makes a page live.

    Empty where they are not of the data, or of two publications, as after a load meanwhile.
    """
    found = {part.publication for part in parts if part.publication}
    longest = max(found, key=len, default="")
    return longest if all(longest.startswith(one) for one in found) else ""


async def ask_posted(request: AnyRequest, asked: str, body: object) -> Part:
    """Ask an address that takes a body.

    Raises:
        Problem: what it said.
    """
    return await _ask_one(request, asked, msgspec.json.encode(body))


async def _ask_one(request: AnyRequest, asked: str, posted: bytes | None = None) -> Part:
    path, _, query = asked.partition("?")
    sent = request.scope
    scope = {
        **{
            name: value
            for name, value in sent.items()
            if name in {"type", "asgi", "scheme", "root_path", "client", "server"}
        },
        "http_version": sent["http_version"],
        "method": "GET" if posted is None else "POST",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [
            *_HEADERS,
            (b"content-type", b"application/json"),
            *((name, value) for name, value in sent["headers"] if name == b"authorization"),
        ],
        "state": {},
    }
    status, headers, body = 0, dict[str, str](), b""

    async def receive() -> Any:  # noqa: ANN401 - ASGI's message
        return {"type": "http.request", "body": posted or b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, headers, body
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = {
                name.lower().decode("latin-1"): value.decode("latin-1")
                for name, value in message["headers"]
            }
        elif message["type"] == "http.response.body":
            body += message["body"]

    await request.app(cast("Scope", scope), cast("Receive", receive), send)
    if status != _OK:
        document = msgspec.json.decode(body, type=ProblemDocument)
        code = document.type.partition("#")[2]
        if code in _MISSING_MODELS:
            return Part(address=asked, document=None, publication="", is_posted=posted is not None)
        raise _repeated_problem(code, document)
    tag = _PUBLICATION.match(headers.get("etag", ""))
    total = headers.get("x-total-count")
    return Part(
        address=asked,
        document=msgspec.json.decode(body),
        publication=tag[1] if tag else "",
        total=None if total is None else int(total),
        is_posted=posted is not None,
    )


def _repeated_problem(code: str, document: ProblemDocument) -> Problem:
    members = {
        name: value
        for name in ("parameter", "given", "allowed", "closest")
        if (value := getattr(document, name)) is not msgspec.UNSET
    }
    code = code if code in PROBLEM_KINDS else "internal-error"
    return Problem(code, document.detail.removesuffix(NOTHING_LOADED), **members)
