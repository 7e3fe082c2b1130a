"""edition …: the weekly digest."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import confirming, words, words_reports
from bot.cli import results as r
from bot.cli.answering import answers
from bot.cli.context import ACTOR, Desk
from bot.cli.faults import CommandFault, not_found, refused
from bot.cli.words import Help

if TYPE_CHECKING:
    from sqlmodel import Session

    from scheduler.publishing import Publisher
    from store.notices import StoredNotice

Slot = Annotated[str, typer.Option(metavar="WOCHE", help=Help.EDITION_SLOT)]


@answers(r.EditionShown)
def show(desk: Desk, slot: Slot = "") -> r.EditionShown:
    """Show what an edition would hold, or holds."""
    slot = _slot(desk, slot)
    known = _known(desk, slot)
    if known is not None:
        return _released(desk, slot, known)
    return _planned(desk, slot)


@answers(r.EditionShown)
def draft(
    desk: Desk,
    slot: Slot = "",
    editorial: Annotated[str | None, typer.Option(metavar="TEXT", help=words_reports.Help.DRAFT_EDITORIAL)] = None,
    leave_out: Annotated[list[int] | None, typer.Option(metavar="NUMMER", help=words_reports.Help.DRAFT_LEAVE)] = None,
    take: Annotated[list[int] | None, typer.Option(metavar="NUMMER", help=words_reports.Help.DRAFT_TAKE)] = None,
) -> r.EditionShown:
    """Change the draft of an edition, and show it."""
    from store import editions

    slot = _slot(desk, slot)
    if _known(desk, slot) is not None:
        raise refused("edition_released", words.edition_before(slot, _known(desk, slot) or 0))
    chosen = dict.fromkeys(leave_out or (), True) | dict.fromkeys(take or (), False)

    def write(session: "Session") -> None:
        now = desk.now()
        waiting = {one.id for one in (*editions.candidates(session, now), *editions.held(session, now))}
        if unknown := sorted(chosen.keys() - waiting):
            raise not_found("not_waiting", words_reports.NOT_WAITING.format(number=unknown[0]), words.NO_NOTICE_HINT)
        if editorial is not None:
            editions.write_editorial(session, slot, editorial.strip(), now)
        choices = [editions.Choice(number, left_out=out) for number, out in chosen.items()]
        if choices:
            editions.choose_for(session, slot, choices, now)

    desk.write(write)
    return _planned(desk, slot)


def _planned(desk: Desk, slot: str) -> r.EditionShown:
    """Release it and take that back: what would be sent is what is shown."""
    by = desk.publisher(rehearsal=True)

    def attempt(session: "Session") -> r.EditionShown:
        notice, items, counts = _publish(session, slot, by)
        if notice is None:
            return _shown(session, slot, None, [], (0, 0), [])
        return _shown(session, slot, None, items, counts, _texts(session, notice))

    return desk.rehearse(attempt)


def _released(desk: Desk, slot: str, notice: int) -> r.EditionShown:
    from store import editions, listings, notices

    def look(session: "Session") -> r.EditionShown:
        placed = sorted(editions.item_sections(session, notice).items(), key=lambda one: one[1][0])
        items = [
            _item(stored, section)
            for number, (_, section) in placed
            if (stored := notices.load(session, number)) is not None
        ]
        return _shown(session, slot, notice, items, listings.edition_counts(session, notice), _texts(session, notice))

    return desk.read(look)


@answers(r.EditionReleased)
def release(
    desk: Desk,
    slot: Slot = "",
    yes: Annotated[bool, typer.Option("--yes", help=Help.YES)] = False,
    alone: Annotated[str, typer.Option("--alone", metavar="GRUND", help=Help.ALONE)] = "",
) -> r.EditionReleased:
    """Release the edition of a week: there is one of each."""
    slot = _slot(desk, slot)
    known = _known(desk, slot)
    if known is not None:
        before = _released(desk, slot, known)
        counts = (before["places"], before["digest_items"])
        return _value(slot, known, len(before["items"]), counts, fresh=False)
    confirming.demand_second(desk, alone)
    confirming.demand_yes_or_terminal(desk, yes=yes)
    if not yes:
        _ask(desk, _planned(desk, slot))
    from content.words import edition_title

    by = desk.publisher()

    def write(session: "Session") -> r.EditionReleased:
        notice, items, counts = _publish(session, slot, by)
        if notice is None:
            raise refused("edition_empty", words.EDITION_EMPTY, words.EDITION_EMPTY_HINT)
        desk.note(session, "edition.released", f"notice:{notice}", f"slot={slot} items={len(items)}")
        confirming.note_alone(desk, session, "sent", f"notice:{notice}", edition_title(slot), alone)
        return _value(slot, notice, len(items), counts, fresh=True)

    value = desk.write(write)
    desk.crash("freeze.committed")
    return value


def _ask(desk: Desk, planned: r.EditionShown) -> None:
    if not planned["items"]:
        raise refused("edition_empty", words.EDITION_EMPTY, words.EDITION_EMPTY_HINT)
    number = confirming.number_of(planned["slot"], [one["notice"] for one in planned["items"]], planned["places"])
    reached = words.edition_audience(planned["places"], planned["digest_items"])
    confirming.ask(desk, number, [*planned["texts"], "", reached], {})


def _publish(session: "Session", slot: str, by: "Publisher") -> tuple[int | None, list[r.EditionItem], tuple[int, int]]:
    """Release an edition in this transaction; return its number, items and counts, or None when it would be empty."""
    from scheduler import publishing

    items = publishing.plan_edition(session, by.now, slot)
    if not items:
        return None, [], (0, 0)
    done, counts = publishing.publish_edition(session, slot, items, ACTOR, by)
    return done.notice, [_item(one.notice, one.section) for one in items], (counts["places"], counts["items"])


def _known(desk: Desk, slot: str) -> int | None:
    from scheduler.publishing import edition_request
    from store import notices

    return desk.read(lambda session: notices.find_by_request(session, edition_request(slot)))


def _slot(desk: Desk, slot: str) -> str:
    from scheduler.publishing import slot_of

    if not slot:
        return slot_of(desk.now())
    if not re.fullmatch(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])", slot):
        raise CommandFault("bad_slot", words.bad_slot(slot))
    return slot


def _texts(session: "Session", notice: int) -> list[str]:
    from store import bodies, listings

    return [bodies.load(text).text for text in listings.texts(session, notice, 1)]


def _item(stored: "StoredNotice", section: str) -> r.EditionItem:
    return {
        "notice": stored.id,
        "section": section,
        "level": stored.addressed.level.value,
        "title": stored.title,
        "deadline": stored.deadline,
    }


def _shown(
    session: "Session",
    slot: str,
    notice: int | None,
    items: list[r.EditionItem],
    counts: tuple[int, int],
    texts: list[str],
) -> r.EditionShown:
    from store import editions

    places, digest_items = counts
    made = editions.draft(session, slot)
    return {
        "schema": 1, "slot": slot, "notice": notice, "items": items, "places": places, "digest_items": digest_items,
        "texts": texts, "editorial": made.editorial,
        "left_out": [one.notice for one in made.choices if one.left_out],
    }  # fmt: skip


def _value(slot: str, notice: int, items: int, counts: tuple[int, int], *, fresh: bool) -> r.EditionReleased:
    places, digest_items = counts
    return {
        "schema": 1, "slot": slot, "notice": notice, "items": items, "places": places, "digest_items": digest_items,
        "fresh": fresh,
    }  # fmt: skip
