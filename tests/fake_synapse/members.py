"""Members of `./run fake synapse`: each has a client that is always on, takes every invitation and reads everything."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from tests.fake_synapse.calls import Account
from tests.fake_synapse.element import ElementUser
from tests.fake_synapse.journal import Journal
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.user import MatrixError

_POLL_SECONDS = 30.0
_PAUSE_SECONDS = 1.0


def accounts(server: SynapseServer, directory: Path, names: Sequence[str]) -> list[Account]:
    """Return the accounts with these names, each with the device that it had the last time."""
    return [_account(server, directory / "members" / name, name) for name in names]


def _account(server: SynapseServer, folder: Path, name: str) -> Account:
    file = folder / "account.json"
    if file.exists():
        return Account(**json.loads(file.read_text(encoding="utf-8")))
    account = server.register(name, password_of(name))
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(dataclasses.asdict(account)), encoding="utf-8")
    return account


def local_part(user_id: str) -> str:
    """Return the name in a user id: mitglied-1 of @mitglied-1:localhost."""
    return user_id[1:].partition(":")[0]


def password_of(name: str) -> str:
    """Return the password of an account: no secret, the server is reached from this machine only."""
    return f"{name}-kennwort"


class Member:
    """A member's client, whose place in the stream of events outlives the process."""

    def __init__(self, url: str, account: Account, directory: Path, journal: Journal) -> None:
        folder = directory / "members" / local_part(account.user_id)
        self._place = folder / "since"
        self._journal = journal
        self.user = ElementUser(url, account, folder)
        if self._place.exists():
            self.user.since = self._place.read_text(encoding="utf-8")

    async def look(self, seconds: float = 0) -> None:
        """Read what is new, waiting for it at most so long, write it down, and take invitations."""
        await self.user.sync(min(seconds, _PAUSE_SECONDS) if self.user.invites else seconds)
        me = self.user.user_id
        self.user.events = [event for event in self.user.events if not self._journal.take(event, me)]
        self._place.write_text(self.user.since, encoding="utf-8")
        for room in list(self.user.invites):
            with contextlib.suppress(MatrixError):  # too many at once, perhaps: it is tried again after the next look
                await self.user.join(room)

    async def read(self) -> None:
        """Read until cancelled; a server that is away, or refuses something, is asked again."""
        while True:
            try:
                await self.look(_POLL_SECONDS)
            except (aiohttp.ClientError, MatrixError, TimeoutError):
                await asyncio.sleep(_PAUSE_SECONDS)
