"""Meetings and reminders at the command line."""

import json

from tests.unit.cli.support import Bote

TEXT = "Verbundtreffen: 6.12.2027 10-13 Uhr, Rathaus Lüneburg; Anmeldung bis 26.11.2027; TOP Begrüßung"


def test_a_meeting_is_made_moved_cancelled_and_shown(peopled: Bote) -> None:
    made = peopled.value("meeting", "create", TEXT, "--yes")["meeting"]
    assert (made["title"], made["place"], made["start"]) == ("Verbundtreffen", "Rathaus Lüneburg", "2027-12-06T10:00")
    assert (made["agenda"], made["sequence"], made["invited"] > 0) == (["Begrüßung"], 0, True)
    moved = peopled.value("meeting", "move", str(made["id"]), "8.12.2027 14-16 Uhr", "--yes")
    assert moved["meeting"]["sequence"] == 1
    assert moved["changes"][0].startswith("Neuer Termin: Mi., 08.12.2027, 14:00–16:00 Uhr")
    waiting = peopled.value("reminders")["reminders"]
    assert {one["subject"] for one in waiting} == {f"meeting:{made['id']}"}
    assert {one["stage"] for one in waiting} >= {"week", "day"}
    gone = peopled.value("meeting", "cancel", str(made["id"]), "--reason", "Krankheit", "--yes")["meeting"]
    assert (gone["state"], gone["sequence"], gone["uid"]) == ("cancelled", 2, made["uid"])
    assert peopled.value("reminders")["reminders"] == []
    assert {one["state"] for one in peopled.value("reminders", "--all")["reminders"]} == {"cancelled"}
    assert [one["id"] for one in peopled.value("meeting", "show")["meetings"]] == [made["id"]]
    assert peopled("meeting", "cancel", str(made["id"]), "--yes").code == 4


def test_what_is_not_clear_makes_no_meeting(bote: Bote) -> None:
    for text in ("Verbundtreffen", "Treffen: 31.2. 10 Uhr, Rathaus", "Treffen: 1.1.2020 10 Uhr, Rathaus", "10-13 Uhr"):
        assert bote("meeting", "create", text, "--yes").code == 2, text
    assert bote("meeting", "create", TEXT, "--region", "atlantis", "--yes").code == 2
    assert bote("meeting", "show", "7").code == 3
    assert bote("meeting", "move", "7", "Ort: Hier", "--yes").code == 3
    assert bote.value("meeting", "show")["meetings"] == []


def test_nothing_goes_out_without_its_words(peopled: Bote) -> None:
    assert peopled("meeting", "create", TEXT).code == 4
    assert peopled("meeting", "create", TEXT, stdin="ja\n", terminal=True).code == 4
    shown = json.loads(peopled("meeting", "show", "--json").out)
    assert shown["meetings"] == []
