"""The tables. A PRIMARY KEY or UNIQUE here is a promise kept (docs/architecture.md says which)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, Table, UniqueConstraint, and_, cast, literal_column, or_, text
from sqlmodel import Column, Field, SQLModel

from domain.state import LEFT

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

#: SQLite would give the id of a deleted last row away again; these ids name remote messages for ever.
NEVER_REUSED = {"sqlite_autoincrement": True}


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table of a model: statements are written against it."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


# --- Who receives ---------------------------------------------------------------------------------------------------


class QuietProfile(SQLModel, table=True):
    """Quiet hours that somebody chose; a few hundred at most, so that freezing computes not_before once for each."""

    __tablename__ = "quiet_profile"
    id: int | None = Field(default=None, primary_key=True)
    spec: str = Field(unique=True)


class Recipient(SQLModel, table=True):
    """A person or a place: one key for both, so that no UNIQUE ever holds a NULL."""

    __tablename__ = "recipient"
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    quiet_profile: int = Field(foreign_key="quiet_profile.id")
    #: For all regions, chosen as such.
    statewide: bool = False
    urgent_ok: bool = False
    urgent_offhours: bool = False
    preferred_address: int | None = Field(
        default=None, sa_column_kwargs={"comment": "address.id; no key, because address refers to recipient"}
    )


class Person(SQLModel, table=True):
    """Somebody who has joined."""

    __tablename__ = "person"
    id: int = Field(primary_key=True, foreign_key="recipient.id")
    #: The name of this person in CSV and JSON.
    key: str = Field(unique=True)
    display_name: str | None = None
    organisation: int | None = Field(default=None, foreign_key="organisation.id")
    role: str = "member"
    state: str = "active"
    pause_until: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    #: Somebody who may confirm them did not want to; they wait no more.
    refused_at: datetime | None = None
    fallback_ok: bool = False
    merged_into: int | None = Field(default=None, foreign_key="person.id")
    #: When something was heard of them last, and when they were asked since whether they want to stay.
    seen_at: datetime | None = None
    asked_at: datetime | None = None
    #: When they were asked whom they work for: once.
    asked_organisation_at: datetime | None = None


class Place(SQLModel, table=True):
    """A group, room, forum topic or channel of a region, of the Federführenden, or of the whole network."""

    __tablename__ = "place"
    id: int = Field(primary_key=True, foreign_key="recipient.id")
    key: str = Field(unique=True)
    display_name: str | None = None
    scope: str = "public"
    audience_role: str | None = None
    registered_by: int | None = Field(default=None, foreign_key="person.id")


class LeadRegion(SQLModel, table=True):
    """A region that a person leads. until: somebody who stands in for others, and when that ends by itself."""

    __tablename__ = "lead_region"
    person: int = Field(primary_key=True, foreign_key="person.id")
    region: str = Field(primary_key=True, foreign_key="region.code")
    until: datetime | None = None


class Address(SQLModel, table=True):
    """A chat on a network where a recipient can be written to."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("account", "chat", "thread"), NEVER_REUSED)
    id: int | None = Field(default=None, primary_key=True)
    account: str
    chat: str
    thread: str = ""
    user: str | None = None
    recipient: int = Field(foreign_key="recipient.id", index=True)
    state: str = "ok"
    moved_to: str | None = None


class Region(SQLModel, table=True):
    """A Regionalverbund. The code is stable, the name editable; confirmed: the name is known to be right."""

    __tablename__ = "region"
    code: str = Field(primary_key=True)
    name: str
    confirmed: bool = False
    position: int = 0


class County(SQLModel, table=True):
    """A Landkreis, a kreisfreie Stadt or the Region Hannover, by its official key (AGS)."""

    __tablename__ = "county"
    ags: str = Field(primary_key=True)
    name: str
    region: str = Field(foreign_key="region.code")


class Topic(SQLModel, table=True):
    """One of the topics that notices are about."""

    __tablename__ = "topic"
    code: str = Field(primary_key=True)
    name: str
    position: int = 0


class Keyword(SQLModel, table=True):
    """A word that points to a topic."""

    __tablename__ = "keyword"
    topic: str = Field(primary_key=True, foreign_key="topic.code")
    text: str = Field(primary_key=True)


