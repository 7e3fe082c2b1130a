"""reports to who released a notice

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    op.create_table(
        "report_due",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("address", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["address"], ["address.id"], name=op.f("fk_report_due_address_address")),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_report_due_notice_notice")),
        sa.PrimaryKeyConstraint("notice", "address", name=op.f("pk_report_due")),
    )
