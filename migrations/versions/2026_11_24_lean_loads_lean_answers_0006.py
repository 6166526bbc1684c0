"""Lean loads, lean answers.

Why: a load stages the genres, tags, specs and studios of a game as one row per list instead of one
per label; what a load that broke off may have left in staging.game_labels goes, nobody reads it.
The reviews of an interval and a search no longer read rows in proportion to the data: two new
aggregates hold running sums, and the index of words is read from the most popular names down.
Studios and the reviews of a game are listed by an index in each order that they can have. The
aggregates are dropped and made anew; where data are loaded they are filled at once, and readers
hear of it. Answers stay the same.

Waits at most 4 s for a lock, then gives up: nothing is changed.

Revision: 0006
Follows: 0005
Created: 2026-11-24
"""

import sqlalchemy as sa
from alembic import op

from db.derived import create_derived, drop_derived

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables between the old derived layer and the new one."""
    drop_derived(down_revision)
    op.execute("truncate staging.game_labels")
    op.drop_column("game_labels", "position", schema="staging")
    op.drop_column("game_labels", "spelling", schema="staging")
    op.add_column(
        "game_labels",
        sa.Column(
            "spellings",
            sa.ARRAY(sa.Text(collation="C")),
            nullable=False,
            comment="The names as written, in their order.",
        ),
        schema="staging",
    )
    op.create_table_comment(
        "game_labels",
        "Genres, tags, specs and studios of staged games; one row per list of a line.",
        existing_comment="Genres, tags, specs and studios of staged games; one row per label of a "
        "line.",
        schema="staging",
    )
    op.drop_index(op.f("ix_reviews_posted_on"), table_name="reviews", schema="core")
    op.drop_index(op.f("ix_reviews_game_id"), table_name="reviews", schema="core")
    op.create_index(
        op.f("ix_reviews_game_id_posted_on"), "reviews", ["game_id", "posted_on"], schema="core"
    )
    create_derived(revision)


def downgrade() -> None:
    """The mirror image."""
    drop_derived(revision)
    op.drop_index(op.f("ix_reviews_game_id_posted_on"), table_name="reviews", schema="core")
    op.create_index(op.f("ix_reviews_game_id"), "reviews", ["game_id"], schema="core")
    op.create_index(
        op.f("ix_reviews_posted_on"),
        "reviews",
        ["posted_on"],
        schema="core",
        postgresql_include=["user_key", "is_recommended"],
    )
    op.execute("truncate staging.game_labels")
    op.drop_column("game_labels", "spellings", schema="staging")
    op.add_column(
        "game_labels",
        sa.Column(
            "position", sa.SmallInteger(), nullable=False, comment="Place in the list, from 1."
        ),
        schema="staging",
    )
    op.add_column(
        "game_labels",
        sa.Column(
            "spelling", sa.Text(collation="C"), nullable=False, comment="The name as written."
        ),
        schema="staging",
    )
    op.create_table_comment(
        "game_labels",
        "Genres, tags, specs and studios of staged games; one row per label of a line.",
        existing_comment="Genres, tags, specs and studios of staged games; one row per list of a "
        "line.",
        schema="staging",
    )
    create_derived(down_revision)
