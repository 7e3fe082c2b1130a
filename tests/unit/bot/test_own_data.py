"""`meinedaten` as somebody gets it: what was answered to them is in it, as long as it is kept."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot.words import general, privacy
from store import members, own_data, retention
from store import tables as t
from tests.unit.bot.support import Counter, said
from tests.unit.relay.support import MONDAY


def taken_along(desk: Counter) -> list[dict[str, Any]]:
    """Return what Ada may take along of what was written to her."""

    def read(session: Session) -> dict[str, Any]:
        member = members.member_at(session, "memory:ost", "ada")
        assert member is not None
        return own_data.of_person(session, member.id)

    return list(desk.store.read_now(read)["messages_written"])


async def joined(desk: Counter) -> None:
    """Let Ada join, and ask for help."""
    await desk.answer(said("j1", "anmelden"), said("j2", "ja Vechta"), said("h1", "hilfe"))


async def test_what_was_answered_to_somebody_is_in_what_they_take_along(desk: Counter) -> None:
    await joined(desk)
    written = taken_along(desk)
    assert [one["text"].splitlines()[0] for one in written[-1:]] == [general.HELP_TITLE]
    assert "Einverstanden?" in written[0]["text"]
    assert {"Aktuell", "Hilfe"} <= set(written[-1]["buttons"])
    assert privacy.WRITTEN.format(count=len(written)) in await desk.text("meinedaten")


async def test_an_earlier_answer_of_this_kind_is_named_but_not_held(desk: Counter) -> None:
    await joined(desk)
    parts = await desk.answer(said("m1", "meinedaten json"))
    exports = [one for one in taken_along(desk) if one["is_export"]]
    assert len(exports) == len(parts)
    assert {one["text"] for one in exports} == {None}


async def test_what_others_were_answered_is_not_in_it(desk: Counter) -> None:
    bea = [said("b0", "anmelden", "bea"), said("b1", "ja Peine", "bea"), said("b2", "impressum", "bea")]
    *_, imprint = await desk.answer(*bea)
    await joined(desk)
    texts = [one["text"] for one in taken_along(desk)]
    assert imprint.chat == "bea"
    assert texts
    assert imprint.text not in texts


async def test_after_a_week_an_answer_is_in_it_no_more(desk: Counter) -> None:
    await joined(desk)
    desk.store.write_now(lambda s: s.execute(t.dispatch.update().values(state="sent", finished_at=MONDAY)))
    desk.store.write_now(lambda s: retention.forget(s, MONDAY + timedelta(days=8)))
    assert taken_along(desk) == []


async def test_what_is_shown_once_is_not_in_it(desk: Counter) -> None:
    await joined(desk)
    desk.router.office = replace(desk.router.office, public_url="https://bote.example")
    told = await desk.text("kalender")
    (secret,) = set(re.findall(r"/kalender/([\w-]+)\.ics", told))
    (code, *_) = re.findall(r"\b\w{4}-\w{4}-\w{4}\b", await desk.text("verknüpfen"))
    texts = "\n".join(one["text"] or "" for one in taken_along(desk))
    assert "/kalender/….ics" in texts
    assert "Verknüpfen …" in texts
    assert secret not in texts
    assert code not in texts
