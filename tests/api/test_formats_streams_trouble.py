"""Exports that end before their end: clients that leave or stall, databases that fail."""

import asyncio
import json
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from api import rows as rows_module
from db.engines import reader_engine
from db.errors import DatabaseUnavailable, StatementTimeout
from db.export import EXPORTS, Exports
from db.settings import Settings
from tests.api.driving import EVERY_ITEM, Exchange, app_with_lists, drive, rows_of
from tests.api.helpers import make_settings, plain


@pytest.fixture
def settings(loaded_url: URL) -> Settings:
    return make_settings(loaded_url)


def test_a_client_that_goes_away_ends_the_export(
    settings: Settings, every_item: list[tuple[Any, ...]]
) -> None:
    exchange = Exchange(path="/items?format=ndjson")

    async def leave(_: bytes) -> None:
        exchange.gone.set()
        await asyncio.sleep(0)

    exchange.on_piece = leave
    drive(settings, exchange)
    assert not exchange.is_whole
    assert 0 < len(exchange.body.splitlines()) < len(every_item)


def test_a_client_that_stalls_is_cut_off(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rows_module, "STALL_SECONDS", 0.05)

    async def stall(_: bytes) -> None:
        await asyncio.sleep(30)

    exchange = Exchange(path="/items?format=csv", on_piece=stall)
    drive(settings, exchange)
    assert exchange.failure is not None
    assert not exchange.is_whole
    assert "the client stalled" in caplog.text


def test_a_database_that_fails_midway_never_looks_whole(
    settings: Settings, loaded_url: URL, caplog: pytest.LogCaptureFixture
) -> None:
    async def kill(_: bytes) -> None:
        with psycopg.connect(plain(loaded_url), autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'ludoteca api' and datname = current_database()"
            )

    for accept_encoding in ("identity", "gzip", "zstd"):
        exchange = Exchange(
            path="/items?format=csv", on_piece=kill, headers={"Accept-Encoding": accept_encoding}
        )
        drive(settings, exchange)
        assert exchange.failure is not None
        assert exchange.start["status"] == 200
        assert not exchange.is_whole
    assert "An export ended before its end" in caplog.text


def test_an_error_before_the_first_row_is_a_problem(loaded_clone: URL) -> None:
    settings = make_settings(loaded_clone, LUDOTECA_STATEMENT_TIMEOUT_MS="200")
    with psycopg.connect(plain(loaded_clone)) as blocker:
        blocker.execute("lock table core.items in access exclusive mode")
        [slow] = drive(settings, Exchange(path="/items?format=csv"))
    assert slow.start["status"] == 504
    assert slow.header["content-type"] == "application/problem+json"
    assert json.loads(slow.body)["type"] == "/docs#statement-timeout"


def test_before_the_first_load_an_export_says_so(empty_url: URL) -> None:
    [answer] = drive(make_settings(empty_url), Exchange(path="/items?format=ndjson"))
    assert answer.start["status"] == 503
    assert json.loads(answer.body)["type"] == "/docs#not-loaded"


def test_a_connection_that_died_in_the_pool_is_not_even_noticed(
    settings: Settings, loaded_url: URL, every_item: list[tuple[Any, ...]]
) -> None:
    async def run() -> list[tuple[Any, ...]]:
        app = app_with_lists(settings)
        async with app.lifespan():
            with psycopg.connect(plain(loaded_url), autocommit=True) as admin:
                killed = admin.execute(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    " where application_name = 'ludoteca api' and datname = current_database()"
                ).fetchone()
            assert killed is not None
            assert killed[0] >= 1
            return rows_of(await Exchange(path="/items?format=csv").run(app))

    assert asyncio.run(run()) == every_item


def test_exports_leave_connections_for_questions(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many exports as may be open are; one more is refused, a question is not, and all end."""
    monkeypatch.setattr("db.export.WAIT_SECONDS", 0.1)

    async def run() -> tuple[list[Exchange], Exchange, Exchange, Exchange]:
        app = app_with_lists(settings)
        proceed = asyncio.Event()
        started = asyncio.Semaphore(0)

        async def wait(_: bytes) -> None:
            started.release()
            await proceed.wait()

        async with app.lifespan():
            open_ones = [Exchange(path="/items?format=csv", on_piece=wait) for _ in range(EXPORTS)]
            tasks = [asyncio.create_task(one.run(app)) for one in open_ones]
            for _ in open_ones:
                await started.acquire()
            refused = await Exchange(path="/items?format=csv").run(app)
            question = await Exchange(path="/UsersRecommend?anio=2014").run(app)
            proceed.set()
            await asyncio.gather(*tasks)
            later = await Exchange(path="/items?format=csv").run(app)
        return open_ones, refused, question, later

    open_ones, refused, question, later = asyncio.run(run())
    assert refused.start["status"] == 503
    assert refused.header["retry-after"] == "5"
    assert question.start["status"] == 200
    assert later.is_whole
    assert {one.body for one in open_ones} == {later.body}


def test_an_open_result_is_let_go_of_whether_read_or_not(
    settings: Settings, loaded_url: URL
) -> None:
    async def run() -> tuple[list[Any], list[Any]]:
        engine = reader_engine(settings)
        exports = Exports(engine, limit=1)  # the second waits for the first
        for wanted in (0, 1, 10**6):
            rows = await exports.open(EVERY_ITEM)
            for _ in range(wanted):
                if not await anext(aiter(rows), None):
                    break
            await rows.aclose()
            await rows.aclose()
        with psycopg.connect(plain(loaded_url)) as admin:
            states = admin.execute(
                "select state from pg_stat_activity"
                " where application_name = 'ludoteca api' and datname = current_database()"
            ).fetchall()
        async with engine.connect() as connection:
            shown = await connection.exec_driver_sql(
                "select current_setting('transaction_isolation'),"
                " current_setting('idle_in_transaction_session_timeout'), current_user"
            )
            settings_left = list(shown.one())
        await engine.dispose()
        return states, settings_left

    states, settings_left = asyncio.run(run())
    assert states == [("idle",)]
    assert settings_left == ["read committed", "0", "ludoteca_reader"]


def test_errors_of_the_database_are_explained(loaded_clone: URL) -> None:
    async def run() -> None:
        engine = reader_engine(make_settings(loaded_clone, LUDOTECA_STATEMENT_TIMEOUT_MS="300"))
        exports = Exports(engine)
        rows = await exports.open(EVERY_ITEM)
        with psycopg.connect(plain(loaded_clone), autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'ludoteca api' and datname = current_database()"
            )
        with pytest.raises(DatabaseUnavailable):
            [batch async for batch in rows]
        await rows.aclose()
        with psycopg.connect(plain(loaded_clone)) as blocker:
            blocker.execute("lock table core.items in access exclusive mode")
            with pytest.raises(StatementTimeout):
                await exports.open(EVERY_ITEM)
        await engine.dispose()

    asyncio.run(run())
