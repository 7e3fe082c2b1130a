"""`ausgabe`: the edition is looked through, changed, seen as it will look, and released by words of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot import drafting, turning
from bot.arranging import Arrange, ReleaseEdition, WriteEditorial
from bot.commands import previews
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.drafting import Preview
from bot.words import edition as words
from bot.words import urgent as sending
from bot.words import writing as writing_words
from content import dates, sections
from content.blocks import Block, Heading, Paragraph, Rule, Run, bold, paragraph
from content.foreign import disarmed_text
from content.words import edition_title, first_line, internal_title
from domain import choosing, slots
from domain.notice import NoticeState, Scope
from domain.rights import Need, Right
from scheduler import foreseeing, publishing
from store import dialogs, editions, notices
from store.editions import Choice, Item
from store.notices import StoredNotice

NAME = "edition"
VIEW, LEAVE, TAKE, MOVE, WHERE, WRITE, CONFIRM = "view", "leave", "take", "move", "where", "write", "confirm"
_BACK, _DONE, _NONE, _DROP = "back", "done", "none", "drop"
_UP, _DOWN, _FIRST = "up", "down", "first"
_GOING_BACK = Option(_BACK, words.BACK, words.BACK_WORDS)
_DROPPING = Option(_DROP, sending.DROP, (*sending.DROP_WORDS, *words.BACK_WORDS))
_LABEL = 40


@dataclass(frozen=True, slots=True)
class Facts:
    """An edition as it would be now. out: what is left out of it; preview: only where one is shown."""

    slot: str
    released: bool
    items: tuple[Item, ...]
    out: tuple[StoredNotice, ...]
    draft: editions.Draft
    number: int
    preview: Preview | None = None
    #: This network may not carry what is internal: it is told of by its number only.
    closed: bool = False

    def title(self, notice: StoredNotice) -> str:
        """Return what a notice is called here."""
        if self.closed and notice.addressed.scope is Scope.INTERNAL:
            return internal_title(notice.id)
        return disarmed_text(notice.title)

    @property
    def shown(self) -> list[list[int | str]]:
        """What the items are, in order, and the editorial: that nothing else is released than what was seen."""
        items: list[list[int | str]] = [[item.notice.id, item.notice.rev, item.section] for item in self.items]
        return [*items, [self.draft.editorial]]

    def item(self, key: str) -> Item | None:
        """Return the item with this key."""
        return next((one for one in self.items if str(one.notice.id) == key), None)


def load(session: Session, asked: Asked) -> Facts:
    """Fetch the edition of this week, or of the next one when this week's is out."""
    slot = slots.week_of(asked.now)
    released = notices.find_by_request(session, publishing.edition_request(slot)) is not None
    if released:
        slot = slots.week_of(asked.now + timedelta(days=7))
    items = tuple(publishing.plan_edition(session, asked.now, slot))
    inside = {item.notice.id for item in items}
    waiting = [*editions.candidates(session, asked.now), *editions.held(session, asked.now)]
    out = tuple(one for one in waiting if one.id not in inside)
    draft = editions.draft(session, slot)
    stored = dialogs.load(session, asked.who)
    here = stored is not None and (stored.name, stored.step) == (NAME, CONFIRM)
    before = int(stored.data.get("number", 0)) if stored is not None and here else 0
    closed = Scope.INTERNAL not in asked.may_read
    facts = Facts(slot, released, items, out, draft, drafting.number_of(asked, before), closed=closed)
    return replace(facts, preview=_preview(session, asked, facts)) if here and items else facts


def _preview(session: Session, asked: Asked, facts: Facts) -> Preview:
    office = asked.office
    new = publishing.edition_notice(facts.slot, facts.items, facts.draft.editorial, "", asked.now)
    seen = [one for one in facts.items if not facts.closed or one.notice.addressed.scope is Scope.PUBLIC]
    shown = publishing.edition_shown(seen, facts.slot, facts.draft.editorial, asked.now)
    outlook, names = foreseeing.outlook_of_edition(
        session, new, facts.items, shown, office.public_only, asked.now, office.pace
    )
    return Preview(new, shown, outlook, asked.now, names, four_eyes=asked.office.four_eyes)


def begin(session: Session, asked: Asked) -> list[Reply]:
    """Show the edition as it is planned."""
    return turning.begin(DIALOG, VIEW, session, asked)


