"""The server as a process of its own, and its journal before `bote check`."""

import math
import socket
from pathlib import Path

import pytest

from bot.checking import find_journals
from tests.fake_telegram.__main__ import main
from tests.fake_telegram.client import running, started
from tests.fake_telegram.rates import parse_rate


async def test_it_runs_as_a_process_and_ends_when_told(tmp_path: Path) -> None:
    async with started(tmp_path / "state", "x100", "--judge", "off") as server:
        await server.say(5, 5, "/start")
        (update,) = (await server.call("getUpdates"))["result"]
        assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
        assert (await server.call("sendMessage", chat_id=5, text="Guten Tag"))["ok"]
    journals = find_journals(tmp_path / "state")
    assert [(one.lines, one.account) for one in journals] == [(1, "telegram")]


async def test_started_again_it_goes_on_where_the_files_end(tmp_path: Path) -> None:
    for _ in range(2):
        async with running(tmp_path) as server:
            await server.call("sendMessage", chat_id=5, text="Guten Tag", unknwon=1)
            await server.call("sendMessage", chat_id=5, text="Guten Tag")
            lines, faults = await server.journal(), await server.faults()
        with (tmp_path / "out.jsonl").open("a") as file:
            file.write('{"seq": 3, "half a li')
    assert [line["seq"] for line in lines] == [1, 2]
    assert len(faults) == 2


async def test_started_again_it_knows_what_was_sent_before(tmp_path: Path) -> None:
    markup = {"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]}
    async with running(tmp_path) as server:
        for chat in (5, -1_000_000_000_001):
            for text in ("bleibt", "wird geändert", "wird gelöscht"):
                await server.call("sendMessage", chat_id=chat, text=text, reply_markup=markup)
            await server.call("editMessageText", chat_id=chat, message_id=2, text="geändert")
            await server.call("deleteMessage", chat_id=chat, message_id=3)
        said = await server.say(5, 5, "x")
    async with running(tmp_path) as server:
        again = await server.call("editMessageText", chat_id=5, message_id=1, text="bleibt", reply_markup=markup)
        assert "message is not modified" in again["description"]
        assert [message["text"] for message in await server.messages(5)] == ["bleibt", "geändert"]
        assert (await server.call("sendMessage", chat_id=-1_000_000_000_001, text="x"))["result"]["message_id"] == 4
        assert (await server.say(5, 5, "x"))["update_id"] >= said["update_id"]


@pytest.mark.parametrize("rate", ["schnell", "x", "x0", "xinf", "-1"])
def test_an_unknown_rate_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match="expected real, off or xN"):
        parse_rate(rate)


@pytest.mark.parametrize(("rate", "factor"), [("real", 1), ("off", math.inf), ("x10", 10), ("x0.5", 0.5)])
def test_a_rate_is_how_many_times_as_fast(rate: str, factor: float) -> None:
    assert parse_rate(rate) == factor


def test_an_unknown_rate_is_told_in_german(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--state", str(tmp_path), "--rate", "schnell"])
    assert "„schnell“ ist nicht real, off oder xN" in capsys.readouterr().err


def test_a_missing_folder_is_told_in_german(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--port", "0"])
    assert "Diese Angaben sind nicht verständlich" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told_in_german(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--state", str(tmp_path), "--port", str(port)]) == 75
    assert f"Ist der Port {port} frei?" in capsys.readouterr().err
