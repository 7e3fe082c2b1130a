"""Roles that are given, taken and end by themselves, and names that people gave; on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.notice import Scope
from domain.placing import PlaceState
from domain.recipient import Role
from store import naming, people_csv, people_rows, places, reference, roles
from store import tables as t
from store.db import Store
from store.people import People
from store.places import Where
from store.roles import Appointment, Somebody
from tests.unit.relay.support import MONDAY, OST, join, person

WEEK = MONDAY + timedelta(days=7)


@pytest.fixture
def network(store: Store) -> Store:
    """A Koordination, a Federführende of the Heide, a member there and one who waits; and one in Braunschweig."""
    store.write_now(lambda s: s.execute(t.region.insert(), [{"code": "heide", "name": "Heide"}]))
    store.write_now(lambda s: s.execute(t.region.insert(), [{"code": "braunschweig", "name": "Braunschweig"}]))
    heide: dict[str, Any] = {"regions": ("heide",), "statewide": False}
    join(
        store,
        person("karla", role=Role.COORDINATION, confirmed_at=MONDAY),
        person("lea", role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY, **heide),
        person("mia", name="Mia Muster", confirmed_at=MONDAY, **heide),
        person("wim", **heide),
        person("bob", regions=("braunschweig",), statewide=False),
    )
    return store


def id_of(store: Store, key: str) -> int:
    """Return the id of somebody."""
    return int(store.read_now(lambda s: s.execute(select(t.person.c.id).where(t.person.c.key == key)).scalar_one()))


def role_of(store: Store, key: str) -> str:
    """Return somebody's role as it stands."""
    return str(store.read_now(lambda s: s.execute(select(t.person.c.role).where(t.person.c.key == key)).scalar_one()))


def keys(people: list[Somebody]) -> list[str]:
    """Return who that is."""
    return [one.key for one in people]


def stand_in(store: Store, key: str) -> None:
    """Let somebody stand in for a week."""
    lea, who = id_of(store, "lea"), id_of(store, key)
    store.write_now(lambda s: roles.appoint(s, who, Appointment(Role.LEAD, "heide", WEEK), lea, MONDAY))


def test_who_waits_is_told_by_region(network: Store) -> None:
    assert keys(network.read_now(lambda s: roles.waiting(s, ["heide"], MONDAY))) == ["wim"]
    assert keys(network.read_now(lambda s: roles.waiting(s, None, MONDAY))) == ["wim", "bob"]
    assert network.read_now(lambda s: roles.waiting(s, [], MONDAY)) == []


def test_only_who_waits_is_confirmed_or_refused_and_once(network: Store) -> None:
    lea, wim, mia = (id_of(network, key) for key in ("lea", "wim", "mia"))
    assert not network.write_now(lambda s: roles.confirm(s, mia, lea, MONDAY))
    assert network.write_now(lambda s: roles.refuse(s, wim, lea, MONDAY))
    assert not network.write_now(lambda s: roles.confirm(s, wim, lea, MONDAY))
    assert network.read_now(lambda s: roles.waiting(s, ["heide"], MONDAY)) == []


def test_who_stands_in_leads_until_then_and_not_longer(network: Store) -> None:
    stand_in(network, "mia")
    mia, lea = id_of(network, "mia"), id_of(network, "lea")
    assert network.read_now(lambda s: roles.leads_of(s, mia, MONDAY)) == {"heide": WEEK}
    assert network.read_now(lambda s: roles.leads_of(s, mia, WEEK)) == {}
    assert network.read_now(lambda s: roles.leading(s, "heide", MONDAY)) == [lea]
    assert network.write_now(lambda s: roles.end_due(s, WEEK - timedelta(seconds=1))) == []
    (ended,) = network.write_now(lambda s: roles.end_due(s, WEEK))
    assert (ended.key, ended.region) == ("mia", "heide")
    assert (role_of(network, "mia"), role_of(network, "lea")) == ("member", "lead")
    noted = network.read_now(lambda s: s.execute(select(t.audit.c.action, t.audit.c.subject)).all())
    assert ("role.ended", "person:mia") in [tuple(row) for row in noted]


def test_who_leads_without_an_end_keeps_that_when_they_stand_in_too(network: Store) -> None:
    stand_in(network, "lea")
    assert network.read_now(lambda s: roles.leads_of(s, id_of(network, "lea"), MONDAY)) == {"heide": None}


