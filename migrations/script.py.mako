"""${message}.

Why: (say what this changes for an operator, and whether readers notice).

Revision: ${up_revision}
Follows: ${down_revision or "none" | comma,n}
Created: ${create_date.date()}
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Add to the tables, while readers use the old objects of sql/."""
    ${upgrades if upgrades else "pass"}


def after_upgrade() -> None:
    """Take from the tables what only the old objects read."""
    ${after_upgrades if after_upgrades else "pass"}


def downgrade() -> None:
    """Add to the tables what the old objects read."""
    ${downgrades if downgrades else "pass"}


def after_downgrade() -> None:
    """Take from the tables what was added."""
    ${after_downgrades if after_downgrades else "pass"}
