"""The scripted conversations with `bote run` on Telegram and on Matrix: the files that run in the memory network too.

A few share one run on each network, each time: what it costs is the start. The others have a run each, when it is
thorough.
"""

import asyncio
import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from channels.memory_journal import read_journal
from tests import scripts
from tests.acceptance.installation import MORNING, Installation, wait_until
from tests.acceptance.test_matrix import answers
from tests.acceptance.test_telegram_asked import do
from tests.acceptance.test_telegram_killed import network
from tests.fake_synapse.server import SynapseServer
from tests.fake_telegram.world import TOKEN
from tests.matrix.member import Clients, Member

#: An answer: its text, and its buttons as (label, payload).
Shown = tuple[str, Sequence[tuple[str, str]]]
_OPERATOR = {f"operator_{name}": value for name, value in scripts.OPERATOR.items()}


@pytest.fixture
def bote(tmp_path: Path) -> Iterator[Installation]:
    """An installation without people."""
    installation = Installation(tmp_path)
    installation.set_clock(MORNING, 1.0)
    yield installation
    installation.close()


#: Whose message it is that is passed on, on Telegram.
_SOMEBODY = 77
#: What is tried on every network each time; the others run in the memory network, and here when it is thorough.
_FEW = ("joining", "erasing", "invited")
#: Each of the others has an installation of its own: what one leaves behind is no business of the next.
_OTHERS = sorted(set(scripts.names()) - set(_FEW))
_SCRIPTS = pytest.mark.parametrize(
    "names", [_FEW, *(pytest.param((name,), marks=pytest.mark.thorough) for name in _OTHERS)], ids=["few", *_OTHERS]
)


@dataclass
class Chat:
    """A person in a chat. press gets a button's position and payload; shown returns all answers so far.

    bring: sends what a step says, with its file or passed on.
    """

    say: Callable[[str], None]
    bring: Callable[[str, scripts.Step], None]
    press: Callable[[int, str], None]
    shown: Callable[[], Sequence[Shown]]
    last: Sequence[Shown] = ()

    def answer(self, do_it: Callable[[], None], what: object, says: Sequence[str] = ()) -> str:
        """Do something and return the text of the answers to it; they may be several, and come one by one."""
        before = len(self.shown())

        def is_answered() -> bool:
            self.last = self.shown()[before:]
            return bool(self.last) and all(text in self.text for text in says)

        do_it()
        try:
            wait_until(is_answered, f"{what} is answered")
        except AssertionError as late:
            raise AssertionError(f"{late}; the answers were {self.text!r}") from None
        return self.text

    @property
    def text(self) -> str:
        """The text of the last answers."""
        return "\n".join(text for text, _ in self.last)

    def take(self, step: scripts.Step, code: str) -> None:
        """Say, press or send what a step says."""
        if step.file or step.forwarded:
            self.bring(step.line(self.text, code), step)
            return
        if not step.button:
            self.say(step.line(self.text, code))
            return
        buttons = self.last[-1][1]
        at = [label for label, _ in buttons].index(step.button)
        self.press(at, buttons[at][1])


@dataclass
class Talk:
    """People who talk to one bot. chat_of: makes a person's chat, by their name."""

    bote: Installation
    chat_of: Callable[[str], Chat]
    chats: dict[str, Chat] = field(default_factory=dict)

    def run(self, name: str) -> None:
        """Run a script; at its end everybody is a stranger again."""
        code, spoke = "", []
        for step in scripts.load(name):
            if step.invites:
                code = self._invite(*step.invites)
                continue
            spoke.append(step.who)
            before = {who: len(self._chat(who).shown()) for who, _ in step.told}
            chat = self._chat(step.who)
            says = [text for text in step.says if "{" not in text]
            code = step.judge(chat.answer(partial(chat.take, step, code), f"{name}: {step}", says), code)
            for who, text in step.told:
                wait_until(partial(self._is_told, who, before[who], text), f"{name}: {who} is told {text!r}")
        for who in dict.fromkeys(spoke):
            self._leave(self._chat(who))

    def _chat(self, who: str) -> Chat:
        name = who or scripts.ADA
        if name not in self.chats:
            self.chats[name] = self.chat_of(name)
        return self.chats[name]

    def _is_told(self, who: str, before: int, text: str) -> bool:
        chat = self._chat(who)
        chat.last = chat.shown()[before:]
        return text in chat.text

    def _invite(self, role: str, region: str = "") -> str:
        where = ["--region", region] if region else []
        return str(self.bote.command("invite", "--role", role, *where)["code"])

    def _leave(self, chat: Chat) -> None:
        found = scripts.PHRASE.search(chat.answer(partial(chat.say, scripts.LEAVING), "leaving"))
        if found is not None:
            chat.answer(partial(chat.say, found[0]), "erasing")


