"""Joining: two answers, the rest are defaults that `abo` changes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from bot.changes import Join
from bot.commands import somewhere
from bot.commands.base import Asked
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import joining as words
from content import dates
from content.blocks import Block, Run, bold, paragraph
from content.foreign import disarmed_text
from domain import choosing
from domain.message import Button
from domain.notice import Scope
from domain.places import Found, Place, names_of
from domain.subscription import Subscription
from store import codes, dialogs, notices

NAME = "join"
CONSENT, PLACE, WHICH = "consent", "place", "which"
YES, YES_URGENT, NO = "yes", "urgent", "no"
#: How many notices of the last time are shown to whoever joins.
_SHOWN = 3
_WORD = re.compile(r"[^\s,;.:!?„“”\"]+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What joining looks at. latest: title and day of what appeared last; operator: who runs this."""

    map: somewhere.Map
    operator: Mapping[str, str]
    latest: tuple[tuple[str, str], ...]
    #: They are confirmed, or will be by joining.
    confirmed: bool
    #: The hash of the code by which they were invited, and the region that it is for.
    code: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What an answer says. agrees: yes, no, or nothing about it."""

    agrees: bool | None
    urgent: bool
    found: Found


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what joining looks at."""
    stored = dialogs.load(session, asked.who)
    code = str(stored.data.get("code", "")) if stored is not None and stored.name == NAME else ""
    return load_for(session, asked, code)


def load_for(session: Session, asked: Asked, code: str) -> Facts:
    """Fetch what joining looks at, by the invitation whose code has this hash; "" for none."""
    rows = notices.latest(session, (Scope.PUBLIC,), _SHOWN)
    latest = tuple((row.title, dates.day(row.released_at)) for row in rows)
    invited = codes.find(session, code, asked.now) if code else None
    confirmed = asked.asker.confirmed or invited is not None
    region = (invited.region or "") if invited is not None else ""
    return Facts(somewhere.load(session), asked.operator, latest, confirmed, code, region)


def read(text: str, facts: Facts) -> Read:
    """Return what somebody wrote, in whatever order: yes or no, a place, whether they want urgent notices."""
    agrees: bool | None = None
    urgent = negated = False
    rest: list[str] = []
    for word in _WORD.findall(text):
        plain = choosing.plain(word)
        if plain in words.NOT_WORDS:
            negated = True
            continue
        if plain in words.NO_WORDS or (negated and plain in words.YES_WORDS):
            agrees = False
        elif plain in words.YES_WORDS:
            agrees = agrees is not False
        elif choosing.close(word, {"": words.URGENT_WORDS}):
            urgent = not negated
        elif plain and plain not in words.FILLERS:
            rest.append(word)
        negated = False
    return Read(agrees, urgent, facts.map.gazetteer.find(rest))


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    if state.step == WHICH:
        among = [facts.map.gazetteer.places[key] for key in state.data["among"] if key in facts.map.gazetteer.places]
        return Question((paragraph(words.WHICH),), tuple(Option(one.key, one.label, _short(one)) for one in among))
    if state.step == PLACE:
        return Question((paragraph(words.ASK_PLACE),))
    options = (
        Option(YES, words.YES_LABEL),
        Option(YES_URGENT, words.YES_URGENT_LABEL),
        Option(NO, words.NO_LABEL),
    )
    return Question(_greeting(facts.operator), options, more=(Button(words.PRIVACY_LABEL, "1:datenschutz"),))


def _short(place: Place) -> tuple[str, ...]:
    """Return by what alone a place is told from others of its name: "Stadt", or the county that it lies in."""
    name, _, county = place.label.partition(", ")
    return (county, *names_of(county)) if county else (name.partition(" ")[0],)


def _greeting(operator: Mapping[str, str]) -> tuple[Block, ...]:
    told = " ".join((words.GREETING, words.responsible(operator), words.STORED, words.privacy(operator)))
    return paragraph(told), paragraph(words.VISIBLE), paragraph(words.ASK)


def begin_invited(text: str, facts: Facts, *, informed: bool) -> Turn:
    """Begin with what somebody wrote behind the code of their invitation, or with nothing.

    informed: what they are to agree to stood on it, in the wording of today. Otherwise their yes is to something that
    they have not read, and they are asked. Asked is also who agrees in other words than the sheet tells them, since a
    code may have been passed on without it. All that comes before any other question: a yes to one is none to this.
    """
    state = State(NAME, CONSENT, {"code": facts.code})
    if not text:
        return Turn(state)
    said = read(text, facts)
    clearly = any(choosing.plain(word) in words.CLEAR_YES_WORDS for word in _WORD.findall(text))
    if said.agrees is False or (said.agrees and informed and clearly):
        return _take(state, said, facts)
    turn = _to_agree(_noted(state.data, replace(said, agrees=None)))
    return replace(turn, says=(paragraph(words.READ_FIRST),)) if said.agrees else turn


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    data = dict(state.data)
    if state.step == WHICH and heard.chosen:
        data["places"] = [*data.get("places", ()), heard.chosen[0]]
        return _next(State(NAME, state.step, {**data, "among": []}), facts)
    if state.step == CONSENT and heard.chosen:
        return _agreed(data, heard.chosen[0], facts)
    return _take(state, read(heard.text, facts), facts)


