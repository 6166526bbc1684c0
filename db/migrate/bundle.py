"""Stored versions of the files of sql/, and the manifests that list them by revision."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from db.settings import CHECKOUT

SQL_FOLDER = CHECKOUT / "sql"
OBJECTS_FOLDER = CHECKOUT / "migrations" / "objects"
GRANTS = "grants.sql"

_INCLUDE = re.compile(r"^\\ir (?P<file>\S+)$", re.MULTILINE)
_MANIFEST_LINE = re.compile(r"^[0-9a-f]{64}  (?P<stem>\S+)@(?P<revision>\w+)\.sql$", re.MULTILINE)
_STATEMENT = re.compile(
    r"^(?=(?:create|comment on|alter(?! column)|grant|revoke) |do \$)", re.MULTILINE
)
_CREATE = re.compile(
    r"create (?P<kind>materialized view|view|table|function|aggregate|type) "
    r"(?P<name>[a-z_]+\.[a-z0-9_]+)"
)
_INDEX = re.compile(r"create (?:unique )?index (?P<name>\w+)\s+on (?P<schema>\w+)\.")
_REFERENCE = re.compile(r"\b(?:core|staging|agg|api)\.[a-z0-9_]+")
_SQL_COMMENT = re.compile(r"--.*$", re.MULTILINE)
_QUOTED_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)
# A routine is known by its name alone: no two of ours share one.
_NAMED_AS = {"function": "routine", "aggregate": "routine"}


@dataclass(frozen=True)
class SqlFile:
    """One version of a file of sql/: an object with its indexes and comments, or the grants.

    Args:
        file: path below sql/, for example `api/games.sql`.
        text: what the file holds.
        revision: the revision that brought this version; empty for sql/ as it is now.
    """

    file: str
    text: str
    revision: str = ""

    @property
    def sha256(self) -> str:
        """The text's SHA-256, in hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def stored(self) -> str:
        """The path of this version below migrations/objects."""
        return f"{self.file.removesuffix('.sql')}@{self.revision}.sql"

    @cached_property
    def kind(self) -> str:
        """`view`, `materialized view`, `table`, `function`, …; empty for the grants."""
        return self._create_match["kind"] if self._create_match else ""

    @cached_property
    def name(self) -> str:
        """The object's name with its schema; empty for the grants."""
        return self._create_match["name"] if self._create_match else ""

    @cached_property
    def statements(self) -> dict[str, str]:
        """The statements by their text without `--` comments; the first creates the object."""
        _, *found = _STATEMENT.split(self.text)
        return {_SQL_COMMENT.sub("", text).strip(): text for text in found}

    @cached_property
    def references(self) -> frozenset[str]:
        """The names that Postgres knows the object to depend on, and perhaps some more.

        Every name in sql/ is written with its schema. What a quoted body names is looked up when
        it runs, so it is no dependency.
        """
        told = (text for text in self.statements if not text.startswith("comment on"))
        return frozenset(_REFERENCE.findall(_QUOTED_BODY.sub("", "\n".join(told)))) - {self.name}

    @property
    def is_stored(self) -> bool:
        """Whether it holds rows that its definition gives, which take time to compute."""
        return bool(self.fill)

    @property
    def schema(self) -> str:
        """The object's schema."""
        return self.name.partition(".")[0]

    @property
    def is_quoted(self) -> bool:
        """Whether it is a function whose body is a text, which is read when it is called."""
        return self.kind == "function" and _QUOTED_BODY.search(self.first) is not None

    @property
    def drop(self) -> str:
        """The statement that drops the object; with cascade only what has nothing but triggers."""
        cascade = " cascade" if "returns trigger" in self.first else ""
        kind = _NAMED_AS.get(self.kind, self.kind)
        return f"drop {kind} {self.name}{cascade};\n" if self.kind else ""

    @property
    def replacing(self) -> str:
        """The text of a function as one that may be there already."""
        return self.text.replace("create function", "create or replace function", 1)

    def move(self, schema: str) -> str:
        """Write the statement that moves the object from another schema into its own."""
        kind, name = _NAMED_AS.get(self.kind, self.kind), self.name.partition(".")[2]
        return f"alter {kind} {schema}.{name} set schema {self.schema};\n"

    @property
    def fill(self) -> str:
        """The statement that computes its rows; empty where it has none of its own.

        A table `agg.x` holds the rows of the view `agg.x_definition`.
        """
        if self.kind == "materialized view":
            return f"refresh materialized view {self.name}"
        if self.kind == "table" and f"{self.name}_definition" in self.references:
            return f"insert into {self.name} table {self.name}_definition"
        return ""

    @property
    def indexes(self) -> list[str]:
        """The statements that make its indexes, which is best done when it has its rows."""
        return [text for each, text in self.statements.items() if _INDEX.match(each)]

    def change_to(self, new: "SqlFile") -> str | None:
        """Write what turns this version into another one in place; None if nothing can.

        A function is replaced where its arguments and its result stay. Of a view or an aggregate
        the indexes and the comments may change.
        """
        if new.kind == self.kind == "function" and _function_head(new) == _function_head(self):
            return new.replacing
        if self.first != new.first:
            return None
        gone = [each for each in self.statements if each not in new.statements]
        indexes = [match for each in gone if (match := _INDEX.match(each))]
        if any(not each.startswith("comment on") and not _INDEX.match(each) for each in gone):
            return None
        return "".join(
            [f"drop index {match['schema']}.{match['name']};\n" for match in indexes]
            + [text for each, text in new.statements.items() if each not in self.statements]
        )

    @property
    def first(self) -> str:
        """The statement that creates the object."""
        return next(iter(self.statements))

    @cached_property
    def _create_match(self) -> re.Match[str] | None:
        return _CREATE.match(self.first)


