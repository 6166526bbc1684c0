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

from db.models.base import key_column, metadata, required_column

_Moment = DateTime(timezone=True)

loads = Table(
    "loads",
    metadata,
    Column("load_id", BigInteger, Identity(always=True), primary_key=True, comment="The run."),
    required_column(
        "kind",
        Text,
        "'load' of files, 'refresh' of aggregates, 'similarities' or 'prices' of a model, or "
        "'forget' of a user, a game or a viewer.",
    ),
    required_column("status", Text, "'published', 'unchanged' or 'failed'."),
    required_column("started_at", _Moment, "Start of the run."),
    required_column("finished_at", _Moment, "End of the run."),
    Column("data_version", BigInteger, comment="Version published; null unless published."),
    Column("crawl_year", SmallInteger, comment="Latest year given to dates without one."),
    required_column("counts", JSONB, "Rows staged, kept and collapsed by table."),
    required_column("timings", JSONB, "Seconds by stage."),
    required_column("settings", JSONB, "Options of the run."),
    required_column("versions", JSONB, "Versions of what did the work."),
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
    key_column("load_id", ForeignKey(loads.c.load_id), "The run."),
    key_column("file_number", SmallInteger, "Place among the files of the run, by name, from 1."),
    required_column("name", Text, "Name of the file, without its folder."),
    required_column("kind", Text, "'games', 'items', 'reviews', 'titles', 'ratings' or 'scores'."),
    Column(
        "format",
        Text,
        nullable=False,
        server_default="official",  # what runs of the first release read
        comment="Name of its format, and the mapping of its columns where one was given.",
    ),
    required_column("sha256", Text, "SHA-256 of the file as it is on disk."),
    required_column("byte_count", BigInteger, "Size on disk, in bytes."),
    required_column("counts", JSONB, "Lines and records read, kept, refused."),
    Column("crawled_on", Date, comment="Day of the crawl that it belongs to; null is undated."),
    Column("crawl_year", SmallInteger, comment="Year of its dates that have none."),
    Column("reviewed_until", Date, comment="Latest day on which a review in it was written."),
    CheckConstraint(
        "kind in ('games', 'items', 'reviews', 'titles', 'ratings', 'scores')", name="kind"
    ),
    CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    comment="Files that a run read; one row per (run, file).",
)

load_warnings = Table(
    "load_warnings",
    metadata,
    key_column("load_id", BigInteger, "The run."),
    key_column("file_number", SmallInteger, "The file within the run."),
    key_column("field", Text, "The field, as the file calls it."),
    key_column("kind", Text, "What happened to its values."),
    required_column("occurrences_count", BigInteger, "Records in which it happened."),
    required_column("present_count", BigInteger, "Records in which the field says something."),
    required_column("examples", JSONB, "The first 20: line_number, record_number, raw and detail."),
    CheckConstraint(
        "kind in ('unreadable', 'unknown_shape', 'count_mismatch', 'cut', 'unknown_field', "
        "'unmapped')",
        name="kind",
    ),
    CheckConstraint("occurrences_count between 1 and present_count", name="counts"),
    ForeignKeyConstraint(
        ["load_id", "file_number"],
        ["core.load_files.load_id", "core.load_files.file_number"],
    ),
    comment="What a run could not read as it stands; one row per (run, file, field, kind).",
)

rejects = Table(
    "rejects",
    metadata,
    Column(
        "reject_id", BigInteger, Identity(always=True), primary_key=True, comment="Surrogate key."
    ),
    required_column("load_id", BigInteger, "The run."),
    required_column("file_number", SmallInteger, "The file within the run."),
    required_column("line_number", Integer, "Line in the file, from 1."),
    required_column(
        "record_number", Integer, "Place in the list on that line, from 1; 0 means the line itself."
    ),
    required_column(
        "kind",
        Text,
        "'line', 'game', 'user', 'item', 'review', 'title', 'rating' or 'score'.",
    ),
    required_column("reason", Text, "Stable code of the reason."),
    required_column("detail", Text, "What was found and what would be right."),
    required_column("raw", Text, "The refused text, at most 2,000 characters."),
    CheckConstraint(
        "kind in ('line', 'game', 'user', 'item', 'review', 'title', 'rating', 'score')",
        name="kind",
    ),
    ForeignKeyConstraint(
        ["load_id", "file_number"], ["core.load_files.load_id", "core.load_files.file_number"]
    ),
    Index(None, "load_id", "file_number"),
    comment="Lines and records that a run refused; one row per refused piece.",
)

known_lines = Table(
    "known_lines",
    metadata,
    key_column("digest", BigInteger, "First 64 bits of the SHA-256 of format, crawl and line."),
    required_column("records_count", Integer, "Records of the line; -1: read it."),
    required_column("rules", SmallInteger, "Version of the rules it was read by."),
    comment="Lines of libraries that were read, so that a load recognises them; one row per line "
    "and crawl.",
)

forgotten = Table(
    "forgotten",
    metadata,
    key_column("kind", Text, "'user' or 'game'."),
    key_column(
        "id",
        Text,
        "A game's id; of a user's the SHA-256, which recognises it and does not tell it.",
    ),
    required_column("forgotten_at", _Moment, "When it was removed."),
    CheckConstraint("kind in ('user', 'game')", name="kind"),
    comment="What was removed on request, and no load brings back; one row per user or game.",
)

set_aside_files = Table(
    "set_aside_files",
    metadata,
    key_column("path", Text, "Where it lies, on the machine that watches."),
    required_column(
        "sha256", Text, "SHA-256 of the file as it is on disk; with another it is tried anew."
    ),
    required_column("reason", Text, "Why it cannot be loaded."),
    required_column("set_aside_at", _Moment, "When that was found."),
    CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    comment="Files of watched folders that are left alone until they change; one row per file.",
)
