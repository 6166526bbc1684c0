"""Compression: what Accept-Encoding chooses, and that it reads back as what was plain."""

import gzip
import sys
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar

from api.middleware.compression import MINIMUM_BYTES, new_compressor
from api.negotiation import request_negotiation
from tests.api.driving import Exchange

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


pytestmark = pytest.mark.anyio

LARGE, SMALL = "/items?limit=100", "/items?limit=1"


async def ask(app: Litestar, path: str, coding: str | None, **more: Any) -> Exchange:  # noqa: ANN401 - passed on
    """Ask at the level of bytes: a client would decompress them."""
    headers = {} if coding is None else {"Accept-Encoding": coding}
    return await Exchange(path=path, headers=headers, **more).run(app)


def decompressed(exchange: Exchange) -> bytes:
    """Decompress an answer by its own account."""
    coding = exchange.header.get("content-encoding")
    if coding == "gzip":
        return gzip.decompress(exchange.body)
    return zstd.decompress(exchange.body) if coding == "zstd" else exchange.body


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.9", "gzip"),
        ("zstd;q=0.1, gzip;q=0.01", "zstd"),
        ("*", "zstd"),
        ("*;q=0.5, gzip", "gzip"),
        ("zstd;q=0, *", "gzip"),
        ("br, deflate", "identity"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0, zstd;q=0", "identity"),
        ("identity", "identity"),
        ("identity;q=0.5, gzip;q=0.2", "identity"),
        ("identity;q=0.2, gzip;q=0.5", "gzip"),
        ("identity;q=0, gzip", "gzip"),
        ("*;q=0, zstd", "zstd"),
        ("*;q=0, identity", "identity"),
        ("identity;q=0", "identity"),
        ("*;q=0", "identity"),
        ("identity;q=0, br", "identity"),
        ("identity;q=0, *;q=0.1", "zstd"),
    ],
)
def test_the_choice(header: str | None, coding: str) -> None:
    assert choice(header) == coding


@given(header=st.text(st.characters(max_codepoint=255), max_size=40))
def test_any_header_has_a_choice(header: str) -> None:
    assert choice(header) in {"identity", "gzip", "zstd"}


def choice(header: str | None) -> str:
    headers = [] if header is None else [(b"accept-encoding", header.encode("latin-1"))]
    scope: Any = {"type": "http", "query_string": b"", "headers": headers, "state": {}}
    return request_negotiation(scope).coding


@given(chunks=st.lists(st.binary(max_size=300), min_size=1, max_size=6))
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_each_piece_can_be_read_before_the_next_comes(coding: str, chunks: list[bytes]) -> None:
    encode = new_compressor(coding)
    reader: Any = zlib.decompressobj(31) if coding == "gzip" else zstd.ZstdDecompressor()
    seen = b""
    for place, chunk in enumerate(chunks, start=1):
        seen += reader.decompress(encode(chunk, place == len(chunks)))
        assert seen == b"".join(chunks[:place])
    assert reader.eof


@pytest.mark.parametrize("path", [LARGE, f"{LARGE}&format=csv", "/openapi.json", "/docs"])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
async def test_a_large_answer_is_smaller_and_the_same(
    app: Litestar, path: str, coding: str
) -> None:
    whole = await ask(app, path, None)
    small = await ask(app, path, coding)
    assert "content-encoding" not in whole.header
    assert small.header["content-encoding"] == coding
    assert decompressed(small) == whole.body
    assert len(small.body) < len(whole.body) / 2
    assert small.header["content-length"] == str(len(small.body))
    assert whole.header["content-length"] == str(len(whole.body))
    for one in (whole, small):
        assert "Accept-Encoding" in one.header["vary"]
    head = await ask(app, path, coding, method="HEAD")
    assert {**head.header, "x-request-id": ""} == {**small.header, "x-request-id": ""}
    assert head.body == b""


@pytest.mark.parametrize("path", ["/items?format=csv", "/items?format=ndjson", "/all-items"])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
async def test_a_stream_is_compressed_piece_by_piece(app: Litestar, path: str, coding: str) -> None:
    whole = await ask(app, path, None)
    small = await ask(app, path, coding)
    assert small.header["content-encoding"] == coding
    assert "content-length" not in small.header
    assert decompressed(small) == whole.body
    assert len(small.pieces) >= len(whole.pieces)
    reader: Any = zlib.decompressobj(31) if coding == "gzip" else zstd.ZstdDecompressor()
    assert reader.decompress(small.pieces[0]) == whole.pieces[0]


@pytest.mark.parametrize("path", [SMALL, "/health/live", "/nothing"])
async def test_a_tiny_answer_stays_as_it_is(app: Litestar, path: str) -> None:
    answer = await ask(app, path, "gzip, zstd")
    assert "content-encoding" not in answer.header
    assert len(answer.body) < MINIMUM_BYTES
    assert answer.header["vary"].endswith("Accept-Encoding")


async def test_304_has_no_body_to_compress(app: Litestar) -> None:
    tag = (await ask(app, LARGE, "gzip")).header["etag"]
    headers = {"If-None-Match": tag, "Accept-Encoding": "gzip, identity;q=0"}
    answer = await Exchange(path=LARGE, headers=headers).run(app)
    assert (answer.start["status"], answer.body) == (304, b"")
    assert "content-encoding" not in answer.header
    assert answer.header["vary"] == "Accept, Accept-Encoding"
