"""What the scripts do not show: minutes that go out, a poll that becomes a meeting, and who may do neither."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from bot import meeting_draft
from bot.words import meetings as meeting_words
from domain.meeting import MeetingKind
from domain.phrases import When
from domain.poll import Option, PollState
from domain.recipient import Role
from scheduler.minutes import LASTS
from store import minutes, people, roles
from store import tables as t
from store.polls import StoredPoll
from store.roles import Appointment
from tests.unit.bot.support import Counter, said
from tests.unit.bot.test_scripts import invite
from tests.unit.relay.support import MONDAY, join, person


async def lead(desk: Counter) -> None:
    code = invite(desk, "lead", "heide")
    await desk.answer(said("l1", f"code {code}"), said("l2", "ja Uelzen"))


async def announce(desk: Counter) -> str:
    (shown,) = await desk.answer(said("m1", "treffen Verbundtreffen: Mo 7.12. 10-13 Uhr, Rathaus; TOP Begrüßung"))
    phrase = re.search(r"SENDEN \d+", shown.text)
    assert phrase is not None
    await desk.answer(said("m2", phrase[0]))
    found = desk.store.read_now(lambda s: s.execute(select(t.meeting.c.id)).scalar_one())
    return str(found)


async def test_minutes_are_shown_first_and_are_internal(desk: Counter) -> None:
    await lead(desk)
    number = await announce(desk)
    (told,) = await desk.answer(said("p1", f"niederschrift {number} entwurf: Wir trafen uns."))
    assert "Bis wann" in told.text
    (shown, *_) = await desk.answer(said("p2", f"niederschrift {number} entwurf bis 20.12.: Wir trafen uns."))
    assert "Protokoll (Entwurf): Verbundtreffen – Regionalverbund Heide, Mo., 07.12.2026" in shown.text
    assert "Änderungswünsche bis So., 20.12.2026" in shown.text
    phrase = re.search(r"SENDEN \d+", shown.text)
    assert phrase is not None
    await desk.answer(said("p3", phrase[0]))
    n = t.notice.c
    rows = desk.store.read_now(lambda s: list(s.execute(select(n.scope, n.state).where(n.kind == "fachinformation"))))
    assert [tuple(row) for row in rows] == [("internal", "released")]


async def test_the_end_for_wishes_lies_ahead_and_the_final_text_goes_to_confirmed_members_only(desk: Counter) -> None:
    join(desk.store, person("bea", regions=("heide",), confirmed_at=MONDAY), person("cem", regions=("heide",)))
    await lead(desk)
    number = await announce(desk)
    desk.clock.now = datetime(2026, 12, 20, 22, 59, tzinfo=UTC)
    (shown, *_) = await desk.answer(said("p1", f"niederschrift {number} entwurf bis 20.12.: Wir trafen uns."))
    assert "Änderungswünsche bis So., 20.12.2026" in shown.text
    desk.clock.now = datetime(2026, 12, 20, 23, 0, tzinfo=UTC)
    (told,) = await desk.answer(said("p2", f"niederschrift {number} entwurf bis 20.12.2026: Wir trafen uns."))
    assert "Bis wann" in told.text
    (shown, *_) = await desk.answer(said("p3", f"niederschrift {number} endgültig: Wir trafen uns."))
    assert "Protokoll: Verbundtreffen" in shown.text
    assert "Änderungswünsche" not in shown.text
    assert "Entwurf" not in shown.text
    phrase = re.search(r"SENDEN \d+", shown.text)
    assert phrase is not None
    await desk.answer(said("p4", phrase[0]))
    assert minutes_go_to(desk) == ["ada", "bea"]


async def test_who_leads_is_told_when_the_time_for_wishes_is_over_and_not_after_the_final_text(desk: Counter) -> None:
    await lead(desk)
    number = await announce(desk)
    desk.clock.now = datetime(2026, 12, 14, 9, tzinfo=UTC)
    (shown, *_) = await desk.answer(said("p1", f"niederschrift {number} entwurf bis 20.12.: Wir trafen uns."))
    phrase = re.search(r"SENDEN \d+", shown.text)
    assert phrase is not None
    await desk.answer(said("p2", phrase[0]))
    over = datetime(2026, 12, 20, 23, 0, tzinfo=UTC)
    assert desk.store.read_now(lambda s: minutes.wished(s, over - timedelta(minutes=5), LASTS)) == []
    assert len(desk.store.read_now(lambda s: minutes.wished(s, over, LASTS))) == 1
    (shown, *_) = await desk.answer(said("p3", f"niederschrift {number} endgültig: Wir trafen uns."))
    phrase = re.search(r"SENDEN \d+", shown.text)
    assert phrase is not None
    await desk.answer(said("p4", phrase[0]))
    assert desk.store.read_now(lambda s: minutes.wished(s, over, LASTS)) == []


async def test_the_federfuehrende_get_their_own_minutes_and_nobody_else(desk: Counter) -> None:
    join(
        desk.store,
        person("bea", role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY),
        person("cem", statewide=True, confirmed_at=MONDAY),
    )
    code = invite(desk, "coordination")
    await desk.answer(said("l1", f"code {code}"), said("l2", "ja Hannover"))
    (shown,) = await desk.answer(said("m1", "treffen Sitzung der Federführenden: Mo 7.12. 10-13 Uhr, Hannover"))
    phrase = re.search(r"SENDEN \d+", shown.text)
    assert phrase is not None
    await desk.answer(said("m2", phrase[0]))
    number = desk.store.read_now(lambda s: s.execute(select(t.meeting.c.id)).scalar_one())
    (shown, *_) = await desk.answer(said("p1", f"niederschrift {number} endgültig: Wir trafen uns."))
    phrase = re.search(r"SENDEN \d+", shown.text)
    assert phrase is not None
    await desk.answer(said("p2", phrase[0]))
    assert minutes_go_to(desk) == ["bea"]


def minutes_go_to(desk: Counter) -> list[str]:
    """Return who gets the minutes, by their keys or what they are called where they write."""
    d, n, a = t.delivery.c, t.notice.c, t.address.c
    query = select(a.chat).join(t.delivery, d.address == a.id).join(t.notice, n.id == d.notice)
    query = query.where(n.kind == "fachinformation").order_by(a.chat)
    return list(desk.store.read_now(lambda s: s.execute(query).scalars()))


async def test_the_skeleton_comes_as_a_file(desk: Counter) -> None:
    await lead(desk)
    await announce(desk)
    before = len(desk.answers())
    await desk.answer(said("p1", "niederschrift"))
    new = desk.answers()[before:]
    assert new
    assert "Das Gerüst" in new[0].text


def poll(role: Role | None = None, result: int | None = 2) -> StoredPoll:
    options = (
        Option(1, 1, When(date(2027, 1, 19), time(10))),
        Option(2, 2, When(date(2027, 1, 21), time(10), time(13))),
    )
    return StoredPoll(
        3, "Verbundtreffen", 9, PollState.DECIDED, 1, MONDAY, MONDAY, MONDAY, None, None, False, 2, result, False,
        ("heide",), role, options,
    )  # fmt: skip


def test_a_decided_poll_is_a_meeting_without_typing_anything_twice() -> None:
    decided = poll()
    draft = meeting_draft.from_poll(decided, decided.options[-1], MONDAY)
    made = draft.meeting(MONDAY)
    assert made is not None
    assert (made.title, made.when, made.regions) == (
        "Verbundtreffen",
        When(date(2027, 1, 21), time(10), time(13)),
        ("heide",),
    )
    assert (draft.poll, draft.option, made.kind) == (3, decided.options[-1].id, MeetingKind.REGIONAL)
    leads = poll(Role.LEAD)
    assert meeting_draft.from_poll(leads, leads.options[-1], MONDAY).kind == MeetingKind.LEADS


@pytest.mark.parametrize("text", ["treffen umfrage 3", "treffen umfrage", "treffen ändern", "treffen absagen 7"])
async def test_what_there_is_not_is_said(desk: Counter, text: str) -> None:
    await lead(desk)
    (told,) = await desk.answer(said("x1", text))
    assert told.text
    assert not desk.store.read_now(lambda s: list(s.execute(select(t.meeting.c.id))))


async def test_a_point_at_the_preview_is_the_agenda_and_a_proposal_is_not(desk: Counter) -> None:
    await lead(desk)
    await desk.answer(said("m1", "treffen Verbundtreffen: Mo 7.12. 10-13 Uhr, Rathaus"))
    (shown,) = await desk.answer(said("m2", "TOP Berichte"))
    assert "TOP 1 Berichte" in shown.text
    (told,) = await desk.answer(said("m3", "top vorschlagen Berichte"))
    assert "Geht an" not in told.text


async def test_a_point_at_the_preview_of_a_change_is_the_agenda(desk: Counter) -> None:
    await lead(desk)
    number = await announce(desk)
    await desk.answer(said("c1", f"treffen ändern {number} Ort: Kreishaus"))
    (shown,) = await desk.answer(said("c2", "TOP Wohnsitzauflage"))
    assert "Geändert wird" in shown.text
    assert "Neue Tagesordnung" in shown.text


async def test_a_link_is_set_and_taken_out_again_and_nobody_else_is_told(desk: Counter) -> None:
    await lead(desk)
    number = await announce(desk)
    for step, text, says, done in (
        (1, "Link: https://meet.example.org/a; hybrid", "Der Link geht an Bestätigte", "Geändert."),
        (2, "ohne Link", "Der Link wird entfernt", "Gespeichert."),
    ):
        (shown,) = await desk.answer(said(f"c{step}", f"treffen ändern {number} {text}"))
        assert says in shown.text
        assert ("Alle, die eingeladen sind" in shown.text) is (step == 1)
        phrase = re.search(r"SENDEN \d+", shown.text)
        assert phrase is not None
        told = await desk.answer(said(f"s{step}", phrase[0]))
        assert any(one.text.startswith(done) for one in told)
    link = select(t.meeting.c.link, t.meeting.c.sequence)
    assert desk.store.read_now(lambda s: tuple(s.execute(link).one())) == ("", 1)


async def test_who_plans_sees_first_what_is_planned_already(desk: Counter) -> None:
    await lead(desk)
    number = await announce(desk)
    (told,) = await desk.answer(said("x1", "treffen"))
    assert f"{number}: Verbundtreffen – Regionalverbund Heide, Mo., 07.12.2026, 10:00–13:00 Uhr" in told.text
    assert f"„treffen ändern {number} …“" in told.text
    assert told.text.index("Schon geplant") < told.text.index("Was für ein Treffen?")


async def test_a_point_long_after_the_preview_is_a_proposal(desk: Counter) -> None:
    await lead(desk)
    await announce(desk)
    await desk.answer(said("m3", "treffen Verbundtreffen: Di 8.12. 10-13 Uhr, Rathaus"))
    desk.clock.now = desk.after(minutes=31)
    (told, *_) = await desk.answer(said("m4", "TOP Berichte"))
    assert "der Vorschlag ist notiert" in told.text


@pytest.mark.parametrize(
    ("values", "told"),
    [({"sequence": 7}, "wurde inzwischen geändert"), ({"state": "cancelled"}, "schon abgesagt")],
    ids=["changed", "cancelled"],
)
async def test_a_change_of_what_changed_meanwhile_says_that_nothing_was_sent(
    desk: Counter, values: dict[str, object], told: str
) -> None:
    await lead(desk)
    number = await announce(desk)
    (shown,) = await desk.answer(said("c1", f"treffen ändern {number} Ort: Kreishaus"))
    phrase = re.search(r"SENDEN \d+", shown.text)
    assert phrase is not None
    desk.store.write_now(lambda s: s.execute(update(t.meeting).values(**values)))
    (answer,) = await desk.answer(said("c2", phrase[0]))
    assert told in answer.text
    assert "Geändert." not in answer.text
    assert desk.store.read_now(lambda s: s.execute(select(t.meeting.c.place)).scalar_one()) == "Rathaus"


async def test_a_date_that_is_not_understood_is_not_called_the_same(desk: Counter) -> None:
    await lead(desk)
    number = await announce(desk)
    (told,) = await desk.answer(said("c1", f"treffen ändern {number} 31.2. 10-14 Uhr"))
    assert "gibt es nicht" in told.text
    assert "schon so" not in told.text


@pytest.mark.parametrize("change", ["{number}-12 Uhr", "{number} Uhr", "{number}. Dezember", "{number} Plätze"])
async def test_what_begins_like_the_number_of_a_meeting_is_none(desk: Counter, change: str) -> None:
    await lead(desk)
    number = await announce(desk)
    (shown,) = await desk.answer(said("c1", f"treffen ändern {change.format(number=number)}"))
    assert "Geändert wird: Verbundtreffen" in shown.text


def leads_elsewhere_now(desk: Counter) -> None:
    """Let Ada lead another region than the one whose meeting she invited to."""

    def move(session: Session) -> None:
        ada, kim = (people.person_by_key(session, key) for key in (_key(session, "ada"), "kim"))
        assert ada is not None
        assert kim is not None
        roles.appoint(session, ada, Appointment(Role.LEAD, "braunschweig"), kim, desk.clock.now)
        roles.revoke(session, ada, "heide", kim, desk.clock.now)

    desk.store.write_now(move)


def _key(session: Session, chat: str) -> str:
    a = t.address.c
    query = select(t.person.c.key).join(t.address, a.recipient == t.person.c.id).where(a.chat == chat)
    return str(session.execute(query).scalar_one())


async def announced_and_moved(desk: Counter) -> str:
    """Return the number of a meeting of Heide whose inviter leads another region by now."""
    confirmed: dict[str, Any] = {"confirmed_at": MONDAY}
    join(
        desk.store,
        person("kim", role=Role.COORDINATION, **confirmed),
        person("lea", role=Role.LEAD, leads=("heide",), **confirmed),
        person("bea", regions=("heide",), statewide=False, **confirmed),
    )
    await lead(desk)
    number = await announce(desk)
    leads_elsewhere_now(desk)
    return number


@pytest.mark.parametrize(
    "said_", ["treffen ändern {number} Ort: Kreishaus", "treffen absagen {number}", "teilnahme {number} liste",
              "niederschrift {number} endgültig: Wir trafen uns."],
)  # fmt: skip
async def test_who_leads_another_region_by_now_runs_no_meeting_of_before(desk: Counter, said_: str) -> None:
    number = await announced_and_moved(desk)
    (answer, *_) = await desk.answer(said("r1", said_.format(number=number)))
    assert "SENDEN" not in answer.text
    assert "ABSAGEN" not in answer.text
    assert answer.text.startswith((meeting_words.NONE_OF_YOURS, meeting_words.NO_SUCH.format(number=number)))
    (answer, *_) = await desk.answer(said("r2", said_.format(number=number), "lea"))
    assert not answer.text.startswith((meeting_words.NONE_OF_YOURS, meeting_words.NO_SUCH.format(number=number)))


async def test_a_change_that_was_shown_before_the_region_was_taken_is_not_sent(desk: Counter) -> None:
    join(desk.store, person("kim", role=Role.COORDINATION, confirmed_at=MONDAY))
    await lead(desk)
    number = await announce(desk)
    (shown,) = await desk.answer(said("c1", f"treffen ändern {number} Ort: Kreishaus"))
    phrase = re.search(r"SENDEN \d+", shown.text)
    assert phrase is not None
    leads_elsewhere_now(desk)
    await desk.answer(said("c2", phrase[0]))
    assert desk.store.read_now(lambda s: s.execute(select(t.meeting.c.place)).scalar_one()) == "Rathaus"


async def test_what_is_proposed_is_told_to_who_runs_the_meeting_today(desk: Counter) -> None:
    await announced_and_moved(desk)
    answers = await desk.answer(said("t1", "top vorschlagen Wohnsitzauflage", "bea"))
    assert {one.chat for one in answers if "Wohnsitzauflage" in one.text} == {"lea"}


@pytest.mark.parametrize(
    "begun",
    [
        "treffen Verbundtreffen: Mo 7.12. 10-13 Uhr, Rathaus; TOP Begrüßung",
        "umfrage Beiratssitzung: Di 8.12. 10 Uhr, Mi 9.12. 14 Uhr; bis 4.12.",
    ],
    ids=["an invitation", "a poll"],
)
async def test_a_slip_in_the_number_of_a_preview_sends_nothing_and_is_told_the_right_one(
    desk: Counter, begun: str
) -> None:
    join(desk.store, person("bea", regions=("heide",), confirmed_at=MONDAY))
    await lead(desk)
    (shown,) = await desk.answer(said("m1", begun))
    assert "SENDEN" in shown.text, shown.text
    (told,) = await desk.answer(said("m2", "SENDEN 1"))
    right = re.search(r"SENDEN \d+", told.text)
    assert right is not None
    assert "nicht mehr offen" not in told.text
    count = select(t.notice.c.id).where(t.notice.c.state == "released")
    assert not desk.store.read_now(lambda s: list(s.execute(count)))
    await desk.answer(said("m3", right[0]))
    assert len(desk.store.read_now(lambda s: list(s.execute(count)))) == 1


async def test_who_leads_and_says_protokoll_is_told_of_niederschrift_and_others_are_not(desk: Counter) -> None:
    join(desk.store, person("bea", regions=("heide",), confirmed_at=MONDAY))
    await lead(desk)
    (told,) = await desk.answer(said("p1", "protokoll"))
    assert told.text.startswith("Das kann nur die Koordination.")
    assert "„niederschrift“" in told.text
    (other,) = await desk.answer(said("p2", "protokoll", "bea"))
    assert other.text == "Das kann nur die Koordination."
    (joined,) = await desk.answer(said("p3", "freigabe"))
    assert "niederschrift" not in joined.text


async def test_the_hint_at_niederschrift_is_given_where_nothing_internal_may_go_too(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lead(desk)
    public = replace(desk.channel.capabilities, internal=False)
    monkeypatch.setattr(type(desk.channel), "capabilities", public)
    (told,) = await desk.answer(said("p1", "protokoll"))
    assert "„niederschrift“" in told.text
