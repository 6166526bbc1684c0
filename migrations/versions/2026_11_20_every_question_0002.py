"""Every question.

Why: the questions Q10 to Q20, everything known of a game in one row, and a search over names. Only
the derived layer changes; on a loaded database it is filled in the same transaction, and readers
wait for that as for any migration.

Revision: 0002
Follows: 0001
Created: 2026-11-20
"""

from db.derived import create_derived, drop_derived

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace the derived layer."""
    drop_derived(down_revision)
    create_derived(revision)


def downgrade() -> None:
    """The mirror image."""
    drop_derived(revision)
    create_derived(down_revision)
