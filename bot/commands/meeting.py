"""`treffen`: a meeting is typed in one message, shown as its invitation, and sent by words of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import meeting_draft, turning
from bot.commands import somewhere
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.drafting import number_of
from bot.meeting_changes import Announce
from bot.meeting_draft import MeetingDraft
from bot.words import meetings as words
from content import dates, invitation, meeting_text, meeting_words, urgent_text
from content.blocks import Block, Rule, paragraph
from content.meeting_text import MeetingText
from domain import choosing
from domain.meeting import MeetingKind
from domain.phrases import Doubt, Unclear
from domain.recipient import Role
from domain.rights import Need, Right
from scheduler import meetings as work
from scheduler import publishing
from scheduler.publishing import Forecast
from store import dialogs, editors
from store.editors import Editor

NAME = "meeting"
TEXT, DATE, AUDIENCE, PLACE, SEATS, CONFIRM = "text", "date", "audience", "place", "seats", "confirm"
_DROP, _ALL, _ONLINE, _NO_LIMIT = "drop", "all", "online", "nolimit"


@dataclass(frozen=True, slots=True)
class Facts:
    """What planning a meeting looks at. forecast: whom it would reach, when that can be said."""

    map: somewhere.Map
    editor: Editor | None
    now: datetime
    number: int
    forecast: Forecast | None = None

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
    mine = stored is not None and stored.name == NAME
    before = int(stored.data.get("number", 0)) if stored is not None and mine else 0
    meeting = meeting_draft.load(stored.data["draft"]).meeting(asked.now) if stored is not None and mine else None
    found: Forecast | None = None
    if meeting is not None:
        found = publishing.forecast(session, work.addressed(meeting), asked.office.public_only, asked.now)
    editor = editors.editor(session, asked.person)
    return Facts(somewhere.load(session), editor, asked.now, number_of(asked, before), found)


def begin(session: Session, asked: Asked, said: str, draft: MeetingDraft | None = None) -> list[Reply]:
    """Begin with what stands behind the word `treffen`, or with a draft: what a poll has come to."""
    facts = load(session, asked)
    if draft is not None:
        return turning.go_on_with(DIALOG, _next(draft, facts), session, asked)
    if not said.strip():
        return turning.go_on_with(DIALOG, Turn(_state(TEXT, MeetingDraft())), session, asked)
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
        return Question((paragraph(words.ASK_PLACE),), (Option(_ONLINE, words.ONLINE, words.ONLINE_WORDS),))
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
    blocks: list[Block] = [*invitation.document(meeting, 0, facts.map.names).blocks, Rule()]
    drop = Option(_DROP, words.DROP, words.DROP_WORDS)
    if not forecast.audience:
        return Question((*blocks, paragraph(words.GOES_TO_NOBODY)), (drop,), dangerous=True)
    phrase = words.PHRASE.format(number=state.data["number"])
    blocks.append(paragraph(words.GOES_TO.format(phrase=phrase, **_counts(forecast))))
    if draft.link:
        blocks.append(paragraph(words.LINK_SET))
    blocks.append(paragraph(words.HOW))
    return Question(tuple(blocks), (Option(_send_key(state), phrase, by_words_only=True), drop), dangerous=True)


def _counts(forecast: Forecast) -> dict[str, str]:
    return {"persons": _count(words.PERSONS, forecast.persons), "places": _count(words.PLACES, forecast.places)}


def _count(forms: tuple[str, str], count: int) -> str:
    return forms[0] if count == 1 else forms[1].format(count=count)


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
        draft, trouble = _audience(draft, urgent_text.read_audience(said.audience, facts.map.gazetteer))
        says += trouble
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
    if _ALL in heard.chosen:
        found = urgent_text.Audience(statewide=True)
    else:
        codes = tuple(sorted(code for code in heard.chosen if code in facts.map.names))
        found = urgent_text.Audience(False, codes)
        if not codes:
            found = urgent_text.read_audience(heard.text, facts.map.gazetteer)
    draft, says = _audience(draft, found)
    turn = _next(draft, facts)
    return replace(turn, says=(*says, *turn.says))


def _audience(draft: MeetingDraft, found: urgent_text.Audience) -> tuple[MeetingDraft, list[Block]]:
    if found.unknown or found.among or not (found.statewide or found.regions):
        said = found.unknown[:60] or ", ".join(found.among)
        return draft, [paragraph(words.UNKNOWN.format(said=said))] if said else []
    regions = () if found.statewide else tuple(sorted(set(found.regions)))
    return replace(draft, statewide=found.statewide, regions=regions), []


def _at(draft: MeetingDraft, heard: Heard, facts: Facts) -> Turn:
    if heard.chosen == (_ONLINE,):
        return _next(replace(draft, hybrid=True, place=""), facts)
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
    if facts.editor is None or not meeting_draft.may_invite(facts.editor, draft):
        kind = MeetingKind.REGIONAL.value if draft.kind == MeetingKind.LEADS else draft.kind
        without = replace(draft, statewide=False, regions=(), kind=kind)
        return Turn(_state(AUDIENCE, without), says=(paragraph(words.ONLY_OWN),))
    draft, says = when_right(draft, facts.now)
    if not draft.start:
        return Turn(_state(DATE, draft), says=says)
    if not draft.place and not draft.hybrid:
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
        if facts.editor is None or not meeting_draft.may_invite(facts.editor, draft):
            return Turn(None, says=(paragraph(words.ONLY_OWN),))
        return Turn(None, (Announce(draft),), (paragraph(words.SENT.format(**_counts(facts.forecast))),))
    said = meeting_text.settings(heard.text, facts.now)
    if said != MeetingText(strange=said.strange) and not said.strange:
        return _taken(draft, said, facts)
    phrase = words.PHRASE.format(number=facts.number)
    again = _state(CONFIRM, draft, {"number": facts.number})
    return Turn(again, says=(paragraph(words.EXACTLY.format(phrase=phrase)),))


def _state(step: str, draft: MeetingDraft, more: Mapping[str, Any] | None = None) -> State:
    return State(NAME, step, {"draft": draft.dump(), **(more or {})})


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.LEAD), lapsing=frozenset({CONFIRM}),
    free_text=frozenset({TEXT, AUDIENCE, PLACE}),
)  # fmt: skip