def test_a_file_knows_nothing_of_who_stands_in_and_leaves_them_alone(network: Store) -> None:
    stand_in(network, "mia")
    listed = network.read_now(people_rows.load_people)
    mia = next(one for one in listed if one.key == "mia")
    assert (mia.details.role, mia.details.leads) == (Role.MEMBER, ())
    network.write_now(lambda s: people_rows.write_people(s, People(MONDAY, tuple(listed))))
    assert role_of(network, "mia") == "lead"
    assert network.read_now(lambda s: roles.leads_of(s, id_of(network, "mia"), MONDAY)) == {"heide": WEEK}


def make_place(store: Store, by: str, chat: str, state: PlaceState) -> None:
    """Let somebody make a place."""
    who = id_of(store, by)
    store.write_now(lambda s: places.register(s, Where(OST, chat), state, who))


def state_at(store: Store, chat: str) -> PlaceState:
    """Return what a place is."""
    found = store.read_now(lambda s: places.at(s, Where(OST, chat)))
    assert found is not None
    return found.state


_HEIDE = frozenset({"heide"})
_INSIDE = PlaceState(_HEIDE, scope=Scope.INTERNAL, lead=True)


@pytest.mark.parametrize("taken", [True, False], ids=["taken away", "come to its end"])
def test_with_the_role_goes_what_was_not_for_everybody_from_places_made_with_it(network: Store, taken: bool) -> None:
    stand_in(network, "mia")
    mia, lea = id_of(network, "mia"), id_of(network, "lea")
    make_place(network, "mia", "gone", _INSIDE)
    make_place(network, "mia", "other", PlaceState(frozenset({"braunschweig"}), scope=Scope.INTERNAL))
    make_place(network, "lea", "kept", _INSIDE)
    if taken:
        network.write_now(lambda s: roles.revoke(s, mia, "heide", lea, MONDAY))
    else:
        network.write_now(lambda s: roles.end_due(s, WEEK))
    assert state_at(network, "gone") == PlaceState(_HEIDE)
    assert state_at(network, "kept") == _INSIDE
    assert state_at(network, "other").scope is Scope.INTERNAL
    a = t.audit.c
    noted = network.read_now(lambda s: s.execute(select(a.actor).where(a.action == "place.opened")).scalars().all())
    assert noted == ["lea" if taken else "timetable"]


def test_a_file_that_takes_a_role_away_does_the_same_as_who_revokes_it(network: Store) -> None:
    make_place(network, "lea", "gone", _INSIDE)
    join(network, person("lea", confirmed_at=MONDAY, role=Role.LEAD, leads=("heide",)))
    assert state_at(network, "gone") == _INSIDE
    join(network, person("lea", confirmed_at=MONDAY))
    assert role_of(network, "lea") == "member"
    assert state_at(network, "gone") == PlaceState(_HEIDE)


def test_a_file_that_takes_the_confirmation_takes_the_role_with_it(network: Store) -> None:
    make_place(network, "lea", "gone", _INSIDE)
    join(network, person("lea", role=Role.LEAD, leads=("heide",)))
    assert state_at(network, "gone") == PlaceState(_HEIDE)


def test_roles_of_a_file_stand_in_the_audit_as_those_that_are_given_one_by_one(network: Store) -> None:
    a = t.audit.c
    wanted = ("role.given", "role.taken")

    def noted() -> list[tuple[str, str, str]]:
        query = select(a.action, a.subject, a.detail).where(a.action.in_(wanted)).order_by(a.id)
        return [tuple(row) for row in network.read_now(lambda s: s.execute(query).all())]

    before = len(noted())
    join(network, person("mia", confirmed_at=MONDAY, role=Role.LEAD, leads=("braunschweig", "heide")))
    join(network, person("mia", confirmed_at=MONDAY, role=Role.COORDINATION, leads=("heide",)))
    join(network, person("mia", confirmed_at=MONDAY, role=Role.COORDINATION, leads=("heide",)))
    join(network, person("mia", confirmed_at=MONDAY))
    assert noted()[before:] == [
        ("role.given", "person:mia", "lead braunschweig"),
        ("role.given", "person:mia", "lead heide"),
        ("role.given", "person:mia", "coordination"),
        ("role.taken", "person:mia", "braunschweig"),
        ("role.taken", "person:mia", "coordination"),
        ("role.taken", "person:mia", "heide"),
    ]


