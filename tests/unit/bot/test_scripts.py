"""Every scripted conversation, in the memory network. The same files run on Telegram and Matrix."""

import json

import pytest

from channels.memory import MemoryChannel
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
    return desk.store.write_now(lambda s: codes.make(s, Role(role), region, "operator", now, until, many=False))


@pytest.mark.parametrize("name", scripts.names())
async def test_a_script_runs_as_written(desk: Counter, name: str) -> None:
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
        answers = await desk.answer(event)
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
