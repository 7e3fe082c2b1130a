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
