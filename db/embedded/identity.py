"""Who runs the server: Postgres refuses root, so as root another user or a namespace is taken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import EmbeddedServerError

if sys.platform != "win32":
    import pwd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.embedded.binaries import Binaries

KEPT_VARIABLES = frozenset(
    # A server lives long: it gets no DATABASE_URL, no PGDATA and no secrets of who started it.
    {"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"}
)
NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
# Go into the folder, read a file of the installation, have a name, run the server.
PROBE = (
    'cd -- "$1" && { test -r "$2" || { echo "may not read $2" >&2; exit 1; }; } '
    '&& id -un >/dev/null && exec "$3" --version'
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """A way to run Postgres' programs."""

    description: str
    uid: int | None
    """Who owns the data on disk; None on Windows."""
    prefix: tuple[str, ...] = ()
    """Put before a command."""
    switch_user: int | None = None
    switch_group: int | None = None
    switch_groups: tuple[int, ...] | None = None

    def run(self, command: Sequence[str | Path], *, folder: Path) -> tuple[int, str]:
        """Run a program to its end; return its exit code and all that it wrote."""
        result = subprocess.run(  # noqa: S603 - programs of the found installation
            [*self.prefix, *command],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            user=self.switch_user,
            group=self.switch_group,
            extra_groups=self.switch_groups,
        )
        return result.returncode, result.stdout.strip()

    def may_write(self, folder: Path) -> bool:
        """Whether it may make files in a folder."""
        code, _ = self.run(["test", "-w", folder, "-a", "-x", folder], folder=Path("/"))
        return code == 0

    def launch(
        self, command: Sequence[str | Path], *, folder: Path, log: int
    ) -> subprocess.Popen[bytes]:
        """Start a program that outlives this process and has nothing of it but the log."""
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS
        return subprocess.Popen(  # noqa: S603 - the server of the found installation
            [*self.prefix, *command],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            close_fds=True,
            start_new_session=True,
            creationflags=flags,
            user=self.switch_user,
            group=self.switch_group,
            extra_groups=self.switch_groups,
        )


def choose_identity(binaries: Binaries, *, folder: Path) -> Identity:
    """Find a way to run the server that really works for these binaries and this folder.

    Raises:
        EmbeddedServerError: none does; the message says why and what to do.
    """
    tried: list[str] = []
    for identity in _candidates(folder):
        if identity.uid is None:
            return identity
        share = binaries.share / "postgres.bki"
        command: list[str | Path] = ["sh", "-c", PROBE, "sh", folder, share]
        command.append(binaries.program("postgres"))
        try:
            code, output = identity.run(command, folder=folder)
        except (OSError, subprocess.SubprocessError) as error:
            code, output = 1, str(error)
        if code == 0:
            return identity
        tried.append(f"\n  - {identity.description}: {output}")
    raise EmbeddedServerError(
        f"Postgres {binaries.version} of {binaries.folder} cannot be run for {folder}:"
        + "".join(tried)
        + "\nStart Ludoteca as a normal user, put it and its data where other users may go "
        "(not under a home folder that is closed to them), or set DATABASE_URL to a server."
    )


def environment() -> dict[str, str]:
    """Return the environment of a server: the same on every machine, whoever starts it."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in KEPT_VARIABLES}
    return kept | {"LC_ALL": "C"}


if sys.platform == "win32":

    def _candidates(_folder: Path) -> Iterator[Identity]:
        yield Identity(description="as the current user", uid=None)

else:

    def _candidates(folder: Path) -> Iterator[Identity]:
        uid = os.geteuid()
        if uid != 0:
            yield Identity(description=f"as the current user ({uid})", uid=uid)
        elif (account := _account(folder.stat().st_uid)) is not None:
            name, group = account.pw_name, account.pw_gid
            yield Identity(
                description=f"as the user {name}",
                uid=account.pw_uid,
                switch_user=account.pw_uid,
                switch_group=group,
                switch_groups=tuple(os.getgrouplist(name, group)),
            )
        if shutil.which(NAMESPACE[0]):
            yield Identity(description="in a namespace of its own", uid=uid, prefix=NAMESPACE)

    def _account(uid: int) -> pwd.struct_passwd | None:
        """Look up the owner of the folder, or for root's own folders the user nobody."""
        try:
            return pwd.getpwuid(uid) if uid != 0 else pwd.getpwnam("nobody")
        except KeyError:
            return None