class Programme(SQLModel, table=True):
    """A funding programme or kind of body that advisors work in."""

    __tablename__ = "programme"
    code: str = Field(primary_key=True)
    name: str
    position: int = 0


class Organisation(SQLModel, table=True):
    """A body that persons work for."""

    __tablename__ = "organisation"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    merged_into: int | None = Field(default=None, foreign_key="organisation.id")


class SubRegion(SQLModel, table=True):
    """A region that a recipient subscribed to."""

    __tablename__ = "sub_region"
    recipient: int = Field(primary_key=True, foreign_key="recipient.id")
    region: str = Field(primary_key=True, foreign_key="region.code")


class SubTopic(SQLModel, table=True):
    """A topic that a recipient subscribed to; no row at all: every topic."""

    __tablename__ = "sub_topic"
    recipient: int = Field(primary_key=True, foreign_key="recipient.id")
    topic: str = Field(primary_key=True, foreign_key="topic.code")


class SubProgramme(SQLModel, table=True):
    """A programme that a recipient works in; no row at all: every programme."""

    __tablename__ = "sub_programme"
    recipient: int = Field(primary_key=True, foreign_key="recipient.id")
    programme: str = Field(primary_key=True, foreign_key="programme.code")


class RhythmRow(SQLModel, table=True):
    """When a recipient wants notices of a level; no row: the default of that level."""

    __tablename__ = "rhythm"
    recipient: int = Field(primary_key=True, foreign_key="recipient.id")
    level: str = Field(primary_key=True)
    value: str


class Consent(SQLModel, table=True):
    """What a person agreed to, when, and to which wording."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "uq_consent_open",
            "person",
            "kind",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    kind: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None = None


class Entrance(SQLModel, table=True):
    """How people come to an account, as its channel told it, for invitations.

    {code} in the link stands for a code; hint: what they should know before; "" for nothing.
    """

    __tablename__ = "entrance"
    account: str = Field(primary_key=True)
    name: str
    link: str
    hint: str = ""


# --- What is told ---------------------------------------------------------------------------------------------------


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


# --- What goes out --------------------------------------------------------------------------------------------------

_UNEXPANDED = "state = 'waiting' AND expanded_at IS NULL"
_QUEUED = "state = 'queued'"
_SENDING = "state = 'sending'"
_DIRTY = "dirty"


class Delivery(SQLModel, table=True):
    """The promise: one notice revision for one recipient, and the rule that chose them.

    account: the account that carries it now (moves when another address of the person is used instead).
    edition: set when it travels inside the recipient's digest of that edition. replaces: the delivery of the older
    revision that has left already. expanded_at: its dispatches exist.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("notice", "rev", "recipient"),
        Index(
            "ix_delivery_unexpanded",
            "account",
            "lane",
            "not_before",
            "id",
            sqlite_where=text(_UNEXPANDED),
            postgresql_where=text(_UNEXPANDED),
        ),
        Index("ix_delivery_recipient", "recipient"),
        NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True)
    notice: int
    rev: int
    recipient: int
    because: str
    lane: int
    account: str = ""
    address: int | None = None
    not_before: datetime
    expires_at: datetime
    state: str = "waiting"
    reason: str = ""
    edition: int | None = None
    digest: int | None = None
    replaces: int | None = None
    expanded_at: datetime | None = None


