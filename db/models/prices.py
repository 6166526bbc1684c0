"""What was learnt of prices: models, their trees, how far off they are, and what they foresee.

A model is rows, not a file: Postgres itself walks its trees, so nothing is loaded that could run.
"""

from sqlalchemy import (
    ARRAY,
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

from db.models.base import (
    CodePointText,
    Money,
    key_column,
    metadata,
    model_key,
    models_table,
    required_column,
)

price_models = models_table(
    "price_models",
    comment="Price models that were trained; one row per training run that ended.",
    metrics="How far off it was on hidden prices.",
)


price_model_features = Table(
    "price_model_features",
    metadata,
    model_key(),
    key_column("feature", SmallInteger, "Its place in what the model reads, from 1."),
    required_column(
        "kind", Text, "'genre', 'tag', 'spec' or 'word': whether a game has it; else 'number'."
    ),
    required_column("name", CodePointText, "The label, the word or the number."),
    required_column("clue", Text, "What must be known of a game to know it."),
    CheckConstraint("kind in ('genre', 'tag', 'spec', 'word', 'number')", name="kind"),
    comment="What a price model reads; one row per (model, feature).",
)

price_model_nodes = Table(
    "price_model_nodes",
    metadata,
    model_key(),
    key_column("output", Text, "'price', 'low' or 'high': what its tree is a part of."),
    key_column("tree", SmallInteger, "The tree, from 0."),
    key_column("node", SmallInteger, "The node; 0 is the root."),
    Column("feature", SmallInteger, comment="The feature that it asks for; null at an end."),
    Column("threshold", Double, comment="What it compares the feature with; null at an end."),
    Column("lower_node", SmallInteger, comment="The next node for values up to the threshold."),
    Column("upper_node", SmallInteger, comment="The next node for greater values."),
    Column("missing_node", SmallInteger, comment="The next node where the feature is unknown."),
    required_column(
        "value", Double, "US dollars that the tree adds for games that end here, on average."
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
    key_column(
        "clues_mask",
        SmallInteger,
        "Which clues were given: the sum of 1 for genres, 2 tags, 4 specs, 8 early access, "
        "16 release, 32 studios, 64 title, 128 reception.",
    ),
    required_column("games_count", Integer, "Games that were foreseen."),
    required_column("mae_usd", Double, "Mean absolute error, in US dollars."),
    required_column("rmse_usd", Double, "Root mean squared error, in US dollars."),
    required_column(
        "margin_usd", Double, "Added to both ends of the range, in dollars; 0 beside bands."
    ),
    Column(
        "combination_rmse_usd",
        Double,
        comment="The same of the shrunken mean of the games equal in what is known.",
    ),
    Column("difference_usd", Double, comment="Between the two; below 0 the model is nearer."),
    Column("standard_error_usd", Double, comment="Standard error of the difference."),
    CheckConstraint("clues_mask between 0 and 255", name="clues_mask"),
    comment="How far off a price model is, by what it is told; one row per (model, clues).",
)

price_model_bands = Table(
    "price_model_bands",
    metadata,
    model_key(),
    key_column("clues_mask", SmallInteger, "Which clues were given, as `price_model_errors` does."),
    key_column("band", SmallInteger, "The band of foreseen prices, from 1, the lowest."),
    required_column("from_usd", Double, "The lowest foreseen price in it, in US dollars."),
    Column(
        "low_usd",
        Double,
        comment="Added to the price for the lower end; null where the range starts at 0.",
    ),
    required_column("high_usd", Double, "Added to the price for the upper end."),
    required_column("free_percent", Double, "Share of its games that are free, in percent."),
    comment="Ranges of a price model, by what it is told and what it foresees; one row per "
    "(model, clues, band).",
)

price_combinations = Table(
    "price_combinations",
    metadata,
    model_key(),
    key_column("clues_mask", SmallInteger, "The clues that make it: the others are empty."),
    key_column("genre_keys", ARRAY(CodePointText), "Its genres, in the order of their letters."),
    key_column("spec_keys", ARRAY(CodePointText), "Its features, likewise."),
    key_column("release_year", SmallInteger, "Its release year; 0 where that does not count."),
    key_column("is_early_access", Boolean, "Whether it is sold before it is finished, likewise."),
    required_column(
        "mean_usd", Double, "Mean price, shrunk toward a coarser combination, in US dollars."
    ),
    required_column("free_percent", Double, "Share that is free, likewise, in percent."),
    required_column("games_count", Integer, "Games of it that were learnt from."),
    comment="What games equal in a few clues cost; one row per (model, combination).",
)

price_predictions = Table(
    "price_predictions",
    metadata,
    model_key(),
    key_column("game_id", BigInteger, "The game."),
    required_column("predicted_usd", Money, "The price foreseen, in US dollars."),
    required_column("low_usd", Money, "Lower end of its range, in US dollars."),
    required_column("high_usd", Money, "Upper end of its range, in US dollars."),
    required_column(
        "is_held_out", Boolean, "Its own price was hidden from what foresaw it; false without one."
    ),
    Column("free_percent", Double, comment="Share of such games that are free, in percent."),
    Column("from_genres_usd", Money, comment="What its genres alone foresee, unseen."),
    Column(
        "from_genres_early_access_usd",
        Money,
        comment="What its genres and early access foresee, unseen.",
    ),
    CheckConstraint("0 <= low_usd", name="low"),
    CheckConstraint("low_usd <= predicted_usd and predicted_usd <= high_usd", name="range"),
    comment="Prices foreseen for the catalogue; one row per (model, game).",
)
