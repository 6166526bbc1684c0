"""The ledger of loads: what was read, what was kept, what was refused and why."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.models.base import metadata

_Moment = DateTime(timezone=True)

loads = Table(
    "loads",
    metadata,
    Column("load_id", BigInteger, Identity(always=True), primary_key=True, comment="The run."),
    Column(
        "kind",
        Text,
        nullable=False,
        comment="'load' of files, 'refresh' of aggregates, 'similarities' or 'prices' of a model, "
        "or 'forget' of a user or a game.",
    ),
    Column("status", Text, nullable=False, comment="'published', 'unchanged' or 'failed'."),
    Column("started_at", _Moment, nullable=False, comment="Start of the run."),
    Column("finished_at", _Moment, nullable=False, comment="End of the run."),
    Column("data_version", BigInteger, comment="Version published; null unless published."),
    Column("crawl_year", SmallInteger, comment="Latest year given to dates without one."),
    Column("counts", JSONB, nullable=False, comment="Rows staged, kept and collapsed by table."),
    Column("timings", JSONB, nullable=False, comment="Seconds by stage."),
    Column("settings", JSONB, nullable=False, comment="Options of the run."),
    Column("versions", JSONB, nullable=False, comment="Versions of what did the work."),
    Column("error", Text, comment="Why a failed run failed."),
    CheckConstraint("kind in ('load', 'refresh', 'similarities', 'prices', 'forget')", name="kind"),
    CheckConstraint("status in ('published', 'unchanged', 'failed')", name="status"),
    CheckConstraint("(status = 'published') = (data_version is not null)", name="version"),
    CheckConstraint("(status = 'failed') = (error is not null)", name="error"),
    UniqueConstraint("data_version"),
    comment="Runs that wrote or tried to write data; one row per run.",
)

load_files = Table(
    "load_files",
    metadata,
    Column("load_id", ForeignKey(loads.c.load_id), primary_key=True, comment="The run."),
    Column(
        "file_number",
        SmallInteger,
        primary_key=True,
        autoincrement=False,
        comment="Place among the files of the run, by name, from 1.",
    ),
    Column("name", Text, nullable=False, comment="Name of the file, without its folder."),
    Column("kind", Text, nullable=False, comment="'games', 'items' or 'reviews'."),
    Column("sha256", Text, nullable=False, comment="SHA-256 of the file as it is on disk."),
    Column("byte_count", BigInteger, nullable=False, comment="Size on disk, in bytes."),
    Column("counts", JSONB, nullable=False, comment="Lines and records read, kept, refused."),
    Column("crawled_on", Date, comment="Day of the crawl that it belongs to; null is undated."),
    Column("crawl_year", SmallInteger, comment="Year of its dates that have none."),
    Column("reviewed_until", Date, comment="Latest day on which a review in it was written."),
    CheckConstraint("kind in ('games', 'items', 'reviews')", name="kind"),
    CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    comment="Files that a run read; one row per (run, file).",
)

rejects = Table(
    "rejects",
    metadata,
    Column(
        "reject_id",
        BigInteger,
        Identity(always=True),
        primary_key=True,
        comment="Surrogate key.",
    ),
    Column("load_id", BigInteger, nullable=False, comment="The run."),
    Column("file_number", SmallInteger, nullable=False, comment="The file within the run."),
    Column("line_number", Integer, nullable=False, comment="Line in the file, from 1."),
    Column(
        "record_number",
        Integer,
        nullable=False,
        comment="Place in the list on that line, from 1; 0 means the line itself.",
    ),
    Column("kind", Text, nullable=False, comment="'line', 'game', 'user', 'item' or 'review'."),
    Column("reason", Text, nullable=False, comment="Stable code of the reason."),
    Column("detail", Text, nullable=False, comment="What was found and what would be right."),
    Column("raw", Text, nullable=False, comment="The refused text, at most 2,000 characters."),
    CheckConstraint("kind in ('line', 'game', 'user', 'item', 'review')", name="kind"),
    ForeignKeyConstraint(
        ["load_id", "file_number"],
        ["core.load_files.load_id", "core.load_files.file_number"],
    ),
    Index(None, "load_id", "file_number"),
    comment="Lines and records that a run refused; one row per refused piece.",
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("kind", Text, primary_key=True, comment="'user' or 'game'."),
    Column(
        "id",
        Text,
        primary_key=True,
        comment="A game's id; of a user's the SHA-256, which recognises it and does not tell it.",
    ),
    Column("forgotten_at", _Moment, nullable=False, comment="When it was removed."),
    CheckConstraint("kind in ('user', 'game')", name="kind"),
    comment="What was removed on request, and no load brings back; one row per user or game.",
)
