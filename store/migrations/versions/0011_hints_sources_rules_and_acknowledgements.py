"""hints, sources rules and acknowledgements

Revision 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    op.create_table(
        "tag_correction",
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_tag_correction")),
    )
    op.create_table(
        "source_rule",
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("into_edition", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name=op.f("fk_source_rule_source_source")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_rule")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_acknowledgement_notice_notice")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_acknowledgement_person_person")),
        sa.PrimaryKeyConstraint("notice", "person", name=op.f("pk_acknowledgement")),
    )
    op.create_table(
        "entry_giver",
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_entry_giver_entry_entry")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_entry_giver_person_person")),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_entry_giver")),
    )
    with op.batch_alter_table("entry_giver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_giver_person"), ["person"], unique=False)
