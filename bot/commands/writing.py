"""`neu`: a notice from one message; only what is missing is asked, and it is released by words of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from bot import bringing, drafting, turning
from bot.commands import previews, somewhere
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.drafting import Draft, Preview
from bot.editing import Release
from bot.words import receiving as file_words
from bot.words import urgent as urgent_words
from bot.words import writing as words
from content import compose, dates, deadlines, document, links, render, urgent_text, when
from content.blocks import Block, Document, paragraph
from content.foreign import disarmed_text
from content.notice_file import NoticeDraft, NoticeFault, Vocabulary, read_notice
from content.tagging import Tags
from domain.message import Form
from domain.notice import Level, NoticeKind, Scope
from domain.offered import MOST_FILES
from domain.recipient import Role
from domain.rights import Need, Right
from scheduler import reporting, tagging
from store import dialogs, editors, reference
from store.editors import Editor

NAME = "write"
TEXT, ALT, LEVEL, AUDIENCE, WHICH, TOPICS, SOURCE, CONFIRM = (
    "text", "alt", "level", "audience", "which", "topics", "source", "confirm",
)  # fmt: skip
MENU, DEADLINE, PROGRAMMES, CONTACT, AS_OF, REFERENCE, VALID = (
    "menu", "deadline", "programmes", "contact", "as_of", "reference", "valid",
)  # fmt: skip
_DROP, _NONE, _ALL, _CHANGE, _PLAIN, _BACK, _BARE, _FOUND = (
    "drop", "none", "all", "change", "plain", "back", "bare", "found",
)  # fmt: skip
_LEVELS = {Level.INFO.value: Level.INFO, Level.IMPORTANT.value: Level.IMPORTANT}
_LEVEL_WORD = re.compile(r"^\s*(info|information|wichtig)\b[\s,]*", re.IGNORECASE)
#: Steps that ask for one line, and what of the draft it becomes.
_LINES = {SOURCE: "source", CONTACT: "contact", AS_OF: "as_of", REFERENCE: "reference"}
_ASK_LINES = {
    SOURCE: words.ASK_SOURCE, CONTACT: words.ASK_CONTACT, AS_OF: words.ASK_AS_OF, REFERENCE: words.ASK_REFERENCE,
}  # fmt: skip
_LONGEST_LINE = 200
#: A word describes no picture.
_SHORTEST_ALT = 6
#: What has so many words behind a title that came by itself is its text.
_FEWEST_WORDS = 4
#: What is meant where only a day is named for sending.
_MORNING = time(8)
_SEND = re.compile(r"senden\s+(?P<number>\d+)[\s,]+(?P<when>.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice is decided by. tags: what its words say; preview: only where one is shown."""

    map: somewhere.Map
    known: Vocabulary
    editor: Editor | None
    now: datetime
    number: int
    internal: bool
    tags: Tags = field(default_factory=Tags)
    preview: Preview | None = None


def load(session: Session, asked: Asked) -> Facts:
    """Fetch who asks, what there is to choose from, and what the draft of the open conversation says and reaches."""
    editor = editors.editor(session, asked.person)
    stored = dialogs.load(session, asked.who)
    mine = stored if stored is not None and stored.name == NAME else None
    draft = drafting.load_draft(mine.data.get("draft", {})) if mine is not None else Draft()
    preview: Preview | None = None
    if mine is not None and mine.step == CONFIRM and editor is not None:
        preview = drafting.preview(session, asked, draft, editor.key)
    title, text = (draft.title, draft.text) if draft.title else urgent_text.title_and_text(asked.text)
    tags = tagging.tagger_of(session).tag(title, text)
    codes = reference.known_codes(session)
    known = Vocabulary(codes.topics, codes.regions, codes.programmes)
    before = int(mine.data.get("number", 0)) if mine is not None else 0
    number = drafting.number_of(asked, before)
    internal = asked.asker.carries_internal
    return Facts(somewhere.load(session), known, editor, asked.now, number, internal, tags, preview)


def begin(session: Session, asked: Asked) -> list[Reply]:
    """Take what stands behind the word `neu`, and go on to what is missing, or to the preview."""
    said = "".join(asked.text.split(maxsplit=1)[1:])
    facts = load(session, asked)
    if asked.file is not None:
        return turning.go_on_with(
            DIALOG, _with_file(State(NAME, TEXT), Heard((), said, asked.file), facts), session, asked
        )
    if not said.strip():
        return turning.begin(DIALOG, TEXT, session, asked)
    return turning.go_on_with(DIALOG, read(said, facts), session, asked)


