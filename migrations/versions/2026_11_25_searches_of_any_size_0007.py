"""Searches of any size.

Why: a search that goes on to names spelled alike compared the text with every user who shared
letters with it: what it took grew with the users. Now a user is found by one slip of the finger, as
each text that is one slip away is looked up in an index; the index of letters holds games, studios
and genres alone. The closest users to an unknown one are found in the same way. The aggregates are
dropped and made anew; where data are loaded they are filled at once, and readers hear of it.

Waits at most 4 s for a lock, then gives up: nothing is changed.

Revision: 0007
Follows: 0006
Created: 2026-11-25
"""

from db.derived import create_derived, drop_derived

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the derived layer anew."""
    drop_derived(down_revision)
    create_derived(revision)


def downgrade() -> None:
    """The mirror image."""
    drop_derived(revision)
    create_derived(down_revision)
