"""What was learnt from ratings: models, offsets, title weights, clusters of titles.

The tables name titles and viewers without foreign keys: `staging.publish_taste_model()` checks a
model as a whole instead of a row at a time.
"""

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    CheckConstraint,
    Double,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
)

from db.models.base import (
    CodePointText,
    key_column,
    metadata,
    model_key,
    models_table,
    required_column,
)

taste_models = models_table(
    "taste_models",
    required_column(
        "method",
        Text,
        "What it answers with: 'hybrid', or 'baseline' where nothing better than offsets was "
        "learnt.",
    ),
    required_column("ratings_count", Integer, "Ratings that it learnt from."),
    required_column("mean_stars", Double, "Mean stars of all ratings."),
    required_column("viewer_damping", Double, "Ratings of 0 that damp a viewer's offset."),
    required_column("weights_factor", Double, "Share of what title weights add; 0 in a baseline."),
    required_column("weights_damping", Double, "Added to the sum of the title weights."),
    required_column("clusters_factor", Double, "Share of what clusters add; 0 in a baseline."),
    required_column("clusters_damping", Double, "Ratings of 0 that damp a viewer's cluster mean."),
    CheckConstraint("method in ('hybrid', 'baseline')", name="method"),
    comment="Taste models that were trained; one row per training run that ended.",
    metrics="How far off it was on hidden ratings.",
)

title_offsets = Table(
    "title_offsets",
    metadata,
    model_key(),
    key_column("title_key", Integer, "The title."),
    required_column("offset_stars", Double, "Stars that it gets beyond mean and viewer."),
    comment="Offsets of rated titles; one row per (model, title).",
)

viewer_offsets = Table(
    "viewer_offsets",
    metadata,
    model_key(),
    key_column("viewer_id", Integer, "The viewer."),
    required_column("offset_stars", Double, "Stars that he gives beyond mean and titles."),
    comment="Offsets of viewers as learnt, for those who are compared with the one asked for; "
    "one row per (model, viewer).",
)

hidden_ratings = Table(
    "hidden_ratings",
    metadata,
    model_key(),
    key_column("rating_hash", BigInteger, "A hash of seed, viewer and title, which names nobody."),
    required_column("predicted_stars", REAL, "Stars foreseen while it was hidden."),
    comment="What a model foresaw of ratings hidden from it, to compare the next one on them; one "
    "row per (model, rating).",
)

title_weights = Table(
    "title_weights",
    metadata,
    model_key(),
    key_column("title_key", Integer, "The title to be foreseen."),
    key_column("other_title_key", Integer, "The rated title."),
    required_column("weight", REAL, "Shrunk correlation of their residuals, 0 to 1."),
    CheckConstraint("other_title_key <> title_key", name="itself"),
    CheckConstraint("weight > 0 and weight <= 1", name="weight"),
    Index(None, "model_id", "other_title_key", "title_key", postgresql_include=["weight"]),
    comment="What a rated title says of another, the 50 largest; one row per (model, title, "
    "other title).",
)

clusters = Table(
    "clusters",
    metadata,
    model_key(),
    key_column("cluster", SmallInteger, "The cluster, from 1, the largest first."),
    required_column("titles_count", Integer, "Titles in it."),
    required_column(
        "terms", ARRAY(CodePointText), "What marks it most: genres, kind, decade; at most 5."
    ),
    CheckConstraint("titles_count > 0", name="titles_count"),
    comment="Clusters of titles of like content; one row per (model, cluster).",
)

title_clusters = Table(
    "title_clusters",
    metadata,
    model_key(),
    key_column("title_key", Integer, "The title."),
    required_column("cluster", SmallInteger, "Its cluster."),
    # the members of one cluster, of which a viewer has rated some
    Index(None, "model_id", "cluster", "title_key"),
    comment="In which cluster a title is; one row per (model, title).",
)