# --- what is asked


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    match state.step:
        case "confirm" if facts.preview is not None:
            return _ask_to_send(state, facts.preview)
        case "leave":
            return _which(words.ASK_LEAVE, [one.notice for one in facts.items], facts)
        case "take":
            return _which(words.ASK_TAKE, facts.out, facts)
        case "move":
            return _which(words.ASK_MOVE, [one.notice for one in facts.items], facts)
        case "where" if (item := facts.item(state.data.get("notice", ""))) is not None:
            return _ask_where(item, facts)
        case "write":
            none = Option(_NONE, words.NO_TEXT, words.NO_TEXT_WORDS)
            return Question((paragraph(words.ASK_EDITORIAL),), (none, _GOING_BACK))
        case _:
            return _ask_view(facts)


def _ask_view(facts: Facts) -> Question:
    options = [Option(_DONE, words.DONE, words.DONE_WORDS)]
    if facts.items:
        options = [
            Option(CONFIRM, words.PREVIEW, words.PREVIEW_WORDS),
            Option(WRITE, words.WRITE, words.WRITE_WORDS),
            Option(LEAVE, words.LEAVE, words.LEAVE_WORDS),
            Option(MOVE, words.MOVE, words.MOVE_WORDS),
            *options,
        ]
    if facts.out:
        options.insert(-1, Option(TAKE, words.TAKE, words.TAKE_WORDS))
    return Question(tuple(_overview(facts)), tuple(options), per_row=2)


def _overview(facts: Facts) -> list[Block]:
    blocks: list[Block] = [Heading((Run(words.TITLE.format(title=edition_title(facts.slot))),), 1)]
    if facts.released:
        blocks.append(paragraph(words.RELEASED))
    if not facts.items:
        blocks.append(paragraph(words.EMPTY))
    else:
        editorial = disarmed_text(facts.draft.editorial) or words.NO_EDITORIAL
        blocks.append(Paragraph((bold(words.EDITORIAL), Run(editorial))))
    number = 0
    for name in sections.ORDER:
        mine = [item.notice for item in facts.items if item.section == name]
        if mine:
            blocks.append(Heading((Run(name),), 2))
            blocks += [paragraph(_line(number + place, one, facts)) for place, one in enumerate(mine, 1)]
            number += len(mine)
    if facts.out:
        blocks.append(Heading((Run(words.LEFT_OUT),), 2))
        blocks += [paragraph(f"– {facts.title(one)}") for one in facts.out]
    return blocks


def _line(number: int, notice: StoredNotice, facts: Facts) -> str:
    title = first_line(notice.addressed.level, facts.title(notice), None, None)
    if notice.deadline is None:
        line = words.ITEM.format(number=number, title=title)
    else:
        line = words.ITEM_DUE.format(number=number, title=title, due=dates.due(notice.deadline))
    return words.ITEM_HELD.format(line=line) if notice.state is NoticeState.APPROVED else line


def _which(text: str, among: Sequence[StoredNotice], facts: Facts) -> Question:
    options = [Option(str(one.id), facts.title(one)[:_LABEL]) for one in among]
    return Question((paragraph(text),), (*options, _GOING_BACK))


def _ask_where(item: Item, facts: Facts) -> Question:
    places = (
        Option(_UP, words.UP, words.UP_WORDS),
        Option(_DOWN, words.DOWN, words.DOWN_WORDS),
        Option(_FIRST, words.FIRST, words.FIRST_WORDS),
    )
    others = [Option(f"s{place}", name) for place, name in enumerate(sections.ORDER) if name != item.section]
    asked = words.ASK_WHERE.format(title=facts.title(item.notice))
    return Question((paragraph(asked),), (*places, *others, _GOING_BACK), per_row=2)


def _ask_to_send(state: State, preview: Preview) -> Question:
    if not preview.outlook.audience:
        return Question((*preview.shown.blocks, Rule(), paragraph(words.NOBODY)), (_DROPPING,))
    phrase = sending.PHRASE.format(number=state.data["number"])
    told = f"{previews.when(preview)} {sending.SEND_WITH.format(phrase=phrase)}"
    blocks = (*preview.shown.blocks, Rule(), paragraph(told), paragraph(sending.SEND_HOW))
    return Question(blocks, (Option(_send_key(state.data), phrase, by_words_only=True), _DROPPING), dangerous=True)


