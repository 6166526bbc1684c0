"""Viewers of streaming titles and their ratings.

Ratings name viewers and titles without foreign keys: loads check them a statement at a time.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
)

from db.models.base import key_column, metadata, required_column

_Moment = DateTime(timezone=True)

viewers = Table(
    "viewers",
    metadata,
    key_column("viewer_id", Integer, "The viewer's id; no user of games."),
    CheckConstraint("viewer_id > 0", name="viewer_id"),
    comment="Viewers who rated titles; one row per viewer.",
)

ratings = Table(
    "ratings",
    metadata,
    required_column("viewer_id", Integer, "The viewer."),
    required_column("title_key", Integer, "The title."),
    required_column("half_stars", SmallInteger, "Half stars, 1 to 10."),
    required_column("rated_at", _Moment, "When it was given."),
    PrimaryKeyConstraint("viewer_id", "title_key", postgresql_include=["half_stars"]),
    CheckConstraint("half_stars between 1 and 10", name="half_stars"),
    Index(None, "title_key", "viewer_id", postgresql_include=["half_stars"]),
    Index(None, "rated_at", postgresql_using="brin"),
    comment="Ratings that count, the latest of each viewer and title; one row per (viewer, title).",
)

deleted_ratings = Table(
    "deleted_ratings",
    metadata,
    key_column("viewer_id", Integer, "The viewer."),
    key_column("title_key", Integer, "The title."),
    required_column("deleted_at", _Moment, "When; no older rating comes back."),
    comment="Ratings that their viewers took back; one row per (viewer, title).",
)

pending_ratings = Table(
    "pending_ratings",
    metadata,
    Column("rating_id", BigInteger, Identity(always=True), primary_key=True, comment="The rating."),
    required_column("viewer_id", Integer, "The viewer."),
    required_column("title_key", Integer, "The title."),
    Column("half_stars", SmallInteger, comment="Half stars, 1 to 10; null takes a rating back."),
    required_column("rated_at", _Moment, "When the viewer did it."),
    required_column("is_applied", Boolean, "Ratings and scores show it already."),
    CheckConstraint("half_stars between 1 and 10", name="half_stars"),
    comment="Ratings that came one by one and that the worker has not followed yet; one row per "
    "rating.",
)

forgotten_viewers = Table(
    "forgotten_viewers",
    metadata,
    key_column("viewer_id", Integer, "The viewer; a number without a name."),
    required_column("forgotten_at", _Moment, "When the viewer was removed."),
    comment="Viewers who were removed on request, and whom no load brings back; one row per "
    "viewer.",
)
