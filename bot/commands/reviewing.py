"""`freigabe`: what waits, one by one, with topics, regions and why; changed, then released, kept or discarded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import drafting, turning
from bot.commands import previews, somewhere
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.drafting import Draft, Preview
from bot.editing import AnswerQuestion, CorrectEntry, DiscardEntry, ReleaseEntry, Tagged
from bot.words import conversing
from bot.words import receiving as file_words
from bot.words import reviewing as words
from bot.words import urgent as urgent_words
from bot.words import writing as writing_words
from content import compose, dates, urgent_text, when
from content.blocks import Block, Paragraph, Run, bold, paragraph
from content.foreign import disarmed_text
from content.text import shorten
from domain.notice import Level
from domain.rights import Need, Right
from scheduler import releasing
from store import dialogs, editors, entries, handed_in, reference, sources, tags
from store.editors import Editor
from store.entries import TO_DECIDE, EntryRow, EntryState
from store.handed_in import Given, GivenKind
from store.notices import NewNotice
from store.tags import EntryTags, TagRow

NAME = "review"
LOOK, TITLE, TEXT, TOPICS, REGIONS, LEVEL, DUE, SAME, ANSWER, CONFIRM = (
    "look", "title", "text", "topics", "regions", "level", "due", "same", "answer", "confirm",
)  # fmt: skip
_STEPS = {
    TITLE: words.TITLE, TEXT: words.TEXT, TOPICS: words.ASK_TOPIC, REGIONS: words.ASK_REGION, LEVEL: words.ASK_LEVEL,
    DUE: words.ASK_DUE, SAME: words.SAME,
}  # fmt: skip
_EDITION, _RELEASE, _DISCARD, _NEXT, _STOP, _KEEP, _CORRECT, _NONE, _ALL, _DROP = (
    "edition", "release", "discard", "next", "stop", "keep", "correct", "none", "all", "drop",
)  # fmt: skip
_MOST, _SHOWN = 200, 600


@dataclass(frozen=True, slots=True)
class Facts:
    """What waits, the one that is looked at, and what releasing it would come to."""

    waiting: tuple[EntryRow, ...]
    map: somewhere.Map
    topics: Mapping[str, str]
    editor: Editor | None
    now: datetime
    number: int
    entry: EntryRow | None = None
    tags: EntryTags = field(default_factory=EntryTags)
    given: Given | None = None
    source: str = ""
    base: NewNotice | None = None
    preview: Preview | None = None


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what waits, and of the one that is looked at everything that decides about it."""
    editor = editors.editor(session, asked.person)
    waiting = tuple(sorted(entries.list_entries(session, TO_DECIDE, _MOST), key=lambda one: one.id))
    stored = dialogs.load(session, asked.who)
    data: Mapping[str, Any] = stored.data if stored is not None and stored.name == NAME else {}
    number = drafting.number_of(asked, int(data.get("number", 0)))
    facts = Facts(
        waiting, somewhere.load(session), reference.topic_names(session), editor, asked.now, number
    )  # fmt: skip
    entry = next((one for one in waiting if one.id == data.get("entry")), None)
    if entry is None:
        entry = next((one for one in waiting if one.id not in data.get("seen", ())), None)
    if entry is None or editor is None:
        return facts
    found = tags.of_entries(session, [entry.id])[entry.id]
    given, named = handed_in.given(session, entry.id), sources.named(session, entry.id)
    facts = replace(facts, entry=entry, tags=found, given=given, source=named)
    draft = _draft(data, facts)
    bare = releasing.entry_notice(entry, Level(draft.level), draft.topics, draft.regions, editor.key, asked.now)
    base = releasing.whole(session, entry, bare)
    new = _new(base, draft)
    preview: Preview | None = None
    if stored is not None and stored.step == CONFIRM:
        preview = drafting.preview_of(session, asked, new)
    return replace(facts, base=new, preview=preview)


def _draft(data: Mapping[str, Any], facts: Facts) -> Draft:
    """Return the entry as it is so far: what was changed by hand, and what was found for the rest."""
    if "draft" in data and facts.entry is not None and data.get("entry") == facts.entry.id:
        return drafting.load_draft(data["draft"])
    return _found(facts)


def _found(facts: Facts) -> Draft:
    assert facts.entry is not None
    topics = tuple(sorted(one.code for one in facts.tags.topics))
    regions = tuple(sorted(one.code for one in facts.tags.regions if one.code in facts.map.names))
    due = facts.tags.deadline
    deadline = ""
    if due is not None:
        deadline = datetime.combine(due.day, due.at or dates.END_OF_DAY, dates.BERLIN).isoformat()
    return Draft(
        title=facts.entry.title, level=Level.INFO.value, deadline=deadline, statewide=not regions, regions=regions,
        topics=topics,
    )  # fmt: skip


