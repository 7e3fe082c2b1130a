"""`umfrage`: a date poll is typed in one message, read back with what is to be noted, and sent by words of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import meeting_draft, poll_draft, turning
from bot.commands import hints, meeting, organising, somewhere, whom
from bot.commands.base import Asked, Reply
from bot.commands.organising import Colleagues
from bot.commands.whom import Book
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.drafting import number_of
from bot.poll_changes import SendPoll
from bot.poll_draft import Plan
from bot.words import polls as words
from bot.words import whom as whom_words
from content import dates, invitation, meeting_text, poll_document, poll_text, poll_words
from content.blocks import Block, paragraph
from content.counted import counted
from content.foreign import disarmed_text
from domain import nudges, phrases
from domain.folding import fold
from domain.phrases import Doubt, Unclear, When
from domain.poll import MOST_OPTIONS, Calendar, Quorum, begins_at
from domain.quiet import ZONE
from domain.recipient import Role
from domain.rights import Asker, Need, Right
from scheduler import occasions, occupied, publishing
from scheduler.holidays import holiday_names, quiet_days
from scheduler.publishing import Forecast
from store import dialogs, editors
from store.editors import Editor

NAME = "poll"
TITLE, DATES, UNCLEAR, END, WHO, SEND = "title", "dates", "unclear", "end", "who", "send"
_DROP, _MAIL, _ALL, _LEADS, _OUT = "drop", "mail", "all", "leads", "out"
_DAY_KEY = "day"


@dataclass(frozen=True, slots=True)
class Facts:
    """What making a poll looks at. forecast: whom it would reach, when that can be said."""

    map: somewhere.Map
    book: Book
    editor: Editor | None
    now: datetime
    calendar: Calendar
    number: int
    forecast: Forecast | None = None
    colleagues: Colleagues = field(default_factory=lambda: Colleagues((), Asker(), None))

    @property
    def today(self) -> date:
        """The day on the wall clock."""
        return self.now.astimezone(ZONE).date()

    @property
    def is_coordination(self) -> bool:
        """Whether they may ask everybody."""
        return self.editor is not None and self.editor.role is Role.COORDINATION

    @property
    def leads(self) -> tuple[str, ...]:
        """The regions that they may ask."""
        return self.editor.leads if self.editor is not None else ()


def load(session: Session, asked: Asked) -> Facts:
    """Fetch who asks, the map and the calendar, and whom the plan of the open conversation would reach."""
    stored = dialogs.load(session, asked.who)
    plan = poll_draft.load(stored.data) if stored is not None and stored.name == NAME else Plan()
    year = asked.now.astimezone(ZONE).year
    taken = occupied.known(session, asked.now, plan.regions or ())
    calendar = Calendar(
        holiday_names(year), occasions.school(year), occasions.religious(year), taken, occasions.school_until(year)
    )
    draft = plan.draft()
    found: Forecast | None = None
    if draft is not None:
        found = publishing.forecast(session, draft.addressed, asked.office.public_only, asked.now)
    editor = editors.editor(session, asked.person)
    where = somewhere.load(session)
    book = whom.load(session, where)
    number = number_of(asked, plan.number)
    return Facts(where, book, editor, asked.now, calendar, number, found, organising.load(session, asked))


def begin(session: Session, asked: Asked, said: str) -> list[Reply]:
    """Begin with what stands behind the word `umfrage`."""
    facts = load(session, asked)
    found = poll_text.read(said)
    plan = Plan(title=found.title)
    if found.dates and not found.title and not _is_dated(found.dates, facts):
        plan, found = Plan(title=found.dates.strip()), replace(found, dates="")
    return turning.go_on_with(DIALOG, _taken(plan, found, facts), session, asked)


def _is_dated(text: str, facts: Facts) -> bool:
    return any(isinstance(piece, When) or piece.when for piece in phrases.read(text, facts.today))


# --- what is asked


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    plan = poll_draft.load(state.data)
    if state.step == SEND and facts.forecast is not None:
        return _ask_to_send(plan, facts, facts.forecast)
    if state.step == UNCLEAR and plan.unclear is not None:
        return _ask_unclear(plan.unclear[1])
    if state.step == END:
        return Question((paragraph(words.ASK_END),), _ends(plan, facts))
    if state.step == WHO:
        return _ask_who(facts)
    return Question((paragraph(words.ASK_TITLE if state.step == TITLE else words.ASK_DATES),))


def _ask_unclear(piece: Unclear) -> Question:
    shown = piece.days[0] if piece.days else piece.when.day if piece.when is not None else None
    told = words.UNCLEAR[piece.why].format(said=piece.said, date=_day(shown) if shown else "")
    options: list[Option] = []
    if piece.when is not None and piece.why is Doubt.WEEKDAY:
        options = [Option(_DAY_KEY, poll_words.when(piece.when) if piece.when.start else _day(piece.when.day))]
    if piece.why is Doubt.WHICH_WEEK:
        options = [Option(f"{_DAY_KEY}{at}", _day(day)) for at, day in enumerate(piece.days)]
    return Question((paragraph(told),), (*options, Option(_OUT, words.LEAVE_OUT, words.LEAVE_OUT_WORDS)))


def _day(day: date) -> str:
    return f"{dates.WEEKDAYS[day.weekday()]}, {day:%d.%m.%Y}"


def _ends(plan: Plan, facts: Facts) -> tuple[Option, ...]:
    """Return ends to choose from: one and two weeks before the first date, as far as they are to come."""
    first = min(begins_at(when) for when in plan.dates)
    found = []
    for weeks in (2, 1):
        day = (first - timedelta(weeks=weeks)).astimezone(ZONE).date()
        moment = poll_draft.moment_of(day)
        if moment > facts.now + timedelta(days=1):
            found.append(Option(day.isoformat(), dates.moment(moment)))
    return tuple(found)


def _ask_who(facts: Facts) -> Question:
    if facts.is_coordination:
        regions = tuple(Option(code, name) for code, name in facts.map.names.items())
        all_, leads = Option(_ALL, words.ALL, words.ALL_WORDS), Option(_LEADS, words.LEADS, words.LEADS_WORDS)
        return Question((paragraph(words.ASK_WHO_ALL),), (all_, leads, *regions), per_row=2)
    options = tuple(Option(code, facts.map.names.get(code, code)) for code in facts.leads)
    return Question((paragraph(words.ASK_WHO if options else whom_words.NO_REGION),), options)


def _ask_to_send(plan: Plan, facts: Facts, forecast: Forecast) -> Question:
    drop = Option(_DROP, words.CANCEL, words.CANCEL_WORDS)
    blocks = _read_back(plan, facts)
    if not forecast.audience:
        return Question((*blocks, _terms(plan), paragraph(words.GOES_TO_NOBODY)), (drop,))
    phrase = words.PHRASE.format(number=plan.number)
    goes = words.GOES_TO.format(
        persons=counted(words.PERSONS, forecast.persons), places=counted(words.PLACES, forecast.places), phrase=phrase
    )
    mail = Option(_MAIL, words.MAIL, words.MAIL_WORDS)
    send = Option(f"send{plan.number}", phrase, by_words_only=True)
    shown = (*blocks, paragraph(goes), _terms(plan), paragraph(words.CHANGE_HOW))
    return Question(shown, (send, mail, drop), dangerous=True)


def _read_back(plan: Plan, facts: Facts) -> list[Block]:
    assert plan.closes_at is not None
    where, until = _where(plan, facts), dates.moment(plan.closes_at)
    shown = "\n".join(_dates(plan))
    blocks: list[Block] = [
        paragraph(words.PREVIEW.format(title=disarmed_text(plan.title), where=where, dates=shown, until=until))
    ]
    blocks += hints.blocks(plan.dates, facts.calendar, facts.now, plan.closes_at)
    known = invitation.known(plan.meeting.about(facts.now))
    if plan.organisers:
        names = poll_words.listed(facts.colleagues.who(one) for one in plan.organisers)
        blocks.append(paragraph(words.RUN_WITH.format(who=names)))
    if known:
        blocks.append(paragraph(words.IN_INVITATION.format(known=known)))
    return blocks


def _terms(plan: Plan) -> Block:
    """Return by what the poll goes: its quorum, names, whom topics mean, and the order of the proposal."""
    told = [
        *([words.QUORUM.format(quorum=poll_words.quorum(plan.quorum))] if plan.quorum is not None else []),
        *([words.NAMES] if plan.names else []),
        *([whom_words.CHOSEN_BY] if plan.topics or plan.programmes else []),
        poll_document.order(plan.quorum),
    ]
    return paragraph(" ".join(told))


def _where(plan: Plan, facts: Facts) -> str:
    return whom.told(facts.book, plan.regions or (), plan.topics, plan.programmes, leads=plan.leads)


def _dates(plan: Plan) -> list[str]:
    return [words.DATE.format(number=at, date=poll_words.when(when)) for at, when in enumerate(plan.dates, 1)]


# --- what it comes to


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    plan = poll_draft.load(state.data)
    if state.step == SEND:
        return _at_the_end(plan, heard, facts)
    if state.step == UNCLEAR and plan.unclear is not None:
        return _cleared(plan, *plan.unclear, heard, facts)
    if state.step == END and heard.chosen:
        day = date.fromisoformat(heard.chosen[0])
        return _next(replace(plan, closes_at=poll_draft.moment_of(day)), facts)
    if state.step == END:
        said = poll_text.settings(heard.text)
        return _taken(plan, replace(said, dates="", end=said.end or said.dates), facts)
    if state.step == WHO:
        return _for(plan, heard, facts)
    if state.step == TITLE:
        return _next(replace(plan, title=heard.text.strip()[:120]), facts)
    return _taken(plan, poll_text.settings(heard.text), facts)


def _at_the_end(plan: Plan, heard: Heard, facts: Facts) -> Turn:
    draft = plan.draft()
    if heard.chosen == (_DROP,):
        return Turn(None, says=(paragraph(words.NOT_SENT),))
    if heard.chosen == (_MAIL,):
        return Turn(State(NAME, SEND, plan.dump()), says=(paragraph(_mail(plan, facts)),))
    if heard.chosen == (f"send{plan.number}",) and draft is not None:
        return Turn(None, (SendPoll(draft),), (paragraph(_sent(plan, facts)),))
    said = poll_text.settings(heard.text)
    if said.end or said.audience or said.quorum or said.names or said.details or said.organisers:
        return _taken(plan, replace(said, dates=""), facts)
    again = replace(plan, number=facts.number)
    phrase = words.PHRASE.format(number=again.number)
    return Turn(State(NAME, SEND, again.dump()), says=(paragraph(words.EXACTLY.format(phrase=phrase)),))


def _sent(plan: Plan, facts: Facts) -> str:
    assert plan.closes_at is not None
    days = quiet_days(facts.now.astimezone(ZONE).year)
    at = [f"{one.at:%d.%m.}" for one in nudges.plan(facts.now, plan.closes_at, days)]
    told = [words.UNDER_WAY, *([words.REMINDS.format(days=poll_words.listed(at))] if at else [])]
    return " ".join([*told, words.RESULT_AT.format(day=f"{plan.closes_at.astimezone(ZONE):%d.%m.}")])


def _mail(plan: Plan, facts: Facts) -> str:
    assert plan.closes_at is not None
    until = dates.moment(plan.closes_at)
    return words.MAIL_TEXT.format(
        title=plan.title, where=_where(plan, facts), dates="\n".join(_dates(plan)), until=until
    )


def _cleared(plan: Plan, position: int, piece: Unclear, heard: Heard, facts: Facts) -> Turn:
    if heard.chosen == (_OUT,):
        return _next(plan.with_piece(position), facts)
    if heard.chosen and piece.why is Doubt.WEEKDAY and piece.when is not None:
        return _next(plan.with_piece(position, *_again(piece.when, facts)), facts)
    if heard.chosen and piece.why is Doubt.WHICH_WEEK:
        day = piece.days[int(heard.chosen[0].removeprefix(_DAY_KEY))]
        said = _without_weekday(piece.said)
        return _next(plan.with_piece(position, *phrases.read(f"{day.isoformat()} {said}", facts.today)), facts)
    if piece.why is Doubt.NO_TIME and piece.when is not None:
        found = phrases.read(f"{piece.when.day.isoformat()} {heard.text}", facts.today)
        if len(found) == 1 and isinstance(found[0], When):
            return _next(_timed(plan, found[0]), facts)
    found = phrases.read(heard.text, facts.today)
    if found and not any(one.why is Doubt.NOT_UNDERSTOOD for one in found if isinstance(one, Unclear)):
        return _next(plan.with_piece(position, *found), facts)
    return Turn(State(NAME, UNCLEAR, plan.dump()), says=(paragraph(words.STILL_UNCLEAR),))


def _again(when: When, facts: Facts) -> tuple[phrases.Piece, ...]:
    """Return a date whose weekday is settled; its time may have been missing too."""
    if when.start is None:
        return phrases.read(when.day.isoformat(), facts.today)
    return (when,)


def _without_weekday(said: str) -> str:
    return said.partition(" ")[2]


def _timed(plan: Plan, said: When) -> Plan:
    """Return the plan with this time for every date that has none: who leaves it out means one for all."""
    pieces = [
        replace(piece.when, start=said.start, end=said.end)
        if isinstance(piece, Unclear) and piece.why is Doubt.NO_TIME and piece.when is not None
        else piece
        for piece in plan.pieces
    ]
    return replace(plan, pieces=tuple(pieces))


def _taken(plan: Plan, said: poll_text.Read, facts: Facts) -> Turn:
    """Take what was said into the plan, and go on."""
    says: list[Block] = []
    if said.dates:
        pieces = phrases.read(said.dates, facts.today)
        if len(pieces) > MOST_OPTIONS:
            says.append(paragraph(words.TOO_MANY.format(count=len(pieces))))
            pieces = ()
        plan = replace(plan, pieces=pieces)
    if said.quorum is not None and (unit := words.UNIT_WORDS.get(fold(said.quorum[1]))) and said.quorum[0] > 0:
        plan = replace(plan, quorum=Quorum(said.quorum[0], unit))
    plan = replace(plan, names=plan.names or said.names)
    if said.end:
        closes_at, trouble = _end(said.end, facts)
        plan = replace(plan, closes_at=closes_at or plan.closes_at)
        says += [paragraph(trouble)] if trouble else []
    if said.audience:
        plan, trouble = _audience(plan, said.audience, facts)
        says += [paragraph(trouble)] if trouble else []
    if said.organisers:
        people, trouble = facts.colleagues.find(said.organisers)
        plan = replace(plan, organisers=tuple(dict.fromkeys((*plan.organisers, *(one.id for one in people)))))
        says += [paragraph(trouble)] if trouble else []
    if said.details:
        detail = meeting_text.settings(said.details, facts.now)
        says += meeting.troubles(detail)
        plan = replace(plan, meeting=meeting_draft.take(plan.meeting, detail))
    turn = _next(plan, facts)
    return replace(turn, says=(*says, *turn.says))


def _end(text: str, facts: Facts) -> tuple[datetime | None, str]:
    found = phrases.read_day(text, facts.today)
    if isinstance(found, Unclear) and found.why is Doubt.WEEKDAY and found.when is not None:
        return None, words.END_WEEKDAY.format(date=_day(found.when.day))
    if not isinstance(found, When):
        return None, words.END_NOT_UNDERSTOOD.format(said=text[:60])
    moment = poll_draft.closing_moment(found)
    return (moment, "") if moment > facts.now else (None, words.END_PAST.format(moment=dates.moment(moment)))


def _for(plan: Plan, heard: Heard, facts: Facts) -> Turn:
    if heard.chosen:
        text = ", ".join(facts.map.names.get(code, code) for code in heard.chosen)
        if _ALL in heard.chosen or _LEADS in heard.chosen:
            text = words.ALL if _ALL in heard.chosen else words.LEADS
    else:
        text = heard.text
    plan, trouble = _audience(plan, text, facts)
    turn = _next(plan, facts)
    return replace(turn, says=(paragraph(trouble), *turn.says)) if trouble else turn


def _audience(plan: Plan, text: str, facts: Facts) -> tuple[Plan, str]:
    """Return the plan for whom the text names, as far as whoever asks may ask them; or what is wrong with it."""
    found = whom.read(text, facts.book, facts.leads, everybody=facts.is_coordination)
    if isinstance(found, str):
        return plan, found
    regions = () if found.statewide else found.regions
    return replace(
        plan, regions=regions, leads=found.leads, topics=found.topics, programmes=found.programmes
    ), ""  # fmt: skip


def _next(plan: Plan, facts: Facts) -> Turn:
    """Return the question for what is missing, or the preview."""
    if plan.regions is None and not facts.is_coordination and len(facts.leads) == 1:
        plan = replace(plan, regions=facts.leads)
    if not plan.title:
        return Turn(State(NAME, TITLE, plan.dump()))
    if not plan.pieces:
        return Turn(State(NAME, DATES, plan.dump()))
    if plan.unclear is not None:
        return Turn(State(NAME, UNCLEAR, plan.dump()))
    if plan.closes_at is None:
        return Turn(State(NAME, END, plan.dump()))
    if plan.regions is None:
        return Turn(State(NAME, WHO, plan.dump()))
    return Turn(State(NAME, SEND, replace(plan, number=facts.number).dump()))


def _no_data(_asked: Asked) -> Mapping[str, Any]:
    return Plan().dump()


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.LEAD), lapsing=frozenset({SEND}),
    free_text=frozenset({TITLE, DATES, END, WHO}), taken_whole=frozenset({TITLE}), begins=_no_data,
)  # fmt: skip
