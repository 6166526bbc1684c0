"""Names: keys of genres, tags, specs and studios, and known names like an unknown one."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, Literal, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Table, Text, bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.errors import UnknownName
from db.session import Compiled, compile_statement, fetch_all, not_loaded_error

NameKind: TypeAlias = Literal[
    "genre",
    "tag",
    "spec",
    "studio",
    "user",
    "game",
    "load",
    "title",
    "person",
    "platform",
    "kind",
    "country",
    "title genre",
    "audience rating",
    "viewer",
]

CLOSEST_COUNT: Final = 3
MAX_REMEMBERED: Final = 4096
"""Names whose keys are remembered; each in any spelling that was asked for."""


class Label(Enum):
    """A kind of name that games carry; its value is the word for it."""

    GENRE = "genre"
    TAG = "tag"
    SPEC = "spec"
    STUDIO = "studio"

    @property
    def table(self) -> Table:
        """Where its names are."""
        return schema.metadata.tables[f"{schema.metadata.schema}.{self.value}s"]


class LabelKey(NamedTuple):
    """How the data hold a label."""

    label_id: int
    name_key: str
    """It stays, where the id may be another's in a database made anew."""


_remembered: Final[WeakKeyDictionary[AsyncEngine, dict[tuple[Label, str], LabelKey]]] = (
    WeakKeyDictionary()
)


async def find_labels(
    engine: AsyncEngine, wanted: Sequence[tuple[Label, str]]
) -> Sequence[LabelKey]:
    """Find the key of each name in any spelling.

    Raises:
        UnknownName: the first that does not exist; it offers the closest.
        NotLoaded: none exists yet.
    """
    remembered = _remembered.setdefault(engine, {})
    keys = []
    for label, name in wanted:
        rows = await fetch_all(engine, _STATEMENTS[label], {"p_name": name})
        if not rows:
            raise not_loaded_error()
        key = LabelKey(**rows[0])
        if key.name_key is None:
            remembered.pop((label, name), None)
            raise await unknown_name_error(engine, kind=label.value, name=name)
        if len(remembered) >= MAX_REMEMBERED:
            remembered.clear()
        remembered[label, name] = key
        keys.append(key)
    return keys


async def recall_labels(
    engine: AsyncEngine, wanted: Sequence[tuple[Label, str]]
) -> Sequence[LabelKey]:
    """Give the keys as they were found before, if all were; whoever uses them checks them.

    Raises:
        UnknownName, NotLoaded: see `find_labels`.
    """
    remembered = _remembered.get(engine, {})
    keys = [remembered[one] for one in wanted if one in remembered]
    return keys if len(keys) == len(wanted) else await find_labels(engine, wanted)


async def unknown_name_error(
    engine: AsyncEngine, *, kind: NameKind, name: str | int
) -> UnknownName:
    """Make the error of a name that is not known, with up to three that resemble it."""
    given = str(name)
    if isinstance(name, int) and kind != "viewer":
        return UnknownName(kind, given)
    values = {"p_kind": kind, "p_name": given, "p_count": CLOSEST_COUNT}
    closest = await fetch_all(engine, _CLOSEST, values)
    return UnknownName(kind, given, tuple(row["name"] for row in closest))


async def first_unknown_name_error(
    engine: AsyncEngine, asked: Sequence[tuple[NameKind, str | int]]
) -> UnknownName:
    """Make the error of the first of several names that is not known.

    Where each is known for itself, nothing bears all of them: that is told of the first.
    """
    (kind, name), *others = asked
    if not others:
        return await unknown_name_error(engine, kind=kind, name=name)
    try:
        for one, text in asked:
            await check_names(engine, one, [str(text)])
    except UnknownName as error:
        return error
    return UnknownName(" of ".join([kind, *(f"{one} {text!r}" for one, text in others)]), str(name))


async def check_names(engine: AsyncEngine, kind: NameKind, names: Sequence[str]) -> None:
    """Ask whether there are names, in any spelling.

    Raises:
        UnknownName: the first that does not exist; it offers the closest.
    """
    for name in names:
        if not await fetch_all(engine, _KNOWN, {"p_kind": kind, "p_name": name}):
            raise await unknown_name_error(engine, kind=kind, name=name)


def _label_statement(label: Label) -> Compiled:
    """Select one row where anything is published, without an id where there is no such name."""
    table, wanted = label.table, schema.name_key.value()
    return compile_statement(
        select(table.c[f"{label.value}_id"].label("label_id"), table.c.name_key).select_from(
            schema.data_versions.outerjoin(table, table.c.name_key == wanted)
        )
    )


_STATEMENTS: Final = {label: _label_statement(label) for label in Label}
_KNOWN: Final = compile_statement(
    select(schema.names.c.name)
    .where(
        schema.names.c.kind == bindparam("p_kind", type_=Text()),
        schema.names.c.name_key == schema.name_key.value(),
    )
    .limit(1)
)
_names: Final = schema.closest_names.rows()
_CLOSEST: Final = compile_statement(
    select(_names.c.name).order_by(_names.c.similarity.desc(), _names.c.name)
)
