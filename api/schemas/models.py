"""Trainings: what was learnt, and what was decided over it."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Struct

from api.schemas import doc


class Training(Struct):
    """A training that ended."""

    kind: Annotated[Literal["recommendations", "prices", "tastes"], doc("What the model answers.")]
    model_id: Annotated[int, doc("The model, among those of its kind.")]
    status: Annotated[
        Literal["published", "superseded", "aside"],
        doc("Whether it answers now, did so, or was kept aside."),
    ]
    method: Annotated[str | None, doc("What it answers with, where a kind has several.")]
    data_version: Annotated[int | None, doc("Version of the data that it learnt from.")]
    trained_at: Annotated[datetime, doc("When it was stored.")]
    decision: Annotated[
        str | None,
        doc("What was decided over it, and why; null for the first of its kind."),
    ]


class Trainings(Struct):
    """The latest trainings of each kind."""

    data: Annotated[list[Training], doc("Trainings, the latest of each kind first.")]