# --- what is asked


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    if state.step == CONFIRM and facts.preview is not None:
        return _ask_to_send(state, facts, facts.preview)
    if state.step in (AUDIENCE, WHICH):
        return _ask_audience(state, facts)
    if state.step == LEVEL:
        levels = tuple(Option(level.value, label, words.LEVEL_WORDS[level]) for level, label in words.LEVELS.items())
        return Question((paragraph(words.ASK_LEVEL), paragraph(words.USE_URGENT)), levels)
    if state.step in (TOPICS, PROGRAMMES):
        return _ask_codes(state.step, facts)
    files = bringing.load_all(drafting.load_draft(state.data.get("draft", {})).files)
    if state.step == ALT and (place := bringing.undescribed(files)) is not None:
        return Question((paragraph(file_words.ASK_ALT.format(name=disarmed_text(files[place].file.name))),))
    if state.step == MENU:
        bare = (Option(_BARE, words.NO_FILES),) if files else ()
        options = (*(Option(key, label) for key, label in words.MENU.items()), *bare, Option(_BACK, words.BACK))
        return Question((paragraph(words.ASK_MENU),), options, per_row=2)
    if state.step in _LINES or state.step in (DEADLINE, VALID):
        asks = {**_ASK_LINES, DEADLINE: words.ASK_DEADLINE, VALID: words.ASK_VALID}
        label = words.NO_SOURCE if state.step == SOURCE else words.NONE
        return Question((paragraph(asks[state.step]),), (Option(_NONE, label, words.NONE_WORDS),))
    return Question((paragraph(words.ASK_TEXT),))


def _ask_audience(state: State, facts: Facts) -> Question:
    if state.step == WHICH:
        places = facts.map.gazetteer.places
        among = [places[key] for key in state.data.get("among", ()) if key in places]
        return Question((paragraph(urgent_words.ASK_WHICH),), tuple(Option(one.key, one.label) for one in among))
    editor = facts.editor
    if editor is None or editor.role is Role.COORDINATION:
        regions = tuple(Option(code, name) for code, name in facts.map.names.items())
        options = (*_found_regions(facts), Option(_ALL, urgent_words.ALL), *regions)
        return Question((paragraph(urgent_words.ASK_AUDIENCE),), options, per_row=2)
    options = _found_regions(facts) + tuple(Option(code, facts.map.names.get(code, code)) for code in editor.leads)
    names = ", ".join(one.label for one in options)
    told = urgent_words.ASK_AUDIENCE_LEAD.format(regions=names) if options else urgent_words.NO_REGION
    return Question((paragraph(told),), options)


def _found_regions(facts: Facts) -> tuple[Option, ...]:
    """Return the regions that the text names, as what is chosen first; none where one press says the same."""
    codes = _regions_in(facts)
    if not codes or (facts.editor is not None and facts.editor.role is Role.LEAD and len(codes) == 1):
        return ()
    because = {tag.code: tag.because for tag in facts.tags.regions}
    why = ", ".join(dict.fromkeys(word for code in codes for word in because[code][:2]))
    names = ", ".join(facts.map.names[code] for code in codes)
    return (Option(_FOUND, words.SUGGESTED_REGIONS.format(names=names, because=disarmed_text(why))),)


def _regions_in(facts: Facts) -> tuple[str, ...]:
    """Return the regions that the text names, of those for which somebody may write."""
    codes = tuple(sorted(tag.code for tag in facts.tags.regions if tag.code in facts.map.names))
    editor = facts.editor
    if editor is None or editor.role is Role.COORDINATION:
        return codes
    return tuple(code for code in codes if code in editor.leads)


def _ask_codes(step: str, facts: Facts) -> Question:
    if step == PROGRAMMES:
        options = tuple(Option(code, name, (code,)) for code, name in facts.known.programmes.items())
        return Question((paragraph(words.ASK_PROGRAMMES),), (Option(_ALL, words.ALL_PROGRAMMES), *options), per_row=2)
    options = tuple(Option(code, name) for code, name in facts.known.topics.items())
    none = Option(_NONE, words.NO_TOPIC, words.NONE_WORDS)
    return Question((paragraph(words.ASK_TOPICS),), (none, *options), per_row=2)


