"""`treffen`: a meeting is typed in one message, shown as its invitation, and sent by words of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import meeting_changes, meeting_draft, turning
from bot.commands import hints, somewhere, whom
from bot.commands.base import Asked, Reply
from bot.commands.whom import Book
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.drafting import number_of
from bot.meeting_changes import Announce
from bot.meeting_draft import MeetingDraft
from bot.words import meetings as words
from bot.words import whom as whom_words
from content import dates, invitation, meeting_text, meeting_words
from content.blocks import Block, Rule, paragraph
from content.counted import counted
from content.meeting_text import MeetingText
from domain import choosing
from domain.meeting import MeetingKind
from domain.phrases import Doubt, Unclear
from domain.poll import Calendar, PollState
from domain.quiet import ZONE
from domain.recipient import Role
from domain.rights import Need, Right
from scheduler import meetings as work
from scheduler import occasions, occupied, publishing
from scheduler.holidays import holiday_names
from scheduler.publishing import Forecast
from store import dialogs, editors, meetings, polls
from store.editors import Editor
from store.meetings import StoredMeeting
from store.polls import StoredPoll

NAME = "meeting"
TEXT, DATE, AUDIENCE, PLACE, SEATS, CONFIRM = "text", "date", "audience", "place", "seats", "confirm"
_DROP, _ALL, _ONLINE, _LATER, _NO_LIMIT = "drop", "all", "online", "later", "nolimit"


@dataclass(frozen=True, slots=True)
class Facts:
    """What planning a meeting looks at. forecast: whom it would reach, when that can be said.

    poll: whose date it has; invited: the meeting to which somebody has invited by it already.
    """

    map: somewhere.Map
    book: Book
    editor: Editor | None
    now: datetime
    number: int
    forecast: Forecast | None = None
    poll: StoredPoll | None = None
    invited: StoredMeeting | None = None
    calendar: Calendar = field(default_factory=lambda: Calendar({}))

    def may(self, draft: MeetingDraft) -> bool:
        """Return whether they may invite to this."""
        return self.editor is not None and meeting_changes.may_announce(self.editor, draft, self.poll)

    @property
    def is_coordination(self) -> bool:
        """Whether they may invite everybody."""
        return self.editor is not None and self.editor.role is Role.COORDINATION

    @property
    def leads(self) -> tuple[str, ...]:
        """The regions that they may invite."""
        return self.editor.leads if self.editor is not None else ()


def load(session: Session, asked: Asked) -> Facts:
    """Fetch who asks, the map, and whom the draft of the open conversation would reach."""
    stored = dialogs.load(session, asked.who)
    if stored is None or stored.name != NAME:
        return _facts(session, asked, MeetingDraft(), 0)
    return _facts(session, asked, meeting_draft.load(stored.data["draft"]), int(stored.data.get("number", 0)))


def _facts(session: Session, asked: Asked, draft: MeetingDraft, before: int) -> Facts:
    meeting = draft.meeting(asked.now)
    found: Forecast | None = None
    if meeting is not None:
        found = publishing.forecast(session, work.addressed(meeting), asked.office.public_only, asked.now)
    editor = editors.editor(session, asked.person)
    poll = polls.load(session, draft.poll) if draft.poll else None
    taken = [
        one for one in occupied.known(session, asked.now, draft.regions)
        if poll is None or one[1] != occupied.of_poll(session, poll)
    ]  # fmt: skip
    year = asked.now.astimezone(ZONE).year
    calendar = Calendar(
        holiday_names(year), occasions.school(year), occasions.religious(year), taken, occasions.school_until(year)
    )
    invited = meetings.of_poll(session, poll.id) if poll is not None else None
    where = somewhere.load(session)
    book = whom.load(session, where)
    return Facts(where, book, editor, asked.now, number_of(asked, before), found, poll, invited, calendar)


def begin(
    session: Session, asked: Asked, said: str, draft: MeetingDraft | None = None, says: tuple[Block, ...] = ()
) -> list[Reply]:
    """Begin with what stands behind the word `treffen`, or with a draft: what a poll has come to.

    says: what is told before it is asked what to plan.
    """
    facts = load(session, asked) if draft is None else _facts(session, asked, draft, 0)
    if draft is not None:
        return turning.go_on_with(DIALOG, _next(draft, facts), session, asked)
    if not said.strip():
        return turning.go_on_with(DIALOG, Turn(_state(TEXT, MeetingDraft()), says=says), session, asked)
    return turning.go_on_with(DIALOG, _taken(MeetingDraft(), meeting_text.read(said, asked.now), facts), session, asked)


# --- what is asked


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    draft = meeting_draft.load(state.data["draft"])
    if state.step == CONFIRM and facts.forecast is not None:
        return _ask_to_send(state, draft, facts, facts.forecast)
    if state.step == DATE:
        return Question((paragraph(words.ASK_DATE),))
    if state.step == AUDIENCE:
        return _ask_audience(facts)
    if state.step == PLACE:
        later = Option(_LATER, words.LATER, words.LATER_WORDS)
        return Question((paragraph(words.ASK_PLACE),), (Option(_ONLINE, words.ONLINE, words.ONLINE_WORDS), later))
    if state.step == SEATS:
        return Question(
            (paragraph(words.ASK_SEATS),),
            (Option(_NO_LIMIT, words.NO_SEATS, words.NO_SEATS_WORDS, by_words_only=True),),
        )
    return Question((paragraph(words.ASK_TEXT),))


def _ask_audience(facts: Facts) -> Question:
    if facts.is_coordination:
        regions = tuple(Option(code, name) for code, name in facts.map.names.items())
        return Question((paragraph(words.ASK_AUDIENCE),), (Option(_ALL, words.ALL, words.ALL_WORDS), *regions), 2)
    options = tuple(Option(code, facts.map.names.get(code, code)) for code in facts.leads)
    told = words.ASK_AUDIENCE_LEAD.format(regions=", ".join(one.label for one in options)) if options else ""
    return Question((paragraph(told or words.NO_REGION),), options)


def _ask_to_send(state: State, draft: MeetingDraft, facts: Facts, forecast: Forecast) -> Question:
    meeting = draft.meeting(facts.now)
    assert meeting is not None
    blocks: list[Block] = [*invitation.document(meeting, 0, facts.book.names).blocks, Rule()]
    drop = Option(_DROP, words.DROP, words.DROP_WORDS)
    if not forecast.audience:
        return Question((*blocks, paragraph(words.GOES_TO_NOBODY)), (drop,), dangerous=True)
    phrase = words.PHRASE.format(number=state.data["number"])
    blocks.append(paragraph(words.GOES_TO.format(phrase=phrase, **_counts(forecast))))
    blocks += hints.blocks((meeting.when,), facts.calendar, facts.now, None, single=True)
    if draft.option:
        blocks.append(paragraph(words.SETTLES.format(number=draft.poll)))
    if draft.topics or draft.programmes:
        blocks.append(paragraph(whom_words.CHOSEN_BY))
    if draft.link:
        blocks.append(paragraph(words.LINK_SET))
    blocks.append(paragraph(words.HOW))
    return Question(tuple(blocks), (Option(_send_key(state), phrase, by_words_only=True), drop), dangerous=True)


def _counts(forecast: Forecast) -> dict[str, str]:
    return {"persons": counted(words.PERSONS, forecast.persons), "places": counted(words.PLACES, forecast.places)}


def _send_key(state: State) -> str:
    return f"send{state.data['number']}"


# --- what it comes to


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    draft = meeting_draft.load(state.data["draft"])
    if state.step == CONFIRM:
        return _confirmed(state, draft, heard, facts)
    if state.step == AUDIENCE:
        return _for(draft, heard, facts)
    if state.step == PLACE:
        return _at(draft, heard, facts)
    if state.step == SEATS:
        return _seats(draft, heard, facts)
    if state.step == DATE:
        return _taken(draft, meeting_text.settings(heard.text, facts.now), facts)
    return _taken(draft, meeting_text.read(heard.text, facts.now), facts)


def _taken(draft: MeetingDraft, said: MeetingText, facts: Facts) -> Turn:
    """Take what was said into the draft, and go on."""
    if not draft.title and not said.title and said.strange:
        said = replace(said, title=said.strange, strange="")
    says = list(troubles(said))
    draft = meeting_draft.take(draft, said)
    if said.audience:
        draft, trouble = _audience(draft, said.audience, facts)
        says += trouble
    if draft.option and (facts.poll is None or not meeting_draft.of_poll(draft, facts.poll)):
        says.append(paragraph(words.NOT_OF_POLL.format(number=draft.poll)))
        draft = replace(draft, poll=0, option=0)
    turn = _next(draft, facts)
    return replace(turn, says=(*says, *turn.says))


def troubles(said: MeetingText) -> list[Block]:
    """Return what is told of what was not understood."""
    found: list[str] = []
    if said.unclear is not None:
        found.append(doubt(said.unclear))
    if said.bad_sign_up:
        found.append(words.BAD_SIGN_UP.format(said=said.bad_sign_up[:60]))
    if said.strange:
        found.append(words.STRANGE.format(said=said.strange[:60]))
    return [paragraph(one) for one in found]


def doubt(piece: Unclear) -> str:
    """Return what is wrong with a date."""
    day = piece.days[0] if piece.days else piece.when.day if piece.when is not None else None
    shown = f"{dates.WEEKDAYS[day.weekday()]}, {day:%d.%m.%Y}" if day is not None else ""
    return words.UNCLEAR.get(piece.why, words.UNCLEAR[Doubt.NOT_UNDERSTOOD]).format(said=piece.said[:60], date=shown)


def _for(draft: MeetingDraft, heard: Heard, facts: Facts) -> Turn:
    text = heard.text
    if heard.chosen:
        named = ", ".join(facts.map.names.get(code, code) for code in heard.chosen)
        text = words.ALL if _ALL in heard.chosen else named
    draft, says = _audience(draft, text, facts)
    turn = _next(draft, facts)
    return replace(turn, says=(*says, *turn.says))


def _audience(draft: MeetingDraft, text: str, facts: Facts) -> tuple[MeetingDraft, list[Block]]:
    """Return a draft for whom the text names, as far as whoever invites may invite them; or what is wrong with it."""
    found = whom.read(text, facts.book, facts.leads, everybody=facts.is_coordination)
    if isinstance(found, str):
        return draft, [paragraph(found)]
    kind = draft.kind
    if found.leads:
        kind = MeetingKind.LEADS.value
    elif kind == MeetingKind.LEADS:
        kind = MeetingKind.REGIONAL.value
    return replace(
        draft, statewide=found.statewide, regions=() if found.statewide else found.regions, topics=found.topics,
        programmes=found.programmes, kind=kind,
    ), []  # fmt: skip


def _at(draft: MeetingDraft, heard: Heard, facts: Facts) -> Turn:
    if heard.chosen == (_ONLINE,):
        return _next(replace(draft, hybrid=True, place=""), facts)
    if heard.chosen == (_LATER,):
        return _next(replace(draft, later=True), facts)
    found = meeting_text.settings(heard.text, facts.now)
    if found.place or found.link or found.hybrid:
        return _taken(draft, replace(found, place=found.place or found.strange, strange=""), facts)
    return _next(replace(draft, place=heard.text.strip()[: meeting_draft.MOST]), facts)


def _seats(draft: MeetingDraft, heard: Heard, facts: Facts) -> Turn:
    number = heard.text.strip().split(" ")[0]
    if heard.chosen == (_NO_LIMIT,) and not choosing.is_number(number):
        return _next(replace(draft, seats=0), facts)
    if choosing.is_number(number) and 0 < int(number[:6]) < 10_000:
        return _next(replace(draft, seats=int(number)), facts)
    return Turn(_state(SEATS, draft), says=(paragraph(words.NO_DATE_ONLY_SEATS),))


def _next(draft: MeetingDraft, facts: Facts) -> Turn:
    """Return the question for what is missing, or the preview."""
    if not draft.title:
        return Turn(_state(TEXT, draft))
    if not draft.kind:
        draft = replace(draft, kind=meeting_text.kind_of(draft.title).value)
    if not draft.start:
        return Turn(_state(DATE, draft))
    draft = _with_own_region(draft, facts)
    if not draft.has_audience:
        return Turn(_state(AUDIENCE, draft))
    if not facts.may(draft):
        kind = MeetingKind.REGIONAL.value if draft.kind == MeetingKind.LEADS else draft.kind
        without = replace(draft, statewide=False, regions=(), kind=kind)
        return Turn(_state(AUDIENCE, without), says=(paragraph(words.ONLY_OWN),))
    draft, says = when_right(draft, facts.now)
    if not draft.start:
        return Turn(_state(DATE, draft), says=says)
    if not draft.place and not draft.hybrid and not draft.later:
        return Turn(_state(PLACE, draft), says=says)
    if draft.kind == MeetingKind.TRAINING and draft.seats is None:
        return Turn(_state(SEATS, draft), says=says)
    return Turn(_state(CONFIRM, draft, {"number": facts.number}), says=says)


def _with_own_region(draft: MeetingDraft, facts: Facts) -> MeetingDraft:
    """Return a draft for the one region that somebody leads, and for all if it is called so by the Koordination."""
    if draft.has_audience:
        return draft
    if draft.kind == MeetingKind.STATEWIDE and facts.is_coordination:
        return replace(draft, statewide=True)
    if not facts.is_coordination and len(facts.leads) == 1:
        return replace(draft, regions=facts.leads)
    return draft


def when_right(draft: MeetingDraft, now: datetime) -> tuple[MeetingDraft, tuple[Block, ...]]:
    """Return a draft without a date or an end of the sign-up that cannot be, and why."""
    meeting = replace(draft, statewide=True).meeting(now)
    assert meeting is not None
    if meeting.starts_at <= now:
        told = words.PAST.format(when=meeting_words.when(meeting.when))
        return replace(draft, start="", end="", sign_up=""), (paragraph(told),)
    until = meeting.sign_up_until
    if until is not None and until >= meeting.starts_at:
        return replace(draft, sign_up=""), (paragraph(words.LATE_SIGN_UP.format(until=dates.due(until))),)
    if until is not None and until <= now:
        return replace(draft, sign_up=""), (paragraph(words.PAST_SIGN_UP.format(until=dates.due(until))),)
    return draft, ()


def _confirmed(state: State, draft: MeetingDraft, heard: Heard, facts: Facts) -> Turn:
    if heard.chosen == (_DROP,):
        return Turn(None, says=(paragraph(words.DROPPED),))
    if facts.forecast is not None and facts.forecast.audience and heard.chosen == (_send_key(state),):
        if not facts.may(draft):
            return Turn(None, says=(paragraph(words.ONLY_OWN),))
        if draft.option and not _can_settle(draft, facts):
            return Turn(None, says=(paragraph(words.POLL_CHANGED.format(number=draft.poll)),))
        return Turn(None, (Announce(draft),), (paragraph(words.SENT.format(**_counts(facts.forecast))),))
    said = meeting_text.settings(heard.text, facts.now)
    if said != MeetingText(strange=said.strange) and not said.strange:
        return _taken(draft, said, facts)
    phrase = words.PHRASE.format(number=facts.number)
    again = _state(CONFIRM, draft, {"number": facts.number})
    return Turn(again, says=(paragraph(words.EXACTLY.format(phrase=phrase)),))


def _can_settle(draft: MeetingDraft, facts: Facts) -> bool:
    """Return whether the poll can still come to this date.

    It is closed, or decided so and nobody has invited yet, or what somebody had invited to was cancelled.
    """
    if facts.poll is None:
        return False
    if facts.invited is not None:
        return facts.invited.meeting.cancelled
    decided_so = facts.poll.state is PollState.DECIDED and facts.poll.result == draft.option
    return decided_so or facts.poll.state is PollState.CLOSED


def _state(step: str, draft: MeetingDraft, more: Mapping[str, Any] | None = None) -> State:
    return State(NAME, step, {"draft": draft.dump(), **(more or {})})


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.LEAD), lapsing=frozenset({CONFIRM}),
    free_text=frozenset({TEXT, AUDIENCE, PLACE}), taken_whole=frozenset({TEXT, PLACE}),
)  # fmt: skip
