"""`bote chat`: a person at the terminal talks to the bot; with JSON, each line in gives one line out."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TextIO

from sqlmodel import Session

from bot.app import House, Service, open_house
from bot.parts import Part, supervise
from bot.settings import Settings
from bot.words import chat as words
from channels.terminal import Shown, TerminalChannel
from domain.folding import fold
from domain.recipient import RecipientKind, Role
from store import people, people_rows
from store import tables as t
from store.locks import account_lock

#: Nobody at a terminal waits longer for an answer.
_PATIENCE = 30.0
_LOOK_SECONDS = 0.01


class TerminalTakenError(Exception):
    """An diesem Datenverzeichnis spricht schon jemand am Terminal mit dem Boten."""


class UnknownPersonError(Exception):
    """Somebody to speak as who does not exist; the message is a German sentence."""


@dataclass
class Talk:
    """A conversation under way: what was shown since the last line."""

    house: House
    shown: list[Shown] = field(default_factory=list)
    channel: TerminalChannel = field(init=False)
    service: Service = field(init=False)

    def start_as(self, user: str) -> None:
        """Sit down at the terminal as this user."""
        self.channel = TerminalChannel(self.shown.append, user)
        self.service = Service(self.house, self.channel)

    async def say(self, line: str) -> list[Shown]:
        """Say a line (or press a button by "!press PAYLOAD") and return what the bot shows until it is done."""
        self.shown.clear()
        command, _, payload = line.partition(" ")
        if command == "!press":
            await self.channel.press(payload.strip())
        else:
            await self.channel.push(line)
        async with asyncio.timeout(_PATIENCE):
            # The database is what tells that all is done, and it calls nobody.
            while not await self.service.is_idle():  # noqa: ASYNC110 - see above
                await asyncio.sleep(_LOOK_SECONDS)
        return list(self.shown)


def user_for(house: House, role: Role, region: str | None, person: str | None) -> str:
    """Return the chat name to speak under: an existing person's, a made-up one with the role, or a stranger's.

    Raises UnknownPersonError.
    """
    if person is not None:
        known = house.store.read_now(lambda s: people.person_by_key(s, person))
        if known is None:
            raise UnknownPersonError(words.UNKNOWN_PERSON.format(key=person))
        _give_terminal(house, known, f"person-{person}")
        return f"person-{person}"
    if role is Role.MEMBER and region is None:
        return "terminal"
    name = "-".join(part for part in ("terminal", role.value, region) if part)
    regions = (region,) if region else ()
    details = people.Details(
        kind=RecipientKind.PERSON,
        role=role,
        regions=regions,
        leads=regions if role is Role.LEAD else (),
        statewide=role is Role.COORDINATION,
        confirmed_at=None if role is Role.MEMBER else house.clock.now(),
    )
    listed = people.Listed(name, details, (people.Where("terminal", name),))
    house.store.write_now(lambda s: people_rows.write_people(s, people.People(house.clock.now(), (listed,))))
    return name


def _give_terminal(house: House, person: int, chat: str) -> None:
    """Let a person be spoken to at the terminal too, unless that is so already."""

    def give(session: Session) -> None:
        if not any(row.account == "terminal" for row in people.addresses_of(session, person)):
            session.add(t.Address(account="terminal", chat=chat, recipient=person))

    house.store.write_now(give)


@contextlib.asynccontextmanager
async def talking(house: House, user: str) -> AsyncIterator[Talk]:
    """Run the bot for the terminal and yield the conversation."""
    lock = account_lock(house.store, house.settings.data_dir, "terminal")
    if not await asyncio.to_thread(lock.try_acquire):
        raise TerminalTakenError(str(TerminalTakenError.__doc__))
    talk = Talk(house)
    talk.start_as(user)
    stop = asyncio.Event()
    running = asyncio.create_task(supervise(Part("terminal", talk.service.run), stop))
    await talk.service.active.wait()
    try:
        yield talk
    finally:
        stop.set()
        await running
        await asyncio.to_thread(lock.release)


async def chat(
    settings: Settings,
    *,
    role: Role,
    region: str | None,
    person: str | None,
    as_json: bool,
    lines: TextIO,
    out: TextIO,
) -> None:
    """Talk until the input ends. Raises UnknownPersonError, TerminalTakenError."""
    with open_house(settings) as house:
        user = user_for(house, role, region, person)
        async with talking(house, user) as talk:
            await (_talk_in_json if as_json else _talk_in_words)(talk, lines, out)


async def _talk_in_json(talk: Talk, lines: TextIO, out: TextIO) -> None:
    while line := await asyncio.to_thread(lines.readline):
        text = line.rstrip("\r\n")
        if text:
            shown = await talk.say(text)
            answers = [_as_json(one) for one in shown]
            out.write(json.dumps({"schema": 1, "in": text, "out": answers}, ensure_ascii=False) + "\n")
            out.flush()


def _as_json(shown: Shown) -> dict[str, object]:
    buttons = [{"label": button.label, "payload": button.payload} for row in shown.buttons for button in row]
    file = shown.file
    files = [] if file is None else [{"name": file.name, "mime": file.mime, "size": file.size, "sha256": file.sha256}]
    return {"text": shown.text, "buttons": buttons, "files": files}


async def _talk_in_words(talk: Talk, lines: TextIO, out: TextIO) -> None:
    _write(out, words.WELCOME + "\n")
    prompt = words.PROMPT if lines.isatty() else ""
    while True:
        _write(out, prompt)
        line = await asyncio.to_thread(lines.readline)
        if not line or fold(line) in words.END_WORDS:
            break
        if line.strip():
            await _answer(talk, line.strip(), lambda text: _write(out, text))
    _write(out, words.GOODBYE + "\n")


async def _answer(talk: Talk, line: str, write: Callable[[str], None]) -> None:
    try:
        shown = await talk.say(line)
    except TimeoutError:
        write(words.NO_ANSWER + "\n")
        return
    for one in shown:
        note = {"edit": f"{words.CHANGED} ", "delete": words.DELETED}.get(one.op, "")
        write(f"\n{words.BOT}{note}{one.text}\n")
        labels = [button.label for row in one.buttons for button in row]
        if labels:
            write(words.BUTTONS.format(labels=", ".join(f"[{label}]" for label in labels)) + "\n")
    write("\n")


def _write(out: TextIO, text: str) -> None:
    out.write(text)
    out.flush()
