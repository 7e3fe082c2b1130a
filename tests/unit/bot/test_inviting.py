"""Invitations: one code, one person; wrong ones are told apart from nothing, and nobody guesses for long."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot import invitation
from bot.words import inviting as words
from bot.words import joining
from domain.recipient import Role
from store import codes, members
from store import tables as t
from store.codes import Refused
from store.members import Member
from tests import scripts
from tests.unit.bot.support import Counter, said
from tests.unit.relay.support import MONDAY, OST

_MONTH = MONDAY + timedelta(days=30)
#: What is noted of a sheet with what one agrees to today.
READ = invitation.wording(scripts.OPERATOR)


def made(
    desk: Counter, role: Role = Role.MEMBER, region: str | None = None, until: datetime = _MONTH, *, many: bool = False,
    wording: str = "",
) -> str:  # fmt: skip
    """Return a new code."""
    new = codes.New(role, region, "cli", until, many, wording)
    return desk.store.write_now(lambda s: codes.make(s, new, MONDAY))


def member(desk: Counter, chat: str = "ada") -> Member | None:
    """Return who is in a chat."""
    return desk.store.read_now(lambda s: members.member_at(s, OST, chat))


async def test_who_is_invited_joins_confirmed_and_with_the_role(desk: Counter) -> None:
    code = made(desk, Role.LEAD, "heide")
    asked, answer = await desk.answer(said("a1", f"Code {code}"), said("a2", "ja Celle"))
    assert asked.text.startswith("Sie sind eingeladen als Federführende.")
    assert "Einverstanden?" in asked.text
    assert "Internes folgt" not in answer.text
    found = member(desk)
    assert found is not None
    assert (found.role, found.confirmed) == (Role.LEAD, True)
    led = desk.store.read_now(lambda s: s.execute(select(t.lead_region.c.region)).scalars().all())
    assert led == ["heide"]


@pytest.mark.parametrize("written", ["/start {code}", "code {upper}", "Code {spaced}", "/code@bote {plain}"])
async def test_a_member_is_confirmed_at_once_however_the_code_is_written(desk: Counter, written: str) -> None:
    await desk.answer(said("a1", "anmelden"), said("a2", "ja Celle"))
    code = made(desk)
    forms = {"code": code, "upper": code.upper(), "spaced": code.replace("-", " "), "plain": code.replace("-", "")}
    (answer,) = await desk.answer(said("a3", written.format(**forms)))
    assert answer.text == words.TAKEN.format(role="Mitglied")
    found = member(desk)
    assert found is not None
    assert found.confirmed


async def test_a_personal_code_is_good_for_one_also_if_two_have_begun(desk: Counter) -> None:
    code = made(desk, Role.COORDINATION)
    await desk.answer(said("a1", f"Code {code}", "ada"), said("b1", f"Code {code}", "bea"))
    await desk.answer(said("a2", "ja Celle", "ada"))
    (_, answer) = (await desk.answer(said("b2", "ja Celle", "bea"), said("c1", f"Code {code}", "eva")))[:2]
    assert answer.text == words.REFUSED[Refused.UNKNOWN]
    ada, bea = member(desk, "ada"), member(desk, "bea")
    assert ada is not None
    assert bea is not None
    assert (ada.role, bea.role, bea.confirmed) == (Role.COORDINATION, Role.MEMBER, False)


async def test_a_sheet_is_good_for_many_and_makes_nobody_less(desk: Counter) -> None:
    lead, sheet = made(desk, Role.LEAD, "heide"), made(desk, many=True)
    await desk.answer(said("a1", f"Code {lead}"), said("a2", "ja Celle"), said("a3", f"Code {sheet}"))
    await desk.answer(said("b1", f"Code {sheet}", "bea"), said("b2", "ja Celle", "bea"))
    ada, bea = member(desk), member(desk, "bea")
    assert ada is not None
    assert bea is not None
    assert (ada.role, bea.confirmed) == (Role.LEAD, True)


@pytest.mark.parametrize(
    "written",
    [
        "Code {code} ja Celle eilt", "code {spaced} Celle, ja, eilt", "/start {plain} ja celle eilig",
        "Code {code},ja Celle, eilt", "„Code: {code}“ – ja, Celle; eilt", "Code {code}/ja, Celle eilt",
    ],
)  # fmt: skip
async def test_who_has_read_what_they_agree_to_joins_by_one_message(desk: Counter, written: str) -> None:
    code = made(desk, many=True, wording=READ)
    forms = {"code": code, "spaced": code.replace("-", " "), "plain": code.replace("-", "")}
    (answer,) = await desk.answer(said("a1", written.format(**forms)))
    assert answer.text.startswith("Sie sind eingeladen als Mitglied.\n\nDanke. Sie erhalten:")
    assert "Heide; Eiliges Mo–Fr 7–18 Uhr" in answer.text
    assert "Internes folgt" not in answer.text
    found = member(desk)
    assert found is not None
    assert found.confirmed
    consents = desk.store.read_now(lambda s: s.execute(select(t.consent.c.text_version)).scalars().all())
    assert set(consents) == {joining.VERSION}


async def test_on_the_sheet_of_a_region_a_yes_is_enough(desk: Counter) -> None:
    code = made(desk, region="heide", many=True, wording=READ)
    (answer,) = await desk.answer(said("a1", f"Code {code} ja"))
    assert "alle Themen, Heide;" in answer.text


async def test_what_is_open_behind_a_code_is_asked(desk: Counter) -> None:
    code = made(desk, many=True, wording=READ)
    which, answer = await desk.answer(said("a1", f"Code {code} ja Oldenburg"), said("a2", "Stadt"))
    assert "Welches meinen Sie?" in which.text
    assert "Sie erhalten:" in answer.text
    (place,) = await desk.answer(said("b1", f"Code {code} ja", "bea"))
    assert joining.ASK_PLACE in place.text
    (no,) = await desk.answer(said("c1", f"Code {code} nein", "eva"))
    assert joining.DECLINED in no.text
    assert [one is None for one in (member(desk), member(desk, "bea"), member(desk, "eva"))] == [False, True, True]


@pytest.mark.parametrize(
    "wording", ["", "2026-01", joining.VERSION, invitation.wording({**scripts.OPERATOR, "controller": "Anderer e. V."})]
)
async def test_a_yes_to_what_nobody_has_read_is_none(desk: Counter, wording: str) -> None:
    code = made(desk, region="heide", many=True, wording=wording)
    (asked,) = await desk.answer(said("a1", f"Code {code} ja Celle eilt"))
    assert asked.text.startswith("Sie sind eingeladen als Mitglied.")
    assert joining.READ_FIRST in asked.text
    assert "Einverstanden?" in asked.text
    assert member(desk) is None
    (answer,) = await desk.answer(said("a2", "ja"))
    assert "Heide; Eiliges Mo–Fr 7–18 Uhr" in answer.text


async def test_a_yes_that_came_late_holds_but_brings_nobody_back_who_left_since(desk: Counter) -> None:
    code, said_at = made(desk, many=True, wording=READ), desk.clock.now
    desk.clock.move(hours=3)
    (first,) = await desk.answer(said("a1", f"Code {code} ja Celle", sent_at=said_at))
    assert "Sie erhalten:" in first.text
    _, again = await desk.answer(said("a2", "abmelden"), said("a3", f"Code {code} ja Celle", sent_at=said_at))
    assert "Einverstanden?" in again.text
    left = member(desk)
    assert left is not None
    assert left.left
    (back,) = await desk.answer(said("a4", f"Code {code} ja Celle"))
    assert "Sie erhalten:" in back.text


@pytest.mark.parametrize("wording", ["", READ])
async def test_a_yes_to_another_question_is_no_consent(desk: Counter, wording: str) -> None:
    code = made(desk, many=True, wording=wording)
    *asked, which = await desk.answer(said("a1", f"Code {code} Oldenburg"), said("a2", "hm"), said("a3", "ja, eilt"))
    for one in asked:
        assert joining.STILL_TO_AGREE in one.text
        assert "Einverstanden?" in one.text
    assert member(desk) is None
    assert "Welches meinen Sie?" in which.text
    (answer,) = await desk.answer(said("a4", "Stadt"))
    assert "Eiliges Mo–Fr" in answer.text


@pytest.mark.parametrize("behind", ["ich hätte gern mehr gewusst", "ok?", "gerne", "klar", "🙂", "Danke!"])
async def test_what_is_not_clearly_a_yes_behind_a_code_is_none(desk: Counter, behind: str) -> None:
    code = made(desk, region="heide", many=True, wording=READ)
    (asked,) = await desk.answer(said("a1", f"Code {code} {behind}"))
    assert "Einverstanden?" in asked.text
    assert member(desk) is None


async def test_a_code_with_letters_behind_it_is_none(desk: Counter) -> None:
    code = made(desk, region="heide", many=True, wording=READ)
    (answer,) = await desk.answer(said("a1", f"Code {code}ja Celle"))
    assert answer.text == words.REFUSED[Refused.UNKNOWN]


async def test_what_a_member_says_behind_a_code_is_not_passed_over(desk: Counter) -> None:
    sheet, lead = made(desk, many=True, wording=READ), made(desk, Role.LEAD, "heide", wording=READ)
    await desk.answer(said("a1", f"Code {sheet} ja Celle"))
    no, yes, taken = await desk.answer(
        said("a2", f"Code {lead} nein"), said("a3", f"Code {sheet} ja Vechta eilt"), said("a4", f"Code {lead} ja")
    )
    assert no.text == words.NOT_TAKEN
    assert yes.text == f"{words.TAKEN.format(role='Mitglied')} {words.ABO_STAYS}"
    assert taken.text == words.TAKEN.format(role="Federführende")


@pytest.mark.parametrize("many", [False, True], ids=["one", "a sheet"])
async def test_what_is_over_or_no_code_is_told(desk: Counter, many: bool) -> None:
    code = made(desk, until=MONDAY + timedelta(days=1), many=many)
    desk.clock.move(days=2)
    texts = [f"Code {code}", "Code", "Code quatsch", "/start quatsch"]
    answers = await desk.answer(*(said(f"a{number}", text) for number, text in enumerate(texts)))
    unknown = words.REFUSED[Refused.UNKNOWN]
    assert [one.text for one in answers] == [words.REFUSED[Refused.EXPIRED], words.NO_CODE, unknown, unknown]


async def test_after_fifty_guesses_also_the_right_one_waits_a_day(desk: Counter) -> None:
    code = made(desk)
    desk.receive(*(said(f"g{number}", f"Code falsch{number}") for number in range(50)))
    while await desk.handle_next():
        pass
    (answer,) = await desk.answer(said("a1", f"Code {code}"))
    assert answer.text == words.REFUSED[Refused.BLOCKED]
    (other,) = await desk.answer(said("b1", f"Code {code}", "bea"))
    assert other.text.startswith("Sie sind eingeladen")
    desk.clock.move(days=1, seconds=1)
    (answer,) = await desk.answer(said("a2", f"Code {code}"))
    assert answer.text.startswith("Sie sind eingeladen")


def test_the_words_of_a_code_are_nowhere(desk: Counter) -> None:
    code = made(desk)
    (row,) = desk.store.read_now(lambda s: s.execute(select(t.code)).all())
    assert not any(code.replace("-", "") in str(value) or code in str(value) for value in row)
