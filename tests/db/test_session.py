"""Compiled statements on kept connections: values, rows, and what goes wrong."""

import asyncio
import datetime as dt
import os
import signal
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from sqlalchemy import (
    ARRAY,
    URL,
    BigInteger,
    Boolean,
    Date,
    Double,
    Integer,
    Numeric,
    Text,
    bindparam,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from db import engines, session
from db.engines import API_NAME, reader_engine
from db.errors import DatabaseUnavailable, StatementTimeout
from db.session import compile_statement, fetch_all
from db.settings import read_settings
from db.target import url_with_password

TYPES: dict[str, Any] = {
    "text": Text(),
    "number": BigInteger(),
    "small": Integer(),
    "flag": Boolean(),
    "amount": Numeric(),
    "ratio": Double(),
    "day": Date(),
    "texts": ARRAY(Text()),
    "numbers": ARRAY(Integer()),
}
EVERYTHING = compile_statement(
    select(*(bindparam(name, type_=type_).label(name) for name, type_ in TYPES.items()))
)
SLEEP = compile_statement(select(func.pg_sleep(bindparam("seconds", type_=Double()))))
DIVIDE = compile_statement(
    select(bindparam("over", type_=BigInteger()) / bindparam("under", type_=BigInteger()))
)
ONE = compile_statement(select(bindparam("n", type_=BigInteger()).label("n")))
PREPARED = compile_statement(
    select(func.count().label("count")).select_from(table("pg_prepared_statements"))
)
END = (
    "select pg_terminate_backend(pid) from pg_stat_activity "
    f"where application_name = '{API_NAME}' and datname = current_database()"
)


def run(url: URL, work: Callable[[AsyncEngine], Awaitable[None]], **environ: str) -> None:
    async def played() -> None:
        engine = reader_engine(read_settings({"DATABASE_URL": url_with_password(url), **environ}))
        try:
            await work(engine)
        finally:
            await engine.dispose()

    asyncio.run(played())


@pytest.mark.parametrize(
    "values",
    [
        {
            "text": "d'été \\ %s %(x)s $1 {,} \u2028",
            "number": -(2**63),
            "small": 7,
            "flag": False,
            "amount": Decimal("-1234.500"),
            "ratio": 1e-300,
            "day": dt.date(1, 1, 1),
            "texts": ["", 'a"b', "c,d", "null", None, "\\"],
            "numbers": [1, 2**31 - 1, -1],
        },
        {name: [] if name in {"texts", "numbers"} else None for name in TYPES},
        dict.fromkeys(TYPES),
    ],
)
def test_values_come_back_as_they_went(empty_template: URL, values: dict[str, Any]) -> None:
    async def work(engine: AsyncEngine) -> None:
        assert await fetch_all(engine, EVERYTHING, values) == [values]

    run(empty_template, work)


def test_numbers_of_any_size_share_a_prepared_statement(empty_template: URL) -> None:
    own = compile_statement(select((bindparam("n", type_=BigInteger()) + 5).label("sum")))

    async def work(engine: AsyncEngine) -> None:
        for n in (1, 2**20, 2**40):
            assert await fetch_all(engine, own, {"n": n}) == [{"sum": n + 5}]
        assert await fetch_all(engine, PREPARED, {}) == [{"count": 2}]  # with this question itself

    run(empty_template, work)


def test_a_connection_keeps_only_so_many_statements(
    empty_template: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "MAX_PREPARED", 5)

    async def work(engine: AsyncEngine) -> None:
        for k in range(17):
            one = compile_statement(select(literal_column(f"{k}").label("k")))
            assert await fetch_all(engine, one, {}) == [{"k": k}]
        [found] = await fetch_all(engine, PREPARED, {})
        assert found["count"] <= 6  # with this question itself
        assert len(session._pools[engine].free) == 1

    run(empty_template, work)


def test_nothing_is_prepared_where_the_operator_says_so(loaded_url: URL) -> None:
    async def work(engine: AsyncEngine) -> None:
        assert await fetch_all(engine, ONE, {"n": 1}) == [{"n": 1}]
        assert await fetch_all(engine, PREPARED, {}) == [{"count": 0}]

    with psycopg.connect(url_with_password(loaded_url), autocommit=True) as owner:
        owner.execute("create role unprepared login password 'x' in role ludoteca_reader")
        try:
            login = url_with_password(loaded_url.set(username="unprepared", password="x"))  # noqa: S106 - a test's
            run(loaded_url, work, DATABASE_READER_URL=login, LUDOTECA_PREPARE="off")
        finally:
            owner.execute("drop role unprepared")


def test_many_at_once_share_a_few_connections(empty_template: URL) -> None:
    async def work(engine: AsyncEngine) -> None:
        found = await asyncio.gather(*(fetch_all(engine, ONE, {"n": n}) for n in range(200)))
        assert [rows[0]["n"] for rows in found] == list(range(200))
        assert len(session._pools[engine].free) <= session.CONNECTIONS

    run(empty_template, work)


def test_everybody_is_told_when_all_are_busy(
    empty_template: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "WAIT_SECONDS", 0.1)

    async def work(engine: AsyncEngine) -> None:
        slow = [fetch_all(engine, SLEEP, {"seconds": 1.0}) for _ in range(session.CONNECTIONS + 1)]
        found = await asyncio.gather(*slow, return_exceptions=True)
        assert [type(one) for one in found].count(DatabaseUnavailable) == 1

    run(empty_template, work)


def test_a_refusal_leaves_the_connection_usable(empty_template: URL) -> None:
    async def work(engine: AsyncEngine) -> None:
        for _ in range(2):
            with pytest.raises(psycopg.errors.DivisionByZero):
                await fetch_all(engine, DIVIDE, {"over": 1, "under": 0})
        for bad in ({"text": "a\0b"}, {"texts": ["a\0b"]}):  # refused, not cut
            with pytest.raises(psycopg.DataError):
                await fetch_all(engine, EVERYTHING, dict.fromkeys(TYPES) | bad)
        with pytest.raises(StatementTimeout):
            await fetch_all(engine, SLEEP, {"seconds": 5.0})
        assert await fetch_all(engine, ONE, {"n": 1}) == [{"n": 1}]
        assert len(session._pools[engine].free) == 1

    run(empty_template, work, LUDOTECA_STATEMENT_TIMEOUT_MS="300")


def test_a_question_that_nobody_waits_for_is_ended(empty_template: URL) -> None:
    """Whether its connection is kept or not, its answer is not the next question's."""

    async def work(engine: AsyncEngine) -> None:
        await fetch_all(engine, ONE, {"n": 0})
        for n in range(3):
            asked = asyncio.create_task(fetch_all(engine, SLEEP, {"seconds": 4.0}))
            await asyncio.sleep(0.1)
            asked.cancel()
            began = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await asked
            assert await fetch_all(engine, ONE, {"n": n}) == [{"n": n}]
            assert time.monotonic() - began < 2

    run(empty_template, work)


def test_dead_connections_are_not_even_noticed(empty_url: URL) -> None:
    """Those that were kept, and those of the engine."""

    async def work(engine: AsyncEngine) -> None:
        async with engine.connect(), engine.connect(), engine.connect():
            pass
        assert engine.pool.checkedin() == 3  # type: ignore[attr-defined] # a QueuePool
        with psycopg.connect(url_with_password(empty_url), autocommit=True) as admin:
            for _ in range(3):
                admin.execute(END.encode())
                several = (fetch_all(engine, ONE, {"n": n}) for n in range(20))
                assert len(await asyncio.gather(*several)) == 20

    run(empty_url, work)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="nothing stops a process here")
