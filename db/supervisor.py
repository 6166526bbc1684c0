"""Supervision of what `ludoteca up` runs beside answering: its Postgres, and child processes.

What dies is started again, a few times and ever later; what dies too often ends the command. What
was done stands in a file that /health and `ludoteca status` read.
"""

import json
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from db.errors import LocalServerError, LudotecaError

if TYPE_CHECKING:  # it is for machines without DATABASE_URL
    from db.local_server import Server

FILE: Final = "up.json"
WATCH_SECONDS: Final = 0.5
PAUSES: Final = (0.0, 1.0, 2.0, 5.0, 10.0)
"""Seconds before each start anew; what dies more often than that is given up."""
FORGIVEN_SECONDS: Final = 600.0
"""After which a death counts no more."""
KILL_AFTER_SECONDS: Final = 10.0
LOG_BYTES: Final = 5_000_000
LOG_FILES: Final = 3
"""Files kept of each log beside the one that is written."""
_LOG_FORMAT: Final = "%(asctime)s %(levelname)s [%(process)d] %(message)s"
_log: Final = logging.getLogger("ludoteca.up")


@dataclass(frozen=True, kw_only=True, slots=True)
class Restart:
    """Something that died and was started again."""

    process: str
    """`postgres`, or the name of the child."""
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Supervision:
    """What a supervisor tells of itself."""

    pid: int
    since: datetime
    restarts: Sequence[Restart] = ()


@dataclass(frozen=True, slots=True)
class Child:
    """A process that `supervise_processes` starts; it ends with the process that started it."""

    name: str
    """Of its log, and in what is told of it."""
    target: Callable[..., None]
    """A function of a module; LudotecaError is told, exit code 0 means that it is done."""
    arguments: tuple[Any, ...] = ()
    restarts: bool = True
    """Whether it is needed: started again when it fails. Else it may fail once and for all."""
    is_quiet: bool = False
    """Whether what it and its own processes print goes to a file beside its log."""


@contextmanager
def supervise_processes(
    home: Path, server: "Server | None", children: Sequence[Child]
) -> Iterator[None]:
    """Start the children, and watch them and the local server as long as the block runs.

    What is given up sends SIGTERM to this process, whose block should then end.

    Args:
        home: where the file and the logs are.
        server: the local server, which is started again at its port; None where it is none.
        children: what to run; they are terminated at the end, and killed if they do not end.

    Raises:
        LudotecaError: something died too often.
    """
    watched: list[_Watched] = [_Process(child, home) for child in children]
    if server is not None:
        watched.append(_Postgres(server))
    watch = _Watch(home, watched)
    log_to_file(home, "up")
    with watch.running():
        try:
            yield
        except KeyboardInterrupt:
            if watch.failure is None:
                raise
    if watch.failure is not None:
        raise watch.failure


def read_supervision(home: Path, *, pid: int | None = None) -> Supervision | None:
    """Read what a supervisor tells; None where none is alive, or another one than asked for."""
    try:
        found = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not _is_process_alive(found["pid"]) or pid not in {None, found["pid"]}:
        return None
    return Supervision(
        pid=found["pid"],
        since=datetime.fromisoformat(found["since"]),
        restarts=[
            Restart(**{**each, "at": datetime.fromisoformat(each["at"])})
            for each in found["restarts"]
        ],
    )


def log_to_file(home: Path, name: str) -> None:
    """Write what this process logs to a file as well, which is put aside when it is large."""
    folder = home / "log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:  # with DATABASE_URL nothing else needs the folder
        _log.warning("No log is kept in %s: %s", folder, error)
        return
    file = RotatingFileHandler(
        folder / f"{name}.log",
        maxBytes=LOG_BYTES,
        backupCount=LOG_FILES,
        encoding="utf-8",
        delay=True,
    )
    file.setFormatter(logging.Formatter(_LOG_FORMAT))
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    root = logging.getLogger()
    root.handlers = [terminal, file]
    logging.getLogger("ludoteca").setLevel(logging.INFO)
    logging.getLogger("_granian").addHandler(file)  # the server's own, which does not propagate


class _Watched(ABC):
    """Something that can die and be started again."""

    name: str
    restarts = True

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def death(self) -> str | None:
        """Why it is dead; None while it lives, or where it ended as it should."""

    def end(self) -> None:  # noqa: B027 - the local server is not ours alone to end
        """End it, where it is not somebody else's to end."""


