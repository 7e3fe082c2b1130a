"""Answers to invitations by button: in direct chats and in groups, early and late, by members and strangers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import vobject

from bot.commands.base import Asked
from bot.conversing import find
from bot.words import people as people_words
from content import invitation
from domain.meeting import Mode, Reply
from domain.recipient import Role
from domain.rights import Asker
from store import meetings, naming
from store.db import Store
from store.dialogs import Talker
from tests.unit.meetings.support import advisor, fill, invite, letters, meeting, person_id, write
from tests.unit.relay.support import MONDAY, OST

pytestmark = pytest.mark.usefixtures("sqlite_store")


def press(store: Store, number: int, key: str, who: str = "ada", **more: Any) -> list[str]:
    """Let somebody press a button, and return what is answered in that chat."""
    return [_text(one) for one in _replies(store, f"1:rsvp:say:{number}-{key}", who, **more)]


def _replies(store: Store, payload: str, who: str, *, direct: bool = True, at: Any = MONDAY) -> list[Any]:
    def run(session: Any) -> list[Any]:
        person = person_of(session, who) if direct else None
        joined = person is not None
        asker = Asker(joined, joined, Role.MEMBER, direct)
        asked = Asked("", payload, at, person, (), Talker(OST, who if direct else "raum", who), asker, 7)
        return list(find(session, asked).answer(session, asked))

    return write(store, run)


def person_of(session: Any, key: str) -> int | None:
    from store import members

    return members.known_as(session, OST, key)


def _text(reply: Any) -> str:
    return "".join(run.text for block in reply.document.blocks for run in block.runs)


def said(store: Store, number: int) -> list[tuple[Reply, Mode | None]]:
    return [(one.reply, one.mode) for one in store.read_now(lambda s: meetings.said(s, number))]


def test_a_button_is_taken_and_the_next_one_replaces_it(sqlite_store: Store) -> None:
    fill(sqlite_store, advisor("ada"))
    stored = invite(sqlite_store, meeting(hybrid=True))
    first, needed = press(sqlite_store, stored.id, "zusage-online")
    assert "Hier wird nach Einrichtungen gezählt." in needed
    assert first.startswith("Gespeichert: Zusage (online) zu Verbundtreffen – Regionalverbund Heide")
    (second,) = press(sqlite_store, stored.id, "absage")
    assert "Vorher: Zusage (online)." in second
    assert said(sqlite_store, stored.id) == [(Reply.NO, None)]


def test_in_a_group_it_is_said_to_them_and_not_to_all(sqlite_store: Store) -> None:
    fill(sqlite_store, advisor("ada"))
    stored = invite(sqlite_store)
    assert press(sqlite_store, stored.id, "zusage", direct=False) == []
    assert [(chat, "Gespeichert: Zusage" in text) for chat, text in letters(sqlite_store)] == [("ada", True)]


@pytest.mark.parametrize(
    ("who", "says"),
    [("fremd", "Antworten können alle, die angemeldet sind"), ("bea", "richtet sich an Regionalverbund")],
)
def test_others_answers_do_not_count_and_are_answered(sqlite_store: Store, who: str, says: str) -> None:
    fill(sqlite_store, advisor("ada"), advisor("bea", regions=("hannover",)))
    stored = invite(sqlite_store)
    (told,) = press(sqlite_store, stored.id, "zusage", who)
    assert says in told
    assert said(sqlite_store, stored.id) == []


def test_once_it_has_begun_nothing_counts(sqlite_store: Store) -> None:
    fill(sqlite_store, advisor("ada"))
    stored = invite(sqlite_store)
    (told,) = press(sqlite_store, stored.id, "zusage", at=stored.meeting.starts_at + timedelta(minutes=1))
    assert "war am" in told
    assert said(sqlite_store, stored.id) == []


@pytest.mark.parametrize("key", ["nichts", "zusage-mond", "", "file-x-y"])
def test_buttons_of_no_meaning_are_answered(sqlite_store: Store, key: str) -> None:
    fill(sqlite_store, advisor("ada"))
    stored = invite(sqlite_store)
    assert press(sqlite_store, stored.id, key)
    assert press(sqlite_store, 4711, "zusage")
    assert said(sqlite_store, stored.id) == []


def file_of(store: Store, number: int, who: str, **more: Any) -> Any:
    """Press the button for the calendar file, and return the event in it; None: there is no file."""
    (reply,) = _replies(store, f"1:rsvp:say:{number}-file", who, **more)
    return vobject.readOne(reply.files[0].content.decode()).vevent if reply.files else None


@pytest.mark.parametrize(
    ("says", "has_link"),
    [(None, False), ("zusage", True), ("vielleicht", True), ("absage", False)],
    ids=["no answer", "yes", "maybe", "no"],
)
def test_the_calendar_file_has_the_link_only_for_who_takes_part_and_in_no_group(
    sqlite_store: Store, says: str | None, has_link: bool
) -> None:
    fill(sqlite_store, advisor("ada"))
    stored = invite(sqlite_store, meeting(link="https://meet.example.org/x", hybrid=True))
    if says is not None:
        press(sqlite_store, stored.id, says)
    for direct in (True, False):
        event = file_of(sqlite_store, stored.id, "ada", direct=direct)
        assert (event.uid.value, hasattr(event, "url")) == (stored.meeting.uid, has_link and direct)


def test_the_calendar_file_has_no_link_for_who_waits_for_a_seat(sqlite_store: Store) -> None:
    fill(sqlite_store, advisor("ada"), advisor("bea"))
    stored = invite(sqlite_store, meeting(link="https://meet.example.org/x", hybrid=True, capacity=1))
    for who in ("ada", "bea"):
        press(sqlite_store, stored.id, "zusage", who)
    assert [hasattr(file_of(sqlite_store, stored.id, who), "url") for who in ("ada", "bea")] == [True, False]


@pytest.mark.parametrize("who", ["bea", "fremd"])
def test_who_is_not_invited_gets_no_calendar_file(sqlite_store: Store, who: str) -> None:
    fill(sqlite_store, advisor("ada"), advisor("bea", regions=("hannover",)))
    stored = invite(sqlite_store)
    assert file_of(sqlite_store, stored.id, who) is None


def test_every_button_of_an_invitation_is_one_that_is_understood() -> None:
    for hybrid in (True, False):
        for row in invitation.buttons(replace(meeting(), hybrid=hybrid), 12):
            for button in row:
                assert invitation.read_key(button.payload.split(":")[3]) is not None


def test_more_than_one_person_of_an_organisation_can_come(sqlite_store: Store) -> None:
    fill(sqlite_store, advisor("ada"), advisor("bea"))
    stored = invite(sqlite_store)
    for who in ("ada", "bea"):
        press(sqlite_store, stored.id, "zusage", who)
    assert {one.person for one in sqlite_store.read_now(lambda s: meetings.said(s, stored.id))} == {
        person_id(sqlite_store, "ada"), person_id(sqlite_store, "bea"),
    }  # fmt: skip


def test_a_name_and_an_organisation_are_asked_for_once_each_and_only_if_they_are_missing(sqlite_store: Store) -> None:
    fill(sqlite_store, advisor("ada"), advisor("bea", name="Bea Berg"), advisor("cem", name="Cem", organisation="AWO"))
    first, second = invite(sqlite_store), invite(sqlite_store, meeting(uid="second@kmn.example"))
    asked = [press(sqlite_store, first.id, "zusage", who)[1:] for who in ("ada", "bea", "cem")]
    assert asked == [
        [people_words.NEEDED_FOR["name", "organisation"]], [people_words.NEEDED_FOR[("organisation",)]], []
    ]  # fmt: skip
    assert [press(sqlite_store, second.id, "zusage", who)[1:] for who in ("ada", "bea", "cem")] == [[], [], []]
    assert [press(sqlite_store, first.id, "absage", "ada")[1:]] == [[]]


def test_somebody_who_was_asked_for_their_organisation_by_a_poll_is_asked_for_their_name_at_a_meeting(
    sqlite_store: Store,
) -> None:
    fill(sqlite_store, advisor("ada"))
    ada = sqlite_store.read_now(lambda s: person_of(s, "ada"))
    assert ada is not None
    asked = sqlite_store.write_now(lambda s: naming.ask_once(s, ada, (naming.ORGANISATION,), MONDAY))
    assert asked == (naming.ORGANISATION,)
    stored = invite(sqlite_store)
    assert press(sqlite_store, stored.id, "zusage")[1:] == [people_words.NEEDED_FOR[("name",)]]
