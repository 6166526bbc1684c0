"""How surely the published version is known: what late answers and strangers' notices do to it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from api.middleware.cache import Cache
from db.engines import reader_engine
from db.notify import Watch
from db.queries import execute
from tests.api.helpers import make_settings, plain
from tests.api.remembering import Inner, ask

Scenario = Callable[["Inner", "Cache", Any], Awaitable[None]]
Play = Callable[[Scenario], None]


def test_a_late_answer_confirms_nothing_of_after_it_was_asked(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)

    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        nonlocal now
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

    play(scenario)


def test_a_stranger_s_notice_does_not_end_the_remembering(play: Play) -> None:
    async def scenario(inner: Inner, cache: Cache, layer: Any) -> None:  # noqa: ANN401 - an ASGI app
        now = await execute.data_version(cache.watch._engine)
        inner.headers = [(b"etag", b'W/"%s"' % now.publication.encode())]
        for notice in ("999999999", "9" * 7000, "\u0663", ""):
            cache.watch.heard(notice)
        await ask(layer)
        assert await cache.watch.confirm()
        for _ in range(3):
            await ask(layer)
        assert inner.asked == 2
        assert cache.watch.version == now.data_version

    play(scenario)


def test_a_database_in_disorder_ends_nothing(loaded_clone: URL) -> None:
    with psycopg.connect(plain(loaded_clone)) as owner:
        owner.execute("alter view api.data_versions rename to in_order")
        owner.execute(
            "create view api.data_versions as select data_version / 0 as data_version, "
            "published_at, games_count, games_in_catalogue_count, users_count, items_count, "
            "reviews_count from api.in_order"
        )
        owner.execute("grant select on api.data_versions to ludoteca_reader")

    async def scenario() -> None:
        engine = reader_engine(make_settings(loaded_clone))
        watch = Watch(engine, on_change=lambda: None)
        async with watch.following(listens=False):
            assert not await watch.confirm()
        await engine.dispose()

    asyncio.run(scenario())
