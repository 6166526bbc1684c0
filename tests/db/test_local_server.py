"""The local server: start, attach, stop, logins; crashes, strangers, bad folders."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db import local_server
from db.errors import LocalServerError
from db.local import plain
from db.local_server.binaries import inspect_binaries
from db.local_server.options import default_options
from db.settings import CHECKOUT

START = (
    "import sys; from pathlib import Path; from db import local_server;"
    "server = local_server.start(Path(sys.argv[1]), durable=False);"
    "print(server.pid, server.port, server.started)"
)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="not run: needs POSIX")


@pytest.fixture(scope="module")
def parent() -> Iterator[Path]:
    """Give a folder where any user may go."""
    with tempfile.TemporaryDirectory(prefix="ludo-") as path:
        Path(path).chmod(0o755)
        yield Path(path).resolve()


@pytest.fixture
def folder(parent: Path) -> Iterator[Path]:
    """Give the home of one server that has to bear one test after the other."""
    yield parent / "pg"
    local_server.stop(parent / "pg")


@pytest.fixture
def new(parent: Path) -> Iterator[Path]:
    """Give the path of a home that is not there yet."""
    yield parent / "new"
    local_server.stop(parent / "new")
    if (parent / "new").is_dir():
        shutil.rmtree(parent / "new")
    (parent / "new").unlink(missing_ok=True)


def connect(server: local_server.Server, login: str | None = None) -> psycopg.Connection[Any]:
    url = server.url if login is None else server.login(login)
    return psycopg.connect(plain(url), autocommit=True)


def answers(server: local_server.Server) -> bool:
    with connect(server, "reader") as connection:
        return connection.execute("select 1").fetchone() == (1,)


def python(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=CHECKOUT,
    )


def test_start_attach_stop_and_start_again(new: Path) -> None:
    assert local_server.status(new) is None
    assert local_server.stop(new) is False
    first = local_server.start(new, durable=False)
    assert first.started
    assert first.bin.major >= 15
    with connect(first) as connection:
        facts = connection.execute(
            "select current_user, current_database(), current_setting('server_encoding'),"
            " current_setting('wal_level'), 'b' < 'C', upper('é')"
        ).fetchone()
        connection.execute("create extension pg_trgm")
        connection.execute("create table kept as select 7 as number")
    assert facts == ("ludoteca", "ludoteca", "UTF8", "minimal", False, "É")

    again = local_server.start(new)
    assert not again.started
    assert (again.pid, again.port, again.url) == (first.pid, first.port, first.url)
    assert local_server.status(new) == again

    assert local_server.stop(new) is True
    assert local_server.stop(new) is False
    assert local_server.status(new) is None
    restarted = local_server.start(new, durable=False)
    assert restarted.started
    assert restarted.port == first.port
    with connect(restarted) as connection:
        assert connection.execute("select number from kept").fetchone() == (7,)


def test_nobody_comes_in_without_a_password(folder: Path) -> None:
    server = local_server.start(folder, durable=False)
    assert str(server.url.password) not in repr(server)
    for url in (server.url, server.login("owner"), server.login("reader")):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(plain(url.set(password=str(url.password)[::-1])))


@POSIX
def test_other_users_may_read_nothing_of_it(new: Path) -> None:
    local_server.start(new, durable=False)
    assert stat.S_IMODE(new.stat().st_mode) & 0o066 == 0
    assert {path.name for path in new.iterdir()} == {"data", "lock", "password", "server.log"}
    for path in new.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    local_server.stop(new)
    (new / "lock").chmod(0o644)  # as an earlier version made it
    local_server.start(new, durable=False)
    assert stat.S_IMODE((new / "lock").stat().st_mode) == 0o600


def test_each_login_has_its_role_and_no_more(folder: Path) -> None:
    server = local_server.start(folder, durable=False)
    roles = ("owner", "etl", "reader", "events")
    found = {}
    for login in ("owner", "loader", "reader", "events"):
        with connect(server, login) as connection:
            row = connection.execute(
                "select current_setting('is_superuser') = 'on' or rolcreaterole or rolcreatedb,"
                " array(select r from unnest(%s::text[]) as r"
                " where pg_has_role(current_user, 'ludoteca_' || r, 'member')) from pg_roles"
                " where rolname = current_user",
                [list(roles)],
            ).fetchone()
            found[login] = row
    assert found == {
        "owner": (False, list(roles)),
        "loader": (False, ["etl"]),
        "reader": (False, ["reader"]),
        "events": (False, ["events"]),
    }


def test_a_start_puts_logins_right(folder: Path) -> None:
    server = local_server.start(folder, durable=False)
    with connect(server, "reader") as reader:
        reader.execute("set default_transaction_read_only = off")
        reader.execute("alter role reader password 'mine'")
        reader.execute("alter role reader set statement_timeout = 0")
    local_server.stop(folder)
    with connect(local_server.start(folder, durable=False), "reader") as reader:
        assert reader.execute("show statement_timeout").fetchone() == ("1min",)


def test_two_processes_at_once_get_one_server(new: Path) -> None:
    starters = [python(START, new) for _ in range(2)]
    said = [starter.communicate(timeout=60)[0].split() for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0], said
    assert len({(pid, port) for pid, port, _ in said}) == 1
    assert sorted(started for _, _, started in said) == ["False", "True"]


def test_it_outlives_its_starter_and_keeps_nothing_of_it(folder: Path) -> None:
    # communicate() ends when nobody holds the pipe any more: the server must not.
    said, _ = python(START, folder).communicate(timeout=60)
    server = local_server.status(folder)
    assert server is not None
    assert server.pid == int(said.split()[0])
    assert local_server.stop(folder, timeout=20)


def test_in_a_deep_folder_of_strange_letters(folder: Path, parent: Path) -> None:
    deep = parent / "/".join(["a folder's $(name) is a `long` näme"] * 8)
    assert len(os.fsencode(deep)) > 200
    local_server.start(folder, durable=False)
    local_server.stop(folder)
    deep.parent.mkdir(parents=True)
    folder.rename(deep)
    try:
        assert answers(local_server.start(deep, durable=False))
    finally:
        local_server.stop(deep)
        deep.rename(folder)


def test_options_and_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGHOSTADDR": "192.0.2.1",
        "PGPORT": "1",
        "PGDATA": "/nowhere",
        "PGOPTIONS": "-c nonsense=1",
        "PGSSLMODE": "require",
        "LC_ALL": "no_SUCH.locale",
    }.items():
        monkeypatch.setenv(name, value)
    server = local_server.start(folder, durable=False, options={"work_mem": "3MB"})
    monkeypatch.undo()
    with connect(server) as connection:
        row = connection.execute(
            "select current_setting('work_mem'), current_setting('fsync'),"
            " current_setting('timezone')"
        ).fetchone()
    assert row == ("3MB", "off", "UTC")


def test_a_durable_server_waits_for_the_disk() -> None:
    durable = default_options(durable=True)
    assert not {"fsync", "synchronous_commit", "full_page_writes"} & durable.keys()
    assert default_options(durable=False)["fsync"] == "off"


@POSIX
def test_killed_server_starts_again_although_a_statement_still_runs(folder: Path) -> None:
    killed = local_server.start(folder)
    with connect(killed) as connection:
        connection.execute("create table kept as select 7 as number")
    busy = connect(killed)
    busy.pgconn.send_query(b"select count(*) from generate_series(1, 1000000000)")
    os.kill(killed.pid, signal.SIGKILL)
    server = local_server.start(folder, durable=False)
    busy.close()
    assert server.started
    assert server.pid != killed.pid
    with connect(server) as connection:
        assert connection.execute("select number from kept").fetchone() == (7,)


@POSIX
def test_stale_pid_file_that_names_a_living_stranger(folder: Path) -> None:
    local_server.start(folder, durable=False)
    pid_file = folder / "data/postmaster.pid"
    stale = pid_file.read_text(encoding="utf-8").split("\n")
    local_server.stop(folder)
    with subprocess.Popen(["sleep", "60"]) as stranger:  # noqa: S607 - any process will do
        try:
            pid_file.write_text("\n".join([str(stranger.pid), *stale[1:]]), encoding="utf-8")
            assert local_server.status(folder) is None
            assert local_server.stop(folder) is False
            server = local_server.start(folder, durable=False)
            assert server.started
            assert answers(server)
            assert local_server.stop(folder)
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_copied_folder_is_another_server(folder: Path, new: Path) -> None:
    local_server.start(folder, durable=False)
    local_server.stop(folder)
    shutil.copytree(folder, new)
    first = local_server.start(folder, durable=False)
    shutil.copy(folder / "data/postmaster.pid", new / "data/postmaster.pid")
    assert local_server.status(new) is None
    assert local_server.stop(new) is False
    second = local_server.start(new, durable=False)
    assert second.started
    assert second.port != first.port
    assert answers(first)
    assert answers(second)


@pytest.mark.parametrize("content", ["", "garbage\n", "123\n"])
def test_broken_pid_file(folder: Path, content: str) -> None:
    local_server.start(folder, durable=False)
    local_server.stop(folder)
    (folder / "data/postmaster.pid").write_text(content, encoding="utf-8")
    assert local_server.status(folder) is None
    assert answers(local_server.start(folder, durable=False))


def test_port_in_use(folder: Path) -> None:
    first = local_server.start(folder, durable=False)
    local_server.stop(folder)
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", first.port))
        stranger.listen()
        with pytest.raises(LocalServerError, match=f"{first.port}.* is in use"):
            local_server.start(folder, port=first.port, durable=False)
        other = local_server.start(folder, durable=False)
        assert other.port != first.port
        assert answers(other)


def test_half_finished_initdb_is_made_anew(new: Path) -> None:
    (new / "unfinished/data/base").mkdir(parents=True)
    (new / "unfinished/data/PG_VERSION").write_text("18\n", encoding="ascii")
    (new / "password").write_text("of the broken one\n", encoding="utf-8")
    server = local_server.start(new, durable=False)
    assert answers(server)
    assert not (new / "unfinished").exists()


def test_folder_that_is_a_file(new: Path) -> None:
    new.write_text("", encoding="utf-8")
    with pytest.raises(LocalServerError, match=r"cannot be used: .*LUDOTECA_HOME"):
        local_server.start(new)
    assert local_server.status(new) is None
    assert local_server.stop(new) is False


def test_folder_that_holds_something_else(new: Path) -> None:
    (new / "data").mkdir(parents=True)
    (new / "data/thesis.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(LocalServerError, match="is not the data of a Postgres server"):
        local_server.start(new)
    assert (new / "data/thesis.txt").exists()


def test_data_of_another_version(new: Path) -> None:
    found = local_server.find_binaries()
    (new / "data").mkdir(parents=True)
    (new / "data/PG_VERSION").write_text("12\n", encoding="ascii")
    for binaries in (None, found):
        with pytest.raises(LocalServerError, match=rf"Postgres 12(?s:.*)Postgres {found.major}"):
            local_server.start(new, binaries=binaries)


def test_server_that_cannot_start_shows_its_log(folder: Path) -> None:
    with pytest.raises(LocalServerError, match=r"server\.log(?s:.*)FATAL.*shared_buffers"):
        local_server.start(folder, options={"shared_buffers": "plenty"}, durable=False)
    assert local_server.status(folder) is None
    assert answers(local_server.start(folder, durable=False))


@POSIX
def test_disk_that_refuses_to_be_written(new: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from db import local_server;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, 2**16));"
        "local_server.start(Path(sys.argv[1]))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, new], capture_output=True, text=True, check=False
    )
    assert "LocalServerError: A new database could not be made" in result.stderr
    assert "initdb said:" in result.stderr
    assert not (new / "data").exists()
    assert not (new / "unfinished").exists()


def test_lost_password(folder: Path) -> None:
    local_server.start(folder, durable=False)
    password = (folder / "password").rename(folder / "elsewhere")
    with pytest.raises(LocalServerError, match=r"password is gone"):
        local_server.start(folder)
    password.rename(folder / "password")
    assert not local_server.start(folder).started


def test_long_log_is_put_aside(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "server.log").write_text("old\n" * 300_000, encoding="utf-8")
    local_server.start(folder, durable=False)
    assert (folder / "server.log").stat().st_size < 100_000
    assert (folder / "server.log.1").stat().st_size == 1_200_000


def test_binaries_that_are_no_use(new: Path) -> None:
    with pytest.raises(LocalServerError, match=r"No usable Postgres 99(?s:.*)holds version"):
        local_server.find_binaries(major=99)
    with pytest.raises(LocalServerError, match="has no program postgres"):
        inspect_binaries(new)


def test_importing_ludoteca_imports_nothing_of_it() -> None:
    code = (
        "import sys, cli, db.settings, db.errors;"
        "assert not [name for name in sys.modules if name.startswith('db.local_server')]"
    )
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True)
