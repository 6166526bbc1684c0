"""An empty folder in, a whole Postgres data folder out; or a clear error about the one there."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from typing import TYPE_CHECKING

from db.errors import EmbeddedServerError

if TYPE_CHECKING:
    from pathlib import Path

    from db.embedded.binaries import Binaries
    from db.embedded.home import Home
    from db.embedded.identity import Identity

SUPERUSER = "ludoteca"
BUILTIN_LOCALE_SINCE = 17


def check_version(home: Home, binaries: Binaries) -> None:
    """Make sure that the data, if there are any, were made by this major version.

    Raises:
        EmbeddedServerError: they were not, or the folder holds something else.
    """
    if home.major is not None and home.major != binaries.major:
        raise EmbeddedServerError(
            f"The data in {home.folder} were made by Postgres {home.major}, but the server in "
            f"{binaries.folder} is Postgres {binaries.version}, which cannot open them. Install "
            f"Postgres {home.major} again, or move {home.folder} away and load the raw files "
            f"into a new database."
        )
    if home.major is None and home.data.exists():
        raise EmbeddedServerError(
            f"{home.data} is there but is not the data of a Postgres server (it has no readable "
            f"PG_VERSION); move it away, or set LUDOTECA_HOME to another folder"
        )


def create(home: Home, *, binaries: Binaries, identity: Identity, durable: bool) -> None:
    """Run initdb beside the final place and rename: a half-finished one is never used.

    Raises:
        EmbeddedServerError: initdb failed; the message has what it said.
    """
    shutil.rmtree(home.unfinished, ignore_errors=True)
    home.unfinished.mkdir(mode=0o700)
    data, password = home.unfinished / "data", home.unfinished / "password"
    data.mkdir(mode=0o700)
    secret = secrets.token_urlsafe(24)
    home.write(password, secret + "\n")
    own(home.unfinished, identity)
    command: list[str | Path] = [
        binaries.program("initdb"),
        *("--pgdata", data, "--username", SUPERUSER, "--pwfile", password),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"),
        *_locale(binaries.major),
        *(() if durable else ("--no-sync",)),
    ]
    code, output = identity.run(command, folder=home.folder)
    if code != 0:
        shutil.rmtree(home.unfinished, ignore_errors=True)
        raise EmbeddedServerError(
            f"A new database could not be made in {home.folder}; initdb said:\n{output[-2000:]}"
        )
    home.write(home.password, secret + "\n")
    data.rename(home.data)
    shutil.rmtree(home.unfinished)


def own(folder: Path, identity: Identity) -> None:
    """Make the user that runs the server the owner of a folder and all that is in it.

    Raises:
        EmbeddedServerError: it belongs to somebody else and we are not root.
    """
    if identity.uid is None or sys.platform == "win32":
        return
    found = folder.stat().st_uid
    if os.geteuid() != 0 and found != identity.uid:
        raise EmbeddedServerError(
            f"{folder} belongs to the user with the number {found}, not to you ({identity.uid}); "
            f"run as that user, or set LUDOTECA_HOME to a folder of your own"
        )
    if os.geteuid() == 0 and found != identity.uid:
        for parent, _, files in os.walk(folder, topdown=False):  # `folder` itself comes last
            for path in (parent, *(os.path.join(parent, file) for file in files)):  # noqa: PTH118 - os.walk gives strings
                os.chown(path, identity.uid, -1, follow_symlinks=False)


def _locale(major: int) -> tuple[str, ...]:
    if sys.platform == "linux":
        return ("--locale=C.UTF-8",)
    if major >= BUILTIN_LOCALE_SINCE:  # the same order and the same letters without the system
        return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return ("--locale=C", "--lc-ctype=UTF-8") if sys.platform == "darwin" else ("--locale=C",)
