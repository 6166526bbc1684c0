"""${message}.

Why: (say what this changes for an operator, and whether readers notice).

Waits at most 4 s for a lock, then gives up: nothing is changed.

Revision: ${up_revision}
Follows: ${down_revision | comma,n}
Created: ${create_date}
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.derived import create_derived, drop_derived
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Change the tables between the old derived layer and the new one."""
    % if down_revision:
    drop_derived(down_revision)
    % endif
    ${upgrades if upgrades else ""}
    create_derived(revision)


def downgrade() -> None:
    """The mirror image."""
    drop_derived(revision)
    ${downgrades if downgrades else ""}
    % if down_revision:
    create_derived(down_revision)
    % endif
