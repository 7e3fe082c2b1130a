"""Roles that end, people who were not confirmed, and how people come to an account

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    op.add_column("person", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("lead_region", sa.Column("until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "entrance",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_entrance")),
    )
