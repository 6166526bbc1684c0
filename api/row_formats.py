"""Rows in CSV, NDJSON or JSON: at once, or piece by piece in bounded memory."""

import asyncio
import csv
import io
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from typing import Any, Final, TypeAlias

import msgspec
from litestar import Request, Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send
from msgspec import Raw

from api.middleware.etag import is_head_or_not_modified, publication_etag_header
from api.negotiation import Format
from db.errors import LudotecaError
from db.export import Rows

STALL_SECONDS: Final = 60

OpenRows: TypeAlias = Callable[[], Awaitable[Rows]]

_log: Final = logging.getLogger("ludoteca.api")
# 19.90 stays 19.90, within a list of objects too.
_ROW: Final = msgspec.json.Decoder(dict[str, Any], float_hook=lambda text: Raw(text.encode()))
LIST_SEPARATOR: Final = "; "


def encode_rows(rows: Sequence[bytes], columns: Sequence[str], chosen: Format) -> bytes:
    """Write a whole list that is no JSON."""
    return csv_head(columns) + csv_rows(rows) if chosen is Format.CSV else ndjson_rows(rows)


def csv_head(columns: Sequence[str]) -> bytes:
    """Write the first record of a CSV: the names."""
    return _write_csv([columns])


def csv_rows(rows: Sequence[bytes]) -> bytes:
    """Write records as RFC 4180 has them, in UTF-8.

    Null is empty, booleans are `true` and `false`, numbers and times are written as in JSON, the
    values of a list are joined by "; ", objects in one are written as JSON. Nothing is put before
    a text that starts with `=`, `+`, `-` or `@`: a spreadsheet that opens the file should import
    its columns as text.
    """
    return _write_csv([[_csv_cell(value) for value in _ROW.decode(row).values()] for row in rows])


def ndjson_rows(rows: Sequence[bytes]) -> bytes:
    """Write one object a line."""
    return b"".join(b"%b\n" % row for row in rows)


def json_items(rows: Sequence[bytes]) -> bytes:
    """Write what stands between the brackets of an array."""
    return b",".join(rows)


def _write_csv(records: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(records)
    return text.getvalue().encode()


def _csv_cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return LIST_SEPARATOR.join(_csv_cell(one) for one in value)
    return "" if value is None else msgspec.json.encode(value).decode()


class RowsResponse(Response[Any]):
    """Every row, written as it comes, in the chosen format.

    The result is opened when the answer begins and closed when it ends, whatever ends it; an
    error of its opening is answered as if the handler had raised it. A client that goes away ends
    it; one that takes nothing for STALL_SECONDS is cut off, and so is everyone where the database
    fails midway: an answer that ends in good order is whole.
    """

    def __init__(self, open_rows: OpenRows, *, chosen: Format) -> None:
        super().__init__(b"")
        self.open_rows = open_rows
        self.chosen = chosen

    def to_asgi_response(
        self,
        app: Any,  # noqa: ANN401, ARG002 - Litestar's signature
        request: Request[Any, Any, Any],  # noqa: ARG002 - the same
        **options: Any,  # noqa: ANN401 - the same
    ) -> ASGIResponse:
        """Hand the headers of every layer on to the answer."""
        headers = {**(options.get("headers") or {}), **self.headers}
        return _Streaming(self.open_rows, chosen=self.chosen, headers=headers)


class _Streaming(ASGIResponse):
    """ASGI's side: opens, writes, closes."""

    _should_set_content_length = False

    def __init__(self, open_rows: OpenRows, *, chosen: Format, headers: dict[str, Any]) -> None:
        super().__init__(headers={**headers, "Content-Type": chosen.content_type})
        self.open_rows = open_rows
        self.chosen = chosen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(await self.open_rows()) as rows:
            self.headers.update(publication_etag_header(rows.publication))
            await self.start_response(send)
            if is_over := is_head_or_not_modified(
                scope
            ):  # more was to come: this is no answer to keep
                await send({"type": "http.response.body", "body": b"", "more_body": True})
            else:
                is_over = await self._write(rows, receive, send)
        if is_over:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _write(self, rows: Rows, receive: Receive, send: Send) -> bool:
        """Send the pieces; false where the client went away before the last."""
        gone = asyncio.create_task(_wait_for_disconnect(receive))
        try:
            async with aclosing(_encode_pieces(rows, self.chosen)) as pieces:
                async for piece in pieces:
                    if gone.done():
                        return False
                    async with asyncio.timeout(STALL_SECONDS):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
        except (LudotecaError, TimeoutError) as error:
            _log.warning("An export ended before its end: %s", str(error) or "the client stalled")
            raise
        finally:
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone
        return True


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _encode_pieces(rows: Rows, chosen: Format) -> AsyncGenerator[bytes]:
    """Write batch after batch; what stands before the first row goes with the first batch."""
    encode, between, tail = _WRITERS[chosen]
    before = {Format.JSON: b'{"data":[', Format.CSV: csv_head(rows.columns)}.get(chosen, b"")
    async with aclosing(aiter(rows)) as batches:
        async for batch in batches:
            yield before + encode(batch)
            before = between
        is_empty = before != between
        yield (before if is_empty else b"") + tail


_WRITERS: Final = {
    Format.JSON: (json_items, b",", b'],"next":null}'),
    Format.CSV: (csv_rows, b"", b""),
    Format.NDJSON: (ndjson_rows, b"", b""),
}