class _Process(_Watched):
    def __init__(self, child: Child, home: Path) -> None:
        self.name, self.restarts = child.name, child.restarts
        self._child, self._home = child, home
        self._process: BaseProcess | None = None

    def start(self) -> None:
        self._process = multiprocessing.get_context("spawn").Process(
            target=_run_child, args=(self._child, self._home), name=self.name
        )
        self._process.start()

    def death(self) -> str | None:
        code = self._process.exitcode if self._process else None
        if code in {None, 0}:
            return None
        return f"ended by signal {-code}" if code < 0 else f"ended with exit code {code}"

    def end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.join(KILL_AFTER_SECONDS)
            self._process.kill()
            self._process.join()


class _Postgres(_Watched):
    name = "postgres"

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._is_new = True

    def start(self) -> None:
        if self._is_new:  # it runs already
            self._is_new = False
            return
        from db import local_server  # noqa: PLC0415 - nothing of it where DATABASE_URL is set

        port = {"port": str(self._server.port)}  # which everybody who is connected knows
        self._server = local_server.start_server(self._server.folder, options=port)

    def death(self) -> str | None:
        from db import local_server  # noqa: PLC0415 - nothing of it where DATABASE_URL is set

        local_server.remove_old_logs(self._server.folder)
        return local_server.server_death(self._server.folder)


@dataclass
class _Watch:
    """The thread that watches, and what it did."""

    home: Path
    watched: Sequence[_Watched]
    failure: LudotecaError | None = None
    deaths: dict[str, list[float]] = field(default_factory=dict)
    """When each died, by the monotonic clock."""
    restarts: list[Restart] = field(default_factory=list)
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._tell()
        thread = threading.Thread(target=self._restart_dead, daemon=True)
        try:
            for each in self.watched:
                each.start()
            thread.start()
            yield
        finally:
            self.ended.set()
            if thread.ident is not None:
                thread.join()
            for each in self.watched:
                each.end()
            with suppress(OSError):
                (self.home / FILE).unlink()

    def _restart_dead(self) -> None:
        alive = list(self.watched)
        while not self.ended.wait(WATCH_SECONDS):
            for each in list(alive):
                if (reason := each.death()) is None:
                    continue
                _log.warning("%s %s", each.name, reason)
                if not each.restarts:
                    alive.remove(each)
                elif not self._restart_after_pause(each, reason):
                    return

    def _restart_after_pause(self, each: _Watched, reason: str) -> bool:
        """Start it after a pause; false where it is given up."""
        now = time.monotonic()
        deaths = [at for at in self.deaths.get(each.name, ()) if now - at < FORGIVEN_SECONDS]
        if len(deaths) == len(PAUSES):
            self._stop_after_failure(
                LocalServerError(f"{each.name} died {len(deaths) + 1} times: {reason}")
            )
            return False
        self.deaths[each.name] = [*deaths, now]
        if self.ended.wait(PAUSES[len(deaths)]):
            return False
        try:
            each.start()
        except LudotecaError as error:  # it is still dead, which counts again
            _log.warning("%s could not be started again: %s", each.name, error)
        else:
            self.restarts.append(Restart(process=each.name, at=datetime.now(UTC), reason=reason))
            self._tell()
            _log.warning("%s was started again", each.name)
        return True

    def _stop_after_failure(self, failure: LudotecaError) -> None:
        self.failure = failure
        os.kill(os.getpid(), signal.SIGTERM)

    def _tell(self) -> None:
        """Write the file at once: a reader sees the one before or this one."""
        told = Supervision(pid=os.getpid(), since=self.since, restarts=self.restarts)
        unfinished = self.home / f"{FILE}.{os.getpid()}"
        with suppress(OSError):  # as for the log
            unfinished.write_text(json.dumps(asdict(told), default=str), encoding="utf-8")
            unfinished.replace(self.home / FILE)


def _run_child(child: Child, home: Path) -> None:
    for name in ("SIGINT", "SIGHUP"):  # are for the parent, which ends this one
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_with_parent, args=(parent.sentinel,), daemon=True).start()
    log_to_file(home, child.name)
    if child.is_quiet:
        _print_to_file(home / "log" / f"{child.name}.out")
    try:
        child.target(*child.arguments)
    except LudotecaError as error:
        _log.error("%s: %s", child.name, error)
        sys.exit(error.exit_code)


def _print_to_file(path: Path) -> None:
    """Let the file take the place of both outputs, for processes that it starts, too."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        _log.warning("What is printed is not kept in %s: %s", path, error)
        return
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(file, stream.fileno())
    os.close(file)


def _exit_with_parent(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _is_process_alive(pid: int) -> bool:
    if sys.platform == "win32":  # where this would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
