"""Who may make a place of what, and change it, as tables."""

import pytest

from domain import placing
from domain.notice import Scope
from domain.placing import PlaceKind, PlaceRefusal, PlaceState, Wish
from domain.recipient import Role
from domain.rights import Asker

HEIDE, HARZ = frozenset({"heide"}), frozenset({"harz"})
MEMBER = Asker(joined=True, confirmed=True, direct=False)
LEAD = Asker(joined=True, confirmed=True, role=Role.LEAD, direct=False, leads=HEIDE)
BOTH = Asker(joined=True, confirmed=True, role=Role.LEAD, direct=False, leads=HEIDE | HARZ)
COORDINATION = Asker(joined=True, confirmed=True, role=Role.COORDINATION, direct=False)
PUBLIC_LEAD = Asker(joined=True, confirmed=True, role=Role.LEAD, direct=False, leads=HEIDE, carries_internal=False)
SELF_MADE = Asker(joined=True, role=Role.COORDINATION, direct=False)
INTERNAL = Wish(scope=Scope.INTERNAL)


@pytest.mark.parametrize(
    ("asker", "wish", "expected"),
    [
        pytest.param(MEMBER, Wish(), PlaceState(HARZ), id="a member's centre gets what the member gets"),
        pytest.param(LEAD, Wish(), PlaceState(HEIDE), id="a Federführende's region"),
        pytest.param(BOTH, Wish(), PlaceState(HEIDE | HARZ), id="both of her regions"),
        pytest.param(COORDINATION, Wish(), PlaceState(statewide=True), id="the whole network"),
        pytest.param(COORDINATION, Wish(regions=HEIDE), PlaceState(HEIDE), id="a region, by the Koordination"),
        pytest.param(
            COORDINATION, Wish(PlaceKind.LEADS), PlaceState(statewide=True, lead=True), id="all Federführende"
        ),
        pytest.param(LEAD, Wish(PlaceKind.LEADS), PlaceState(HEIDE, lead=True), id="the Federführenden of a region"),
        pytest.param(LEAD, Wish(name="AG Stadt"), PlaceState(HEIDE, name="AG Stadt"), id="a part of a region"),
        pytest.param(LEAD, Wish(PlaceKind.CENTRE), PlaceState(HARZ), id="a Federführende's own centre"),
        pytest.param(MEMBER, Wish(regions=HEIDE), PlaceState(HEIDE), id="a member's centre, for another region"),
        pytest.param(MEMBER, Wish(PlaceKind.REGION), PlaceRefusal.NOT_YOUR_REGION, id="no region by a member"),
        pytest.param(MEMBER, Wish(PlaceKind.LEADS), PlaceRefusal.NOT_YOUR_REGION, id="no Federführende by a member"),
        pytest.param(MEMBER, Wish(PlaceKind.NETWORK), PlaceRefusal.NOT_FOR_ALL, id="not everything by a member"),
        pytest.param(LEAD, Wish(PlaceKind.NETWORK), PlaceRefusal.NOT_FOR_ALL, id="not everything by a Federführende"),
        pytest.param(LEAD, Wish(statewide=True), PlaceRefusal.NOT_FOR_ALL, id="not by another word either"),
        pytest.param(LEAD, Wish(regions=HARZ), PlaceRefusal.NOT_YOUR_REGION, id="not another's region"),
        pytest.param(LEAD, Wish(regions=HEIDE | HARZ), PlaceRefusal.NOT_YOUR_REGION, id="not another's region as well"),
        pytest.param(MEMBER, INTERNAL, PlaceRefusal.NOT_INTERNAL, id="nothing internal by a member"),
        pytest.param(LEAD, INTERNAL, PlaceState(HEIDE, scope=Scope.INTERNAL), id="internal by who leads it"),
        pytest.param(
            PUBLIC_LEAD, INTERNAL, PlaceRefusal.NOT_ON_THIS_NETWORK, id="nothing internal where it may not go"
        ),
    ],
)
def test_what_a_new_place_is(asker: Asker, wish: Wish, expected: PlaceState | PlaceRefusal) -> None:
    assert placing.new(wish, asker, HARZ) == expected


def test_a_centre_without_a_region_is_asked_for_one() -> None:
    assert placing.new(Wish(), MEMBER, ()) is PlaceRefusal.NO_REGION


THEIRS = PlaceState(HARZ)