class Digest(SQLModel, table=True):
    """Many deliveries to one recipient in one message; slot names the week, like 2026-W48, or the day, 2026-11-30."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("recipient", "slot"), NEVER_REUSED)
    id: int | None = Field(default=None, primary_key=True)
    recipient: int = Field(foreign_key="recipient.id")
    slot: str
    #: How often it was composed; a stopped or corrected item makes it be composed again while it waits.
    composed: int = 0


class Dispatch(SQLModel, table=True):
    """One remote call. At most one per chat is in state sending, its threads included.

    target: the dispatch whose message it edits or deletes; it waits for that one like for `after`.
    tries counts calls and is the id of the running attempt; attempts counts those that were answers about this
    message. repeated: JSON list of tries that ended unsure and were repeated by rule or decision.
    mark: a heading that goes above the text when it is sent ("repeat").
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        Index(
            "ix_dispatch_queued",
            "account",
            "lane",
            "not_before",
            "id",
            sqlite_where=text(_QUEUED),
            postgresql_where=text(_QUEUED),
        ),
        Index(
            "uq_dispatch_in_flight",
            "account",
            "chat",
            unique=True,
            sqlite_where=text(_SENDING),
            postgresql_where=text(_SENDING),
        ),
        Index(
            "ix_dispatch_after",
            "after",
            sqlite_where=text("after IS NOT NULL"),
            postgresql_where=text("after IS NOT NULL"),
        ),
        Index(
            "ix_dispatch_target",
            "target",
            sqlite_where=text("target IS NOT NULL"),
            postgresql_where=text("target IS NOT NULL"),
        ),
        Index(
            "ix_dispatch_waiting_chat",
            "account",
            "chat",
            sqlite_where=text(_QUEUED),
            postgresql_where=text(_QUEUED),
        ),
        NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    account: str
    address: int | None = None
    chat: str
    thread: str = ""
    lane: int
    op: str = "send"
    seq: int = 0
    after: int | None = None
    target: int | None = None
    rendering: int | None = None
    body: str | None = None
    buttons: str | None = None
    reply_to: str | None = None
    silent: bool = False
    on_unsure: str = "stay"
    state: str = "queued"
    created_at: datetime
    not_before: datetime
    expires_at: datetime
    deadline: datetime | None = None
    attempts: int = 0
    tries: int = 0
    repeated: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    mark: str = ""
    device: str = ""
    claimed_at: datetime | None = None
    finished_at: datetime | None = None
    remote_id: str | None = None
    error: str = ""


class DeliveryDispatch(SQLModel, table=True):
    """Which remote calls fulfil a delivery: several for a long notice, one for many in a digest."""

    __tablename__ = "delivery_dispatch"
    __table_args__ = (Index("ix_delivery_dispatch_dispatch", "dispatch"),)
    delivery: int = Field(primary_key=True)
    dispatch: int = Field(primary_key=True)


class Surface(SQLModel, table=True):
    """A message of ours that changes later, and what it shows now.

    dispatch: the one that sent it. live: it changes with every change of its subject, others when it is their turn.
    next_at: no edit of this chat before that. dirty: it does not show what it should.
    """

    __tablename__ = "surface"
    __table_args__ = (
        UniqueConstraint("subject", "address", "part"),
        Index("ix_surface_dirty", "next_at", sqlite_where=text(_DIRTY), postgresql_where=text(_DIRTY)),
        Index("ix_surface_address", "address"),
    )
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    address: int = Field(foreign_key="address.id")
    part: int = 0
    dispatch: int | None = None
    remote_id: str | None = None
    shown_rev: int = 0
    render_hash: str = ""
    live: bool = False
    dirty: bool = False
    next_at: datetime | None = None


# --- Meetings -------------------------------------------------------------------------------------------------------

_WAITING = "state = 'waiting'"


class MeetingRow(SQLModel, table=True):
    """A meeting. uid: its name in calendars, for life; sequence: rises with every change; zone: of its local times.

    notice: the invitation, whose regions and role are the meeting's. invited_by: who made it; None: the operator.
    """

    __tablename__ = "meeting"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    notice: int = Field(foreign_key="notice.id", unique=True)
    sequence: int = 0
    kind: str
    title: str
    start_local: str
    end_local: str = ""
    zone: str = "Europe/Berlin"
    state: str = "confirmed"
    place: str = ""
    link: str = ""
    hybrid: bool = False
    hosts: str = ""
    access: str = ""
    sign_up_until: datetime | None = None
    capacity: int | None = None
    #: The poll whose date it has.
    poll: int | None = Field(default=None, unique=True)
    invited_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    changed_at: datetime


class Attendance(SQLModel, table=True):
    """What somebody said to an invitation. meeting_sequence: the meeting as they saw it."""

    __tablename__ = "attendance"
    meeting: int = Field(primary_key=True, foreign_key="meeting.id")
    person: int = Field(primary_key=True, foreign_key="person.id")
    value: str
    mode: str = ""
    waitlist_position: int | None = None
    meeting_sequence: int
    answered_at: datetime


class AgendaItem(SQLModel, table=True):
    """A point of an agenda. state: agreed, or proposed by somebody."""

    __tablename__ = "agenda_item"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    meeting: int = Field(foreign_key="meeting.id", index=True)
    position: int
    text: str
    state: str = "agreed"
    proposed_by: int | None = Field(default=None, foreign_key="person.id")


