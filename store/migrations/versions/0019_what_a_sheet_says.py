"""which wording of the consent stands on an invitation

Revision 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text_version", sa.String(), nullable=True))
