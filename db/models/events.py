"""What users did since files were collected, and what they are not interested in."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from db.models.base import CodePointText, key_column, metadata, required_column

_Moment = DateTime(timezone=True)

# Without keys to users and games: an event may wait for its user, and of a game a first load
# replaces every row.
events = Table(
    "events",
    metadata,
    Column("event_id", BigInteger, Identity(always=True), primary_key=True, comment="The event."),
    required_column("user_id", CodePointText, "The user's public id; case-sensitive."),
    required_column(
        "kind",
        Text,
        "'bought', 'played', 'reviewed', 'not_interested', or 'interested' which takes that back.",
    ),
    required_column("game_id", BigInteger, "The game."),
    Column("minutes", Integer, comment="Minutes that were played, where it was played."),
    Column("is_recommended", Boolean, comment="The user recommends the game, in a review."),
    Column("review", Text, comment="Text of the review; null without one."),
    required_column("happened_at", _Moment, "When the user did it."),
    required_column("recorded_at", _Moment, "When it was recorded."),
    Column("idempotency_key", Text, comment="What its sender calls it; once and for all."),
    CheckConstraint("user_id <> ''", name="user_id_not_empty"),
    CheckConstraint(
        "kind in ('bought', 'played', 'reviewed', 'not_interested', 'interested')", name="kind"
    ),
    CheckConstraint("(kind = 'played') = (minutes is not null)", name="minutes"),
    CheckConstraint("(kind = 'reviewed') = (is_recommended is not null)", name="recommended"),
    CheckConstraint("kind = 'reviewed' or review is null", name="review"),
    UniqueConstraint("idempotency_key"),
    Index(None, "user_id", "game_id"),
    Index(None, "game_id"),
    comment="What users did, as it was recorded; rows are added, and go only with a user or a game "
    "that is forgotten; one row per event.",
)

pending_events = Table(
    "pending_events",
    metadata,
    key_column("event_id", ForeignKey(events.c.event_id, ondelete="cascade"), "The event."),
    required_column("is_applied", Boolean, "Library or reviews of the user have it already."),
    comment="Events that the aggregates do not show yet; one row per event.",
)

followed_events = Table(
    "followed_events",
    metadata,
    key_column("is_only", Boolean, "True: there is one row."),
    required_column(
        "events_count", BigInteger, "Events that the aggregates have come to show, so far."
    ),
    Column(
        "ratings_count",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="Ratings that came one by one and changed no further aggregate, so far.",
    ),
    required_column("followed_at", _Moment, "When they last did."),
    CheckConstraint("is_only", name="is_only"),
    comment="How far the aggregates have followed events; one row, none before the first.",
)
