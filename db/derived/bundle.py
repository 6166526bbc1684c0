"""sql/ as one text, and the objects that such a text defines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.settings import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

SQL_FOLDER = CHECKOUT / "sql"
FROZEN_FOLDER = CHECKOUT / "migrations" / "frozen"

_INCLUDE = re.compile(r"^\\ir (?P<file>\S+)$")
_FILE = re.compile(r"^-- file: (?P<file>\S+)$", re.MULTILINE)
_CREATE = re.compile(
    r"^create (?P<kind>materialized view|view|function|aggregate|type) "
    r"(?P<name>[a-z_]+\.[a-z0-9_]+)",
    re.MULTILINE,
)
_HEADER = "-- Generated from sql/ by `make freeze`; edit the files there.\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class DerivedObject:
    """A view, function or type of the derived layer, and the file that defines it."""

    kind: str
    name: str
    file: str


def listed_files(folder: Path = SQL_FOLDER) -> list[str]:
    r"""Give the files that build.sql includes, in its order, relative to the folder."""
    lines = (folder / "build.sql").read_text(encoding="utf-8").splitlines()
    return [match["file"] for line in lines if (match := _INCLUDE.match(line))]


def bundle(folder: Path = SQL_FOLDER) -> str:
    """Concatenate what build.sql runs, each file under a line that names it."""
    parts = [_HEADER]
    for line in (folder / "build.sql").read_text(encoding="utf-8").splitlines():
        if match := _INCLUDE.match(line):
            file = match["file"]
            parts.append(f"\n-- file: {file}\n{(folder / file).read_text(encoding='utf-8')}")
        elif line and not line.startswith("--"):
            parts.append(f"{line}\n")
    return "".join(parts)


def frozen(revision: str) -> str:
    """Read the derived layer as it was at a revision."""
    return (FROZEN_FOLDER / f"{revision}.sql").read_text(encoding="utf-8")


def derived_objects(text: str) -> list[DerivedObject]:
    """List what a bundle creates, in its order."""
    marks = list(_FILE.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        DerivedObject(kind=created["kind"], name=created["name"], file=mark["file"])
        for mark, end in zip(marks, ends, strict=True)
        for created in _CREATE.finditer(text, mark.end(), end)
    ]
