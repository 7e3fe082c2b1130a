"""The terminal as a network: one person, one direct chat, inside this process. What arrives is shown by a callback."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from channels.base import Capabilities, Look, Receive, Target
from domain.addressed import Event, EventKind
from domain.asset import MAX_FILE, File
from domain.message import Button, Form, Message
from domain.outcome import GiveUp, Moved, Outcome, Sent

_CAPABILITIES = Capabilities(Form.PLAIN, file_limit=MAX_FILE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the terminal is asked to show. op: send, edit or delete; remote_id names the message that it concerns.

    file: what the text is the caption of; it stays where it is.
    """

    op: str
    remote_id: str
    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    file: File | None = None


class TerminalChannel:
    """The account "terminal". `show` is called for everything that arrives; what is said comes in by push and press.

    What was pushed and not handed over ends with the process, so a cursor says something only to the run that made it.
    """

    def __init__(self, show: Callable[[Shown], None], user: str = "terminal") -> None:
        self.account = "terminal"
        self.device = ""
        self.user = user
        self._show = show
        self._run = secrets.token_hex(4)
        self._messages = 0
        self._there: set[str] = set()
        self._said = 0
        self._waiting: list[Event] = []
        self._news = asyncio.Event()

    @property
    def capabilities(self) -> Capabilities:
        """Plain text with buttons; nothing can be pinned or looked up."""
        return _CAPABILITIES

    async def start(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to let go of."""

    async def push(self, line: str) -> None:
        """Take a line that the person wrote."""
        self._put(EventKind.TEXT, {"text": line})

    async def press(self, payload: str) -> None:
        """Take a button that the person pressed."""
        self._put(EventKind.BUTTON, {"payload": payload})

    async def send(self, to: Target, message: Message, *, key: str, attempt: int) -> Outcome:
        """Show a new message."""
        self._messages += 1
        remote_id = f"{self._run}.{self._messages}"
        self._there.add(remote_id)
        self._show(Shown("send", remote_id, message.body.text, message.buttons, message.body.file))
        return Sent(remote_id)

    async def edit(self, to: Target, remote_id: str, message: Message, *, key: str, attempt: int) -> Outcome:
        """Show what a message of this run says now; those of earlier runs have scrolled away."""
        if remote_id not in self._there:
            return GiveUp("there is no such message")
        self._show(Shown("edit", remote_id, message.body.text, message.buttons))
        return Sent(remote_id)

    async def delete(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Show that a message is withdrawn; one that is not there any more is a success."""
        if remote_id in self._there:
            self._there.discard(remote_id)
            self._show(Shown("delete", remote_id))
        return Sent(remote_id)

    async def pin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pinning is not among the capabilities."""
        return GiveUp("a terminal pins nothing")

    async def unpin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Nothing is pinned."""
        return GiveUp("a terminal pins nothing")

    async def download(self, reference: str, most: int) -> bytes | Outcome:
        """Nobody sends a file at a terminal."""
        return GiveUp("a terminal has no files")

    async def open(self, user: str, *, key: str, attempt: int) -> Outcome:
        """The direct chat is named like its user."""
        return Moved(user, opened=True)

    async def find(self, to: Target, key: str) -> str | Look:
        """Nothing can be looked up."""
        return Look.CANNOT_LOOK

    async def listen(self, receive: Receive, cursor: str | None) -> None:
        """Hand over what was said behind `cursor`, until cancelled; it waits on until receive has returned."""
        while True:
            self._drop_until(cursor)
            if self._waiting:
                events = tuple(self._waiting)
                cursor = events[-1].event_id
                await receive(events, cursor)
            else:
                self._news.clear()
                await self._news.wait()

    async def has_unread(self, cursor: str | None) -> bool:
        """Return whether something was said that lies behind `cursor`."""
        self._drop_until(cursor)
        return bool(self._waiting)

    def _put(self, kind: EventKind, payload: dict[str, str]) -> None:
        self._said += 1
        event_id = f"{self._run}-{self._said}"
        self._waiting.append(Event(event_id, self.user, kind, self.user, direct=True, payload={**payload}))
        self._news.set()

    def _drop_until(self, cursor: str | None) -> None:
        """Forget what is committed. A cursor of another run names nothing here."""
        for position, event in enumerate(self._waiting):
            if event.event_id == cursor:
                del self._waiting[: position + 1]
                return
