"""User that runs the server's programs: Postgres refuses root."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
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
    uid: int | None
    """Who owns the data on disk; None on Windows."""
    prefix: tuple[str, ...] = ()
    """Put before a command."""
    switch: Mapping[str, Any] = field(default_factory=dict)
    """The user and groups to change to, as `subprocess` takes them."""

    def run(
        self, home: Path, *command: str | Path, output: int = subprocess.PIPE
    ) -> tuple[int, str]:
        """Run a program to its end in the folder of a local server, its data being PGDATA.

        Returns:
            Its exit code, and what it said if that did not go to the open file `output`.
        """
        kept = {name: value for name, value in os.environ.items() if name.upper() in KEPT_VARIABLES}
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
            **self.switch,
        )
        return result.returncode, (result.stdout or "").strip()


def find_run_as(binaries: Binaries, folder: Path) -> RunAs:
    """Find a way that really works for these binaries and a folder, a home or its data.

    Raises:
        LocalServerError: none does; the message says why and what to do.
    """
    tried = ""
    for found in _candidate_users(folder):
        if found.uid is None:
            return found
        try:
            probe = ("sh", "-c", PROBE, "sh", folder, binaries.folder / "postgres")
            code, said = found.run(folder, *probe)
        except (OSError, subprocess.SubprocessError) as error:
            code, said = 1, str(error)
        if code == 0:
            return found
        tried += f"\n  - {found.description}: {said}"
    raise LocalServerError(
        f"Postgres {binaries.version} of {binaries.folder} cannot be run for {folder}:{tried}\n"
        "Start Ludoteca as a normal user, put it and its data where other users may go "
        "(not under a home folder that is closed to them), or set DATABASE_URL to a server."
    )


def _candidate_users(folder: Path) -> Iterator[RunAs]:
    if sys.platform == "win32":
        yield RunAs(description="as the current user", uid=None)
        return
    uid = os.geteuid()
    if uid != 0:
        yield RunAs(description=f"as the current user ({uid})", uid=uid)
    else:  # the folder's owner, or for root's own folders the user nobody
        with suppress(KeyError):
            user = pwd.getpwuid(folder.stat().st_uid or pwd.getpwnam("nobody").pw_uid)
            groups = os.getgrouplist(user.pw_name, user.pw_gid)
            switch = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": groups}
            yield RunAs(description=f"as the user {user.pw_name}", uid=user.pw_uid, switch=switch)
    if shutil.which(NAMESPACE[0]):
        yield RunAs(description="in a namespace of its own", uid=uid, prefix=NAMESPACE)
