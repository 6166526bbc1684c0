"""The local server after a crash, beside strangers, on a bad folder: it works or says why not."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from db import local_server
from db.local_server.binaries import inspect_binaries
from db.errors import LocalServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="not run: needs POSIX signals")


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


def connect(server: local_server.Server) -> psycopg.Connection[tuple[object, ...]]:
    url = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True)


def answers(server: local_server.Server) -> bool:
    with connect(server) as connection:
        return connection.execute("select 1").fetchone() == (1,)


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
    with pytest.raises(ChildProcessError):  # the killed one is no zombie either
        os.waitpid(killed.pid, os.WNOHANG)


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
