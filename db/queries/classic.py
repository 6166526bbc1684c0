"""Execution of the classic face's questions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from db.api_function import ApiFunction
from db.queries.execute import Answer, Kind, Model, always, by_name
from db.queries.labels import Label, find_labels


async def answer(  # noqa: PLR0913 - what a question has
    engine: AsyncEngine,
    function: ApiFunction,
    values: Mapping[str, Any],
    *,
    kind: Kind | None,
    labels: Mapping[str, Label],
    model: Model | None,
) -> Answer:
    """Call a question's function.

    Args:
        engine: where.
        function: what answers it.
        values: its arguments.
        kind: what the first of them names, where there may be none of that name.
        labels: further ones that are names, which must be known.
        model: what it cannot be answered without.

    Raises:
        UnknownName: a name is not known; it offers the closest.
        NotTrained: the model is not published.
    """
    names = [(label, name) for one, label in labels.items() if (name := values[one]) is not None]
    if names:
        await find_labels(engine, names)
    if kind is None:
        return await always(engine, function, values, model=model)
    return await by_name(
        engine, function, kind=kind, name=next(iter(values.values())), values=values, model=model
    )
