"""The local server: start, attach, stop, two processes at once, deep folders, import rules."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from db import local_server
from db.local_server.options import default_options

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys; from pathlib import Path; from db import local_server;"
    "server = local_server.start(Path(sys.argv[1]), durable=False);"
    "print(server.pid, server.port, server.started)"
)


@pytest.fixture(scope="module")
def parent() -> Iterator[Path]:
    """Give a folder where any user may go."""
    with tempfile.TemporaryDirectory(prefix="ludo-") as path:
        Path(path).chmod(0o755)
        yield Path(path).resolve()


@pytest.fixture
def folder(parent: Path) -> Iterator[Path]:
    """Give the home of a server that was used before; stop it afterwards."""
    yield parent / "pg"
    local_server.stop(parent / "pg")


@pytest.fixture
def new(parent: Path) -> Iterator[Path]:
    """Give the path of a home that is not there yet; stop its server afterwards."""
    yield parent / "new"
    local_server.stop(parent / "new")
    shutil.rmtree(parent / "new")


def connect(server: local_server.Server) -> psycopg.Connection[tuple[object, ...]]:
    url = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True)


def python(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
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


def test_nobody_comes_in_without_the_password(folder: Path) -> None:
    server = local_server.start(folder, durable=False)
    assert str(server.url.password) not in repr(server)
    password = folder / "password"
    if sys.platform != "win32":
        assert stat.S_IMODE(password.stat().st_mode) == 0o600
    doors = ["127.0.0.1"] if server.socket_folder is None else ["127.0.0.1", server.socket_folder]
    for host in doors:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(
                host=str(host),
                port=server.port,
                user="ludoteca",
                password=str(server.url.password)[::-1],
                dbname="ludoteca",
            )


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


def test_no_zombie_stays(folder: Path) -> None:
    server = local_server.start(folder, durable=False)
    assert local_server.stop(folder)
    with pytest.raises(ChildProcessError):  # nothing is left to wait for
        os.waitpid(server.pid, os.WNOHANG)


def test_moved_into_a_deep_folder_it_has_a_short_socket(folder: Path, parent: Path) -> None:
    deep = parent / "/".join(["a folder with a long näme"] * 8)
    assert len(os.fsencode(deep)) > 200
    local_server.start(folder, durable=False)
    local_server.stop(folder)
    deep.parent.mkdir(parents=True)
    folder.rename(deep)
    server = local_server.start(deep, durable=False)
    try:
        assert server.socket_folder is not None
        assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
        with psycopg.connect(
            host=str(server.socket_folder),
            port=server.port,
            user="ludoteca",
            password=server.url.password,
            dbname="ludoteca",
        ) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        local_server.stop(deep)
        deep.rename(folder)
    assert not server.socket_folder.exists()


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


def test_importing_ludoteca_imports_nothing_of_it() -> None:
    code = (
        "import sys, cli, db.settings, db.errors;"
        "assert not [name for name in sys.modules if name.startswith('db.local_server')]"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
