"""Who receives: persons and places, their addresses and what they subscribe to; regions, topics, programmes."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.tables.base import NEVER_REUSED


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
    #: When they were asked whom they work for, and what they want to be called: once each.
    asked_organisation_at: datetime | None = None
    asked_name_at: datetime | None = None


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
