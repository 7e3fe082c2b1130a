"""`./run fake synapse` as a process: anybody can start it, send as the bot, and see what the members read."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from channels.memory_journal import read_journal
from tests.acceptance.installation import PATIENCE, ROOT, wait_until
from tests.fake_synapse.__main__ import main
from tests.fake_synapse.calls import log_in
from tests.fake_synapse.element import ElementUser
from tests.fake_synapse.server import free_port

BOT, PASSWORD, MEMBER = "@bote:localhost", "bote-kennwort", "@mitglied-1:localhost"


@contextmanager
def started(port: int, state: Path) -> Iterator[str]:
    """Yield what a server says when it is ready; ended by the signal of a terminal or a supervisor, it returns 0."""
    words = ["--port", str(port), "--limits", "off", "--users", "2", "--state", str(state)]
    with (state.parent / "said").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen([sys.executable, "-m", "tests.fake_synapse", *words], cwd=ROOT, stdout=said)
        try:
            wait_until(lambda: "Ende mit" in _all(said.name) or process.poll() is not None, "the server is ready")
            yield _all(said.name)
        finally:
            process.terminate()
            ended = process.wait(PATIENCE)
    assert ended == 0


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
    with started(port, state):
        async with ElementUser(url, account, tmp_path) as bot:
            await bot.say(secret, "wieder")
            wait_until(lambda: len(read_journal(state)) == 3, "the third text is read")
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
