"""Statements asked through libpq: the values that go in, the rows and the errors that come out."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    Double,
    Numeric,
    Text,
    bindparam,
    func,
    literal_column,
    select,
    table,
)

from db import asking, engines, lanes, wire
from db.engines import API_NAME, reader_engine
from db.errors import DatabaseUnavailable, StatementTimeout
from db.settings import read_settings
from db.wire import compiled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

TYPES: dict[str, Any] = {
    "text": Text(),
    "number": BigInteger(),
    "flag": Boolean(),
    "amount": Numeric(),
    "ratio": Double(),
    "day": Date(),
    "texts": ARRAY(Text()),
    "numbers": ARRAY(BigInteger()),
}
EVERYTHING = compiled(
    select(*(bindparam(name, type_=type_).label(name) for name, type_ in TYPES.items()))
)
SLEEP = compiled(select(func.pg_sleep(bindparam("seconds", type_=Double()))))
DIVIDE = compiled(
    select(bindparam("over", type_=BigInteger()) / bindparam("under", type_=BigInteger()))
)
ONE = compiled(select(bindparam("n", type_=BigInteger()).label("n")))

text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
number = st.integers(-(2**63), 2**63 - 1)


def run(url: URL, work: Callable[[AsyncEngine], Awaitable[None]], **environ: str) -> None:
    async def whole() -> None:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        engine = reader_engine(read_settings({"DATABASE_URL": plain, **environ}))
        try:
            await work(engine)
        finally:
            await engine.dispose()

    asyncio.run(whole())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    values=st.fixed_dictionaries(
        {
            "text": st.none() | text,
            "number": st.none() | number,
            "flag": st.none() | st.booleans(),
            "amount": st.none() | st.decimals(-(10**9), 10**9, places=3),
            "ratio": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "day": st.none() | st.dates(dt.date(1, 1, 1)),
            "texts": st.none() | st.lists(st.none() | text, max_size=4),
            "numbers": st.none() | st.lists(st.none() | number, max_size=4),
        }
    )
)
def test_values_come_back_as_they_went(empty_template: URL, values: dict[str, Any]) -> None:
    async def work(engine: AsyncEngine) -> None:
        [row] = await asking.asked(engine, EVERYTHING, values)
        assert row == values

    run(empty_template, work)


def test_a_statement_s_own_values_need_not_be_given(empty_template: URL) -> None:
    own = compiled(select((bindparam("n", type_=BigInteger()) + 5).label("sum")))

    async def work(engine: AsyncEngine) -> None:
        assert await asking.asked(engine, own, {"n": Decimal(2)}) == [{"sum": 7}]

    run(empty_template, work)


def test_many_at_once_share_a_few_connections(empty_template: URL) -> None:
    async def work(engine: AsyncEngine) -> None:
        asked = (asking.asked(engine, ONE, {"n": n}) for n in range(200))
        found = await asyncio.gather(*asked)
        assert [rows[0]["n"] for rows in found] == list(range(200))
        assert len(lanes._lanes_of(engine).free) <= lanes.LANES

    run(empty_template, work)


def test_a_refusal_leaves_the_connection_usable(empty_template: URL) -> None:
    async def work(engine: AsyncEngine) -> None:
        for _ in range(2):
            with pytest.raises(psycopg.errors.DivisionByZero):
                await asking.asked(engine, DIVIDE, {"over": 1, "under": 0})
        with pytest.raises(StatementTimeout):
            await asking.asked(engine, SLEEP, {"seconds": 5.0})
        assert await asking.asked(engine, ONE, {"n": 1}) == [{"n": 1}]
        assert len(lanes._lanes_of(engine).free) == 1

    run(empty_template, work, LUDOTECA_STATEMENT_TIMEOUT_MS="100")


def test_a_question_that_nobody_waits_for_takes_its_connection_along(empty_template: URL) -> None:
    async def work(engine: AsyncEngine) -> None:
        asked = asyncio.create_task(asking.asked(engine, SLEEP, {"seconds": 0.5}))
        await asyncio.sleep(0.2)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert lanes._lanes_of(engine).free == []
        assert await asking.asked(engine, ONE, {"n": 1}) == [{"n": 1}]

    run(empty_template, work)


def test_dead_connections_are_not_even_noticed(empty_url: URL) -> None:
    async def work(engine: AsyncEngine) -> None:
        end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s"
        plain = empty_url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as admin:
            for _ in range(3):
                several = (asking.asked(engine, ONE, {"n": n}) for n in range(20))
                assert len(await asyncio.gather(*several)) == 20
                admin.execute(f"{end} and datname = current_database()".encode(), (API_NAME,))

    run(empty_url, work)


def test_dead_connections_of_the_pool_are_not_noticed_either(empty_url: URL) -> None:
    async def work(engine: AsyncEngine) -> None:
        end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s"
        plain = empty_url.set(drivername="postgresql").render_as_string(hide_password=False)
        pooled = (asking.rows(engine, select(func.pg_sleep(0.1)), {}) for _ in range(4))
        await asyncio.gather(*pooled)
        assert engine.pool.checkedin() == 4  # type: ignore[attr-defined] # a QueuePool
        with psycopg.connect(plain, autocommit=True) as admin:
            admin.execute(f"{end} and datname = current_database()".encode(), (API_NAME,))
        several = (asking.asked(engine, ONE, {"n": n}) for n in range(20))
        assert len(await asyncio.gather(*several)) == 20

    run(empty_url, work)


def test_a_connection_keeps_only_so_many_statements(
    empty_template: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MOST_PREPARED", 5)
    kept = compiled(select(func.count()).select_from(table("pg_prepared_statements")))
    many = [
        compiled(select((bindparam("n", type_=BigInteger()) + literal_column(f"{k}")).label("sum")))
        for k in range(17)
    ]

    async def work(engine: AsyncEngine) -> None:
        for _ in range(2):
            for k, question in enumerate(many):
                assert await asking.asked(engine, question, {"n": 1}) == [{"sum": 1 + k}]
                [[found]] = [row.values() for row in await asking.asked(engine, kept, {})]
                assert found <= 5
        assert len(lanes._lanes_of(engine).free) == 1

    run(empty_template, work)


def test_a_large_question_is_sent_whole_while_others_are_answered(empty_template: URL) -> None:
    size = compiled(select(func.length(bindparam("sent", type_=Text())).label("size")))
    count = 40_000_000  # more than the buffers of a local socket take

    async def work(engine: AsyncEngine) -> None:
        large = asyncio.create_task(asking.asked(engine, size, {"sent": "x" * count}))
        assert await asking.asked(engine, ONE, {"n": 1}) == [{"n": 1}]
        assert await large == [{"size": count}]

    run(empty_template, work)


def test_a_text_that_postgres_cannot_hold_is_refused_not_cut(empty_template: URL) -> None:
    async def work(engine: AsyncEngine) -> None:
        values: dict[str, Any] = dict.fromkeys(TYPES)
        for bad in ({"text": "a\0b"}, {"texts": ["a\0b"]}):
            with pytest.raises(psycopg.DataError):
                await asking.asked(engine, EVERYTHING, values | bad)
        assert len(lanes._lanes_of(engine).free) == 1

    run(empty_template, work)


def test_everybody_is_told_when_all_are_busy(
    empty_template: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "WAIT_SECONDS", 0.1)

    async def work(engine: AsyncEngine) -> None:
        slow = [asking.asked(engine, SLEEP, {"seconds": 0.6}) for _ in range(lanes.LANES + 1)]
        found = await asyncio.gather(*slow, return_exceptions=True)
        assert [type(one) for one in found].count(DatabaseUnavailable) == 1

    run(empty_template, work)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="nothing stops a process here")
def test_a_server_that_is_silent_is_given_up(
    empty_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "GRACE_SECONDS", 0.3)
    backend = compiled(select(func.pg_backend_pid().label("pid")))

    async def work(engine: AsyncEngine) -> None:
        for seconds in (0.0, 0.2, 0.2, 0.2):  # answered in time, over more than one limit
            await asking.asked(engine, SLEEP, {"seconds": seconds})
        [found] = await asking.asked(engine, backend, {})
        os.kill(found["pid"], signal.SIGSTOP)
        try:
            began = time.monotonic()
            with pytest.raises(DatabaseUnavailable, match=r"no answer for 0\.6 s"):
                await asking.asked(engine, ONE, {"n": 1})
            assert 0.5 < time.monotonic() - began < 2
            assert lanes._lanes_of(engine).free == []
            assert await asking.asked(engine, ONE, {"n": 2}) == [{"n": 2}]
        finally:
            os.kill(found["pid"], signal.SIGCONT)

    run(empty_url, work, LUDOTECA_STATEMENT_TIMEOUT_MS="300")


def test_a_statement_from_before_an_upgrade_is_prepared_again(empty_url: URL) -> None:
    plain = empty_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as owner:
        owner.execute("create table api.changing (a integer)")
        owner.execute("insert into api.changing values (1)")
        owner.execute("grant select on api.changing to ludoteca_reader")

        async def work(engine: AsyncEngine) -> None:
            every = compiled(
                select(literal_column("*")).select_from(table("changing", schema="api"))
            )
            assert await asking.asked(engine, every, {}) == [{"a": 1}]
            owner.execute("alter table api.changing alter a type text, add b integer")
            assert await asking.asked(engine, every, {}) == [{"a": "1", "b": None}]

        run(empty_url, work)
