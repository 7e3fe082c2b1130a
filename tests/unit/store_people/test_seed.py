"""Invented people: the same for the same number, of every kind, and never mistaken for real ones."""

from collections import Counter
from datetime import datetime

import pytest

from domain.notice import Scope
from domain.recipient import RecipientKind, Role
from store import people as queries
from store.db import Store
from store.people import Listed, People, Written
from store.people_csv import export_people, format_people, read_people
from store.reference import Codes
from store.seed import people_of_seed, seed

NETWORKS = ("memory:ost", "memory:west")


@pytest.fixture
def some(codes: Codes, now: datetime) -> tuple[Listed, ...]:
    """Three hundred persons and ten places."""
    return people_of_seed(300, 10, NETWORKS, 7, now, codes).listed


def test_the_same_number_makes_the_same_people(some: tuple[Listed, ...], codes: Codes, now: datetime) -> None:
    assert people_of_seed(300, 10, NETWORKS, 7, now, codes).listed == some
    assert people_of_seed(300, 10, NETWORKS, 8, now, codes).listed != some


def test_more_people_leave_the_first_ones_as_they_were(some: tuple[Listed, ...], codes: Codes, now: datetime) -> None:
    assert people_of_seed(20, 0, NETWORKS, 7, now, codes).listed == some[:20]


def test_persons_are_of_every_kind(some: tuple[Listed, ...], codes: Codes) -> None:
    persons = [one.details for one in some if one.details.kind is RecipientKind.PERSON]
    assert len(persons) == 300
    regions = Counter(code for one in persons for code in one.regions)
    assert regions.keys() == codes.regions.keys()
    assert min(regions.values()) > 50
    for column in (
        "role",
        "rhythm_info",
        "rhythm_important",
        "quiet",
        "urgent",
        "urgent_offhours",
        "statewide",
        "state",
    ):
        assert len({getattr(one, column) for one in persons}) > 1, column
    for column in ("topics", "programmes", "confirmed_at", "consents"):
        assert len({bool(getattr(one, column)) for one in persons}) == (1 if column == "consents" else 2), column
    assert {one.leads for one in persons if one.role is Role.LEAD} == {(code,) for code in codes.regions}
    assert sum(bool(one.name) for one in persons) == len(codes.regions) + 1


def test_some_are_linked_on_two_networks_with_fallback(some: tuple[Listed, ...]) -> None:
    linked = [one for one in some if len(one.addresses) == 2]
    assert 20 < len(linked) < 80
    assert all(set(NETWORKS) == {where.network for where in one.addresses} for one in linked)
    assert {one.details.fallback for one in linked} == {True, False}
    assert {one.preferred for one in linked} == {0, 1}
    assert not any(one.details.fallback for one in some if len(one.addresses) == 1)


def test_places_are_the_regions_then_the_federfuehrende_then_all(some: tuple[Listed, ...], codes: Codes) -> None:
    places = [one for one in some if one.details.kind is RecipientKind.PLACE]
    assert [one.addresses[0].chat for one in places[:2]] == ["g0001", "g0002"]
    assert [one.details.regions for one in places[:3]] == [(code,) for code in codes.regions]
    lead, whole, subgroup = (one.details for one in places[3:6])
    assert (lead.scope, lead.audience_role, lead.statewide) == (Scope.INTERNAL, Role.LEAD, True)
    assert (whole.scope, whole.statewide) == (Scope.PUBLIC, True)
    assert subgroup.regions == ("heide",)
    assert subgroup.name == "Untergruppe 1 Heide (Probe)"
    assert len({one.details.name for one in places}) == len(places)


def test_a_seed_is_what_a_file_could_bring(some: tuple[Listed, ...], codes: Codes, now: datetime) -> None:
    read = read_people(format_people(some), codes, now)
    assert isinstance(read, People)
    assert read.listed == tuple(sorted(some, key=lambda one: one.key))


def test_a_seed_is_written_and_again_changes_nothing(filled_sqlite: Store, now: datetime) -> None:
    first = filled_sqlite.write_now(lambda s: seed(s, 40, 6, NETWORKS, 1, now))
    assert isinstance(first, Written)
    assert (first.persons, first.places, first.new) == (40, 6, 46)
    before = filled_sqlite.read_now(export_people)
    again = filled_sqlite.write_now(lambda s: seed(s, 40, 6, NETWORKS, 1, now))
    assert again == Written(40, 6, 0, 0)
    assert filled_sqlite.read_now(export_people) == before
    assert filled_sqlite.read_now(queries.person_count) == 40


def test_people_need_a_network(codes: Codes, now: datetime) -> None:
    assert people_of_seed(0, 0, (), 1, now, codes).listed == ()
    with pytest.raises(ValueError, match="Netz"):
        people_of_seed(1, 0, (), 1, now, codes)
