"""`quellen`: how the sources are, which are paused, and which speak for themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import turning
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.editing import AddSource, ChangeSource
from bot.words import sourcing as words
from content import dates
from content.blocks import Document, paragraph
from content.foreign import disarmed_text
from domain import rights
from domain.rights import Need, Right
from store import reference, source_rules, sources
from store.source_rules import Rule
from store.sources import SourceRow

NAME = "sources"
LIST, ONE, NEW = "list", "one", "new"
_TAKE, _TAKE_OFFICIAL = "take", "take_official"
_PAUSE, _RESUME, _OFFICIAL, _OTHER, _BACK = "pause", "resume", "official", "other", "back"


@dataclass(frozen=True, slots=True)
class Facts:
    """The sources, and the numbers of those that are official."""

    sources: tuple[SourceRow, ...]
    official: frozenset[int]
    evidence: Mapping[int, str]
    rules: Mapping[int, Rule]
    names: Mapping[str, str]


def load(session: Session, _asked: Asked) -> Facts:
    """Fetch the sources and what holds for them."""
    found = tuple(sources.listing(session))
    rules = {one.id: source_rules.rule_of(session, one.id) for one in found}
    official = frozenset(number for number, rule in rules.items() if rule.official)
    names = {**reference.topic_names(session), **reference.region_names(session)}
    return Facts(found, official, source_rules.evidence(session), rules, names)


def begin(session: Session, asked: Asked) -> list[Reply]:
    """Show the sources."""
    if not load(session, asked).sources:
        return turning.stop(session, asked, words.NONE)
    return turning.begin(DIALOG, LIST, session, asked)


def show(session: Session, asked: Asked, source: int) -> list[Reply]:
    """Show one source."""
    return turning.go_on_with(DIALOG, Turn(State(NAME, ONE, {"source": source})), session, asked)


def previewed(session: Session, asked: Asked, brought: Mapping[str, Any]) -> list[Reply]:
    """Show what a new source brings, and ask whether it is taken up."""
    if rights.refusal(DIALOG.right, asked.asker) is not None:
        return []
    if "fault" in brought:
        why = words.NOT_READ if brought["fault"] == "not_loaded" else str(brought["fault"])
        told = words.NOT_TRIED.format(url=disarmed_text(str(brought["url"])), why=disarmed_text(why))
        return [Reply(Document((paragraph(told),)))]
    data = {name: brought[name] for name in ("url", "title", "count", "newest")}
    return turning.go_on_with(DIALOG, Turn(State(NAME, NEW, data)), session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return how the sources are, or what can be done with one."""
    back = Option(_BACK, words.BACK, words.BACK_WORDS)
    one = _picked(state, facts)
    if state.step == NEW:
        return _ask_new(state)
    if state.step == ONE and one is not None:
        reading = Option(_PAUSE, words.PAUSE) if one.enabled else Option(_RESUME, words.RESUME)
        official = one.id in facts.official
        speaks = Option(_OTHER, words.MAKE_OTHER) if official else Option(_OFFICIAL, words.MAKE_OFFICIAL)
        why = facts.evidence.get(one.id, "")
        line = _line(one, facts) + ("\n" + words.EVIDENCE.format(evidence=disarmed_text(why)) if why else "")
        told = f"{line}\n{_rules(one, facts)}\n{words.WHAT.format(title=_title(one))}"
        return Question((paragraph(told),), (reading, speaks, back))
    lines = "\n".join(
        words.NUMBERED.format(number=at, line=_line(one, facts)) for at, one in enumerate(facts.sources, 1)
    )
    options = tuple(Option(str(one.id), _title(one)[:60]) for one in facts.sources)
    return Question((paragraph(lines), paragraph(words.WHICH)), (*options, back))


def _ask_new(state: State) -> Question:
    lines = [
        words.BRINGS.format(title=disarmed_text(state.data["title"] or state.data["url"]), count=state.data["count"])
    ]
    for one in state.data["newest"]:
        at = dates.moment(datetime.fromisoformat(one["at"])) if one["at"] else words.NO_DATE
        lines.append(words.ENTRY.format(title=disarmed_text(one["title"]), at=at))
    options = (
        Option(_TAKE, words.TAKE, words.TAKE_WORDS), Option(_TAKE_OFFICIAL, words.TAKE_OFFICIAL),
        Option(_BACK, words.NOT_TAKE, words.NOT_TAKE_WORDS),
    )  # fmt: skip
    return Question((paragraph("\n".join(lines)), paragraph(words.TAKE_IT)), options)


def _rules(one: SourceRow, facts: Facts) -> str:
    rule = facts.rules[one.id]
    topics, regions, edition = (
        ", ".join(facts.names.get(code, code) for code in codes) or words.NOTHING
        for codes in (rule.topics, rule.regions, rule.into_edition)
    )
    at = [each.id for each in facts.sources].index(one.id) + 1
    return words.RULES.format(number=at, topics=topics, regions=regions, edition=edition)


def _title(one: SourceRow) -> str:
    return disarmed_text(one.title or one.url)


def _line(one: SourceRow, facts: Facts) -> str:
    if not one.enabled and one.id in facts.evidence and one.last_ok_at is None and not one.fails:
        health = words.UNTRIED
    elif not one.enabled:
        health = words.PAUSED
    elif one.failing_since is not None:
        health = words.FAILING.format(since=dates.day(one.failing_since), error=disarmed_text(one.last_error))
    else:
        health = words.WELL.format(at=dates.moment(one.last_ok_at)) if one.last_ok_at else words.NEVER
    speaks = words.OFFICIAL if one.id in facts.official else words.OTHER
    return words.LINE.format(title=_title(one), health=health, official=speaks)


def _picked(state: State, facts: Facts) -> SourceRow | None:
    return next((one for one in facts.sources if one.id == state.data.get("source")), None)


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    key = heard.chosen[0] if heard.chosen else ""
    one = _picked(state, facts)
    if state.step == NEW:
        return _taken(state, key, facts)
    if state.step == LIST:
        if key == _BACK:
            return Turn(None, says=(paragraph(words.STOPPED),))
        return Turn(State(NAME, ONE, {"source": int(key)}) if key.isdigit() else state)
    if one is None or key == _BACK:
        return Turn(State(NAME, LIST))
    enabled = {_PAUSE: False, _RESUME: True}.get(key)
    official = {_OFFICIAL: True, _OTHER: False}.get(key)
    if enabled is None and official is None:
        return Turn(state)
    return Turn(state, (ChangeSource(one.id, one.url, enabled, official),), (paragraph(words.DONE),))


def _taken(state: State, key: str, facts: Facts) -> Turn:
    """Take a source up that was tried, or leave it."""
    if key == _BACK:
        return Turn(None, says=(paragraph(words.NOT_TAKEN),))
    if key not in (_TAKE, _TAKE_OFFICIAL):
        return Turn(state)
    url, title = str(state.data["url"]), str(state.data["title"])
    if any(one.url == url for one in facts.sources):
        return Turn(None, says=(paragraph(words.DONE),))
    told = words.TAKEN.format(number=len(facts.sources) + 1)
    return Turn(None, (AddSource(url, title, official=key == _TAKE_OFFICIAL),), (paragraph(told),))


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.COORDINATION))