def _send_key(data: Mapping[str, Any]) -> str:
    return f"send{data['number']}"


# --- what it comes to


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    chosen = heard.chosen[0] if heard.chosen else ""
    if state.step == CONFIRM:
        return _confirmed(state, chosen, facts)
    if chosen == _BACK:
        return Turn(State(NAME, VIEW))
    match state.step:
        case "write":
            text = "" if chosen == _NONE else heard.text.strip()
            return _saved(WriteEditorial(facts.slot, text)) if text or chosen == _NONE else Turn(state)
        case "leave":
            return _left(tuple(one for key in heard.chosen if (one := facts.item(key)) is not None), facts)
        case "take":
            return _taken(heard, facts)
        case "move":
            return Turn(State(NAME, WHERE, {"notice": chosen}) if facts.item(chosen) is not None else state)
        case "where":
            return _moved(facts.item(state.data.get("notice", "")), chosen, state, facts)
        case _:
            return _next(chosen, facts)


def _next(chosen: str, facts: Facts) -> Turn:
    if chosen == _DONE:
        return Turn(None, says=(paragraph(words.FINISHED),))
    if chosen == CONFIRM and facts.items:
        return Turn(_confirm(facts))
    if chosen == TAKE or (chosen in (WRITE, LEAVE, MOVE) and facts.items):
        return Turn(State(NAME, chosen))
    return Turn(State(NAME, VIEW))


def _confirm(facts: Facts) -> State:
    return State(NAME, CONFIRM, {"number": facts.number, "slot": facts.slot, "shown": facts.shown})


def _saved(*changes: Arrange | WriteEditorial) -> Turn:
    return Turn(State(NAME, VIEW), changes, (paragraph(words.SAVED),))


def _left(items: tuple[Item, ...], facts: Facts) -> Turn:
    if not items:
        return Turn(State(NAME, LEAVE))
    return _saved(Arrange(facts.slot, tuple(Choice(one.notice.id, left_out=True) for one in items)))


def _taken(heard: Heard, facts: Facts) -> Turn:
    found = [one for one in facts.out if str(one.id) in heard.chosen]
    return _saved(Arrange(facts.slot, tuple(Choice(one.id) for one in found))) if found else Turn(State(NAME, TAKE))


def _moved(item: Item | None, where: str, state: State, facts: Facts) -> Turn:
    if item is None:
        return Turn(State(NAME, VIEW))
    section = item.section
    if where.startswith("s") and choosing.is_number(where[1:]) and int(where[1:]) < len(sections.ORDER):
        section = sections.ORDER[int(where[1:])]
    elif where not in (_UP, _DOWN, _FIRST):
        return Turn(state)
    others = [one for one in facts.items if one.section == section and one is not item]
    before = [one for one in facts.items if one.section == item.section].index(item)
    at = {_UP: before - 1, _DOWN: before + 1, _FIRST: 0}.get(where, len(others))
    others.insert(max(at, 0), item)
    placed = tuple(Choice(one.notice.id, section=section, position=place) for place, one in enumerate(others))
    return _saved(Arrange(facts.slot, placed))


def _confirmed(state: State, chosen: str, facts: Facts) -> Turn:
    preview = facts.preview
    if chosen == _DROP or preview is None or not preview.outlook.audience:
        return Turn(State(NAME, VIEW), says=(paragraph(sending.DROPPED),))
    if chosen != _send_key(state.data):
        phrase = sending.PHRASE.format(number=facts.number)
        return Turn(_confirm(facts), says=(paragraph(sending.EXACTLY.format(phrase=phrase)),))
    if state.data.get("shown") != facts.shown or state.data.get("slot") != facts.slot:
        return Turn(_confirm(facts), says=(paragraph(words.CHANGED),))
    when = previews.report_time(preview.report_at, preview.now)
    told = words.RUNS.format(audience=preview.outlook.audience, when=when)
    told = writing_words.WAITS_FOR_SECOND if preview.four_eyes else told
    return Turn(None, (ReleaseEdition(facts.slot, facts.items, preview.report_at),), (paragraph(told),))


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.COORDINATION), lapsing=frozenset({CONFIRM}), free_text=frozenset({WRITE}),
    taken_whole=frozenset({WRITE}),
)  # fmt: skip