Bundle = dict[str, SqlFile]
"""The files of a derived layer in the order in which they are built, by path below sql/."""


def read_bundle(folder: Path = SQL_FOLDER) -> Bundle:
    """Read sql/ as it is now: the files that build.sql includes, in its order."""
    listed = _INCLUDE.findall((folder / "build.sql").read_text(encoding="utf-8"))
    return {file: SqlFile(file, (folder / file).read_text(encoding="utf-8")) for file in listed}


def read_frozen_bundle(revision: str | None, folder: Path | None = None) -> Bundle:
    """Read the derived layer of a revision by its manifest; None is an empty database."""
    if revision is None:
        return {}
    folder = folder or OBJECTS_FOLDER
    manifest = (folder / f"{revision}.txt").read_text(encoding="utf-8")
    return {
        f"{stem}.sql": SqlFile(
            f"{stem}.sql", (folder / f"{stem}@{brought}.sql").read_text(encoding="utf-8"), brought
        )
        for stem, brought in _MANIFEST_LINE.findall(manifest)
    }


def freeze_bundle(
    files: Bundle, revision: str, follows: str | None, folder: Path | None = None
) -> list[Path]:
    """Store the files that the revision before does not have, and write the manifest.

    The manifest is a list for `sha256sum --check`. It starts with the manifest before it, so that
    none changes unseen. What an earlier freeze of the same revision stored goes if it is no longer
    listed.

    Returns:
        the files of migrations/objects that were written or removed.
    """
    folder = folder or OBJECTS_FOLDER
    before = read_frozen_bundle(follows, folder)
    texts, lines = {}, []
    if follows:
        earlier = (folder / f"{follows}.txt").read_bytes()
        lines.append(f"{hashlib.sha256(earlier).hexdigest()}  {follows}.txt\n")
    for file, now in files.items():
        old = before.get(file)
        each = old if old and old.text == now.text else SqlFile(file, now.text, revision)
        lines.append(f"{each.sha256}  {each.stored}\n")
        if each is not old:
            texts[folder / each.stored] = each.text
    texts[folder / f"{revision}.txt"] = "".join(lines)
    stale = [path for path in folder.rglob(f"*@{revision}.sql") if path not in texts]
    for path in stale:
        path.unlink()
    return [*stale, *(path for path, text in texts.items() if _write_if_changed(path, text))]


def dependent_objects(files: Mapping[str, SqlFile], names: set[str]) -> set[str]:
    """Find the files of everything that depends, however indirectly, on some names."""
    known, found = set(names), set()
    for file, each in files.items():  # what an object needs is built before it
        if each.kind and each.references & known:
            known.add(each.name)
            found.add(file)
    return found


def _function_head(file: SqlFile) -> str:
    return " ".join(file.first.partition("\nlanguage ")[0].split())


def _write_if_changed(path: Path, text: str) -> bool:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return True
