"""What is told: sources, entries, notices, editions, files."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint, text
from sqlmodel import Column, Field, SQLModel

from store.tables.base import NEVER_REUSED


class Source(SQLModel, table=True):
    """A feed. etag and modified are written after the entries that came with them, in the same transaction.

    told: the trouble that the Koordination was told of, until it is over; "" if none.
    """

    __tablename__ = "source"
    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    title: str = ""
    enabled: bool = True
    etag: str | None = None
    modified: str | None = None
    next_check_at: datetime | None = None
    last_ok_at: datetime | None = None
    fails: int = 0
    last_error: str = ""
    failing_since: datetime | None = None
    last_new_at: datetime | None = None
    told: str = ""
    told_at: datetime | None = None


#: Entries whose present words have no tags yet.
UNTAGGED = "tagged <> hash"


class Entry(SQLModel, table=True):
    """What a feed brought; becomes a notice when released. state: store/entries.py.

    tagged: the hash of the words that its tags were made of. due_day, due_time: the deadline it names, as German local
    time in ISO form; due_because: the words that say so.
    """

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_untagged", "id", sqlite_where=text(UNTAGGED), postgresql_where=text(UNTAGGED)),)
    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(unique=True)
    hash: str
    changes: int = 0
    title: str
    link: str = ""
    summary: str = ""
    html: str = ""
    published_at: datetime | None = None
    first_seen_at: datetime
    state: str = "open"
    tagged: str = ""
    due_day: str | None = None
    due_time: str | None = None
    due_because: str = ""


class EntryTag(SQLModel, table=True):
    """A topic or region that an entry was tagged with. kind: topic or region; because: the words that say so."""

    __tablename__ = "entry_tag"
    entry: int = Field(primary_key=True, foreign_key="entry.id")
    kind: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    position: int = 0
    because: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class EntrySource(SQLModel, table=True):
    """The same entry in several sources."""

    __tablename__ = "entry_source"
    source: int = Field(primary_key=True, foreign_key="source.id")
    external_id: str = Field(primary_key=True)
    entry: int = Field(foreign_key="entry.id", index=True)


class EntrySketch(SQLModel, table=True):
    """A number under which an entry is found by the same text in another source; cleared away after a while."""

    __tablename__ = "entry_sketch"
    value: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    entry: int = Field(primary_key=True, foreign_key="entry.id")


class EntryGiver(SQLModel, table=True):
    """Who of the network handed an entry in, as a hint or as a question. answered_at: of a question."""

    __tablename__ = "entry_giver"
    entry: int = Field(primary_key=True, foreign_key="entry.id")
    kind: str
    person: int = Field(foreign_key="person.id", index=True)
    answered_at: datetime | None = None


class TagCorrection(SQLModel, table=True):
    """What an entry is about as somebody of the Koordination sees it, for measuring how well tags are found."""

    __tablename__ = "tag_correction"
    entry: int = Field(primary_key=True)
    title: str
    summary: str
    topics: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    regions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    at: datetime


class SourceRule(SQLModel, table=True):
    """What the Koordination has decided about a source. topics, regions: what its entries have if nothing is found.

    official: it speaks for itself, without a label that this is its opinion. into_edition: topics of which its entries
    go into the edition unseen. evidence: why it is on the list.
    """

    __tablename__ = "source_rule"
    source: int = Field(primary_key=True, foreign_key="source.id")
    official: bool = False
    topics: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    regions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    into_edition: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    evidence: str = ""


class Acknowledgement(SQLModel, table=True):
    """Somebody pressed, of their own accord, that they took note of an urgent notice."""

    __tablename__ = "acknowledgement"
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    person: int = Field(primary_key=True, foreign_key="person.id")
    at: datetime


class Notice(SQLModel, table=True):
    """One thing to be told. request_key: the repeat of a command makes no second one."""

    __tablename__ = "notice"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    level: str
    scope: str = "public"
    state: str = "draft"
    #: The current revision.
    rev: int = 1
    statewide: bool = False
    audience_role: str | None = None
    request_key: str = Field(unique=True)
    author: str = ""
    approver: str | None = None
    created_at: datetime
    released_at: datetime | None = None
    #: When an approved notice goes out by itself.
    release_at: datetime | None = None
    starts_at: datetime | None = None
    deadline: datetime | None = None
    expires_at: datetime | None = None
    entry: int | None = Field(default=None, foreign_key="entry.id")
    follows: int | None = Field(default=None, foreign_key="notice.id")


class NoticeRevision(SQLModel, table=True):
    """What a notice says, as one revision. audience: what the pure function counted when it was frozen."""

    __tablename__ = "notice_revision"
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    rev: int = Field(primary_key=True)
    title: str
    source: str = ""
    #: The notice's text as Markdown, as HTML when it came from a feed, or as text of which no sign means anything
    #: when somebody said it to the bot (text_form: markdown, html, text).
    document: str = ""
    text_form: str = "markdown"
    #: "" or how it goes on from an earlier notice: update, correction, done.
    follow_up: str = ""
    audience: int | None = None
    frozen_at: datetime | None = None


class NoticeRegion(SQLModel, table=True):
    """A region that a notice is for."""

    __tablename__ = "notice_region"
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    region: str = Field(primary_key=True, foreign_key="region.code")


class NoticeTopic(SQLModel, table=True):
    """A topic that a notice is about."""

    __tablename__ = "notice_topic"
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    topic: str = Field(primary_key=True, foreign_key="topic.code")


class NoticeProgramme(SQLModel, table=True):
    """A programme that a notice is for."""

    __tablename__ = "notice_programme"
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    programme: str = Field(primary_key=True, foreign_key="programme.code")


class EditionItem(SQLModel, table=True):
    """A notice in an edition. audience: the weekly deliveries of it that the pure function counted."""

    __tablename__ = "edition_item"
    edition: int = Field(primary_key=True, foreign_key="notice.id")
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    rev: int
    section: str = ""
    position: int = 0
    audience: int = 0


class NextEdition(SQLModel, table=True):
    """A notice that is written down and goes out with the next edition, not before."""

    __tablename__ = "next_edition"
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    since: datetime


class EditionDraft(SQLModel, table=True):
    """The edition of a week (2026-W48) while it is being made. told_at: when the Koordination was told of it."""

    __tablename__ = "edition_draft"
    slot: str = Field(primary_key=True)
    drafted_at: datetime
    editorial: str = ""
    told_at: datetime | None = None


class EditionChoice(SQLModel, table=True):
    """What was decided about a notice in the draft of an edition. section "": its own; position: within the section."""

    __tablename__ = "edition_choice"
    slot: str = Field(primary_key=True, foreign_key="edition_draft.slot")
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    left_out: bool = False
    section: str = ""
    position: int | None = None


class Rendering(SQLModel, table=True):
    """A revision as one form, cut into parts: rendered once, dispatches refer to it.

    variant: "whole", "public" (an edition without its internal items), "short" (the message that announces an edit)
    or "withdrawn". part: files stand behind the texts, from domain.revision.FILES on. body: JSON of a Body.
    """

    __tablename__ = "rendering"
    __table_args__ = (UniqueConstraint("notice", "rev", "variant", "form", "part"),)
    id: int | None = Field(default=None, primary_key=True)
    notice: int = Field(foreign_key="notice.id")
    rev: int
    variant: str = "whole"
    form: str
    part: int
    body: str
    #: The buttons below this part, the same for everybody; None: it has none.
    buttons: str | None = None


class Proposal(SQLModel, table=True):
    """A change of what is out, or an edition, that waits for a second pair of eyes; decided on, it is gone.

    kind: of store.proposals; notice: the one that it changes; data: the change itself, as JSON has it.
    """

    __tablename__ = "proposal"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    notice: int | None = Field(default=None, foreign_key="notice.id")
    title: str
    author: str
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime


class Asset(SQLModel, table=True):
    """A file whose bytes are in the folder of the assets, under their sha256. They are there before this row is."""

    __tablename__ = "asset"
    sha256: str = Field(primary_key=True)
    size: int
    stored_at: datetime


class NoticeFile(SQLModel, table=True):
    """A file of a revision. The same bytes may be called differently by each. label: "" or what people are told."""

    __tablename__ = "notice_file"
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    rev: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    asset: str = Field(foreign_key="asset.sha256", index=True)
    name: str
    mime: str
    width: int = 0
    height: int = 0
    label: str = ""


class EntryFile(SQLModel, table=True):
    """A file that somebody handed in with a hint; a notice that is made of it has it too."""

    __tablename__ = "entry_file"
    entry: int = Field(primary_key=True, foreign_key="entry.id")
    position: int = Field(primary_key=True)
    asset: str = Field(foreign_key="asset.sha256", index=True)
    name: str
    mime: str
    width: int = 0
    height: int = 0
    label: str = ""


class AssetUpload(SQLModel, table=True):
    """A file that a network has. name: the network may keep it with the bytes. reference: only the channel reads it."""

    __tablename__ = "asset_upload"
    asset: str = Field(primary_key=True, foreign_key="asset.sha256")
    account: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    reference: str


class AccountLimit(SQLModel, table=True):
    """What an account's network said that it takes, when it was last opened. file_bytes: the largest file; 0: none."""

    __tablename__ = "account_limit"
    account: str = Field(primary_key=True)
    file_bytes: int