def _take(state: State, said: Read, facts: Facts) -> Turn:
    if said.agrees is False:
        return Turn(None, says=(paragraph(words.DECLINED),))
    if state.step == WHICH and not (said.found.places or said.found.among):
        return Turn(state, says=(paragraph(words.WHICH_AGAIN),))
    data = _noted(state.data, said)
    if not (data["yes"] or said.found.places or said.found.among):
        return _to_agree(data)
    unknown = " ".join(said.found.rest) if not (data["places"] or data["among"]) else ""
    return _next(State(NAME, state.step, data), facts, unknown)


def _noted(data: Mapping[str, Any], said: Read) -> dict[str, Any]:
    """Return what is known with what was said besides. What was ambiguous stays so until another place is named."""
    named = bool(said.found.places or said.found.among)
    return {
        **data,
        "yes": bool(data.get("yes")) or said.agrees is True,
        "urgent": bool(data.get("urgent")) or said.urgent,
        "places": [*data.get("places", ()), *(place.key for place in said.found.places)],
        "among": [place.key for place in said.found.among] if named else [*data.get("among", ())],
    }


def _to_agree(data: Mapping[str, Any]) -> Turn:
    """Ask for the consent, before anything else is asked."""
    reminder = words.STILL_TO_AGREE if data["places"] or data["among"] else words.PLEASE_YES_OR_NO
    return Turn(State(NAME, CONSENT, data), says=(paragraph(reminder),))


def _agreed(data: dict[str, Any], key: str, facts: Facts) -> Turn:
    if key == NO:
        return Turn(None, says=(paragraph(words.DECLINED),))
    data = {**data, "yes": True, "urgent": bool(data.get("urgent")) or key == YES_URGENT}
    return _next(State(NAME, CONSENT, data), facts)


def _next(state: State, facts: Facts, unknown: str = "") -> Turn:
    """Return the next question: which of several, the consent, the place; or the end, when all is known."""
    data = state.data
    if data.get("among"):
        return Turn(State(NAME, WHICH, data))
    if not data.get("yes"):
        return _to_agree(data)
    says = (paragraph(words.UNKNOWN_PLACE.format(words=unknown[:60])),) if unknown else ()
    places = [facts.map.gazetteer.places[key] for key in data.get("places", ()) if key in facts.map.gazetteer.places]
    if not places and facts.region in facts.map.gazetteer.places:
        # Who was invited for a region need not say where it is.
        places = [facts.map.gazetteer.places[facts.region]]
    if not places:
        return Turn(State(NAME, PLACE, data), says=says)
    return _joined(places, facts, urgent=bool(data.get("urgent")))


def _joined(places: Sequence[Place], facts: Facts, *, urgent: bool) -> Turn:
    regions = tuple(sorted({place.region for place in places if place.region}))
    statewide = any(not place.region for place in places)
    chosen = Subscription(statewide=statewide, regions=regions, urgent=urgent)
    names = words.STATEWIDE if statewide else ", ".join(facts.map.names[code] for code in regions)
    summary = words.WELCOME.format(regions=names, urgent=words.URGENT_ON if urgent else words.URGENT_OFF)
    told = [summary, words.WAYS, *([] if facts.confirmed else [words.INTERNAL_LATER])]
    says: list[Block] = [paragraph(" ".join(told))]
    if where := _where(places, facts):
        says.append(paragraph(where))
    says.append(_latest(facts.latest))
    buttons = ((Button(words.OTHER_REGION_LABEL, "1:abo:regions:show"),), (Button(words.SETTINGS_LABEL, "1:abo"),))
    return Turn(None, (Join(chosen, words.VERSION, facts.code),), tuple(says), buttons)


def _where(places: Sequence[Place], facts: Facts) -> str:
    lines = []
    for place in places:
        if place.region and place.key != place.region:
            open_ = "" if facts.map.confirmed.get(place.region) else words.NAME_OPEN
            name = facts.map.names[place.region] + open_
            lines.append(words.COUNTY_IN.format(county=place.label, region=name))
    return " ".join(lines)


def _latest(latest: Sequence[tuple[str, str]]) -> Block:
    if not latest:
        return paragraph(words.LATEST_NONE)
    runs: list[str | Run] = [words.LATEST]
    for title, day in latest:
        runs += ["\n", bold(disarmed_text(title)), f" ({day})"]
    return paragraph(*runs)


DIALOG = Dialog(NAME, load, ask, answer)
