"""Every scripted conversation, in the memory network. The same files run on Telegram and Matrix."""

import json

import pytest

from channels.memory import MemoryChannel
from store.db import Store
from tests import scripts
from tests.unit.bot.support import Answer, Counter, pressed, said


def payload_of(answers: list[Answer], label: str) -> str:
    """Return what the button with this label of the last answer sends."""
    offered = {name: payload for row in json.loads(answers[-1].row.buttons or "[]") for name, payload in row}
    assert label in offered, f"{label!r} is none of {list(offered)}"
    return str(offered[label])


@pytest.mark.parametrize("name", scripts.names())
async def test_a_script_runs_as_written(desk: Counter, name: str) -> None:
    answers: list[Answer] = []
    for number, step in enumerate(scripts.load(name)):
        last = "\n".join(answer.text for answer in answers)
        id_ = f"s{number}"
        event = pressed(id_, payload_of(answers, step.button)) if step.button else said(id_, step.line(last))
        answers = await desk.answer(event)
        step.judge("\n".join(answer.text for answer in answers))


async def test_a_conversation_survives_a_restart(desk: Counter, sqlite_store: Store) -> None:
    await desk.answer(said("a1", "anmelden"))
    channel = desk.channel
    assert isinstance(channel, MemoryChannel)
    again = Counter(sqlite_store, channel, batches=100)
    (answer,) = await again.answer(said("a2", "ja vechta"))
    assert answer.text.startswith("Danke. Sie erhalten:")
