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
from db.local_server.binaries import inspect_binaries
from db.local_server.options import default_server_options
from db.settings import CHECKOUT
from db.target import url_with_password

START = (
    "import sys; from pathlib import Path; from db import local_server;"
    "server = local_server.start_server(Path(sys.argv[1]), durable=False);"
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
    local_server.stop_server(parent / "pg")


@pytest.fixture
def new(parent: Path) -> Iterator[Path]:
    """Give the path of a home that is not there yet."""
    yield parent / "new"
    local_server.stop_server(parent / "new")
    if (parent / "new").exists():
        (parent / "new").rename(tempfile.mkdtemp(dir=parent) + "/old")


def start(folder: Path, **options: Any) -> local_server.Server:  # noqa: ANN401 - those of local_server.start_server
    return local_server.start_server(folder, durable=False, **options)


def stopped(folder: Path) -> local_server.Server:
    """Make a server and stop it again."""
    server = start(folder)
    local_server.stop_server(folder)
    return server


def ask(server: local_server.Server, statement: str, login: str | None = None) -> Any:  # noqa: ANN401 - a row
    url = server.url if login is None else server.login(login)
    with psycopg.connect(url_with_password(url), autocommit=True) as connection:
        result = connection.execute(statement.encode())
        return result.fetchone() if result.description else None


def answers(server: local_server.Server) -> bool:
    return bool(ask(server, "select 1", "reader") == (1,))


def python(code: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(folder)]
    out = subprocess.PIPE
    return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, text=True, cwd=CHECKOUT)


def test_start_attach_stop_and_start_again(new: Path) -> None:
    assert local_server.find_running_server(new) is None
    assert local_server.stop_server(new) is False
    first = start(new)
    assert first.started
    facts = ask(
        first,
        "select current_user, current_database(), current_setting('server_encoding'),"
        " current_setting('wal_level'), 'b' < 'C', upper('é')",
    )
    assert facts == ("ludoteca", "ludoteca", "UTF8", "minimal", False, "É")
    ask(first, "create extension pg_trgm; create table kept as select 7 as number")

    again = local_server.start_server(new)
    assert not again.started
    assert (again.pid, again.port, again.url) == (first.pid, first.port, first.url)
    assert local_server.find_running_server(new) == again

    assert local_server.stop_server(new) is True
    assert local_server.stop_server(new) is False
    assert local_server.find_running_server(new) is None
    restarted = start(new)
    assert restarted.started
    assert restarted.port == first.port
    assert ask(restarted, "select number from kept") == (7,)


def test_nobody_comes_in_without_a_password(folder: Path) -> None:
    server = start(folder)
    assert str(server.url.password) not in repr(server)
    for url in (server.url, server.login("owner"), server.login("reader")):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url_with_password(url.set(password="guessed")))  # noqa: S106 - a wrong one


@POSIX
def test_other_users_may_read_nothing_of_it(new: Path) -> None:
    start(new)
    assert stat.S_IMODE(new.stat().st_mode) & 0o066 == 0
    assert {path.name for path in new.iterdir()} == {"data", "lock", "password", "server.log"}
    for path in new.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    local_server.stop_server(new)
    (new / "lock").chmod(0o644)  # as an earlier version made it
    start(new)
    assert stat.S_IMODE((new / "lock").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("login", "roles"),
    [
        ("owner", ["owner", "etl", "reader", "events"]),
        ("loader", ["etl"]),
        ("reader", ["reader"]),
        ("events", ["events"]),
    ],
)
def test_each_login_has_its_role_and_no_more(folder: Path, login: str, roles: list[str]) -> None:
    row = ask(
        start(folder),
        "select current_setting('is_superuser') = 'on' or rolcreaterole or rolcreatedb,"
        " array(select r from unnest('{owner,etl,reader,events}'::text[]) as r"
        " where pg_has_role(current_user, 'ludoteca_' || r, 'member')) from pg_roles"
        " where rolname = current_user",
        login,
    )
    assert row == (False, roles)


