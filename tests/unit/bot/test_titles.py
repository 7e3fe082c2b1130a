"""Where internal things may not go, a notice of ours is called by its number, and its text is not shown."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.words import writing as words
from channels.memory import MemoryChannel
from domain.audience import Addressed
from domain.notice import Level, Scope
from domain.recipient import Role
from scheduler import reporting
from store import notices, waiting
from tests.unit.bot.support import Counter, said
from tests.unit.relay.support import MONDAY, House, join, person

_TITLE, _NUMBER = "Geheimes", "Interne Mitteilung Nr. 1"


@pytest.fixture
def office(desk: Counter) -> Counter:
    """Two of the Koordination, in a network that may carry what is internal."""
    boss: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": MONDAY}
    join(desk.store, person("ada", **boss), person("cora", **boss))
    return desk


@pytest.fixture
def close(office: Counter, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the network be one that may not."""
    capabilities = replace(office.channel.capabilities, internal=False)
    return lambda: monkeypatch.setattr(MemoryChannel, "capabilities", capabilities)


def tell(office: Counter) -> None:
    house = House(office.store, office.clock)
    new = house.new("Nicht für alle.", Addressed(Level.IMPORTANT, Scope.INTERNAL, statewide=True))
    house.tell(replace(new, title=_TITLE, author="ada"))


async def says(desk: Counter, text: str, chat: str = "ada") -> str:
    """Let somebody say something, and return everything that is written to anybody, and what can be pressed."""
    answers = await desk.answer(said(f"i{desk.batches}", text, chat))
    return "\n".join("\n".join((one.text, *one.labels)) for one in answers)


@pytest.mark.parametrize(
    "said_",
    [
        "bericht",
        "bericht 1",
        "mailtext",
        "zurückziehen",
        "zurückziehen 1",
        "korrektur",
        "anhalten",
    ],
    ids=str,
)
async def test_lists_and_reports_name_the_number_only(office: Counter, close: Callable[[], None], said_: str) -> None:
    tell(office)
    close()
    shown = await says(office, said_, "cora")
    assert _TITLE not in shown
    assert _NUMBER in shown


async def test_new_words_of_an_internal_notice_are_not_taken_where_they_may_not_be_seen(
    office: Counter, close: Callable[[], None]
) -> None:
    tell(office)
    close()
    shown = await says(office, "korrektur 1 Noch geheimer")
    assert shown.startswith(words.NOT_INTERNAL_HERE)
    assert "Noch geheimer" not in shown


async def test_the_report_that_comes_by_itself_names_the_number_only(office: Counter) -> None:
    tell(office)
    told = office.store.read_now(lambda s: reporting.text_about(s, 1))
    assert _TITLE not in told
    assert _NUMBER in told


async def test_what_waits_is_read_only_where_it_may_be_and_letters_name_its_number(
    office: Counter, close: Callable[[], None]
) -> None:
    house = House(office.store, office.clock)
    new = house.new("Nicht für alle.", Addressed(Level.IMPORTANT, Scope.INTERNAL, statewide=True))

    def write(session: Any) -> None:
        waiting.hold(session, notices.create(session, replace(new, title=_TITLE, author="ada")), None, approved=False)

    office.store.write_now(write)
    assert _TITLE in await says(office, "gegenlesen", "cora")
    close()
    for command, who in (("gegenlesen", "cora"), ("notfall", "ada")):
        assert (await says(office, command, who)).startswith(words.CHECK_ELSEWHERE)
