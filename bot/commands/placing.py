"""`hier` makes a group, room, topic or channel a place in one step, changes and ends it; `orte` does so from afar."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot import turning
from bot.commands import general, somewhere
from bot.commands.base import Asked, Reply
from bot.deciding import ChangePlace, EndPlace, RegisterPlace
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import placing as words
from content import dates
from content.blocks import Document, Heading, Run, paragraph
from content.foreign import disarmed_text
from domain import choosing, placing
from domain.notice import Scope
from domain.placing import PlaceKind, PlaceRefusal, PlaceState, Wish
from domain.recipient import Role
from domain.rights import Asker, Need, Right
from store import audit, members, places, reference, roles
from store.places import Arrival, Known, Where

NAME = "places"
WHICH, CHANGE, ARRIVAL = "which", "change", "arrival"
_DONE = "done"
_LONGEST_NAME = 60
_KINDS = {PlaceKind.LEADS: words.LEADS, PlaceKind.NETWORK: words.NETWORK, PlaceKind.CENTRE: words.CENTRE}


@dataclass(frozen=True, slots=True)
class Names:
    """What regions and topics are called."""

    map: somewhere.Map
    topics: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """A place is to end."""


def load_names(session: Session) -> Names:
    """Fetch what regions and topics are called."""
    return Names(somewhere.load(session), reference.topic_names(session))


def read(text: str, names: Names) -> Wish | End | None:
    """Return what somebody wants of a place, from what they wrote behind "hier"; None if it says nothing."""
    word, _, rest = text.strip().partition(" ")
    if not word:
        return Wish()
    if not rest.strip() and (wish := _read_word(word)) is not None:
        return wish
    if choosing.close(word, {"": words.TOPICS}):
        return _read_topics(rest, names.topics)
    if choosing.close(word, {"": words.NAME}) and len(rest) <= _LONGEST_NAME:
        return Wish(name=" ".join(rest.split()))
    kinds = choosing.close(word, dict(_KINDS))
    if len(kinds) == 1 and (wish := _read_regions(rest.removeprefix("für "), names)) is not None:
        return Wish(kinds[0], wish.regions, wish.statewide)
    return _read_regions(rest if choosing.close(word, {"": words.REGIONS}) else text, names)


def _read_word(word: str) -> Wish | End | None:
    if choosing.exact(word, {"": words.END}):
        return End()
    scopes = choosing.close(word, {Scope.INTERNAL: words.INTERNAL, Scope.PUBLIC: words.PUBLIC})
    if len(scopes) == 1:
        return Wish(scope=scopes[0])
    kinds = choosing.close(word, dict(_KINDS))
    return Wish(kinds[0]) if len(kinds) == 1 else None


def _read_topics(text: str, topics: Mapping[str, str]) -> Wish | None:
    if choosing.exact(text, {"": words.ALL_TOPICS_WORDS}):
        return Wish(topics=frozenset())
    found = [
        choosing.close(part, {code: (name, code) for code, name in topics.items()}) for part in choosing.listed(text)
    ]
    return Wish(topics=frozenset(one[0] for one in found)) if found and all(len(one) == 1 for one in found) else None


def _read_regions(text: str, names: Names) -> Wish | None:
    found = names.map.gazetteer.find([word.strip(",;.") for word in text.split()])
    regions = frozenset(one.region for one in (*found.places, *found.among))
    if found.rest or not regions or len({one.region for one in found.among}) > 1:
        return None
    return Wish(statewide=True) if "" in regions else Wish(regions=regions)


def told(state: PlaceState, names: Names) -> str:
    """Return a place in words."""
    regions = words.OF_ALL if state.statewide else ", ".join(
        name for code, name in names.map.names.items() if code in state.regions
    )  # fmt: skip
    where = regions if state.statewide else words.OF_REGION.format(regions=regions)
    topics = ", ".join(name for code, name in names.topics.items() if code in state.topics) or words.ALL_TOPICS
    parts = [
        *([disarmed_text(state.name)] if state.name else []),
        words.OF_LEADS.format(where=where) if state.lead else where,
        topics,
        words.SCOPES[state.scope.value],
    ]
    return ", ".join(parts)


# --- in the group


def here(session: Session, asked: Asked) -> list[Reply]:
    """Make the chat in which this is said a place, change it or end it; in a direct chat show where we were brought."""
    if asked.asker.direct:
        return _from_afar(session, asked)
    member = members.member_named(session, asked.who.account, asked.who.user)
    assert member is not None
    names = load_names(session)
    said = _behind_command(asked.text)
    wish = read(said, names)
    if wish is None:
        return _say(words.NOT_UNDERSTOOD.format(words=disarmed_text(said[:60])))
    where = Where(asked.who.account, asked.who.chat, asked.thread)
    found = places.at(session, where)
    if found is None:
        return (
            _say(words.NO_PLACE) if isinstance(wish, End) else _register(session, asked, where, wish, names, member.id)
        )
    if wish == Wish():
        return _say(words.IS_ALREADY.format(what=told(found.state, names)), words.HOW)
    return _change(session, asked, found, wish, names, member.id)


def _behind_command(text: str) -> str:
    """Return what stands behind the command, which may have our name before it."""
    said = text.split(maxsplit=2) if text.lstrip().startswith("@") else text.split(maxsplit=1)
    behind = 2 if text.lstrip().startswith("@") else 1
    return said[behind] if len(said) > behind else ""


def _register(session: Session, asked: Asked, where: Where, wish: Wish, names: Names, member: int) -> list[Reply]:
    own = members.subscription(session, member).regions
    state = placing.new(wish, asked.asker, own)
    if isinstance(state, PlaceRefusal):
        return _say(words.REFUSED[state])
    made = places.register(session, where, state, member)
    _note(session, asked, member, "place.made", made)
    return _say(words.IS_NOW.format(what=told(state, names)), words.HOW, words.NOT_LISTENED)


def _change(session: Session, asked: Asked, found: Known, wish: Wish | End, names: Names, member: int) -> list[Reply]:
    mine = found.registered_by == member
    if isinstance(wish, End):
        if refused := placing.may_decide(found.state, asked.asker, is_registrar=mine):
            return _say(words.REFUSED[refused])
        _note(session, asked, member, "place.ended", found)
        places.end(session, found.id, asked.now)
        return _say(words.ENDED)
    state = placing.change(found.state, wish, asked.asker, is_registrar=mine)
    if isinstance(state, PlaceRefusal):
        return _say(words.REFUSED[state])
    places.write(session, found.id, state)
    _note(session, asked, member, "place.changed", found)
    return _say(words.CHANGED.format(what=told(state, names)))


def _note(session: Session, asked: Asked, member: int, action: str, place: Known) -> None:
    audit.note(session, roles.key_of(session, member), action, f"place:{place.key}", asked.now)


def _say(*lines: str) -> list[Reply]:
    return [Reply(Document(tuple(map(paragraph, lines))))]


# --- from afar


@dataclass(frozen=True, slots=True)
class Facts:
    """The places about which somebody may decide, and the chats into which they brought us."""

    places: Mapping[str, Known]
    arrivals: Mapping[str, Arrival]
    names: Names
    asker: Asker
    me: int
    own: tuple[str, ...]

    def label(self, place: Known) -> str:
        """Return a place in a line."""
        return told(place.state, self.names)


def load(session: Session, asked: Asked) -> Facts:
    """Fetch the places about which somebody may decide."""
    member = members.member_at(session, asked.who.account, asked.who.chat)
    me = member.id if member is not None else 0
    regions = None if asked.asker.role is Role.COORDINATION else asked.asker.leads
    found = [
        one
        for one in places.known(session, regions, me)
        if placing.may_decide(one.state, asked.asker, is_registrar=one.registered_by == me) is None
    ]
    arrivals = places.brought(session, asked.who.account, asked.who.user, asked.now)
    return Facts(
        {str(one.id): one for one in found},
        {str(one.number): one for one in arrivals},
        load_names(session),
        asked.asker,
        me,
        members.subscription(session, me).regions if me else (),
    )


def show_places(session: Session, asked: Asked) -> list[Reply]:
    """Begin with the list of places, or say that there is none."""
    if not load(session, asked).places:
        return turning.stop(session, asked, words.NONE)
    return turning.begin(DIALOG, WHICH, session, asked)


def _from_afar(session: Session, asked: Asked) -> list[Reply]:
    if not load(session, asked).arrivals:
        return turning.stop(session, asked, words.HERE_IN_DIRECT)
    return turning.begin(DIALOG, ARRIVAL, session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return which places there are, or what can be changed about one."""
    done = Option(_DONE, words.DONE, words.DONE_WORDS)
    if state.step == ARRIVAL:
        options = tuple(
            Option(key, words.ARRIVAL.format(at=dates.moment(one.at))) for key, one in facts.arrivals.items()
        )
        return Question((paragraph(words.ASK_ARRIVAL),), (*options, done))
    place = facts.places.get(str(state.data.get("place", "")))
    if state.step == CHANGE and place is not None:
        return Question((paragraph(words.ASK_CHANGE.format(what=facts.label(place))),), (done,))
    options = tuple(Option(key, facts.label(one)) for key, one in facts.places.items())
    return Question((Heading((Run(words.TITLE),), 1), paragraph(words.ASK_WHICH)), (*options, done))


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    if heard.chosen == (_DONE,):
        return Turn(None, says=(paragraph(words.FINISHED),))
    key = heard.chosen[0] if len(heard.chosen) == 1 else ""
    if state.step == ARRIVAL:
        return _take_arrival(state, facts.arrivals.get(key), facts)
    place = facts.places.get(str(state.data.get("place", "")))
    if state.step == CHANGE and place is not None:
        return _change_from_afar(state, place, heard.text, facts)
    return Turn(State(NAME, CHANGE, {"place": key})) if key in facts.places else Turn(State(NAME, WHICH))