def _ask_to_send(state: State, facts: Facts, preview: Preview) -> Question:
    phrase = urgent_words.PHRASE.format(number=state.data["number"])
    draft = drafting.load_draft(state.data["draft"])
    blocks: list[Block] = [*previews.shown(preview)]
    if notes := _notes(draft, facts, str(state.data.get("due_because", ""))):
        blocks.append(paragraph("\n".join(notes)))
    blocks += previews.reach(preview, facts.map.names, facts.known.topics, facts.known.programmes)
    blocks.append(paragraph(f"{previews.when(preview)} {urgent_words.SEND_WITH.format(phrase=phrase)}"))
    later = words.SEND_LATER.format(phrase=phrase)
    more = f" {words.FOUR_EYES}" if preview.four_eyes else ""
    blocks.append(paragraph(f"{later} {urgent_words.SEND_HOW}{more}"))
    options = (
        Option(_send_key(state), phrase, by_words_only=True),
        Option(_CHANGE, words.CHANGE, words.CHANGE_WORDS),
        Option(_PLAIN, words.PLAIN, words.PLAIN_WORDS),
        Option(_DROP, urgent_words.DROP, urgent_words.DROP_WORDS),
    )
    return Question(tuple(blocks), options, dangerous=True)


def _notes(draft: Draft, facts: Facts, due_because: str) -> list[str]:
    """Return what of the draft was not said but found in its words, and why."""
    because = {tag.code: tag.because for tag in facts.tags.topics}
    notes = [
        words.SUGGESTED_TOPIC.format(name=facts.known.topics[code], because=", ".join(because[code][:3]))
        for code in draft.topics
        if code in because and code in facts.known.topics
    ]
    if due_because:
        notes.append(words.SUGGESTED_DEADLINE.format(because=due_because))
    return [*notes, words.INTERNAL] if draft.internal else notes


def _send_key(state: State) -> str:
    return f"send{state.data['number']}"


# --- what it comes to


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if heard.file is not None:
        return _with_file(state, heard, facts)
    if state.step == CONFIRM:
        return _confirmed(state, heard, facts)
    if state.step == ALT:
        return _with_label(state, heard.text, facts)
    if state.step == TEXT:
        return _reread(state, heard, facts)
    if state.step == MENU:
        key = heard.chosen[0] if heard.chosen else ""
        if key == _BARE:
            return _with(state, facts, files=())
        return Turn(_at(state, key)) if key in words.MENU else _next(state, facts)
    if state.step in (AUDIENCE, WHICH):
        return _audience(state, heard, facts)
    if state.step in (TOPICS, PROGRAMMES):
        return _codes(state, heard, facts)
    if state.step in (DEADLINE, VALID):
        return _moment(state, heard, facts)
    if state.step == LEVEL:
        level = heard.chosen[0] if heard.chosen else ""
        return _with(state, facts, level=level) if level in _LEVELS else _more_text(state, heard.text, facts)
    if state.step in _LINES:
        given = "" if heard.chosen == (_NONE,) else " ".join(heard.text.split())[:_LONGEST_LINE]
        changed = _at(state, state.step, **{f"no_{state.step}": not given})
        return _with(changed, facts, **{_LINES[state.step]: given})
    return Turn(state)


def _reread(state: State, heard: Heard, facts: Facts) -> Turn:
    """Take a text: the first one, or another one for a draft that has everything else."""
    before = drafting.load_draft(state.data.get("draft", {}))
    turn = read(heard.text, facts, before.files)
    if not before.title or turn.state is None or heard.text.lstrip().startswith("---"):
        return turn
    new = drafting.load_draft(turn.state.data.get("draft", {}))
    return _with(state, facts, title=new.title, text=new.text) if new.title else turn


def _more_text(state: State, said: str, facts: Facts) -> Turn:
    """Take the text behind a title that came by itself: many write both as two messages."""
    draft = drafting.load_draft(state.data["draft"])
    if draft.text or len(said.split()) < _FEWEST_WORDS:
        return Turn(state)
    turn = read(f"{draft.title}\n{said}", facts, draft.files)
    return replace(turn, says=(paragraph(words.TAKEN_AS_TEXT), *turn.says))


