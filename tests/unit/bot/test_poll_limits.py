"""How large a poll may be, how it is shown as a picture, and what a quorum of each kind counts; at the counter."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from content import poll_document
from content import poll_words as shown_words
from domain import ballots as ballots_
from domain.phrases import When
from domain.poll import MOST_NATIVE, MOST_OPTIONS, Quorum, Unit
from domain.recipient import Role
from scheduler import convening, nudging
from scheduler import polling as running
from store import bodies
from store import tables as t
from store.polls import StoredPoll
from tests.unit.bot.support import HEIDE, Counter, said
from tests.unit.bot.test_polls import brought, expand, load, nudges, send, votes
from tests.unit.relay.support import join, person

#: More dates than a poll may have, on working days in no holidays.
DAYS = tuple(date(2027, 1, 18) + timedelta(days=day) for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 22, 23, 24, 25))
DATES = tuple(When(day, time(10), time(12)) for day in DAYS)


def typed(count: int) -> str:
    """Return so many dates as people write them."""
    return ", ".join(f"{day.day}.{day.month}.{day.year} 10-12" for day in DAYS[:count])


def shown(desk: Counter, poll: StoredPoll) -> poll_document.Shown:
    """Return a poll as everybody is shown it."""
    return desk.store.read_now(lambda s: running.as_shown(s, poll, None))


async def say(desk: Counter, line: str) -> str:
    """Let Ada say something, and return what she is answered; edits of other messages are left out."""
    answers = await desk.answer(said(f"s{desk.batches}", line))
    return "\n".join(one.text for one in answers if one.chat == "ada" and one.row.op == "send")


# --- how many dates


async def test_a_thirteenth_date_is_refused_and_nothing_is_lost_by_it(room: Counter) -> None:
    assert len(DAYS) == MOST_OPTIONS + 1
    begun = await say(room, f"umfrage Treffen: {typed(13)}; bis 11.12.2026")
    assert "Das sind 13 Termine; eine Umfrage hat höchstens zwölf." in begun
    again = await say(room, typed(12))
    assert "12) Do., 11.02.2027, 10:00–12:00 Uhr" in again
    # The end was said at once, and is not asked for again.
    assert "Antwort bis Fr., 11.12.2026, 18:00 Uhr." in again
    found = re.search(r"SENDEN \d+", again)
    assert found is not None
    assert "Unterwegs." in await say(room, found[0])
    expand(room)
    (chat, labels, _) = brought(room, "Terminumfrage")[0]
    assert (chat, len(labels)) == ("ada", 12 * 3)


async def test_a_running_poll_takes_no_thirteenth_date_and_a_twelfth(room: Counter) -> None:
    poll = send(room, dates=DATES[:11])
    told = await say(room, f"umfrage {poll.id} dazu {typed(12).rpartition(', ')[2]}")
    assert "11.02.2027" in told
    assert len(load(room, poll.id).open_options) == MOST_OPTIONS
    told = await say(room, f"umfrage {poll.id} dazu {typed(13).rpartition(', ')[2]}")
    assert "Das sind 13 Termine; eine Umfrage hat höchstens zwölf." in told
    assert len(load(room, poll.id).options) == MOST_OPTIONS
    # One is taken out: then there is room for it.
    await say(room, f"umfrage {poll.id} ohne 3")
    told = await say(room, f"umfrage {poll.id} dazu {typed(13).rpartition(', ')[2]}")
    assert "12.02.2027" in told


@pytest.mark.parametrize(("count", "answers"), [(1, 2), (MOST_NATIVE, 20), (MOST_NATIVE + 1, 0)])
def test_a_poll_of_the_networks_own_has_ten_dates_at_most(room: Counter, count: int, answers: int) -> None:
    poll = send(room, dates=DATES[:count])
    body = poll_document.native(shown(room, poll))
    assert len(body.poll.answers if body is not None and body.poll is not None else ()) == answers
    if body is not None and body.poll is not None:
        assert body.poll.answers[1] == (
            ballots_.ticks(poll.options[0])[1], "1) Mo., 18.01.2027, 10:00–12:00 Uhr – zur Not",
        )  # fmt: skip


# --- the picture


async def picture(desk: Counter, chat: str, line: str, folder: Path) -> tuple[str, Image.Image | None]:
    """Return the text that somebody is answered, and the picture that goes with it if any."""
    desk.router.assets = folder
    answers = [one for one in await desk.answer(said(f"b{desk.batches}", line, chat)) if one.row.op == "send"]
    files = [body.file for one in answers if (body := bodies.load(one.row.body)).file is not None]
    assert [one.mime for one in files if one is not None] in ([], ["image/png"])
    drawn = [Image.open(BytesIO((folder / one.sha256).read_bytes())) for one in files if one is not None]
    return answers[0].text, drawn[0] if drawn else None


async def test_the_picture_has_a_cell_for_each_answer_and_its_words_say_the_same(room: Counter, tmp_path: Path) -> None:
    join(room.store, person("eva", organisation="Diakonie", **HEIDE))
    poll = send(room)
    votes(room, poll, bea="jzn", cem="nnj", ada="j--")
    text, drawn = await picture(room, "ada", "zwischenstand bild", tmp_path)
    assert text.splitlines() == [
        shown_words.PICTURE.format(title="Verbundtreffen, Heide"),
        "1) Di., 19.01.2027, 10:00–13:00 Uhr: 2 ja · 0 zur Not · 1 nein",
        "2) Do., 21.01.2027, 10:00–13:00 Uhr: 0 ja · 1 zur Not · 1 nein",
        "3) Di., 26.01.2027, 10:00–13:00 Uhr: 1 ja · 0 zur Not · 1 nein",
        "3 von 4 haben geantwortet.",
    ]
    assert drawn is not None
    picture_ = drawn.convert("RGB")
    green, yellow, red, grey = (0x1B, 0x78, 0x37), (0xC2, 0xA8, 0x3E), (0xB2, 0x18, 0x2B), (0xDD, 0xDD, 0xDD)
    # AWO Uelzen, Caritas Celle, and who named no organisation; Diakonie has not said anything and has no column.
    cells = [[picture_.getpixel((318 + 34 * column, 196 + 34 * row)) for column in range(3)] for row in range(3)]
    assert cells == [[red, green, green], [red, yellow, grey], [green, red, grey]]
    assert picture_.getpixel((318 + 34 * 3, 196)) == (255, 255, 255)


async def test_organisations_are_not_shown_to_who_is_not_confirmed_nor_in_a_group(
    room: Counter, tmp_path: Path
) -> None:
    poll = send(room)
    votes(room, poll, cem="jzn")
    text, drawn = await picture(room, "bea", "zwischenstand bild", tmp_path)
    assert drawn is None
    assert "1 ja · 0 zur Not · 0 nein" in text
    assert "AWO" not in text
    event = replace(said("g1", "@bote zwischenstand bild", "team", direct=False), to_us=True)
    answers = await room.answer(event)
    assert answers
    assert all(bodies.load(one.row.body).file is None and "AWO" not in one.text for one in answers if one.row.body)
    _, drawn = await picture(room, "dua", "zwischenstand bild", tmp_path)
    assert drawn is None


# --- the quorum, and who is told what is missing


@pytest.mark.parametrize(
    ("typed_", "quorum", "votes_", "proposed"),
    [
        # Both of one date are of one organisation; the other date has fewer yes and two organisations.
        ("mindestens 2 Organisationen", Quorum(2, Unit.ORGANISATIONS), {"bea": "jzn", "eva": "jnn", "cem": "nzn"}, 2),
        # Two persons, though of one organisation.
        ("mindestens 2 Personen", Quorum(2, Unit.PERSONS), {"bea": "jnn", "eva": "jnn", "cem": "nnj"}, 1),
        # The third date has people of two regions.
        ("mindestens 2 Regionen", Quorum(2, Unit.REGIONS), {"bea": "jnj", "eva": "jnn", "han": "nnz"}, 3),
    ],
)
async def test_a_quorum_counts_what_it_says(
    room: Counter, typed_: str, quorum: Quorum, votes_: dict[str, str], proposed: int
) -> None:
    join(
        room.store,
        person("eva", organisation="Caritas Celle", **HEIDE),
        person("han", organisation="DRK", regions=("hannover",), statewide=False),
    )
    join(room.store, person("kai", role=Role.COORDINATION, confirmed_at=room.clock.now, statewide=True))
    lines = ("umfrage Treffen: 19.1.2027 10-13, 21.1.2027 10-13, 26.1.2027 10-13; bis 11.12.2026; an alle", typed_)
    for line in lines:
        answers = await room.answer(said(f"k{room.batches}", line, "kai"))
    assert f"Gebraucht werden {typed_}." in answers[-1].text
    found = re.search(r"SENDEN \d+", answers[-1].text)
    assert found is not None
    await room.answer(said("k9", found[0], "kai"))
    number = room.store.read_now(lambda s: int(s.execute(t.poll.select()).one().id))
    poll = load(room, number)
    assert poll.quorum == quorum
    votes(room, poll, **votes_)
    room.clock.now = poll.closes_at
    room.store.write_now(lambda s: convening.close_due(s, room.clock.now))
    assert load(room, number).proposed == poll.options[proposed - 1].id
    (told,) = [one for one in room.answers() if one.row.key.startswith(f"c{number}-")]
    assert f"Vorschlag: {proposed}) " in told.text
    if proposed != 1:
        assert f"Nur dieser Termin erreicht {typed_}." in told.text


async def test_who_asked_is_told_with_the_reminders_which_organisations_are_missing(room: Counter) -> None:
    poll = send(room)
    votes(room, poll, ada="jjj", bea="j--")
    room.clock.now = datetime(2026, 12, 8, 8, 5, tzinfo=UTC)
    room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now))
    (overview,) = [one for one in room.answers() if one.row.key.startswith("m")]
    assert overview.chat == "ada"
    # Who has said something already is not "without an answer", though reminded of the rest.
    assert "2 von 3 haben geantwortet. Noch ohne Antwort: AWO Uelzen." in overview.text
    assert "Caritas" not in overview.text
    assert sorted(one.chat for one in nudges(room)) == ["bea", "cem"]


async def test_reminders_are_written_at_nine_on_working_days_and_not_in_the_evening(room: Counter) -> None:
    poll = send(room)
    moments = {}
    for hour in range(24 * 4):
        room.clock.now = datetime(2026, 12, 8, tzinfo=UTC) + timedelta(hours=hour)
        before = len(nudges(room))
        room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now))
        if len(nudges(room)) > before:
            moments[room.clock.now] = len(nudges(room)) - before
    # Tuesday and Thursday, 9 o'clock in Berlin; the poll ends on Friday.
    assert moments == {datetime(2026, 12, day, 8, tzinfo=UTC): 3 for day in (8, 10)}
    assert load(room, poll.id).is_open


async def test_nothing_is_caught_up_on_in_the_evening_when_nothing_ran_by_day(room: Counter) -> None:
    send(room)
    room.clock.now = datetime(2026, 12, 8, 18, 30, tzinfo=UTC)
    room.store.write_now(lambda s: nudging.nudge_due(s, room.clock.now))
    assert nudges(room) == []