def _new(base: NewNotice, draft: Draft) -> NewNotice:
    """Return what is to be written down: the entry's own words, or those of somebody who changed them."""
    new = replace(base, title=draft.title, deadline=drafting.moment(draft.deadline))
    return replace(new, document=draft.text, text_form="text") if draft.text else new


def begin(session: Session, asked: Asked) -> list[Reply]:
    """Show what waits longest."""
    if not load(session, asked).waiting:
        return turning.stop(session, asked, words.NOTHING)
    return turning.begin(DIALOG, LOOK, session, asked)


# --- what is asked


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    if facts.entry is None:
        return Question((paragraph(words.ALL_DONE),), (Option(_STOP, words.STOP, words.STOP_WORDS),))
    if state.step == CONFIRM and facts.preview is not None:
        return _ask_to_send(state, facts, facts.preview)
    if state.step == TOPICS:
        options = tuple(Option(code, name) for code, name in facts.topics.items())
        none = Option(_NONE, writing_words.NO_TOPIC, writing_words.NONE_WORDS)
        return Question((paragraph(writing_words.ASK_TOPICS),), (none, *options), per_row=2)
    if state.step == REGIONS:
        options = tuple(Option(code, name) for code, name in facts.map.names.items())
        return Question((paragraph(urgent_words.ASK_AUDIENCE),), (Option(_ALL, urgent_words.ALL), *options), per_row=2)
    if state.step == LEVEL:
        levels = tuple(
            Option(level.value, label, writing_words.LEVEL_WORDS[level])
            for level, label in writing_words.LEVELS.items()
        )
        return Question((paragraph(writing_words.ASK_LEVEL),), levels)
    if state.step == DUE:
        none = Option(_NONE, urgent_words.NO_DEADLINE, urgent_words.NO_DEADLINE_WORDS)
        return Question((paragraph(urgent_words.ASK_DEADLINE),), (none,))
    if state.step == SAME:
        others = [one for one in facts.waiting if one.id != facts.entry.id][:10]
        options = tuple(Option(str(one.id), disarmed_text(one.title[:60]), (str(one.id),)) for one in others)
        return Question((paragraph(words.WHICH_SAME if options else words.NO_OTHER),), (*options, _back()))
    asks = {TITLE: words.WRITE_TITLE, TEXT: words.WRITE_TEXT, ANSWER: words.WRITE_ANSWER}
    if state.step in asks:
        return Question((paragraph(asks[state.step]),), (_back(),))
    return _ask_look(state, facts, facts.entry)


def _back() -> Option:
    return Option(_DROP, writing_words.BACK, ("zurück",))


def _ask_look(state: State, facts: Facts, entry: EntryRow) -> Question:
    question = _look_options(state, facts, entry)
    # Nobody releases what they have not seen; while they change it, they need not see it again.
    if facts.base is None or "draft" in state.data:
        return question
    return replace(question, files=facts.base.files)


def _look_options(state: State, facts: Facts, entry: EntryRow) -> Question:
    stop = (Option(_NEXT, words.NEXT), Option(_STOP, words.STOP, words.STOP_WORDS))
    blocks = _described(state, facts, entry)
    if entry.state is EntryState.REVIEW:
        options = (Option(_CORRECT, words.CORRECT), Option(_KEEP, words.KEEP), *stop)
        return Question((*blocks, paragraph(words.CHANGED)), options, per_row=2)
    question = facts.given is not None and facts.given.kind is GivenKind.QUESTION
    changes = tuple(Option(step, label, words.ALSO.get(label, ())) for step, label in _STEPS.items())
    first = (
        (Option(ANSWER, words.ANSWER, words.ANSWER_WORDS),)
        if question and facts.given and not facts.given.answered
        else ()
    )
    discard = Option(_DISCARD, words.DONE if question else words.DISCARD)
    edition = Option(_EDITION, words.EDITION, words.EDITION_WORDS)
    release = Option(_RELEASE, words.RELEASE, words.RELEASE_WORDS)
    options = (*first, edition, release, *changes, discard, *stop)
    return Question(blocks, options, per_row=2)


def _described(state: State, facts: Facts, entry: EntryRow) -> tuple[Block, ...]:
    draft = _draft(state.data, facts)
    at = [one.id for one in facts.waiting].index(entry.id) + 1
    runs: list[Run] = [
        Run(words.POSITION.format(number=at, count=len(facts.waiting)) + "\n"), bold(disarmed_text(draft.title)),
    ]  # fmt: skip
    text = draft.text or entry.summary
    # Of what is nothing but a link, the link is enough.
    if text and text.strip() != entry.link:
        runs.append(Run("\n" + disarmed_text(shorten(" ".join(text.split()), _SHOWN))))
    if entry.link:
        runs += [Run("\n"), Run(entry.link, url=entry.link)]
    return Paragraph(tuple(runs)), paragraph("\n".join(_facts_of(draft, facts)))


