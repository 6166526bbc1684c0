"""The response cache over an application that counts how often it is asked."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from litestar.types import ASGIApp
from sqlalchemy import URL

from api.middleware.cache import Cache, with_cache
from api.middleware.etag import with_etags
from db.engines import reader_engine
from db.notify import Watch
from db.queries import documents
from db.schema import data_versions
from tests.api.driving import Exchange
from tests.api.helpers import make_settings, plain

pytestmark = pytest.mark.anyio

TAG = (b"etag", b'W/"7.00ff.0"')
"""The mark of data of version 7."""


class Inner:
    """An application that answers what it is told to; it waits while `held` is not set."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = 200
        self.headers = [(b"content-type", b"text/plain"), TAG]
        self.pieces = [b"answer"]
        self.held = asyncio.Event()
        self.held.set()
        self.failure: Exception | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401, ARG002 - ASGI's
        self.asked += 1
        headers, body = list(self.headers), b"".join(self.pieces)
        await self.held.wait()
        if self.failure is not None:
            raise self.failure
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        for piece in self.pieces[:-1]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        last = self.pieces[-1] if len(self.pieces) > 1 else body
        await send({"type": "http.response.body", "body": last, "more_body": False})


async def ask(layer: ASGIApp, path: str = "/x", method: str = "GET", **headers: str) -> Exchange:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await Exchange(path=path, method=method, headers=named).run(layer)


@pytest.fixture
def inner() -> Inner:
    """The application behind the cache."""
    return Inner()


@pytest.fixture
async def cache(loaded_url: URL) -> AsyncIterator[Cache]:
    """A cache that has just seen data of version 7."""
    engine = reader_engine(make_settings(loaded_url))
    found = Cache(engine, max_bytes=2**20)
    found.watch.saw((7, 0), since=time.monotonic())
    yield found
    await engine.dispose()


@pytest.fixture
def layer(inner: Inner, cache: Cache) -> ASGIApp:
    """The application behind its cache."""
    return with_etags(with_cache(inner, cache), max_age_seconds=0, varies_by_origin=False)


async def test_the_second_answer_is_the_first(inner: Inner, cache: Cache, layer: ASGIApp) -> None:
    first, second = await ask(layer), await ask(layer)
    assert (first.start["status"], first.body) == (second.start["status"], second.body)
    assert first.header == second.header
    tag = first.header["etag"]
    head = await ask(layer, method="HEAD")
    assert (head.header, head.body) == (first.header, b"")
    known = await ask(layer, If_None_Match=f'"x", {tag}')
    assert (known.start["status"], known.body) == (304, b"")
    assert known.header.items() == first.header.items() - {("content-type", "text/plain")}
    other = await ask(layer, If_None_Match='W/"6-00ff"')
    assert (other.start["status"], other.body) == (200, b"answer")
    assert inner.asked == 1
    counts = cache.store.counts
    assert (counts.hits, counts.misses, counts.stored) == (4, 1, 1)


async def test_an_old_copy_s_answer_is_kept_for_all(
    inner: Inner, cache: Cache, layer: ASGIApp
) -> None:
    new = await ask(layer, If_None_Match='W/"6-00ff"')
    assert (new.start["status"], new.body) == (200, b"answer")
    same = await ask(layer)
    assert same.body == b"answer"
    known = await ask(layer, If_None_Match=same.header["etag"])
    assert known.start["status"] == 304
    assert (inner.asked, len(cache.store)) == (1, 1)


async def test_not_modified_is_neither_kept_nor_shared(
    inner: Inner, cache: Cache, layer: ASGIApp
) -> None:
    inner.status, inner.pieces = 304, [b""]
    inner.held.clear()
    known = asyncio.create_task(ask(layer, If_None_Match='W/"7-0"'))
    await asyncio.sleep(0)
    other = asyncio.create_task(ask(layer))
    await asyncio.sleep(0)
    inner.held.set()
    assert (await known).start["status"] == 304
    await other
    assert (inner.asked, len(cache.store)) == (2, 0)


