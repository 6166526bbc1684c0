"""A reader's login against its limits: what it may not do, and what does not outlive them."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors as pg
from psycopg import sql
from sqlalchemy import URL

from db.local_server import Server, end_overdue_readers, logins
from db.target import url_with_password

LOGIN = "limits_test_reader"
SWITCHED_OFF = (
    "set default_transaction_read_only = off",
    "set statement_timeout = 0",
    "set idle_in_transaction_session_timeout = 0",
    "set search_path = public",
)
FOR_EVER = "select count(*) from generate_series(1, 99999) a, generate_series(1, 99999) b"
REFUSED = {
    # writing
    "insert": "insert into api.genres (name) values ('x')",
    "update": "update api.games set url = 'x'",
    "delete": "delete from api.users",
    "truncate": "truncate core.items",
    "merge": "merge into api.genres as g using (select 1) as s on true when matched then delete",
    "copy from stdin": "copy core.games from stdin",
    "select for update": "select * from api.genres for update",
    "select into": "select 1 as one into api.mine",
    "create table": "create table api.mine (id integer)",
    "create table as": "create table public.mine as select 1 as one",
    "create temporary table": "create temporary table mine (id integer)",
    "select into temporary": "select 1 as one into temporary mine",
    "create view": "create view public.mine as select 1 as one",
    "create temporary view": "create temporary view mine as select 1 as one",
    "create function": "create function public.f() returns int return 1",
    "create temporary function": "create function pg_temp.f() returns int return 1",
    "create sequence": "create sequence public.numbers",
    "create type": "create type public.mine as (a integer)",
    "create schema": "create schema mine",
    "create extension": "create extension hstore",
    "create database": "create database mine",
    "drop view": "drop view api.games",
    "comment": "comment on view api.games is 'mine'",
    "nextval": "select nextval('core.loads_load_id_seq')",
    "large object": "select lo_create(0)",
    "large object of bytes": "select lo_from_bytea(0, 'x')",
    "message in the log of writes": "select pg_logical_emit_message(false, 'x', 'y')",
    "refresh": "select agg.refresh()",
    "publish": "select staging.publish(null)",
    "clear": "select staging.clear()",
    "publish a model": "select staging.publish_model(null, null)",
    "drop models": "select staging.drop_models(null)",
    # becoming somebody else
    "set role owner": "set role ludoteca_owner",
    "set role etl": "set role ludoteca_etl",
    "set role superuser": "set role ludoteca",
    "set session authorization": "set session authorization ludoteca",
    "alter role superuser": "alter role {login} superuser",
    "alter role of another": "alter role ludoteca_owner password 'x'",
    "create role": "create role mine",
    "grant owner": "grant ludoteca_owner to {login}",
    "grant on a table": "grant select on core.games to {login}",
    "alter system": "alter system set statement_timeout = 0",
    "alter database": "alter database {database} set statement_timeout = 0",
    "more temporary files": "set temp_file_limit = -1",
    "more temporary files for the login": "alter role {login} set temp_file_limit = -1",
    "more connections": "alter role {login} connection limit -1",
    # reading what is not public
    "core": "select * from core.games",
    "agg": "select * from agg.playtime_by_game",
    "staging": "select * from staging.items",
    "passwords": "select * from pg_authid",
    "pg_shadow": "select * from pg_shadow",
    "statistics of private tables": "select * from pg_statistic",
    # files and programs of the server
    "pg_read_file": "select pg_read_file('PG_VERSION')",
    "pg_read_binary_file": "select pg_read_binary_file('PG_VERSION')",
    "pg_ls_dir": "select pg_ls_dir('.')",
    "pg_ls_waldir": "select pg_ls_waldir()",
    "pg_stat_file": "select pg_stat_file('PG_VERSION')",
    "copy from a file": "copy (select 1) to '/tmp/mine'",
    "copy to a program": "copy (select 1) to program 'true'",
    "lo_import": "select lo_import('/etc/hosts')",
    "lo_export": "select lo_export(1, '/tmp/mine')",
    "load a library": "load 'mine'",
    # holding up loads, upgrades and others
    "advisory lock": "select pg_advisory_lock(hashtext('ludoteca load'))",
    "advisory lock, tried": "select pg_try_advisory_lock(hashtext('ludoteca load'))",
    "advisory lock of a transaction": "select pg_advisory_xact_lock(1)",
    "advisory lock, shared": "select pg_advisory_lock_shared(hashtext('ludoteca migrations'))",
    "lock a table": "begin; lock table core.loads",
    "lock a view": "begin; lock table api.games in share mode",
    "terminate": "select pg_terminate_backend({pid})",
    "cancel": "select pg_cancel_backend({pid})",
    "block": "do 'begin loop end loop; end'",
    "prepared transaction": "begin; prepare transaction 'mine'",
    "reload": "select pg_reload_conf()",
    "switch the log of writes": "select pg_switch_wal()",
}
# What may be begun, with its timeouts as they are, and what ends it.
ENDED: dict[str, tuple[str, type[psycopg.Error] | tuple[type[psycopg.Error], ...]]] = {
    "long statement": (FOR_EVER, pg.QueryCanceled),
    "sleep": ("select pg_sleep(60)", pg.QueryCanceled),
    "endless recursion": (
        "with recursive n as (select 1 as i union all select i from n) select count(*) from n",
        # its rows go to temporary files: a quick machine meets that limit first
        (pg.QueryCanceled, pg.ConfigurationLimitExceeded),
    ),
    "statement written as xml": (
        f"select query_to_xml('{FOR_EVER}', true, true, '')",
        pg.QueryCanceled,
    ),
    "temporary files of a sort": (
        "set work_mem = '64kB'; select i from generate_series(1, 1000000) as i order by random()",
        pg.ConfigurationLimitExceeded,
    ),
    "temporary files of a cursor": (
        (
            "set work_mem = '64kB'; begin; declare c cursor with hold for"
            " select repeat('x', 1000) from generate_series(1, 10000); commit"
        ),
        pg.ConfigurationLimitExceeded,
    ),
}


@pytest.fixture(scope="module")
def url(create_database: Callable[..., URL], loaded_url: URL) -> Iterator[URL]:
    """A database with the sample, set up as the local server does, and a login that may read it."""
    found = create_database(loaded_url)
    with psycopg.connect(url_with_password(found), autocommit=True) as admin:
        logins.restrict_readers(admin)
        admin.execute("select set_config('ludoteca.login', %s, false)", [LOGIN])
        admin.execute((logins.ADMIN_FOLDER / "reader_login.sql").read_bytes())
        login = sql.Identifier(LOGIN)
        admin.execute(sql.SQL("alter role {} password 'secret'").format(login))
        for limit in (
            "statement_timeout = '300ms'",
            "idle_in_transaction_session_timeout = '300ms'",
            "temp_file_limit = '1MB'",
        ):
            admin.execute(sql.SQL("alter role {} set " + limit).format(login))
        yield found.set(username=LOGIN, password="secret")  # noqa: S106 - a login of this test
        admin.execute(sql.SQL("drop role {}").format(login))


@pytest.fixture
def reader(url: URL) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url_with_password(url), autocommit=True) as connection:
        yield connection


@pytest.fixture
def watched(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look after readers as a command of Ludoteca does, in less time."""
    monkeypatch.setattr(logins, "STATEMENT_SECONDS", 0.2)
    monkeypatch.setattr(logins, "GRACE_SECONDS", 0.1)
    monkeypatch.setattr(logins, "WATCH_SECONDS", 0.1)
    with end_overdue_readers(server.connect, statement_seconds=0.1):
        yield


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_refused(reader: psycopg.Connection[Any], url: URL, statement: str) -> None:
    for setting in SWITCHED_OFF:
        reader.execute(setting.encode())
    words = {"login": LOGIN, "database": url.database, "pid": reader.info.backend_pid}
    with pytest.raises((pg.InsufficientPrivilege, pg.ObjectNotInPrerequisiteState)):
        reader.execute(statement.format(**words).encode())