def _facts_of(draft: Draft, facts: Facts) -> list[str]:
    lines = [_origin(facts)]
    named = _named(draft.topics, facts.topics, facts.tags.topics) or words.NO_TOPIC
    lines.append(words.TOPICS.format(names=named))
    regions = words.STATEWIDE if draft.statewide else _named(draft.regions, facts.map.names, facts.tags.regions)
    if facts.base is not None:
        files = [disarmed_text(compose.described(one)) for one in facts.base.files]
        lines += [file_words.FILE_LINE.format(file=one) for one in files]
    lines += [words.REGIONS.format(names=regions), words.LEVEL.format(level=words.LEVELS[draft.level])]
    due = drafting.moment(draft.deadline)
    if due is not None and facts.tags.deadline is not None and due.date() == facts.tags.deadline.day:
        because = disarmed_text(facts.tags.deadline.because)
        lines.append(words.DUE_BECAUSE.format(due=dates.due(due), because=because))
    elif due is not None:
        lines.append(words.DUE.format(due=dates.due(due)))
    return lines


def _origin(facts: Facts) -> str:
    if facts.given is None:
        return words.FROM_FEED.format(source=disarmed_text(facts.source))
    return words.QUESTION if facts.given.kind is GivenKind.QUESTION else words.FROM_REGIONS


def _named(codes: Sequence[str], names: Mapping[str, str], found: Sequence[TagRow]) -> str:
    because = {one.code: one.because for one in found}
    return ", ".join(
        words.BECAUSE.format(name=names.get(code, code), because=disarmed_text(", ".join(because[code][:3])))
        if because.get(code)
        else names.get(code, code)
        for code in codes
    )


def _ask_to_send(state: State, facts: Facts, preview: Preview) -> Question:
    phrase = urgent_words.PHRASE.format(number=state.data["number"])
    reach = previews.reach(preview, facts.map.names, facts.topics, {})
    how = f"{previews.when(preview)} {urgent_words.SEND_WITH.format(phrase=phrase)}"
    blocks = (*previews.shown(preview), *reach, paragraph(how), paragraph(urgent_words.SEND_HOW))
    drop = Option(_DROP, writing_words.BACK, ("zurück", "abbrechen"))
    return Question(blocks, (Option(_send_key(state), phrase, by_words_only=True), drop), dangerous=True)


def _send_key(state: State) -> str:
    return f"send{state.data['number']}"


# --- what it comes to


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    key = heard.chosen[0] if heard.chosen else ""
    if key == _STOP or facts.entry is None:
        return Turn(None, says=(paragraph(words.STOPPED.format(count=len(facts.waiting))),))
    if state.data.get("entry", facts.entry.id) != facts.entry.id:
        return Turn(_looking(state), says=(paragraph(words.GONE),))
    if state.step == CONFIRM:
        return _confirmed(state, key, facts, facts.entry)
    if state.step == LOOK:
        return _looked(state, key, facts, facts.entry)
    if key == _DROP:
        return Turn(_at(state, LOOK, facts))
    return _changed(state, heard, facts, facts.entry)


def _looked(state: State, key: str, facts: Facts, entry: EntryRow) -> Turn:
    draft = _draft(state.data, facts)
    if key in _STEPS or key == ANSWER:
        return Turn(_at(state, key, facts))
    if key == _NEXT:
        return Turn(_looking(state, entry.id))
    if key == _DISCARD:
        return _decided(state, DiscardEntry(entry.id), words.DISCARDED, facts)
    if key == _KEEP:
        return _decided(state, CorrectEntry(entry.id, goes_out=False), words.KEPT, facts)
    may = facts.editor is not None and drafting.may_tell(draft, facts.editor)
    if key == _CORRECT or (key == _RELEASE and may):
        return Turn(_at(state, CONFIRM, facts, number=facts.number))
    if key == _EDITION and draft.level != Level.INFO.value:
        again = _at(state, LOOK, facts, draft=replace(draft, level=Level.INFO.value))
        return Turn(again, says=(paragraph(words.EDITION_IS_INFO),))
    if key == _EDITION and facts.base is not None:
        release = ReleaseEntry(entry.id, facts.base, _tagged(draft, facts), None)
        return _decided(state, release, words.FOR_EDITION, facts)
    return Turn(_at(state, LOOK, facts), says=() if key else (paragraph(conversing.NOT_THAT),))


