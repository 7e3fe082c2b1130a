"""${message}

Revision ${up_revision}${", after " + down_revision if down_revision else ""}.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    ${upgrades if upgrades else "pass"}