def _with_file(state: State, heard: Heard, facts: Facts) -> Turn:
    """Take a file, and what was said with it where the text is still missing."""
    assert heard.file is not None
    draft = drafting.load_draft(state.data.get("draft", {}))
    if len(draft.files) >= MOST_FILES:
        return Turn(state, says=(paragraph(file_words.TOO_MANY.format(most=MOST_FILES)),))
    come = paragraph(file_words.IS_THERE.format(file=compose.described(heard.file)))
    files = (*draft.files, bringing.dump(heard.file.file))
    if not draft.title and heard.text.strip():
        turn = read(heard.text, facts, files)
    else:
        turn = _with(state, facts, files=files)
    return replace(turn, says=(come, *turn.says))


def _with_label(state: State, said: str, facts: Facts) -> Turn:
    """Take the description of a picture."""
    files = bringing.load_all(drafting.load_draft(state.data.get("draft", {})).files)
    place, label = bringing.undescribed(files), " ".join(said.split())[:_LONGEST_LINE]
    if place is None or len(label) < _SHORTEST_ALT:
        return Turn(state, says=(paragraph(file_words.ALT_TOO_SHORT),))
    described = bringing.described(files, place, label)
    return _with(state, facts, files=tuple(bringing.dump(one.file, one.label) for one in described))


def read(said: str, facts: Facts, files: tuple[Sequence[Any], ...] = ()) -> Turn:
    """Return what a text comes to, and what is missing of the notice that it is to be. files: that go with it."""
    if said.lstrip().startswith("---"):
        return _read_file(said, facts, files)
    level = _LEVEL_WORD.match(said)
    head = said[level.end() :] if level is not None and ":" in said.partition("\n")[0] else said
    found = urgent_text.read(head, facts.now, facts.map.gazetteer)
    if level is not None and head is not said and found.audience is None and found.deadline is None:
        # "wichtig: Titel" names only the level.
        found = urgent_text.read(head.lstrip(" ,:"), facts.now, facts.map.gazetteer)
    draft = Draft(title=found.title, text=found.text, files=files)
    if level is not None and head is not said:
        draft = replace(draft, level=Level.IMPORTANT.value if level[1].casefold() == "wichtig" else Level.INFO.value)
    if found.audience is not None and not found.audience.unknown:
        draft = drafting.for_regions(draft, found.audience.regions, statewide=found.audience.statewide)
    data: dict[str, Any] = {}
    due = found.deadline if found.deadline is not None and found.deadline > facts.now else None
    if due is None and (in_text := _deadline_in(draft, facts.now)) is not None:
        due, data["due_because"] = in_text
    draft = replace(draft, deadline=due.isoformat() if due else "", source=_link_in(draft))
    return _next(State(NAME, TEXT, {**data, "draft": draft.dump()}), facts)


def passed_on(text: str, facts: Facts, files: tuple[Sequence[Any], ...]) -> Turn:
    """Return what a text and files come to that somebody passes on."""
    return read(text, facts, files) if text.strip() else _with(State(NAME, TEXT), facts, files=files)


def _deadline_in(draft: Draft, now: datetime) -> tuple[datetime, str] | None:
    found = deadlines.find(draft.title, draft.text, now.astimezone(dates.BERLIN).date())
    if found is None:
        return None
    due = datetime.combine(found.day, found.at or dates.END_OF_DAY, dates.BERLIN)
    return (due, found.because) if due > now else None


def _link_in(draft: Draft) -> str:
    found = links.first_in(draft.text) or links.first_in(draft.title)
    return found[0] if found is not None else ""


def _read_file(said: str, facts: Facts, files: tuple[Sequence[Any], ...]) -> Turn:
    """Take a text with a head, as notice files have it."""
    found = read_notice(said.strip(), facts.known)
    at_text = State(NAME, TEXT)
    if isinstance(found, NoticeFault):
        return Turn(at_text, says=(paragraph(f"{found.message} {found.hint}"),))
    wrong = _not_here(found, facts)
    if wrong:
        return Turn(at_text, says=(paragraph(wrong),))
    draft = Draft(
        found.title, found.text, found.level.value, _iso(found.deadline), _iso(found.valid_until), found.statewide,
        tuple(sorted(found.regions)), tuple(sorted(found.topics)), tuple(sorted(found.programmes)),
        found.scope is Scope.INTERNAL, found.source or "", "markdown", files=files,
    )  # fmt: skip
    data = {"draft": draft.dump(), "no_topics": True, "no_source": True}
    return _next(State(NAME, TEXT, data), facts)