def test_a_session_is_a_reader_from_the_start(reader: psycopg.Connection[Any]) -> None:
    for statement in ("set role none", "reset role", "reset session authorization", "reset all"):
        reader.execute(statement)
    names = ("default_transaction_read_only", "search_path", "idle_session_timeout")
    row = reader.execute(
        "select current_user, session_user, current_setting(%s), current_setting(%s),"
        " current_setting(%s)",
        names,
    ).fetchone()
    assert row == (LOGIN, LOGIN, "on", "api", "12h")
    assert reader.execute("select count(*) from genres").fetchone() != (0,)
    with pytest.raises(pg.ReadOnlySqlTransaction):
        reader.execute("create table public.mine (a integer)")


@pytest.mark.parametrize(("statement", "error"), ENDED.values(), ids=ENDED)
def test_ended_in_time(
    reader: psycopg.Connection[Any],
    statement: str,
    error: type[psycopg.Error] | tuple[type[psycopg.Error], ...],
) -> None:
    with pytest.raises(error):
        reader.execute(statement.encode())


def test_a_transaction_that_idles_is_ended(reader: psycopg.Connection[Any]) -> None:
    reader.execute("begin; select count(*) from games")
    time.sleep(0.6)
    with pytest.raises(pg.IdleInTransactionSessionTimeout):
        reader.execute("select 1")


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("statement", [FOR_EVER, "select pg_sleep(60)"])
def test_a_statement_without_a_timeout_is_ended(
    reader: psycopg.Connection[Any], statement: str
) -> None:
    reader.execute("set statement_timeout = 0")
    with pytest.raises(pg.AdminShutdown):
        reader.execute(statement.encode())


