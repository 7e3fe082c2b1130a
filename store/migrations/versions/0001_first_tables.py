"""First tables

Revision 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step. The way back is a backup."""
    op.create_table(
        "account",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("limited", sa.Boolean(), nullable=True),
        sa.Column("limited_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_account")),
    )
    op.create_table(
        "account_limit",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file_bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_account_limit")),
    )
    op.create_table(
        "asset",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_asset")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "cursor",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_cursor")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("address", sa.Integer(), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("digest", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("expanded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("notice", "rev", "recipient", name=op.f("uq_delivery_notice")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_recipient", "delivery", ["recipient"], unique=False)
    op.create_index(
        "ix_delivery_unexpanded",
        "delivery",
        ["account", "lane", "not_before", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting' AND expanded_at IS NULL"),
        postgresql_where=sa.text("state = 'waiting' AND expanded_at IS NULL"),
    )
    op.create_table(
        "delivery_dispatch",
        sa.Column("delivery", sa.Integer(), nullable=False),
        sa.Column("dispatch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("delivery", "dispatch", name=op.f("pk_delivery_dispatch")),
    )
    op.create_index("ix_delivery_dispatch_dispatch", "delivery_dispatch", ["dispatch"], unique=False)
    op.create_table(
        "dialog",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", "chat", "user", name=op.f("pk_dialog")),
    )
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("address", sa.Integer(), nullable=True),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("rendering", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("buttons", sa.String(), nullable=True),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("on_unsure", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint("key", name=op.f("uq_dispatch_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_dispatch_after",
        "dispatch",
        ["after"],
        unique=False,
        sqlite_where=sa.text("after IS NOT NULL"),
        postgresql_where=sa.text("after IS NOT NULL"),
    )
    op.create_index(
        "ix_dispatch_queued",
        "dispatch",
        ["account", "lane", "not_before", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_dispatch_target",
        "dispatch",
        ["target"],
        unique=False,
        sqlite_where=sa.text("target IS NOT NULL"),
        postgresql_where=sa.text("target IS NOT NULL"),
    )
    op.create_index(
        "ix_dispatch_waiting_chat",
        "dispatch",
        ["account", "chat"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "uq_dispatch_in_flight",
        "dispatch",
        ["account", "chat"],
        unique=True,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tagged", sa.String(), nullable=False),
        sa.Column("due_day", sa.String(), nullable=True),
        sa.Column("due_time", sa.String(), nullable=True),
        sa.Column("due_because", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_entry_fingerprint")),
    )
    op.create_index(
        "ix_entry_untagged",
        "entry",
        ["id"],
        unique=False,
        sqlite_where=sa.text("tagged <> hash"),
        postgresql_where=sa.text("tagged <> hash"),
    )
    op.create_table(
        "guess",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "user", name=op.f("pk_guess")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("parked", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("account", "event_id", name=op.f("uq_inbox_account")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_unhandled",
        "inbox",
        ["account", "id"],
        unique=False,
        sqlite_where=sa.text("handled_at IS NULL AND parked IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL AND parked IS NULL"),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("job", "due_at", name=op.f("pk_job_run")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["organisation.id"], name=op.f("fk_organisation_merged_into_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "pace",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("rate_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("account", "chat", name=op.f("pk_pace")),
    )
    op.create_table(
        "programme",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_programme")),
    )
    op.create_table(
        "quiet_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spec", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_profile")),
        sa.UniqueConstraint("spec", name=op.f("uq_quiet_profile_spec")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("modified", sa.String(), nullable=True),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_ok_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fails", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_new_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("url", name=op.f("uq_source_url")),
    )
    op.create_table(
        "stranger",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "chat", name=op.f("pk_stranger")),
    )
    op.create_table(
        "topic",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_topic")),
    )
    op.create_table(
        "asset_upload",
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asset"], ["asset.sha256"], name=op.f("fk_asset_upload_asset_asset")),
        sa.PrimaryKeyConstraint("asset", "account", "name", name=op.f("pk_asset_upload")),
    )
    op.create_table(
        "county",
        sa.Column("ags", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_county_region_region")),
        sa.PrimaryKeyConstraint("ags", name=op.f("pk_county")),
    )
    op.create_table(
        "entry_sketch",
        sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_entry_sketch_entry_entry")),
        sa.PrimaryKeyConstraint("value", "entry", name=op.f("pk_entry_sketch")),
    )
    op.create_table(
        "entry_source",
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_entry_source_entry_entry")),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name=op.f("fk_entry_source_source_source")),
        sa.PrimaryKeyConstraint("source", "external_id", name=op.f("pk_entry_source")),
    )
    op.create_index(op.f("ix_entry_source_entry"), "entry_source", ["entry"], unique=False)
    op.create_table(
        "entry_tag",
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_entry_tag_entry_entry")),
        sa.PrimaryKeyConstraint("entry", "kind", "code", name=op.f("pk_entry_tag")),
    )
    op.create_table(
        "keyword",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["topic"], ["topic.code"], name=op.f("fk_keyword_topic_topic")),
        sa.PrimaryKeyConstraint("topic", "text", name=op.f("pk_keyword")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("statewide", sa.Boolean(), nullable=False),
        sa.Column("audience_role", sa.String(), nullable=True),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_notice_entry_entry")),
        sa.ForeignKeyConstraint(["follows"], ["notice.id"], name=op.f("fk_notice_follows_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("request_key", name=op.f("uq_notice_request_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("quiet_profile", sa.Integer(), nullable=False),
        sa.Column("statewide", sa.Boolean(), nullable=False),
        sa.Column("urgent_ok", sa.Boolean(), nullable=False),
        sa.Column("urgent_offhours", sa.Boolean(), nullable=False),
        sa.Column(
            "preferred_address",
            sa.Integer(),
            nullable=True,
            comment="address.id; no key, because address refers to recipient",
        ),
        sa.ForeignKeyConstraint(
            ["quiet_profile"], ["quiet_profile.id"], name=op.f("fk_recipient_quiet_profile_quiet_profile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
    )
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=True),
        sa.Column("recipient", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("moved_to", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["recipient"], ["recipient.id"], name=op.f("fk_address_recipient_recipient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("account", "chat", "thread", name=op.f("uq_address_account")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_address_recipient"), "address", ["recipient"], unique=False)
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("composed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recipient"], ["recipient.id"], name=op.f("fk_digest_recipient_recipient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("recipient", "slot", name=op.f("uq_digest_recipient")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "edition_item",
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["notice.id"], name=op.f("fk_edition_item_edition_notice")),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_edition_item_notice_notice")),
        sa.PrimaryKeyConstraint("edition", "notice", name=op.f("pk_edition_item")),
    )
    op.create_table(
        "notice_file",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asset"], ["asset.sha256"], name=op.f("fk_notice_file_asset_asset")),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_notice_file_notice_notice")),
        sa.PrimaryKeyConstraint("notice", "rev", "position", name=op.f("pk_notice_file")),
    )
    op.create_index(op.f("ix_notice_file_asset"), "notice_file", ["asset"], unique=False)
    op.create_table(
        "notice_programme",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_notice_programme_notice_notice")),
        sa.ForeignKeyConstraint(
            ["programme"], ["programme.code"], name=op.f("fk_notice_programme_programme_programme")
        ),
        sa.PrimaryKeyConstraint("notice", "programme", name=op.f("pk_notice_programme")),
    )
    op.create_table(
        "notice_region",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_notice_region_notice_notice")),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_notice_region_region_region")),
        sa.PrimaryKeyConstraint("notice", "region", name=op.f("pk_notice_region")),
    )
    op.create_table(
        "notice_revision",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("text_form", sa.String(), nullable=False),
        sa.Column("follow_up", sa.String(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_notice_revision_notice_notice")),
        sa.PrimaryKeyConstraint("notice", "rev", name=op.f("pk_notice_revision")),
    )
    op.create_table(
        "notice_topic",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_notice_topic_notice_notice")),
        sa.ForeignKeyConstraint(["topic"], ["topic.code"], name=op.f("fk_notice_topic_topic_topic")),
        sa.PrimaryKeyConstraint("notice", "topic", name=op.f("pk_notice_topic")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=True),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("pause_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("fallback_ok", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["recipient.id"], name=op.f("fk_person_id_recipient")),
        sa.ForeignKeyConstraint(["merged_into"], ["person.id"], name=op.f("fk_person_merged_into_person")),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name=op.f("fk_person_organisation_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
    )
    op.create_table(
        "rendering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_rendering_notice_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendering")),
        sa.UniqueConstraint("notice", "rev", "variant", "form", "part", name=op.f("uq_rendering_notice")),
    )
    op.create_table(
        "rhythm",
        sa.Column("recipient", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["recipient"], ["recipient.id"], name=op.f("fk_rhythm_recipient_recipient")),
        sa.PrimaryKeyConstraint("recipient", "level", name=op.f("pk_rhythm")),
    )
    op.create_table(
        "sub_programme",
        sa.Column("recipient", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programme.code"], name=op.f("fk_sub_programme_programme_programme")),
        sa.ForeignKeyConstraint(["recipient"], ["recipient.id"], name=op.f("fk_sub_programme_recipient_recipient")),
        sa.PrimaryKeyConstraint("recipient", "programme", name=op.f("pk_sub_programme")),
    )
    op.create_table(
        "sub_region",
        sa.Column("recipient", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["recipient"], ["recipient.id"], name=op.f("fk_sub_region_recipient_recipient")),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_sub_region_region_region")),
        sa.PrimaryKeyConstraint("recipient", "region", name=op.f("pk_sub_region")),
    )
    op.create_table(
        "sub_topic",
        sa.Column("recipient", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["recipient"], ["recipient.id"], name=op.f("fk_sub_topic_recipient_recipient")),
        sa.ForeignKeyConstraint(["topic"], ["topic.code"], name=op.f("fk_sub_topic_topic_topic")),
        sa.PrimaryKeyConstraint("recipient", "topic", name=op.f("pk_sub_topic")),
    )
    op.create_table(
        "code",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("many", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_code_person_person")),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_code_region_region")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_code")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_consent_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        "uq_consent_open",
        "consent",
        ["person", "kind"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "lead_region",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_lead_region_person_person")),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_lead_region_region_region")),
        sa.PrimaryKeyConstraint("person", "region", name=op.f("pk_lead_region")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("audience_role", sa.String(), nullable=True),
        sa.Column("registered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["recipient.id"], name=op.f("fk_place_id_recipient")),
        sa.ForeignKeyConstraint(["registered_by"], ["person.id"], name=op.f("fk_place_registered_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("key", name=op.f("uq_place_key")),
    )
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
        sa.Column("dirty", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["address"], ["address.id"], name=op.f("fk_surface_address_address")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surface")),
        sa.UniqueConstraint("subject", "address", "part", name=op.f("uq_surface_subject")),
    )