def _not_here(found: NoticeDraft, facts: Facts) -> str:
    if found.level is Level.URGENT:
        return words.USE_URGENT
    if found.kind is not NoticeKind.FACHINFORMATION:
        return words.ONLY_OWN_KIND
    if found.attachments:
        return words.NO_ATTACHMENTS
    if found.scope is Scope.INTERNAL and not facts.internal:
        return words.NOT_INTERNAL_HERE
    if found.valid_until is not None and found.valid_until <= facts.now:
        return words.EXPIRED.format(due=dates.due(found.valid_until))
    return ""


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""


def _audience(state: State, heard: Heard, facts: Facts) -> Turn:
    draft = drafting.load_draft(state.data.get("draft", {}))
    if state.step == WHICH:
        place = facts.map.gazetteer.places.get(heard.chosen[0]) if heard.chosen else None
        if place is None:
            return Turn(state)
        return _with(state, facts, regions=tuple(sorted({*draft.regions, place.region})), statewide=False)
    if _ALL in heard.chosen:
        found = urgent_text.Audience(statewide=True)
    elif _FOUND in heard.chosen:
        found = urgent_text.Audience(False, _regions_in(facts))
    else:
        codes = tuple(sorted(code for code in heard.chosen if code in facts.map.names))
        said = urgent_text.Audience(False, codes)
        found = said if codes else urgent_text.read_audience(heard.text, facts.map.gazetteer)
    if found.among:
        draft = drafting.for_regions(draft, found.regions, statewide=False)
        return Turn(State(NAME, WHICH, {**state.data, "draft": draft.dump(), "among": list(found.among)}))
    if found.unknown or not (found.statewide or found.regions):
        says = (paragraph(urgent_words.UNKNOWN_AUDIENCE.format(words=found.unknown[:60])),) if found.unknown else ()
        return Turn(state, says=says)
    regions = () if found.statewide else found.regions
    return _with(state, facts, regions=regions, statewide=found.statewide)


def _codes(state: State, heard: Heard, facts: Facts) -> Turn:
    known = facts.known.topics if state.step == TOPICS else facts.known.programmes
    chosen = tuple(sorted(code for code in heard.chosen if code in known))
    if not chosen and not ({_NONE, _ALL} & set(heard.chosen)):
        return Turn(state, says=(paragraph(words.NOT_FOUND.format(words=heard.text[:60])),) if heard.text else ())
    if state.step == PROGRAMMES:
        return _with(state, facts, programmes=chosen)
    return _with(_at(state, state.step, no_topics=not chosen), facts, topics=chosen)


def _moment(state: State, heard: Heard, facts: Facts) -> Turn:
    name = "deadline" if state.step == DEADLINE else "valid_until"
    if heard.chosen == (_NONE,):
        return _with(_at(state, state.step, due_because=""), facts, **{name: ""})
    found = when.read(heard.text.strip(), facts.now)
    if found is None or found.moment <= facts.now:
        told = urgent_words.BAD_DEADLINE if found is None else urgent_words.PAST_DEADLINE
        due = dates.due(found.moment) if found is not None else ""
        return Turn(state, says=(paragraph(told.format(words=heard.text[:60], due=due)),))
    return _with(_at(state, state.step, due_because=""), facts, **{name: found.moment.isoformat()})


def _with(state: State, facts: Facts, **changes: Any) -> Turn:
    """Change the draft, and go on to what is still missing."""
    draft = replace(drafting.load_draft(state.data.get("draft", {})), **changes)
    return _next(State(NAME, state.step, {**state.data, "draft": draft.dump()}), facts)


def _at(state: State, step: str, **data: Any) -> State:
    return State(NAME, step, {**state.data, **data})


