"""What the commands answer that concern single persons: the shape of their JSON, like results.py."""

from datetime import datetime

from typing_extensions import TypedDict

from bot.cli.results import Schema


class PersonLine(TypedDict):
    """A person in short. regions: what they subscribed to; networks: where they can be written to."""

    key: str
    name: str
    role: str
    state: str
    confirmed: bool
    regions: list[str]
    networks: list[str]


class PersonList(TypedDict):
    """Persons, without the erased."""

    schema: Schema
    persons: list[PersonLine]


class PersonAddress(TypedDict):
    """Where a person is written to."""

    network: str
    address: str
    thread: str
    user: str | None
    state: str
    moved_to: str | None
    preferred: bool


class PersonPlace(TypedDict):
    """A group, room, topic or channel that a person made a place of ours."""

    network: str
    address: str
    thread: str


class PersonSubscription(TypedDict):
    """What a person chose; no topics or programmes means all of them."""

    statewide: bool
    regions: list[str]
    topics: list[str]
    programmes: list[str]
    rhythm_info: str
    rhythm_important: str
    urgent: bool
    urgent_offhours: bool
    quiet: str


class PersonConsent(TypedDict):
    """What a person agreed to, and to which wording."""

    kind: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None


class PersonDelivery(TypedDict):
    """What came to a person. because: the rule that chose them."""

    notice: int
    rev: int
    title: str
    released_at: datetime | None
    because: str
    state: str
    reason: str
    network: str


class PersonMessage(TypedDict):
    """That a person wrote or pressed something; what it said was forgotten with the answer."""

    network: str
    kind: str
    at: datetime


class PersonWritten(TypedDict):
    """What was written to them alone. text: None for an earlier answer of this kind (is_export)."""

    network: str
    written_at: datetime
    sent_at: datetime | None
    state: str
    is_export: bool
    text: str | None
    file: str | None
    buttons: list[str]


class PersonConversation(TypedDict):
    """Where a person is in a conversation, and what they said in it so far."""

    name: str
    step: str
    data: dict[str, object]
    asked_at: datetime


class PersonNote(TypedDict):
    """What was done to or by a person, as it is noted."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


class PersonAnswer(TypedDict):
    """What a person said to a date of a poll: ja, zur_not, nein, or nothing when it was taken back."""

    number: int
    date: str
    answer: str
    at: datetime
    network: str


class PersonPoll(TypedDict):
    """A poll in which a person is asked; organises: that they asked or run together with who did."""

    poll: int
    title: str
    organises: bool
    answers: list[PersonAnswer]


class PersonMeeting(TypedDict):
    """What a person said to an invitation."""

    meeting: str
    start: str
    answer: str
    mode: str
    waitlist_position: int | None
    answered_at: datetime


class PersonCalled(TypedDict):
    """A meeting to which a person invited."""

    meeting: str
    start: str


class PersonPoint(TypedDict):
    """What a person proposed for the agenda of a meeting."""

    meeting: str
    text: str
    state: str


class PersonReminder(TypedDict):
    """What a person is or was reminded of (about: like "notice:12")."""

    about: str
    stage: str
    due_at: datetime
    state: str


class PersonReport(TypedDict):
    """A notice of which a person is told how it went."""

    notice: int
    due_at: datetime
    told_at: datetime | None


class PersonCalendar(TypedDict):
    """A secret address of a calendar that a person has; region None: of their own meetings."""

    region: str | None
    made_at: datetime


class PersonFile(TypedDict):
    """A file that somebody handed in. label: how they describe a picture."""

    name: str
    label: str


class PersonHandedIn(TypedDict):
    """A hint or a question (kind) of somebody's."""

    number: int
    kind: str
    title: str
    text: str
    link: str
    at: datetime
    state: str
    answered_at: datetime | None
    files: list[PersonFile]


class PersonProposal(TypedDict):
    """What somebody wrote that waits for a second pair of eyes. notice: the one that it changes."""

    kind: str
    notice: int | None
    title: str
    data: dict[str, object]
    created_at: datetime


class PersonInvitation(TypedDict):
    """An invitation that somebody handed out."""

    role: str | None
    region: str | None
    many: bool
    made_at: datetime
    expires_at: datetime
    uses: int


class PersonShown(TypedDict):
    """Everything that is stored about a person."""

    schema: Schema
    key: str
    display_name: str | None
    organisation: str | None
    role: str
    leads: list[str]
    leads_until: dict[str, datetime]
    state: str
    pause_until: datetime | None
    confirmed_at: datetime | None
    confirmed_by: str | None
    asked_organisation_at: datetime | None
    asked_name_at: datetime | None
    seen_at: datetime | None
    asked_at: datetime | None
    refused_at: datetime | None
    fallback: bool
    addresses: list[PersonAddress]
    subscription: PersonSubscription
    places: list[PersonPlace]
    consents: list[PersonConsent]
    deliveries: list[PersonDelivery]
    messages_received: list[PersonMessage]
    messages_written: list[PersonWritten]
    conversations: list[PersonConversation]
    handed_in: list[PersonHandedIn]
    proposals: list[PersonProposal]
    polls: list[PersonPoll]
    took_note_of: list[str]
    #: In whose figures they are counted: something reached them in that year.
    counted_in_years: list[str]
    meetings: list[PersonMeeting]
    meetings_called: list[PersonCalled]
    agenda_proposals: list[PersonPoint]
    reminders: list[PersonReminder]
    reports_due: list[PersonReport]
    calendars: list[PersonCalendar]
    invitations_made: list[PersonInvitation]
    audit: list[PersonNote]


class PersonExported(TypedDict):
    """The file that everything about a person was written to."""

    schema: Schema
    person: str
    file: str


class PersonErased(TypedDict):
    """The person who is erased now."""

    schema: Schema
    person: str
    erased: bool


class InvitedLink(TypedDict):
    """A way to the bot. carries_code: the link brings the code along, it need not be typed."""

    network: str
    link: str
    carries_code: bool


class Invited(TypedDict):
    """An invitation; its code is shown this once. many: a sheet for many people. file: the page to print, if wanted."""

    schema: Schema
    code: str
    role: str
    region: str | None
    many: bool
    expires_at: datetime
    links: list[InvitedLink]
    file: str | None
