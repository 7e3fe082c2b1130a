"""editions in the making

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    op.create_table(
        "next_edition",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_next_edition_notice_notice")),
        sa.PrimaryKeyConstraint("notice", name=op.f("pk_next_edition")),
    )
    op.create_table(
        "edition_draft",
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editorial", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_edition_draft")),
    )
    op.create_table(
        "edition_choice",
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_edition_choice_notice_notice")),
        sa.ForeignKeyConstraint(["slot"], ["edition_draft.slot"], name=op.f("fk_edition_choice_slot_edition_draft")),
        sa.PrimaryKeyConstraint("slot", "notice", name=op.f("pk_edition_choice")),
    )
