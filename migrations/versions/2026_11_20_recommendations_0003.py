"""Recommendations.

Why: a trained model gets its tables, its staging tables and the functions that recommend by it; the
ledger learns of a third kind of run. Nothing is trained here: until `ludoteca similarities` there
is nothing to recommend. A downgrade drops the models; the runs that stored them stay in the ledger
as refreshes, which is how the older code knows a new data version without new files.

Waits at most 4 s for a lock, then gives up: nothing is changed.

Revision: 0003
Follows: 0002
Created: 2026-11-20
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.derived import create_derived, drop_derived

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables between the old derived layer and the new one."""
    drop_derived(down_revision)
    op.drop_constraint(op.f("ck_loads_kind"), "loads", schema="core")
    op.create_check_constraint(
        op.f("ck_loads_kind"),
        "loads",
        "kind in ('load', 'refresh', 'similarities')",
        schema="core",
    )
    op.create_table(
        "game_similarities",
        sa.Column(
            "model_id", sa.Integer(), autoincrement=False, nullable=False, comment="The model."
        ),
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column(
            "similar_game_ids",
            sa.ARRAY(sa.BigInteger()),
            nullable=False,
            comment="The similar games, most similar first; at most 50.",
        ),
        sa.Column(
            "scores", sa.ARRAY(sa.REAL()), nullable=False, comment="Of each how similar, 0 to 1."
        ),
        sa.Column(
            "players_shares",
            sa.ARRAY(sa.REAL()),
            nullable=False,
            comment="Of each the part of the score due to common players, 0 to 1.",
        ),
        sa.CheckConstraint(
            "0 <= all(players_shares) and 1 >= all(players_shares)",
            name=op.f("ck_game_similarities_players_share"),
        ),
        sa.CheckConstraint(
            "0 <= all(scores) and 1 >= all(scores)", name=op.f("ck_game_similarities_score")
        ),
        sa.CheckConstraint(
            "cardinality(players_shares) = cardinality(similar_game_ids)",
            name=op.f("ck_game_similarities_players_shares"),
        ),
        sa.CheckConstraint(
            "cardinality(scores) = cardinality(similar_game_ids)",
            name=op.f("ck_game_similarities_scores"),
        ),
        sa.CheckConstraint(
            "cardinality(similar_game_ids) between 1 and 50",
            name=op.f("ck_game_similarities_similar_game_ids"),
        ),
        sa.CheckConstraint(
            "game_id <> all(similar_game_ids)", name=op.f("ck_game_similarities_itself")
        ),
        sa.PrimaryKeyConstraint("model_id", "game_id", name=op.f("pk_game_similarities")),
        schema="core",
        comment="Games most similar to a game, as lists; one row per (model, game).",
    )
    op.create_table(
        "newcomer_weights",
        sa.Column(
            "model_id", sa.Integer(), autoincrement=False, nullable=False, comment="The model."
        ),
        sa.Column(
            "game_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The game in the library.",
        ),
        sa.Column(
            "recommended_game_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The newcomer that it speaks for.",
        ),
        sa.Column("weight", sa.SmallInteger(), nullable=False, comment="How much, in thousandths."),
        sa.CheckConstraint(
            "recommended_game_id <> game_id", name=op.f("ck_newcomer_weights_itself")
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_newcomer_weights_weight")),
        sa.PrimaryKeyConstraint(
            "model_id", "game_id", "recommended_game_id", name=op.f("pk_newcomer_weights")
        ),
        schema="core",
        comment="What a game in a library says of a newcomer; one row per (model, game, newcomer).",
    )
    op.create_index(
        op.f("ix_newcomer_weights_model_id_recommended_game_id"),
        "newcomer_weights",
        ["model_id", "recommended_game_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "recommendation_games",
        sa.Column(
            "model_id", sa.Integer(), autoincrement=False, nullable=False, comment="The model."
        ),
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column(
            "owners_count",
            sa.Integer(),
            nullable=False,
            comment="Libraries with it, of those learnt.",
        ),
        sa.Column(
            "popularity_rank", sa.Integer(), nullable=False, comment="1 has the most owners."
        ),
        sa.Column(
            "is_newcomer",
            sa.Boolean(),
            nullable=False,
            comment="Has too few owners for weights of its own, and is found by newcomer weights.",
        ),
        sa.Column(
            "own_bias",
            sa.Integer(),
            nullable=False,
            comment="Added to its own score, in thousandths.",
        ),
        sa.Column(
            "play_bias", sa.Integer(), nullable=False, comment="Added to its play score, likewise."
        ),
        sa.PrimaryKeyConstraint("model_id", "game_id", name=op.f("pk_recommendation_games")),
        schema="core",
        comment="Games that a model knows; one row per (model, game).",
    )
    op.create_index(
        "ix_recommendation_games_biased",
        "recommendation_games",
        ["model_id", "game_id"],
        unique=False,
        schema="core",
        postgresql_where=sa.text("own_bias <> 0 or play_bias <> 0"),
    )
    op.create_index(
        op.f("ix_recommendation_games_model_id_popularity_rank"),
        "recommendation_games",
        ["model_id", "popularity_rank"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "recommendation_models",
        sa.Column(
            "model_id", sa.Integer(), sa.Identity(always=True), nullable=False, comment="The model."
        ),
        sa.Column(
            "status", sa.Text(), nullable=False, comment="'published', 'superseded' or 'aside'."
        ),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Start of the training.",
        ),
        sa.Column(
            "finished_at", sa.DateTime(timezone=True), nullable=False, comment="When it was stored."
        ),
        sa.Column(
            "data_version",
            sa.BigInteger(),
            nullable=True,
            comment="Version of the data that it learnt from.",
        ),
        sa.Column("seed", sa.Integer(), nullable=False, comment="Seed of its random numbers."),
        sa.Column(
            "parameters",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Parameters of the training.",
        ),
        sa.Column(
            "metrics",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="What it reached on hidden games.",
        ),
        sa.Column(
            "timings",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Seconds by stage.",
        ),
        sa.Column(
            "versions",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Versions of what did the work.",
        ),
        sa.Column(
            "comparison",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="Its metrics beside those of the model published then; null for the first.",
        ),
        sa.CheckConstraint(
            "status in ('published', 'superseded', 'aside')",
            name=op.f("ck_recommendation_models_status"),
        ),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_recommendation_models")),
        schema="core",
        comment="Models that were trained; one row per training run that ended.",
    )
    op.create_index(
        "uq_recommendation_models_published",
        "recommendation_models",
        ["status"],
        unique=True,
        schema="core",
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "recommendation_players",
        sa.Column(
            "model_id", sa.Integer(), autoincrement=False, nullable=False, comment="The model."
        ),
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column(
            "players_count", sa.Integer(), nullable=False, comment="Users who have played it."
        ),
        sa.Column(
            "user_keys",
            sa.ARRAY(sa.Integer()),
            nullable=False,
            comment="The users who have played it.",
        ),
        sa.Column(
            "weights",
            sa.ARRAY(sa.Integer()),
            nullable=False,
            comment="Of each what the game weighs, in millionths of a length of 1.",
        ),
        sa.CheckConstraint(
            "players_count = cardinality(user_keys)",
            name=op.f("ck_recommendation_players_user_keys"),
        ),
        sa.CheckConstraint(
            "players_count = cardinality(weights)", name=op.f("ck_recommendation_players_weights")
        ),
        sa.PrimaryKeyConstraint("model_id", "game_id", name=op.f("pk_recommendation_players")),
        schema="core",
        comment="Players of a game, as lists, to find similar users; one row per (model, game).",
    )
    op.create_table(
        "recommendation_weights",
        sa.Column(
            "model_id", sa.Integer(), autoincrement=False, nullable=False, comment="The model."
        ),
        sa.Column(
            "game_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The game in the library.",
        ),
        sa.Column(
            "recommended_game_id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="The game that it speaks for, or against.",
        ),
        sa.Column(
            "own_weight",
            sa.SmallInteger(),
            nullable=False,
            comment="For owning it, in thousandths.",
        ),
        sa.Column(
            "play_weight",
            sa.SmallInteger(),
            nullable=False,
            comment="For playing it, in thousandths.",
        ),
        sa.CheckConstraint(
            "recommended_game_id <> game_id", name=op.f("ck_recommendation_weights_itself")
        ),
        sa.PrimaryKeyConstraint(
            "model_id", "game_id", "recommended_game_id", name=op.f("pk_recommendation_weights")
        ),
        schema="core",
        comment="What a game in a library says of another; one row per (model, game, other game).",
    )
    op.create_index(
        op.f("ix_recommendation_weights_model_id_recommended_game_id"),
        "recommendation_weights",
        ["model_id", "recommended_game_id"],
        unique=False,
        schema="core",
    )
    op.create_table(
        "game_similarities",
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game."),
        sa.Column("rank", sa.SmallInteger(), nullable=False, comment="Place, from 1 to 50."),
        sa.Column("similar_game_id", sa.BigInteger(), nullable=False, comment="The similar game."),
        sa.Column("score", sa.REAL(), nullable=False, comment="How similar, 0 to 1."),
        sa.Column(
            "players_share", sa.REAL(), nullable=False, comment="Part of it due to common players."
        ),
        sa.Column(
            "content_share", sa.REAL(), nullable=False, comment="Part of it due to what they are."
        ),
        schema="staging",
        comment="Similar games of the model under way; one row per (game, rank).",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "newcomer_weights",
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game in the library."),
        sa.Column(
            "recommended_game_id",
            sa.BigInteger(),
            nullable=False,
            comment="The newcomer that it speaks for.",
        ),
        sa.Column("weight", sa.SmallInteger(), nullable=False, comment="How much, in thousandths."),
        schema="staging",
        comment="Newcomer weights of the model under way; one row per (game, newcomer).",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "recommendation_games",
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game."),
        sa.Column(
            "owners_count",
            sa.Integer(),
            nullable=False,
            comment="Libraries with it, of those learnt.",
        ),
        sa.Column(
            "popularity_rank", sa.Integer(), nullable=False, comment="1 has the most owners."
        ),
        sa.Column(
            "is_newcomer",
            sa.Boolean(),
            nullable=False,
            comment="Has too few owners for weights of its own.",
        ),
        sa.Column(
            "own_bias",
            sa.Integer(),
            nullable=False,
            comment="Added to its own score, in thousandths.",
        ),
        sa.Column(
            "play_bias",
            sa.Integer(),
            nullable=False,
            comment="Added to its play score, in thousandths.",
        ),
        schema="staging",
        comment="Games of the model under way; one row per game.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "recommendation_players",
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game."),
        sa.Column(
            "user_keys",
            sa.ARRAY(sa.Integer()),
            nullable=False,
            comment="The users who have played it.",
        ),
        sa.Column(
            "weights",
            sa.ARRAY(sa.Integer()),
            nullable=False,
            comment="What it weighs for each, in millionths.",
        ),
        schema="staging",
        comment="Who has played a game, of the model under way; one row per game.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "recommendation_weights",
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game in the library."),
        sa.Column(
            "recommended_game_id",
            sa.BigInteger(),
            nullable=False,
            comment="The game that it speaks for, or against.",
        ),
        sa.Column(
            "own_weight",
            sa.SmallInteger(),
            nullable=False,
            comment="For owning it, in thousandths.",
        ),
        sa.Column(
            "play_weight",
            sa.SmallInteger(),
            nullable=False,
            comment="For playing it, in thousandths.",
        ),
        schema="staging",
        comment="Weights of the model under way; one row per (game, other game).",
        prefixes=["UNLOGGED"],
    )
    op.alter_column(
        "loads",
        "kind",
        existing_type=sa.TEXT(),
        comment="'load' of files, 'refresh' of aggregates, or 'similarities' of a model.",
        existing_comment="'load' of files, or 'refresh' of aggregates.",
        existing_nullable=False,
        schema="core",
    )
    create_derived(revision)


def downgrade() -> None:
    """The mirror image."""
    drop_derived(revision)
    op.alter_column(
        "loads",
        "kind",
        existing_type=sa.TEXT(),
        comment="'load' of files, or 'refresh' of aggregates.",
        existing_comment="'load' of files, 'refresh' of aggregates, or 'similarities' of a model.",
        existing_nullable=False,
        schema="core",
    )
    op.drop_table("recommendation_weights", schema="staging")
    op.drop_table("recommendation_players", schema="staging")
    op.drop_table("recommendation_games", schema="staging")
    op.drop_table("newcomer_weights", schema="staging")
    op.drop_table("game_similarities", schema="staging")
    op.drop_index(
        op.f("ix_recommendation_weights_model_id_recommended_game_id"),
        table_name="recommendation_weights",
        schema="core",
    )
    op.drop_table("recommendation_weights", schema="core")
    op.drop_table("recommendation_players", schema="core")
    op.drop_index(
        "uq_recommendation_models_published",
        table_name="recommendation_models",
        schema="core",
        postgresql_where=sa.text("status = 'published'"),
    )
    op.drop_table("recommendation_models", schema="core")
    op.drop_index(
        op.f("ix_recommendation_games_model_id_popularity_rank"),
        table_name="recommendation_games",
        schema="core",
    )
    op.drop_index(
        "ix_recommendation_games_biased",
        table_name="recommendation_games",
        schema="core",
        postgresql_where=sa.text("own_bias <> 0 or play_bias <> 0"),
    )
    op.drop_table("recommendation_games", schema="core")
    op.drop_index(
        op.f("ix_newcomer_weights_model_id_recommended_game_id"),
        table_name="newcomer_weights",
        schema="core",
    )
    op.drop_table("newcomer_weights", schema="core")
    op.drop_table("game_similarities", schema="core")
    op.drop_constraint(op.f("ck_loads_kind"), "loads", schema="core")
    op.execute("update core.loads set kind = 'refresh' where kind = 'similarities'")
    op.create_check_constraint(
        op.f("ck_loads_kind"), "loads", "kind in ('load', 'refresh')", schema="core"
    )
    create_derived(down_revision)
