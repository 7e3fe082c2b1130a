"""Deadlines are found where something must be done until a day, and nowhere else."""

from datetime import date, time

import pytest

from content import deadlines

_PUBLISHED = date(2026, 8, 20)


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("Anträge bis zum 30.09.2026 stellen.", date(2026, 9, 30), None),
        ("Bewerben Sie sich bis 30. September 2026.", date(2026, 9, 30), None),
        ("Frist: 30.9.", date(2026, 9, 30), None),
        ("Die Antragsfrist endet am 30.9.2026.", date(2026, 9, 30), None),
        ("Anmeldeschluss ist der 5. Oktober.", date(2026, 10, 5), None),
        ("Anmeldung bis 5. März erbeten.", date(2027, 3, 5), None),
        ("Rückmeldung spätestens am Freitag, 30.10.2026, 12 Uhr", date(2026, 10, 30), time(12)),
        ("Bis Mittwoch, den 30.09.2026 um 18:30 Uhr", date(2026, 9, 30), time(18, 30)),
        ("Einreichung bis spätestens zum 01.02.27 möglich", date(2027, 2, 1), None),
        ("bis einschließlich 2026-12-31 einzureichen", date(2026, 12, 31), None),
        ("Anmeldungen vom 1. bis 15. September 2026", date(2026, 9, 15), None),
        ("Bitte melden Sie sich bis\u00a028. August an.", date(2026, 8, 28), None),
        ("Einsendeschluss ist Montag, der 2. November 2026, 24 Uhr", date(2026, 11, 2), time(23, 59)),
        ("Antragstellung bis Sonntag (15.11.2026)", date(2026, 11, 15), None),
        ("Fristende: 30.11.2026", date(2026, 11, 30), None),
        ("Rückmeldung erbeten bis: 30.11.2026", date(2026, 11, 30), None),
        ("Letzter Tag für Anträge ist der 31. Oktober", date(2026, 10, 31), None),
        ("Ausschlussfrist 30.09.", date(2026, 9, 30), None),
        ("Anträge sind bis Ende Februar 2027 zu stellen.", date(2027, 2, 28), None),
        ("Bewerbungen bis zum Ende des Monats Februar 2028", date(2028, 2, 29), None),
        ("Bitte melden Sie sich bis spätestens Ende Oktober an.", date(2026, 10, 31), None),
        ("Anmeldung bis Ende August erbeten.", date(2026, 8, 31), None),
        ("Anmeldung bis Ende April erbeten.", date(2027, 4, 30), None),
        ("Anträge nimmt das Landesamt bis Ende 2026 entgegen.", date(2026, 12, 31), None),
        ("Antragsfrist: Ende November", date(2026, 11, 30), None),
    ],
)
def test_a_deadline_is_found(text: str, day: date, at: time | None) -> None:
    found = deadlines.find("Titel", text, _PUBLISHED)
    assert found is not None
    assert (found.day, found.at) == (day, at)
    assert found.because in " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Das Fest dauert vom 1. bis 3. Mai 2026.",
        "Die Aufenthaltserlaubnisse sind gültig bis 4. März 2027.",
        "Die Straße ist bis 3. Oktober 2026 gesperrt.",
        "Das Seminar geht von 10 bis 12 Uhr.",
        "Am 30.09.2026 tagt der Rat.",
        "Seit dem 1. Juni 2026 gilt das Gesetz.",
        "Bis zum 31.02.2026 ist Zeit.",
        "Bis zu 30.000 Menschen kamen.",
        "Der letzte Tag der Ausstellung ist der 3. Oktober 2026.",
        "Anmeldung bis Anfang Februar 2027 erbeten.",
        "Anmeldung bis Mitte Februar 2027 erbeten.",
        "Anmeldung bis zum Monatsende erbeten.",
        "Anmeldung bis Ende des Monats erbeten.",
        "Anmeldung bis Jahresende erbeten.",
        "Anmeldung bis Ende der Woche 2027 erbeten.",
        "Anmeldung bis Ende  der Woche erbeten.",
        "Anmeldung bis Ende Februar/Anfang März 2027 erbeten.",
        "Anmeldung bis Ende Januar oder Februar 2027 erbeten.",
        "Bis Ende Februar 2027 entstehen 200 Plätze.",
        "Das Projekt läuft bis Ende 2026.",
        "Die Förderung ist bis Ende Juni 2027 verlängert. Anmeldung im Büro.",
    ],
)
def test_what_ends_by_itself_is_no_deadline(text: str) -> None:
    assert deadlines.find("Titel", text, _PUBLISHED) is None


def test_a_day_without_a_year_needs_to_know_when_it_was_published() -> None:
    assert deadlines.find("", "Frist: 30.9.", None) is None
    assert deadlines.find("", "Antragsfrist: Ende September", None) is None
    ending = deadlines.find("", "Antragsfrist: Ende September 2026", None)
    assert ending is not None
    assert ending.day == date(2026, 9, 30)


def test_the_title_comes_first() -> None:
    found = deadlines.find("Anmeldung bis 1.9.2026", "Hotel bis 1.8.2026 buchen", _PUBLISHED)
    assert found is not None
    assert found.day == date(2026, 9, 1)
