"""A number of bytes in; a control group that allows its processes no more memory, out."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT: Final = Path("/sys/fs/cgroup")
_VERSIONS: Final = (
    ("cgroup v2", _ROOT, "memory.max", "memory.peak"),
    ("cgroup v1", _ROOT / "memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes"),
)
_LEAVE_SECONDS: Final = 10


class Limit:
    """A control group; whatever is started inside of it, and its children, stay in it."""

    def __init__(self, kind: str, folder: Path, *, peak: str) -> None:
        """Know its files."""
        self.kind = kind
        self._folder = folder
        self._peak = peak

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be in it, so that what the block starts is; we ourselves leave at the end."""
        before = self._folder.parent / "cgroup.procs"
        (self._folder / "cgroup.procs").write_text(str(os.getpid()))
        try:
            yield
        finally:
            before.write_text(str(os.getpid()))

    def peak_bytes(self) -> int | None:
        """Tell the most that it has held, file cache included; None where that is not counted."""
        with suppress(OSError, ValueError):
            return int((self._folder / self._peak).read_text())
        return None


@contextmanager
def limited(most_bytes: int) -> Iterator[Limit | None]:
    """Make a control group with a limit; None where this machine lets us make none."""
    for kind, root, limit, peak in _VERSIONS:
        folder = root / f"ludoteca-bench-{secrets.token_hex(4)}"
        try:
            folder.mkdir()
        except OSError:
            continue
        try:
            (folder / limit).write_text(str(most_bytes))
        except OSError:
            folder.rmdir()
            continue
        try:
            yield Limit(kind, folder, peak=peak)
        finally:
            _remove(folder)
        return
    yield None


def _remove(folder: Path) -> None:
    """Remove it once the last of its processes has ended."""
    deadline = time.monotonic() + _LEAVE_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            folder.rmdir()
            return
        time.sleep(0.1)
