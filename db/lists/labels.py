"""Names of genres, tags, specs and studios as callers write them in; their keys out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Text, cast, extract, select

from db import asking
from db.errors import UnknownName
from db.schema import data_versions, genres, name_key, specs, studios, tags
from db.wire import Compiled, compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncEngine


MOST: Final = 4096
"""Names whose keys are remembered; each in any spelling that was asked for."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """The keys of some labels."""

    label_ids: tuple[int, ...]
    published_at: str
    """When the data were published in which they were found: only there are they sure to be right.

    A data version would not do: a database that is made anew counts from 1 again.
    """


@dataclass(slots=True)
class _Memory:
    """Keys found before, all in data published at one time."""

    published_at: str = ""
    label_ids: dict[tuple[Label, str], int] = field(default_factory=dict)


_known: Final[WeakKeyDictionary[AsyncEngine, _Memory]] = WeakKeyDictionary()


async def find_labels(engine: AsyncEngine, wanted: Sequence[tuple[Label, str]]) -> Keys:
    """Find the key of each name, ignoring case.

    Raises:
        UnknownName: the first that does not exist; it offers the closest.
        NotLoaded: none exists yet.
    """
    memory = _known.setdefault(engine, _Memory())
    label_ids, times = [], []
    for label, name in wanted:
        rows = await asking.asked(engine, _QUESTIONS[label], {"p_name": name})
        if not rows:
            raise asking.not_loaded()
        [found] = rows
        if found["label_id"] is None:
            memory.label_ids.pop((label, name), None)
            closest = await asking.closest_names(engine, kind=label.value, name=name)
            raise UnknownName(label.value, name, closest)
        label_ids.append(found["label_id"])
        times.append(found["published_at"])
        if memory.published_at != times[-1] or len(memory.label_ids) >= MOST:
            memory.label_ids.clear()
            memory.published_at = times[-1]
        memory.label_ids[label, name] = label_ids[-1]
    # where something was published between two of them, the first may be out of date
    return Keys(label_ids=tuple(label_ids), published_at=times[0] if times else "")


async def recall_labels(engine: AsyncEngine, wanted: Sequence[tuple[Label, str]]) -> Keys:
    """Give the keys as they were found before; find them where one was not.

    Raises:
        UnknownName, NotLoaded: see `find_labels`.
    """
    memory = _known.get(engine)
    if memory is not None:
        label_ids = [memory.label_ids.get(one) for one in wanted]
        known = tuple([one for one in label_ids if one is not None])
        if len(known) == len(wanted):
            return Keys(label_ids=known, published_at=memory.published_at)
    return await find_labels(engine, wanted)


def published_at() -> ColumnElement[str]:
    """When the data were published, to compare with another such answer: it need not be read.

    In seconds, which every session writes alike: a time, each in its own time zone and style.
    """
    return cast(extract("epoch", data_versions.c.published_at), Text).label("published_at")


def _question(label: Label) -> Compiled:
    dimension = _DIMENSIONS[label]
    key = dimension.c[f"{label.value}_id"].label("label_id")
    source = data_versions.outerjoin(dimension, dimension.c.name_key == name_key.value())
    return compiled(select(key, published_at()).select_from(source))


_QUESTIONS: Final = {label: _question(label) for label in Label}
