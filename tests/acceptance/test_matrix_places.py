"""`hier` in Matrix rooms at a real Synapse, plain and encrypted: who may make a place of one, and what it gets."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.words import conversing, placing
from domain.notice import Scope
from domain.placing import PlaceRefusal
from domain.rights import Refusal
from store import places
from store.places import Known, Where
from tests.acceptance import scenario
from tests.acceptance.installation import MORNING, Installation, wait_until
from tests.fake_synapse.calls import Account
from tests.fake_synapse.server import SynapseServer
from tests.matrix.member import Clients, Json, Member

_CONFIRMED = "2026-01-05T09:00:00+01:00"
#: Who waits to be confirmed, who is a member, and who leads the region.
_PEOPLE = {
    "wim": {"region": "heide"},
    "mia": {"region": "heide", "confirmed": _CONFIRMED},
    "lea": {"role": "lead:heide", "region": "heide", "confirmed": _CONFIRMED},
}


@pytest.fixture
def bote(tmp_path: Path) -> Iterator[Installation]:
    """An installation without people."""
    bote = Installation(tmp_path)
    bote.set_clock(MORNING, 1.0)
    yield bote
    bote.close()


class Room:
    """A room of many with the bot, and who talks there."""

    def __init__(self, bote: Installation, bot: Account, members: dict[str, Member], *, sealed: bool) -> None:
        self.bote, self.bot, self.members = bote, bot, members
        self.id = asyncio.run(self._open(sealed))

    async def _open(self, sealed: bool) -> str:
        lea = self.members["lea"]
        others = [one for one in self.members.values() if one is not lea]
        room = await lea.create_group(*(one.user for one in others), sealed=sealed)
        for one in others:
            await one.join(room)
        # Who is there already when the bot comes makes it a room of many from its first moment on.
        await lea.invite(room, self.bot.user_id)
        await asyncio.to_thread(wait_until, self._is_bot_there, "the bot is in the room")
        return room

    def _is_bot_there(self) -> bool:
        return any(
            event["type"] == "m.room.member"
            and event["state_key"] == self.bot.user_id
            and event["content"]["membership"] == "join"
            for event in self.members["lea"].catch_up()
        )

    def ask(self, who: str, text: str, to: str = "") -> Json:
        """Let somebody say something, as an answer to an event perhaps, and return what the bot answers."""
        before = len(self.heard(who))
        more = {"m.relates_to": {"m.in_reply_to": {"event_id": to}}} if to else {}
        asyncio.run(self.members[who].say(self.id, text, **more))
        wait_until(lambda: len(self.heard(who)) > before, f"{text!r} is answered")
        (answer,) = self.heard(who)[before:]
        return answer

    def heard(self, who: str) -> Sequence[Json]:
        """Return the bot's messages in the room, as somebody's client shows them."""
        return [
            event
            for event in self.members[who].catch_up()
            if (event["sender"], event["type"], event["room_id"]) == (self.bot.user_id, "m.room.message", self.id)
        ]

    def place(self) -> Known | None:
        """Return the place that the room is."""

        def find(session: Session) -> Known | None:
            return places.at(session, Where("matrix", self.id))

        return self.bote.look(find)


def _import(bote: Installation, members: dict[str, Member]) -> None:
    bote.add_people(
        {"network": "matrix", "address": members[name].user, "kind": "person", **details}
        for name, details in _PEOPLE.items()
    )


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_one_word_makes_a_room_a_place_for_who_may_and_for_nobody_else(
    bote: Installation, synapse: SynapseServer, matrix_clients: Clients, sealed: bool
) -> None:
    bot = synapse.new_account("bote")
    members = {name: Member(matrix_clients, synapse.url, synapse.new_account(name)) for name in _PEOPLE}
    _import(bote, members)
    bote.run_ready(
        networks=["matrix"], matrix_homeserver=synapse.url, matrix_user=bot.user_id, matrix_password=bot.password
    )
    room = Room(bote, bot, members, sealed=sealed)

    assert conversing.REFUSED[Refusal.NOT_CONFIRMED] in _text(room.ask("wim", "!hier"))
    assert room.place() is None
    made = room.ask("lea", "!hier")
    assert placing.IS_NOW.format(what="Verbund Heide, alle Themen, nur Öffentliches") in _text(made)
    assert (place := room.place()) is not None
    assert place.state.regions == {"heide"}

    # Neither who waits nor who is a member changes what the Federführende made; she does, by answering the bot.
    assert conversing.REFUSED[Refusal.NOT_CONFIRMED] in _text(room.ask("wim", "hier ende", made["event_id"]))
    assert placing.REFUSED[PlaceRefusal.NOT_YOURS] in _text(room.ask("mia", "hier ende", made["event_id"]))
    assert room.place() == place
    assert "auch Internes" in _text(room.ask("lea", "hier intern", made["event_id"]))
    assert (changed := room.place()) is not None
    assert changed.state.scope is Scope.INTERNAL

    scenario.send(bote, "n.md", scenario.notice_file("Erlass zur Wohnsitzauflage", "wichtig"))
    wait_until(lambda: "Erlass zur Wohnsitzauflage" in _text(room.heard("mia")[-1]), "the place has the notice")
    assert placing.ENDED in _text(room.ask("lea", "hier ende", made["event_id"]))
    assert room.place() is None
    assert bote.running[-1].terminate() == 0


def test_a_room_to_which_somebody_unconfirmed_invites_the_bot_is_declined_and_no_place(
    bote: Installation, synapse: SynapseServer, matrix_clients: Clients
) -> None:
    bot = synapse.new_account("bote")
    members = {name: Member(matrix_clients, synapse.url, synapse.new_account(name)) for name in _PEOPLE}
    _import(bote, members)
    bote.run_ready(
        networks=["matrix"], matrix_homeserver=synapse.url, matrix_user=bot.user_id, matrix_password=bot.password
    )
    wim = members["wim"]
    room = asyncio.run(wim.create_group(bot.user_id, sealed=False))

    def bot_is(event: Json) -> str:
        is_its = (event["type"], event.get("state_key"), event["room_id"]) == ("m.room.member", bot.user_id, room)
        return str(event["content"]["membership"]) if is_its else ""

    wait_until(lambda: any(bot_is(event) == "leave" for event in wim.catch_up()), "the bot declines")
    assert all(bot_is(event) != "join" for event in wim.catch_up())
    assert bote.running[-1].terminate() == 0


def _text(event: Json) -> str:
    return str(event["content"]["body"])
