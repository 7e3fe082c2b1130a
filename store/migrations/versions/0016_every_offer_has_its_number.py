"""every offer to invite has a number of its own

Revision 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    op.create_table(
        "poll_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("option_rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["poll.id"], name=op.f("fk_poll_offer_poll_poll")),
        sa.ForeignKeyConstraint(["option"], ["poll_option.id"], name=op.f("fk_poll_offer_option_poll_option")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_offer")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("poll_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_offer_poll"), ["poll"], unique=False)
    # What was offered before had numbers that could come again: it is offered anew, as if nobody had been told.
    op.execute("UPDATE poll SET offer = NULL")
