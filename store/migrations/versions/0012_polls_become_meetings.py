"""polls become meetings, and are run by several

Revision 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offer", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("invitation", sa.JSON(), nullable=True))
    op.create_table(
        "poll_organiser",
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["poll.id"], name=op.f("fk_poll_organiser_poll_poll")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_poll_organiser_person_person")),
        sa.PrimaryKeyConstraint("poll", "person", name=op.f("pk_poll_organiser")),
    )