def test_dead_rows_of_a_day_are_cleared_though_a_crash_forgets_their_number(folder: Path) -> None:
    assert ask(start(folder), "show autovacuum_vacuum_scale_factor") == ("0.02",)


def test_a_start_puts_logins_right(folder: Path) -> None:
    server = start(folder)
    change = "alter role reader password 'mine'; alter role reader set statement_timeout = 0"
    ask(server, f"set transaction_read_only = off; {change}", "reader")
    local_server.stop_server(folder)
    assert ask(start(folder), "show statement_timeout", "reader") == ("1min",)


def test_two_processes_at_once_get_one_server(new: Path) -> None:
    starters = [python(START, new) for _ in range(2)]
    said = [starter.communicate(timeout=60)[0].split() for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0], said
    assert len({(pid, port) for pid, port, _ in said}) == 1
    assert sorted(started for _, _, started in said) == ["False", "True"]


def test_it_outlives_its_starter_and_keeps_nothing_of_it(folder: Path) -> None:
    # communicate() ends when nobody holds the pipe any more: the server must not.
    said, _ = python(START, folder).communicate(timeout=60)
    server = local_server.find_running_server(folder)
    assert server is not None
    assert server.pid == int(said.split()[0])
    assert local_server.stop_server(folder, timeout=20)


def test_in_a_deep_folder_of_strange_letters(folder: Path, parent: Path) -> None:
    deep = parent / "/".join(["a folder's $(name) is a `long` näme"] * 8)
    assert len(os.fsencode(deep)) > 200
    stopped(folder)
    deep.parent.mkdir(parents=True)
    folder.rename(deep)
    try:
        assert answers(start(deep))
    finally:
        local_server.stop_server(deep)
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
    server = start(folder, options={"work_mem": "3MB"})
    monkeypatch.undo()
    row = ask(
        server,
        "select current_setting('work_mem'), current_setting('fsync'), current_setting('timezone')",
    )
    assert row == ("3MB", "off", "UTC")
    durable = default_server_options(durable=True)  # it waits for the disk
    assert not {"fsync", "synchronous_commit", "full_page_writes"} & durable.keys()


@POSIX
def test_killed_server_starts_again_although_a_statement_still_runs(folder: Path) -> None:
    killed = local_server.start_server(folder)
    ask(killed, "create table if not exists kept as select 7 as number")
    busy = psycopg.connect(url_with_password(killed.url))
    busy.pgconn.send_query(b"select count(*) from generate_series(1, 1000000000)")
    os.kill(killed.pid, signal.SIGKILL)
    server = start(folder)
    busy.close()
    assert server.started
    assert ask(server, "select number from kept") == (7,)


@POSIX
def test_stale_pid_file_that_names_a_living_stranger(folder: Path) -> None:
    start(folder)
    pid_file = folder / "data/postmaster.pid"
    stale = pid_file.read_text(encoding="utf-8").split("\n")
    local_server.stop_server(folder)
    with subprocess.Popen(["sleep", "60"]) as stranger:  # noqa: S607 - any process will do
        pid_file.write_text("\n".join([str(stranger.pid), *stale[1:]]), encoding="utf-8")
        assert local_server.find_running_server(folder) is None
        assert local_server.stop_server(folder) is False
        assert answers(start(folder))
        assert local_server.stop_server(folder)
        assert stranger.poll() is None
        stranger.kill()


def test_copied_folder_is_another_server(folder: Path, new: Path) -> None:
    stopped(folder)
    shutil.copytree(folder, new)
    first = start(folder)
    shutil.copy(folder / "data/postmaster.pid", new / "data/postmaster.pid")
    assert local_server.find_running_server(new) is None
    assert local_server.stop_server(new) is False
    second = start(new)
    assert second.started
    assert second.port != first.port
    assert answers(first)
    assert answers(second)


@pytest.mark.parametrize("content", ["", "garbage\n", "123\n"])
def test_broken_pid_file(folder: Path, content: str) -> None:
    stopped(folder)
    (folder / "data/postmaster.pid").write_text(content, encoding="utf-8")
    assert local_server.find_running_server(folder) is None
    assert answers(start(folder))


