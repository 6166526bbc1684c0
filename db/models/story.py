"""The exploratory analysis of what is loaded, as it was computed last."""

from sqlalchemy import BigInteger, DateTime, Double, Table, Text
from sqlalchemy.dialects.postgresql import JSON

from db.models.base import key_column, metadata, required_column

story_parts = Table(
    "story_parts",
    metadata,
    key_column("part", Text, "The view agg.story_… of its rows."),
    required_column("data_version", BigInteger, "The data version it was computed from."),
    required_column("computed_at", DateTime(timezone=True), "When that was done."),
    required_column("seconds", Double, "How long it took."),
    required_column("rows", JSON, "Its rows, as a list of objects."),
    comment="Parts of the data story, all of one data version; one row per part.",
)