def _next(state: State, facts: Facts) -> Turn:
    """Return the question for what is missing, or the preview, with a number of its own."""
    data = dict(state.data)
    draft = drafting.load_draft(data.get("draft", {}))
    if not draft.title:
        return Turn(State(NAME, TEXT, {"draft": draft.dump()} if draft.files else {}))
    if bringing.undescribed(bringing.load_all(draft.files)) is not None:
        return Turn(State(NAME, ALT, data))
    if draft.level not in _LEVELS:
        return Turn(State(NAME, LEVEL, data))
    if not draft.has_audience:
        draft = drafting.for_only_region(draft, facts.editor)
        data["draft"] = draft.dump()
    if not draft.has_audience:
        return Turn(State(NAME, AUDIENCE, data))
    if facts.editor is None or not drafting.may_tell(draft, facts.editor):
        data["draft"] = drafting.for_regions(draft, (), statewide=False).dump()
        return Turn(State(NAME, AUDIENCE, data), says=(paragraph(urgent_words.ONLY_OWN),))
    if not draft.topics and not data.get("no_topics"):
        draft = replace(draft, topics=tuple(sorted(tag.code for tag in facts.tags.topics)))
        if not draft.topics:
            return Turn(State(NAME, TOPICS, data))
        data["draft"] = draft.dump()
    if not draft.source and not data.get("no_source"):
        return Turn(State(NAME, SOURCE, data))
    return Turn(State(NAME, CONFIRM, {**data, "number": facts.number}))


# --- sending


def _confirmed(state: State, heard: Heard, facts: Facts) -> Turn:
    draft, preview = drafting.load_draft(state.data["draft"]), facts.preview
    if heard.chosen == (_DROP,):
        return Turn(None, says=(paragraph(urgent_words.DROPPED),))
    if heard.chosen == (_CHANGE,):
        return Turn(_at(state, MENU))
    if preview is None or facts.editor is None or not drafting.may_tell(draft, facts.editor):
        return Turn(None, says=(paragraph(urgent_words.ONLY_OWN),))
    if heard.chosen == (_PLAIN,):
        return Turn(_at(state, CONFIRM, number=facts.number), says=_plain(preview))
    if heard.chosen == (_send_key(state),):
        told = previews.sent(preview)
        return Turn(None, (Release(preview.new, preview.report_at),), (paragraph(told),))
    at = _SEND.fullmatch(heard.text.strip())
    if at is not None and at["number"] == str(state.data["number"]):
        return _at_a_time(state, at["when"], facts, preview)
    phrase = urgent_words.PHRASE.format(number=facts.number)
    told = urgent_words.EXACTLY.format(phrase=phrase)
    return Turn(_at(state, CONFIRM, number=facts.number), says=(paragraph(told),))


def _at_a_time(state: State, said: str, facts: Facts, preview: Preview) -> Turn:
    found = when.read(said.strip(), facts.now, _MORNING)
    again = _at(state, CONFIRM, number=facts.number)
    if found is None or found.length < len(said.strip().rstrip(".")):
        phrase = urgent_words.PHRASE.format(number=facts.number)
        return Turn(again, says=(paragraph(words.BAD_TIME.format(words=said.strip()[:60], phrase=phrase)),))
    if found.moment <= facts.now:
        return Turn(again, says=(paragraph(words.PAST_TIME.format(when=dates.moment(found.moment))),))
    release_at = reporting.next_look(found.moment - timedelta(microseconds=1))
    ends = [at for at in (preview.new.deadline, preview.new.expires_at) if at is not None and at <= release_at]
    if ends:
        told = words.TOO_LATE.format(when=dates.moment(release_at), due=dates.due(min(ends)))
        return Turn(again, says=(paragraph(told),))
    told = words.PLANNED.format(when=dates.moment(release_at))
    told = f"{told} {words.WAITS_FOR_SECOND}" if preview.four_eyes else told
    return Turn(None, (Release(preview.new, preview.report_at, release_at),), (paragraph(told),))


def _plain(preview: Preview) -> tuple[Block, ...]:
    bodies = render.render(preview.shown, Form.PLAIN)
    shown: Document = document.from_text("\n\n".join(body.text for body in bodies))
    return (paragraph(words.PLAIN_TITLE), *shown.blocks)


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.LEAD), lapsing=frozenset({CONFIRM}),
    free_text=frozenset({TEXT, ALT, AUDIENCE, WHICH, *_LINES}), taken_whole=frozenset({TEXT, ALT, *_LINES}),
    takes_files=True,
)  # fmt: skip
