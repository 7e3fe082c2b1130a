"""Files, on every network: they arrive whole, are uploaded once, and are found again by their reference."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from icalendar import Calendar

from channels.base import Channel, Target
from content import attachments, calendar
from domain.asset import File, Loaded
from domain.meeting import Meeting, MeetingKind
from domain.message import Body, Message
from domain.outcome import Sent, TryLater
from domain.phrases import When
from tests.contract.cases import ArrivedFile, ChannelCase

DATA = b"%PDF-1.7\nAlle Zulassungen"
FILE = File(hashlib.sha256(DATA).hexdigest(), 'Erlass "Härte".pdf', "application/pdf", len(DATA))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CAPTION = "Anlage: Erlass (PDF, 26 Byte)"


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """A file that no network knows yet."""
    (tmp_path / FILE.sha256).write_bytes(DATA)
    return Loaded(FILE, str(tmp_path / FILE.sha256))


def message(loaded: Loaded) -> Message:
    return Message(Body(CAPTION, file=loaded.file), loaded=loaded)


async def sent(channel: Channel, case: ChannelCase, loaded: Loaded, key: str = "f1") -> Sent:
    """Send a file that must arrive."""
    outcome = await channel.send(Target(case.chat), message(loaded), key=key, attempt=1)
    assert isinstance(outcome, Sent), outcome
    return outcome


def arrived(case: ChannelCase) -> list[ArrivedFile]:
    return [one.file for one in case.arrivals() if one.file is not None]


async def test_a_file_arrives_whole_and_later_by_its_reference(
    case: ChannelCase, channel: Channel, loaded: Loaded
) -> None:
    assert channel.capabilities.file_limit >= len(DATA)
    first = await sent(channel, case, loaded)
    (arrival,) = (one for one in case.arrivals() if one.file is not None)
    assert (arrival.op, arrival.remote_id, arrival.text) == ("send", first.remote_id, CAPTION)
    if first.upload is not None:
        assert first.upload.file == FILE
        loaded = replace(loaded, reference=first.upload.reference)
    channel = await case.reopen(channel)
    again = await sent(channel, case, loaded, "f2")
    assert again.upload is None
    came = arrived(case)
    assert [(one.name, one.sha256) for one in came] == [(FILE.name, FILE.sha256)] * 2
    assert len({one.reference for one in came}) == 1
    assert await channel.delete(Target(case.chat), again.remote_id, key="f2.delete", attempt=1) == Sent(again.remote_id)
    assert case.arrivals()[-1].op == "delete"
    await channel.close()


async def test_what_is_sent_first_at_the_same_time_is_uploaded_once(
    case: ChannelCase, channel: Channel, loaded: Loaded
) -> None:
    done = await asyncio.gather(*(sent(channel, case, loaded, f"f{number}") for number in range(5)))
    assert len({one.remote_id for one in done}) == 5
    assert len([one for one in done if one.upload is not None]) <= 1
    assert len({one.reference for one in arrived(case)}) == 1


async def test_a_file_that_the_network_has_lost_is_uploaded_again_as_long_as_we_have_it(
    case: ChannelCase, channel: Channel, loaded: Loaded, tmp_path: Path
) -> None:
    if not case.lost:
        pytest.skip("this network keeps no files")
    nowhere = replace(loaded, path=str(tmp_path / "nicht da"), reference=case.lost)
    outcome = await channel.send(Target(case.chat), message(nowhere), key="f1", attempt=1)
    assert isinstance(outcome, TryLater)
    assert not outcome.counts
    again = await sent(channel, case, replace(loaded, reference=case.lost))
    assert again.upload is not None
    assert [one.sha256 for one in arrived(case)] == [FILE.sha256]


async def test_a_calendar_file_arrives_as_the_calendar_that_it_is(
    case: ChannelCase, channel: Channel, tmp_path: Path
) -> None:
    made = Meeting("u7@verbundbote", "Verbundtreffen", MeetingKind.REGIONAL, When(date(2026, 12, 7), time(10)), NOON)
    content = calendar.file(replace(made, place="Kreishaus Lüneburg"), *calendar.organiser({}))
    sha256 = hashlib.sha256(content).hexdigest()
    file = attachments.look_at("Termin 2026-12-07.ics", content, len(content), sha256)
    assert file.mime == calendar.MIME
    (tmp_path / sha256).write_bytes(content)
    await sent(channel, case, Loaded(file, str(tmp_path / sha256)))
    (came,) = arrived(case)
    # The same bytes, so what another program reads in these is what it reads in those.
    assert (came.name, came.sha256) == (file.name, sha256)
    read = Calendar.from_ical(content)
    (event,) = read.walk("VEVENT")
    assert (read["METHOD"], event["UID"]) == ("PUBLISH", "u7@verbundbote")
    await channel.close()
