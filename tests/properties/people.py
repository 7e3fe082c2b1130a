"""Random recipients and notices, how they stand in the database, and what the rules of the house say about them."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st
from sqlmodel import Session

from domain.audience import Addressed, Profile
from domain.notice import Level, Scope
from domain.quiet import DEFAULT_SPEC, OFF
from domain.recipient import (
    DEFAULT_IMPORTANT,
    DEFAULT_INFO,
    AddressState,
    PersonState,
    RecipientKind,
    Rhythm,
    Role,
)
from domain.slots import AT_ONCE
from store import tables as t

T = TypeVar("T")

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
ACCOUNTS = ("memory:ost", "memory:west")
REGIONS = ("braunschweig", "hannover", "heide")
TOPICS = ("arbeit", "asyl", "sprache")
PROGRAMMES = ("jmd", "mbe")
_CROWD = 50
QUIET = (DEFAULT_SPEC, "22:00-06:00", "12:00-14:00", OFF)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person or a place with everything that decides what they get.

    paused_for: until when from now on, None for a pause without an end; preferred: which of `addresses`, if any.
    """

    kind: RecipientKind
    state: PersonState
    paused_for: timedelta | None
    confirmed: bool
    fallback: bool
    scope: Scope
    audience_role: Role | None
    role: Role
    leads: frozenset[str]
    statewide: bool
    regions: frozenset[str]
    topics: frozenset[str]
    programmes: frozenset[str]
    info: Rhythm | None
    important: Rhythm | None
    urgent: bool
    offhours: bool
    quiet: str
    addresses: tuple[tuple[str, AddressState], ...]
    preferred: int | None

    @property
    def is_person(self) -> bool:
        """Whether it is a person."""
        return self.kind is RecipientKind.PERSON


def _someone(seed: int) -> Someone:
    """Return somebody who depends on the seed alone: drawn field by field, a crowd would take too long."""
    dice = random.Random(seed)
    addresses = tuple(
        (dice.choice(ACCOUNTS), _mostly(dice, AddressState.OK, AddressState)) for _ in range(dice.randrange(4))
    )
    return Someone(
        kind=dice.choice(list(RecipientKind)),
        state=_mostly(dice, PersonState.ACTIVE, PersonState),
        paused_for=dice.choice([None, timedelta(0), timedelta(seconds=1), timedelta(days=-3)]),
        confirmed=dice.random() < 0.5,
        fallback=dice.random() < 0.5,
        scope=dice.choice(list(Scope)),
        audience_role=_mostly(dice, None, Role),
        role=dice.choice(list(Role)),
        leads=_some(dice, REGIONS),
        statewide=dice.random() < 0.3,
        regions=_some(dice, REGIONS),
        topics=_some(dice, TOPICS),
        programmes=_some(dice, PROGRAMMES),
        info=_mostly(dice, None, Rhythm),
        important=_mostly(dice, None, Rhythm),
        urgent=dice.random() < 0.5,
        offhours=dice.random() < 0.5,
        quiet=dice.choice(QUIET),
        addresses=addresses,
        preferred=dice.choice([*range(len(addresses)), *range(len(addresses)), None]),
    )


def _some(dice: random.Random, codes: Sequence[str]) -> frozenset[str]:
    return frozenset(code for code in codes if dice.random() < 0.4)


def _mostly(dice: random.Random, usual: T, others: Iterable[T]) -> T:
    return usual if dice.random() < 0.5 else dice.choice(list(others))


#: A crowd from one seed: lists that are drawn one by one stay so short that hardly anybody is ever chosen.
PEOPLE = st.integers(0, 2**32).map(lambda seed: [_someone(seed * 1000 + number) for number in range(_CROWD)])
PUBLIC_ONLY = st.frozensets(st.sampled_from(ACCOUNTS))


