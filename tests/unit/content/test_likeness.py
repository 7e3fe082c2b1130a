"""The same press release in several sources, and what only looks like it."""

from datetime import UTC, datetime, timedelta

import pytest

from content.likeness import Text, is_same, sketch

DAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BODY = (
    "Der Niedersächsische Landtag hat am Mittwoch die Richtlinie zur Förderung der Migrationsberatung für die Jahre"
    " 2027 und 2028 beschlossen. Damit stehen den Beratungsstellen im Land jährlich zwölf Millionen Euro zur Verfügung."
    " Sozialminister Beispiel sagte, die Beratung sei unverzichtbar für Menschen, die neu nach Niedersachsen kommen."
    " Anträge nimmt das Landesamt für Soziales in Oldenburg bis zum 31. Januar 2027 entgegen. Die Landkreise und"
    " kreisfreien Städte werden durch einen Erlass über die Einzelheiten unterrichtet."
)
TITLE = "Landtag beschließt Richtlinie zur Migrationsberatung"
MINISTRY = Text(TITLE, f"Hannover. {BODY}", DAY)
REPORT = (
    "In der Woche {week} wurden in der Landesaufnahmebehörde {number} Personen aufgenommen. Die Unterkünfte in"
    " Braunschweig, Bramsche, Friedland, Oldenburg und Osnabrück waren zu {percent} Prozent belegt. Die meisten"
    " Menschen kamen aus der Ukraine, aus Kolumbien und aus der Türkei. Weitere Zahlen nennt die Tabelle am Ende."
)
AGENDA = (
    "Die nächste Sitzung des Ausschusses für {name} findet im Sitzungssaal des Kreishauses statt und ist öffentlich."
    " Hier finden Sie die Tagesordnung sowie die Vorlagen zu den einzelnen Punkten als Dokumente zum Herunterladen."
    " Zuhörerinnen und Zuhörer sind willkommen."
)


def found_by(one: Text, other: Text) -> bool:
    """Return whether the index would lead from one to the other."""
    return bool(set(sketch(one.title, one.body)) & set(sketch(other.title, other.body)))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Text(TITLE, f"Hannover. {BODY}", DAY), id="word for word"),
        pytest.param(
            Text(f"Niedersächsischer {TITLE}", f"Pressemitteilung Nr. 214/2026 – 20.11.2026 – {BODY}", None),
            id="number and day of the press office",
        ),
        pytest.param(
            Text(f"MS: {TITLE}", f"Hannover (ots) - {BODY} Original-Content von: MS, übermittelt durch portal", DAY),
            id="an agency's marks",
        ),
        pytest.param(
            Text(TITLE, BODY.replace("ä", "ae").replace("ü", "ue").upper() + " Telefon 0511 120-4057", DAY),
            id="umlauts and capitals",
        ),
        pytest.param(Text(TITLE, BODY[:420] + "…", DAY + timedelta(days=2)), id="only the beginning"),
        pytest.param(
            Text("PM 12: Beratung wird weiter gefördert", f"Nr. 12 / 21. November 2026. {BODY}", DAY), id="other title"
        ),
        pytest.param(Text(TITLE, BODY.replace("Damit stehen", "Damit stehen künftig"), DAY), id="a word more"),
    ],
)
def test_the_same_text_is_known_whatever_stands_around_it(other: Text) -> None:
    assert found_by(MINISTRY, other)
    assert is_same(MINISTRY, other)
    assert is_same(other, MINISTRY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            Text("Wochenbericht KW 46", REPORT.format(week=46, number=512, percent=81), DAY),
            Text("Wochenbericht KW 47", REPORT.format(week=47, number=498, percent=79), DAY + timedelta(days=7)),
            id="a weekly series",
        ),
        pytest.param(
            Text("Wochenbericht", REPORT.format(week=46, number=512, percent=81), DAY),
            Text("Wochenbericht", REPORT.format(week=46, number=512, percent=82), DAY),
            id="one number in its midst",
        ),
        pytest.param(
            Text("Ausschuss für Soziales", AGENDA.format(name="Soziales"), DAY),
            Text("Ausschuss für Bauen", AGENDA.format(name="Bauen"), DAY),
            id="boilerplate with another subject",
        ),
        pytest.param(
            Text("Stellenangebot in der Beratung Celle", "Hier finden Sie die Ausschreibung.", DAY),
            Text("Stellenangebot in der Beratung Stade", "Hier finden Sie die Ausschreibung.", DAY),
            id="short with another title",
        ),
        pytest.param(
            Text("Einladung zum nächsten Sprechtag im Kreishaus", "Mehr dazu hier.", DAY),
            Text("Einladung zum nächsten Sprechtag im Kreishaus", "Mehr dazu hier.", DAY + timedelta(days=1)),
            id="short on another day",
        ),
        pytest.param(
            Text("Einladung zum nächsten Sprechtag im Kreishaus", "Mehr dazu hier.", None),
            Text("Einladung zum nächsten Sprechtag im Kreishaus", "Mehr dazu hier.", DAY),
            id="short without a day",
        ),
        pytest.param(Text("Tagesordnung", "", DAY), Text("Tagesordnung", "", DAY), id="a title that says nothing"),
        pytest.param(
            MINISTRY, Text(TITLE, MINISTRY.body, DAY - timedelta(days=300)), id="the same text of another year"
        ),
        pytest.param(
            MINISTRY,
            Text(TITLE, BODY.replace("Oldenburg", "Hildesheim").replace("Landkreise", "Gemeinden")
                 .replace("Mittwoch", "Freitag").replace("Sozialminister", "Innenminister"), DAY),
            id="said differently in many places",
        ),
        pytest.param(MINISTRY, Text(TITLE, " ".join(reversed(BODY.split())), DAY), id="the same words"),
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_not_the_same(one: Text, other: Text) -> None:
    assert not is_same(one, other)
    assert not is_same(other, one)


def test_a_short_text_is_the_same_under_the_same_title_on_the_same_day() -> None:
    one = Text("Neue Sprechzeiten der Beratungsstelle in Celle", "", DAY)
    other = Text("Neue Sprechzeiten der Beratungsstelle in Celle!", "Ab Montag.", DAY + timedelta(hours=3))
    assert found_by(one, other)
    assert is_same(one, other)


def test_a_sketch_is_small_and_always_the_same() -> None:
    assert sketch(TITLE, BODY) == sketch(TITLE, BODY)
    assert len(sketch(TITLE, BODY)) == 9
    assert sketch("Kurz", "") == ()
    assert not found_by(MINISTRY, Text("Anderes", REPORT.format(week=1, number=2, percent=3)))
