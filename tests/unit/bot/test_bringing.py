"""Files and passed-on messages in the chat: fetched only where they are wanted, and then part of a hint or a notice."""

import hashlib
import struct
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select

from bot.commands.base import Office
from bot.errands import Errands
from bot.opening import put_start_data
from content import pictures
from domain.addressed import Event, EventKind
from domain.asset import MAX_FILE
from domain.outcome import TryLater
from domain.recipient import Role
from store import assets, bodies, erasing, errands, handed_in, own_data, people
from store import tables as t
from store.db import Store
from tests.unit.bot.support import Counter, said, tell
from tests.unit.bot.test_reviewing import FRIDAY, notices_of
from tests.unit.bot.test_urgent import number
from tests.unit.relay.support import ScriptedChannel, join, person

PDF = b"%PDF-1.7 Rundschreiben"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\0\0\0"


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Counter:
    """A Friday morning, the Koordination and a member, and a folder for files."""
    put_start_data(sqlite_store)
    desk = Counter(sqlite_store, ScriptedChannel())
    desk.clock.now = FRIDAY
    desk.router.office = Office(assets=tmp_path / "assets")
    join(desk.store, person("cora", role=Role.COORDINATION, confirmed_at=FRIDAY, urgent=False))
    join(desk.store, person("mia", regions=("heide",), statewide=False))
    return desk


def network(desk: Counter) -> ScriptedChannel:
    """Return the network, whose people can have sent files."""
    assert isinstance(desk.channel, ScriptedChannel)
    return desk.channel


def fetching(desk: Counter) -> Errands:
    """Return who fetches."""
    assert desk.router.office.assets is not None
    desk.router.assets = desk.router.office.assets
    return Errands(desk.store, desk.channel, desk.clock, desk.router.office.assets)


def sent_to(desk: Counter, chat: str) -> list[str]:
    """Return the names of the files that go to somebody."""
    bodies_ = [bodies.load(one.row.body) for one in desk.answers() if one.chat == chat and one.row.body]
    return [body.file.name for body in bodies_ if body.file is not None]


