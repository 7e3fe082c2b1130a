"""`quellen`: how the sources are, which are paused, and which speak for themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot import turning
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.editing import ChangeSource
from bot.words import sourcing as words
from content import dates
from content.blocks import paragraph
from content.foreign import disarmed_text
from domain.rights import Need, Right
from store import reference, source_rules, sources
from store.source_rules import Rule
from store.sources import SourceRow

NAME = "sources"
LIST, ONE = "list", "one"
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


def ask(state: State, facts: Facts) -> Question:
    """Return how the sources are, or what can be done with one."""
    back = Option(_BACK, words.BACK, words.BACK_WORDS)
    one = _picked(state, facts)
    if state.step == ONE and one is not None:
        reading = Option(_PAUSE, words.PAUSE) if one.enabled else Option(_RESUME, words.RESUME)
        official = one.id in facts.official
        speaks = Option(_OTHER, words.MAKE_OTHER) if official else Option(_OFFICIAL, words.MAKE_OFFICIAL)
        why = facts.evidence.get(one.id, "")
        line = _line(one, facts) + ("\n" + words.EVIDENCE.format(evidence=disarmed_text(why)) if why else "")
        told = f"{line}\n{_rules(one, facts)}\n{words.WHAT.format(title=_title(one))}"
        return Question((paragraph(told),), (reading, speaks, back))
    lines = "\n".join(_line(one, facts) for one in facts.sources)
    options = tuple(Option(str(one.id), _title(one)[:60]) for one in facts.sources)
    return Question((paragraph(lines), paragraph(words.WHICH)), (*options, back))


def _rules(one: SourceRow, facts: Facts) -> str:
    rule = facts.rules[one.id]
    topics, regions, edition = (
        ", ".join(facts.names.get(code, code) for code in codes) or words.NOTHING
        for codes in (rule.topics, rule.regions, rule.into_edition)
    )
    return words.RULES.format(number=one.id, topics=topics, regions=regions, edition=edition)


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


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.COORDINATION))
