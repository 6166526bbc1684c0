"""MetaData with the naming rules of every key, index and check, and what several tables share."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

metadata = MetaData(schema="core", naming_convention=NAMING)

# Names sort by code point in every database, whatever its own collation is.
CodePointText = Text(collation="C")
Money = Numeric(10, 2)


def required_column(
    name: str, of: TypeEngine[Any] | type[TypeEngine[Any]], comment: str
) -> Column[Any]:
    """Describe a column that holds a value in every row."""
    return Column(name, of, nullable=False, comment=comment)


def key_column(
    name: str, of: TypeEngine[Any] | type[TypeEngine[Any]] | ForeignKey, comment: str
) -> Column[Any]:
    """Describe a column of a primary key whose values come from the data."""
    return Column(name, of, primary_key=True, autoincrement=False, comment=comment)


def crawl_date(name: str, comment: str) -> Column[date]:
    """Describe the day on which a crawl was made; '-infinity', older than any, where unknown."""
    return Column(name, Date, nullable=False, server_default=text("'-infinity'"), comment=comment)


def columns_like(
    table: Table, *, without: Collection[str] = (), **comments: str
) -> Iterator[Column[Any]]:
    """Copy the columns of a table without keys; some with another comment."""
    for of in table.c:
        if of.name not in without:
            comment = comments.get(of.name, of.comment)
            yield Column(of.name, of.type, nullable=of.nullable, comment=comment)


def models_table(name: str, *more: SchemaItem, comment: str, metrics: str) -> Table:
    """Describe a table with a row per training; `metrics` is that column's comment.

    Args:
        name: of the table.
        more: further columns and constraints.
        comment: of the table.
        metrics: comment of that column.
    """
    moment = DateTime(timezone=True)
    return Table(
        name,
        metadata,
        Column("model_id", Integer, Identity(always=True), primary_key=True, comment="The model."),
        required_column("status", Text, "'published', 'superseded' or 'aside'."),
        required_column("started_at", moment, "Start of the training."),
        required_column("finished_at", moment, "When it was stored."),
        Column("data_version", BigInteger, comment="Version of the data that it learnt from."),
        required_column("seed", Integer, "Seed of its random numbers."),
        required_column("parameters", JSONB, "Parameters of the training."),
        required_column("metrics", JSONB, metrics),
        required_column("timings", JSONB, "Seconds by stage."),
        required_column("versions", JSONB, "Versions of what did the work."),
        Column(
            "comparison",
            JSONB,
            comment="Its metrics beside those of the model published then; null for the first.",
        ),
        *more,
        CheckConstraint("status in ('published', 'superseded', 'aside')", name="status"),
        Index(
            f"uq_{name}_published",
            "status",
            unique=True,
            postgresql_where=text("status = 'published'"),
        ),
        comment=comment,
    )


def model_key() -> Column[int]:
    """The first column of the key of every table of a model's rows."""
    return key_column("model_id", Integer, "The model.")
