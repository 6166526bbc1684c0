"""Steady searches, loads in less time.

Why: a misspelled search was compared with every user, so it grew with them; now each text that is
one slip away from it is looked up. A first load computes the aggregates that need no game while it
still reads games, and a later one only those that read what it wrote, so agg.refresh() can be asked
for a part, and names of games are an aggregate of their own; the quartiles of playtimes are
gathered by all cores; indexes of tables that a first load fills are built at its end, and the
labels that count are chosen before the transaction that merges them. Staging tables are analyzed by
those who fill them, no longer by autovacuum in the middle of a load. The numbers and the answers
stay the same, but for users, who are found by one slip in the whole of their id. The aggregates are
dropped and made anew; where data are loaded they are filled at once, and readers hear of it.

Waits at most 4 s for a lock, then gives up: nothing is changed.

Revision: 0007
Follows: 0006
Created: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

from db.derived import create_derived, drop_derived

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STAGED = (
    "files",
    "game_labels",
    "game_similarities",
    "games",
    "held_constraints",
    "item_names",
    "items",
    "labels",
    "newcomer_weights",
    "price_model_errors",
    "price_model_features",
    "price_model_nodes",
    "price_predictions",
    "recommendation_games",
    "recommendation_players",
    "recommendation_weights",
    "rejects",
    "reviews",
    "users",
)


def upgrade() -> None:
    """Say what the table holds between the old derived layer and the new one."""
    drop_derived(down_revision)
    op.create_table_comment(
        "held_constraints",
        "Keys and indexes taken off empty tables during a first load; one row per key or index.",
        existing_comment="Keys taken off empty tables during a first load; one row per key.",
        schema="staging",
    )
    op.alter_column(
        "held_constraints",
        "name",
        existing_type=sa.Text(collation="C"),
        comment="Name of the constraint or index.",
        existing_comment="Name of the constraint.",
        existing_nullable=False,
        schema="staging",
    )
    for table in STAGED:
        op.execute(f"alter table staging.{table} set (autovacuum_enabled = false)")
    create_derived(revision)


def downgrade() -> None:
    """The mirror image."""
    drop_derived(revision)
    for table in STAGED:
        op.execute(f"alter table staging.{table} reset (autovacuum_enabled)")
    op.alter_column(
        "held_constraints",
        "name",
        existing_type=sa.Text(collation="C"),
        comment="Name of the constraint.",
        existing_comment="Name of the constraint or index.",
        existing_nullable=False,
        schema="staging",
    )
    op.create_table_comment(
        "held_constraints",
        "Keys taken off empty tables during a first load; one row per key.",
        existing_comment="Keys and indexes taken off empty tables during a first load; one row per "
        "key or index.",
        schema="staging",
    )
    create_derived(down_revision)
