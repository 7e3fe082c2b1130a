"""Two pairs of eyes: also for what changes something that is out, for withdrawals and for editions."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from bot.words import writing as words
from domain.notice import Level
from domain.recipient import Rhythm, Role
from store import audit, merging, proposals
from store import tables as t
from store.proposals import ProposalKind
from tests.unit.bot.support import Counter, said
from tests.unit.bot.test_reviewing import FRIDAY, feed, notices_of
from tests.unit.bot.test_urgent import number
from tests.unit.bot.test_writing import phrase
from tests.unit.relay.support import EVERYBODY, House, join, person


@pytest.fixture
def office(desk: Counter) -> Counter:
    """Two of the Koordination, a member, and the rule of two."""
    desk.clock.now = FRIDAY
    details: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": FRIDAY}
    join(desk.store, person("ada", **details), person("cora", **details), person("mia"))
    desk.router.office = replace(desk.router.office, four_eyes=True)
    return desk


def house(desk: Counter) -> House:
    return House(desk.store, desk.clock)


async def says(desk: Counter, text: str, chat: str = "ada") -> str:
    return "\n".join(one.text for one in await desk.answer(said(f"v{desk.batches}", text, chat)) if one.chat == chat)


async def told(desk: Counter, text: str, chat: str, other: str) -> str:
    return "\n".join(one.text for one in await desk.answer(said(f"v{desk.batches}", text, chat)) if one.chat == other)


def revisions(desk: Counter) -> list[tuple[int, str, str]]:
    """Return (rev, state, title) of the notices."""
    n, v = t.notice.c, t.notice_revision.c
    query = (
        select(n.rev, n.state, v.title).join(t.notice_revision, (v.notice == n.id) & (v.rev == n.rev)).order_by(n.id)
    )
    return [tuple(row) for row in desk.store.read_now(lambda s: list(s.execute(query)))]


def done(desk: Counter) -> list[tuple[str, str]]:
    return [(row.actor, row.action) for row in desk.store.read_now(lambda s: audit.listing(s, 5))]


async def test_a_correction_waits_is_read_by_a_second_person_and_goes_out_once(office: Counter) -> None:
    house(office).tell(house(office).new(facts=EVERYBODY))
    shown = await says(office, "korrektur 1 Neuer Titel\nEs gilt erst ab Montag.")
    asked = await told(office, number(shown), "ada", "cora")
    assert "die neue Fassung von Neuer Titel" in asked
    assert revisions(office) == [(1, "released", "Neuer Erlass")]
    assert await says(office, "gegenlesen") == words.NOTHING_TO_CHECK
    shown = await says(office, "gegenlesen", "cora")
    assert "Neue Fassung einer Mitteilung" in shown
    assert "Es gilt erst ab Montag." in shown
    assert "Freigegeben: Neuer Titel." in await told(office, phrase(shown), "cora", "ada")
    assert revisions(office) == [(2, "released", "Neuer Titel")]
    assert done(office)[0] == ("cora", "proposal.approved")


async def test_a_withdrawal_waits_and_in_an_emergency_its_author_does_it_alone(office: Counter) -> None:
    house(office).tell(house(office).new(facts=EVERYBODY))
    shown = await says(office, "zurückziehen 1")
    phrase_ = shown[shown.index("ZURÜCKZIEHEN") :].split("\n")[0].rstrip(".“ ")
    assert "zweites Augenpaar" in await says(office, phrase_)
    assert revisions(office)[0][1] == "released"
    await says(office, "notfall")
    shown = await says(office, "Die Meldung ist gefährlich falsch.")
    assert "Grund: Die Meldung ist gefährlich falsch." in await told(office, phrase(shown), "ada", "cora")
    assert revisions(office)[0][1] == "withdrawn"
    assert ("ada", "proposal.approved_alone") in done(office)


async def test_what_has_changed_meanwhile_or_is_given_back_is_not_done(office: Counter) -> None:
    notice = house(office).tell(house(office).new(facts=EVERYBODY)).notice
    shown = await says(office, "aktualisierung 1 Ergänzt\nNoch etwas.")
    await says(office, number(shown))
    shown = await says(office, "gegenlesen", "cora")
    house(office).correct(notice)
    assert "inzwischen geändert" in await says(office, phrase(shown), "cora")
    assert revisions(office) == [(2, "released", "Neuer Erlass")]
    shown = await says(office, "erledigt 1 ohne")
    await says(office, number(shown))
    await says(office, "gegenlesen", "cora")
    assert "Nicht freigegeben" in await told(office, "zurückgeben", "cora", "ada")
    assert revisions(office) == [(2, "released", "Neuer Erlass")]


async def test_an_edition_waits_with_the_items_that_were_looked_at(office: Counter) -> None:
    info = replace(EVERYBODY, level=Level.INFO)
    house(office).tell(house(office).new(facts=info))
    join(office.store, person("bea", rhythm_info=Rhythm.WOECHENTLICH))
    await says(office, "ausgabe")
    shown = await says(office, "vorschau")
    assert "Bitte gegenlesen: " in await told(office, number(shown), "ada", "cora")
    assert not [
        row for row in notices_of(office) if row.title.startswith("Informationsdienst") and row.state == "released"
    ]
    shown = await says(office, "gegenlesen", "cora")
    assert "Neuer Erlass" in shown
    await says(office, phrase(shown), "cora")
    assert done(office)[0] == ("cora", "proposal.approved")
    assert len([row for row in revisions(office) if row[1] == "released"]) == 2


async def test_what_a_source_changed_after_its_release_waits_too_and_goes_out(office: Counter) -> None:
    feed(office, "a")
    await says(office, "freigabe")
    await says(office, number(await says(office, "Jetzt freigeben")))
    await says(office, phrase(await says(office, "gegenlesen", "cora")), "cora")
    assert revisions(office) == [(1, "released", "Neues zu a")]
    e = t.entry.c
    office.store.write_now(
        lambda s: s.execute(t.entry.update().where(e.id == 1).values(state="review", title="Anders zu a"))
    )
    assert "nach der Freigabe geändert" in await says(office, "freigabe")
    shown = await says(office, "Als Korrektur senden")
    assert "Anders zu a" in shown
    assert "zweites Augenpaar" in await says(office, number(shown))
    assert revisions(office) == [(1, "released", "Neues zu a")]
    await says(office, phrase(await says(office, "gegenlesen", "cora")), "cora")
    assert revisions(office) == [(2, "released", "Anders zu a")]


async def test_who_gave_a_hint_hears_what_came_of_it(office: Counter) -> None:
    for end, heard in (("yes", "geht jetzt hinaus. Danke!"), ("no", "gelesen, aber nicht weitergegeben")):
        await says(office, f"hinweis Der Sprachkurs in Celle hat Plätze ({end}).", "mia")
        await says(office, "freigabe")
        shown = await says(office, "Jetzt freigeben")
        assert await told(office, number(shown), "ada", "mia") == ""
        shown = await says(office, "gegenlesen", "cora")
        assert heard in await told(office, phrase(shown) if end == "yes" else "zurückgeben", "cora", "mia")


async def waiting_edition(desk: Counter) -> None:
    """Let ada propose an edition of one item."""
    house(desk).tell(house(desk).new(facts=replace(EVERYBODY, level=Level.INFO)))
    join(desk.store, person("bea", rhythm_info=Rhythm.WOECHENTLICH))
    await says(desk, "ausgabe")
    await says(desk, number(await says(desk, "vorschau")))


async def writes(desk: Counter, text: str, chat: str) -> str:
    """Write the editorial; return what the other one is told."""
    await says(desk, "ausgabe", chat)
    await says(desk, "Editorial schreiben", chat)
    return await told(desk, text, chat, "cora" if chat == "ada" else "ada")


async def test_an_editorial_that_changed_after_it_was_shown_is_shown_before_it_goes_out(office: Counter) -> None:
    await waiting_edition(office)
    before = phrase(await says(office, "gegenlesen", "cora"))
    await writes(office, "Ein neues Vorwort.", "ada")
    shown = await says(office, before, "cora")
    assert words.CHANGED_SINCE_SHOWN in shown
    assert "Ein neues Vorwort." in shown
    assert phrase(shown) != before
    assert len([row for row in revisions(office) if row[1] == "released"]) == 1
    await says(office, before, "cora")
    assert len([row for row in revisions(office) if row[1] == "released"]) == 1
    await says(office, phrase(await says(office, "gegenlesen", "cora")), "cora")
    assert len([row for row in revisions(office) if row[1] == "released"]) == 2


async def test_who_writes_the_editorial_of_what_waits_does_not_release_it_themselves(office: Counter) -> None:
    await waiting_edition(office)
    assert "Statt Ihrer Fassung wartet" in await writes(office, "Nur von Cora gelesen.", "cora")
    assert await says(office, "gegenlesen", "cora") == words.NOTHING_TO_CHECK
    assert "Nur von Cora gelesen." in await says(office, "gegenlesen")


async def changed_entry(desk: Counter) -> None:
    """Let ada propose what a source has changed after the release."""
    feed(desk, "a")
    await says(desk, "freigabe")
    await says(desk, number(await says(desk, "Jetzt freigeben")))
    await says(desk, phrase(await says(desk, "gegenlesen", "cora")), "cora")
    changes(desk, state="review", title="Anders zu a")
    await says(desk, "freigabe")
    await says(desk, number(await says(desk, "Als Korrektur senden")))


def changes(desk: Counter, **values: Any) -> None:
    desk.store.write_now(lambda s: s.execute(t.entry.update().where(t.entry.c.id == 1).values(**values)))


async def test_a_source_that_changes_once_more_is_read_once_more(office: Counter) -> None:
    await changed_entry(office)
    seen = await says(office, "gegenlesen", "cora")
    changes(office, title="Ungelesen", summary="Das sah niemand.")
    shown = await says(office, phrase(seen), "cora")
    assert shown.startswith(words.CHANGED_SINCE_SHOWN)
    assert "Ungelesen" in shown
    assert revisions(office) == [(1, "released", "Neues zu a")]
    await says(office, phrase(shown), "cora")
    assert revisions(office) == [(2, "released", "Ungelesen")]


async def test_who_has_become_one_with_the_author_is_no_second_person(office: Counter) -> None:
    join(office.store, person("neu", role=Role.COORDINATION, confirmed_at=FRIDAY))
    house(office).tell(house(office).new(facts=EVERYBODY))
    shown = await says(office, "korrektur 1 Neuer Titel\nEs gilt erst ab Montag.", "neu")
    await says(office, number(shown), "neu")
    p = t.person.c
    ids = dict(office.store.read_now(lambda s: [(key, id_) for key, id_ in s.execute(select(p.key, p.id))]))
    drafted = {"state": "draft", "author": "neu", "approver": None}
    notice = house(office).tell(house(office).new(facts=EVERYBODY)).notice
    office.store.write_now(lambda s: s.execute(t.notice.update().where(t.notice.c.id == notice).values(**drafted)))
    assert "Was möchten Sie gegenlesen?" in await says(office, "gegenlesen")
    office.store.write_now(lambda s: merging.merge(s, ids["ada"], ids["neu"], FRIDAY))
    assert await says(office, "gegenlesen") == words.NOTHING_TO_CHECK
    assert "Was möchten Sie gegenlesen?" in await says(office, "gegenlesen", "cora")


async def test_whose_version_another_one_replaces_hears_of_it(office: Counter) -> None:
    house(office).tell(house(office).new(facts=EVERYBODY))
    await says(office, number(await says(office, "korrektur 1 Erste Fassung\nEs gilt ab Montag.")))
    shown = await says(office, "korrektur 1 Zweite Fassung\nEs gilt ab Dienstag.", "cora")
    heard = await told(office, number(shown), "cora", "ada")
    assert heard == words.TOLD_REPLACED.format(title="Zweite Fassung")
    assert "Es gilt ab Dienstag." in await says(office, "gegenlesen")
    assert await says(office, "gegenlesen", "cora") == words.NOTHING_TO_CHECK


def test_editions_of_two_weeks_wait_beside_each_other(office: Counter) -> None:
    def propose(session: Session, slot: str) -> None:
        proposals.propose(session, ProposalKind.EDITION, None, slot, "ada", {"slot": slot, "items": []}, FRIDAY)

    for slot in ("2026-W48", "2026-W49", "2026-W49"):
        office.store.write_now(lambda s, slot=slot: propose(s, slot))  # type: ignore[misc]  # a default, bound at once
    assert [one.title for one in office.store.read_now(proposals.waiting)] == ["2026-W48", "2026-W49"]
