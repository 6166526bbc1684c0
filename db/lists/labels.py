"""Names of genres, tags, specs and studios as callers write them in; their keys out."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from sqlalchemy import Integer, literal, select, union_all

from db import asking
from db.contract_calls import name_key
from db.contract_labels import genres, specs, studios, tags
from db.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
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
    """
    if not wanted:
        return ()
    parts = [_search(place, label, name) for place, (label, name) in enumerate(wanted)]
    found = await asking.rows(engine, union_all(*parts), {})
    ids = {row["place"]: row["label_id"] for row in found}
    for place, (label, name) in enumerate(wanted):
        if place not in ids:
            closest = await asking.closest_names(engine, kind=label.value, name=name)
            raise UnknownName(label.value, name, closest)
    return tuple(ids[place] for place in range(len(wanted)))


def _search(place: int, label: Label, name: str) -> Select[int, int]:
    dimension = _DIMENSIONS[label]
    key = dimension.c[f"{label.value}_id"]
    return select(literal(place, Integer()).label("place"), key.label("label_id")).where(
        dimension.c.name_key == name_key(name)
    )
