"""What is known of rooms."""

from typing import Any

import pytest

from channels.matrix.rooms import MADE_FOR, Room, Rooms

ME, ADA, EVA = "@bote:x", "@ada:x", "@eva:x"


def state(kind: str, content: object, key: str = "", sender: str = ADA) -> dict[str, Any]:
    return {"type": kind, "state_key": key, "content": content, "sender": sender}


def member(user: str, membership: str = "join") -> dict[str, Any]:
    return state("m.room.member", {"membership": membership}, user)


def direct(*others: str, **content: object) -> tuple[Rooms, Room]:
    rooms = Rooms(ME)
    return rooms, rooms.enter("!r", [state("m.room.create", content), member(ME), *(member(one) for one in others)])


@pytest.mark.parametrize(("version", "creator"), [("11", 0), ("12", 1 << 60), ("13", 1 << 60), ("odd", 0)])
def test_who_made_a_room_may_do_everything_in_it_from_version_12_on(version: str, creator: int) -> None:
    room = Room("!r")
    room.apply(state("m.room.create", {"room_version": version, "additional_creators": [EVA]}))
    room.apply(state("m.room.power_levels", {"users": {ME: 50}, "users_default": 0}))
    assert [room.power(user) for user in (ADA, EVA, ME)] == [creator, creator, 50]


def test_encryption_cannot_be_taken_back() -> None:
    room = Room("!r")
    room.apply(state("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}))
    room.apply(state("m.room.encryption", {}))
    assert room.encrypted


@pytest.mark.parametrize("content", [None, 7, [], {"membership": 7}, {"users": []}, {"room_version": {}}])
@pytest.mark.parametrize("kind", ["m.room.member", "m.room.create", "m.room.power_levels", "m.room.name", "x", 7])
def test_odd_state_breaks_nothing(kind: Any, content: object) -> None:
    room = Room("!r")
    room.apply(state(kind, content))
    room.apply({"type": kind, "content": content})
    assert room.power(ADA) == 0


def test_a_room_of_two_without_a_name_is_direct_and_with_a_third_person_no_longer() -> None:
    rooms, room = direct(ADA)
    assert rooms.peer(room) == ADA
    room.apply(member(EVA, "invite"))
    assert rooms.peer(room) is None
    room.apply(member(EVA, "leave"))
    assert rooms.peer(room) == ADA


def test_a_named_room_of_two_is_direct_only_if_it_is_noted() -> None:
    rooms, room = direct(ADA)
    room.apply(state("m.room.name", {"name": "Region Heide"}))
    assert rooms.peer(room) is None
    assert rooms.direct_with(ADA, "!r") == {ADA: ["!r"]}
    assert rooms.direct_with(ADA, "!r") is None
    assert rooms.peer(room) == ADA


def test_a_direct_room_stays_one_when_the_person_has_left_and_never_becomes_anothers() -> None:
    rooms, room = direct(ADA)
    rooms.take_direct({ADA: ["!r", 7], EVA: "odd"})
    room.apply(member(ADA, "leave"))
    assert rooms.peer(room) == ADA
    room.apply(member(EVA))
    assert rooms.peer(room) is None


def test_a_room_that_we_made_for_somebody_is_found_again_without_account_data() -> None:
    rooms, _ = direct(ADA, **{MADE_FOR: ADA})
    assert rooms.direct_rooms(ADA) == ["!r"]
    assert rooms.direct_rooms(EVA) == []
