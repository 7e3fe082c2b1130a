"""What people type about a meeting, and what is understood of it."""

from datetime import date, time
from typing import Any

import pytest

from content import meeting_text
from content.meeting_text import MeetingText
from domain.meeting import MeetingKind
from domain.phrases import Doubt, When
from tests.unit.meetings.support import utc

NOW = utc(2026, 11, 23, 9)
AT = When(date(2026, 12, 7), time(10), time(13))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Verbundtreffen: Mo 7.12. 10-13 Uhr, Rathaus Lüneburg; Anmeldung bis 27.11.",
         {"title": "Verbundtreffen", "when": AT, "place": "Rathaus Lüneburg",
          "sign_up": utc(2026, 11, 27, 22, 59, 59)}),
        ("Verbundtreffen: Mo., 7.12., 10:00 bis 13:00 Uhr, Rathaus, Raum 12",
         {"title": "Verbundtreffen", "when": AT, "place": "Rathaus, Raum 12"}),
        ("Mo 7.12. 10-13 Uhr Rathaus Lüneburg", {"when": AT, "place": "Rathaus Lüneburg"}),
        ("Verbundtreffen", {"title": "Verbundtreffen"}),
        ("7.12. 10-13 Uhr; Ort: Kreishaus", {"when": AT, "place": "Kreishaus"}),
        ("Verbundtreffen\nMo 7.12. 10-13 Uhr\nOrt: Kreishaus",
         {"title": "Verbundtreffen", "when": AT, "place": "Kreishaus"}),
        ("Treffen: 7.12. 10-13 Uhr; Link: https://meet.example.org/a:b",
         {"title": "Treffen", "when": AT, "link": "https://meet.example.org/a:b", "hybrid": True}),
        ("Ort: Kreishaus; barrierefrei: Rampe am Hof", {"place": "Kreishaus", "access": "Rampe am Hof"}),
        ("nicht barrierefrei; hybrid; 20 Plätze", {"access": "nein", "hybrid": True, "capacity": 20}),
        ("TOP 1 Begrüßung · TOP 2 Protokoll · TOP Berichte", {"agenda": ("Begrüßung", "Protokoll", "Berichte")}),
        ("Tagesordnung: Begrüßung, Berichte; Gastgeber: Caritas Uelzen; für Heide",
         {"agenda": ("Begrüßung", "Berichte"), "hosts": "Caritas Uelzen", "audience": "Heide"}),
        ("Anmeldung bis demnächst", {"bad_sign_up": "demnächst"}),
        ("Plätze: unbegrenzt; nur vor Ort", {"unlimited": True, "hybrid": False}),
        ("3.11.2027 ganztägig", {"when": When(date(2027, 11, 3))}),
        ("Verbundtreffen am Mo 7.12. von 10 bis 13 Uhr im Kreishaus Celle, Anmeldung bis 27.11.",
         {"title": "Verbundtreffen", "when": AT, "place": "im Kreishaus Celle",
          "sign_up": utc(2026, 11, 27, 22, 59, 59)}),
        ("Fachtag Sprache, 7.12. 10-13 Uhr; hybrid", {"title": "Fachtag Sprache", "when": AT, "hybrid": True}),
        ("Ort der Begegnung: 7.12. 10-13 Uhr, Rathaus, Raum 2, hybrid, 20 Plätze, TOP Berichte",
         {"title": "Ort der Begegnung", "when": AT, "place": "Rathaus, Raum 2", "hybrid": True, "capacity": 20,
          "agenda": ("Berichte",)}),
        ("7.12. 10-13 Uhr, online", {"when": AT, "place": "online"}),
        ("Treffen 2027", {"title": "Treffen 2027"}),
        ("Treffen am Deister", {"title": "Treffen am Deister"}),
    ],
)  # fmt: skip
def test_one_message_is_enough(said: str, expected: dict[str, Any]) -> None:
    assert meeting_text.read(said, NOW) == MeetingText(**expected)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Di 7.12. 10 Uhr, Rathaus", Doubt.WEEKDAY), ("31.2. 10 Uhr", Doubt.NO_SUCH_DAY), ("7.12.", Doubt.NO_TIME),
        ("7.12. 13-10 Uhr", Doubt.ENDS_BEFORE_IT_BEGINS), ("10-13 Uhr", Doubt.NO_DAY),
    ],
)  # fmt: skip
def test_what_is_not_clear_about_the_date_is_never_guessed(said: str, why: Doubt) -> None:
    found = meeting_text.settings(said, NOW)
    assert found.when is None
    assert found.unclear is not None
    assert found.unclear.why is why


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Verbundtreffen", MeetingKind.REGIONAL), ("Sitzung der Federführenden", MeetingKind.LEADS),
        ("Landesweites Treffen", MeetingKind.STATEWIDE), ("Online-Schulung Asylrecht", MeetingKind.TRAINING),
    ],
)  # fmt: skip
def test_the_title_says_what_it_is(title: str, kind: MeetingKind) -> None:
    assert meeting_text.kind_of(title) is kind


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("10-14 Uhr", {"when": When(AT.day, time(10), time(14))}),
        ("14 Uhr", {"when": When(AT.day, time(14))}),
        ("neue Zeit: 9.30 bis 12 Uhr, Kreishaus", {"when": When(AT.day, time(9, 30), time(12)), "place": "Kreishaus"}),
        ("auf Mi 9.12.", {"when": When(date(2026, 12, 9), time(10), time(13))}),
        ("am 9. Dezember 14-16 Uhr", {"when": When(date(2026, 12, 9), time(14), time(16))}),
        ("9.12.; 14-16 Uhr", {"when": When(date(2026, 12, 9), time(14), time(16))}),
        ("Beginn 9 Uhr", {"when": When(AT.day, time(9), time(13))}),
        ("Ende: 15 Uhr; ins Kreishaus", {"when": When(AT.day, time(10), time(15)), "place": "Kreishaus"}),
        ("neuer Ort: Rathaus Celle; nur vor Ort", {"place": "Rathaus Celle", "hybrid": False}),
        ("Link: https://meet.example.org/a; 30 Plätze", {"link": "https://meet.example.org/a", "hybrid": True,
                                                        "capacity": 30}),
        ("Frist bis 30.11.; Plätze: unbegrenzt", {"sign_up": utc(2026, 11, 30, 22, 59, 59), "unlimited": True}),
        ("keine Anmeldefrist", {"no_sign_up": True}),
        ("ohne Link", {"no_link": True}),
        ("Link entfällt", {"no_link": True}),
        ("Ort Rathaus Celle", {"place": "Rathaus Celle"}),
        ("eine Stunde später", {"strange": "eine Stunde später"}),
        ("Ende 9 Uhr", {"strange": "Ende 9 Uhr"}),
        ("im Dezember", {"strange": "im Dezember"}),
    ],
)  # fmt: skip
def test_a_change_keeps_what_it_does_not_name(said: str, expected: dict[str, Any]) -> None:
    assert meeting_text.change(said, NOW, AT) == MeetingText(**expected)


@pytest.mark.parametrize(
    ("said", "why"),
    [("14-10 Uhr", Doubt.ENDS_BEFORE_IT_BEGINS), ("Di 7.12.", Doubt.WEEKDAY), ("31.2.", Doubt.NO_SUCH_DAY)],
)
def test_what_is_wrong_with_a_change_is_asked(said: str, why: Doubt) -> None:
    found = meeting_text.change(said, NOW, AT)
    assert (found.when, found.unclear is not None and found.unclear.why) == (None, why)
