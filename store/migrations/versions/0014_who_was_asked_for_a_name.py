"""who was asked for a name or an organisation

Revision 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_name_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("asked_organisation_at", sa.DateTime(timezone=True), nullable=True))
