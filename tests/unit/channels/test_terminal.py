"""The terminal hands over what is said, and shows what arrives."""

from bot.chat import _as_json
from channels.base import Target
from channels.terminal import Shown, TerminalChannel
from domain.asset import File, Loaded
from domain.message import Body, Button, Message
from domain.outcome import Sent
from tests.contract.listening import Inbox, listening

BUTTONS = ((Button("Hilfe", "help"),),)


async def test_what_arrives_is_shown_as_one_value() -> None:
    shown: list[Shown] = []
    terminal = TerminalChannel(shown.append)
    outcome = await terminal.send(Target("terminal"), Message(Body("Guten Tag"), BUTTONS), key="n1", attempt=1)
    assert isinstance(outcome, Sent)
    assert shown == [Shown("send", outcome.remote_id, "Guten Tag", BUTTONS)]


async def test_a_file_is_named_with_what_it_is() -> None:
    shown: list[Shown] = []
    file = File("sha", "erlass.pdf", "application/pdf", 8)
    message = Message(Body("Anlage: Erlass", file=file), loaded=Loaded(file, "nirgends"))
    await TerminalChannel(shown.append).send(Target("terminal"), message, key="n1", attempt=1)
    (one,) = shown
    assert _as_json(one) == {
        "text": "Anlage: Erlass",
        "buttons": [],
        "files": [{"name": "erlass.pdf", "mime": "application/pdf", "size": 8, "sha256": "sha"}],
    }


async def test_two_runs_never_share_an_id() -> None:
    ids = set()
    for _ in range(2):
        terminal = TerminalChannel(lambda _: None)
        await terminal.push("hallo")
        async with listening(terminal, Inbox()) as inbox:
            (event,) = await inbox.wait_for(1)
        outcome = await terminal.send(Target("terminal"), Message(Body("hallo")), key="n1", attempt=1)
        assert isinstance(outcome, Sent)
        ids |= {event.event_id, outcome.remote_id}
    assert len(ids) == 4


async def test_the_cursor_of_an_earlier_run_swallows_nothing() -> None:
    earlier, terminal = TerminalChannel(lambda _: None), TerminalChannel(lambda _: None)
    for line in ("eins", "zwei"):
        await earlier.push(line)
    async with listening(earlier, Inbox()) as old:
        await old.wait_for(2)
    await terminal.push("drei")
    assert await terminal.has_unread(old.cursor)
    async with listening(terminal, Inbox(), old.cursor) as inbox:
        (event,) = await inbox.wait_for(1)
    assert event.payload == {"text": "drei"}
