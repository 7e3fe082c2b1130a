"""The calendar file that goes with each invitation: the same for all, replaced by a change, and by a cancellation."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

from icalendar import Calendar

from channels.base import Capabilities
from content import letters
from domain.asset import MAX_FILE
from domain.message import Form
from domain.phrases import When
from scheduler import exporting
from scheduler import meetings as work
from scheduler.calendar_files import Keeper
from scheduler.publishing import Publisher
from store.db import Store
from store.meetings import StoredMeeting
from tests.unit.meetings.support import advisor, fill, load, meeting, write
from tests.unit.relay.support import MONDAY, House, ScriptedChannel, drive, place

HOURS = timedelta(hours=1)


def channel() -> ScriptedChannel:
    return ScriptedChannel(can=Capabilities(Form.ENTITIES, file_limit=MAX_FILE))


def calls(network: ScriptedChannel, chat: str) -> list[tuple[str, str]]:
    """Return (operation, first line) of the calls to a chat; of a deletion, what it deletes."""
    return [(made.op, made.text.partition("\n")[0] or made.target) for made in network.made if made.chat == chat]


def kept(network: ScriptedChannel) -> Calendar:
    """Return the file that was sent last, read by the library."""
    loaded = [made.loaded for made in network.made if made.loaded is not None][-1]
    return Calendar.from_ical(Path(loaded.path).read_bytes())


async def test_an_invitation_its_change_and_its_end_bring_their_file(store: Store, tmp_path: Path) -> None:
    house = House(store, assets=tmp_path)
    fill(house.store, advisor("ada"), advisor("bea"), place("raum", regions=("heide",), quiet="18:00-07:00"))
    keeper, network = Keeper(tmp_path, {"controller": "Verein Beispiel"}), channel()
    made = meeting(link="https://meet.example.org/x", hybrid=True)
    by = Publisher(MONDAY, keeper=keeper)
    number = write(house.store, lambda s: work.invite(s, made, "t", "test", by)).meeting
    await drive(house.relay(network))
    assert [text for _, text in calls(network, "ada")] == [
        "Einladung zum Verbundtreffen – Regionalverbund Heide",
        "Anlage: Termin für Ihren Kalender (Kalender, 982\xa0Byte)",
    ]  # fmt: skip
    files = [one.loaded for one in network.made if one.loaded is not None]
    # The same bytes for everybody: a network is given them once, as of every notice.
    assert (len(files), len({one.file for one in files})) == (3, 1)
    first = kept(network)
    assert (first["method"], first.walk("vevent")[0]["sequence"]) == ("PUBLISH", 0)
    assert b"meet.example.org" not in first.to_ical()

    def changed(**new: object) -> StoredMeeting:
        stored = load(house.store, number)
        wanted = replace(stored.meeting, **new)  # type: ignore[arg-type]  # fields of a meeting
        house.clock.move(hours=1)
        write(house.store, lambda s: work.change(s, stored, wanted, "test", Publisher(house.clock.now, keeper=keeper)))
        return load(house.store, number)

    stored = changed(when=When(date(2026, 12, 9), time(14), time(16)))
    await drive(house.relay(network))
    second = kept(network).walk("vevent")[0]
    assert (second["uid"], second["sequence"], f"{second.decoded('dtstart'):%d.%m. %H:%M}") == (
        first.walk("vevent")[0]["uid"], 1, "09.12. 14:00",
    )  # fmt: skip
    later = calls(network, "ada")[2:]
    assert sorted(op for op, _ in later) == ["delete", "edit", "send", "send"]
    mail = write(house.store, lambda s: exporting.load(s, stored.notice))
    assert mail is not None
    (enclosed,) = exporting.enclosures(mail, tmp_path)
    letter = write(house.store, lambda s: exporting.letter_of(s, mail))
    assert b"text/calendar" in letters.as_mail(letter, [enclosed])
    house.clock.move(hours=1)
    write(house.store, lambda s: work.cancel(s, stored, "", "test", Publisher(house.clock.now, keeper=keeper)))
    await drive(house.relay(network))
    last = kept(network)
    event = last.walk("vevent")[0]
    assert (last["method"], event["sequence"], event["status"], event.walk("valarm")) == ("CANCEL", 2, "CANCELLED", [])
    told = [text for op, text in calls(network, "bea")[-4:] if op == "send"]
    assert [text.partition(" (")[0] for text in sorted(told)] == [
        "Abgesagt: Verbundtreffen – Regionalverbund Heide", "Anlage: Nimmt den Termin wieder aus Ihrem Kalender",
    ]  # fmt: skip