def test_a_server_that_is_silent_is_given_up(
    empty_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "GRACE_SECONDS", 0.3)
    backend = compile_statement(select(func.pg_backend_pid().label("pid")))

    async def work(engine: AsyncEngine) -> None:
        for seconds in (0.0, 0.2, 0.2, 0.2):  # answered in time, over more than one limit
            await fetch_all(engine, SLEEP, {"seconds": seconds})
        [found] = await fetch_all(engine, backend, {})
        os.kill(found["pid"], signal.SIGSTOP)
        try:
            began = time.monotonic()
            with pytest.raises(DatabaseUnavailable, match=r"no answer for 0\.6 s"):
                await fetch_all(engine, ONE, {"n": 1})
            assert 0.5 < time.monotonic() - began < 2
            assert session._pools[engine].free == []
            assert await fetch_all(engine, ONE, {"n": 2}) == [{"n": 2}]
        finally:
            os.kill(found["pid"], signal.SIGCONT)

    run(empty_url, work, LUDOTECA_STATEMENT_TIMEOUT_MS="300")


def test_a_statement_from_before_an_upgrade_is_prepared_again(empty_url: URL) -> None:
    with psycopg.connect(url_with_password(empty_url), autocommit=True) as owner:
        owner.execute("create table api.changing (a integer)")
        owner.execute("insert into api.changing values (1)")
        owner.execute("grant select on api.changing to ludoteca_reader")

        async def work(engine: AsyncEngine) -> None:
            every = compile_statement(
                select(literal_column("*")).select_from(table("changing", schema="api"))
            )
            assert await fetch_all(engine, every, {}) == [{"a": 1}]
            owner.execute("alter table api.changing alter a type text, add b integer")
            assert await fetch_all(engine, every, {}) == [{"a": "1", "b": None}]

        run(empty_url, work)


def test_what_waits_for_an_upgrade_is_asked_again(empty_url: URL) -> None:
    """A function's body is bound to what it reads, and that is replaced while it is waited for."""
    made = """
        create table api.changing as select {0} as a;
        create function api.changed() returns bigint language sql stable
        begin atomic select a from api.changing; end;
        grant execute on function api.changed() to ludoteca_reader;
        grant select on api.changing to ludoteca_reader
    """
    question = compile_statement(select(func.api.changed().label("a")))
    waits = "select count(*) from pg_locks where not granted"
    address = url_with_password(empty_url)
    with psycopg.connect(address) as owner, psycopg.connect(address, autocommit=True) as other:
        owner.execute(made.format(1))
        owner.commit()

        def until_it_waits() -> None:
            while other.execute(waits).fetchone() == (0,):
                time.sleep(0.01)

        async def work(engine: AsyncEngine) -> None:
            assert await fetch_all(engine, question, {}) == [{"a": 1}]
            owner.execute("lock table api.changing")
            asking = asyncio.create_task(fetch_all(engine, question, {}))
            await asyncio.to_thread(until_it_waits)
            owner.execute("drop function api.changed(); drop table api.changing;" + made.format(2))
            owner.commit()
            assert await asking == [{"a": 2}]

        run(empty_url, work)
