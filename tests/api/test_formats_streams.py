"""Results of any size as CSV and NDJSON: whole, of one moment, in bounded memory, and let go of."""

import asyncio
import json
from typing import Any

import psycopg
import pytest
from litestar import Litestar
from sqlalchemy import URL

from api import row_formats as rows_module
from db.engines import reader_engine
from db.export import BATCH_ROWS, EXPORTS, Exports
from tests.api.driving import EVERY_ITEM, Exchange, drive, rows_of
from tests.api.helpers import make_settings, plain

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "path", ["/items?format=csv", "/items?format=ndjson", "/all-items"], ids=str
)
async def test_every_row_comes_once_and_in_order(
    app: Litestar, every_item: list[tuple[Any, ...]], path: str
) -> None:
    answer = await Exchange(path=path).run(app)
    assert answer.start["status"] == 200
    assert answer.is_whole
    assert rows_of(answer) == every_item
    assert len(answer.pieces) > len(every_item) // BATCH_ROWS
    longest = max(map(len, answer.pieces))
    assert longest < len(answer.body) / 2
    assert "content-length" not in answer.header


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/no-items?format=csv", b"user_id,game_id,playtime_minutes\r\n"),
        ("/no-items?format=ndjson", b""),
        ("/no-items?format=json", b'{"data":[],"next":null}'),
    ],
)
async def test_a_list_without_rows(app: Litestar, path: str, body: bytes) -> None:
    answer = await Exchange(path=path).run(app)
    assert (answer.start["status"], answer.body, answer.is_whole) == (200, body, True)


@pytest.mark.parametrize("path", ["/items?format=csv", "/all-items"])
def test_what_is_published_midway_does_not_mix(
    loaded_clone: URL, every_item: list[tuple[Any, ...]], path: str
) -> None:
    """After the first piece, every playtime changes and a new version is published."""
    published: list[int] = []

    async def publish(_: bytes) -> None:
        if published:
            return
        with psycopg.connect(plain(loaded_clone)) as owner:
            owner.execute("update core.items set playtime_minutes = playtime_minutes + 1")
            owner.execute("delete from core.items where game_id % 3 = 0")
            row = owner.execute("select staging.publish('{}', 'refresh')").fetchone()
            assert row is not None
            published.append(row[0])

    settings = make_settings(loaded_clone)
    [before] = drive(settings, Exchange(path=path, on_piece=publish))
    assert rows_of(before) == every_item
    assert before.header["etag"].startswith(f'W/"{published[0] - 1}.')
    [after] = drive(settings, Exchange(path=path))
    assert after.header["etag"].startswith(f'W/"{published[0]}.')
    assert rows_of(after) == [
        (user, game, minutes + 1) for user, game, minutes in every_item if game % 3
    ]


@pytest.mark.parametrize("format_", ["csv", "ndjson"])
async def test_a_stream_whose_body_was_left_out_is_not_remembered(
    app: Litestar, format_: str
) -> None:
    path = f"/items?format={format_}"
    head = await Exchange(path=path, method="HEAD").run(app)
    known = await Exchange(path=path, headers={"If-None-Match": "*"}).run(app)
    whole = await Exchange(path=path).run(app)
    assert [one.start["status"] for one in (head, known, whole)] == [200, 304, 200]
    assert (head.body, known.body) == (b"", b"")
    assert whole.body.count(b"\n") > 1000


async def test_a_client_that_goes_away_ends_the_export(
    app: Litestar, every_item: list[tuple[Any, ...]]
) -> None:
    exchange = Exchange(path="/items?format=ndjson")

    async def leave(_: bytes) -> None:
        exchange.gone.set()
        await asyncio.sleep(0)

    exchange.on_piece = leave
    await exchange.run(app)
    assert not exchange.is_whole
    assert 0 < len(exchange.body.splitlines()) < len(every_item)


async def test_a_client_that_stalls_is_cut_off(
    app: Litestar, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rows_module, "STALL_SECONDS", 0.05)

    async def stall(_: bytes) -> None:
        await asyncio.sleep(30)

    exchange = Exchange(path="/items?format=csv", on_piece=stall)
    await exchange.run(app)
    assert exchange.failure is not None
    assert not exchange.is_whole
    assert "the client stalled" in caplog.text


async def test_a_database_that_fails_midway_never_looks_whole(
    app: Litestar, loaded_url: URL, caplog: pytest.LogCaptureFixture
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
        await exchange.run(app)
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


async def test_exports_leave_connections_for_questions(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many exports as may be open are; one more is refused, a question is not, and all end."""
    monkeypatch.setattr("db.export.WAIT_SECONDS", 0.1)

    proceed = asyncio.Event()
    started = asyncio.Semaphore(0)

    async def wait(_: bytes) -> None:
        started.release()
        await proceed.wait()

    open_ones = [Exchange(path="/items?format=csv", on_piece=wait) for _ in range(EXPORTS)]
    tasks = [asyncio.create_task(one.run(app)) for one in open_ones]
    for _ in open_ones:
        await started.acquire()
    refused = await Exchange(path="/items?format=csv").run(app)
    question = await Exchange(path="/UsersRecommend?anio=2014").run(app)
    proceed.set()
    await asyncio.gather(*tasks)
    later = await Exchange(path="/items?format=csv").run(app)
    assert refused.start["status"] == 503
    assert refused.header["retry-after"] == "5"
    assert question.start["status"] == 200
    assert later.is_whole
    assert {one.body for one in open_ones} == {later.body}


async def test_an_open_result_is_let_go_of_whether_read_or_not(loaded_clone: URL) -> None:
    engine = reader_engine(make_settings(loaded_clone))
    exports = Exports(engine, limit=1)  # the second waits for the first
    for wanted in (0, 1, 10**6):
        rows = await exports.open(EVERY_ITEM)
        for _ in range(wanted):
            if not await anext(aiter(rows), None):
                break
        await rows.aclose()
        await rows.aclose()
    with psycopg.connect(plain(loaded_clone)) as admin:
        states = admin.execute(
            "select state from pg_stat_activity"
            " where application_name = 'ludoteca api' and datname = current_database()"
        ).fetchall()
    assert states == [("idle",)]
    async with engine.connect() as connection:
        shown = await connection.exec_driver_sql(
            "select current_setting('transaction_isolation'),"
            " current_setting('idle_in_transaction_session_timeout'), current_user"
        )
        assert list(shown.one()) == ["read committed", "0", "ludoteca_reader"]
    await engine.dispose()