class Reminder(SQLModel, table=True):
    """Something that a recipient is to be reminded of. sequence: a moved meeting makes new ones.

    subject: like "meeting:7"; stage: domain.reminders.Stage; state: waiting, sent, dropped (it made no sense any more).
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("subject", "stage", "recipient", "sequence"),
        Index("ix_reminder_due", "due_at", sqlite_where=text(_WAITING), postgresql_where=text(_WAITING)),
        NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    stage: str
    recipient: int = Field(foreign_key="recipient.id", index=True)
    due_at: datetime
    sequence: int = 0
    state: str = "waiting"


# --- Polls ----------------------------------------------------------------------------------------------------------


class Poll(SQLModel, table=True):
    """A date poll. rev rises with whatever changes what is shown of it. quorum: domain.poll.Quorum.text, or empty.

    visibility: organisations or names. notice: what it was sent with. proposed, result: ids of options. offer: the
    poll_offer that the invitation to the proposed date is sent with, if any; invitation: what is known of that meeting.
    """

    __tablename__ = "poll"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    title: str
    notice: int = Field(foreign_key="notice.id", unique=True)
    state: str = "open"
    visibility: str = "organisations"
    rev: int = 1
    quorum: str = ""
    asked_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
    proposed: int | None = None
    result: int | None = None
    offer: int | None = None
    invitation: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class PollOffer(SQLModel, table=True):
    """An invitation that was shown to who runs a poll, to a date as it stood then. No two have the same id, ever."""

    __tablename__ = "poll_offer"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    poll: int = Field(foreign_key="poll.id", index=True)
    option: int = Field(foreign_key="poll_option.id")
    option_rev: int


class PollOrganiser(SQLModel, table=True):
    """Somebody who runs a poll together with who asked."""

    __tablename__ = "poll_organiser"
    poll: int = Field(primary_key=True, foreign_key="poll.id")
    person: int = Field(primary_key=True, foreign_key="person.id")


class PollOption(SQLModel, table=True):
    """A date of a poll, as local time. number: what people call it by; rev: rises when it is moved."""

    __tablename__ = "poll_option"
    __table_args__ = (UniqueConstraint("poll", "number"), NEVER_REUSED)
    id: int | None = Field(default=None, primary_key=True)
    poll: int = Field(foreign_key="poll.id")
    number: int
    start_local: str
    end_local: str = ""
    rev: int = 1
    state: str = "open"


class PollVoter(SQLModel, table=True):
    """Somebody who is asked."""

    __tablename__ = "poll_voter"
    poll: int = Field(primary_key=True, foreign_key="poll.id")
    person: int = Field(primary_key=True, foreign_key="person.id")
    required: bool = False


class Ballot(SQLModel, table=True):
    """What somebody said at once. key: the event that it came in with, so that a repeat is none; way: how it was said.

    organisation: the organiser said it for this one.
    """

    __tablename__ = "ballot"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    poll: int = Field(foreign_key="poll.id", index=True)
    person: int | None = Field(default=None, foreign_key="person.id", index=True)
    organisation: int | None = Field(default=None, foreign_key="organisation.id")
    account: str = ""
    way: str
    key: str = Field(unique=True)
    cast_at: datetime


class BallotAnswer(SQLModel, table=True):
    """What stands of a person to a date. option_rev: the date as they saw it; value: "" if it was taken back."""

    __tablename__ = "ballot_answer"
    poll: int = Field(primary_key=True, foreign_key="poll.id")
    option: int = Field(primary_key=True, foreign_key="poll_option.id")
    person: int = Field(primary_key=True, foreign_key="person.id")
    option_rev: int
    value: str
    ballot: int


class OrganisationAnswer(SQLModel, table=True):
    """What the organiser said for an organisation that is not in the bot."""

    __tablename__ = "organisation_answer"
    poll: int = Field(primary_key=True, foreign_key="poll.id")
    option: int = Field(primary_key=True, foreign_key="poll_option.id")
    organisation: int = Field(primary_key=True, foreign_key="organisation.id")
    option_rev: int
    value: str
    ballot: int


# --- What comes in, and the rest ------------------------------------------------------------------------------------

_UNHANDLED = "handled_at IS NULL AND parked IS NULL"


class Errand(SQLModel, table=True):
    """Something that must be fetched, outside of any transaction, before what was said can be answered.

    kind: of store.errands; data: what to fetch, and what was said with it. Done, the row becomes one of the inbox.
    """

    __tablename__ = "errand"
    __table_args__ = (NEVER_REUSED,)
    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(index=True)
    chat: str
    thread: str = ""
    user: str = ""
    kind: str
    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime
    not_before: datetime
    tries: int = 0


class Inbox(SQLModel, table=True):
    """One row per incoming event that is for us; emptied when answered, kept a while to recognise a repeat."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("account", "event_id"),
        Index(
            "ix_inbox_unhandled",
            "account",
            "id",
            sqlite_where=text(_UNHANDLED),
            postgresql_where=text(_UNHANDLED),
        ),
        NEVER_REUSED,
    )
    id: int | None = Field(default=None, primary_key=True)
    account: str
    event_id: str
    chat: str
    thread: str = ""
    user: str = ""
    direct: bool = True
    person: int | None = None
    kind: str
    payload: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    #: When it was said, by our clock, if the network tells.
    said_at: datetime | None = None
    received_at: datetime
    handled_at: datetime | None = None
    tries: int = 0
    parked: str | None = None


