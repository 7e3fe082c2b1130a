"""From `treffen` to the calendar file in a member's chat, on both networks: its change and its end replace it there."""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import vobject

from channels.memory_journal import read_journal
from tests.acceptance.installation import MORNING, Installation, wait_until
from tests.acceptance.test_matrix import answers
from tests.acceptance.test_telegram_asked import do
from tests.acceptance.test_telegram_killed import Network, network
from tests.fake_synapse.calls import Account
from tests.fake_synapse.server import SynapseServer
from tests.fake_telegram.world import TOKEN
from tests.matrix.member import Clients, Member

pytestmark = pytest.mark.thorough

_INVITED = "treffen Verbundtreffen: Mo 6.12.2027 10-13 Uhr, Rathaus Lüneburg; TOP Begrüßung"
_SEND = re.compile(r"SENDEN \d+(?=“)")
_CANCEL = re.compile(r"ABSAGEN \d+")


@pytest.fixture
def bote(tmp_path: Path) -> Iterator[Installation]:
    """An installation without people."""
    installation = Installation(tmp_path)
    installation.set_clock(MORNING, 1.0)
    yield installation
    installation.close()


@dataclass
class Somebody:
    """Who talks to the bot. texts: all that they were told; files: what came as a file, (name, hash of its bytes)."""

    say: Callable[[str], None]
    texts: Callable[[], Sequence[str]]
    files: Callable[[], Sequence[tuple[str, str]]]

    def ask(self, text: str, answer: str) -> str:
        """Say something and return the answer, in which this must stand."""
        before = len(self.texts())
        self.say(text)
        wait_until(lambda: any(answer in one for one in self.texts()[before:]), f"{text!r} is answered by {answer!r}")
        return "\n".join(self.texts()[before:])


def _calendar(bote: Installation, who: Somebody, number: int) -> tuple[str, str, str, str, str]:
    """Return the method, number, state, beginning and identity of the calendar file that came as the number-th one."""
    wait_until(lambda: len(who.files()) >= number, f"file {number} has come")
    name, sha256 = who.files()[number - 1]
    assert name.endswith(".ics")
    (stored,) = bote.data.rglob(sha256)
    read = vobject.readOne(stored.read_text(encoding="utf-8"))
    event = read.vevent
    state = event.status.value if hasattr(event, "status") else ""
    return read.method.value, event.sequence.value, state, f"{event.dtstart.value:%d.%m.%Y %H:%M %z}", event.uid.value


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found is not None, text
    return found[0]


def _walk(bote: Installation, leads: Somebody, member: Somebody) -> None:
    """Let a Federführende invite, move and cancel, and look at what comes to a member."""
    code = bote.command("invite", "--role", "lead", "--region", "heide")["code"]
    leads.ask(f"code {code}", "Einverstanden")
    leads.ask("ja Celle", "Danke.")
    member.ask("anmelden", "Einverstanden")
    member.ask("ja Uelzen", "Danke.")
    preview = leads.ask(_INVITED, "Geht an 2 Personen")
    leads.ask(_found(_SEND, preview), "Unterwegs an 2 Personen")
    first = _calendar(bote, member, 1)
    assert first[:4] == ("PUBLISH", "0", "CONFIRMED", "06.12.2027 10:00 +0100")
    preview = leads.ask("treffen ändern auf Mi 8.12.2027 14-16 Uhr", "Neuer Termin")
    leads.ask(_found(_SEND, preview), "Geändert.")
    assert _calendar(bote, member, 2) == ("PUBLISH", "1", "CONFIRMED", "08.12.2027 14:00 +0100", first[4])
    preview = leads.ask("treffen absagen", "Abgesagt wird")
    leads.ask(_found(_CANCEL, preview), "Abgesagt.")
    method, sequence, state, _, uid = _calendar(bote, member, 3)
    assert (method, sequence, state, uid) == ("CANCEL", "2", "CANCELLED", first[4])
    # Who invited is told the same, and nobody has a file twice.
    wait_until(lambda: len(leads.files()) >= 3, "the Federführende has the files too")
    assert [len(one.files()) for one in (leads, member)] == [3, 3]
    assert bote.running[-1].terminate() == 0


def _on_telegram(telegram: Network, chat: int) -> Somebody:
    def lines() -> list[dict[str, object]]:
        return [line for line in read_journal(telegram.state) if line["chat"] == str(chat)]

    def files() -> list[tuple[str, str]]:
        return [(one["name"], one["sha256"]) for line in lines() for one in line.get("files", ())]  # type: ignore[attr-defined]  # of JSON

    return Somebody(
        lambda text: do(telegram, "say", chat=chat, user=chat, text=text),
        lambda: [str(line["text"]) for line in lines()], files,
    )  # fmt: skip


def test_the_calendar_file_comes_on_telegram(bote: Installation, tmp_path: Path) -> None:
    with network(tmp_path / "telegram", latency=0.0) as telegram:
        bote.run_ready(networks=["telegram"], telegram_token=TOKEN, telegram_api_url=telegram.url, pace="off")
        _walk(bote, _on_telegram(telegram, 2000), _on_telegram(telegram, 2001))


def _on_matrix(clients: Clients, synapse: SynapseServer, bot: Account, name: str) -> Somebody:
    member = Member(clients, synapse.url, synapse.new_account(name))
    room = asyncio.run(member.create_direct(bot.user_id))

    def files() -> list[tuple[str, str]]:
        found = [one for one in answers(member, bot, room) if one["msgtype"] == "m.file"]
        return [(str(one.get("filename", one["body"])), member.fingerprint(one)) for one in found]

    return Somebody(
        lambda text: asyncio.run(_say(member, room, text)),
        lambda: [str(one["body"]) for one in answers(member, bot, room)],
        files,
    )


async def _say(member: Member, room: str, text: str) -> None:
    await member.say(room, text)


def test_the_calendar_file_comes_on_matrix(bote: Installation, synapse: SynapseServer, matrix_clients: Clients) -> None:
    bot = synapse.new_account("bote")
    bote.run_ready(
        networks=["matrix"], matrix_homeserver=synapse.url, matrix_user=bot.user_id, matrix_password=bot.password,
        pace="off",
    )  # fmt: skip
    people = partial(_on_matrix, matrix_clients, synapse, bot)
    _walk(bote, people("ada"), people("berta"))
