"""Invented people, for the demo, for measuring and for tests: the same ones for the same seed number."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlmodel import Session

from domain.notice import Scope
from domain.quiet import DEFAULT_SPEC, OFF
from domain.recipient import PersonState, RecipientKind, Rhythm, Role
from store.people import Agreed, Details, Faults, Listed, People, Where, Written
from store.people_rows import write_people
from store.reference import Codes, known_codes

#: Where the Federführenden stand among the persons: one per region, then the Koordination.
_FIRST_LEAD = 10
_FIRST_NAMES = (
    "Amira",
    "Anneke",
    "Deniz",
    "Fenja",
    "Gökhan",
    "Hilke",
    "Jörn",
    "Lioba",
    "Milan",
    "Nesrin",
    "Onno",
    "Öykü",
)
_LAST_NAMES = ("Beispiel", "Fiktivski", "Musterholz", "Niemandsen", "Platzhalter", "Probeğlu", "Scheinfeld", "Testhoff")
_ORGANISATIONS = (
    "Beratungsstelle Beispielstadt",
    "Migrationsdienst Musterkreis",
    "Musterverein für Teilhabe e. V.",
    "Probe-Verband Nord, Außenstelle „Übungsdorf“",
)
_RHYTHMS_INFO = {Rhythm.WOECHENTLICH: 70, Rhythm.SOFORT: 15, Rhythm.TAEGLICH: 10, Rhythm.NIE: 5}
_RHYTHMS_IMPORTANT = {Rhythm.SOFORT: 76, Rhythm.TAEGLICH: 11, Rhythm.WOECHENTLICH: 10, Rhythm.NIE: 3}
_QUIET = {DEFAULT_SPEC: 70, "17:00-08:00": 12, "20:00-06:00": 10, OFF: 8}
_CONSENT_VERSION = "1"

T = TypeVar("T")


def seed(
    session: Session, persons: int, places: int, networks: Sequence[str], number: int, now: datetime
) -> Written | Faults:
    """Write invented people into the database; the same call again changes nothing but times."""
    return write_people(session, people_of_seed(persons, places, networks, number, now, known_codes(session)))


def people_of_seed(
    persons: int, places: int, networks: Sequence[str], seed: int, now: datetime, codes: Codes
) -> People:
    """Return persons p0001, p0002, … and places g0001, …, dealt out over the networks.

    Each of them depends on its own number and the seed, not on how many there are. The places are one per region, the
    one of the Federführenden (internal), one for the whole of Lower Saxony, and then subgroups of the regions.
    """
    if (persons or places) and not networks:
        raise ValueError("Für erfundene Personen und Orte braucht es wenigstens ein Netz.")
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    nets, regions = tuple(dict.fromkeys(networks)), tuple(codes.regions)
    listed = [_person(index, nets, seed, today, codes) for index in range(persons)]
    listed += [_place(index, nets, regions, codes) for index in range(places)]
    return People(now, tuple(listed))


def _person(index: int, networks: Sequence[str], seed: int, today: datetime, codes: Codes) -> Listed:
    dice = random.Random(seed * 1_000_003 + index)  # noqa: S311 - invented people need no secrecy
    key = f"p{index + 1:04d}"
    home = index % len(networks)
    linked = len(networks) > 1 and dice.random() < 0.15
    nets = [networks[home], networks[(home + 1) % len(networks)]] if linked else [networks[home]]
    addresses = tuple(sorted(Where(network, key) for network in nets))
    preferred = addresses.index(Where(networks[home], key))
    return Listed(key, _person_details(index, dice, today, codes, linked=linked), addresses, preferred)


def _person_details(index: int, dice: random.Random, today: datetime, codes: Codes, *, linked: bool) -> Details:
    regions = tuple(codes.regions)
    role = _role(index, len(regions))
    own = {regions[index % len(regions)]}
    if role is Role.MEMBER and dice.random() < 0.25:
        own.add(dice.choice(regions))
    urgent, fallback = dice.random() < 0.6, linked and dice.random() < 0.7
    known = role is not Role.MEMBER
    confirmed = known or dice.random() < 0.4
    state = PersonState.PAUSED if not known and dice.random() < 0.02 else PersonState.ACTIVE
    joined = today - timedelta(hours=dice.randrange(24, 24 * 400))
    return Details(
        kind=RecipientKind.PERSON,
        name=f"{dice.choice(_FIRST_NAMES)} {dice.choice(_LAST_NAMES)}" if known else "",
        organisation=dice.choice(_ORGANISATIONS) if known or dice.random() < 0.1 else "",
        role=role,
        leads=tuple(sorted(own)) if role is Role.LEAD else (),
        statewide=role is Role.COORDINATION or dice.random() < 0.04,
        regions=tuple(sorted(own)),
        programmes=_some(dice, tuple(codes.programmes), dice.choices((0, 1, 2), (20, 70, 10))[0]),
        topics=_some(dice, tuple(codes.topics), 0 if dice.random() < 0.35 else dice.randint(2, 6)),
        rhythm_info=_weighted(dice, _RHYTHMS_INFO),
        rhythm_important=_weighted(dice, _RHYTHMS_IMPORTANT),
        quiet=_weighted(dice, _QUIET),
        urgent=urgent,
        urgent_offhours=urgent and dice.random() < 0.15,
        fallback=fallback,
        confirmed_at=joined + timedelta(days=1) if confirmed else None,
        state=state,
        paused_until=today + timedelta(days=14) if state is PersonState.PAUSED else None,
        consents=_consents(joined, urgent=urgent, fallback=fallback),
    )


def _role(index: int, regions: int) -> Role:
    if _FIRST_LEAD <= index < _FIRST_LEAD + regions:
        return Role.LEAD
    return Role.COORDINATION if index == _FIRST_LEAD + regions else Role.MEMBER


def _consents(joined: datetime, *, urgent: bool, fallback: bool) -> tuple[Agreed, ...]:
    kinds = ["service", *(["urgent"] if urgent else []), *(["fallback"] if fallback else [])]
    return tuple(Agreed(kind, _CONSENT_VERSION, joined) for kind in sorted(kinds))


def _place(index: int, networks: Sequence[str], regions: Sequence[str], codes: Codes) -> Listed:
    key = f"g{index + 1:04d}"
    return Listed(key, _place_details(index, regions, codes), (Where(networks[index % len(networks)], key),))


def _place_details(index: int, regions: Sequence[str], codes: Codes) -> Details:
    place, urgent = RecipientKind.PLACE, True
    if index < len(regions):
        code = regions[index]
        return Details(place, f"Verbund {codes.regions[code]} (Probe)", urgent=urgent, regions=(code,))
    if index == len(regions):
        internal, lead = Scope.INTERNAL, Role.LEAD
        name = "Federführende (Probe)"
        return Details(place, name, urgent=urgent, statewide=True, scope=internal, audience_role=lead)
    if index == len(regions) + 1:
        return Details(place, "Landesweites Netz (Probe)", urgent=urgent, statewide=True)
    number, at = divmod(index - 2, len(regions))
    code, topics = regions[at], tuple(codes.topics)
    topic = (topics[index % len(topics)],) if topics else ()
    name = f"Untergruppe {number} {codes.regions[code]} (Probe)"
    return Details(place, name, urgent=index % 2 == 0, regions=(code,), topics=topic)


def _some(dice: random.Random, choices: Sequence[str], count: int) -> tuple[str, ...]:
    return tuple(sorted(dice.sample(choices, min(count, len(choices)))))


def _weighted(dice: random.Random, weights: dict[T, int]) -> T:
    return dice.choices(tuple(weights), tuple(weights.values()))[0]