async def test_not_modified_says_what_the_answer_said(inner: Inner, layer: ASGIApp) -> None:
    inner.headers += [(b"Link", b'</x>; rel="first"'), (b"Content-Length", b"6")]
    tag = (await ask(layer)).header["etag"]
    known = await ask(layer, If_None_Match=tag)
    assert known.header["link"] == '</x>; rel="first"'
    assert "content-length" not in known.header


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"path": "/x?a=1"}, {"path": "/x?a=2"}),
        ({"path": "/x?a=1&b=2"}, {"path": "/x?b=2&a=1"}),  # the header Link tells them apart
        ({"path": "/x"}, {"path": "/x/"}),
        ({"path": "/x"}, {"path": "/X"}),
        ({}, {"Accept": "text/csv"}),
        ({}, {"Accept": "application/json;q=0.1, text/csv"}),
        ({}, {"Accept_Encoding": "gzip"}),
        ({"Accept_Encoding": "gzip"}, {"Accept_Encoding": "zstd"}),
    ],
)
async def test_different_requests_have_answers_of_their_own(
    inner: Inner, layer: ASGIApp, one: dict[str, str], other: dict[str, str]
) -> None:
    for request in (one, other, one, other):
        await ask(layer, **request)
    assert inner.asked == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"path": "/x?a=b"}, {"path": "/x?a=%62"}),
        ({"path": "/x?a=b+c"}, {"path": "/x?a=b%20c"}),
        ({"path": "/x?a\u00f1o=1"}, {"path": "/x?a%C3%B1o=1"}),
        ({"path": "/x?a\u00f1o=1"}, {"path": "/x?an%CC%83o=1"}),
        ({"Accept": "*/*"}, {"Accept": "application/json, text/*;q=0.5"}),
        ({"Accept_Encoding": "gzip, br"}, {"Accept_Encoding": "deflate, gzip;q=0.9"}),
        ({"User_Agent": "a", "Cookie": "b=c"}, {"Authorization": "Basic eA=="}),
    ],
)
async def test_the_same_request_otherwise_written_is_the_same(
    inner: Inner, layer: ASGIApp, one: dict[str, str], other: dict[str, str]
) -> None:
    await ask(layer, **one)
    await ask(layer, **other)
    assert inner.asked == 1


@pytest.mark.parametrize(
    "change",
    [
        {"status": 404},
        {"status": 206},
        {"headers": [(b"content-type", b"text/plain")]},
        {"headers": [(b"etag", b'W/"00ff"')]},  # not of the data
        {"headers": [TAG, (b"cache-control", b"no-store")]},
        {"headers": [TAG, (b"set-cookie", b"a=b")]},
        {"pieces": [b"a", b"stream"]},
        {"pieces": [b"x" * 2**20]},
    ],
)
async def test_what_is_not_kept(
    inner: Inner, cache: Cache, layer: ASGIApp, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(inner, name, value)
    answers = [await ask(layer) for _ in range(2)]
    assert inner.asked == 2
    assert len(cache.store) == 0
    assert answers[0].body == answers[1].body == b"".join(inner.pieces)


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"path": "/x?a=%FF"},
        {"path": f"/x?a={'x' * 5000}"},
    ],
)
async def test_requests_whose_answers_are_not_kept(
    inner: Inner, cache: Cache, layer: ASGIApp, request_: dict[str, str]
) -> None:
    for _ in range(2):
        await ask(layer, **request_)
    assert inner.asked == 2
    assert len(cache.store) == 0


async def test_pages_are_kept_too(inner: Inner, layer: ASGIApp) -> None:
    for _ in range(2):
        await ask(layer, Accept="text/html")
    assert inner.asked == 1


async def test_an_answer_from_old_data_is_not_kept_when_it_comes_late(
    inner: Inner, cache: Cache, layer: ASGIApp
) -> None:
    now = await documents.read_data_version(cache.watch._engine)
    inner.held.clear()
    late = asyncio.create_task(ask(layer))
    await asyncio.sleep(0)
    cache.watch.heard()
    inner.headers = [(b"etag", b'W/"%s"' % now.publication.encode())]
    new = asyncio.create_task(ask(layer))  # it must not wait for the old one
    await asyncio.sleep(0)
    assert inner.asked == 2
    assert await cache.watch.confirm()
    inner.held.set()
    assert (await late).header["etag"].startswith('W/"7.')  # it was asked before
    for one in (await new, await ask(layer)):
        assert one.header["etag"].startswith(f'W/"{now.data_version}.')
    assert inner.asked == 2
    assert len(cache.store) == 1


