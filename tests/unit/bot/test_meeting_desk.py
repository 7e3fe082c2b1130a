"""What the scripts do not show: minutes that go out, a poll that becomes a meeting, and who may do neither."""

import re
from datetime import date, time

import pytest
from sqlalchemy import select

from bot import meeting_draft
from domain.meeting import MeetingKind
from domain.phrases import When
from domain.poll import Option, PollState
from domain.recipient import Role
from store import tables as t
from store.polls import StoredPoll
from tests.unit.bot.support import Counter, said
from tests.unit.bot.test_scripts import invite
from tests.unit.relay.support import MONDAY


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
    draft = meeting_draft.from_poll(poll())
    assert draft is not None
    made = draft.meeting(MONDAY)
    assert made is not None
    assert (made.title, made.when, made.regions) == (
        "Verbundtreffen",
        When(date(2027, 1, 21), time(10), time(13)),
        ("heide",),
    )
    assert (draft.poll, made.kind) == (3, MeetingKind.REGIONAL)
    leads = meeting_draft.from_poll(poll(Role.LEAD))
    assert leads is not None
    assert leads.kind == MeetingKind.LEADS
    assert meeting_draft.from_poll(poll(result=None)) is None


@pytest.mark.parametrize("text", ["treffen umfrage 3", "treffen umfrage", "treffen ändern", "treffen absagen 7"])
async def test_what_there_is_not_is_said(desk: Counter, text: str) -> None:
    await lead(desk)
    (told,) = await desk.answer(said("x1", text))
    assert told.text
    assert not desk.store.read_now(lambda s: list(s.execute(select(t.meeting.c.id))))
