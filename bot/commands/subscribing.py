"""`abo`: what somebody gets, shown and changed. Its buttons say what is to be, so that old ones still mean it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from bot.changes import Subscribe
from bot.commands import somewhere
from bot.commands.base import Asked
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.tending import FallBack, Prefer
from bot.words import joining, linking
from bot.words import subscribing as words
from content.blocks import Block, Heading, Paragraph, Run, bold, paragraph
from domain import choosing
from domain.quiet import DEFAULT_SPEC, OFF, read_quiet
from domain.recipient import Rhythm
from domain.rights import Need, Right
from domain.subscription import Subscription
from store import linking as links
from store import members, reference
from store.linking import Place

NAME = "abo"
MENU, REGIONS, TOPICS, PROGRAMMES = "menu", "regions", "topics", "programmes"
INFO, IMPORTANT, URGENT, QUIET = "info", "important", "urgent", "quiet"
#: About the two addresses of somebody who has two: which comes first, and whether the other one may be used too.
FIRST, SECOND = "first", "second"
_DONE, _BACK, _ALL = "done", "back", "all"
_YES, _NO, _OFFICE, _ALWAYS = "yes", "no", "office", "always"
_LABELS = {
    REGIONS: words.REGIONS, TOPICS: words.TOPICS, PROGRAMMES: words.PROGRAMMES, INFO: words.INFO,
    IMPORTANT: words.IMPORTANT, URGENT: words.URGENT, QUIET: words.QUIET, FIRST: words.FIRST, SECOND: words.SECOND,
}  # fmt: skip
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr)?"
_SPAN = re.compile(rf"(?:von\s+)?{_TIME}\s*(?:-|–|—|bis)\s*{_TIME}\s*", re.IGNORECASE)
_SEVERAL = {REGIONS: words.ASK_REGIONS, TOPICS: words.ASK_TOPICS, PROGRAMMES: words.ASK_PROGRAMMES}
_ONE_OF = {
    INFO: words.ASK_INFO, IMPORTANT: words.ASK_IMPORTANT, URGENT: words.ASK_URGENT, QUIET: words.ASK_QUIET,
    FIRST: words.ASK_FIRST, SECOND: words.ASK_SECOND,
}  # fmt: skip
_OF_TWO = (FIRST, SECOND)
_URGENT_LABELS = {_NO: words.URGENT_NO, _OFFICE: words.URGENT_OFFICE, _ALWAYS: words.URGENT_ALWAYS}


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody has now, and what there is to choose from: code -> name."""

    now: Subscription
    map: somewhere.Map
    topics: Mapping[str, str]
    programmes: Mapping[str, str]
    places: tuple[Place, ...] = ()
    falls_back: bool = False


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what somebody has, and what there is."""
    member = members.member_at(session, asked.who.account, asked.who.chat)
    now = members.subscription(session, member.id) if member is not None else Subscription()
    known = reference.known_codes(session)
    facts = Facts(now, somewhere.load(session), known.topics, known.programmes)
    if member is None:
        return facts
    places, falls_back = links.places_of(session, member.id), links.falls_back(session, member.id)
    return replace(facts, places=tuple(places), falls_back=falls_back)


def step_named(text: str) -> str:
    """Return the step that somebody means by "abo themen", or the menu."""
    found = choosing.close(" ".join(text.split()[1:]), {key: (label,) for key, label in _LABELS.items()})
    return found[0] if len(found) == 1 else MENU


# --- what is asked


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    if state.step in _SEVERAL:
        return _ask_several(state.step, facts)
    if state.step in _ONE_OF:
        back = Option(_BACK, words.BACK, words.BACK_WORDS)
        return Question((paragraph(_ONE_OF[state.step]),), (*_choices(state.step, facts), back))
    options = tuple(Option(key, label) for key, label in _LABELS.items() if _has(key, facts))
    done = Option(_DONE, words.DONE, words.DONE_WORDS)
    return Question((*summary(facts), paragraph(words.ASK_MENU)), (*options, done), per_row=2)


def _ask_several(step: str, facts: Facts) -> Question:
    chosen, names = _chosen(step, facts), _names(step, facts)
    told = paragraph(_SEVERAL[step] + words.ASK_SEVERAL)
    now = paragraph(words.NOW.format(chosen=_told(step, facts)))
    options = [
        Option(f"-{code}", words.CHOSEN_LABEL.format(name=name), (name, *_short(step, code, name)))
        if code in chosen
        else Option(f"+{code}", name, _short(step, code, name))
        for code, name in names.items()
    ]
    everything = [] if step == REGIONS else [Option(_ALL, words.ALL_LABEL, words.ALL_WORDS)]
    return Question((told, now), (*options, *everything, Option(_BACK, words.BACK, words.BACK_WORDS)), per_row=2)


def _short(step: str, code: str, name: str) -> tuple[str, ...]:
    """Return what people call it in short: "MBE", "Duldung" for "Duldung/Bleiberecht"; regions are on the map."""
    return () if step == REGIONS else (code, *name.split("/"))


def _has(step: str, facts: Facts) -> bool:
    return step not in _OF_TWO or len(facts.places) > 1


def _choices(step: str, facts: Facts) -> tuple[Option, ...]:
    if step == FIRST:
        return tuple(Option(str(one.id), _name(one), (one.user,)) for one in facts.places)
    if step == SECOND:
        return Option(_YES, words.SECOND_YES), Option(_NO, words.SECOND_NO)
    if step == URGENT:
        return tuple(Option(key, label, words.URGENT_SHORT[key]) for key, label in _URGENT_LABELS.items())
    if step == QUIET:
        return Option("default", words.QUIET_DEFAULT_LABEL, (DEFAULT_SPEC,)), Option("off", words.QUIET_OFF_LABEL)
    return tuple(Option(rhythm.value, label, (label.split()[0],)) for rhythm, label in words.RHYTHMS.items())


def _names(step: str, facts: Facts) -> Mapping[str, str]:
    if step == REGIONS:
        return {somewhere.STATEWIDE: words.STATEWIDE, **facts.map.names}
    return facts.topics if step == TOPICS else facts.programmes


def _chosen(step: str, facts: Facts) -> tuple[str, ...]:
    if step == REGIONS:
        return (somewhere.STATEWIDE,) if facts.now.statewide else facts.now.regions
    return facts.now.topics if step == TOPICS else facts.now.programmes


# --- what is told


def summary(facts: Facts) -> tuple[Block, ...]:
    """Return what somebody has now, line by line."""
    told = {
        **{step: _told(step, facts) for step in _SEVERAL},
        INFO: words.RHYTHMS[facts.now.rhythm_info],
        IMPORTANT: words.RHYTHMS[facts.now.rhythm_important],
        URGENT: _URGENT_LABELS[_urgency(facts.now)],
        QUIET: _quiet(facts.now.quiet),
        **(_of_two(facts) if len(facts.places) > 1 else {}),
    }
    runs: list[Run] = []
    for key, value in told.items():
        runs += [*([Run("\n")] if runs else []), bold(f"{_LABELS[key]}: "), Run(value)]
    return Heading((Run(words.TITLE),), 1), Paragraph(tuple(runs))


def _of_two(facts: Facts) -> dict[str, str]:
    first = next((one for one in facts.places if one.preferred), facts.places[0])
    return {FIRST: _name(first), SECOND: words.SECOND_YES if facts.falls_back else words.SECOND_NO}


def _name(place: Place) -> str:
    return linking.address(place.account, place.user)


def _told(step: str, facts: Facts) -> str:
    names = _names(step, facts)
    empty = {REGIONS: words.ONLY_STATEWIDE, TOPICS: words.ALL_TOPICS, PROGRAMMES: words.ALL_PROGRAMMES}
    return ", ".join(names[code] for code in names if code in _chosen(step, facts)) or empty[step]


def _urgency(now: Subscription) -> str:
    return _NO if not now.urgent else _ALWAYS if now.urgent_offhours else _OFFICE


def _quiet(spec: str) -> str:
    start, _, end = spec.partition("-")
    return words.QUIET_SPAN.format(start=start, end=end) if end else words.QUIET_OFF


# --- what it comes to


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if heard.chosen == (_DONE,):
        return Turn(None, says=(paragraph(words.FINISHED),))
    if heard.chosen == (_BACK,):
        return Turn(State(NAME, MENU))
    if state.step in _SEVERAL:
        return _several(state.step, heard, facts)
    if state.step in _ONE_OF:
        return _one(state.step, heard, facts)
    if heard.chosen and heard.chosen[0] in _LABELS:
        return Turn(State(NAME, heard.chosen[0]))
    return Turn(State(NAME, MENU), says=_not_found(heard))


def _several(step: str, heard: Heard, facts: Facts) -> Turn:
    keys = heard.chosen
    if not keys and step == REGIONS:
        found = facts.map.gazetteer.find([word.strip(",;.") for word in heard.text.split()])
        keys = tuple(f"+{place.region or somewhere.STATEWIDE}" for place in (*found.places, *found.among))
    now = facts.now
    for key in keys:
        now = _with(step, key, now, _names(step, facts))
    return Turn(State(NAME, step), _change(now, facts), () if keys else _not_found(heard))


def _with(step: str, key: str, now: Subscription, names: Mapping[str, str]) -> Subscription:
    """Return the subscription with one thing more or less; a key that says neither changes nothing."""
    sign, code = key[:1], key[1:]
    if key == _ALL and step != REGIONS:
        return replace(now, topics=()) if step == TOPICS else replace(now, programmes=())
    if sign not in ("+", "-") or code not in names:
        return now
    if code == somewhere.STATEWIDE:
        return replace(now, statewide=sign == "+", regions=() if sign == "+" else now.regions)
    have = set(now.regions if step == REGIONS else now.topics if step == TOPICS else now.programmes)
    codes = tuple(sorted(have | {code} if sign == "+" else have - {code}))
    if step == REGIONS:
        return replace(now, regions=codes, statewide=now.statewide and sign == "-")
    return replace(now, topics=codes) if step == TOPICS else replace(now, programmes=codes)


def _one(step: str, heard: Heard, facts: Facts) -> Turn:
    key = heard.chosen[0] if heard.chosen else ""
    if step in _OF_TWO:
        return _two(step, key, heard, facts)
    new: Subscription | None = None
    if step == QUIET:
        spec = {"default": DEFAULT_SPEC, "off": OFF}.get(key) or read_span(heard.text)
        new = replace(facts.now, quiet=spec) if spec else None
    elif step == URGENT and key in _URGENT_LABELS:
        new = replace(facts.now, urgent=key != _NO, urgent_offhours=key == _ALWAYS)
    elif step == INFO and key in set(Rhythm):
        new = replace(facts.now, rhythm_info=Rhythm(key))
    elif step == IMPORTANT and key in set(Rhythm):
        new = replace(facts.now, rhythm_important=Rhythm(key))
    if new is None:
        says = (paragraph(words.NOT_A_TIME),) if step == QUIET and heard.text else _not_found(heard)
        return Turn(State(NAME, step), says=says)
    return Turn(State(NAME, MENU), _change(new, facts), (paragraph(words.SAVED),))


def _two(step: str, key: str, heard: Heard, facts: Facts) -> Turn:
    saved = (paragraph(words.SAVED),)
    if len(facts.places) < 2:
        return Turn(State(NAME, MENU), says=(paragraph(linking.ONLY_ONE),))
    if step == SECOND and key in (_YES, _NO):
        return Turn(State(NAME, MENU), (FallBack(key == _YES, joining.VERSION),), saved)
    if step == FIRST and key in {str(one.id) for one in facts.places}:
        return Turn(State(NAME, MENU), (Prefer(int(key)),), saved)
    return Turn(State(NAME, step), says=_not_found(heard))


def read_span(text: str) -> str | None:
    """Return the quiet hours that somebody wrote ("18 bis 7 Uhr", "18.00-07.00", "aus"), or None."""
    if choosing.plain(text) in (OFF, "keine", "nie"):
        return OFF
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        return None
    spec = "{:02}:{}-{:02}:{}".format(int(match[1]) % 24, match[2] or "00", int(match[3]) % 24, match[4] or "00")
    return spec if read_quiet(spec) is not None else None


def _change(new: Subscription, facts: Facts) -> tuple[Subscribe, ...]:
    return () if new == facts.now else (Subscribe(new, joining.VERSION),)


def _not_found(heard: Heard) -> tuple[Block, ...]:
    return (paragraph(words.NOT_FOUND.format(words=heard.text[:60])),) if heard.text else ()


DIALOG = Dialog(
    NAME, load, ask, answer, right=Right(Need.JOINED), always_open=frozenset({MENU, *_SEVERAL, *_ONE_OF})
)  # fmt: skip
