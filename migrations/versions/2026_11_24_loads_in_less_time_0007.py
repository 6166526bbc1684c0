"""Loads in less time.

Why: a first load computes the aggregates that need no game while it still reads games, so
agg.refresh() can be asked for a part; the quartiles of playtimes are gathered by all cores; labels
are compared as numbers once each name is known. The numbers and the answers stay the same. The
aggregates are dropped and made anew; where data are loaded they are filled at once, and readers
hear of it.

Waits at most 4 s for a lock, then gives up: nothing is changed.

Revision: 0007
Follows: 0006
Created: 2026-11-24
"""

from db.derived import create_derived, drop_derived

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Exchange the old derived layer for the new one."""
    drop_derived(down_revision)
    create_derived(revision)


def downgrade() -> None:
    """The mirror image."""
    drop_derived(revision)
    create_derived(down_revision)
