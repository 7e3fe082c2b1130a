"""Who may what, as a table."""

from itertools import product

import pytest

from domain.recipient import Role
from domain.rights import Asker, Need, Refusal, Right, refusal

NOBODY = Asker()
JOINED = Asker(joined=True)
MEMBER = Asker(joined=True, confirmed=True)
LEAD = Asker(joined=True, confirmed=True, role=Role.LEAD)
COORDINATION = Asker(joined=True, confirmed=True, role=Role.COORDINATION)
#: A role that nobody confirmed is none.
SELF_MADE = Asker(joined=True, role=Role.COORDINATION)
WHO = {
    "nobody": NOBODY, "joined": JOINED, "self-made": SELF_MADE, "member": MEMBER, "lead": LEAD,
    "coordination": COORDINATION,
}  # fmt: skip
#: What each lacks for: nothing, joined, confirmed, lead, coordination.
TABLE: dict[str, list[Refusal | None]] = {
    "nobody": [None, *[Refusal.NOT_JOINED] * 4],
    "joined": [None, None, *[Refusal.NOT_CONFIRMED] * 3],
    "self-made": [None, None, *[Refusal.NOT_CONFIRMED] * 3],
    "member": [None, None, None, Refusal.NOT_LEAD, Refusal.NOT_COORDINATION],
    "lead": [None, None, None, None, Refusal.NOT_COORDINATION],
    "coordination": [None] * 5,
}


@pytest.mark.parametrize(("who", "need"), list(product(TABLE, range(5))))
def test_who_may_in_a_direct_chat(who: str, need: int) -> None:
    assert refusal(Right(list(Need)[need]), WHO[who]) is TABLE[who][need]


@pytest.mark.parametrize(("who", "need"), list(product(TABLE, Need)))
def test_in_a_group_only_what_is_meant_for_one(who: str, need: Need) -> None:
    asker = WHO[who]
    there = Asker(asker.joined, asker.confirmed, asker.role, direct=False)
    assert refusal(Right(need), there) is Refusal.NOT_IN_A_GROUP
    assert refusal(Right(need, in_groups=True), there) is refusal(Right(need), asker)


@pytest.mark.parametrize("who", WHO)
def test_what_is_internal_needs_a_network_that_may_carry_it(who: str) -> None:
    asker = WHO[who]
    there = Asker(asker.joined, asker.confirmed, asker.role, carries_internal=False)
    lacking = refusal(Right(Need.CONFIRMED, internal=True), asker)
    assert refusal(Right(Need.CONFIRMED, internal=True), there) is (lacking or Refusal.NOT_ON_THIS_NETWORK)
    assert refusal(Right(Need.CONFIRMED), there) is lacking