@pytest.mark.usefixtures("watched")
def test_a_transaction_without_a_timeout_is_ended_before_it_holds_up_an_upgrade(
    reader: psycopg.Connection[Any], url: URL, server: Server
) -> None:
    reader.execute("set idle_in_transaction_session_timeout = 0")
    reader.execute("begin; select count(*) from games")
    with psycopg.connect(url_with_password(server.url.set(database=url.database))) as admin:
        admin.execute("set lock_timeout = '10s'; lock table core.games")
    with pytest.raises(pg.AdminShutdown):
        reader.execute("select 1")


@pytest.mark.usefixtures("watched")
def test_a_login_that_took_its_timeouts_off_is_ended_and_put_right(
    url: URL, server: Server
) -> None:
    mine = sql.SQL("alter role {} set {} = 0")
    try:
        with psycopg.connect(url_with_password(url), autocommit=True) as reader:
            reader.execute("set default_transaction_read_only = off")
            name = sql.Identifier(LOGIN)
            reader.execute(mine.format(name, sql.Identifier("statement_timeout")))
        with psycopg.connect(url_with_password(url)) as reader, pytest.raises(pg.AdminShutdown):
            reader.execute(FOR_EVER)
    finally:
        admin_url = url_with_password(server.url.set(database=url.database))
        with psycopg.connect(admin_url, autocommit=True) as admin:
            admin.execute("select set_config('ludoteca.login', %s, false)", [LOGIN])
            admin.execute((logins.ADMIN_FOLDER / "reader_login.sql").read_bytes())
    with psycopg.connect(url_with_password(url)) as reader:
        assert reader.execute("show statement_timeout").fetchone() == ("1min",)


@pytest.mark.usefixtures("watched")
def test_nobody_else_is_ended(server: Server, loaded_url: URL) -> None:
    with (
        psycopg.connect(url_with_password(server.url)) as admin,
        psycopg.connect(url_with_password(loaded_url)) as etl,
    ):
        etl.execute("set role ludoteca_etl")
        admin.execute("select pg_sleep(1)")
        assert etl.execute("select 1").fetchone() == (1,)
