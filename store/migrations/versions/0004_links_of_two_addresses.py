"""links of two addresses

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    op.create_table(
        "link_offer",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("other_account", sa.String(), nullable=False),
        sa.Column("other_chat", sa.String(), nullable=False),
        sa.Column("other_user", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["code"], ["code.hash"], name=op.f("fk_link_offer_code_code")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_link_offer_person_person")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_link_offer")),
    )
