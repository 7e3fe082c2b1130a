"""`eilt`: one message is parsed, shown as it will look with who gets it when, and released by words of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import drafting, turning
from bot.commands import previews, somewhere
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.drafting import Draft, Preview
from bot.editing import Release
from bot.words import urgent as words
from content import dates, urgent_text, when
from content.blocks import Block, paragraph
from domain.notice import Level
from domain.recipient import Role
from domain.rights import Need, Right
from store import dialogs, editors
from store.editors import Editor

NAME = "urgent"
TEXT, AUDIENCE, WHICH, DEADLINE, CONFIRM = "text", "audience", "which", "deadline", "confirm"
_DROP, _NONE, _ALL = "drop", "none", "all"
_DROPPING = Option(_DROP, words.DROP, words.DROP_WORDS)
_WEEK = timedelta(days=7)
#: From so many in a week on, the author is warned.
_MANY = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What an urgent notice is decided by. preview: only where one is shown; serial: of what was just said."""

    map: somewhere.Map
    editor: Editor | None
    now: datetime
    number: int
    this_week: int
    preview: Preview | None = None


def load(session: Session, asked: Asked) -> Facts:
    """Fetch who asks, the map, and what the draft of the open conversation would look like and whom it would reach."""
    editor = editors.editor(session, asked.person)
    stored = dialogs.load(session, asked.who)
    preview: Preview | None = None
    if stored is not None and (stored.name, stored.step) == (NAME, CONFIRM) and editor is not None:
        preview = drafting.preview(session, asked, drafting.load_draft(stored.data["draft"]), editor.key)
    before = int(stored.data.get("number", 0)) if stored is not None else 0
    this_week = editors.urgent_since(session, asked.now - _WEEK)
    return Facts(somewhere.load(session), editor, asked.now, drafting.number_of(asked, before), this_week, preview)


def begin(session: Session, asked: Asked) -> list[Reply]:
    """Take what stands behind the word `eilt`, and go on to what is missing, or to the preview."""
    facts = load(session, asked)
    said = "".join(asked.text.split(maxsplit=1)[1:])
    turn = _read(said, facts) if said.strip() else Turn(State(NAME, TEXT, {"draft": _empty().dump()}))
    return turning.go_on_with(DIALOG, turn, session, asked)


def _empty() -> Draft:
    return Draft(level=Level.URGENT.value)


# --- what is asked


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    if state.step == CONFIRM and facts.preview is not None:
        return _ask_to_send(state, facts, facts.preview)
    if state.step == AUDIENCE:
        return _ask_audience(facts)
    if state.step == WHICH:
        places = facts.map.gazetteer.places
        among = [places[key] for key in state.data.get("among", ()) if key in places]
        return Question((paragraph(words.ASK_WHICH),), tuple(Option(one.key, one.label) for one in among))
    if state.step == DEADLINE:
        return Question((paragraph(words.ASK_DEADLINE),), (Option(_NONE, words.NO_DEADLINE, words.NO_DEADLINE_WORDS),))
    return Question((paragraph(words.ASK_TEXT),))


def _ask_audience(facts: Facts) -> Question:
    editor = facts.editor
    if editor is None or editor.role is Role.COORDINATION:
        regions = tuple(Option(code, name) for code, name in facts.map.names.items())
        return Question((paragraph(words.ASK_AUDIENCE),), (Option(_ALL, words.ALL), *regions), per_row=2)
    options = tuple(Option(code, facts.map.names.get(code, code)) for code in editor.leads)
    told = words.ASK_AUDIENCE_LEAD.format(regions=", ".join(one.label for one in options)) if options else ""
    return Question((paragraph(told or words.NO_REGION),), options)


def _ask_to_send(state: State, facts: Facts, preview: Preview) -> Question:
    if not preview.outlook.audience:
        return Question((*previews.shown(preview), paragraph(words.NOBODY)), (_DROPPING,))
    phrase = words.PHRASE.format(number=state.data["number"])
    blocks: list[Block] = [*previews.shown(preview)]
    if facts.this_week + 1 >= _MANY:
        blocks.append(paragraph(words.WARNING.format(count=facts.this_week + 1)))
    blocks.append(paragraph(f"{previews.when(preview)} {words.SEND_WITH.format(phrase=phrase)}"))
    blocks.append(paragraph(words.SEND_HOW))
    options = (Option(_send_key(state), phrase, by_words_only=True), _DROPPING)
    return Question(tuple(blocks), options, dangerous=True)


def _send_key(state: State) -> str:
    return f"send{state.data['number']}"


# --- what it comes to


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    draft = drafting.load_draft(state.data.get("draft", {}))
    if state.step == CONFIRM:
        return _confirmed(state, heard, facts)
    if state.step == AUDIENCE:
        return _for(draft, _audience_heard(heard, facts), facts)
    if state.step == WHICH:
        place = facts.map.gazetteer.places.get(heard.chosen[0]) if heard.chosen else None
        if place is None:
            return Turn(state)
        known = urgent_text.Audience(not place.region, (place.region,) if place.region else ())
        return _for(draft, replace(known, regions=(*draft.regions, *known.regions)), facts)
    if state.step == DEADLINE:
        return _due(draft, heard, facts)
    return _read(heard.text, facts)


