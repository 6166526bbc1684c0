"""${message}.

Why: (say what this changes for an operator, and whether readers notice).

Waits at most 4 s for a lock, then gives up: nothing is changed.

Revision: ${up_revision}
Follows: ${down_revision or "none" | comma,n}
Created: ${create_date.date()}
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.migrate import ObjectChange
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Change the tables between the old objects and the new ones."""
    objects = ObjectChange(down_revision, revision)
    objects.drop()
    ${upgrades if upgrades else ""}
    objects.create()


def downgrade() -> None:
    """The mirror image."""
    objects = ObjectChange(revision, down_revision)
    objects.drop()
    ${downgrades if downgrades else ""}
    objects.create()
