"""What was learnt from libraries: models, the weights behind recommendations, similar games.

The large tables name games without foreign keys: `staging.publish_model()` checks a model as a
whole instead of a row at a time. Lists of 50 games are kept as lists: a tenth of the room, and of
the time that it takes to publish them.
"""

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)

from db.models.base import key_column, metadata, model_key, models_table, required_column

recommendation_models = models_table(
    "recommendation_models",
    Column(
        "method",
        Text,
        nullable=False,
        server_default="libraries",
        comment="What it learnt from: 'libraries', or 'content' where there were too few.",
    ),
    comment="Models that were trained; one row per training run that ended.",
    metrics="What it reached on hidden games.",
)


recommendation_games = Table(
    "recommendation_games",
    metadata,
    model_key(),
    key_column("game_id", BigInteger, "The game."),
    required_column("owners_count", Integer, "Libraries with it, of those learnt."),
    required_column("popularity_rank", Integer, "1 has the most owners."),
    required_column(
        "is_newcomer",
        Boolean,
        "Has too few owners for weights of its own, and is found by newcomer weights.",
    ),
    required_column("own_bias", Integer, "Added to its own score, in thousandths."),
    required_column(
        "play_bias", Integer, "Added to its play score for a library of a few games, likewise."
    ),
    Column(
        "few_bias",
        Integer,
        comment="Added to its own score for a library of a few games, likewise; null as own_bias.",
    ),
    Index(None, "model_id", "popularity_rank"),
    # games of which a library says nothing, best first
    Index(
        "ix_recommendation_games_own_bias",
        "model_id",
        text("own_bias desc"),
        "popularity_rank",
        "game_id",
    ),
    Index(
        "ix_recommendation_games_biased",
        "model_id",
        "game_id",
        postgresql_where=text("own_bias <> 0 or play_bias <> 0"),
    ),
    comment="Games that a model knows; one row per (model, game).",
)

recommendation_weights = Table(
    "recommendation_weights",
    metadata,
    model_key(),
    key_column("game_id", BigInteger, "The game in the library."),
    key_column("recommended_game_id", BigInteger, "The game that it speaks for, or against."),
    required_column("own_weight", SmallInteger, "For owning it, in thousandths."),
    required_column("play_weight", SmallInteger, "For playing it, in thousandths."),
    Column(
        "few_weight",
        SmallInteger,
        comment="For owning it, by a library of a few games, in thousandths; null as own_weight.",
    ),
    CheckConstraint("recommended_game_id <> game_id", name="itself"),
    Index(None, "model_id", "recommended_game_id"),
    comment="What a game in a library says of another; one row per (model, game, other game).",
)

newcomer_weights = Table(
    "newcomer_weights",
    metadata,
    model_key(),
    key_column("game_id", BigInteger, "The game in the library."),
    key_column("recommended_game_id", BigInteger, "The newcomer that it speaks for."),
    required_column("weight", SmallInteger, "How much, in thousandths."),
    CheckConstraint("recommended_game_id <> game_id", name="itself"),
    CheckConstraint("weight > 0", name="weight"),
    Index(None, "model_id", "recommended_game_id"),
    comment="What a game in a library says of a newcomer; one row per (model, game, newcomer).",
)

game_variants = Table(
    "game_variants",
    metadata,
    model_key(),
    key_column("game_id", BigInteger, "The game."),
    required_column(
        "main_game_id", BigInteger, "The id that stands for it in lists: its own, or an edition's."
    ),
    Column(
        "speaking_game_id",
        BigInteger,
        comment="Whose owners speak for it: its own, an edition's, a test app's; null for nobody.",
    ),
    required_column(
        "is_extra",
        Boolean,
        "Downloadable content, soundtrack, demo, test app, tool or film: no game.",
    ),
    Column("series_id", Integer, comment="The series, by its title; null for a game alone."),
    Index(None, "model_id", "main_game_id"),
    comment="What a game is another id, an extra or a part of; one row per (model, game).",
)

recommendation_players = Table(
    "recommendation_players",
    metadata,
    model_key(),
    key_column("game_id", BigInteger, "The game."),
    required_column("players_count", Integer, "Users who have played it."),
    required_column("user_keys", ARRAY(Integer), "The users who have played it."),
    required_column(
        "weights", ARRAY(Integer), "Of each what the game weighs, in millionths of a length of 1."
    ),
    CheckConstraint("players_count = cardinality(user_keys)", name="user_keys"),
    CheckConstraint("players_count = cardinality(weights)", name="weights"),
    comment="Players of a game, as lists, to find similar users; one row per (model, game).",
)

game_similarities = Table(
    "game_similarities",
    metadata,
    model_key(),
    key_column("game_id", BigInteger, "The game."),
    required_column(
        "similar_game_ids", ARRAY(BigInteger), "The similar games, most similar first; at most 50."
    ),
    required_column("scores", ARRAY(REAL), "Of each how similar, 0 to 1."),
    required_column(
        "players_shares",
        ARRAY(REAL),
        "Of each the part of the score due to common players, 0 to 1.",
    ),
    CheckConstraint("cardinality(similar_game_ids) between 1 and 50", name="similar_game_ids"),
    CheckConstraint("game_id <> all(similar_game_ids)", name="itself"),
    CheckConstraint("cardinality(scores) = cardinality(similar_game_ids)", name="scores"),
    CheckConstraint("0 <= all(scores) and 1 >= all(scores)", name="score"),
    CheckConstraint(
        "cardinality(players_shares) = cardinality(similar_game_ids)", name="players_shares"
    ),
    CheckConstraint("0 <= all(players_shares) and 1 >= all(players_shares)", name="players_share"),
    comment="Games most similar to a game, as lists; one row per (model, game).",
)
