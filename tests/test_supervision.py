"""`ludoteca up` starts again what dies, tells so, and leaves nobody behind when it ends."""

import logging
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bench.harness import process_tree
from db import local_server, supervisor
from db.errors import LocalServerError
from db.settings import CHECKOUT
from db.supervisor import Child, read_supervision, supervise_processes
from tests.children import Ended, fail, write_and_wait
from tests.test_cli_up import COMMAND, NO_MODELS, SECONDS, environment, serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="not run: signals of POSIX")

QUESTION = "/PlayTimeGenre?genero=action"


@pytest.fixture(autouse=True)
def _own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])


def until(found: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_a_killed_postgres_is_started_again_and_told_of(
    loaded_home: Path, command: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LUDOTECA_HOME", str(loaded_home))
    with serving("up", *NO_MODELS, LUDOTECA_HOME=loaded_home, LUDOTECA_CACHE_MB=0) as (
        process,
        address,
    ):
        before = httpx.get(f"{address}/health").json()
        assert (before["is_supervised"], before["restarts"]) == (True, [])
        answer = httpx.get(address + QUESTION).json()
        server = local_server.find_running_server(loaded_home / "pg")
        assert server is not None
        os.kill(server.pid, signal.SIGKILL)
        seen = []

        def is_back() -> bool:
            found = httpx.get(address + QUESTION, timeout=30)
            seen.append((found.status_code, found.headers.get("Retry-After")))
            return found.status_code == 200 and found.json() == answer

        until(lambda: httpx.get(f"{address}/health").json()["restarts"])
        until(is_back)
        assert set(seen) <= {(503, "5"), (200, None)}
        now = httpx.get(f"{address}/health").json()
        assert now["since"] == before["since"]
        [restart] = now["restarts"]
        assert restart["process"] == "postgres"
        assert f"(process {server.pid}) is gone" in restart["reason"]
        again = local_server.find_running_server(loaded_home / "pg")
        assert again is not None
        assert (again.port, again.pid == server.pid) == (server.port, False)
        told = command("status").out
        assert re.search(rf"^Up +since .*, process {process.pid}$", told, re.MULTILINE)
        assert "postgres started again" in told
        # what somebody stops stays stopped
        assert command("db", "stop").code == 0
        time.sleep(4 * supervisor.WATCH_SECONDS)
        assert local_server.find_running_server(loaded_home / "pg") is None
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, err
    assert "postgres was started again" in (loaded_home / "log/up.log").read_text()
    assert "answered" not in err
    assert read_supervision(loaded_home) is None
    assert not httpx_answers(address)


def httpx_answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/live").is_success
    except httpx.ConnectError:
        return False


def test_sighup_ends_it_in_order(loaded_home: Path) -> None:
    with serving("up", *NO_MODELS, LUDOTECA_HOME=loaded_home) as (process, _):
        children = process_tree(process.pid)
        process.send_signal(signal.SIGHUP)
        _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    until(lambda: not any(map(is_running, children)))
    assert local_server.find_running_server(loaded_home / "pg") is None


def up_in_terminal(home: Path, *words: str, until: str) -> tuple[int, int]:
    """Run it as the leader of a new terminal's session, until it says something."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(CHECKOUT)
        values = environment(LUDOTECA_HOME=home)
        os.execve(sys.executable, [*COMMAND, "up", *NO_MODELS, *words, "--port", "0"], values)  # noqa: S606 - our own
    said = ""
    while until not in said:
        assert select.select([terminal], [], [], SECONDS)[0], said
        said += os.read(terminal, 4096).decode(errors="replace")
    return pid, terminal


def test_a_closed_terminal_ends_everything(loaded_home: Path) -> None:
    pid, terminal = up_in_terminal(loaded_home, until="db psql -c")
    children = process_tree(pid)
    assert len(children) > 2
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    until(lambda: not any(map(is_running, children)))
    assert local_server.find_running_server(loaded_home / "pg") is None
    assert read_supervision(loaded_home) is None


def test_a_terminal_that_closes_while_it_loads(home: Path, sample_folder: Path) -> None:
    pid, terminal = up_in_terminal(home, "--data", str(sample_folder), until="read ")
    children = process_tree(pid)
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 143
    until(lambda: not any(map(is_running, children)))
    assert local_server.find_running_server(home / "pg") is None


def test_nohup_is_heeded(home: Path) -> None:
    with subprocess.Popen(
        ["nohup", *COMMAND, "db", "start"],  # noqa: S607 - of every system
        cwd=CHECKOUT,
        env=environment(LUDOTECA_HOME=home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        until((home / "pg/lock").exists)
        process.send_signal(signal.SIGHUP)
        assert process.wait(SECONDS) == 0
    assert local_server.find_running_server(home / "pg") is not None


def test_a_child_is_started_again_and_ends_with_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "WATCH_SECONDS", 0.05)
    pids = tmp_path / "pids"
    with supervise_processes(tmp_path, None, [Child("worker", write_and_wait, (pids,))]):
        until(lambda: pids.exists() and pids.read_text())
        os.kill(int(pids.read_text()), signal.SIGKILL)
        until(lambda: len(pids.read_text().split()) == 2)
        until(lambda: read_supervision(tmp_path).restarts)  # type: ignore[union-attr] # it lives
        found = read_supervision(tmp_path, pid=os.getpid())
        assert found is not None
        [restart] = found.restarts
        assert (restart.process, restart.reason) == ("worker", "ended by signal 9")
        assert read_supervision(tmp_path, pid=1) is None
    assert not is_running(int(pids.read_text().split()[1]))
    assert read_supervision(tmp_path) is None


@pytest.mark.parametrize("code", [0, 3])
def test_what_is_done_or_not_needed_stays_ended(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "WATCH_SECONDS", 0.05)
    told = tmp_path / "told"
    with supervise_processes(
        tmp_path, None, [Child("job", fail, (told, code), restarts=code == 0)]
    ):
        until(told.exists)
        time.sleep(0.5)
    assert told.read_text().split() == ["ended"]


def test_what_dies_too_often_ends_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(supervisor, "PAUSES", (0.0, 0.1))
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    told = tmp_path / "told"
    try:
        with (
            pytest.raises(LocalServerError, match="worker died 3 times: ended with exit code 3"),
            supervise_processes(tmp_path, None, [Child("worker", fail, (told, 3))]),
        ):
            time.sleep(SECONDS)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told.read_text().split() == ["ended"] * 3


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = tmp_path / "told"
    with supervise_processes(tmp_path / "file" / "home", None, [Child("job", fail, (told, 0))]):
        until(told.exists)


def test_logs_are_turned_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOG_BYTES", 1000)
    supervisor.log_to_file(tmp_path, "up")
    for number in range(100):
        logging.getLogger("ludoteca.up").info("line %d", number)
    names = {path.name for path in (tmp_path / "log").iterdir()}
    assert names == {"up.log", "up.log.1", "up.log.2", "up.log.3"}
    assert "line 99" in (tmp_path / "log/up.log").read_text(encoding="utf-8")
