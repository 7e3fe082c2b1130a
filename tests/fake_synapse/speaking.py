"""What members say: lines that anybody appends to a file, as with the memory network."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import aiohttp

from tests.fake_synapse.members import Member, local_part
from tests.fake_synapse.user import Json, MatrixError

SAID = "in.jsonl"
EXAMPLE = '{"user":"mitglied-1","kind":"text","text":"Hilfe"}'
_LOOK_SECONDS = 0.2


class Speaking:
    """Reads DIR/in.jsonl; how far is kept in a file beside it.

    A line is {"user", "kind", "chat", "text" or "payload", "target"}. user: whose client does it. chat: a room; without
    one, the room that they share with the bot alone, which is made, encrypted, when there is none. kind: "text" says
    the text; "reaction" puts the payload, an emoji, to the event named as target; "join" and "leave" do that.
    """

    def __init__(
        self, directory: Path, members: Sequence[Member], bot: str, complain: Callable[[str], object] | None = None
    ) -> None:
        self._file, self._place = directory / SAID, directory / "in.place"
        self._members = {local_part(member.user.user_id): member for member in members}
        self._bot = bot
        self._complain = complain or (lambda what: print(what, file=sys.stderr, flush=True))

    async def listen(self) -> None:
        """Do what is said until cancelled."""
        while True:
            for line in self._fresh():
                await self._do(line)
            await asyncio.sleep(_LOOK_SECONDS)

    def _fresh(self) -> list[str]:
        """Return the whole lines that were not there the last time."""
        if not self._file.exists():
            return []
        done = int(self._place.read_text()) if self._place.exists() else 0
        with self._file.open("rb") as file:
            file.seek(done)
            fresh, ended, _ = file.read().rpartition(b"\n")
        self._place.write_text(str(done + len(fresh) + len(ended)))
        return fresh.decode(errors="replace").splitlines()

    async def _do(self, line: str) -> None:
        try:
            said = json.loads(line)
            await self._act(self._members[local_part(f"@{str(said['user']).removeprefix('@')}")], said)
        except (ValueError, KeyError, TypeError) as error:
            self._complain(f"Diese Zeile in {SAID} ist nicht zu verstehen ({error!r}): {line[:200]}")
        except (MatrixError, aiohttp.ClientError, TimeoutError) as error:
            self._complain(f"Das ging nicht: {line[:200]}: {error}")

    async def _act(self, member: Member, said: Json) -> None:
        user = member.user
        room = str(said.get("chat", "")) or next(iter(user.rooms_with(self._bot)), "")
        match said["kind"]:
            case "text":
                room = room or await user.create_room(self._bot, direct=True, encrypted=True)
                await user.say(room, str(said["text"]))
            case "reaction":
                await user.react(room, str(said["target"]), str(said["payload"]))
            case "join":
                await user.join(room)
            case "leave":
                await user.leave(room)
            case other:
                raise ValueError(other)
