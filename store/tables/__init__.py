"""The tables. A PRIMARY KEY or UNIQUE here is a promise kept (docs/architecture.md says which).

The models are in one module for each matter; `t.person` and its like are what statements are written against.
"""

from typing import Any

from sqlalchemy import String, and_, cast, literal_column, or_

from domain.state import LEFT
from store.tables.base import table_of
from store.tables.content import (
    UNTAGGED,
    AccountLimit,
    Acknowledgement,
    Asset,
    AssetUpload,
    EditionChoice,
    EditionDraft,
    EditionItem,
    Entry,
    EntryFile,
    EntryGiver,
    EntrySketch,
    EntrySource,
    EntryTag,
    NextEdition,
    Notice,
    NoticeFile,
    NoticeProgramme,
    NoticeRegion,
    NoticeRevision,
    NoticeTopic,
    Proposal,
    Rendering,
    Source,
    SourceRule,
    TagCorrection,
)
from store.tables.incoming import (
    Account,
    Audit,
    Code,
    Cursor,
    DialogRow,
    Errand,
    Guess,
    Inbox,
    JobRun,
    LinkOffer,
    PaceRow,
    ReportDue,
    Stranger,
)
from store.tables.meetings import AgendaItem, Attendance, MeetingRow, Reminder
from store.tables.outgoing import Delivery, DeliveryDispatch, Digest, Dispatch, Reached, Surface, YearSum
from store.tables.people import (
    Address,
    Consent,
    County,
    Entrance,
    Keyword,
    LeadRegion,
    Organisation,
    Person,
    Place,
    Programme,
    QuietProfile,
    Recipient,
    Region,
    RhythmRow,
    SubProgramme,
    SubRegion,
    SubTopic,
    Topic,
)
from store.tables.polls import (
    Ballot,
    BallotAnswer,
    OrganisationAnswer,
    Poll,
    PollOffer,
    PollOption,
    PollOrganiser,
    PollVoter,
)

#: What is used by its own name; all other models are used as tables only.
__all__ = [
    "UNTAGGED",
    "Address",
    "Asset",
    "Code",
    "Cursor",
    "Delivery",
    "Digest",
    "Entry",
    "EntryFile",
    "EntryGiver",
    "Errand",
    "Guess",
    "Inbox",
    "LeadRegion",
    "Notice",
    "NoticeRevision",
    "PaceRow",
    "Person",
    "Place",
    "Poll",
    "Proposal",
    "QuietProfile",
    "Recipient",
    "RhythmRow",
    "Stranger",
    "SubProgramme",
    "SubRegion",
    "SubTopic",
    "Surface",
]

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
reached = table_of(Reached)
year_sum = table_of(YearSum)
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
