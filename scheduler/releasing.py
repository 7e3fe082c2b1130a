"""Releasing: an entry becomes a notice, and one whose words have changed since then its correction."""

import html
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlmodel import Session

from content import document, foreign, words
from domain.audience import Addressed
from domain.notice import Level, NoticeKind, NoticeState, Scope
from domain.recipient import Role
from scheduler import letters, reporting
from scheduler.publishing import Published, Publisher, correct, hold_for_edition, publish, release_written
from store import (
    assets,
    audit,
    editors,
    entries,
    handed_in,
    notices,
    reference,
    source_rules,
    sources,
    waiting,
)
from store.db import Store
from store.editors import Editor
from store.entries import EntryFault, EntryRow
from store.notices import NewNotice, StoredNotice

#: An entry whose text is longer than this is told by its first sentences and the link.
_LONGEST_TEXT = 1_500


def entry_notice(
    entry: EntryRow,
    level: Level,
    topics: Iterable[str],
    regions: Iterable[str],
    author: str,
    now: datetime,
) -> NewNotice:
    """Return what is to be written down for an entry. No regions: it is for the whole of Lower Saxony.

    A whole article is told by its first sentences and the link to it.
    """
    regions = frozenset(regions)
    addressed = Addressed(level, Scope.PUBLIC, not regions, regions, frozenset(topics))
    text = entry.html
    if not text or len(document.text_of(document.from_html(text))) > _LONGEST_TEXT:
        text = f"<p>{html.escape(entry.summary)}</p>" if entry.summary else ""
    return NewNotice(
        f"entry:{entry.id}", NoticeKind.FACHINFORMATION, entry.title, addressed, text, now, author, entry.link,
        text_form="html", entry=entry.id,
    )  # fmt: skip


def whole(session: Session, entry: EntryRow, new: NewNotice) -> NewNotice:
    """Return the notice of an entry with who says it below, and the files that came with it."""
    return replace(new, source=source_words(session, entry), files=assets.of_entry(session, entry.id))


def source_words(session: Session, entry: EntryRow) -> str:
    """Return the source of an entry as it stands below its notice: who says it, and that it is their opinion.

    Official sources speak for themselves; what members handed in comes from the regions.
    """
    given = handed_in.given(session, entry.id)
    if given is not None:
        return ", ".join(part for part in (words.FROM_REGIONS, entry.link) if part)
    source = source_rules.first_source(session, entry.id)
    if source is None or source_rules.rule_of(session, source).official:
        return entry.link
    return words.opinion(sources.named(session, entry.id), entry.link)


def release_entry(
    session: Session,
    entry: int,
    level: Level,
    topics: Iterable[str],
    regions: Iterable[str],
    author: str,
    by: Publisher,
) -> Published | EntryFault:
    """Release an entry as a notice and mark it so, both in this transaction; or say why not, with nothing changed."""
    topics, regions = frozenset(topics), frozenset(regions)
    row = entries.load(session, entry)
    if row is None:
        return entries.not_found(entry)
    if fault := _unknown_code(session, topics, regions):
        return fault
    new = whole(session, row, entry_notice(row, level, topics, regions, author, by.now))
    if fault := entries.mark_released(session, entry):
        notice = notices.find_by_request(session, new.request_key)
        return replace(fault, hint=f"Sie ist die Mitteilung {notice}.") if notice else fault
    return publish(session, new, by)


def held_entry(
    session: Session, row: EntryRow, topics: Iterable[str], regions: Iterable[str], author: str, by: Publisher
) -> int:
    """Write the notice of an entry down that goes out with the next edition, at level info; return its number."""
    new = entry_notice(row, Level.INFO, topics, regions, author, by.now)
    return hold_for_edition(session, whole(session, row, new), by)


def changed_notice(
    session: Session, row: EntryRow, author: str, now: datetime
) -> tuple[StoredNotice, NewNotice] | None:
    """Return the notice of an entry that its source has changed, and what its next revision would be.

    Level, audience and deadline stay as they were. None if there is no notice, or it was stopped or withdrawn.
    """
    number = notices.find_by_request(session, f"entry:{row.id}")
    stored = None if number is None else notices.load(session, number)
    if stored is None or stored.state is not NoticeState.RELEASED:
        return None
    facts = stored.addressed
    new = entry_notice(row, facts.level, facts.topics, facts.regions, author, now)
    return stored, replace(
        new, source=source_words(session, row), addressed=facts, deadline=stored.deadline, expires_at=stored.expires_at,
        files=stored.files,
    )  # fmt: skip