def _subset(codes: Sequence[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(codes), max_size=len(codes))


NOTICES = st.builds(
    Addressed,
    level=st.sampled_from(list(Level)),
    scope=st.sampled_from(list(Scope)),
    statewide=st.booleans(),
    regions=_subset(REGIONS),
    topics=_subset(TOPICS),
    programmes=_subset(PROGRAMMES),
    role=st.sampled_from([None, None, None, *Role]),
    at_once=st.sets(st.sampled_from([Rhythm.TAEGLICH, Rhythm.WOECHENTLICH])).map(lambda more: AT_ONCE | more),
    invites=st.sampled_from([False, False, True]),
)


def write(session: Session, people: Sequence[Someone]) -> None:
    """Write people as recipients 1, 2, …; the addresses of recipient 3 are 31, 32, …"""
    for id_, spec in enumerate(QUIET, 1):
        session.add(t.QuietProfile(id=id_, spec=spec))
    session.flush()
    for id_, one in enumerate(people, 1):
        session.add(
            t.Recipient(
                id=id_,
                kind=one.kind,
                quiet_profile=QUIET.index(one.quiet) + 1,
                statewide=one.statewide,
                urgent_ok=one.urgent,
                urgent_offhours=one.offhours,
                preferred_address=None if one.preferred is None else address_id(id_, one.preferred),
            )
        )
    session.flush()
    for id_, one in enumerate(people, 1):
        session.add(_own_row(id_, one))
    session.flush()
    for id_, one in enumerate(people, 1):
        session.add_all(_lists(id_, one))
    session.flush()


def address_id(recipient: int, number: int) -> int:
    """Return the id of the number-th address (from 0) of a recipient."""
    return recipient * 10 + number + 1


def _own_row(id_: int, one: Someone) -> t.Person | t.Place:
    if not one.is_person:
        return t.Place(id=id_, key=f"g{id_}", scope=one.scope, audience_role=one.audience_role)
    return t.Person(
        id=id_,
        key=f"p{id_}",
        role=one.role,
        state=one.state,
        pause_until=None if one.paused_for is None else NOW + one.paused_for,
        confirmed_at=NOW - timedelta(days=9) if one.confirmed else None,
        fallback_ok=one.fallback,
    )


def _lists(id_: int, one: Someone) -> list[object]:
    rows: list[object] = [t.SubRegion(recipient=id_, region=code) for code in sorted(one.regions)]
    rows += [t.SubTopic(recipient=id_, topic=code) for code in sorted(one.topics)]
    rows += [t.SubProgramme(recipient=id_, programme=code) for code in sorted(one.programmes)]
    if one.is_person:
        rows += [t.LeadRegion(person=id_, region=code) for code in sorted(one.leads)]
    for level, value in ((Level.INFO, one.info), (Level.IMPORTANT, one.important)):
        if value is not None:
            rows.append(t.RhythmRow(recipient=id_, level=level, value=value))
    for number, (account, state) in enumerate(one.addresses):
        chat = f"chat-{id_}-{number}"
        rows.append(t.Address(id=address_id(id_, number), account=account, chat=chat, recipient=id_, state=state))
    return rows


def profile_of(one: Someone) -> Profile:
    """Return somebody as the pure audience functions see them."""
    over = one.paused_for is not None and one.paused_for <= timedelta(0)
    active = one.state is PersonState.ACTIVE or (one.state is PersonState.PAUSED and over)
    confirmed = Scope.INTERNAL if one.confirmed else Scope.PUBLIC
    return Profile(
        kind=one.kind,
        active=active or not one.is_person,
        scope=confirmed if one.is_person else one.scope,
        statewide=one.statewide,
        regions=one.regions,
        topics=one.topics,
        programmes=one.programmes,
        role=one.role if one.is_person else one.audience_role,
        lead_regions=one.leads if one.is_person else frozenset(),
        urgent_ok=one.urgent,
        rhythm_info=one.info or DEFAULT_INFO,
        rhythm_important=one.important or DEFAULT_IMPORTANT,
    )


def address_for(one: Someone, scope: Scope, public_only: frozenset[str]) -> int | None:
    """Return which address (from 0) a delivery takes by the rules, or None when there is no usable one.

    The preferred one, if it is of use; another one only when none is preferred, or for something public, when it is a
    place or the person agreed to it. Nothing internal goes over accounts for public things only.
    """
    closed = public_only if scope is Scope.INTERNAL else frozenset()
    usable = [
        number
        for number, (account, state) in enumerate(one.addresses)
        if state is AddressState.OK and account not in closed
    ]
    if one.preferred in usable:
        return one.preferred
    agreed = scope is Scope.PUBLIC and (one.fallback or not one.is_person)
    return usable[0] if usable and (agreed or one.preferred is None) else None
