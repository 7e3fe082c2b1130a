"""Every scripted conversation, in the memory network. The same files run on Telegram and Matrix."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.base import Office
from bot.errands import Errands
from channels.memory import MemoryChannel
from domain.addressed import Event
from domain.recipient import Role
from store import codes
from store.db import Store
from tests import scripts
from tests.unit.bot.support import Answer, Counter, pressed, said


def payload_of(answers: list[Answer], label: str) -> str:
    """Return what the button with this label of the last answer sends."""
    offered = {name: payload for row in json.loads(answers[-1].row.buttons or "[]") for name, payload in row}
    assert label in offered, f"{label!r} is none of {list(offered)}"
    return str(offered[label])


def invite(desk: Counter, role: str, region: str | None = None) -> str:
    """Return the code of a new invitation."""
    now, until = desk.clock.now, desk.after(days=14)
    return desk.store.write_now(lambda s: codes.make(s, codes.New(Role(role), region, "operator", until), now))


def brought(event: Event, step: scripts.Step, sent: Path) -> Event:
    """Return what is said with what a step sends or passes on; its file lies in the network's folder."""
    payload = dict(event.payload)
    if step.file:
        mime, data = scripts.content(step.file)
        sent.mkdir(parents=True, exist_ok=True)
        (sent / step.file).write_bytes(data)
        payload["file"] = {"reference": step.file, "name": step.file, "mime": mime, "size": len(data)}
    return replace(event, payload={**payload, "forwarded": True} if step.forwarded else payload)


@pytest.mark.parametrize("name", scripts.names())
async def test_a_script_runs_as_written(desk: Counter, data_dir: Path, name: str) -> None:
    if why := scripts.impossible_on("memory", name):
        pytest.skip(why)
    assets, sent = data_dir / "assets", data_dir / "memory" / "ost" / "sent"
    desk.router.office, desk.router.assets = Office(assets=assets), assets
    errands = Errands(desk.store, desk.channel, desk.clock, assets)
    last: dict[str, list[Answer]] = {}
    code = ""
    for number, step in enumerate(scripts.load(name)):
        if step.invites:
            code = invite(desk, *step.invites)
            continue
        chat = (step.who or scripts.ADA).lower()
        before = last.get(chat, [])
        id_ = f"s{number}"
        if step.button:
            event = pressed(id_, payload_of(before, step.button), chat)
        else:
            event = said(id_, step.line("\n".join(answer.text for answer in before), code), chat)
        answers = await desk.answer(brought(event, step, sent))
        while await errands.do_next():
            answers += await desk.answer()
        for one in {answer.chat for answer in answers}:
            last[one] = [answer for answer in answers if answer.chat == one]
        code = step.judge("\n".join(answer.text for answer in last.get(chat, [])), code)
        for who, text in step.told:
            told = "\n".join(answer.text for answer in answers if answer.chat == who.lower())
            assert text in told, f"after {step}: {who} is not told {text!r} but {told!r}"


async def test_a_conversation_survives_a_restart(desk: Counter, sqlite_store: Store) -> None:
    await desk.answer(said("a1", "anmelden"))
    channel = desk.channel
    assert isinstance(channel, MemoryChannel)
    again = Counter(sqlite_store, channel, batches=100)
    (answer,) = await again.answer(said("a2", "ja vechta"))
    assert answer.text.startswith("Danke. Sie erhalten:")
