"""poll create, list, show, vote, close."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.cli.context import Desk
from bot.cli.faults import CommandFault
from bot.clock import write_clock_file
from tests.unit.cli.support import Bote

TEXT = "Verbundtreffen: Di 19.1.2077 10-13, Do 21.1.2077 14 Uhr; bis 11.12.2076; mindestens 2 Organisationen"


def created(bote: Bote) -> int:
    """Return the number of a new poll for everybody."""
    return int(bote.value("poll", "create", TEXT, "--all", "--yes")["poll"])


def test_without_a_yes_it_is_only_shown_what_would_be_sent(peopled: Bote) -> None:
    shown = peopled.value("poll", "create", TEXT, "--region", "heide")
    assert (shown["poll"], shown["dry_run"]) == (None, True)
    assert shown["options"] == ["Di., 19.01.2077, 10:00–13:00 Uhr", "Do., 21.01.2077, 14:00 Uhr"]
    assert peopled.value("poll", "list")["polls"] == []
    assert peopled.value("deliveries", "list")["deliveries"] == []


def test_a_poll_goes_its_way_from_the_command_line(peopled: Bote, tmp_path: Path) -> None:
    number = created(peopled)
    assert peopled.value("check")["ok"]
    shown = peopled.value("poll", "show", str(number))
    assert (shown["state"], shown["quorum"], shown["proposed"]) == ("open", "2 organisations", None)
    person = next(one["key"] for one in peopled.value("person", "list")["persons"] if one["state"] == "active")
    voted = peopled.value("poll", "vote", str(number), "1 zur not, 2 ja", "--person", person)
    assert (voted["verdict"], voted["counted"]) == ("counted", [1, 2])
    for body in ("Caritas Celle", "AWO Uelzen"):
        peopled.value("poll", "vote", str(number), "1 ja, 2 nein", "--organisation", body)
    file = tmp_path / "poll.png"
    shown = peopled.value("poll", "show", str(number), "--image", str(file))
    assert [(one["yes"], one["if_needed"], one["no"]) for one in shown["options"]] == [(2, 1, 0), (1, 0, 2)]
    assert (shown["answered"], shown["proposed"]) == (1, 1)
    assert "2 ja · 1 zur Not · 0 nein" in shown["alt"]
    assert Image.open(BytesIO(file.read_bytes())).format == "PNG"
    closed = peopled.value("poll", "close", str(number))
    assert closed["proposed"] == 1
    assert "Nur dieser Termin erreicht mindestens 2 Organisationen." in closed["because"]
    late = peopled.value("poll", "vote", str(number), "1 ja", "--person", person, code=4)
    assert (late["verdict"], late["counted"]) == ("late", [])
    assert peopled.fault("poll", "close", str(number), code=4)["code"] == "poll_closed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Di 19.1.2077 10-13; bis 11.12.2076", "usage"),
        ("Treffen; bis 11.12.2076", "usage"),
        ("Treffen: Mi 19.1.2077 10-13; bis 11.12.2076", "unclear_date"),
        ("Treffen: Di 19.1.2077 10-13", "usage"),
        ("Treffen: Di 19.1.2077 10-13; bis 1.1.2020", "usage"),
    ],
    ids=["no title", "no dates", "wrong weekday", "no end", "an end that is over"],
)
def test_what_is_not_clear_is_refused_with_a_reason(bote: Bote, text: str, code: str) -> None:
    assert bote.fault("poll", "create", text, "--all", code=2)["code"] == code


def test_what_is_missing_is_said(peopled: Bote) -> None:
    assert "--region" in peopled.fault("poll", "create", TEXT, code=2)["message"]
    assert peopled.fault("poll", "create", TEXT, "--region", "haide", code=2)["code"] == "unknown_region"
    assert peopled.fault("poll", "show", "7", code=3)["code"] == "poll_not_found"
    number = str(created(peopled))
    assert peopled.fault("poll", "vote", number, "1 ja", code=2)["code"] == "usage"
    assert peopled.fault("poll", "vote", number, "vielleicht ja", "--organisation", "AWO", code=2)["code"] == "usage"


def test_a_poll_is_decided_once_it_is_closed_and_becomes_a_meeting(peopled: Bote) -> None:
    number = str(created(peopled))
    assert peopled.fault("poll", "decide", number, "1", "--yes", code=4)["code"] == "poll_open"
    peopled.value("poll", "vote", number, "2 ja", "--organisation", "AWO Uelzen")
    peopled.value("poll", "close", number)
    assert peopled.fault("poll", "decide", number, "7", "--yes", code=3)["code"] == "option_not_found"
    shown = peopled.value("poll", "decide", number, "2")
    assert (shown["dry_run"], shown["meeting"]) == (True, None)
    assert peopled.value("poll", "show", number)["state"] == "closed"
    done = peopled.value("poll", "decide", number, "2", "--yes")
    assert done["date"] == "Do., 21.01.2077, 14:00 Uhr"
    (meeting,) = peopled.value("meeting", "show", str(done["meeting"]))["meetings"]
    assert (meeting["id"], meeting["start"]) == (done["meeting"], "2077-01-21T14:00")
    assert peopled.value("poll", "show", number)["state"] == "decided"
    assert peopled.fault("poll", "decide", number, "1", "--yes", code=4)["code"] == "poll_decided"


def test_a_date_that_is_over_is_not_decided(peopled: Bote) -> None:
    number = str(created(peopled))
    peopled.value("poll", "close", number)
    write_clock_file(Path(peopled.environ["BOTE_CLOCK_FILE"]), datetime(2077, 1, 20, 9, tzinfo=UTC))
    for more in ((), ("--without-invitation",)):
        assert peopled.fault("poll", "decide", number, "1", "--yes", *more, code=4)["code"] == "date_past"
    peopled.value("poll", "decide", number, "2", "--yes", "--without-invitation")


def test_what_cannot_be_noted_is_not_done(peopled: Bote, monkeypatch: pytest.MonkeyPatch) -> None:
    number = str(created(peopled))

    def full(*_: object) -> None:
        raise CommandFault("disk_full", "Kein Platz.")

    with monkeypatch.context() as patched:
        patched.setattr(Desk, "note", full)
        assert peopled("poll", "create", TEXT, "--all", "--yes").code
        assert peopled("poll", "close", number).code
        assert [one["state"] for one in peopled.value("poll", "list")["polls"]] == ["open"]
    peopled.value("poll", "close", number)
    with monkeypatch.context() as patched:
        patched.setattr(Desk, "note", full)
        assert peopled("poll", "decide", number, "2", "--yes").code
        assert peopled.value("poll", "show", number)["state"] == "closed"
    peopled.value("poll", "decide", number, "2", "--yes")
    actions = [one["action"] for one in peopled.value("audit")["audit"]]
    assert sorted(actions[:4]) == ["meeting.announced", "poll.closed", "poll.decided", "poll.sent"]


def test_a_poll_can_be_for_a_topic_or_a_programme(peopled: Bote) -> None:
    shown = peopled.value("poll", "create", TEXT, "--all", "--topic", "sprache", "--programme", "mbe", "--yes")
    found = peopled.value("poll", "show", str(shown["poll"]))
    assert (found["topics"], found["programmes"]) == (["sprache"], ["mbe"])
    assert peopled.value("check")["ok"]
    assert peopled.fault("poll", "create", TEXT, "--all", "--topic", "pizza", code=2)["code"] == "unknown_topic"
    assert peopled.fault("poll", "create", TEXT, "--leads", "--topic", "sprache", code=2)["code"] == "usage"