def release_changed(session: Session, entry: int, author: str, by: Publisher) -> Published | EntryFault:
    """Release the new words of an entry as the next revision of its notice; or say why not, with nothing changed."""
    row = entries.load(session, entry)
    if row is None:
        return entries.not_found(entry)
    found = changed_notice(session, row, author, by.now)
    if found is None:
        hint = "Verwerfen Sie die Änderung, oder schreiben Sie eine neue Mitteilung."
        return EntryFault("ended", f"Die Mitteilung zur Meldung {entry} gilt nicht mehr.", hint)
    if not entries.settle_review(session, entry):
        return EntryFault("unchanged", f"Die Meldung {entry} hat sich nicht geändert.")
    return correct(session, *found, by)


def _unknown_code(session: Session, topics: frozenset[str], regions: frozenset[str]) -> EntryFault | None:
    known = reference.known_codes(session)
    for code in sorted(topics - set(known.topics)):
        return EntryFault("unknown_topic", f"Das Thema „{code}“ gibt es nicht.", _among(known.topics))
    for code in sorted(regions - set(known.regions)):
        return EntryFault("unknown_region", f"Die Region „{code}“ gibt es nicht.", _among(known.regions))
    return None


def _among(codes: Iterable[str]) -> str:
    return f"Möglich sind: {', '.join(codes)}."


# --- What was put off until a time


async def release_due(store: Store, by: Publisher) -> None:
    """Release the approved notices whose time has come, each in a transaction of its own."""
    for notice in await store.read(lambda s: waiting.due(s, by.now)):
        await store.write(partial(release_waiting, notice=notice, by=by))


def release_waiting(session: Session, notice: int, by: Publisher) -> Published | None:
    """Release a notice that is approved and waits; None, if it does not any more, or is not valid any longer."""
    stored = notices.load(session, notice)
    if stored is None or stored.state is not NoticeState.APPROVED:
        return None
    ends = [at for at in (stored.expires_at, stored.deadline) if at is not None]
    planned = waiting.release_at(session, notice) is not None
    if (stored.expires_at is not None and stored.expires_at <= by.now) or (planned and ends and min(ends) <= by.now):
        notices.stop(session, notice)
        audit.note(session, "timetable", "notice.expired", f"notice:{notice}", by.now)
        return None
    if not _somebody_may(session, stored):
        _keep_back(session, stored, by)
        return None
    done = release_written(session, stored, by)
    author = waiting.author_of(session, notice)
    audit.note(session, author, "notice.released", f"notice:{notice}", by.now, f"rev={done.rev}")
    giver = handed_in.giver_of(session, notice)
    to = waiting.written_to(session, giver.key) if giver is not None else None
    if giver is not None and to is not None:
        letters.write(
            session,
            f"given-{giver.entry}-{notice}",
            [to],
            words.hint_goes_out(foreign.disarmed_text(giver.title)),
            by.now,
        )
    at = waiting.written_to(session, author)
    if at is not None:
        editors.ask_for_report(session, notice, at.address, reporting.next_look(by.now))
    return done


def _somebody_may(session: Session, notice: StoredNotice) -> bool:
    """Return whether its author or who approved it still may release a notice; the operator's commands always may."""
    for key in waiting.released_by(session, notice.id):
        person = waiting.person_of(session, key)
        if person is None:
            return True
        editor = editors.editor(session, person)
        if editor is not None and _may(editor, notice.addressed):
            return True
    return False


def _may(editor: Editor, facts: Addressed) -> bool:
    if editor.role is Role.COORDINATION:
        return True
    return editor.role is Role.LEAD and not facts.statewide and facts.regions <= set(editor.leads)


def _keep_back(session: Session, stored: StoredNotice, by: Publisher) -> None:
    """Stop what nobody who may stands for any more, and tell the Koordination, who can write it anew."""
    notices.stop(session, stored.id)
    audit.note(session, "timetable", "notice.role_ended", f"notice:{stored.id}", by.now)
    koordination = waiting.may_approve(session, frozenset(), statewide=True, not_by="")
    letters.write(session, f"kept-{stored.id}", koordination, words.kept_back(stored.id), by.now)
