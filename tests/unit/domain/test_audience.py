"""Who gets a notice, and because of which rule."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.audience import Addressed, Because, Profile, choose, choose_daily, choose_in_edition, choose_whole, count
from domain.notice import Level, Scope
from domain.recipient import RecipientKind, Rhythm, Role

PROPERTY = settings(max_examples=150, deadline=None)

INFO = Addressed(Level.INFO, Scope.PUBLIC, statewide=False, regions=frozenset({"heide"}), topics=frozenset({"asyl"}))
IMPORTANT = replace(INFO, level=Level.IMPORTANT)
URGENT = replace(INFO, level=Level.URGENT)
INTERNAL = replace(INFO, scope=Scope.INTERNAL)
STATEWIDE = replace(INFO, statewide=True, regions=frozenset())
FOR_LEADS = Addressed(Level.INFO, Scope.INTERNAL, statewide=True, role=Role.LEAD)
FOR_LEADS_OF_HEIDE = replace(FOR_LEADS, statewide=False, regions=frozenset({"heide"}))
FOR_MEMBERS_OF_HEIDE = replace(FOR_LEADS_OF_HEIDE, scope=Scope.PUBLIC, role=Role.MEMBER)
FOR_COORDINATION = replace(FOR_LEADS, role=Role.COORDINATION)

ANNA = Profile(
    RecipientKind.PERSON,
    regions=frozenset({"heide"}),
    topics=frozenset({"asyl"}),
    role=Role.MEMBER,
    rhythm_info=Rhythm.SOFORT,
)
WEEKLY = replace(ANNA, rhythm_info=Rhythm.WOECHENTLICH)
LEAD = replace(ANNA, role=Role.LEAD, scope=Scope.INTERNAL, lead_regions=frozenset({"heide"}))
GROUP = Profile(RecipientKind.PLACE, regions=frozenset({"heide"}), urgent_ok=True)

NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("notice", "profile", "expected"),
    [
        pytest.param(INFO, ANNA, Because.REGION_TOPIC, id="a region and a topic that both were chosen"),
        pytest.param(INFO, replace(ANNA, regions=frozenset({"hannover"})), None, id="another region"),
        pytest.param(INFO, replace(ANNA, topics=frozenset({"arbeit"})), None, id="another topic"),
        pytest.param(
            replace(INFO, regions=frozenset({"heide", "hannover"})),
            ANNA,
            Because.REGION_TOPIC,
            id="one of several regions is enough",
        ),
        pytest.param(
            replace(INFO, topics=frozenset({"asyl", "arbeit"})),
            ANNA,
            Because.REGION_TOPIC,
            id="one of several topics is enough",
        ),
        pytest.param(INFO, replace(ANNA, topics=NOBODY), Because.REGION_TOPIC, id="no topic chosen means all topics"),
        pytest.param(replace(INFO, topics=NOBODY), ANNA, Because.REGION_TOPIC, id="a notice without topic is for all"),
        pytest.param(INFO, replace(ANNA, regions=NOBODY), None, id="no region chosen means none in particular"),
        pytest.param(STATEWIDE, replace(ANNA, regions=NOBODY), Because.LANDESWEIT, id="statewide needs no region"),
        pytest.param(
            STATEWIDE, replace(ANNA, topics=frozenset({"arbeit"})), None, id="statewide still needs the topic"
        ),
        pytest.param(
            INFO, replace(ANNA, regions=NOBODY, statewide=True), Because.REGION_TOPIC, id="somebody who reads it all"
        ),
        pytest.param(
            replace(INFO, regions=NOBODY),
            replace(ANNA, statewide=True),
            Because.REGION_TOPIC,
            id="a notice without region reaches who reads it all",
        ),
        pytest.param(replace(INFO, regions=NOBODY), ANNA, None, id="a notice without region reaches nobody else"),
        pytest.param(
            replace(INFO, programmes=frozenset({"mbe"})),
            replace(ANNA, programmes=frozenset({"mbe", "jmd"})),
            Because.REGION_TOPIC,
            id="a programme in common",
        ),
        pytest.param(
            replace(INFO, programmes=frozenset({"mbe"})),
            replace(ANNA, programmes=frozenset({"jmd"})),
            None,
            id="no programme in common",
        ),
        pytest.param(
            replace(INFO, programmes=frozenset({"mbe"})), ANNA, Because.REGION_TOPIC, id="no programme chosen means all"
        ),
        pytest.param(
            INFO,
            replace(ANNA, programmes=frozenset({"mbe"})),
            Because.REGION_TOPIC,
            id="a notice without programme is for all",
        ),
        pytest.param(INTERNAL, ANNA, None, id="internal is not for who only joined"),
        pytest.param(
            INTERNAL, replace(ANNA, scope=Scope.INTERNAL), Because.REGION_TOPIC, id="internal is for the confirmed"
        ),
        pytest.param(
            INFO, replace(ANNA, scope=Scope.INTERNAL), Because.REGION_TOPIC, id="the confirmed read what is public too"
        ),
        pytest.param(INFO, replace(ANNA, active=False), None, id="a pause holds back what was subscribed to"),
    ],
)
def test_a_notice_reaches_who_subscribed_to_its_region_and_topic(
    notice: Addressed, profile: Profile, expected: Because | None
) -> None:
    assert choose(notice, profile) is expected


@pytest.mark.parametrize(
    ("level", "info", "important", "at_release", "daily", "edition"),
    [
        pytest.param(Level.INFO, Rhythm.SOFORT, Rhythm.NIE, True, False, True, id="info at once, or with the edition"),
        pytest.param(Level.INFO, Rhythm.TAEGLICH, Rhythm.NIE, False, True, True, id="info daily"),
        pytest.param(Level.INFO, Rhythm.WOECHENTLICH, Rhythm.TAEGLICH, False, False, True, id="info weekly"),
        pytest.param(Level.INFO, Rhythm.NIE, Rhythm.SOFORT, False, False, False, id="info never"),
        pytest.param(Level.IMPORTANT, Rhythm.NIE, Rhythm.SOFORT, True, False, True, id="important at once"),
        pytest.param(Level.IMPORTANT, Rhythm.NIE, Rhythm.TAEGLICH, False, True, True, id="important daily"),
        pytest.param(Level.IMPORTANT, Rhythm.SOFORT, Rhythm.WOECHENTLICH, False, False, True, id="important weekly"),
        pytest.param(Level.IMPORTANT, Rhythm.SOFORT, Rhythm.NIE, False, False, False, id="important never"),
    ],
)
def test_the_rhythm_of_its_level_decides_when_a_notice_comes(
    level: Level, info: Rhythm, important: Rhythm, *, at_release: bool, daily: bool, edition: bool
) -> None:
    profile = replace(ANNA, rhythm_info=info, rhythm_important=important)
    notice = replace(INFO, level=level)
    assert (choose(notice, profile) is not None) == at_release
    assert (choose_daily(notice, profile) is not None) == daily
    assert (choose_in_edition(notice, profile) is not None) == edition


def test_a_notice_that_cannot_wait_comes_at_once_to_who_takes_digests() -> None:
    hurried = replace(INFO, at_once=frozenset({Rhythm.SOFORT, Rhythm.TAEGLICH}))
    assert choose(hurried, replace(ANNA, rhythm_info=Rhythm.TAEGLICH)) is Because.REGION_TOPIC
    assert choose(hurried, replace(ANNA, rhythm_info=Rhythm.WOECHENTLICH)) is None
    assert choose(hurried, replace(ANNA, rhythm_info=Rhythm.NIE)) is None


def test_who_chose_nothing_gets_info_weekly_and_important_at_once() -> None:
    newcomer = Profile(RecipientKind.PERSON, regions=frozenset({"heide"}))
    assert choose(INFO, newcomer) is None
    assert choose_in_edition(INFO, newcomer) is Because.REGION_TOPIC
    assert choose(IMPORTANT, newcomer) is Because.REGION_TOPIC
    assert choose_daily(INFO, newcomer) is None
    assert choose(URGENT, newcomer) is None


@pytest.mark.parametrize(
    ("notice", "profile", "expected"),
    [
        pytest.param(URGENT, replace(ANNA, urgent_ok=True), Because.URGENT, id="ticked, in the region"),
        pytest.param(URGENT, ANNA, None, id="not ticked"),
        pytest.param(
            URGENT, replace(ANNA, urgent_ok=True, regions=frozenset({"hannover"})), None, id="ticked, another region"
        ),
        pytest.param(
            URGENT,
            replace(ANNA, urgent_ok=True, topics=frozenset({"arbeit"})),
            Because.URGENT,
            id="ticked, the topic does not matter",
        ),
        pytest.param(
            URGENT,
            replace(ANNA, urgent_ok=True, rhythm_info=Rhythm.NIE, rhythm_important=Rhythm.NIE),
            Because.URGENT,
            id="ticked, the rhythm does not matter",
        ),
        pytest.param(
            replace(URGENT, programmes=frozenset({"mbe"})),
            replace(ANNA, urgent_ok=True, programmes=frozenset({"jmd"})),
            None,
            id="ticked, another programme",
        ),
        pytest.param(
            replace(URGENT, statewide=True, regions=NOBODY),
            replace(ANNA, urgent_ok=True, regions=NOBODY),
            Because.URGENT,
            id="ticked, statewide",
        ),
        pytest.param(
            URGENT,
            replace(ANNA, urgent_ok=True, regions=NOBODY, statewide=True),
            Because.URGENT,
            id="ticked, reads it all",
        ),
        pytest.param(
            replace(URGENT, scope=Scope.INTERNAL), replace(ANNA, urgent_ok=True), None, id="ticked, but not confirmed"
        ),
        pytest.param(URGENT, replace(ANNA, urgent_ok=True, active=False), None, id="ticked, but paused"),
        pytest.param(URGENT, GROUP, Because.URGENT, id="a place of the region"),
    ],
)
def test_an_urgent_notice_reaches_only_who_ticked_it_for_their_region(
    notice: Addressed, profile: Profile, expected: Because | None
) -> None:
    assert choose(notice, profile) is expected


@pytest.mark.parametrize(
    ("notice", "profile", "expected"),
    [
        pytest.param(FOR_LEADS, LEAD, Because.ROLE, id="a lead, statewide"),
        pytest.param(FOR_LEADS_OF_HEIDE, LEAD, Because.ROLE, id="a lead of the region"),
        pytest.param(
            FOR_LEADS_OF_HEIDE, replace(LEAD, lead_regions=frozenset({"hannover"})), None, id="a lead of another region"
        ),
        pytest.param(
            FOR_LEADS,
            replace(LEAD, lead_regions=frozenset({"hannover"})),
            Because.ROLE,
            id="a lead of another region, statewide",
        ),
        pytest.param(
            FOR_LEADS_OF_HEIDE,
            replace(LEAD, lead_regions=frozenset({"hannover", "heide"})),
            Because.ROLE,
            id="a lead of two regions",
        ),
        pytest.param(
            FOR_LEADS_OF_HEIDE,
            replace(LEAD, regions=frozenset({"hannover"})),
            Because.ROLE,
            id="what a lead subscribed to does not matter, what they lead does",
        ),
        pytest.param(
            FOR_LEADS_OF_HEIDE,
            replace(LEAD, regions=frozenset({"heide"}), lead_regions=frozenset({"hannover"})),
            None,
            id="a subscription to the region is no lead of it",
        ),
        pytest.param(
            FOR_LEADS_OF_HEIDE, replace(LEAD, lead_regions=NOBODY), None, id="a lead of no region in particular"
        ),
        pytest.param(
            FOR_LEADS,
            replace(LEAD, rhythm_info=Rhythm.NIE, rhythm_important=Rhythm.NIE, topics=frozenset({"arbeit"})),
            Because.ROLE,
            id="neither rhythm nor topic hold back what belongs to a role",
        ),
        pytest.param(replace(FOR_LEADS, level=Level.URGENT), LEAD, Because.ROLE, id="urgent, without the tick"),
        pytest.param(FOR_LEADS, replace(LEAD, scope=Scope.PUBLIC), None, id="internal, and nobody confirmed them"),
        pytest.param(FOR_LEADS, replace(LEAD, active=False), None, id="a lead who is paused"),
        pytest.param(FOR_LEADS, replace(LEAD, role=Role.MEMBER), None, id="a member gets nothing for leads"),
        pytest.param(FOR_LEADS, replace(LEAD, role=Role.COORDINATION), None, id="nor does the coordination"),
        pytest.param(FOR_LEADS, replace(LEAD, role=None), None, id="nor does who has no role"),
        pytest.param(FOR_COORDINATION, replace(LEAD, role=Role.COORDINATION), Because.ROLE, id="the coordination"),
        pytest.param(
            replace(FOR_LEADS_OF_HEIDE, role=Role.COORDINATION),
            replace(LEAD, role=Role.COORDINATION, regions=NOBODY, lead_regions=NOBODY),
            Because.ROLE,
            id="the coordination is there for every region",
        ),
        pytest.param(
            FOR_LEADS_OF_HEIDE,
            replace(LEAD, lead_regions=NOBODY, statewide=True),
            None,
            id="a lead who reads about all regions and leads none",
        ),
        pytest.param(FOR_MEMBERS_OF_HEIDE, ANNA, Because.ROLE, id="a member of the region"),
        pytest.param(
            FOR_MEMBERS_OF_HEIDE, replace(ANNA, regions=frozenset({"hannover"})), None, id="a member of another region"
        ),
        pytest.param(FOR_MEMBERS_OF_HEIDE, replace(ANNA, regions=NOBODY), None, id="a member who chose no region"),
        pytest.param(
            FOR_MEMBERS_OF_HEIDE,
            replace(ANNA, regions=NOBODY, statewide=True),
            Because.ROLE,
            id="a member who chose all regions",
        ),
        pytest.param(FOR_COORDINATION, LEAD, None, id="a lead gets nothing for the coordination"),
        pytest.param(
            FOR_LEADS_OF_HEIDE,
            replace(GROUP, role=Role.LEAD, scope=Scope.INTERNAL),
            Because.ROLE,
            id="the region's place of its leads",
        ),
        pytest.param(
            FOR_LEADS_OF_HEIDE,
            replace(GROUP, role=Role.LEAD, scope=Scope.INTERNAL, regions=frozenset({"hannover"})),
            None,
            id="another region's place of its leads",
        ),
        pytest.param(
            FOR_LEADS_OF_HEIDE,
            replace(GROUP, role=Role.LEAD, scope=Scope.INTERNAL, regions=NOBODY),
            None,
            id="a place of leads of no region in particular",
        ),
        pytest.param(
            FOR_LEADS_OF_HEIDE,
            replace(GROUP, role=Role.LEAD, scope=Scope.INTERNAL, regions=NOBODY, statewide=True),
            Because.ROLE,
            id="the network's place of all leads, where all regions are read",
        ),
        pytest.param(FOR_LEADS, replace(GROUP, scope=Scope.INTERNAL), None, id="a place of nobody in particular"),
    ],
)
def test_a_notice_for_a_role_reaches_who_has_that_role(
    notice: Addressed, profile: Profile, expected: Because | None
) -> None:
    assert choose(notice, profile) is expected
    assert choose_in_edition(notice, profile) is None


@pytest.mark.parametrize(
    ("item", "profile", "expected"),
    [
        pytest.param(INFO, WEEKLY, Because.REGION_TOPIC, id="a region and a topic"),
        pytest.param(STATEWIDE, WEEKLY, Because.LANDESWEIT, id="statewide"),
        pytest.param(INFO, replace(WEEKLY, topics=frozenset({"arbeit"})), None, id="another topic"),
        pytest.param(INFO, replace(WEEKLY, topics=NOBODY), Because.REGION_TOPIC, id="all topics"),
        pytest.param(INFO, replace(WEEKLY, regions=frozenset({"hannover"})), None, id="another region"),
        pytest.param(INFO, replace(WEEKLY, regions=NOBODY, statewide=True), Because.REGION_TOPIC, id="reads it all"),
        pytest.param(
            replace(INFO, programmes=frozenset({"mbe"})),
            replace(WEEKLY, programmes=frozenset({"jmd"})),
            None,
            id="another programme",
        ),
        pytest.param(INFO, replace(WEEKLY, kind=RecipientKind.PLACE), None, id="a place gets it whole instead"),
        pytest.param(INFO, replace(WEEKLY, active=False), None, id="paused"),
        pytest.param(INTERNAL, WEEKLY, None, id="internal, and nobody confirmed them"),
        pytest.param(INTERNAL, replace(WEEKLY, scope=Scope.INTERNAL), Because.REGION_TOPIC, id="internal, confirmed"),
        pytest.param(URGENT, WEEKLY, Because.REGION_TOPIC, id="urgent for who did not tick it"),
        pytest.param(
            URGENT, replace(WEEKLY, urgent_ok=True), Because.REGION_TOPIC, id="urgent for who was away when it came"
        ),
        pytest.param(
            URGENT, replace(WEEKLY, topics=frozenset({"arbeit"})), None, id="urgent, not ticked, and another topic"
        ),
    ],
)
def test_a_person_gets_from_the_edition_what_they_subscribed_to(
    item: Addressed, profile: Profile, expected: Because | None
) -> None:
    assert choose_in_edition(item, profile) is expected


@pytest.mark.parametrize(
    ("edition", "profile", "expected"),
    [
        pytest.param(Scope.PUBLIC, GROUP, Because.LANDESWEIT, id="public to a public place"),
        pytest.param(Scope.INTERNAL, GROUP, None, id="internal to a public place"),
        pytest.param(
            Scope.PUBLIC, replace(GROUP, scope=Scope.INTERNAL), Because.LANDESWEIT, id="public to an internal place"
        ),
        pytest.param(
            Scope.INTERNAL, replace(GROUP, scope=Scope.INTERNAL), Because.LANDESWEIT, id="internal to an internal place"
        ),
        pytest.param(Scope.PUBLIC, replace(GROUP, regions=NOBODY), Because.LANDESWEIT, id="a place of no region"),
        pytest.param(
            Scope.PUBLIC,
            replace(GROUP, topics=frozenset({"arbeit"})),
            Because.LANDESWEIT,
            id="its topics do not matter",
        ),
        pytest.param(Scope.PUBLIC, replace(GROUP, active=False), None, id="a place that left"),
        pytest.param(Scope.PUBLIC, replace(GROUP, rhythm_info=Rhythm.SOFORT), None, id="it got each one at once"),
        pytest.param(Scope.PUBLIC, replace(GROUP, rhythm_info=Rhythm.TAEGLICH), None, id="it gets them daily"),
        pytest.param(Scope.PUBLIC, replace(GROUP, rhythm_info=Rhythm.NIE), None, id="it wants none"),
        pytest.param(
            Scope.PUBLIC,
            replace(GROUP, rhythm_important=Rhythm.NIE),
            Because.LANDESWEIT,
            id="the rhythm of important does not matter",
        ),
        pytest.param(Scope.INTERNAL, replace(WEEKLY, scope=Scope.INTERNAL), None, id="a person gets a digest instead"),
    ],
)
def test_a_place_gets_the_edition_whole(edition: Scope, profile: Profile, expected: Because | None) -> None:
    assert choose_whole(edition, profile) is expected


codes = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=3)
some_codes = st.frozensets(st.sampled_from(["a", "b", "c"]), min_size=1)
notices = st.builds(
    Addressed,
    level=st.sampled_from(Level),
    scope=st.sampled_from(Scope),
    statewide=st.booleans(),
    regions=codes,
    topics=codes,
    programmes=codes,
    role=st.none() | st.sampled_from(Role),
)
profiles = st.builds(
    Profile,
    kind=st.sampled_from(RecipientKind),
    active=st.integers(0, 4).map(bool),
    scope=st.sampled_from(Scope),
    statewide=st.booleans(),
    regions=codes,
    topics=codes,
    programmes=codes,
    role=st.none() | st.sampled_from(Role),
    lead_regions=codes,
    urgent_ok=st.booleans(),
    rhythm_info=st.sampled_from(Rhythm),
    rhythm_important=st.sampled_from(Rhythm),
)


def gets(notice: Addressed, profile: Profile) -> bool:
    """Return whether it comes to them at all, at its release or with the edition."""
    return choose(notice, profile) is not None or choose_in_edition(notice, profile) is not None


@PROPERTY
@given(notices, profiles)
def test_no_person_who_chose_a_notice_is_left_out_whatever_their_rhythm_becomes(
    notice: Addressed, profile: Profile
) -> None:
    """That nobody gets it twice is held by UNIQUE(notice, rev, recipient)."""
    person = replace(profile, kind=RecipientKind.PERSON)
    if choose_daily(notice, person) is not None:
        assert choose_in_edition(notice, person) is not None
    if choose(notice, person) in (Because.REGION_TOPIC, Because.LANDESWEIT):
        assert choose_in_edition(notice, person) is not None


@PROPERTY
@given(notices, profiles)
def test_a_person_gets_what_they_may_read_and_chose_unless_its_rhythm_is_never(
    notice: Addressed, profile: Profile
) -> None:
    chosen = replace(notice, level=Level.INFO, role=None, scope=Scope.PUBLIC, programmes=NOBODY, statewide=True)
    person = replace(profile, kind=RecipientKind.PERSON, active=True, topics=NOBODY)
    assert gets(chosen, person) == (person.rhythm_info is not Rhythm.NIE)


@PROPERTY
@given(notices, profiles)
def test_a_public_profile_never_gets_anything_internal(notice: Addressed, profile: Profile) -> None:
    internal, public = replace(notice, scope=Scope.INTERNAL), replace(profile, scope=Scope.PUBLIC)
    assert not gets(internal, public)
    assert choose_whole(Scope.INTERNAL, public) is None


@PROPERTY
@given(notices, profiles)
def test_nothing_reaches_who_is_not_active(notice: Addressed, profile: Profile) -> None:
    away = replace(profile, active=False)
    assert not gets(notice, away)
    assert choose_whole(notice.scope, away) is None


@PROPERTY
@given(notices, profiles)
def test_urgent_at_once_implies_the_tick_or_a_role(notice: Addressed, profile: Profile) -> None:
    because = choose(replace(notice, level=Level.URGENT), profile)
    assert because in ((Because.URGENT, None) if notice.role is None else (Because.ROLE, None))
    assert because is not Because.URGENT or profile.urgent_ok


@PROPERTY
@given(notices, profiles, st.sampled_from([Role.MEMBER, Role.LEAD]))
def test_what_is_for_a_role_in_some_regions_reaches_nobody_elsewhere(
    notice: Addressed, profile: Profile, role: Role
) -> None:
    there = replace(notice, role=role, statewide=False)
    is_lead = role is Role.LEAD and profile.kind is RecipientKind.PERSON
    mine = profile.lead_regions if is_lead else profile.regions
    elsewhere = replace(profile, role=role, statewide=is_lead and profile.statewide)
    assert not gets(there, elsewhere) or mine & there.regions


@PROPERTY
@given(notices, profiles, some_codes)
def test_more_topics_never_take_anything_away(notice: Addressed, profile: Profile, more: frozenset[str]) -> None:
    """Not true for the first topic of somebody who chose none: none means all, so the first one narrows."""
    wider = replace(profile, topics=profile.topics | more if profile.topics else NOBODY)
    assert not gets(notice, profile) or gets(notice, wider)


def test_the_first_topic_narrows_because_none_means_all() -> None:
    assert choose(INFO, replace(ANNA, topics=NOBODY)) is not None
    assert choose(INFO, replace(ANNA, topics=frozenset({"arbeit"}))) is None


@PROPERTY
@given(notices, profiles)
def test_choosing_all_topics_and_programmes_again_never_takes_anything_away(
    notice: Addressed, profile: Profile
) -> None:
    assert not gets(notice, profile) or gets(notice, replace(profile, topics=NOBODY, programmes=NOBODY))


@PROPERTY
@given(notices, profiles, some_codes)
def test_more_regions_never_take_anything_away_from_a_person(
    notice: Addressed, profile: Profile, more: frozenset[str]
) -> None:
    person = replace(profile, kind=RecipientKind.PERSON)
    assert not gets(notice, person) or gets(notice, replace(person, regions=person.regions | more))
    assert not gets(notice, person) or gets(notice, replace(person, statewide=True))


@PROPERTY
@given(notices, profiles)
def test_a_confirmation_never_takes_anything_away(notice: Addressed, profile: Profile) -> None:
    assert not gets(notice, profile) or gets(notice, replace(profile, scope=Scope.INTERNAL))


@PROPERTY
@given(notices, profiles)
def test_ticking_urgent_never_takes_anything_away(notice: Addressed, profile: Profile) -> None:
    assert not gets(notice, profile) or gets(notice, replace(profile, urgent_ok=True))


@PROPERTY
@given(notices, profiles, some_codes)
def test_a_notice_for_more_regions_never_loses_anybody(
    notice: Addressed, profile: Profile, more: frozenset[str]
) -> None:
    assert not gets(notice, profile) or gets(replace(notice, regions=notice.regions | more), profile)
    assert not gets(notice, profile) or gets(replace(notice, statewide=True), profile)


@PROPERTY
@given(notices, profiles)
def test_the_reason_fits_the_notice(notice: Addressed, profile: Profile) -> None:
    for because in (choose(notice, profile), choose_in_edition(notice, profile)):
        assert because is None or (because is Because.ROLE) == (notice.role is not None)
        assert because is not Because.LANDESWEIT or notice.statewide
        assert because is not Because.REGION_TOPIC or not notice.statewide


@PROPERTY
@given(notices, st.lists(profiles, max_size=8))
def test_the_count_is_the_number_of_those_chosen(notice: Addressed, some: list[Profile]) -> None:
    everybody = some + some[:3]
    assert count(notice, everybody) == sum(choose(notice, profile) is not None for profile in everybody)
    assert count(notice, iter(everybody)) == count(notice, everybody[::-1])
