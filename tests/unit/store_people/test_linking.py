"""Two addresses become one person's, and each stands for itself again: on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.checking import check
from bot.opening import put_start_data
from domain.outcome import GiveUp, TryLater
from domain.recipient import Role
from domain.subscription import Subscription
from store import codes, erasing, linking, members, merging, own_data, polls, resolving
from store import tables as t
from store.codes import Refused
from store.db import Store
from store.dialogs import Talker
from store.linking import Offer
from store.people import Where
from tests.unit.relay.support import EVERYBODY, MONDAY, OST, WEST, House, ScriptedChannel, drive, join, person

ADA, BEA = Talker(OST, "ada", "ada"), Talker(WEST, "bea", "@bea")


@pytest.fixture
def house(store: Store) -> House:
    """A house with the start data, on both engines."""
    put_start_data(store)
    return House(store)


def member(house: House, who: Talker) -> int:
    """Let somebody join, and return their id."""
    return house.store.write_now(lambda s: members.join(s, who, Subscription(regions=("heide",)), "1", MONDAY))


def given(house: House, first: Talker, second: Talker) -> Offer:
    """Let the code of one chat be given in the other."""
    me = house.store.read_now(lambda s: members.member_at(s, first.account, first.chat))
    assert me is not None
    code = house.store.write_now(lambda s: linking.make(s, first, me.id, MONDAY))
    offer = house.store.write_now(lambda s: linking.give(s, second, code.upper(), 47, MONDAY))
    assert isinstance(offer, Offer)
    return offer


def linked(house: House, first: Talker, second: Talker) -> int:
    """Link two chats, and return the person."""
    offer = given(house, first, second)
    return house.store.write_now(lambda s: linking.link(s, offer, MONDAY))


def about(house: House, who: int) -> dict[str, Any]:
    """Return what is known of somebody."""
    return house.store.read_now(lambda s: own_data.of_person(s, who))


def test_a_chat_of_nobody_becomes_a_second_address(house: House) -> None:
    ada = member(house, ADA)
    assert linked(house, ADA, BEA) == ada
    assert [(one["network"], one["user"], one["preferred"]) for one in about(house, ada)["addresses"]] == [
        (OST, "ada", True),
        (WEST, "@bea", False),
    ]
    assert house.store.read_now(lambda s: list(s.execute(select(t.code)))) == []


@pytest.mark.parametrize(("first", "second"), [(ADA, BEA), (BEA, ADA)], ids=["asked by the older", "by the younger"])
def test_the_older_person_survives_with_their_settings_and_the_rights_of_both(
    house: House, first: Talker, second: Talker
) -> None:
    ada, bea = member(house, ADA), member(house, BEA)
    house.store.write_now(lambda s: members.subscribe(s, bea, Subscription(statewide=True, urgent=True), "1", MONDAY))
    house.store.write_now(lambda s: members.appoint(s, bea, Role.LEAD, "heide", "operator", MONDAY))
    assert linked(house, first, second) == ada
    told = about(house, ada)
    assert (told["role"], told["leads"], told["confirmed_by"]) == ("lead", ["heide"], "operator")
    assert (told["subscription"]["regions"], told["subscription"]["statewide"], told["fallback"]) == (
        ["heide"], False, False,
    )  # fmt: skip
    assert [(one["kind"], one["withdrawn_at"] is None) for one in told["consents"]] == [
        ("service", True), ("service", False), ("urgent", False),
    ]  # fmt: skip
    assert [one.key for one in house.store.read_now(members.listing)] == [told["key"]]
    assert house.store.read_now(lambda s: members.left_before(s, MONDAY + timedelta(days=90))) == []


def test_who_left_is_merged_into_who_is_there(house: House) -> None:
    ada, bea = member(house, ADA), member(house, BEA)
    house.store.write_now(lambda s: members.leave(s, ada, MONDAY))
    assert linked(house, BEA, ADA) == bea
    assert {row.recipient for row in house.addresses()} == {bea}


def test_an_address_of_its_own_takes_no_consent_to_be_named_along(house: House) -> None:
    member(house, ADA)
    who = linked(house, ADA, BEA)
    for kind in (polls.NAMES, members.SEEN_NAME, members.URGENT):
        house.store.write_now(lambda s, kind=kind: members.consent(s, who, kind, "1", MONDAY))  # type: ignore[misc]  # a default, bound at once
    (second,) = [row.id for row in house.addresses() if row.chat == "bea"]
    new = house.store.write_now(lambda s: merging.split(s, second, MONDAY))
    c = t.consent.c
    kinds = house.store.read_now(lambda s: set(s.execute(select(c.kind).where(c.person == new)).scalars()))
    assert kinds == {members.SERVICE, members.URGENT}
    assert not house.store.read_now(lambda s: polls.shows_name(s, new))


def test_who_was_erased_is_merged_with_nobody(house: House) -> None:
    ada, bea = member(house, ADA), member(house, BEA)
    house.store.write_now(lambda s: erasing.erase(s, ada, MONDAY))
    with pytest.raises(ValueError, match="erased"):
        house.store.write_now(lambda s: merging.merge(s, ada, bea, MONDAY))


def test_a_code_is_good_for_an_hour_and_a_confirmation_for_half_of_one(house: House) -> None:
    ada = member(house, ADA)
    offer = given(house, ADA, BEA)
    late = MONDAY + timedelta(minutes=29)
    assert house.store.read_now(lambda s: linking.waiting(s, ADA, 47, late)) == offer
    assert house.store.read_now(lambda s: linking.waiting(s, ADA, 48, late)) is None
    assert house.store.read_now(lambda s: linking.waiting(s, BEA, 47, late)) is None
    assert house.store.read_now(lambda s: linking.waiting(s, ADA, 47, MONDAY + timedelta(minutes=31))) is None
    code = house.store.write_now(lambda s: linking.make(s, ADA, ada, MONDAY))
    hour = MONDAY + timedelta(hours=1)
    assert house.store.write_now(lambda s: linking.give(s, BEA, code, 1, hour)) is Refused.EXPIRED
    house.store.write_now(lambda s: linking.forget_old(s, hour + timedelta(hours=1)))
    assert house.store.write_now(lambda s: linking.give(s, BEA, code, 1, hour)) is Refused.UNKNOWN


def test_guesses_at_codes_of_both_kinds_are_counted_together(house: House) -> None:
    ada = member(house, ADA)
    code = house.store.write_now(lambda s: linking.make(s, ADA, ada, MONDAY))
    assert house.store.write_now(lambda s: codes.look(s, BEA, code, MONDAY)) is Refused.UNKNOWN
    for _ in range(codes.MOST_GUESSES - 1):
        assert house.store.write_now(lambda s: linking.give(s, BEA, "falsch", 1, MONDAY)) is Refused.UNKNOWN
    assert house.store.write_now(lambda s: linking.give(s, BEA, code, 1, MONDAY)) is Refused.BLOCKED


def states(house: House) -> list[tuple[str, str, str]]:
    """Return recipient, state and reason of each delivery, by key."""
    keys = house.store.read_now(lambda s: dict(map(tuple, s.execute(select(t.person.c.id, t.person.c.key)))))
    return sorted((keys[row.recipient], row.state, row.reason) for row in house.deliveries())


async def test_the_delivery_that_has_come_further_is_kept(house: House) -> None:
    join(house.store, person("ada"), person("bea", Where(WEST, "bea")))
    house.tell(house.new(facts=EVERYBODY))
    west = ScriptedChannel(WEST)
    await drive(house.relay(west))
    ada, bea = (row.recipient for row in house.deliveries())
    house.store.write_now(lambda s: merging.merge(s, ada, bea, MONDAY))
    assert states(house) == [("ada", "sent", ""), ("bea", "skipped", "merged")]
    ost = ScriptedChannel()
    await drive(house.relay(ost))
    assert ost.made == []
    house.tell()
    await drive(house.relay(west))
    await drive(house.relay(ost))
    assert [one.chat for one in (*west.made, *ost.made)] == ["bea", "ada"]
    assert check(house.store, None)["ok"]


async def test_what_comes_back_unsent_after_merging_is_not_sent_again(house: House) -> None:
    join(house.store, person("ada"), person("bea", Where(WEST, "bea")))
    house.tell()
    west, ost = ScriptedChannel(WEST), ScriptedChannel()
    await drive(house.relay(ost))
    (_, bea) = house.deliveries()
    west.script["bea"] = [TryLater("later", timedelta(minutes=5))]

    async def merge_meanwhile(*_: Any) -> None:
        house.store.write_now(lambda s: merging.merge(s, house.deliveries()[0].recipient, bea.recipient, MONDAY))

    relay = house.relay(west)
    before = west.send

    async def send(*args: Any, **kwargs: Any) -> Any:
        await merge_meanwhile()
        return await before(*args, **kwargs)

    west.send = send  # type: ignore[method-assign]  # the merge comes while the call is under way
    await drive(relay)
    house.clock.move(minutes=10)
    await drive(relay)
    assert len(west.made) == 1
    assert states(house) == [("ada", "sent", ""), ("bea", "skipped", "merged")]


async def test_what_waits_for_an_address_that_is_taken_away_goes_to_the_other(house: House) -> None:
    join(house.store, person("ada", Where(OST, "ada"), Where(WEST, "west"), preferred=1))
    house.tell()
    (waiting,) = house.deliveries()
    new = house.store.write_now(lambda s: merging.split(s, waiting.address, MONDAY))
    ost = ScriptedChannel()
    await drive(house.relay(ost))
    assert [one.chat for one in ost.made] == ["ada"]
    assert about(house, new)["deliveries"] == []
    assert about(house, new)["subscription"] == about(house, waiting.recipient)["subscription"]
    assert check(house.store, None)["ok"]


async def test_what_comes_back_unsent_from_an_address_that_was_taken_away_goes_to_the_other(house: House) -> None:
    join(house.store, person("ada", Where(OST, "ada"), Where(WEST, "west"), preferred=1))
    house.tell()
    (waiting,) = house.deliveries()
    west, ost = ScriptedChannel(WEST), ScriptedChannel()
    west.script["west"] = [TryLater("later", timedelta(minutes=5))]
    before = west.send

    async def send(*args: Any, **kwargs: Any) -> Any:
        house.store.write_now(lambda s: merging.split(s, waiting.address, MONDAY))
        return await before(*args, **kwargs)

    west.send = send  # type: ignore[method-assign]  # it is taken away while the call is under way
    relay = house.relay(west)
    await drive(relay)
    house.clock.move(minutes=10)
    await drive(relay)
    await drive(house.relay(ost))
    assert [one.chat for one in (*west.made, *ost.made)] == ["west", "ada"]
    assert check(house.store, None)["ok"]


async def test_what_failed_is_not_sent_again_to_somebody_else(house: House) -> None:
    join(house.store, person("ada", Where(OST, "ada"), Where(WEST, "west"), preferred=1))
    house.tell()
    (first,) = house.deliveries()
    west = ScriptedChannel(WEST)
    west.script["west"] = [GiveUp("refused")]
    await drive(house.relay(west))
    house.store.write_now(lambda s: merging.split(s, first.address, MONDAY))
    refused = house.store.write_now(lambda s: resolving.send_again(s, first.id, MONDAY))
    assert refused == resolving.Refused(resolving.Why.NO_ADDRESS)


def test_the_second_address_is_a_consent_of_its_own_and_ends_with_it(house: House) -> None:
    ada = member(house, ADA)
    linked(house, ADA, BEA)
    house.store.write_now(lambda s: linking.fall_back(s, ada, "2026-11", MONDAY, ok=True))
    assert house.store.read_now(lambda s: linking.falls_back(s, ada))
    first, second = house.store.read_now(lambda s: linking.places_of(s, ada))
    house.store.write_now(lambda s: linking.prefer(s, ada, second.id))
    house.store.write_now(lambda s: linking.prefer(s, ada, 999))
    new = house.store.write_now(lambda s: linking.split(s, ada, second.id, MONDAY))
    assert new == BEA
    told = about(house, ada)
    assert (told["fallback"], [one["preferred"] for one in told["addresses"]]) == (False, [True])
    assert [one["withdrawn_at"] for one in told["consents"] if one["kind"] == "fallback"] == [MONDAY]
    assert house.store.write_now(lambda s: linking.split(s, ada, first.id, MONDAY)) is None


def test_nothing_of_an_offer_stays_when_one_of_both_is_erased(house: House) -> None:
    ada, bea = member(house, ADA), member(house, BEA)
    for who in (bea, ada):
        given(house, ADA, BEA)
        house.store.write_now(lambda s, who=who: erasing.erase(s, who, MONDAY))  # type: ignore[misc]  # a default, bound at once
        assert house.store.read_now(lambda s: list(s.execute(select(t.link_offer)))) == []
        if who == bea:
            member(house, BEA)


def test_every_reference_to_a_person_is_carried_over_or_seen_to() -> None:
    carried = {(table.name, column) for table, column in merging._references()}
    assert {
        ("code", "person"),
        ("link_offer", "person"),
        ("lead_region", "person"),
        ("place", "registered_by"),
    } <= carried


async def test_what_stands_in_a_chat_that_was_somebody_elses_is_not_sent_to_its_new_person_again(house: House) -> None:
    join(house.store, person("cem", Where(WEST, "west"), Where(OST, "ost")), person("eva", quiet="00:00-23:59"))
    notice = house.tell().notice
    west = ScriptedChannel(WEST)
    await drive(house.relay(west))
    (row,) = [one for one in house.addresses() if one.chat == "west"]
    new = house.store.write_now(lambda s: merging.split(s, row.id, MONDAY))
    (eva,) = [one.recipient for one in house.addresses() if one.chat == "eva"]
    house.store.write_now(lambda s: merging.merge(s, eva, new, MONDAY))
    (hers,) = [one for one in house.deliveries(notice=notice) if one.recipient == eva]
    assert (hers.state, hers.reason) == ("skipped", merging.MERGED)
    house.clock.move(days=3)
    await drive(house.relay(ScriptedChannel()))
    assert [made.chat for made in west.made] == ["west"]
    assert [one.state for one in house.deliveries(notice=notice)] == ["sent", "skipped"]
