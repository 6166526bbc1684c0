"""A data folder in, a folder for its Unix socket out, in a path that is short enough."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.embedded.identity import Identity

PATH_LIMIT = 80  # bytes, of the 103 that every system takes; the rest is `/.s.PGSQL.54321.lock`
USUAL_FOLDER = "/tmp"  # noqa: S108 - ours in there is 0700 and its owner is checked


def prepare_socket_folder(folder: Path, *, identity: Identity) -> Path | None:
    """Make an empty folder, 0700, for the socket of the server of `folder`.

    Returns:
        Its path; None where no place is fit: the server is then reached over TCP only.
    """
    for path in _places(folder):
        if _prepare(path, uid=identity.uid) and identity.may_write(path):
            return path
    return None


def remove_socket_folder(folder: Path) -> None:
    """Remove what prepare_socket_folder made, once the server is gone."""
    for path in _places(folder):
        try:
            path.rmdir()
        except OSError:
            continue  # not there, not ours, or in use


def _places(folder: Path) -> Iterator[Path]:
    name = "ludoteca-" + hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    for parent in dict.fromkeys([tempfile.gettempdir(), USUAL_FOLDER]):
        path = Path(parent) / name
        if len(os.fsencode(path)) <= PATH_LIMIT:
            yield path


def _prepare(path: Path, *, uid: int | None) -> bool:
    if sys.platform == "win32" or uid is None:
        return False
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {uid, os.geteuid()}:
            return False  # somebody else was there before us
        if found.st_uid != uid:
            os.chown(path, uid, -1, follow_symlinks=False)
        for left in path.glob(".s.PGSQL.*"):  # by a server that was killed
            left.unlink()
    except OSError:
        return False
    return True
