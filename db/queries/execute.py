"""Execution of the functions of schema `api` that answer with one document.

Everything here raises NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where
the question took too long) and SchemaOutOfDate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.api_function import ApiFunction, publication
from db.errors import NotTrained, SchemaOutOfDate, UnknownName
from db.session import Compiled, compile_statement, fetch_all, not_loaded

Kind: TypeAlias = Literal["genre", "tag", "spec", "studio", "user", "game"]

CLOSEST_COUNT: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A JSON document in UTF-8 and the publication that it was read from."""

    body: bytes
    publication: str
    """See `db.api_function.publication`."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Model:
    """A model without which a function has no answer."""

    is_published: ColumnElement[bool]
    missing: str
    """What to tell where none is."""


def _model(models: Table, missing: str) -> Model:
    published = select(models.c.model_id).where(models.c.status == "published")
    return Model(is_published=published.exists(), missing=missing)


RECOMMENDER: Final = _model(
    schema.recommendation_models, "No model is published yet: run `ludoteca similarities`"
)
PRICE_MODEL: Final = _model(
    schema.price_models, "No price model is published yet: run `ludoteca prices train`"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DataVersion:
    """What is published now."""

    publication: str
    data_version: int
    published_at: datetime
    games_count: int
    games_in_catalogue_count: int
    users_count: int
    items_count: int
    reviews_count: int


async def by_name(  # noqa: PLR0913 - the name and what else the function takes
    engine: AsyncEngine,
    function: ApiFunction,
    *,
    kind: Kind,
    name: str | int,
    values: Mapping[str, Any] | None = None,
    model: Model | None = None,
) -> Answer:
    """Call a function of a name, or of an id; it is the function's first argument.

    Raises:
        UnknownName: there is none of that kind; it offers the closest names.
        NotTrained: the model is not published.
    """
    argument, *_ = function.arguments
    answer = await _call(engine, function, {argument: name, **(values or {})}, model)
    if answer is None:
        raise await unknown_name(engine, kind=kind, name=name)
    return answer


async def always(
    engine: AsyncEngine,
    function: ApiFunction,
    values: Mapping[str, Any],
    *,
    model: Model | None = None,
) -> Answer:
    """Call a function that always has an answer: every year is known, and so is every date.

    Raises:
        NotTrained: the model is not published.
    """
    answer = await _call(engine, function, values, model)
    if answer is None:
        raise SchemaOutOfDate(f"{function.signature} gave no answer: run `ludoteca db upgrade`")
    return answer


def arguments(values: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """Name the fields of a dataclass as the functions of schema `api` name their arguments."""
    return {f"p_{field.name}": getattr(values, field.name) for field in fields(values)}


async def unknown_name(engine: AsyncEngine, *, kind: Kind, name: str | int) -> UnknownName:
    """Make the error of a name that is not known, with up to three that resemble it."""
    if isinstance(name, int):
        return UnknownName(kind, str(name))
    values = {"p_kind": kind, "p_name": name, "p_count": CLOSEST_COUNT}
    closest = await fetch_all(engine, _CLOSEST, values)
    return UnknownName(kind, name, tuple(row["name"] for row in closest))


async def check_loaded(engine: AsyncEngine) -> None:
    """Ask whether there are data at all: before that, no name is wrong.

    Raises:
        NotLoaded: there are none.
    """
    await data_version(engine)


async def data_version(engine: AsyncEngine) -> DataVersion:
    """Read what is published now.

    Raises:
        NotLoaded: nothing is.
    """
    found = await fetch_all(engine, _CURRENT, {})
    if not found:
        raise not_loaded()
    return DataVersion(**found[0])


async def _call(
    engine: AsyncEngine, function: ApiFunction, values: Mapping[str, Any], model: Model | None
) -> Answer | None:
    found = await fetch_all(engine, _compiled(function, model), values)
    if not found:
        raise not_loaded()
    [row] = found
    if model is not None and not row["is_published"]:
        raise NotTrained(model.missing)
    if row["document"] is None:
        return None
    return Answer(body=row["document"], publication=row["publication"])


@cache
def _compiled(function: ApiFunction, model: Model | None) -> Compiled:
    """Ask, in the same snapshot, whether there is a model."""
    statement = function.statement()
    if model is not None:
        statement = statement.add_columns(model.is_published.label("is_published"))
    return compile_statement(statement)


_names: Final = schema.closest_names.rows()
_CLOSEST: Final = compile_statement(
    select(_names.c.name).order_by(_names.c.similarity.desc(), _names.c.name)
)
_CURRENT: Final = compile_statement(select(schema.data_versions, publication(schema.data_versions)))