def test_an_export_takes_no_region_from_who_coordinates_and_leads(network: Store) -> None:
    karla = id_of(network, "karla")
    network.write_now(lambda s: roles.appoint(s, karla, Appointment(Role.LEAD, "heide"), karla, MONDAY))
    written = network.read_now(people_csv.export_people)
    codes = network.read_now(reference.known_codes)
    found = people_csv.read_people(written.encode(), codes, MONDAY)
    assert isinstance(found, People)
    network.write_now(lambda s: people_rows.write_people(s, found))
    assert network.read_now(lambda s: roles.leads_of(s, karla, MONDAY)) == {"heide": None}
    assert role_of(network, "karla") == "coordination"


def test_with_the_koordination_go_its_places_but_not_those_of_a_region_that_is_still_led(network: Store) -> None:
    karla = id_of(network, "karla")
    network.write_now(lambda s: roles.appoint(s, karla, Appointment(Role.LEAD, "heide"), karla, MONDAY))
    network.write_now(lambda s: s.execute(t.person.update().where(t.person.c.id == karla).values(role="coordination")))
    make_place(network, "karla", "all", PlaceState(statewide=True, lead=True))
    make_place(network, "karla", "heath", _INSIDE)
    network.write_now(lambda s: roles.revoke(s, karla, None, karla, MONDAY))
    assert state_at(network, "all") == PlaceState(statewide=True)
    assert state_at(network, "heath") == _INSIDE


def test_taking_a_region_from_a_koordination_leaves_her_that(network: Store) -> None:
    karla = id_of(network, "karla")
    network.write_now(lambda s: roles.appoint(s, karla, Appointment(Role.LEAD, "heide"), karla, MONDAY))
    network.write_now(lambda s: roles.revoke(s, karla, "heide", karla, MONDAY))
    assert role_of(network, "karla") == "coordination"
    network.write_now(lambda s: roles.appoint(s, karla, Appointment(Role.LEAD, "heide"), karla, MONDAY))
    network.write_now(lambda s: roles.revoke(s, karla, None, karla, MONDAY))
    assert role_of(network, "karla") == "lead"


def test_counts_are_by_region_and_name_nobody(network: Store) -> None:
    counts = network.read_now(roles.counts)
    assert (counts["heide"], counts["braunschweig"]) == (roles.Count(3, 2), roles.Count(1, 0))
    assert counts[""].people == 1


def test_spellings_become_one_also_for_who_types_the_old_one_again(network: Store) -> None:
    mia, wim, bob = (id_of(network, key) for key in ("mia", "wim", "bob"))
    network.write_now(lambda s: naming.work_for(s, mia, "Caritas Celle", "1", MONDAY))
    network.write_now(lambda s: naming.work_for(s, wim, "Caritasverband Celle", "1", MONDAY))
    bodies = {one.name: one.id for one in network.read_now(naming.bodies)}
    wrong, right = bodies["Caritas Celle"], bodies["Caritasverband Celle"]
    assert network.write_now(lambda s: naming.merge(s, wrong, right)) == 1
    network.write_now(lambda s: naming.work_for(s, bob, "Caritas Celle", "1", MONDAY))
    assert [(one.name, one.people) for one in network.read_now(naming.bodies)] == [("Caritasverband Celle", 3)]


def test_a_name_is_a_consent_and_goes_with_it(network: Store) -> None:
    bob, c = id_of(network, "bob"), t.consent.c
    held = select(c.kind).where(c.person == bob, c.withdrawn_at.is_(None), c.kind == naming.NAME)
    network.write_now(lambda s: naming.call(s, bob, "Bob", "1", MONDAY))
    assert network.read_now(lambda s: s.execute(held).scalars().all()) == ["name"]
    network.write_now(lambda s: naming.call(s, bob, "", "1", WEEK))
    assert network.read_now(lambda s: s.execute(held).scalars().all()) == []
    assert network.read_now(lambda s: naming.called(s, bob)) == naming.Called()


def test_an_organisation_for_which_nobody_works_is_forgotten(network: Store) -> None:
    bob = id_of(network, "bob")
    network.write_now(lambda s: naming.work_for(s, bob, "Verein", "1", MONDAY))
    network.write_now(lambda s: naming.work_for(s, bob, "", "1", MONDAY))
    assert network.read_now(naming.bodies) == []
