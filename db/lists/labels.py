"""Names of genres, tags, specs and studios as callers write them in; their keys out."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from sqlalchemy import Text, bindparam, select

from db import asking
from db.contract_calls import name_key
from db.contract_labels import genres, specs, studios, tags
from db.errors import UnknownName
from db.wire import Compiled, compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncEngine


class Label(Enum):
    """A kind of name that games carry; its value is the word for it."""

    GENRE = "genre"
    TAG = "tag"
    SPEC = "spec"
    STUDIO = "studio"


_DIMENSIONS: Final = {
    Label.GENRE: genres,
    Label.TAG: tags,
    Label.SPEC: specs,
    Label.STUDIO: studios,
}


async def find_labels(engine: AsyncEngine, wanted: Sequence[tuple[Label, str]]) -> tuple[int, ...]:
    """Find the key of each name, ignoring case.

    Raises:
        UnknownName: the first that does not exist; it offers the closest.
        NotLoaded: none exists yet.
    """
    found = []
    for label, name in wanted:
        rows = await asking.asked(engine, _QUESTIONS[label], {"name": name})
        if not rows:
            await asking.check_loaded(engine)
            closest = await asking.closest_names(engine, kind=label.value, name=name)
            raise UnknownName(label.value, name, closest)
        found.append(rows[0]["label_id"])
    return tuple(found)


def _question(label: Label) -> Compiled:
    dimension = _DIMENSIONS[label]
    key = dimension.c[f"{label.value}_id"].label("label_id")
    wanted = name_key(bindparam("name", type_=Text()))
    return compiled(select(key).where(dimension.c.name_key == wanted))


_QUESTIONS: Final = {label: _question(label) for label in Label}
