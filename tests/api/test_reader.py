"""What the API's connections are: readers, whatever login they came with."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, text
from sqlalchemy.exc import InternalError, ProgrammingError

from api.app import check_database_before_serving
from db.engines import etl_connection, owner_engine, reader_engine
from db.errors import ConfigurationError, DatabaseUnavailable
from db.local_server import Server
from db.settings import Settings, read_settings
from tests.api.helpers import make_settings, plain


def ask(settings: Settings, *statements: str) -> list[Any]:
    """Run statements on one of the API's connections; the rows of the last."""

    async def run() -> list[Any]:
        engine = reader_engine(settings)
        try:
            async with engine.connect() as connection:
                for statement in statements[:-1]:
                    await connection.execute(text(statement))
                return list((await connection.execute(text(statements[-1]))).all())
        finally:
            await engine.dispose()

    return asyncio.run(run())


@pytest.fixture
def logins(loaded_url: URL) -> Iterator[Callable[..., URL]]:
    """Create logins with given roles; they go when the test ends."""
    made: list[sql.Identifier] = []
    with psycopg.connect(plain(loaded_url), autocommit=True) as admin:

        def create(name: str, *roles: str) -> URL:
            login = sql.Identifier(name)
            admin.execute(sql.SQL("drop role if exists {}").format(login))
            admin.execute(sql.SQL("create role {} login password 'secret'").format(login))
            made.append(login)
            for role in roles:
                admin.execute(sql.SQL("grant {} to {}").format(sql.Identifier(role), login))
            return loaded_url.set(username=name, password="secret")  # noqa: S106 - a login of this test

        yield create
        for login in made:
            admin.execute(sql.SQL("drop role {}").format(login))


def test_every_connection_is_a_reader(loaded_url: URL) -> None:
    settings = make_settings(loaded_url, LUDOTECA_STATEMENT_TIMEOUT_MS="1234")
    [row] = ask(
        settings,
        "select current_user, current_setting('default_transaction_read_only'),"
        " current_setting('statement_timeout'), current_setting('application_name')",
    )
    assert tuple(row) == ("ludoteca_reader", "on", "1234ms", "ludoteca api")


@pytest.mark.parametrize(
    "statement",
    [
        "create table api.mine (a int)",
        "insert into core.games (game_id, is_in_catalogue) values (-1, true)",
        "update core.games set name = 'mine'",
        "delete from core.reviews",
        "truncate core.items",
        "drop view api.data_versions",
        "select staging.publish('{}')",
        "select agg.refresh()",
        "select count(*) from core.games",
        "select count(*) from agg.playtime_by_game",
        "alter role ludoteca_reader superuser",
        "copy (select 1) to program 'true'",
    ],
)
def test_a_reader_can_write_nothing(loaded_url: URL, statement: str) -> None:
    settings = make_settings(loaded_url)
    with pytest.raises(ProgrammingError, match=r"permission denied|must be"):
        ask(settings, "set default_transaction_read_only = off", statement)


def test_a_reader_s_transactions_are_read_only(loaded_url: URL) -> None:
    with pytest.raises(InternalError, match="read-only transaction"):
        ask(make_settings(loaded_url), "create temporary table mine (a int)")


def test_a_login_of_its_own_needs_no_set_role(loaded_url: URL, logins: Callable[..., URL]) -> None:
    reader = logins("api_test_reader", "ludoteca_reader")
    settings = make_settings(loaded_url, DATABASE_READER_URL=plain(reader))
    assert ask(settings, "select current_user")[0][0] == "api_test_reader"
    check_database_before_serving(settings)


@pytest.mark.parametrize("role", ["ludoteca_owner", "ludoteca_etl"])
def test_a_login_that_may_write_is_refused(
    loaded_url: URL, logins: Callable[..., URL], role: str
) -> None:
    writer = logins("api_test_writer", "ludoteca_reader", role)
    settings = make_settings(loaded_url, DATABASE_READER_URL=plain(writer))
    with pytest.raises(ConfigurationError, match="DATABASE_READER_URL may write"):
        check_database_before_serving(settings)


def test_a_login_without_the_role_is_told_which(
    loaded_url: URL, logins: Callable[..., URL]
) -> None:
    stranger = logins("api_test_stranger")
    with pytest.raises(ConfigurationError, match="grant ludoteca_reader to"):
        check_database_before_serving(make_settings(stranger))
    with pytest.raises(ConfigurationError, match="grant it ludoteca_reader"):
        check_database_before_serving(
            make_settings(loaded_url, DATABASE_READER_URL=plain(stranger))
        )
    with pytest.raises(ConfigurationError, match="grant ludoteca_etl to"):
        etl_connection(stranger)


def test_a_pooler_needs_a_login_of_its_own(loaded_url: URL, logins: Callable[..., URL]) -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_READER_URL"):
        reader_engine(make_settings(loaded_url, LUDOTECA_PREPARE="off"))
    reader = logins("api_test_pooled", "ludoteca_reader")
    settings = make_settings(loaded_url, LUDOTECA_PREPARE="off", DATABASE_READER_URL=plain(reader))
    counting = ["select 1"] * 20 + ["select count(*) from pg_prepared_statements"]
    assert ask(settings, *counting)[0][0] == 0
    assert ask(make_settings(loaded_url), *counting)[0][0] == 1


def test_no_address_at_all_says_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="ludoteca up"):
        reader_engine(read_settings({}))


def test_the_local_server_has_a_login_for_readers(server: Server, loaded_url: URL) -> None:
    settings = read_settings({})
    reader = server.login("reader").set(database=loaded_url.database)
    check_database_before_serving(settings, server_url=reader)
    assert reader_engine(settings, server_url=reader).url == reader
    with pytest.raises(ConfigurationError, match="may write"):
        check_database_before_serving(settings, server_url=loaded_url)


def test_the_loader_s_connection_is_the_etl_role(loaded_url: URL) -> None:
    with etl_connection(loaded_url) as connection:
        row = connection.execute(
            "select current_user, current_setting('application_name')"
        ).fetchone()
        assert row == ("ludoteca_etl", "ludoteca load")
        assert not connection.autocommit


def test_no_server_is_said_without_the_password() -> None:
    url = URL.create(
        "postgresql+psycopg", "ann", "secret", host="127.0.0.1", port=1, database="games"
    )
    with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1:1/games") as caught:
        etl_connection(url)
    assert "secret" not in str(caught.value)


def test_the_owner_s_engine_is_the_login_itself(loaded_url: URL) -> None:
    engine = owner_engine(loaded_url)
    with engine.connect() as connection:
        assert connection.execute(text("select current_user")).scalar() == loaded_url.username