def photo(side_up: int = 6) -> bytes:
    """Return a photo that tells where it was taken, and more behind its end."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = side_up, "Kamera der Mia"
    exif.get_ifd(0x8825)[1] = "N"
    made = BytesIO()
    Image.effect_noise((80, 40), 50).convert("RGB").save(
        made, "JPEG", exif=exif, comment=b"bei Mia", progressive=True, icc_profile=b"Farben"
    )
    return made.getvalue() + b"ein kurzer Film aus Celle"


def brings(
    desk: Counter, data: bytes | None, text: str = "", chat: str = "cora", name: str = "rundschreiben.pdf",
    mime: str = "application/pdf", size: int = 0,
) -> Event:  # fmt: skip
    """Return that somebody sends a file; None: it cannot be had."""
    reference = f"f{desk.batches}"
    if data is not None:
        network(desk).sent[reference] = data
    file = {"reference": reference, "name": name, "mime": mime, "size": size or len(data or b"x")}
    return Event(f"f{desk.batches}", chat, EventKind.TEXT, chat, True, payload={"text": text, "file": file})


async def answers(desk: Counter, *events: Event) -> str:
    """Take events in, fetch what is wanted, and return everything that is answered, also to others."""
    found = await desk.answer(*events)
    while await fetching(desk).do_next():
        found += await desk.answer()
    return "\n".join(one.text for one in found).replace("\u2060", "")


async def says(desk: Counter, text: str, chat: str = "cora") -> str:
    return await answers(desk, said(f"t{desk.batches}", text, chat))


def files(desk: Counter, table: Any = t.notice_file) -> list[tuple[str, str, str]]:
    """Return (name, type, label) of the files of all notices, or of all hints."""
    rows = desk.store.read_now(lambda s: list(s.execute(select(table))))
    return [(row.name, row.mime, row.label) for row in rows]


async def test_a_hint_with_a_pdf_is_reviewed_and_goes_out_with_it(office: Counter) -> None:
    told = await answers(office, brings(office, PDF, "hinweis: Neues Rundschreiben zu Sprachkursen", "mia"))
    assert "Angekommen: rundschreiben.pdf (PDF" in told
    assert "Danke für den Hinweis." in told
    assert files(office, t.entry_file) == [("rundschreiben.pdf", "application/pdf", "")]
    assert "Anlage: rundschreiben.pdf (PDF" in await says(office, "freigabe")
    preview = await says(office, "Jetzt freigeben")
    assert "rundschreiben.pdf (PDF" in preview
    await says(office, number(preview))
    assert files(office) == [("rundschreiben.pdf", "application/pdf", "")]


async def test_a_picture_is_described_before_it_is_handed_in(office: Counter) -> None:
    assert "Worauf möchten Sie hinweisen?" in await says(office, "hinweis", "mia")
    picture = brings(office, PNG, "", "mia", "plan.png", "image/png")
    assert "beschreiben Sie das Bild „plan.png“ in einem Satz" in await answers(office, picture)
    assert "Ein Satz genügt" in await says(office, "Plan", "mia")
    assert "Worum geht es?" in await says(office, "Lageplan des neuen Kursorts in Celle", "mia")
    assert "Danke für den Hinweis." in await says(office, "Der Sprachkurs zieht um", "mia")
    assert files(office, t.entry_file) == [("plan.png", "image/png", "Lageplan des neuen Kursorts in Celle")]


async def test_what_is_sent_while_a_notice_is_written_goes_with_it(office: Counter) -> None:
    await says(office, "neu")
    assert "Wie dringend" in await answers(office, brings(office, PDF, "Neues Rundschreiben\nEs gilt ab sofort."))
    for said_ in ("1", "alle", "sprache", "BAMF"):
        shown = await says(office, said_)
    assert "rundschreiben.pdf (PDF" in shown
    asked = await answers(office, brings(office, PNG, "", "cora", "tabelle", "image/png"))
    assert "beschreiben Sie das Bild „tabelle.png“" in asked
    preview = await says(office, "Tabelle der neuen Sätze je Stunde")
    assert "Tabelle der neuen Sätze je Stunde (" in preview
    await says(office, number(preview))
    assert [one[0] for one in files(office)] == ["rundschreiben.pdf", "tabelle.png"]


@pytest.mark.parametrize(
    ("data", "name", "mime", "size", "told"),
    [
        (PDF, "a.pdf", "application/pdf", 30_000_000, "Mehr als 20 MB nehme ich nicht an"),
        (PDF * 1_000_000, "a.pdf", "application/pdf", 1, "Mehr als 20 MB nehme ich nicht an"),
        (b"MZ", "a.exe", "application/x-dosexec", 2, "Es gehen PDF-Dateien und Bilder"),
        (b"MZ", "a.pdf", "application/pdf", 2, "Es gehen PDF-Dateien und Bilder"),
        (b"", "a.pdf", "application/pdf", 2, "leer oder beschädigt"),
        (None, "a.pdf", "application/pdf", 2, "nicht mehr da"),
    ],
    ids=["said to be too big", "is too big", "another kind", "says it is a pdf", "empty", "gone"],
)
async def test_what_cannot_be_taken_is_answered_clearly(
    office: Counter, data: bytes | None, name: str, mime: str, size: int, told: str
) -> None:
    event = brings(office, data, "hinweis: Neues Rundschreiben", "mia", name, mime, size)
    answer = await answers(office, event)
    assert told in answer
    assert f"„{name}“" in answer
    assert not files(office, t.entry_file)
    assert not list((office.router.office.assets or Path()).glob("*"))


async def test_nothing_is_fetched_that_nobody_wants(office: Counter) -> None:
    await answers(office, brings(office, PDF, "hinweis: von einer Fremden", "fremd"))
    await answers(office, brings(office, PDF, "neu: was nur Federführende dürfen", "mia"))
    group = Event("g1", "raum", EventKind.TEXT, "mia", False, True, payload=brings(office, PDF, "hinweis: x").payload)
    await office.answer(group)
    assert "Was soll aus der Datei „rundschreiben.pdf“ werden?" in await answers(office, brings(office, PDF))
    assert not office.store.read_now(lambda s: list(s.execute(select(t.errand))))
    assert not list((office.router.office.assets or Path()).glob("*"))


async def test_a_network_that_is_away_is_asked_again_and_then_said_so(office: Counter) -> None:
    event = brings(office, PDF, "hinweis: Neues Rundschreiben", "mia")
    network(office).sent["f0"] = TryLater("the network cannot be reached")
    assert await answers(office, event) == ""
    office.clock.move(seconds=6)
    network(office).sent["f0"] = PDF
    assert "Danke für den Hinweis." in await answers(office)
    network(office).sent["f1"] = TryLater("the network cannot be reached")
    again = Event(
        "late",
        "mia",
        EventKind.TEXT,
        "mia",
        True,
        payload={**event.payload, "file": {"reference": "f1", "name": "b.pdf", "mime": "application/pdf"}},
    )
    assert await answers(office, again) == ""
    office.clock.move(minutes=11)
    assert "ließ sich nicht laden" in await answers(office)


async def test_what_was_sent_long_ago_is_asked_about_and_not_fetched(office: Counter) -> None:
    late = replace(brings(office, PDF, "hinweis: Neues Rundschreiben", "mia"), sent_at=FRIDAY - timedelta(minutes=11))
    assert "Danke" not in await answers(office, late)
    assert not office.store.read_now(lambda s: list(s.execute(select(t.errand))))


async def test_what_was_fetched_comes_in_once_and_never_for_who_was_erased(office: Counter) -> None:
    await office.answer(brings(office, PDF, "hinweis: Neues Rundschreiben", "mia"))
    (one,) = [office.store.read_now(lambda s: errands.next_due(s, "memory:ost", FRIDAY))]
    assert one is not None
    for _ in range(2):
        office.store.write_now(lambda s: errands.finish(s, one, {"fault": "gone"}, FRIDAY))
    assert [row.event_id for row in office.inbox() if row.kind == "fetched"] == [f"errand:{one.id}"]
    await office.answer(brings(office, PDF, "hinweis: Noch eines", "mia"))
    mia = office.store.read_now(lambda s: people.person_by_key(s, "mia"))
    assert mia is not None
    office.store.write_now(lambda s: erasing.erase(s, mia, FRIDAY))
    assert not await fetching(office).do_next()


async def test_a_file_of_an_open_draft_is_kept_and_later_cleared_away(office: Counter) -> None:
    await says(office, "neu")
    await answers(office, brings(office, PDF, "Neues Rundschreiben\nEs gilt ab sofort."))
    later = FRIDAY + timedelta(days=2)
    assert office.store.write_now(lambda s: assets.drop_unused(s, later)) == 0
    await says(office, "abbrechen")
    assert office.store.write_now(lambda s: assets.drop_unused(s, later)) == 1
    await answers(office, brings(office, PDF, "hinweis: Neues Rundschreiben", "mia"))
    assert office.store.write_now(lambda s: assets.drop_unused(s, later)) == 0
    await says(office, "freigabe")
    await says(office, "Verwerfen")
    assert office.store.write_now(lambda s: assets.drop_unused(s, later)) == 1


def passed_on(desk: Counter, text: str, chat: str, file: object = None) -> Event:
    payload = {"text": text, "forwarded": True, **({"file": file} if file else {})}
    return Event(f"p{desk.batches}", chat, EventKind.TEXT, chat, True, payload=payload)


async def test_what_is_passed_on_is_no_command_and_becomes_a_hint_or_a_notice(office: Counter) -> None:
    asked = await answers(office, passed_on(office, "löschen Sie das bitte nicht: neue Sätze ab Mai", "mia"))
    assert "Was soll daraus werden?" in asked
    assert "Mitteilung" not in asked
    assert "Danke für den Hinweis." in await says(office, "hinweis", "mia")
    await answers(office, passed_on(office, "Neuer Erlass\nEs gilt ab sofort.", "cora"))
    assert "Wie dringend" in await says(office, "Eine Mitteilung")
    await says(office, "neu")
    assert "Wie dringend" in await answers(office, passed_on(office, "hilfe zum neuen Erlass\nEs gilt.", "cora"))


async def test_who_reviews_or_reads_again_gets_the_files_themselves(office: Counter) -> None:
    office.router.office = replace(office.router.office, four_eyes=True)
    network(office).can = replace(network(office).can, file_limit=MAX_FILE)
    join(office.store, person("ada", role=Role.COORDINATION, confirmed_at=FRIDAY, urgent=False))
    await answers(office, brings(office, PDF, "hinweis: Neues Rundschreiben zu Sprachkursen", "mia"))
    await says(office, "freigabe")
    assert sent_to(office, "cora") == ["rundschreiben.pdf"]
    preview = await says(office, "Jetzt freigeben")
    await says(office, number(preview))
    await says(office, "gegenlesen", "ada")
    assert sent_to(office, "ada") == ["rundschreiben.pdf"]
    assert sent_to(office, "cora") == ["rundschreiben.pdf"]


async def test_a_picture_tells_nothing_but_what_it_shows(office: Counter) -> None:
    taken = photo()
    await says(office, "hinweis", "mia")
    await answers(office, brings(office, taken, "", "mia", "plan.jpg", "image/jpeg"))
    (kept,) = (office.router.office.assets or Path()).iterdir()
    data = kept.read_bytes()
    assert kept.name == hashlib.sha256(data).hexdigest()
    assert not any(told in data for told in (b"Mia", b"Film"))
    with Image.open(BytesIO(data)) as bare, Image.open(BytesIO(taken)) as before:
        assert dict(bare.getexif()) == {0x0112: 6}
        assert bare.info["icc_profile"] == b"Farben"
        assert bare.tobytes() == before.tobytes()
    assert pictures.bare(data) == data


async def test_who_brings_a_pdf_that_names_its_author_is_told(office: Counter) -> None:
    named = PDF + b"<</Author (Mia Muster)>>"
    told = await answers(office, brings(office, named, "hinweis: Neues Rundschreiben zu Sprachkursen", "mia"))
    assert "In den Eigenschaften von „rundschreiben.pdf“ steht als Verfasserin oder Verfasser „Mia Muster“." in told
    assert "Danke für den Hinweis." in told
    assert "Eigenschaften" not in await answers(office, brings(office, PDF, "hinweis: Neues Rundschreiben", "mia"))


@pytest.mark.parametrize("side", [1, 3, 6, 8])
def test_a_png_keeps_which_side_is_up_and_nothing_else(side: int) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = side, "Kamera der Mia"
    made = BytesIO()
    Image.effect_noise((8, 4), 50).save(made, "PNG", exif=exif)
    bare = pictures.bare(made.getvalue())
    assert b"Mia" not in bare
    with Image.open(BytesIO(bare)) as picture:
        assert dict(picture.getexif()) == ({} if side == 1 else {0x0112: side})
    assert pictures.bare(bare) == bare


def test_a_png_tells_nothing_but_what_it_shows() -> None:
    made = BytesIO()
    told = PngInfo()
    told.add_text("Author", "Mia")
    Image.new("RGB", (4, 4), "red").save(made, "PNG", pnginfo=told, exif=Image.Exif().tobytes())
    bare = pictures.bare(made.getvalue() + b"Film")
    assert not any(one in bare for one in (b"Mia", b"eXIf", b"Film"))
    with Image.open(BytesIO(bare)) as picture:
        assert picture.getpixel((0, 0)) == (255, 0, 0)


async def test_a_command_beside_a_file_is_carried_out_and_the_file_said_to_be_left_out(office: Counter) -> None:
    answer = await answers(office, brings(office, PDF, "eilt alle: Die Behörde ist heute zu"))
    assert "die Datei „rundschreiben.pdf“ nicht" in answer
    assert "SENDEN" in answer
    await says(office, "abbrechen")
    await says(office, "hinweis")
    assert "„rundschreiben.pdf“ nicht" in await answers(office, brings(office, PDF, "hilfe"))
    assert not list((office.router.office.assets or Path()).glob("*"))


async def test_a_file_that_is_passed_on_is_no_command_and_becomes_a_hint_or_a_notice(office: Counter) -> None:
    asked = await answers(office, passed_on(office, "neu: bitte", "cora", brought(office)))
    assert "Angekommen: rundschreiben.pdf" in asked
    assert "Was soll daraus werden?" in asked
    await answers(office, passed_on(office, "", "mia", brought(office)))
    assert "Worum geht es?" in await says(office, "hinweis", "mia")
    assert "Danke für den Hinweis." in await says(office, "Das neue Rundschreiben zu Kursen", "mia")
    assert files(office, t.entry_file) == [("rundschreiben.pdf", "application/pdf", "")]
    await says(office, "Eine Mitteilung")
    for said_ in ("1", "alle", "sprache", "BAMF"):
        shown = await says(office, said_)
    assert "rundschreiben.pdf (PDF" in shown


def brought(desk: Counter) -> object:
    return brings(desk, PDF).payload["file"]


async def test_what_is_passed_on_ends_no_conversation_that_holds_something(office: Counter) -> None:
    await says(office, "neu Neuer Erlass\nEs gilt ab sofort.")
    assert "abbrechen" in await answers(office, passed_on(office, "Neue Sätze ab Mai", "cora"))
    assert "Für wen" in await says(office, "1")
    await says(office, "abbrechen")
    asked = number(await says(office, "eilt alle: Die Behörde ist heute zu"))
    assert "nicht genommen" in await answers(office, passed_on(office, "", "cora", brought(office)))
    assert not list((office.router.office.assets or Path()).glob("*"))
    assert "Angekommen" not in await says(office, asked)
    assert len(notices_of(office)) == 1


@pytest.mark.parametrize("text", ["hinweis: Neue Unterlagen zu den Kursen", "hinweis"])
async def test_all_files_of_an_album_go_with_the_words_of_the_first(office: Counter, text: str) -> None:
    album = [brings(office, data, said_, "mia", name) for data, said_, name in (
        (PDF, text, "a.pdf"), (PDF + b"b", "", "b.pdf"), (b"MZ", "", "c.pdf"), (PDF + b"d", "", "d.pdf"),
    )]  # fmt: skip
    for number_, event in enumerate(album):
        reference = f"album{number_}"
        network(office).sent[reference] = [PDF, PDF + b"b", b"MZ", PDF + b"d"][number_]
        event.payload["file"]["reference"] = reference
    told = await answers(
        office,
        *(replace(one, event_id=f"a{at}", payload={**one.payload, "album": "7"}) for at, one in enumerate(album)),
    )
    assert "„c.pdf“ kann ich nicht annehmen" in told
    assert all(f"Angekommen: {name}" in told for name in ("a.pdf", "b.pdf", "d.pdf"))
    if text == "hinweis":
        told = await says(office, "Neue Unterlagen zu den Kursen", "mia")
    assert "Danke für den Hinweis." in told
    assert [name for name, _, _ in files(office, t.entry_file)] == ["a.pdf", "b.pdf", "d.pdf"]


async def test_a_file_that_joins_while_its_album_is_fetched_is_fetched_too(office: Counter) -> None:
    first = brings(office, PDF, "hinweis: Neue Unterlagen zu den Kursen", "mia")
    await office.answer(replace(first, payload={**first.payload, "album": "7"}))
    before = office.store.read_now(lambda s: errands.next_due(s, "memory:ost", FRIDAY))
    assert before is not None
    second = brings(office, PDF + b"b", "", "mia", "b.pdf")
    await office.answer(replace(second, payload={**second.payload, "album": "7"}))
    office.store.write_now(lambda s: errands.finish(s, before, {"brought": []}, FRIDAY))
    assert "Danke für den Hinweis." in await answers(office)
    assert len(files(office, t.entry_file)) == 2


@pytest.mark.parametrize(
    "name", ["Ahmad_Karimi_geb_01.02.1990.pdf", "Frau-Karimi-1.2.1990.pdf", "AZR_123456789012.pdf"]
)
async def test_a_case_in_a_files_name_is_not_taken(office: Counter, name: str) -> None:
    answer = await answers(office, brings(office, PDF, "hinweis: Neues Rundschreiben", "mia", name))
    assert answer == await says(office, "Ahmad Karimi, geb. 1.2.1990, fragt", "mia")
    assert not list((office.router.office.assets or Path()).glob("*"))


@pytest.mark.parametrize("open_at", ["", "hinweis"])
async def test_a_case_in_the_words_with_a_file_is_not_taken(office: Counter, open_at: str) -> None:
    if open_at:
        await says(office, open_at, "mia")
    answer = await answers(office, brings(office, PDF, "hinweis: Ahmad Karimi, geb. 1.2.1990, fragt", "mia"))
    assert answer == await says(office, "Ahmad Karimi, geb. 1.2.1990, fragt", "mia")
    assert not list((office.router.office.assets or Path()).glob("*"))
    assert [row.payload for row in office.inbox()] == [None] * len(office.inbox())


async def test_what_was_fetched_for_nothing_is_not_said_to_be_nowhere(office: Counter) -> None:
    await says(office, "hinweis", "mia")
    await office.answer(brings(office, PDF, "", "mia"))
    await office.answer(said("stop", "abbrechen", "mia"))
    answer = await answers(office)
    assert "Was soll aus der Datei" in answer
    assert "wird spätestens nach zwei Tagen gelöscht" in answer
    later = FRIDAY + timedelta(days=2)
    assert office.store.write_now(lambda s: assets.drop_unused(s, later)) == 1


async def test_files_of_an_answered_question_go_after_a_month(office: Counter) -> None:
    await answers(office, brings(office, PDF, "frage: Gilt dieses Rundschreiben noch?", "mia"))
    await says(office, "freigabe")
    await says(office, "Beantworten")
    assert "Ja, bis Ende März." in await says(office, "Ja, bis Ende März.")
    kept = [office.store.write_now(partial(assets.drop_unused, now=FRIDAY + timedelta(days=days))) for days in (29, 31)]
    assert kept == [0, 1]


async def test_hints_that_become_one_have_the_files_of_both(office: Counter) -> None:
    for data, name in ((PDF, "a.pdf"), (PDF + b"b", "b.pdf"), (PDF + b"c", "c.pdf")):
        await answers(office, brings(office, data, f"hinweis: Neues Rundschreiben {name}", "mia", name))
    for entry in (1, 2):
        office.store.write_now(partial(handed_in.merge, entry=entry, into=3))
    office.store.write_now(lambda s: assets.drop_unused(s, FRIDAY + timedelta(days=2)))
    found = office.store.read_now(lambda s: assets.of_entry(s, 3))
    assert [one.file.name for one in found] == ["c.pdf", "a.pdf", "b.pdf"]


async def test_what_somebody_handed_in_and_proposed_is_told_them(office: Counter) -> None:
    office.router.office = replace(office.router.office, four_eyes=True)
    tell(office.store, "Alter Erlass")
    await answers(office, brings(office, PDF, "hinweis: Neues Rundschreiben zu Kursen", "cora"))
    await says(office, number(await says(office, "korrektur 1 Neuer Erlass\nEs gilt ab Montag.")))
    cora = office.store.read_now(lambda s: people.person_by_key(s, "cora"))
    assert cora is not None
    found = office.store.read_now(lambda s: own_data.of_person(s, cora))
    assert [(one["title"], one["files"]) for one in found["handed_in"]] == [
        ("Neues Rundschreiben zu Kursen", [{"name": "rundschreiben.pdf", "label": ""}])
    ]
    assert [(one["kind"], one["title"]) for one in found["proposals"]] == [("revision", "Neuer Erlass")]
    told = await says(office, "meinedaten")
    assert "Neues Rundschreiben zu Kursen, rundschreiben.pdf" in told
    assert "Neuer Erlass (wartet auf ein zweites Augenpaar)" in told
