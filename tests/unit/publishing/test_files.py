"""Files of a notice: parts behind its texts, uploaded once, left alone by a correction that keeps them."""

from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import Capabilities
from domain.asset import MAX_FILE, Attachment, File
from domain.audience import Addressed
from domain.message import Form
from domain.notice import Level, Scope
from domain.outcome import GiveUp, Sent, TryLater, Unsure
from domain.recipient import Rhythm
from domain.state import DispatchState
from store import assets, check
from store.people import Where
from tests.unit.relay.support import OST, WEST, House, ScriptedChannel, drive, join, long_text, person, place

INFO = Addressed(Level.INFO, Scope.PUBLIC, statewide=True)
CAN_FILES = Capabilities(Form.ENTITIES, file_limit=MAX_FILE)


def attached(name: str, label: str = "") -> Attachment:
    return Attachment(File(f"{name}-sha", name, "application/pdf", 180_400), label)


ERLASS, FORM, PLAN = attached("erlass.pdf", "Erlass vom 09.02."), attached("antrag.docx"), attached("plan.pdf")


@pytest.fixture
def channel() -> ScriptedChannel:
    """A network that takes files."""
    return ScriptedChannel(can=CAN_FILES)


def calls(channel: ScriptedChannel, chat: str = "ada") -> list[tuple[str, str]]:
    """Return (operation, first words) of the calls to a chat; of a deletion, what it deletes."""
    mine = (made for made in channel.made if made.chat == chat)
    return [(made.op, made.text.partition("\n")[0] or made.target) for made in mine]


def sent_files(channel: ScriptedChannel) -> list[tuple[str, str]]:
    """Return (file, reference) of the files that were sent."""
    return [(made.loaded.file.name, made.loaded.reference) for made in channel.made if made.loaded]