def _take_arrival(state: State, arrival: Arrival | None, facts: Facts) -> Turn:
    if arrival is None:
        return Turn(state)
    made = placing.new(Wish(), facts.asker, facts.own)
    if isinstance(made, PlaceRefusal):
        return Turn(None, says=(paragraph(words.REFUSED[made]),))
    what = told(made, facts.names)
    change = RegisterPlace(arrival.chat, made, words.POSTED.format(what=what))
    return Turn(None, (change,), (paragraph(words.REGISTERED.format(what=what)),), general.ONLY_HELP)


def _change_from_afar(state: State, place: Known, text: str, facts: Facts) -> Turn:
    wish = read(text, facts.names)
    mine = place.registered_by == facts.me
    if wish is None or wish == Wish():
        return Turn(state, says=(paragraph(words.NOT_CHANGED),))
    if isinstance(wish, End):
        return Turn(None, (EndPlace(place.id),), (paragraph(words.PLACE_ENDED.format(what=facts.label(place))),))
    made = placing.change(place.state, wish, facts.asker, is_registrar=mine)
    if isinstance(made, PlaceRefusal):
        return Turn(state, says=(paragraph(words.REFUSED[made]),))
    said = paragraph(words.CHANGED.format(what=told(made, facts.names)))
    return Turn(State(NAME, CHANGE, state.data), (ChangePlace(place.id, made),), (said,))


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.CONFIRMED))
