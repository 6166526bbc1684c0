"""An application driven message by message, as a server drives it; and lists to drive it with."""

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self

from litestar import Litestar, Response, get
from litestar.exceptions import LitestarException
from litestar.types import ASGIApp
from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, select

from api.app import create_app
from api.errors import AnyRequest
from api.negotiation import Format, negotiated_format
from api.openapi import openapi_operation_class
from api.responses import respond_page
from api.row_formats import RowsResponse
from api.v1.list_request import ListQuery, decode_cursor, encode_cursor
from api.validation import read_query
from db.lists import PageRows
from db.settings import Settings

Message = dict[str, Any]
COLUMNS = ["user_id", "game_id", "playtime_minutes"]

items = Table(
    "items",
    MetaData(schema="api"),
    Column("user_id", Text),
    Column("game_id", BigInteger),
    Column("playtime_minutes", Integer),
)
EVERY_ITEM = select(items).order_by(items.c.user_id, items.c.game_id)


@get("/items", operation_class=openapi_operation_class())
async def list_items(request: AnyRequest) -> Response[Any]:
    """Every library item, as a list's handler would."""
    query = read_query(request, ListQuery)
    exports, chosen = request.app.state.exports, negotiated_format(request.scope, query.format)
    if query.limit is None and chosen is not Format.JSON:
        return RowsResponse(partial(exports.open, EVERY_ITEM), chosen=chosen)
    skipped = decode_cursor(query.cursor, tuple[int], of="items")[0] if query.cursor else 0
    limit = query.limit or 2
    rows = await exports.open(EVERY_ITEM.offset(skipped).limit(limit))
    found = [row async for batch in rows for row in batch]
    await rows.aclose()
    page = PageRows(rows=found, publication=rows.publication, keys=(), has_more=True, total=12345)
    next_ = encode_cursor(skipped + limit, of="items")
    return respond_page(request, page, rows.columns, chosen=chosen, next_=next_)


@get("/all-items", operation_class=openapi_operation_class())
async def all_items(request: AnyRequest) -> Response[Any]:
    """Every library item as one JSON document."""
    return RowsResponse(partial(request.app.state.exports.open, EVERY_ITEM), chosen=Format.JSON)


@get("/no-items", operation_class=openapi_operation_class())
async def no_items(request: AnyRequest) -> Response[Any]:
    """A list without rows."""
    query = read_query(request, ListQuery)
    nothing = EVERY_ITEM.where(items.c.game_id == -1)
    chosen = negotiated_format(request.scope, query.format)
    return RowsResponse(partial(request.app.state.exports.open, nothing), chosen=chosen)


def app_with_lists(settings: Settings) -> Litestar:
    """The application, and the lists of this file."""
    app = create_app(settings)
    for handler in (list_items, all_items, no_items):
        app.register(handler)
    return app


@dataclass(kw_only=True)
class Exchange:
    """One request and what came back, as a server sees them.

    A header that is sent several times has its values on lines of their own.

    `on_piece` is called with each piece of a body, as a slow client would be waited for; after
    `gone` is set, the client has gone.
    """

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    on_piece: Callable[[bytes], Awaitable[None]] | None = None
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    start: Message = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    is_whole: bool = False
    failure: LitestarException | None = None

    async def run(self, app: ASGIApp) -> Self:
        """Ask, and wait for the end of the answer."""
        path, _, query = self.path.partition("?")
        scope: Any = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (name.lower().encode(), value.encode())
                for name, values in self.headers.items()
                for value in values.split("\n")
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "extensions": {},
            "state": {},
        }
        try:
            await app(scope, self._receive(), self._send)  # type: ignore[arg-type] # a server's side
        except LitestarException as error:  # a server would close the connection
            self.failure = error
        return self

    @property
    def body(self) -> bytes:
        """What came, in one piece."""
        return b"".join(self.pieces)

    @property
    def header(self) -> dict[str, str]:
        """The answer's headers."""
        return {k.decode().lower(): v.decode() for k, v in self.start["headers"]}

    def _receive(self) -> Callable[[], Awaitable[Message]]:
        messages = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Message:
            if messages:
                return messages.pop()
            await self.gone.wait()
            return {"type": "http.disconnect"}

        return receive

    async def _send(self, message: Any) -> None:  # noqa: ANN401 - any ASGI message
        if message["type"] == "http.response.start":
            assert not self.start
            self.start = message
            return
        assert self.start
        assert not self.is_whole
        if message["body"]:
            self.pieces.append(message["body"])
            if self.on_piece is not None:
                await self.on_piece(message["body"])
        self.is_whole = not message["more_body"]


def drive(settings: Settings, *exchanges: Exchange) -> list[Exchange]:
    """Run requests over one application, up to 100 at the same time."""

    async def run() -> list[Exchange]:
        app, at_once = app_with_lists(settings), asyncio.Semaphore(100)

        async def run_one(one: Exchange) -> Exchange:
            async with at_once:
                return await one.run(app)

        async with app.lifespan():
            return list(await asyncio.gather(*map(run_one, exchanges)))

    return asyncio.run(run())


def rows_of(exchange: Exchange) -> list[tuple[Any, ...]]:
    """Read an answer back, whichever its format."""
    text = exchange.body.decode()
    if exchange.header["content-type"].startswith("text/csv"):
        head, *records = csv.reader(io.StringIO(text, newline=""))
        assert head == COLUMNS
        return [(user, int(game), int(minutes)) for user, game, minutes in records]
    if exchange.header["content-type"] == "application/x-ndjson":
        return [tuple(json.loads(line).values()) for line in text.splitlines()]
    document = json.loads(text)
    assert document["next"] is None
    return [tuple(row.values()) for row in document["data"]]
