"""A meeting while it is being planned in a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from content.meeting_text import MeetingText, kind_of
from domain.meeting import Meeting, MeetingKind
from domain.phrases import When
from domain.poll import Option, read_when, stored_end, stored_start
from domain.quiet import ZONE
from domain.recipient import Role
from scheduler import convening
from store.editors import Editor
from store.polls import StoredPoll

#: How long a title and any other single thing may be.
MOST = 200


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting as it is so far, in what JSON has. start "": nobody has said when.

    statewide and regions: for whom; neither: nobody has said so. seats: None nobody has said, 0 without limit. poll,
    option: whose date it has. later: its place is told later.
    """

    title: str = ""
    kind: str = ""
    start: str = ""
    end: str = ""
    place: str = ""
    link: str = ""
    hybrid: bool = False
    hosts: str = ""
    access: str = ""
    sign_up: str = ""
    agenda: tuple[str, ...] = ()
    seats: int | None = None
    statewide: bool = False
    regions: tuple[str, ...] = ()
    poll: int = 0
    option: int = 0
    topics: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    later: bool = False

    def dump(self) -> dict[str, Any]:
        """Return it as JSON has it, without what is empty."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value or value == 0
        }

    @property
    def has_audience(self) -> bool:
        """Whether it is known for whom it is. A session of the Federführenden says it by what it is."""
        return self.statewide or bool(self.regions) or self.kind == MeetingKind.LEADS

    @property
    def sign_up_until(self) -> datetime | None:
        """Until when one can sign up."""
        return datetime.fromisoformat(self.sign_up) if self.sign_up else None

    def meeting(self, now: datetime) -> Meeting | None:
        """Return the meeting that this is, without a name for calendars; None while something is missing."""
        if not self.title or not self.start or not self.has_audience:
            return None
        leads = self.kind == MeetingKind.LEADS
        return Meeting(
            "", self.title, MeetingKind(self.kind), read_when(self.start, self.end), now, place=self.place,
            link=self.link, hybrid=self.hybrid, hosts=self.hosts, access=self.access,
            sign_up_until=self.sign_up_until, capacity=self.seats or None,
            regions=() if self.statewide else self.regions, role=Role.LEAD if leads else None,
            agenda=self.agenda, topics=self.topics, programmes=self.programmes,
        )  # fmt: skip

    def about(self, now: datetime) -> Meeting:
        """Return what is known besides title, date and for whom, as a meeting that has none of these yet."""
        return Meeting(
            "", "", MeetingKind.REGIONAL, When(now.astimezone(ZONE).date()), now, place=self.place, link=self.link,
            hybrid=self.hybrid, hosts=self.hosts, access=self.access, sign_up_until=self.sign_up_until,
            capacity=self.seats or None, agenda=self.agenda,
        )  # fmt: skip


def load(data: Mapping[str, Any]) -> MeetingDraft:
    """Return the draft that `dump` wrote down; what another version wrote besides is passed over."""
    names = {one.name for one in fields(MeetingDraft)}
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in names
    }
    return MeetingDraft(**known)


def of_meeting(meeting: Meeting) -> MeetingDraft:
    """Return a meeting as a draft, to be changed."""
    until = meeting.sign_up_until
    return MeetingDraft(
        meeting.title, meeting.kind.value, stored_start(meeting.when), stored_end(meeting.when), meeting.place,
        meeting.link, meeting.hybrid, meeting.hosts, meeting.access, until.isoformat() if until else "",
        meeting.agenda, meeting.capacity or 0, not meeting.regions and meeting.role is None, meeting.regions,
        topics=meeting.topics, programmes=meeting.programmes, later=not meeting.place and not meeting.hybrid,
    )  # fmt: skip


def from_poll(poll: StoredPoll, option: Option, now: datetime) -> MeetingDraft:
    """Return the meeting that a date of a poll comes to: for those whom it asked, with what is known of it so far."""
    return replace(of_meeting(convening.meeting_of(poll, option, now)), poll=poll.id, option=option.id)


def of_poll(draft: MeetingDraft, poll: StoredPoll) -> bool:
    """Return whether a draft still has the date of the poll that it came from."""
    option = poll.option(draft.option)
    return option is not None and (stored_start(option.when), stored_end(option.when)) == (draft.start, draft.end)


def take(draft: MeetingDraft, said: MeetingText, *, adds_agenda: bool = True) -> MeetingDraft:
    """Return a draft with what was said in addition; a point of the agenda goes behind those that are there."""
    values: dict[str, Any] = {}
    for name in ("title", "place", "link", "hosts", "access"):
        if value := getattr(said, name):
            values[name] = value[:MOST]
    if said.title:
        values["kind"] = kind_of(said.title).value
    if said.when is not None:
        values.update(start=stored_start(said.when), end=stored_end(said.when))
    if said.hybrid is not None:
        values["hybrid"] = said.hybrid
    if said.sign_up is not None:
        values["sign_up"] = said.sign_up.isoformat()
    if said.no_sign_up:
        values["sign_up"] = ""
    if said.no_link:
        values["link"] = ""
    if said.agenda:
        before = draft.agenda if adds_agenda else ()
        values["agenda"] = tuple(item[:MOST] for item in (*before, *said.agenda))[:30]
    if said.capacity is not None:
        values["seats"] = said.capacity
    if said.unlimited:
        values["seats"] = 0
    return replace(draft, **values)


def may_invite(editor: Editor, draft: MeetingDraft) -> bool:
    """Return whether somebody may invite these: the Koordination all, Federführende their own regions."""
    if editor.role is Role.COORDINATION:
        return True
    return (
        editor.role is Role.LEAD
        and draft.kind != MeetingKind.LEADS
        and not draft.statewide
        and bool(draft.regions)
        and set(draft.regions) <= set(editor.leads)
    )
