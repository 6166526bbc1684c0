"""MetaData with the naming rules of every key, index and check, and what several tables share."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
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


def folded(column: str) -> Computed:
    """The stored key under which two spellings of a name are the same: its lower case.

    The database's default collation folds letters beyond ASCII; "C" would not.
    """
    return Computed(f'lower({column} collate "default")', persisted=True)


def crawl_date(name: str, comment: str) -> Column[date]:
    """Describe the day on which a crawl was made; '-infinity', older than any, where unknown."""
    return Column(name, Date, nullable=False, server_default=text("'-infinity'"), comment=comment)


def models_table(name: str, *, comment: str, metrics: str) -> Table:
    """Describe a table with a row per training; `metrics` is that column's comment."""
    moment = DateTime(timezone=True)
    return Table(
        name,
        metadata,
        Column("model_id", Integer, Identity(always=True), primary_key=True, comment="The model."),
        Column("status", Text, nullable=False, comment="'published', 'superseded' or 'aside'."),
        Column("started_at", moment, nullable=False, comment="Start of the training."),
        Column("finished_at", moment, nullable=False, comment="When it was stored."),
        Column("data_version", BigInteger, comment="Version of the data that it learnt from."),
        Column("seed", Integer, nullable=False, comment="Seed of its random numbers."),
        Column("parameters", JSONB, nullable=False, comment="Parameters of the training."),
        Column("metrics", JSONB, nullable=False, comment=metrics),
        Column("timings", JSONB, nullable=False, comment="Seconds by stage."),
        Column("versions", JSONB, nullable=False, comment="Versions of what did the work."),
        Column(
            "comparison",
            JSONB,
            comment="Its metrics beside those of the model published then; null for the first.",
        ),
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
    return Column("model_id", Integer, primary_key=True, autoincrement=False, comment="The model.")
