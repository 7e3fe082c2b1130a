"""`./run fake synapse` as a process: anybody can start it, send as the bot, and see what the members read."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from channels.memory_journal import read_journal
from tests.acceptance.installation import PATIENCE, ROOT, wait_until
from tests.fake_synapse import server as server_module
from tests.fake_synapse.__main__ import main, until_told
from tests.fake_synapse.calls import log_in
from tests.fake_synapse.element import ElementUser
from tests.fake_synapse.server import SynapseServer, free_port
from tests.fake_synapse.speaking import EXAMPLE

BOT, PASSWORD, MEMBER = "@bote:localhost", "bote-kennwort", "@mitglied-1:localhost"


@contextmanager
def started(port: int, state: Path, ended_by: signal.Signals = signal.SIGTERM) -> Iterator[str]:
    """Yield what a server says when it is ready; told to end it returns 0, and however it ends, nothing stays."""
    words = ["--port", str(port), "--limits", "off", "--users", "2", "--state", str(state)]
    with (state.parent / "said").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen([sys.executable, "-m", "tests.fake_synapse", *words], cwd=ROOT, stdout=said)
        try:
            wait_until(lambda: "Ende mit" in _all(said.name) or process.poll() is not None, "the server is ready")
            yield _all(said.name)
        finally:
            process.send_signal(ended_by)
            ended = process.wait(PATIENCE)
    assert ended == (-ended_by if ended_by is signal.SIGKILL else 0)
    wait_until(lambda: _is_free(port), "Synapse is gone")


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0


def _all(file: str) -> str:
    return Path(file).read_text(encoding="utf-8")


def arrived(state: Path) -> list[tuple[int, str, bool]]:
    """Return number, text and whether it was encrypted, of all that the members read."""
    return [(line["seq"], line["text"], line["encrypted"]) for line in read_journal(state)]


async def test_members_read_what_the_bot_sends_also_after_a_restart(tmp_path: Path) -> None:
    port, state = free_port(), tmp_path / "state"
    with started(port, state) as said:
        url = f"http://127.0.0.1:{port}"
        assert f"BOTE_MATRIX_HOMESERVER={url} BOTE_MATRIX_USER={BOT} BOTE_MATRIX_PASSWORD={PASSWORD}\n" in said
        assert f"Mitglied {MEMBER}, Kennwort mitglied-1-kennwort\n" in said
        account = log_in(url, BOT, PASSWORD)
        async with ElementUser(url, account, tmp_path) as bot:
            plain = await bot.create_room(MEMBER)
            secret = await bot.create_room(MEMBER, "@mitglied-2:localhost", encrypted=True)
            await bot.say(plain, "offen")
            await bot.wait_until(lambda: _joined(bot, secret) == 2, "both are there")
            await bot.say(secret, "verschlüsselt")
            wait_until(lambda: len(read_journal(state)) == 2, "both texts are read")
    with started(port, state, signal.SIGKILL):
        async with ElementUser(url, account, tmp_path) as bot:
            await bot.say(secret, "wieder")
            wait_until(lambda: len(read_journal(state)) == 3, "the third text is read")
            with (state / "in.jsonl").open("a", encoding="utf-8") as said_by_members:
                said_by_members.write(f"{EXAMPLE}\n")
            assert (await bot.wait_for_text(plain, "Hilfe"))["sender"] == MEMBER
    assert {one[1:] for one in arrived(state)} == {("offen", False), ("verschlüsselt", True), ("wieder", True)}
    assert [one[0] for one in arrived(state)] == [1, 2, 3]


def _joined(user: ElementUser, room: str) -> int:
    return sum(
        event["room_id"] == room and event["content"].get("membership") == "join" and event["sender"] != user.user_id
        for event in user.events
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--limits", "viele"], "--limits"), (["--users", "drei"], "„drei“ ist keine Anzahl")],
    ids=["limits", "users"],
)
def test_a_wrong_word_is_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_without_synapse_a_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server_module, "PYTHON", tmp_path / "python")
    assert main([]) == 5
    assert capsys.readouterr().err == "Synapse ist nicht eingerichtet: Bitte starten Sie die Tests mit ./run test.\n"


def test_a_port_that_is_taken_is_named(synapse: SynapseServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", str(synapse.port)]) == 75
    said = capsys.readouterr().err
    assert f"ist der Port {synapse.port} frei?" in said
    assert "Address already in use" in said  # what Synapse wrote


async def test_the_end_of_the_server_is_not_overlooked(
    own_synapse: SynapseServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = asyncio.create_task(until_told(asyncio.Event(), own_synapse, tmp_path, []))
    await asyncio.sleep(0)
    assert own_synapse.pid is not None
    os.kill(own_synapse.pid, signal.SIGKILL)
    assert await waiting == 75
    assert "Synapse ist zu Ende" in capsys.readouterr().err