async def test_an_answer_from_newer_data_ends_the_older_ones(
    inner: Inner, cache: Cache, layer: ASGIApp
) -> None:
    now = await documents.read_data_version(cache.watch._engine)
    cache.watch.forget()
    inner.headers = [(b"etag", b'W/"%d.00ff.0"' % (now.data_version - 1))]
    await ask(layer, "/a")
    inner.headers = [(b"etag", b'W/"%s"' % now.publication.encode())]
    await ask(layer, "/b")  # the notice is still on its way
    assert (await ask(layer, "/a")).header["etag"].startswith(f'W/"{now.data_version}.')
    cache.watch.heard()
    await ask(layer, "/a")
    assert inner.asked == 3
    assert cache.store.counts.dropped == 1


async def test_the_same_asked_at_once_is_asked_once(
    inner: Inner, cache: Cache, layer: ASGIApp
) -> None:
    inner.held.clear()
    asking = [asyncio.create_task(ask(layer)) for _ in range(20)]
    await asyncio.sleep(0)
    inner.held.set()
    answers = await asyncio.gather(*asking)
    assert {one.body for one in answers} == {b"answer"}
    assert inner.asked == 1
    assert (cache.store.counts.misses, cache.store.counts.joined) == (1, 19)


@pytest.mark.parametrize("failure", [None, RuntimeError("broken")])
async def test_whoever_waited_for_an_error_asks_again(
    inner: Inner, layer: ASGIApp, failure: Exception | None
) -> None:
    inner.status, inner.failure = 503, failure
    inner.held.clear()
    asking = [asyncio.create_task(ask(layer)) for _ in range(3)]
    await asyncio.sleep(0)
    inner.held.set()
    await asyncio.gather(*asking, return_exceptions=True)
    assert inner.asked == 3


async def test_what_one_client_gets_is_nothing_of_another_s(inner: Inner, layer: ASGIApp) -> None:
    first = await ask(layer)
    first.start["headers"].append((b"x-request-id", b"first"))
    second = await ask(layer)
    second.start["headers"].append((b"x-request-id", b"second"))
    third = await ask(layer)
    assert "x-request-id" not in third.header
    assert inner.asked == 1


async def test_a_late_answer_confirms_nothing_of_after_it_was_asked(
    inner: Inner, cache: Cache, layer: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    inner.held.clear()
    late = asyncio.create_task(ask(layer))
    await asyncio.sleep(0)
    now += 5
    first, inner.held = inner.held, asyncio.Event()
    other = asyncio.create_task(ask(layer))  # it does not wait for one that began so long ago
    await asyncio.sleep(0)
    first.set()
    await late
    assert not cache.watch.is_fresh()
    inner.held.set()
    await other
    assert cache.watch.is_fresh()
    assert inner.asked == 2


async def test_a_stranger_s_notice_does_not_end_the_remembering(
    inner: Inner, cache: Cache, layer: ASGIApp
) -> None:
    now = await documents.read_data_version(cache.watch._engine)
    inner.headers = [(b"etag", b'W/"%s"' % now.publication.encode())]
    for _ in range(3):
        cache.watch.heard()
    await ask(layer)
    assert await cache.watch.confirm()
    for _ in range(3):
        await ask(layer)
    assert inner.asked == 2
    assert cache.watch.version == now.data_version


def test_a_database_in_disorder_ends_nothing(loaded_clone: URL) -> None:
    with psycopg.connect(plain(loaded_clone)) as owner:
        others = ", ".join(
            column.name for column in data_versions.c if column.name != "data_version"
        )
        owner.execute("alter view api.data_versions rename to in_order")
        owner.execute(
            f"create view api.data_versions as select data_version / 0 as data_version, {others}"
            " from api.in_order"
        )
        owner.execute("grant select on api.data_versions to ludoteca_reader")

    async def scenario() -> None:
        engine = reader_engine(make_settings(loaded_clone))
        watch = Watch(engine, on_change=lambda _: None)
        async with watch.following(listens=False):
            assert not await watch.confirm()
        await engine.dispose()

    asyncio.run(scenario())
