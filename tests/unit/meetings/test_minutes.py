"""Minutes: the skeleton names bodies and numbers, never persons."""

from bot.commands import minutes
from content.attendance import Guest
from domain.meeting import Reply
from store.meetings import StoredMeeting
from tests.unit.meetings.support import meeting


def test_the_skeleton_has_the_agenda_and_the_bodies_that_came_and_no_names() -> None:
    stored = StoredMeeting(7, 1, meeting(agenda=("Begrüßung", "Berichte"), hosts="Caritas Uelzen"))
    guests = [Guest(Reply.YES, None, None, "AWO", "Ada"), Guest(Reply.YES), Guest(Reply.NO, None, None, "DRK")]
    text = minutes.skeleton(stored, guests, {"heide": "Heide"})
    assert text.splitlines()[:4] == [
        "Protokoll: Verbundtreffen – Regionalverbund Heide, Mo., 07.12.2026",
        "Mo., 07.12.2026, 10:00–13:00 Uhr, Rathaus Lüneburg", "", "Zugesagt hatten: 2",
    ]  # fmt: skip
    assert "AWO (1), ohne Angabe (1)" in text
    assert "TOP 1 Begrüßung" in text
    assert "Ada" not in text
    assert "DRK" not in text