def test_port_in_use(folder: Path) -> None:
    first = stopped(folder)
    with socket.create_server(("127.0.0.1", first.port)):
        with pytest.raises(LocalServerError, match=r"(?s)Address already in use.*another"):
            start(folder, options={"port": str(first.port)})
        other = start(folder)
    assert other.port != first.port
    assert answers(other)


def test_half_finished_initdb_is_made_anew(new: Path) -> None:
    (new / "unfinished/data/base").mkdir(parents=True)
    (new / "unfinished/data/PG_VERSION").write_text("18\n", encoding="ascii")
    (new / "password").write_text("of the broken one\n", encoding="utf-8")
    assert answers(start(new))
    assert not (new / "unfinished").exists()


def test_folder_that_is_a_file(new: Path) -> None:
    new.write_text("", encoding="utf-8")
    with pytest.raises(LocalServerError, match=r"cannot be used: .*LUDOTECA_HOME"):
        start(new)
    assert local_server.find_running_server(new) is None
    assert local_server.stop_server(new) is False


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("thesis.txt", "dear", "is not the data of a Postgres server"),
        ("PG_VERSION", "12\n", "No usable Postgres 12, which made .* holds Postgres 1"),
    ],
)
def test_folder_that_holds_something_else(new: Path, name: str, content: str, message: str) -> None:
    (new / "data").mkdir(parents=True)
    (new / "data" / name).write_text(content, encoding="utf-8")
    for binaries in (None, local_server.find_binaries()):
        with pytest.raises(LocalServerError, match=f"(?s){message}.*LUDOTECA_HOME"):
            start(new, binaries=binaries)
    assert (new / "data" / name).exists()


def test_server_that_cannot_start_shows_its_log(folder: Path) -> None:
    with pytest.raises(LocalServerError, match=r"server\.log(?s:.*)FATAL.*shared_buffers"):
        start(folder, options={"shared_buffers": "plenty"})
    assert local_server.find_running_server(folder) is None
    assert answers(start(folder))


@POSIX
def test_disk_that_refuses_to_be_written(new: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from db import local_server;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, 2**16));"
        "local_server.start_server(Path(sys.argv[1]))"
    )
    said, _ = python(code, new).communicate(timeout=60)
    assert "LocalServerError: A new database could not be made" in said
    assert "initdb said:" in said
    assert not (new / "data").exists()
    assert not (new / "unfinished").exists()


def test_lost_password(folder: Path) -> None:
    start(folder)
    password = (folder / "password").rename(folder / "elsewhere")
    with pytest.raises(LocalServerError, match=r"password is gone"):
        local_server.start_server(folder)
    password.rename(folder / "password")
    assert not local_server.start_server(folder).started


def test_long_log_is_put_aside(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "server.log").write_text("old\n" * 300_000, encoding="utf-8")
    start(folder)
    assert (folder / "server.log").stat().st_size < 100_000
    assert (folder / "server.log.1").stat().st_size == 1_200_000


def test_few_of_its_own_logs_are_kept(folder: Path) -> None:
    start(folder)
    logs = folder / "data" / "log"
    *_, written = sorted(logs.iterdir())
    for earlier in set(logs.iterdir()) - {written}:
        earlier.unlink()
    assert "listening on" in written.read_text(encoding="utf-8")
    old = [logs / f"server-20000101-00000{number}.log" for number in range(6)]
    for path in old:
        path.write_text("", encoding="utf-8")
    local_server.remove_old_logs(folder)
    assert sorted(logs.iterdir()) == [*old[2:], written]


def test_binaries_that_are_no_use(new: Path) -> None:
    with pytest.raises(LocalServerError, match=r"No usable Postgres 99(?s:.*)holds Postgres"):
        local_server.find_binaries(major=99)
    with pytest.raises(LocalServerError, match=r"postgres cannot be run: .*No such file"):
        inspect_binaries(new)
