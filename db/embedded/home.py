"""The folder of a local server in; its paths and what is saved in it out."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What is remembered between runs beside the data."""

    port: int
    binaries: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class PidFile:
    """What the running server writes about itself into `postmaster.pid`."""

    pid: int
    port: int
    socket_folder: Path | None
    is_ready: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """A local server's folder: `data` is Postgres' own, the files beside it are ours."""

    folder: Path

    @property
    def data(self) -> Path:
        """The data folder (PGDATA)."""
        return self.folder / "data"

    @property
    def unfinished(self) -> Path:
        """Where a new data folder grows until it is whole."""
        return self.folder / "unfinished"

    @property
    def password(self) -> Path:
        """The superuser's password; only its owner may read it."""
        return self.folder / "password"

    @property
    def state(self) -> Path:
        """The port and the binaries of the last start, as JSON."""
        return self.folder / "server.json"

    @property
    def log(self) -> Path:
        """What the server says; the previous one is kept as `server.log.1`."""
        return self.folder / "server.log"

    @property
    def lock(self) -> Path:
        """Locked while somebody starts or stops the server."""
        return self.folder / "lock"

    @property
    def major(self) -> int | None:
        """The major version that made the data; None without data."""
        try:
            return int((self.data / "PG_VERSION").read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None

    def read_state(self) -> State | None:
        """Return what the last start saved; None when there is nothing or it is not readable."""
        try:
            saved = json.loads(self.state.read_text(encoding="utf-8"))
            return State(port=int(saved["port"]), binaries=Path(saved["binaries"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def write_state(self, state: State) -> None:
        """Replace the saved state at once: a reader sees the old one or the new one."""
        text = json.dumps({"port": state.port, "binaries": str(state.binaries)}, indent=2) + "\n"
        self.write(self.state, text)

    def write(self, path: Path, text: str) -> None:
        """Write a file that only the folder's owner may read, whole or not at all."""
        draft = path.with_name(f"{path.name}.new")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self.give(draft)
        draft.replace(path)

    def give(self, path: Path) -> None:
        """As root in a folder of somebody else: leave what we made to them."""
        if sys.platform != "win32" and os.geteuid() == 0:
            owner = self.folder.stat()
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)

    def read_pid_file(self) -> PidFile | None:
        """Return what the server wrote about itself; None without a whole `postmaster.pid`."""
        try:
            text = (self.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace")
            lines = [line.strip() for line in text.split("\n")]
            return PidFile(
                pid=abs(int(lines[0])),  # a stand-alone server writes it negative
                port=int(lines[3]),
                socket_folder=Path(lines[4]) if lines[4] else None,
                is_ready=lines[7:8] == ["ready"],
            )
        except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
            return None