def _tagged(draft: Draft, facts: Facts) -> Tagged:
    found = _found(facts)
    by_hand = (found.topics, found.regions) != (draft.topics, draft.regions)
    return Tagged(draft.topics, (words.STATEWIDE,) if draft.statewide else draft.regions, by_hand)


def _confirmed(state: State, key: str, facts: Facts, entry: EntryRow) -> Turn:
    if key == _DROP:
        return Turn(_at(state, LOOK, facts))
    if key != _send_key(state) or facts.preview is None or facts.base is None:
        phrase = urgent_words.PHRASE.format(number=facts.number)
        told = urgent_words.EXACTLY.format(phrase=phrase)
        return Turn(_at(state, CONFIRM, facts, number=facts.number), says=(paragraph(told),))
    if entry.state is EntryState.REVIEW:
        said = writing_words.WAITS_FOR_SECOND if facts.preview.four_eyes else words.CORRECTED
        return _decided(state, CorrectEntry(entry.id, goes_out=True), said, facts)
    draft = _draft(state.data, facts)
    release = ReleaseEntry(entry.id, facts.base, _tagged(draft, facts), facts.preview.report_at)
    return _decided(state, release, words.RELEASED.format(told=previews.sent(facts.preview)), facts)


def _changed(state: State, heard: Heard, facts: Facts, entry: EntryRow) -> Turn:
    """Take one change of the entry, and show it again."""
    draft, text = _draft(state.data, facts), heard.text.strip()
    chosen = heard.chosen
    if state.step == TITLE and text:
        draft = replace(draft, title=" ".join(text.split())[: urgent_text.MAX_TITLE])
    elif state.step == TEXT and text:
        draft = replace(draft, text=text)
    elif state.step == TOPICS and chosen:
        draft = replace(draft, topics=tuple(sorted(code for code in chosen if code in facts.topics)))
    elif state.step == REGIONS and (found := _audience(heard, facts)) is not None:
        draft = drafting.for_regions(draft, found.regions, statewide=found.statewide)
    elif state.step == LEVEL and chosen and chosen[0] in words.LEVELS:
        draft = replace(draft, level=chosen[0])
    elif state.step == DUE and chosen == (_NONE,):
        draft = replace(draft, deadline="")
    elif state.step == DUE and (moment := when.read(text, facts.now)) is not None and moment.moment > facts.now:
        draft = replace(draft, deadline=moment.moment.isoformat())
    elif state.step == SAME and chosen and any(str(one.id) == chosen[0] for one in facts.waiting):
        return _decided(state, DiscardEntry(entry.id, int(chosen[0])), words.MERGED, facts)
    elif state.step == ANSWER and text:
        change = AnswerQuestion(entry.id, entry.title, text)
        again = _at(state, LOOK, facts, draft=replace(draft, text=text))
        return Turn(again, (change,), (paragraph(words.ANSWERED),))
    else:
        return Turn(state, says=(paragraph(writing_words.NOT_FOUND.format(words=text[:60])),) if text else ())
    return Turn(_at(state, LOOK, facts, draft=draft))


def _audience(heard: Heard, facts: Facts) -> urgent_text.Audience | None:
    if _ALL in heard.chosen:
        return urgent_text.Audience(statewide=True)
    codes = tuple(sorted(code for code in heard.chosen if code in facts.map.names))
    found = urgent_text.Audience(False, codes)
    found = found if codes else urgent_text.read_audience(heard.text, facts.map.gazetteer)
    return found if (found.statewide or found.regions) and not found.unknown else None


def _decided(state: State, change: Any, said: str, facts: Facts) -> Turn:
    """Carry a decision out, and go on to the next entry."""
    if len(facts.waiting) <= 1:
        return Turn(None, (change,), (paragraph(f"{said} {words.ALL_DONE}"),))
    return Turn(_looking(state), (change,), (paragraph(said),))


def _looking(state: State, passed: int = 0) -> State:
    seen = [*state.data.get("seen", []), *([passed] if passed else [])]
    return State(NAME, LOOK, {"seen": seen} if seen else {})


def _at(state: State, step: str, facts: Facts, *, draft: Draft | None = None, number: int = 0) -> State:
    assert facts.entry is not None
    kept = (draft or _draft(state.data, facts)).dump()
    data = {**state.data, "entry": facts.entry.id, "draft": kept}
    return State(NAME, step, {**data, "number": number} if number else data)


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.COORDINATION), lapsing=frozenset({CONFIRM}),
    free_text=frozenset({TITLE, TEXT, ANSWER, REGIONS}), taken_whole=frozenset({TITLE, TEXT, ANSWER}),
)  # fmt: skip