@pytest.mark.parametrize(
    ("asker", "registrar", "wish", "expected"),
    [
        pytest.param(MEMBER, False, Wish(topics=frozenset({"asyl"})), PlaceRefusal.NOT_YOURS, id="not theirs"),
        pytest.param(LEAD, False, Wish(name="x"), PlaceRefusal.NOT_YOURS, id="not her region"),
        pytest.param(BOTH, False, Wish(name="x"), PlaceState(HARZ, name="x"), id="her region"),
        pytest.param(COORDINATION, False, Wish(name="x"), PlaceState(HARZ, name="x"), id="the Koordination"),
        pytest.param(MEMBER, True, Wish(regions=HEIDE), PlaceState(HEIDE), id="the registrar's"),
        pytest.param(SELF_MADE, True, Wish(name="x"), PlaceRefusal.NOT_YOURS, id="who is not confirmed any more"),
        pytest.param(MEMBER, True, Wish(statewide=True), PlaceRefusal.NOT_FOR_ALL, id="not everything"),
        pytest.param(MEMBER, True, Wish(PlaceKind.NETWORK), PlaceRefusal.NOT_FOR_ALL, id="not the network"),
        pytest.param(MEMBER, True, Wish(PlaceKind.LEADS), PlaceRefusal.NOT_FOR_ALL, id="not the Federführenden's"),
        pytest.param(BOTH, True, Wish(PlaceKind.LEADS), PlaceState(HARZ, lead=True), id="by who is one"),
        pytest.param(MEMBER, True, INTERNAL, PlaceRefusal.NOT_INTERNAL, id="nothing internal"),
        pytest.param(MEMBER, True, Wish(regions=frozenset()), PlaceRefusal.NO_REGION, id="not nothing"),
    ],
)
def test_who_may_change_a_place_and_how(
    asker: Asker, registrar: bool, wish: Wish, expected: PlaceState | PlaceRefusal
) -> None:
    assert placing.change(THEIRS, wish, asker, is_registrar=registrar) == expected


def test_an_internal_place_is_not_carried_into_another_region_by_its_registrar() -> None:
    inside = PlaceState(HARZ, scope=Scope.INTERNAL)
    assert placing.change(inside, Wish(regions=HEIDE), MEMBER, is_registrar=True) is PlaceRefusal.NOT_YOUR_REGION
    assert placing.change(inside, Wish(scope=Scope.PUBLIC), MEMBER, is_registrar=True) == PlaceState(HARZ)


@pytest.mark.parametrize(
    ("state", "asker", "wish", "expected"),
    [
        pytest.param(PlaceState(HEIDE, lead=True), LEAD, Wish(regions=HARZ), PlaceRefusal.NOT_YOUR_REGION, id="away"),
        pytest.param(PlaceState(HARZ, lead=True), LEAD, Wish(regions=HEIDE), PlaceRefusal.NOT_YOUR_REGION, id="here"),
        pytest.param(PlaceState(HEIDE, lead=True), MEMBER, Wish(regions=HARZ), PlaceRefusal.NOT_YOUR_REGION, id="ex"),
        pytest.param(
            PlaceState(HEIDE, lead=True), MEMBER, Wish(name="x"), PlaceRefusal.NOT_YOUR_REGION, id="not even its name"
        ),
        pytest.param(
            PlaceState(HEIDE, lead=True), MEMBER, Wish(scope=Scope.PUBLIC), PlaceRefusal.NOT_YOUR_REGION, id="still led"
        ),
        pytest.param(
            PlaceState(HEIDE, scope=Scope.INTERNAL),
            MEMBER,
            Wish(PlaceKind.CENTRE),
            PlaceRefusal.NOT_YOUR_REGION,
            id="still internal",
        ),
        pytest.param(
            PlaceState(HEIDE | HARZ, scope=Scope.INTERNAL),
            LEAD,
            Wish(name="x"),
            PlaceRefusal.NOT_YOUR_REGION,
            id="half of it",
        ),
        pytest.param(
            PlaceState(statewide=True, lead=True), LEAD, Wish(regions=HEIDE), PlaceRefusal.NOT_YOUR_REGION, id="of all"
        ),
        pytest.param(PlaceState(HEIDE, lead=True), MEMBER, Wish(PlaceKind.CENTRE), PlaceState(HEIDE), id="made public"),
        pytest.param(PlaceState(HEIDE, lead=True), BOTH, Wish(regions=HARZ), PlaceState(HARZ, lead=True), id="of both"),
        pytest.param(
            PlaceState(HEIDE, lead=True),
            COORDINATION,
            Wish(regions=HARZ),
            PlaceState(HARZ, lead=True),
            id="Koordination",
        ),
    ],
)
def test_what_is_of_the_leads_or_internal_is_changed_only_by_who_decides_about_all_of_it(
    state: PlaceState, asker: Asker, wish: Wish, expected: PlaceState | PlaceRefusal
) -> None:
    assert placing.change(state, wish, asker, is_registrar=True) == expected


def test_a_place_of_the_whole_network_is_changed_by_its_registrar_and_the_koordination() -> None:
    whole = PlaceState(statewide=True)
    assert placing.may_decide(whole, LEAD, is_registrar=False) is PlaceRefusal.NOT_YOURS
    assert placing.may_decide(whole, COORDINATION, is_registrar=False) is None
