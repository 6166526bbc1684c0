"""Deployments that go wrong: too few rights, other revisions, two at once."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner
from sqlalchemy import URL, Connection, create_engine, text

from cli import cli
from db.errors import ConfigurationError, DatabaseUnavailable, SchemaOutOfDate
from db.local_server import Server
from db.migrate import check_database, database_revision, downgrade, newest_revision, upgrade
from db.settings import CHECKOUT, normalise_url


@pytest.fixture
def login(create_database: Callable[..., URL], server: Server) -> Iterator[URL]:
    """A database whose owner is an ordinary login, without a right to make roles."""
    url = create_database()
    admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("create role plain login password 'plain'"))
        connection.execute(text(f"alter database {url.database} owner to plain"))
    yield url.set(username="plain", password="plain")  # noqa: S106 - a test's own server
    with admin.connect() as connection:
        connection.execute(text(f"drop database {url.database} with (force)"))
        connection.execute(text("drop role plain"))
    admin.dispose()


def test_a_login_without_rights_is_told_what_a_dba_must_run(
    login: URL, empty_template: URL
) -> None:
    del empty_template  # the roles exist: another database of the server has them
    with pytest.raises(ConfigurationError, match=r"sql/admin/roles\.sql") as raised:
        upgrade(login)
    assert "plain" in str(raised.value)
    assert database_revision(login) is None


def test_a_login_with_the_roles_granted_can_deploy(
    login: URL, connect: Callable[[URL], Connection], empty_template: URL
) -> None:
    admin = connect(empty_template)
    roles = "ludoteca_owner, ludoteca_etl, ludoteca_reader, ludoteca_events"
    admin.execute(text(f"grant {roles} to plain"))
    admin.commit()
    upgrade(login)
    assert database_revision(login) == newest_revision()
    admin.execute(text("alter role ludoteca_reader set work_mem = '1GB'"))
    admin.commit()
    assert not check_database(login).are_roles_compared  # it may not change them
    admin.execute(text("alter role ludoteca_reader reset work_mem"))
    admin.execute(text(f"alter database {login.database} owner to current_user"))
    admin.commit()
    with pytest.raises(ConfigurationError, match=r"grant create on database"):
        check_database(login)
    admin.execute(text(f"grant create on database {login.database} to plain"))
    admin.commit()
    check_database(login)


def test_a_database_that_cannot_fold_case_is_refused(
    server: Server, connect: Callable[[URL], Connection]
) -> None:
    admin = connect(server.url).execution_options(isolation_level="AUTOCOMMIT")
    admin.execute(text("create database plain_c template template0 encoding 'UTF8' locale 'C'"))
    with pytest.raises(ConfigurationError, match=r"UTF-8 locale"):
        upgrade(server.url.set(database="plain_c"))
    assert database_revision(server.url.set(database="plain_c")) is None


def test_a_database_without_migrations_is_told_so(create_database: Callable[..., URL]) -> None:
    with pytest.raises(SchemaOutOfDate, match="ludoteca db upgrade"):
        check_database(create_database())


def set_revision(connection: Connection, revision: str) -> None:
    connection.execute(text("update core.alembic_version set version_num = :to"), {"to": revision})
    connection.commit()


def test_a_newer_database_is_told_as_such(
    empty_url: URL, connect: Callable[[URL], Connection]
) -> None:
    set_revision(connect(empty_url), "9999")
    for ask in (check_database, upgrade, lambda url: downgrade(url, "base")):
        with pytest.raises(SchemaOutOfDate, match=r"9999.*is newer; upgrade the code"):
            ask(empty_url)


def test_a_database_from_before_the_first_release_is_told_how_to_be_built_anew(
    empty_url: URL,
    connect: Callable[[URL], Connection],
    check_head: Callable[[URL], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = empty_url
    for revision in ("0001", "0007"):
        set_revision(connect(url), revision)
        with pytest.raises(SchemaOutOfDate, match=r"ludoteca load FOLDER"):
            check_database(url)
    with pytest.raises(SchemaOutOfDate) as raised:
        upgrade(url)
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    told = CliRunner().invoke(cli, ["up", "--port", "0"])  # what `make run` runs
    assert str(told.exception) == str(raised.value)
    # what the message says helps
    [drop] = re.findall(r"-c '(.*)'", str(raised.value))
    connection = connect(url)
    connection.execute(text(drop))
    connection.commit()
    upgrade(url)
    check_head(url)


def test_two_deploys_at_once_give_one_schema(
    create_database: Callable[..., URL], check_head: Callable[[URL], None]
) -> None:
    url = create_database()
    environment = os.environ | {"DATABASE_URL": url.render_as_string(hide_password=False)}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    deploys = [
        subprocess.Popen(command, cwd=CHECKOUT, env=environment, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ends = [(deploy.communicate(timeout=60)[1], deploy.returncode) for deploy in deploys]
    assert [code for _, code in ends] == [0, 0], ends
    check_head(url)


def test_no_server_is_a_clear_error() -> None:
    url = normalise_url("postgresql://ludoteca:secret@127.0.0.1:1/ludoteca")
    with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1:1/ludoteca") as raised:
        upgrade(url)
    assert "secret" not in str(raised.value)