class DialogRow(SQLModel, table=True):
    """Where somebody is in a conversation. version: compare-and-set, so that two handlers never both go on from it.

    Keyed by chat and user, not by address: who is about to join has none yet.
    """

    __tablename__ = "dialog"
    account: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    name: str
    step: str
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    asked_at: datetime
    version: int = 1


class Stranger(SQLModel, table=True):
    """A direct chat that somebody without an address began; counted against floods, left when nothing is said."""

    __tablename__ = "stranger"
    account: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    #: Where on the network they come from.
    server: str
    came_at: datetime


class Code(SQLModel, table=True):
    """A code that opens something once or for some time: an invitation, the linking of two addresses, a calendar.

    hash: of its words, which are nowhere. person: whose addresses or calendar. many: an invitation sheet, for many
    people and the role member only; used_at stays empty as long as it is valid.
    """

    __tablename__ = "code"
    hash: str = Field(primary_key=True)
    purpose: str
    role: str | None = None
    region: str | None = Field(default=None, foreign_key="region.code")
    person: int | None = Field(default=None, foreign_key="person.id")
    many: bool = False
    made_by: str = ""
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    uses: int = 0
    tries: int = 0


class LinkOffer(SQLModel, table=True):
    """Two chats that are to be one person's. account, chat, user: where the code was made, and is confirmed.

    other_…: where it was given; number: with which it is confirmed, given_at: since when that can be done.
    """

    __tablename__ = "link_offer"
    code: str = Field(primary_key=True, foreign_key="code.hash")
    person: int = Field(foreign_key="person.id")
    account: str
    chat: str
    user: str
    other_account: str = ""
    other_chat: str = ""
    other_user: str = ""
    number: int = 0
    given_at: datetime | None = None


class Guess(SQLModel, table=True):
    """How many wrong codes somebody has tried since when."""

    __tablename__ = "guess"
    account: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    tries: int
    since: datetime


class Cursor(SQLModel, table=True):
    """How far an account has read; written with the inbox rows. dropped: events that were not for us, only counted."""

    __tablename__ = "cursor"
    account: str = Field(primary_key=True)
    token: str
    dropped: int = 0


class ReportDue(SQLModel, table=True):
    """Somebody who is told, at this address, how a notice went."""

    __tablename__ = "report_due"
    notice: int = Field(primary_key=True, foreign_key="notice.id")
    address: int = Field(primary_key=True, foreign_key="address.id")
    due_at: datetime
    told_at: datetime | None = None


class Account(SQLModel, table=True):
    """What the process that works for an account has learned of it, for other processes and for the next one.

    limited: whether its server limits it (None: not known), and since when that is known. heard_at: when the network
    last answered that there is nothing new, or what.
    """

    __tablename__ = "account"
    account: str = Field(primary_key=True)
    limited: bool | None = None
    limited_since: datetime | None = None
    heard_at: datetime | None = None


