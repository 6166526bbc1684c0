"""Documents that functions of schema `api` write, what is published, and by which revision.

Everything here raises NotLoaded before the first load, DatabaseUnavailable (StatementTimeout where
the question took too long) and SchemaOutOfDate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Table, Text, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.api_function import ApiFunction, publication_column
from db.errors import NotTrained, SchemaOutOfDate
from db.queries.labels import Label, NameKind, find_labels, first_unknown_name_error
from db.session import Compiled, compile_statement, fetch_all, not_loaded_error
from db.settings import CHECKOUT

CODE_REVISION: Final = max(
    (path.stem for path in (CHECKOUT / "migrations" / "objects").glob("*.txt")), default=""
)
"""The newest revision of this code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A JSON document in UTF-8 and the publication that it was read from."""

    body: bytes
    publication: str
    """See `db.api_function.publication_column`."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class RequiredModel:
    """A model without which a function has no answer."""

    is_published: ColumnElement[bool]
    missing: str
    """What to tell where none is."""


def _required_model(models: Table, missing: str) -> RequiredModel:
    published = select(models.c.model_id).where(models.c.status == "published")
    return RequiredModel(is_published=published.exists(), missing=missing)


RECOMMENDER: Final = _required_model(
    schema.recommendation_models, "No model is published yet: run `ludoteca similarities`"
)
PRICE_MODEL: Final = _required_model(
    schema.price_models, "No price model is published yet: run `ludoteca prices train`"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DataVersion:
    """What is published now."""

    publication: str
    live_publication: str
    """What the answers are from that show events at once."""
    data_version: int
    published_at: datetime
    games_count: int
    games_in_catalogue_count: int
    users_count: int
    items_count: int
    reviews_count: int
    titles_count: int
    people_count: int
    viewers_count: int
    ratings_count: int
    followed_events_count: int
    applied_events_count: int
    last_load_id: int | None
    """The last load of files."""
    warnings_count: int
    """What it could not read as it stands."""


async def read_document(  # noqa: PLR0913 - what a function may need
    engine: AsyncEngine,
    function: ApiFunction,
    values: Mapping[str, Any],
    *,
    kind: NameKind | None = None,
    named: Mapping[str, NameKind] = MappingProxyType({}),
    labels: Mapping[str, Label] = MappingProxyType({}),
    model: RequiredModel | None = None,
) -> Answer:
    """Call a function that answers with a document.

    Args:
        engine: where.
        function: what answers.
        values: its arguments.
        kind: what the first of them names, where there may be none of that name.
        named: the same of further ones; those that are None name nothing.
        labels: further ones that are names, or lists of names, which must be known.
        model: what it cannot be answered without.

    Raises:
        UnknownName: a name is not known; it offers the closest.
        NotTrained: the model is not published.
    """
    names = [
        (label, name)
        for argument, label in labels.items()
        for name in _names_as_list(values[argument])
    ]
    if names:
        await find_labels(engine, names)
    found = await fetch_all(engine, _compile_document_statement(function, model), values)
    if not found:
        raise not_loaded_error()
    [row] = found
    if model is not None and not row["is_published"]:
        raise NotTrained(model.missing)
    if row["document"] is not None:
        return Answer(body=row["document"], publication=row["publication"])
    first, *_ = function.arguments
    kinds = {**({} if kind is None else {first: kind}), **named}
    asked = [(one, values[name]) for name, one in kinds.items() if values[name] is not None]
    if not asked:
        raise SchemaOutOfDate(f"{function.signature} gave no answer: run `ludoteca db upgrade`")
    raise await first_unknown_name_error(engine, asked)


async def missing_game_ids(engine: AsyncEngine, game_ids: Sequence[int]) -> list[int]:
    """List those of the ids that no game has, in their order."""
    return [
        row["game_id"] for row in await fetch_all(engine, _MISSING_GAMES, {"p_games": game_ids})
    ]


async def read_data_version(engine: AsyncEngine) -> DataVersion:
    """Read what is published now.

    Raises:
        NotLoaded: nothing is.
    """
    found = await fetch_all(engine, _PUBLISHED, {})
    if not found:
        raise not_loaded_error()
    return DataVersion(**found[0])


async def check_schema_revision(engine: AsyncEngine) -> None:
    """Ask whether the schema is that of this code, or a later one that still serves it.

    Raises:
        SchemaOutOfDate: it is older, or newer and no longer compatible; says what to do.
        DatabaseUnavailable: no server answers.
    """
    [found] = await fetch_all(engine, _REVISION, {})
    revision, since = found["revision"], found["compatible_since"]
    if revision < CODE_REVISION:
        raise SchemaOutOfDate(
            f"The database is at revision {revision}, this code needs {CODE_REVISION}: "
            "run `ludoteca db upgrade`"
        )
    if since > CODE_REVISION:
        raise SchemaOutOfDate(
            f"The database is at revision {revision}, which serves code of {since} and later; "
            f"this code is of {CODE_REVISION}: upgrade the code"
        )


def _names_as_list(names: str | Sequence[str] | None) -> Sequence[str]:
    return [names] if isinstance(names, str) else names or ()


@cache
def _compile_document_statement(function: ApiFunction, model: RequiredModel | None) -> Compiled:
    """Ask, in the same snapshot, whether there is a model."""
    statement = function.statement()
    if model is not None:
        statement = statement.add_columns(model.is_published.label("is_published"))
    return compile_statement(statement)


_given: Final = (
    func.unnest(bindparam("p_games", type_=ARRAY(BigInteger())))
    .table_valued("game_id", with_ordinality="place", name="given")
    .render_derived()
)
_known_id: Final = schema.game_details.c.game_id
_MISSING_GAMES: Final = compile_statement(
    select(_given.c.game_id)
    .where(~select(_known_id).where(_known_id == _given.c.game_id).exists())
    .order_by(_given.c.place)
)
_PUBLISHED: Final = compile_statement(
    select(
        schema.data_versions,
        publication_column(schema.data_versions, is_live=False),
        publication_column(schema.data_versions, is_live=True).label("live_publication"),
    )
)
_REVISION: Final = compile_statement(
    select(
        func.api.schema_revision().table_valued(
            column("revision", Text), column("compatible_since", Text)
        )
    )
)
