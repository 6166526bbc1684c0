"""Prices.

Why: a trained price model gets its tables, its staging tables and the views and functions that
answer by it; the ledger learns of a fourth kind of run. Nothing is trained here: until
`ludoteca prices train` there is no price to foresee. The aggregates are dropped and made anew,
three new ones among them; where data are loaded they are filled at once, and readers hear of it. A
downgrade drops the models; the runs that stored them stay in the ledger as refreshes.

Waits at most 4 s for a lock, then gives up: nothing is changed.

Revision: 0005
Follows: 0004
Created: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.derived import create_derived, drop_derived

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables between the old derived layer and the new one."""
    drop_derived(down_revision)
    op.drop_constraint(op.f("ck_loads_kind"), "loads", schema="core")
    op.create_check_constraint(
        op.f("ck_loads_kind"),
        "loads",
        "kind in ('load', 'refresh', 'similarities', 'prices')",
        schema="core",
    )
    op.create_table(
        "price_model_errors",
        sa.Column(
            "model_id", sa.Integer(), autoincrement=False, nullable=False, comment="The model."
        ),
        sa.Column(
            "clues_mask",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="Which clues were given: the sum of 1 for genres, 2 tags, 4 specs, "
            "8 early access, 16 release, 32 studios, 64 title, 128 reception.",
        ),
        sa.Column("games_count", sa.Integer(), nullable=False, comment="Games that were foreseen."),
        sa.Column(
            "mae_usd", sa.Double(), nullable=False, comment="Mean absolute error, in US dollars."
        ),
        sa.Column(
            "rmse_usd",
            sa.Double(),
            nullable=False,
            comment="Root mean squared error, in US dollars.",
        ),
        sa.Column(
            "margin_usd",
            sa.Double(),
            nullable=False,
            comment="Added to both ends of the range, in dollars.",
        ),
        sa.CheckConstraint(
            "clues_mask between 0 and 255", name=op.f("ck_price_model_errors_clues_mask")
        ),
        sa.PrimaryKeyConstraint("model_id", "clues_mask", name=op.f("pk_price_model_errors")),
        schema="core",
        comment="How far off a price model is, by what it is told; one row per (model, clues).",
    )
    op.create_table(
        "price_model_features",
        sa.Column(
            "model_id", sa.Integer(), autoincrement=False, nullable=False, comment="The model."
        ),
        sa.Column(
            "feature",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="Its place in what the model reads, from 1.",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="'genre', 'tag', 'spec' or 'word': whether a game has it; else 'number'.",
        ),
        sa.Column(
            "name",
            sa.Text(collation="C"),
            nullable=False,
            comment="The label, the word or the number.",
        ),
        sa.Column(
            "clue", sa.Text(), nullable=False, comment="What must be known of a game to know it."
        ),
        sa.CheckConstraint(
            "kind in ('genre', 'tag', 'spec', 'word', 'number')",
            name=op.f("ck_price_model_features_kind"),
        ),
        sa.PrimaryKeyConstraint("model_id", "feature", name=op.f("pk_price_model_features")),
        schema="core",
        comment="What a price model reads; one row per (model, feature).",
    )
    op.create_table(
        "price_model_nodes",
        sa.Column(
            "model_id", sa.Integer(), autoincrement=False, nullable=False, comment="The model."
        ),
        sa.Column(
            "output",
            sa.Text(),
            nullable=False,
            comment="'price', 'low' or 'high': what its tree is a part of.",
        ),
        sa.Column(
            "tree",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="The tree, from 0.",
        ),
        sa.Column(
            "node",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="The node; 0 is the root.",
        ),
        sa.Column(
            "feature",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=True,
            comment="The feature that it asks for; null at an end.",
        ),
        sa.Column(
            "threshold",
            sa.Double(),
            nullable=True,
            comment="What it compares the feature with; null at an end.",
        ),
        sa.Column(
            "lower_node",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=True,
            comment="The next node for values up to the threshold.",
        ),
        sa.Column(
            "upper_node",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=True,
            comment="The next node for greater values.",
        ),
        sa.Column(
            "missing_node",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=True,
            comment="The next node where the feature is unknown.",
        ),
        sa.Column(
            "value",
            sa.Double(),
            nullable=False,
            comment="US dollars that the tree adds for games that end here, on average.",
        ),
        sa.CheckConstraint(
            "output in ('price', 'low', 'high')",
            name=op.f("ck_price_model_nodes_output"),
        ),
        sa.CheckConstraint(
            "(feature is null) = (threshold is null) and (feature is null) = (lower_node is null) "
            "and (feature is null) = (upper_node is null) "
            "and (feature is null) = (missing_node is null)",
            name=op.f("ck_price_model_nodes_end"),
        ),
        sa.PrimaryKeyConstraint(
            "model_id", "output", "tree", "node", name=op.f("pk_price_model_nodes")
        ),
        schema="core",
        comment="Trees of a price model; one row per (model, output, tree, node).",
    )
    op.create_table(
        "price_models",
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
            comment="How far off it was on hidden prices.",
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
            "status in ('published', 'superseded', 'aside')", name=op.f("ck_price_models_status")
        ),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_price_models")),
        schema="core",
        comment="Price models that were trained; one row per training run that ended.",
    )
    op.create_index(
        "uq_price_models_published",
        "price_models",
        ["status"],
        unique=True,
        schema="core",
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "price_predictions",
        sa.Column(
            "model_id", sa.Integer(), autoincrement=False, nullable=False, comment="The model."
        ),
        sa.Column(
            "game_id", sa.BigInteger(), autoincrement=False, nullable=False, comment="The game."
        ),
        sa.Column(
            "predicted_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=False,
            comment="The price foreseen, in US dollars.",
        ),
        sa.Column(
            "low_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=False,
            comment="Lower end of its range, in US dollars.",
        ),
        sa.Column(
            "high_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=False,
            comment="Upper end of its range, in US dollars.",
        ),
        sa.Column(
            "is_held_out",
            sa.Boolean(),
            nullable=False,
            comment="Its own price was hidden from what foresaw it; false without one.",
        ),
        sa.CheckConstraint("0 <= low_usd", name=op.f("ck_price_predictions_low")),
        sa.CheckConstraint(
            "low_usd <= predicted_usd and predicted_usd <= high_usd",
            name=op.f("ck_price_predictions_range"),
        ),
        sa.PrimaryKeyConstraint("model_id", "game_id", name=op.f("pk_price_predictions")),
        schema="core",
        comment="Prices foreseen for the catalogue; one row per (model, game).",
    )
    op.create_table(
        "price_model_errors",
        sa.Column(
            "clues_mask", sa.SmallInteger(), nullable=False, comment="Which clues were given."
        ),
        sa.Column("games_count", sa.Integer(), nullable=False, comment="Games that were foreseen."),
        sa.Column(
            "mae_usd", sa.Double(), nullable=False, comment="Mean absolute error, in US dollars."
        ),
        sa.Column(
            "rmse_usd",
            sa.Double(),
            nullable=False,
            comment="Root mean squared error, in US dollars.",
        ),
        sa.Column(
            "margin_usd", sa.Double(), nullable=False, comment="Added to both ends of the range."
        ),
        schema="staging",
        comment="How far off the price model under way is; one row per combination of clues.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "price_model_features",
        sa.Column(
            "feature",
            sa.SmallInteger(),
            nullable=False,
            comment="Its place in what the model reads, from 1.",
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="'genre', 'tag', 'spec', 'word' or 'number'."
        ),
        sa.Column(
            "name",
            sa.Text(collation="C"),
            nullable=False,
            comment="The label, the word or the number.",
        ),
        sa.Column(
            "clue", sa.Text(), nullable=False, comment="What must be known of a game to know it."
        ),
        schema="staging",
        comment="What the price model under way reads; one row per feature.",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "price_model_nodes",
        sa.Column("output", sa.Text(), nullable=False, comment="'price', 'low' or 'high'."),
        sa.Column("tree", sa.SmallInteger(), nullable=False, comment="The tree, from 0."),
        sa.Column("node", sa.SmallInteger(), nullable=False, comment="The node; 0 is the root."),
        sa.Column(
            "feature", sa.SmallInteger(), nullable=True, comment="The feature that it asks for."
        ),
        sa.Column(
            "threshold", sa.Double(), nullable=True, comment="What it compares the feature with."
        ),
        sa.Column(
            "lower_node", sa.SmallInteger(), nullable=True, comment="Next up to the threshold."
        ),
        sa.Column("upper_node", sa.SmallInteger(), nullable=True, comment="Next beyond it."),
        sa.Column(
            "missing_node", sa.SmallInteger(), nullable=True, comment="Next where it is unknown."
        ),
        sa.Column(
            "value", sa.Double(), nullable=False, comment="US dollars that the tree adds here."
        ),
        schema="staging",
        comment="Trees of the price model under way; one row per (output, tree, node).",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "price_predictions",
        sa.Column("game_id", sa.BigInteger(), nullable=False, comment="The game."),
        sa.Column(
            "predicted_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=False,
            comment="The price foreseen, in US dollars.",
        ),
        sa.Column(
            "low_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=False,
            comment="Lower end of its range, in US dollars.",
        ),
        sa.Column(
            "high_usd",
            sa.Numeric(precision=10, scale=2),
            nullable=False,
            comment="Upper end of its range, in US dollars.",
        ),
        sa.Column(
            "is_held_out",
            sa.Boolean(),
            nullable=False,
            comment="Its own price was hidden from what foresaw it.",
        ),
        schema="staging",
        comment="Prices that the price model under way foresees; one row per game.",
        prefixes=["UNLOGGED"],
    )
    op.alter_column(
        "loads",
        "kind",
        existing_type=sa.TEXT(),
        comment="'load' of files, 'refresh' of aggregates, 'similarities' or 'prices' of a model.",
        existing_comment="'load' of files, 'refresh' of aggregates, or 'similarities' of a model.",
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
        comment="'load' of files, 'refresh' of aggregates, or 'similarities' of a model.",
        existing_comment=(
            "'load' of files, 'refresh' of aggregates, 'similarities' or 'prices' of a model."
        ),
        existing_nullable=False,
        schema="core",
    )
    op.drop_table("price_predictions", schema="staging")
    op.drop_table("price_model_nodes", schema="staging")
    op.drop_table("price_model_features", schema="staging")
    op.drop_table("price_model_errors", schema="staging")
    op.drop_table("price_predictions", schema="core")
    op.drop_index(
        "uq_price_models_published",
        table_name="price_models",
        schema="core",
        postgresql_where=sa.text("status = 'published'"),
    )
    op.drop_table("price_models", schema="core")
    op.drop_table("price_model_nodes", schema="core")
    op.drop_table("price_model_features", schema="core")
    op.drop_table("price_model_errors", schema="core")
    op.drop_constraint(op.f("ck_loads_kind"), "loads", schema="core")
    op.execute("update core.loads set kind = 'refresh' where kind = 'prices'")
    op.create_check_constraint(
        op.f("ck_loads_kind"),
        "loads",
        "kind in ('load', 'refresh', 'similarities')",
        schema="core",
    )
    create_derived(down_revision)