def _read(said: str, facts: Facts) -> Turn:
    found = urgent_text.read(said, facts.now, facts.map.gazetteer)
    deadline = found.deadline.isoformat() if found.deadline is not None else ""
    draft = replace(_empty(), title=found.title, text=found.text, deadline=deadline)
    if found.bad_deadline:
        regions = found.audience or urgent_text.Audience()
        draft = drafting.for_regions(draft, regions.regions, statewide=regions.statewide)
        says = (paragraph(words.BAD_DEADLINE.format(words=found.bad_deadline[:60])),)
        return Turn(_state(DEADLINE, draft), says=says)
    if found.deadline is not None and found.deadline <= facts.now:
        says = (paragraph(words.PAST_DEADLINE.format(due=dates.due(found.deadline))),)
        audience = found.audience or urgent_text.Audience()
        draft = drafting.for_regions(draft, audience.regions, statewide=audience.statewide)
        return Turn(_state(DEADLINE, replace(draft, deadline="")), says=says)
    if found.audience is None:
        return _next(draft, facts)
    return _for(draft, found.audience, facts)


def _audience_heard(heard: Heard, facts: Facts) -> urgent_text.Audience:
    if _ALL in heard.chosen:
        return urgent_text.Audience(statewide=True)
    codes = tuple(sorted(code for code in heard.chosen if code in facts.map.names))
    return urgent_text.Audience(False, codes) if codes else urgent_text.read_audience(heard.text, facts.map.gazetteer)


def _for(draft: Draft, audience: urgent_text.Audience, facts: Facts) -> Turn:
    if audience.among:
        draft = drafting.for_regions(draft, audience.regions, statewide=False)
        return Turn(_state(WHICH, draft, {"among": list(audience.among)}))
    if audience.unknown or not (audience.statewide or audience.regions):
        says = (paragraph(words.UNKNOWN_AUDIENCE.format(words=audience.unknown[:60])),) if audience.unknown else ()
        return Turn(_state(AUDIENCE, drafting.for_regions(draft, (), statewide=False)), says=says)
    regions = tuple(sorted(set(audience.regions)))
    return _next(drafting.for_regions(draft, regions, statewide=audience.statewide), facts)


def _due(draft: Draft, heard: Heard, facts: Facts) -> Turn:
    if heard.chosen == (_NONE,):
        return _next(replace(draft, deadline=""), facts)
    found = when.read(heard.text.strip(), facts.now)
    if found is None:
        return Turn(_state(DEADLINE, draft), says=(paragraph(words.BAD_DEADLINE.format(words=heard.text[:60])),))
    if found.moment <= facts.now:
        says = (paragraph(words.PAST_DEADLINE.format(due=dates.due(found.moment))),)
        return Turn(_state(DEADLINE, draft), says=says)
    return _next(replace(draft, deadline=found.moment.isoformat()), facts)


def _next(draft: Draft, facts: Facts) -> Turn:
    """Return the question for what is missing, or the preview."""
    if not draft.title:
        return Turn(_state(TEXT, draft))
    draft = draft if draft.has_audience else drafting.for_only_region(draft, facts.editor)
    if not draft.has_audience:
        return Turn(_state(AUDIENCE, draft))
    if facts.editor is None or not drafting.may_tell(draft, facts.editor):
        draft = drafting.for_regions(draft, (), statewide=False)
        return Turn(_state(AUDIENCE, draft), says=(paragraph(words.ONLY_OWN),))
    return Turn(_state(CONFIRM, draft, {"number": facts.number}))


def _confirmed(state: State, heard: Heard, facts: Facts) -> Turn:
    draft, preview = drafting.load_draft(state.data["draft"]), facts.preview
    if heard.chosen == (_DROP,):
        return Turn(None, says=(paragraph(words.DROPPED),))
    if preview is None or facts.editor is None or not drafting.may_tell(draft, facts.editor):
        return Turn(None, says=(paragraph(words.ONLY_OWN),))
    if not preview.outlook.audience:
        return _for(draft, _audience_heard(heard, facts), facts)
    if heard.chosen != (_send_key(state),):
        phrase = words.PHRASE.format(number=facts.number)
        again = State(NAME, CONFIRM, {**state.data, "number": facts.number})
        return Turn(again, says=(paragraph(words.EXACTLY.format(phrase=phrase)),))
    return Turn(None, (Release(preview.new, preview.report_at),), (paragraph(previews.sent(preview)),))


def _state(step: str, draft: Draft, more: Mapping[str, Any] | None = None) -> State:
    return State(NAME, step, {"draft": draft.dump(), **(more or {})})


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.LEAD), lapsing=frozenset({CONFIRM}),
    free_text=frozenset({TEXT, AUDIENCE, WHICH}), taken_whole=frozenset({TEXT}),
)  # fmt: skip
