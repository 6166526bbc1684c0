"""A number of bytes in; a control group that allows its processes no more memory, out."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_ROOT: Final = Path("/sys/fs/cgroup")
_VERSIONS: Final = (
    ("cgroup v2", _ROOT, "0::", "memory.max", "memory.peak"),
    (
        "cgroup v1",
        _ROOT / "memory",
        ":memory:",
        "memory.limit_in_bytes",
        "memory.max_usage_in_bytes",
    ),
)
_LEAVE_SECONDS: Final = 10


class Limit:
    """A control group; whatever is started inside of it, and its children, stay in it."""

    def __init__(self, kind: str, folder: Path, *, home: Path, peak: str) -> None:
        """Know its files, and the group that we are in now."""
        self.kind = kind
        self._folder = folder
        self._home = home
        self._peak = peak

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be in it, so that what the block starts is; we ourselves leave at the end."""
        (self._folder / "cgroup.procs").write_text(str(os.getpid()))
        try:
            yield
        finally:
            (self._home / "cgroup.procs").write_text(str(os.getpid()))

    def peak_bytes(self) -> int | None:
        """Tell the most that it has held, file cache included; None where that is not counted."""
        with suppress(OSError, ValueError):
            return int((self._folder / self._peak).read_text())
        return None


@contextmanager
def limited(most_bytes: int) -> Iterator[Limit | None]:
    """Make a control group with a limit; None where this machine lets us make none."""
    for kind, root, mark, limit, peak in _VERSIONS:
        folder = root / f"ludoteca-bench-{secrets.token_hex(4)}"
        if not (root / "cgroup.procs").exists():
            continue
        try:
            folder.mkdir()
        except OSError:
            continue
        try:
            with (folder / limit).open("r+") as file:  # there only where memory can be limited
                file.write(str(most_bytes))
        except OSError:
            folder.rmdir()
            continue
        try:
            yield Limit(kind, folder, home=_our_group(root, mark), peak=peak)
        finally:
            _remove(folder)
        return
    yield None


def _our_group(root: Path, mark: str) -> Path:
    """Find the folder of the group that we are in; the root where it is not shown to us."""
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    paths = [line.partition(mark)[2] for line in lines if mark in line]
    found = root / paths[0].lstrip("/") if paths else root
    return found if (found / "cgroup.procs").exists() else root


def _remove(folder: Path) -> None:
    """Remove it once the last of its processes has ended."""
    deadline = time.monotonic() + _LEAVE_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            folder.rmdir()
            return
        time.sleep(0.1)
