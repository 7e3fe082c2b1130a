"""The Matrix case of the contract suite: an encrypted direct room at a real Synapse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from channels.base import Channel, Target
from channels.matrix import content as contents
from channels.matrix.channel import MatrixChannel
from channels.matrix.login import Access
from domain.message import Body, Button, Message
from domain.outcome import Moved, Sent
from tests.contract.cases import Arrival, ArrivedFile
from tests.fake_synapse.calls import Account
from tests.fake_synapse.server import SynapseServer
from tests.matrix.member import Clients, Member


@dataclass
class MatrixCase:
    """One bot, one member, and their direct room, which the bot opens."""

    server: SynapseServer
    folder: Path
    clients: Clients
    bot: Account
    member: Member
    chat: str = ""
    channel: MatrixChannel | None = None
    asked: int = 0
    url: str = ""
    lost: str = (
        '{"url":"mxc://localhost/unbekannt",'
        '"sealed":{"url":"mxc://localhost/unbekannt","key":{},"iv":"","hashes":{},"v":"v2"}}'
    )

    @property
    def user(self) -> str:
        """The member's name."""
        return self.member.user

    async def open_channel(self) -> MatrixChannel:
        """Return a started channel; the first one opens the direct room."""
        access = Access(self.url or self.server.url, self.bot.user_id, self.folder, password=self.bot.password)
        channel = self.channel = MatrixChannel(access)
        await channel.start()
        if not self.chat:
            opened = await channel.open(self.user, key="open", attempt=1)
            assert isinstance(opened, Moved)
            self.chat = opened.chat
            await self.member.join(self.chat)
        return channel

    async def reopen(self, channel: Channel) -> MatrixChannel:
        """Return another channel object on the same device."""
        await channel.close()
        return await self.open_channel()

    async def say(self, text: str) -> None:
        """Let the member write."""
        await self.member.say(self.chat, text)

    async def press(self, payload: str) -> None:
        """Let the bot ask something, and the member answer with the number of this choice."""
        assert self.channel is not None
        self.asked += 1
        question = Message(Body("Bitte wählen Sie."), ((Button("Etwas anderes", "other"), Button("Das", payload)),))
        outcome = await self.channel.send(Target(self.chat), question, key=f"ask{self.asked}", attempt=1)
        assert isinstance(outcome, Sent)
        await self.member.say(self.chat, "2")

    async def bring(self, name: str, mime: str, data: bytes, text: str) -> None:
        """Let the member send a file, encrypted as their room is."""
        await self.member.bring(self.chat, name, mime, data, text)

    def arrivals(self) -> Sequence[Arrival]:
        """Return what the member's client shows of the bot's doings."""
        mine = [event for event in self.member.catch_up() if event["sender"] == self.bot.user_id]
        found = ((arrival(event), event["content"]) for event in mine)
        return tuple(replace(one, file=self._file(content)) for one, content in found if one is not None)

    def _file(self, content: dict[str, Any]) -> ArrivedFile | None:
        if "filename" not in content:
            return None
        url = content.get("url") or content["file"]["url"]
        return ArrivedFile(content["filename"], self.member.fingerprint(content), url)


def arrival(event: dict[str, Any]) -> Arrival | None:
    """Return what an event shows, or None for one that shows nothing."""
    content, id_ = event["content"], event["event_id"]
    match event["type"]:
        case "m.room.redaction":
            return Arrival("delete", content.get("redacts") or event["redacts"])
        case "m.room.pinned_events":
            before = event.get("unsigned", {}).get("prev_content", {}).get("pinned", [])
            added = [one for one in content["pinned"] if one not in before]
            return Arrival("pin", added[0]) if added else Arrival("unpin", before[-1])
        case "m.room.message" if content:
            changed = contents.related(content, contents.REPLACE)
            shown = content.get("m.new_content", content)
            rows = tuple(
                tuple(Button(one["label"], one["payload"]) for one in row) for row in shown.get(contents.CHOICES, ())
            )
            text = shown["body"].removesuffix(contents.with_choices(Body(""), rows).text)
            return Arrival("edit" if changed else "send", changed or id_, text, (), rows)
    return None
