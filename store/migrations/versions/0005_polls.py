"""polls

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed", sa.Integer(), nullable=True),
        sa.Column("result", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_poll_asked_by_person")),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_poll_notice_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("notice", name=op.f("uq_poll_notice")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name=op.f("fk_ballot_organisation_organisation")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_ballot_person_person")),
        sa.ForeignKeyConstraint(["poll"], ["poll.id"], name=op.f("fk_ballot_poll_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("key", name=op.f("uq_ballot_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballot_poll"), ["poll"], unique=False)

    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_local", sa.String(), nullable=False),
        sa.Column("end_local", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["poll"], ["poll.id"], name=op.f("fk_poll_option_poll_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("poll", "number", name=op.f("uq_poll_option_poll")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "poll_voter",
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_poll_voter_person_person")),
        sa.ForeignKeyConstraint(["poll"], ["poll.id"], name=op.f("fk_poll_voter_poll_poll")),
        sa.PrimaryKeyConstraint("poll", "person", name=op.f("pk_poll_voter")),
    )
    op.create_table(
        "ballot_answer",
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("option_rev", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("ballot", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["option"], ["poll_option.id"], name=op.f("fk_ballot_answer_option_poll_option")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_ballot_answer_person_person")),
        sa.ForeignKeyConstraint(["poll"], ["poll.id"], name=op.f("fk_ballot_answer_poll_poll")),
        sa.PrimaryKeyConstraint("poll", "option", "person", name=op.f("pk_ballot_answer")),
    )
    op.create_table(
        "organisation_answer",
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("option_rev", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("ballot", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["option"], ["poll_option.id"], name=op.f("fk_organisation_answer_option_poll_option")),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name=op.f("fk_organisation_answer_organisation_organisation")
        ),
        sa.ForeignKeyConstraint(["poll"], ["poll.id"], name=op.f("fk_organisation_answer_poll_poll")),
        sa.PrimaryKeyConstraint("poll", "option", "organisation", name=op.f("pk_organisation_answer")),
    )
    with op.batch_alter_table("rendering", schema=None) as batch_op:
        batch_op.add_column(sa.Column("buttons", sa.String(), nullable=True))

    # Nothing was ever written there before.
    op.drop_table("surface")
    op.create_table(
        "surface",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("address", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("dispatch", sa.Integer(), nullable=True),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("shown_rev", sa.Integer(), nullable=False),
        sa.Column("render_hash", sa.String(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("dirty", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["address"], ["address.id"], name=op.f("fk_surface_address_address")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surface")),
        sa.UniqueConstraint("subject", "address", "part", name=op.f("uq_surface_subject")),
    )
    op.create_index("ix_surface_address", "surface", ["address"], unique=False)
    op.create_index(
        "ix_surface_dirty",
        "surface",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("dirty"),
        postgresql_where=sa.text("dirty"),
    )
