"""What was learnt of prices: models, their trees, how far off they are, and what they foresee.

A model is rows, not a file: Postgres itself walks its trees, so nothing is loaded that could run.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Integer,
    SmallInteger,
    Table,
    Text,
)

from db.models.base import CodePointText, Money, metadata, model_key, models_table

price_models = models_table(
    "price_models",
    comment="Price models that were trained; one row per training run that ended.",
    metrics="How far off it was on hidden prices.",
)


def _number(name: str, comment: str, *, key: bool = True) -> Column[int]:
    return Column(
        name, SmallInteger, primary_key=key, autoincrement=False, nullable=not key, comment=comment
    )


price_model_features = Table(
    "price_model_features",
    metadata,
    model_key(),
    _number("feature", "Its place in what the model reads, from 1."),
    Column(
        "kind",
        Text,
        nullable=False,
        comment="'genre', 'tag', 'spec' or 'word': whether a game has it; else 'number'.",
    ),
    Column("name", CodePointText, nullable=False, comment="The label, the word or the number."),
    Column("clue", Text, nullable=False, comment="What must be known of a game to know it."),
    CheckConstraint("kind in ('genre', 'tag', 'spec', 'word', 'number')", name="kind"),
    comment="What a price model reads; one row per (model, feature).",
)

price_model_nodes = Table(
    "price_model_nodes",
    metadata,
    model_key(),
    Column(
        "output",
        Text,
        primary_key=True,
        comment="'price', 'low' or 'high': what its tree is a part of.",
    ),
    _number("tree", "The tree, from 0."),
    _number("node", "The node; 0 is the root."),
    _number("feature", "The feature that it asks for; null at an end.", key=False),
    Column("threshold", Double, comment="What it compares the feature with; null at an end."),
    _number("lower_node", "The next node for values up to the threshold.", key=False),
    _number("upper_node", "The next node for greater values.", key=False),
    _number("missing_node", "The next node where the feature is unknown.", key=False),
    Column(
        "value",
        Double,
        nullable=False,
        comment="US dollars that the tree adds for games that end here, on average.",
    ),
    CheckConstraint("output in ('price', 'low', 'high')", name="output"),
    CheckConstraint(
        "(feature is null) = (threshold is null) and (feature is null) = (lower_node is null) "
        "and (feature is null) = (upper_node is null) "
        "and (feature is null) = (missing_node is null)",
        name="end",
    ),
    comment="Trees of a price model; one row per (model, output, tree, node).",
)

price_model_errors = Table(
    "price_model_errors",
    metadata,
    model_key(),
    Column(
        "clues_mask",
        SmallInteger,
        primary_key=True,
        autoincrement=False,
        comment="Which clues were given: the sum of 1 for genres, 2 tags, 4 specs, 8 early access, "
        "16 release, 32 studios, 64 title, 128 reception.",
    ),
    Column("games_count", Integer, nullable=False, comment="Games that were foreseen."),
    Column("mae_usd", Double, nullable=False, comment="Mean absolute error, in US dollars."),
    Column("rmse_usd", Double, nullable=False, comment="Root mean squared error, in US dollars."),
    Column(
        "margin_usd", Double, nullable=False, comment="Added to both ends of the range, in dollars."
    ),
    CheckConstraint("clues_mask between 0 and 255", name="clues_mask"),
    comment="How far off a price model is, by what it is told; one row per (model, clues).",
)

price_predictions = Table(
    "price_predictions",
    metadata,
    model_key(),
    Column("game_id", BigInteger, primary_key=True, autoincrement=False, comment="The game."),
    Column("predicted_usd", Money, nullable=False, comment="The price foreseen, in US dollars."),
    Column("low_usd", Money, nullable=False, comment="Lower end of its range, in US dollars."),
    Column("high_usd", Money, nullable=False, comment="Upper end of its range, in US dollars."),
    Column(
        "is_held_out",
        Boolean,
        nullable=False,
        comment="Its own price was hidden from what foresaw it; false without one.",
    ),
    CheckConstraint("0 <= low_usd", name="low"),
    CheckConstraint("low_usd <= predicted_usd and predicted_usd <= high_usd", name="range"),
    comment="Prices foreseen for the catalogue; one row per (model, game).",
)
