"""`bote run` is killed while it writes to encrypted direct rooms: each member's own client shows everything once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from domain.recipient import Role
from store import codes
from store import tables as t
from tests.acceptance import scenario
from tests.acceptance.installation import KILLED, MORNING, Installation, Running, wait_until
from tests.fake_synapse.calls import Account
from tests.fake_synapse.server import SynapseServer
from tests.matrix.member import Clients, Member

NETWORKS = ("matrix",)
#: So many that each kill, which may come after a dozen messages, finds some that are not sent yet.
TITLES = ("Richtlinie erschienen", "Nachtrag zur Richtlinie", "Frist bis Ende Mai")
#: Where it is killed, one after the other; each lies in the midst of things.
POINTS = ("dispatch.claimed:2", "dispatch.called:7", "dispatch.answered:3", "dispatch.called:2", "dispatch.recorded:2")


class Verbund:
    """An installation on Matrix, and members with a direct room each."""

    def __init__(self, bote: Installation, server: SynapseServer, bot: Account, members: list[Member]) -> None:
        self.bote, self.bot, self.members = bote, bot, members
        self._settings = {
            "matrix_homeserver": server.url,
            "matrix_user": bot.user_id,
            "matrix_password": bot.password,
        }

    def run(self, **more: str) -> Running:
        """Start `bote run` until nothing is left to do."""
        return self.bote.run("--until-idle", networks=NETWORKS, **self._settings, **more)

    def finish(self) -> None:
        """Let it come to its end."""
        running = self.run()
        assert running.wait() == 0, running.report()

    async def _begin_rooms(self) -> list[str]:
        return list(await asyncio.gather(*(member.create_direct(self.bot.user_id) for member in self.members)))

    def begin(self) -> None:
        """Let every member open a direct room, the bot accept, and the members be known by it."""
        self.bote.command("status")
        with self.bote.open_store() as store:
            # They are more strangers than may come at once without an invitation sheet.
            now = self.bote.now()
            until = now + timedelta(days=30)
            sheet = codes.New(Role.MEMBER, None, "test", until, many=True)
            store.write_now(lambda session: codes.make(session, sheet, now))
        rooms = asyncio.run(self._begin_rooms())
        self.finish()
        self.bote.add_people({"network": "matrix", "address": room, "kind": "person"} for room in rooms)


@pytest.fixture(params=[12, pytest.param(60, marks=pytest.mark.thorough)])
def verbund(
    request: pytest.FixtureRequest, tmp_path: Path, synapse: SynapseServer, matrix_clients: Clients
) -> Iterator[Verbund]:
    """So many members with a direct room each."""
    bote = Installation(tmp_path)
    bote.set_clock(MORNING, scenario.RATE)
    members = [Member(matrix_clients, synapse.url, synapse.new_account("mitglied")) for _ in range(request.param)]
    verbund = Verbund(bote, synapse, synapse.new_account("bote"), members)
    verbund.begin()
    yield verbund
    bote.close()


def shown(member: Member, sender: str) -> Counter[str]:
    """Return how often each title stands in what the bot wrote to a member, and what could not be read."""
    texts = [
        event["content"].get("body", "unreadable" if event["type"] == "m.room.encrypted" else "")
        for event in member.catch_up()
        if event["sender"] == sender
    ]
    return Counter(title for text in texts for title in (*TITLES, "unreadable") if title in text)


def sent(session: Session) -> int:
    c = t.dispatch.c
    return int(session.execute(select(func.count()).where(c.state == "sent")).scalar_one())


def states(session: Session) -> set[str]:
    return set(session.execute(select(t.delivery.c.state)).scalars())


def test_killed_again_and_again_every_member_gets_everything_once(verbund: Verbund) -> None:
    bote = verbund.bote
    for number, title in enumerate(TITLES):
        scenario.send(bote, f"n{number}.md", scenario.notice_file(title, "wichtig"))
    for point in POINTS:
        running = verbund.run(crash_at=point)
        assert running.wait() == KILLED, running.report()
    running, before = verbund.run(), bote.look(sent)
    wait_until(lambda: not running.is_alive or bote.look(sent) > before, "one more is sent")
    running.kill()
    verbund.finish()
    assert bote.look(states) == {"sent"}
    for member in verbund.members:
        assert shown(member, verbund.bot.user_id) == dict.fromkeys(TITLES, 1)