class PaceRow(SQLModel, table=True):
    """Where a meter stands, in real time (seconds since the epoch). chat: "" all, "*bulk" bulk, else a chat."""

    __tablename__ = "pace"
    account: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    next_at: float
    rate: float = 0.0
    rate_at: float = 0.0


class JobRun(SQLModel, table=True):
    """A slot of the timetable that has run: once, also after a takeover or when the clock steps back."""

    __tablename__ = "job_run"
    job: str = Field(primary_key=True)
    due_at: datetime = Field(primary_key=True)
    started_at: datetime
    finished_at: datetime | None = None


class Audit(SQLModel, table=True):
    """Who did what to what."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""


quiet_profile = table_of(QuietProfile)
recipient = table_of(Recipient)
person = table_of(Person)
place = table_of(Place)
lead_region = table_of(LeadRegion)
address = table_of(Address)
region = table_of(Region)
county = table_of(County)
topic = table_of(Topic)
keyword = table_of(Keyword)
programme = table_of(Programme)
organisation = table_of(Organisation)
sub_region = table_of(SubRegion)
sub_topic = table_of(SubTopic)
sub_programme = table_of(SubProgramme)
rhythm = table_of(RhythmRow)
consent = table_of(Consent)
entrance = table_of(Entrance)
source = table_of(Source)
entry = table_of(Entry)
entry_source = table_of(EntrySource)
entry_sketch = table_of(EntrySketch)
entry_tag = table_of(EntryTag)
entry_giver = table_of(EntryGiver)
tag_correction = table_of(TagCorrection)
source_rule = table_of(SourceRule)
acknowledgement = table_of(Acknowledgement)
notice = table_of(Notice)
notice_revision = table_of(NoticeRevision)
notice_region = table_of(NoticeRegion)
notice_topic = table_of(NoticeTopic)
notice_programme = table_of(NoticeProgramme)
edition_item = table_of(EditionItem)
next_edition = table_of(NextEdition)
edition_draft = table_of(EditionDraft)
edition_choice = table_of(EditionChoice)
rendering = table_of(Rendering)
asset = table_of(Asset)
notice_file = table_of(NoticeFile)
entry_file = table_of(EntryFile)
asset_upload = table_of(AssetUpload)
account_limit = table_of(AccountLimit)
delivery = table_of(Delivery)
digest = table_of(Digest)
dispatch = table_of(Dispatch)
delivery_dispatch = table_of(DeliveryDispatch)
surface = table_of(Surface)
meeting = table_of(MeetingRow)
attendance = table_of(Attendance)
agenda_item = table_of(AgendaItem)
reminder = table_of(Reminder)
poll = table_of(Poll)
poll_option = table_of(PollOption)
poll_offer = table_of(PollOffer)
poll_organiser = table_of(PollOrganiser)
poll_voter = table_of(PollVoter)
ballot = table_of(Ballot)
ballot_answer = table_of(BallotAnswer)
organisation_answer = table_of(OrganisationAnswer)
errand = table_of(Errand)
proposal = table_of(Proposal)
inbox = table_of(Inbox)
dialog = table_of(DialogRow)
stranger = table_of(Stranger)
code = table_of(Code)
link_offer = table_of(LinkOffer)
guess = table_of(Guess)
cursor = table_of(Cursor)
account = table_of(Account)
report_due = table_of(ReportDue)
pace = table_of(PaceRow)
job_run = table_of(JobRun)
audit = table_of(Audit)

# A partial index is used only where the query says its condition with the same literal, not with a parameter.
# https://www.sqlite.org/partialindex.html#queries_using_partial_indexes
IS_QUEUED = dispatch.c.state == literal_column("'queued'")
IS_SENDING = dispatch.c.state == literal_column("'sending'")
IS_UNEXPANDED = and_(delivery.c.state == literal_column("'waiting'"), delivery.c.expanded_at.is_(None))
IS_REMINDER_WAITING = reminder.c.state == literal_column("'waiting'")
IS_UNHANDLED = and_(inbox.c.handled_at.is_(None), inbox.c.parked.is_(None))


def may_be_out(x: Any) -> Any:
    """Return the condition that a dispatch (columns) has left, or may have: what waits to be repeated may as well."""
    is_out = or_(*(x.state == state.value for state in LEFT))
    return or_(is_out, and_(x.state == "queued", cast(x.repeated, String) != "[]"))