async def test_the_files_of_a_notice_follow_its_texts_and_say_what_they_are(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada"))
    house.tell(house.new(long_text(12), files=(ERLASS, FORM)))
    house.assets = Path("/dort")
    relay = house.relay(channel)
    await drive(relay)
    *texts, first, second = channel.made
    assert len(texts) > 1
    assert "Anlagen: Erlass vom 09.02. (PDF, 180\xa0KB), antrag.docx (Word, 180\xa0KB)" in texts[-1].text
    assert first.text == "Anlage: Erlass vom 09.02. (PDF, 180\xa0KB)"
    assert second.text == "Anlage: antrag.docx (Word, 180\xa0KB)"
    assert first.loaded is not None
    assert (first.loaded.file, first.loaded.path, first.loaded.reference) == (ERLASS.file, "/dort/erlass.pdf-sha", "")
    assert [row.state for row in house.deliveries()] == ["sent"]
    assert [row.after for row in house.dispatches()] == [None, *(row.id for row in house.dispatches()[:-1])]


async def test_a_file_is_uploaded_once_for_an_account_also_for_later_notices(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada"), person("bea"), person("cem", Where(WEST, "cem")))
    west = ScriptedChannel(WEST, can=CAN_FILES)
    channel.keyed = True
    house.tell(house.new(files=(ERLASS,)))
    relay = house.relay(channel)
    await drive(relay)
    house.tell(house.new(files=(ERLASS,)))
    await drive(house.relay(channel))
    await drive(house.relay(west))
    assert sent_files(channel)[2:] == [("erlass.pdf", "erlass.pdf")] * 2
    assert sent_files(west)[0] == ("erlass.pdf", "")
    known = house.store.read_now(lambda s: assets.references(s, OST, [ERLASS.file]))
    assert known == {("erlass.pdf-sha", "erlass.pdf"): "erlass.pdf"}


@pytest.mark.parametrize(("outcome", "state"), [(GiveUp("too large"), "failed"), (Unsure("lost"), "unsure")])
async def test_a_notice_has_arrived_only_with_its_files(
    house: House, channel: ScriptedChannel, outcome: GiveUp | Unsure, state: str
) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(files=(ERLASS, FORM))).notice
    channel.script["ada"] = [Sent("m1"), outcome]
    await drive(house.relay(channel))
    assert len(channel.made) == 2
    assert house.states(notice)["ada"][0] == state


async def test_a_network_without_files_gets_the_text_that_names_them(house: House) -> None:
    channel = ScriptedChannel()
    join(house.store, person("ada"))
    house.tell(house.new(files=(ERLASS,)))
    await drive(house.relay(channel))
    (made,) = channel.made
    assert "Anlage: Erlass vom 09.02." in made.text
    assert [row.state for row in house.deliveries()] == ["sent"]


# --- corrections


async def test_a_correction_leaves_the_files_that_stay_where_they_are(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    """Three revisions: what the second kept, the third still finds."""
    house = house_on_both
    join(house.store, person("ada"))
    notice = house.tell(house.new("Eins.", INFO, files=(ERLASS, FORM))).notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new("Zwei.", INFO, files=(ERLASS, PLAN)))
    await drive(relay)
    assert calls(channel)[3:] == [
        ("edit", "Korrektur: Neuer Erlass"),
        ("delete", "m3"),
        ("send", "Anlage: plan.pdf (PDF, 180\xa0KB)"),
    ]
    house.correct(notice, house.new("Drei.", INFO, files=(PLAN,)))
    await drive(relay)
    assert calls(channel)[6:] == [("edit", "Korrektur: Neuer Erlass"), ("delete", "m2")]
    assert {state for states in map(house.states, [notice] * 3, (1, 2, 3)) for state in states.values()} == {
        ("sent", "")
    }
    assert sent_files(channel) == [("erlass.pdf", ""), ("antrag.docx", ""), ("plan.pdf", "")]
    house.withdraw(notice)
    await drive(relay)
    assert calls(channel)[8:] == [("delete", "m1"), ("delete", "m6")], "what is there no more is not deleted again"


async def test_a_text_that_grows_takes_no_number_of_a_file(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new("Kurz.", files=(ERLASS,))).notice
    relay = house.relay(channel)
    await drive(relay)
    house.correct(notice, house.new(long_text(12), files=(ERLASS, PLAN)))
    await drive(relay)
    ops = [op for op, _ in calls(channel)[2:]]
    assert ops[0] == "edit"
    assert set(ops[1:]) == {"send"}
    assert [name for name, _ in sent_files(channel)] == ["erlass.pdf", "plan.pdf"]
    book = house.store.read_now(check.load_book)
    keys = [call.key for call in book.calls]
    assert len(keys) == len(set(keys))
    parts = [(call.op, call.seq) for call in book.calls]
    assert len(parts) == len(set(parts))


async def test_withdrawing_takes_the_files_back_too(house: House, channel: ScriptedChannel) -> None:
    join(house.store, person("ada"))
    notice = house.tell(house.new(files=(ERLASS,))).notice
    relay = house.relay(channel)
    await drive(relay)
    house.withdraw(notice)
    await drive(relay)
    assert [made.target for made in channel.made if made.op == "delete"] == ["m1", "m2"]


# --- editions and digests


async def test_withdrawing_takes_back_what_a_digest_brought_of_this_notice_alone(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada", rhythm_info=Rhythm.WOECHENTLICH), person("bea", rhythm_info=Rhythm.WOECHENTLICH))
    house.tell(house.new("Eins.", INFO, files=(ERLASS,)))
    second = house.tell(house.new("Zwei.", INFO, files=(ERLASS, PLAN))).notice
    house.edition()
    later = TryLater("wait", timedelta(hours=1))
    channel.script["bea"] = [Sent("b1"), Sent("b2"), later]
    relay = house.relay(channel)
    await drive(relay)
    house.withdraw(second)
    await drive(relay)
    house.clock.move(hours=2)
    await drive(relay)
    sent = {made.chat: made for made in channel.made if made.loaded and made.loaded.file.name == "plan.pdf"}
    (deleted,) = (made for made in channel.made if made.op == "delete")
    assert (deleted.chat, deleted.key) == ("ada", f"{sent['ada'].key}-w")
    assert [state for _, state in sorted(house.states(second).items())] == [("sent", ""), ("skipped", "withdrawn")]
    assert [row.state for row in house.dispatches(key=sent["bea"].key)] == ["cancelled"]


async def test_a_digest_names_the_files_of_its_items_and_brings_each_once(
    house_on_both: House, channel: ScriptedChannel
) -> None:
    house = house_on_both
    join(house.store, person("ada", rhythm_info=Rhythm.WOECHENTLICH), place("runde"))
    house.tell(house.new("Eins.", INFO, files=(ERLASS, FORM)))
    house.tell(house.new("Zwei.", INFO, files=(ERLASS,)))
    house.tell(house.new("Drei.", INFO))
    house.edition()
    await drive(house.relay(channel))
    for chat in ("ada", "runde"):
        mine = [made for made in channel.made if made.chat == chat and "Wochenüberblick" in channel.texts(chat)[0]]
        assert [made.loaded.file.name for made in mine if made.loaded] == ["erlass.pdf", "antrag.docx"], chat
        assert "Anlage: Erlass vom 09.02. (PDF, 180\xa0KB)" in mine[0].text
        assert "Die Anlagen folgen als eigene Nachrichten." in mine[0].text
    assert {row.state for row in house.deliveries()} == {"sent"}


async def test_a_file_that_is_refused_in_a_digest_concerns_its_own_item_only(
    house: House, channel: ScriptedChannel
) -> None:
    join(house.store, person("ada", rhythm_info=Rhythm.WOECHENTLICH))
    first = house.tell(house.new("Eins.", INFO, files=(ERLASS,))).notice
    second = house.tell(house.new("Zwei.", INFO, files=(FORM,))).notice
    house.edition()
    channel.script["ada"] = [Sent("m1"), GiveUp("too large")]
    await drive(house.relay(channel))
    assert house.states(first)["ada"] == ("failed", "too large")
    assert house.states(second)["ada"] == ("sent", "")
    assert DispatchState.CANCELLED not in {row.state for row in house.dispatches()}


async def test_internal_files_stay_where_internal_things_may_go(house: House, channel: ScriptedChannel) -> None:
    internal = Addressed(Level.INFO, Scope.INTERNAL, statewide=True)
    join(house.store, place("offen"), place("intern", scope=Scope.INTERNAL))
    house.tell(house.new("Für alle.", INFO, files=(ERLASS,)))
    house.tell(house.new("Unter uns.", internal, files=(PLAN,)))
    house.edition()
    await drive(house.relay(channel))
    got = {chat: [m.loaded.file.name for m in channel.made if m.chat == chat and m.loaded] for chat in channel.chats()}
    assert "plan.pdf" not in got["offen"]
    assert got["intern"][-2:] == ["erlass.pdf", "plan.pdf"]
    assert not [made for made in channel.made if made.chat == "offen" and "plan.pdf" in made.text]
