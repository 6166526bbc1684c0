"""The response cache over applications that count how often they are asked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from api.middleware.cache import Cache
from db.queries import documents
from tests.api.remembering import TAG, Inner, ask

Scenario = Callable[["Inner", "Cache", Any], Awaitable[None]]
Play = Callable[[Scenario], None]


def test_the_second_answer_is_the_first(play: Play) -> None:
    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
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

    play(scenario)


def test_an_old_copy_s_answer_is_kept_for_all(play: Play) -> None:
    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        new = await ask(layer, If_None_Match='W/"6-00ff"')
        assert (new.start["status"], new.body) == (200, b"answer")
        same = await ask(layer)
        assert same.body == b"answer"
        known = await ask(layer, If_None_Match=same.header["etag"])
        assert known.start["status"] == 304
        assert (inner.asked, len(cache.store)) == (1, 1)

    play(scenario)


def test_not_modified_is_neither_kept_nor_shared(play: Play) -> None:
    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
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

    play(scenario)


def test_not_modified_says_what_the_answer_said(play: Play) -> None:
    async def scenario(inner: Inner, _: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        inner.headers += [(b"Link", b'</x>; rel="first"'), (b"Content-Length", b"6")]
        tag = (await ask(layer)).header["etag"]
        known = await ask(layer, If_None_Match=tag)
        assert known.header["link"] == '</x>; rel="first"'
        assert "content-length" not in known.header

    play(scenario)


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
def test_different_requests_have_answers_of_their_own(
    play: Play, one: dict[str, str], other: dict[str, str]
) -> None:
    async def scenario(inner: Inner, _: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        for request in (one, other, one, other):
            await ask(layer, **request)
        assert inner.asked == 2

    play(scenario)


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
def test_the_same_request_otherwise_written_is_the_same(
    play: Play, one: dict[str, str], other: dict[str, str]
) -> None:
    async def scenario(inner: Inner, _: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        await ask(layer, **one)
        await ask(layer, **other)
        assert inner.asked == 1

    play(scenario)


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
def test_what_is_not_kept(play: Play, change: dict[str, Any]) -> None:
    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        for name, value in change.items():
            setattr(inner, name, value)
        answers = [await ask(layer) for _ in range(2)]
        assert inner.asked == 2
        assert len(cache.store) == 0
        assert answers[0].body == answers[1].body == b"".join(inner.pieces)

    play(scenario)


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"path": "/x?a=%FF"},
        {"path": f"/x?a={'x' * 5000}"},
        {"Accept": "text/html"},
    ],
)
def test_requests_whose_answers_are_not_kept(play: Play, request_: dict[str, str]) -> None:
    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        for _ in range(2):
            await ask(layer, **request_)
        assert inner.asked == 2
        assert len(cache.store) == 0

    play(scenario)


def test_an_answer_from_old_data_is_not_kept_when_it_comes_late(play: Play) -> None:
    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        now = await documents.data_version(cache.watch._engine)
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

    play(scenario)


def test_an_answer_from_newer_data_ends_the_older_ones(play: Play) -> None:
    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        now = await documents.data_version(cache.watch._engine)
        cache.watch.forget()
        inner.headers = [(b"etag", b'W/"%d.00ff"' % (now.data_version - 1))]
        await ask(layer, "/a")
        inner.headers = [(b"etag", b'W/"%s"' % now.publication.encode())]
        await ask(layer, "/b")  # the notice is still on its way
        assert (await ask(layer, "/a")).header["etag"].startswith(f'W/"{now.data_version}.')
        cache.watch.heard()
        await ask(layer, "/a")
        assert inner.asked == 3
        assert cache.store.counts.dropped == 1

    play(scenario)


def test_the_same_asked_at_once_is_asked_once(play: Play) -> None:
    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        inner.held.clear()
        asking = [asyncio.create_task(ask(layer)) for _ in range(20)]
        await asyncio.sleep(0)
        inner.held.set()
        answers = await asyncio.gather(*asking)
        assert {one.body for one in answers} == {b"answer"}
        assert inner.asked == 1
        assert (cache.store.counts.misses, cache.store.counts.joined) == (1, 19)

    play(scenario)


@pytest.mark.parametrize("failure", [None, RuntimeError("broken")])
def test_whoever_waited_for_an_error_asks_again(play: Play, failure: Exception | None) -> None:
    async def scenario(inner: Inner, _: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        inner.status, inner.failure = 503, failure
        inner.held.clear()
        asking = [asyncio.create_task(ask(layer)) for _ in range(3)]
        await asyncio.sleep(0)
        inner.held.set()
        await asyncio.gather(*asking, return_exceptions=True)
        assert inner.asked == 3

    play(scenario)


def test_what_one_client_gets_is_nothing_of_another_s(play: Play) -> None:
    async def scenario(inner: Inner, _: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        first = await ask(layer)
        first.start["headers"].append((b"x-request-id", b"first"))
        second = await ask(layer)
        second.start["headers"].append((b"x-request-id", b"second"))
        third = await ask(layer)
        assert "x-request-id" not in third.header
        assert inner.asked == 1

    play(scenario)