@_SCRIPTS
def test_scripts_run_on_telegram(bote: Installation, tmp_path: Path, names: Sequence[str]) -> None:
    _skip_what_is_impossible("telegram", names)
    with network(tmp_path / "telegram", latency=0.0) as telegram:
        bote.run_ready(
            networks=["telegram"], telegram_token=TOKEN, telegram_api_url=telegram.url, pace="off", **_OPERATOR
        )

        ids: dict[str, int] = {}

        def chat_of(name: str) -> Chat:
            one = ids.setdefault(name, 2000 + len(ids))

            def shown() -> list[Shown]:
                mine = [line for line in read_journal(telegram.state) if line["chat"] == str(one)]
                return [(line["text"], _buttons(line["buttons"])) for line in mine]

            def press(_at: int, payload: str) -> None:
                mine = [line for line in read_journal(telegram.state) if line["chat"] == str(one)]
                do(telegram, "press", chat=one, user=one, message_id=mine[-1]["remote_id"], payload=payload)

            def bring(text: str, step: scripts.Step) -> None:
                body = {"chat": one, "user": one, "text": text, **({"forwarded": _SOMEBODY} if step.forwarded else {})}
                if not step.file:
                    do(telegram, "say", **body)
                    return
                mime, data = scripts.content(step.file)
                encoded = base64.b64encode(data).decode()
                do(telegram, "file", **body, name=step.file, mime=mime, data=encoded)

            return Chat(lambda text: do(telegram, "say", chat=one, user=one, text=text), bring, press, shown)

        talk = Talk(bote, chat_of)
        for name in names:
            talk.run(name)
        assert bote.running[-1].terminate() == 0


@_SCRIPTS
def test_scripts_run_on_matrix(
    bote: Installation, synapse: SynapseServer, matrix_clients: Clients, names: Sequence[str]
) -> None:
    _skip_what_is_impossible("matrix", names)
    bot = synapse.new_account("bote")
    bote.run_ready(
        networks=["matrix"], matrix_homeserver=synapse.url, matrix_user=bot.user_id, matrix_password=bot.password,
        pace="off", **_OPERATOR,
    )  # fmt: skip

    def chat_of(name: str) -> Chat:
        member = Member(matrix_clients, synapse.url, synapse.new_account(name.lower()))
        room = asyncio.run(member.create_direct(bot.user_id))

        def say(text: str) -> None:
            asyncio.run(member.say(room, text))

        def shown() -> list[Shown]:
            return [
                (one["body"], _buttons(one.get("de.verbundbote.choices", ()))) for one in answers(member, bot, room)
            ]

        def bring(text: str, step: scripts.Step) -> None:
            # What is passed on is sent like anything else: Matrix does not mark it.
            if not step.file:
                say(text)
                return
            asyncio.run(member.bring(room, step.file, *scripts.content(step.file), text))

        return Chat(say, bring, lambda at, _payload: say(str(at + 1)), shown)

    talk = Talk(bote, chat_of)
    for name in names:
        talk.run(name)
    assert bote.running[-1].terminate() == 0


def _skip_what_is_impossible(network_: str, names: Sequence[str]) -> None:
    for name in names:
        if why := scripts.impossible_on(network_, name):
            pytest.skip(f"{name}: {why}")


def _buttons(rows: Any) -> list[tuple[str, str]]:
    return [(one["label"], one["payload"]) for row in rows for one in row]
