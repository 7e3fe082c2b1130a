"""Notices and editions as they are read."""

import subprocess
import sys
from datetime import datetime

import pytest

from content import compose
from content.compose import Item, NoticeContent, Section
from content.dates import BERLIN
from content.document import Document, Heading, Run, from_markdown, paragraph
from content.render import render
from content.words import FollowUp
from domain.message import Form
from domain.notice import Level

DEADLINE = datetime(2026, 2, 13, 23, 59, 59, tzinfo=BERLIN)


def text_of(document: Document) -> str:
    (body,) = render(document, Form.PLAIN)
    return body.text


def first_line(level: Level, deadline: datetime | None = None, follow_up: FollowUp | None = None) -> str:
    notice = NoticeContent("Titel", Document(), level, deadline, follow_up=follow_up)
    return text_of(compose.notice_document(notice)).split("\n")[0]


@pytest.mark.parametrize(
    ("level", "deadline", "follow_up", "expected"),
    [
        (Level.INFO, DEADLINE, None, "Titel"),
        (Level.IMPORTANT, DEADLINE, None, "Wichtig: Titel"),
        (Level.URGENT, None, None, "EILT: Titel"),
        (Level.URGENT, DEADLINE, None, "EILT – bis Fr., 13.02.2026: Titel"),
        (Level.URGENT, DEADLINE, FollowUp.CORRECTION, "Korrektur – EILT – bis Fr., 13.02.2026: Titel"),
        (Level.INFO, None, FollowUp.UPDATE, "Aktualisierung: Titel"),
        (Level.IMPORTANT, None, FollowUp.DONE, "Erledigt – Wichtig: Titel"),
    ],
)
def test_the_first_line_says_how_pressing_it_is(
    level: Level, deadline: datetime | None, follow_up: FollowUp | None, expected: str
) -> None:
    assert first_line(level, deadline, follow_up) == expected


def test_a_notice_ends_with_source_deadline_topics_and_regions() -> None:
    notice = NoticeContent(
        "Antragsfrist",
        from_markdown("Das Land nimmt **Anträge** an."),
        Level.IMPORTANT,
        DEADLINE.replace(hour=12, minute=0, second=0),
        "Erlass vom 11.09.2012, https://www.land.example/erlass.pdf?utm_source=x",
        ["Förderung", "Sprache"],
        ["Heide", "Braunschweig"],
    )
    assert text_of(compose.notice_document(notice)) == (
        "Wichtig: Antragsfrist\n\n"
        "Das Land nimmt Anträge an.\n\n"
        "Frist: Fr., 13.02.2026, 12:00 Uhr\n"
        "Quelle: Erlass vom 11.09.2012 (https://www.land.example/erlass.pdf)\n\n"
        "Themen: Förderung, Sprache · Regionen: Heide, Braunschweig"
    )


def test_a_bare_address_as_source_says_where_it_leads() -> None:
    (run,) = compose.source_runs("https://www.bamf.example/x.pdf")
    assert (run.text, run.url) == ("bamf.example (PDF)", "https://www.bamf.example/x.pdf")
    assert [run.url for run in compose.source_runs("Erlass")] == [None]
    assert [run.url for run in compose.source_runs("javascript:alert(1)")] == [None]


def test_a_notice_without_regions_is_landesweit() -> None:
    assert text_of(compose.notice_document(NoticeContent("A", Document()))) == "A\n\nRegion: landesweit"


def test_a_title_means_nothing_but_itself() -> None:
    document = compose.notice_document(NoticeContent("<b>*A*</b>\n[x](y)", Document()))
    assert text_of(document).startswith("<b>*A*</b> [x](y)\n")
    assert "&lt;b&gt;" in render(document, Form.HTML)[0].html


def test_a_digest_groups_short_items() -> None:
    items = [
        Item("Neue Richtlinie", "Satz eins. " * 60, DEADLINE, "https://www.land.example/r"),
        Item("Kurse", level=Level.URGENT),
    ]
    document = compose.digest_document("Wochenüberblick 48/2026", [Section("Recht", items), Section("Leer", [])])
    assert text_of(document) == (
        "Wochenüberblick 48/2026\n\nGuten Tag,\n\nRecht\n\n"
        "Neue Richtlinie\n" + "Satz eins. " * 27 + "…\nFrist: Fr., 13.02.2026\n"
        "Quelle: land.example (https://www.land.example/r)\n\n"
        "EILT: Kurse"
    )


def test_a_digest_without_anything_says_so() -> None:
    assert "keine neuen Meldungen" in text_of(compose.digest_document("Überblick", []))


def test_an_edition_says_how_much_it_holds_and_is_divided_between_items() -> None:
    items = [Item(f"Meldung {number}", "Wort " * 55) for number in range(30)]
    document = compose.edition_document(
        "Informationsdienst 48/2026", [Section("Recht", items), Section("Termine", items)]
    )
    parts = render(document, Form.ENTITIES)
    assert parts[0].text.startswith("Informationsdienst 48/2026 · 60 Meldungen in 2 Abschnitten\n\nGuten Tag,")
    assert all(part.text.startswith(("Meldung", "Termine")) for part in parts[1:])
    assert compose.edition_document("A", [Section("B", items[:1])]).blocks[0] == Heading((Run("A · 1 Meldung"),), 1)


def test_corrections_and_withdrawals_say_what_they_are() -> None:
    notice = NoticeContent("Titel", Document((paragraph("Text"),)), Level.IMPORTANT, follow_up=FollowUp.CORRECTION)
    assert text_of(compose.notice_document(notice)).startswith("Korrektur – Wichtig: Titel\n\nText")
    assert text_of(compose.short_correction_document("Titel")).startswith("Korrektur: Titel\n\nDie Meldung wurde")
    assert text_of(compose.withdrawn_document("Titel")).startswith("Zurückgezogen: Titel\n\nDiese Meldung gilt nicht")


def test_headings_that_are_put_above_later() -> None:
    assert compose.late_heading(DEADLINE) == "Frist abgelaufen am Fr., 13.02.2026"
    assert compose.repeat_heading() == "(Wiederholung)"


def test_composing_and_rendering_need_no_network_and_no_feed_reader() -> None:
    program = (
        "import sys, content.compose, content.render, content.notice_file;"
        "sys.exit(bool({'aiohttp', 'feedparser', 'asyncio'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
