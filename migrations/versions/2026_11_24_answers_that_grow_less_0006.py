"""Answers that grow less than the data.

Why: the reviews of an interval and a search no longer read rows in proportion to the data: two new
aggregates hold running sums, and the index of words is read from the most popular names down.
Studios and the reviews of a game are listed by an index in each order that they can have. The
aggregates are dropped and made anew; where data are loaded they are filled at once, and readers
hear of it. Answers stay the same.

Waits at most 4 s for a lock, then gives up: nothing is changed.

Revision: 0006
Follows: 0005
Created: 2026-11-24
"""

from alembic import op

from db.derived import create_derived, drop_derived

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables between the old derived layer and the new one."""
    drop_derived(down_revision)
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
    create_derived(down_revision)
