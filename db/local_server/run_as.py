"""User that runs the server's programs: Postgres refuses root."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.errors import LocalServerError
from db.local_server.binaries import Binaries

if sys.platform != "win32":
    import pwd

KEPT_VARIABLES = frozenset(
    # A server lives long: it gets no DATABASE_URL and no secrets of who started it.
    {"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"}
)
NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
PROBE = 'cd -- "$1" && id -un >/dev/null && exec "$2" --version'


@dataclass(frozen=True, kw_only=True, slots=True)
class RunAs:
    """A way to run Postgres' programs."""

    description: str
    uid: int | None = None
    """Who owns the data on disk; None on Windows."""
    prefix: tuple[str, ...] = ()
    """Put before a command."""
    name: str | None = None
    """The user to change to; None to stay who we are."""

    def run(
        self, home: Path, *command: str | Path, output: int = subprocess.PIPE
    ) -> tuple[int, str]:
        """Run a program to its end in the folder of a local server, its data being PGDATA.

        Returns:
            Its exit code, and what it said if that did not go to the open file `output`.
        """
        kept = {name: value for name, value in os.environ.items() if name.upper() in KEPT_VARIABLES}
        switch: dict[str, Any] = {}
        if sys.platform != "win32" and self.name is not None:
            group = pwd.getpwnam(self.name).pw_gid
            groups = os.getgrouplist(self.name, group)
            switch = {"user": self.uid, "group": group, "extra_groups": groups}
        result = subprocess.run(  # noqa: S603 - programs of the found installation
            [*self.prefix, *command],
            cwd=home,
            env=kept | {"LC_ALL": "C", "PGDATA": str(home / "data")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            **switch,
        )
        return result.returncode, (result.stdout or "").strip()


def find_run_as(binaries: Binaries, *, home: Path) -> RunAs:
    """Find a way that really works for these binaries and this folder.

    Raises:
        LocalServerError: none does; the message says why and what to do.
    """
    tried = ""
    for found in _candidates(home):
        if found.uid is None:
            return found
        try:
            code, said = found.run(
                home, "sh", "-c", PROBE, "sh", home, binaries.program("postgres")
            )
        except (OSError, subprocess.SubprocessError) as error:
            code, said = 1, str(error)
        if code == 0:
            return found
        tried += f"\n  - {found.description}: {said}"
    raise LocalServerError(
        f"Postgres {binaries.version} of {binaries.folder} cannot be run for {home}:{tried}\n"
        "Start Ludoteca as a normal user, put it and its data where other users may go "
        "(not under a home folder that is closed to them), or set DATABASE_URL to a server."
    )


def run_as_owner(data: Path) -> RunAs:
    """Give the way in which the server of a data folder runs: it belongs to who runs it."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return next(_candidates(data))
    uid = data.stat().st_uid
    return _user(uid) if uid != 0 else _namespace(0)


def _candidates(folder: Path) -> Iterator[RunAs]:
    if sys.platform == "win32":
        yield RunAs(description="as the current user")
        return
    uid = os.geteuid()
    if uid != 0:
        yield RunAs(description=f"as the current user ({uid})", uid=uid)
    else:  # the folder's owner, or for root's own folders the user nobody
        with suppress(KeyError):
            yield _user(folder.stat().st_uid or pwd.getpwnam("nobody").pw_uid)
    if shutil.which(NAMESPACE[0]):
        yield _namespace(uid)


if sys.platform != "win32":

    def _user(uid: int) -> RunAs:
        name = pwd.getpwuid(uid).pw_name
        return RunAs(description=f"as the user {name}", uid=uid, name=name)


def _namespace(uid: int) -> RunAs:
    return RunAs(description="in a namespace of its own", uid=uid, prefix=NAMESPACE)
