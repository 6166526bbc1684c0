"""The functions of schema `api` that /v1 asks, as SQLAlchemy Core: tables and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    REAL,
    BigInteger,
    Column,
    Date,
    Double,
    Integer,
    Numeric,
    Text,
    bindparam,
    func,
    literal,
)

from db.contract import SCHEMA, Question

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ColumnElement, TableValuedAlias

_api: Final = getattr(func, SCHEMA)

GENRE_DOCUMENT: Final = Question(name="genre_document", arguments=(("p_genre", Text()),))
STUDIO_DOCUMENT: Final = Question(name="studio_document", arguments=(("p_studio", Text()),))
YEAR_DOCUMENT: Final = Question(
    name="year_document", arguments=(("p_year", Integer()), ("p_year_of", Text()))
)
DOCUMENTS: Final = (GENRE_DOCUMENT, STUDIO_DOCUMENT, YEAR_DOCUMENT)

SIGNATURES: Final = (
    *(document.signature for document in DOCUMENTS),
    f"{SCHEMA}.name_key(text)",
    f"{SCHEMA}.matches(text, text)",
    f"{SCHEMA}.search(text, integer, text)",
    f"{SCHEMA}.review_counts(date, date)",
)
"""Every function asked for here, as Postgres finds it."""


def name_key(name: BindParameter[str]) -> ColumnElement[str]:
    """Fold a name as the columns that end in _key hold it."""
    folded: ColumnElement[str] = _api.name_key(name, type_=Text())
    return folded


def matches(*, kind: str) -> TableValuedAlias:
    """List the ids of a kind whose names the text `q` means: `id` as text, and `score`."""
    call = _api.matches(literal(kind, Text()), bindparam("q", type_=Text()))
    found: TableValuedAlias = call.table_valued(
        Column("id", Text), Column("score", Double, nullable=False), name="matches"
    )
    return found.render_derived()


def search() -> TableValuedAlias:
    """List up to `count` names of a `kind`, or of any, for the text `q` as it is typed."""
    call = _api.search(
        bindparam("q", type_=Text()),
        bindparam("count", type_=Integer()),
        bindparam("kind", type_=Text()),
    )
    found: TableValuedAlias = call.table_valued(
        Column("place", BigInteger, nullable=False),
        Column("kind", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("popularity", BigInteger, nullable=False),
        Column("score", REAL, nullable=False),
        name="search",
    )
    return found.render_derived()


def review_counts() -> TableValuedAlias:
    """Count the reviews from day `first` to `last` and who wrote them; always one row."""
    call = _api.review_counts(bindparam("first", type_=Date()), bindparam("last", type_=Date()))
    found: TableValuedAlias = call.table_valued(
        Column("users_count", BigInteger, nullable=False),
        Column("reviews_count", BigInteger, nullable=False),
        Column("recommended_percent", Numeric),
        name="review_counts",
    )
    return found.render_derived()
