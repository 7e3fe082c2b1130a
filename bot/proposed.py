"""What waits for a second pair of eyes besides new notices: how it looks, who may agree, and what it comes to."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from bot import titles
from bot.commands.base import Asked
from bot.words import writing as words
from content.blocks import Block, paragraph
from content.counted import counted
from content.foreign import disarmed_text
from content.text import shorten
from content.words import edition_title
from domain.audience import Addressed
from scheduler import letters, proposing, publishing, releasing, reporting
from scheduler.publishing import Published, Publisher
from store import editions, editors, entries, notices, proposals, waiting
from store.editions import Item
from store.editors import Editor
from store.notices import NewNotice, StoredNotice
from store.proposals import Proposal, ProposalKind

#: How much of an edition a letter names: its editorial's beginning, and its first items.
_SHOWN, _LISTED = 300, 12


def propose_revision(session: Session, asked: Asked, editor: Editor, stored: StoredNotice, new: NewNotice) -> None:
    """Let the next revision of a notice wait."""
    data = {
        "rev": stored.rev, "title": new.title, "document": new.document, "text_form": new.text_form,
        "follow_up": new.follow_up, "deadline": new.deadline.isoformat() if new.deadline else "",
    }  # fmt: skip
    _propose(session, asked, editor, ProposalKind.REVISION, stored, new.title, data)


def propose_withdrawal(session: Session, asked: Asked, editor: Editor, stored: StoredNotice) -> None:
    """Let the withdrawal of a notice wait."""
    _propose(session, asked, editor, ProposalKind.WITHDRAWAL, stored, stored.title, {"rev": stored.rev})


def propose_changed_entry(session: Session, asked: Asked, editor: Editor, entry: int) -> None:
    """Let what a source has changed wait."""
    row = entries.load(session, entry)
    found = releasing.changed_notice(session, row, editor.key, asked.now) if row is not None else None
    if found is not None:
        stored, new = found
        _propose(
            session, asked, editor, ProposalKind.CHANGED_ENTRY, stored, new.title, {"rev": stored.rev, "entry": entry}
        )


def propose_edition(session: Session, asked: Asked, editor: Editor, slot: str, items: tuple[Item, ...]) -> None:
    """Let the edition of a week wait, with these items."""
    data = {"slot": slot, "items": [[one.notice.id, one.notice.rev, one.section] for one in items]}
    title = edition_title(slot)
    inside = _table_of_contents(session, slot, items)
    _propose(session, asked, editor, ProposalKind.EDITION, None, title, data, inside)


def _table_of_contents(session: Session, slot: str, items: tuple[Item, ...]) -> str:
    """Return what is to be read of an edition, as a letter has it."""
    editorial = " ".join(editions.draft(session, slot).editorial.split())
    lines = [words.CHECK_EDITORIAL.format(text=disarmed_text(shorten(editorial, _SHOWN)))] if editorial else []
    lines += [
        f"{number}. {titles.in_letters(session, one.notice.id, one.notice.title)}"
        for number, one in enumerate(items[:_LISTED], 1)
    ]
    if len(items) > _LISTED:
        lines.append(counted(words.CHECK_MORE, len(items) - _LISTED))
    return "\n".join(lines)


def editorial_written(session: Session, asked: Asked, editor: Editor, slot: str) -> None:
    """Let an edition that waits be proposed by whoever has written its editorial since, so that another reads that."""
    for one in proposals.waiting(session, not_by=editor.key):
        if one.kind is not ProposalKind.EDITION or one.data["slot"] != slot:
            continue
        if items := proposing.items_of(session, one, asked.now):
            propose_edition(session, asked, editor, slot, tuple(items))


def _propose(
    session: Session, asked: Asked, editor: Editor, kind: ProposalKind, stored: StoredNotice | None, title: str,
    data: Mapping[str, object], inside: str = "",
) -> None:  # fmt: skip
    notice = stored.id if stored is not None else None
    number, former = proposals.propose(session, kind, notice, title, editor.key, data, asked.now)
    facts = stored.addressed if stored is not None else None
    others = waiting.may_approve(
        session, facts.regions if facts else frozenset(), statewide=facts is None or facts.statewide, not_by=editor.key
    )
    shown = titles.in_letters(session, notice, title) if notice is not None else disarmed_text(title)
    text = words.CHECK_PROPOSAL[kind].format(title=shown, inside=inside)
    authors = {one.author for one in former} - {editor.key}
    letters.write(session, f"check-v{number}", [one for one in others if one.key not in authors], text, asked.now)
    replaced = [one for one in (waiting.written_to(session, key) for key in sorted(authors)) if one is not None]
    letters.write(session, f"replaced-v{number}", replaced, words.TOLD_REPLACED.format(title=shown), asked.now)


def addressed(session: Session, proposal: Proposal) -> Addressed | None:
    """Return whom it concerns; None: everybody."""
    stored = notices.load(session, proposal.notice) if proposal.notice is not None else None
    return stored.addressed if stored is not None else None


def shown(session: Session, proposal: Proposal, now: datetime) -> tuple[Block, ...] | None:
    """Return what it would look like; None: it holds no longer."""
    if proposal.kind is ProposalKind.EDITION:
        slot, items = str(proposal.data["slot"]), proposing.items_of(session, proposal, now)
        if items is None:
            return None
        editorial = editions.draft(session, slot).editorial
        return (paragraph(words.PROPOSED[proposal.kind]), *publishing.edition_shown(items, slot, editorial, now).blocks)
    found = proposing.stored_of(session, proposal)
    if found is None:
        return None
    new: StoredNotice | NewNotice | None = found
    if proposal.kind is not ProposalKind.WITHDRAWAL:
        new = proposing.new_of(session, proposal, found, now)
    if new is None:
        return None
    return (paragraph(words.PROPOSED[proposal.kind]), *publishing.shown(session, new).blocks)


def fingerprint(session: Session, proposal: Proposal, now: datetime) -> str:
    """Return a hash of all that `shown` is made of; "": it holds no longer."""
    if proposal.kind is ProposalKind.EDITION:
        slot, items = str(proposal.data["slot"]), proposing.items_of(session, proposal, now)
        if items is None:
            return ""
        inside = [[item.section, *_said(item.notice)] for item in items]
        return _hash([slot, editions.draft(session, slot).editorial, inside])
    found = proposing.stored_of(session, proposal)
    if found is None:
        return ""
    new = found if proposal.kind is ProposalKind.WITHDRAWAL else proposing.new_of(session, proposal, found, now)
    return fingerprint_of(new) if new is not None else ""


def fingerprint_of(notice: NewNotice | StoredNotice) -> str:
    """Return a hash of what a notice says, until when, and to whom."""
    return _hash(_said(notice))


def _said(notice: NewNotice | StoredNotice) -> list[object]:
    facts = notice.addressed
    times = [at.isoformat() if at is not None else "" for at in (notice.deadline, notice.expires_at, notice.starts_at)]
    files = [[one.file.sha256, one.file.name, one.label] for one in notice.files]
    to = [facts.level, facts.scope, facts.statewide, facts.role, facts.invites]
    chosen = [sorted(codes) for codes in (facts.regions, facts.topics, facts.programmes)]
    return [
        notice.title, notice.document, notice.text_form, notice.source, notice.follow_up, *times, files, *to, *chosen,
    ]  # fmt: skip


def _hash(values: list[object]) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def carry_out(session: Session, asked: Asked, proposal: Proposal, by: Publisher) -> bool:
    """Do what was proposed; False: it holds no longer, and nothing is done."""
    if proposal.kind is ProposalKind.EDITION:
        items = proposing.items_of(session, proposal, asked.now)
        if items is None:
            return False
        done, _ = publishing.publish_edition(session, str(proposal.data["slot"]), items, proposal.author, by)
        _ask_for_report(session, asked, proposal, done)
        return done.fresh
    stored = proposing.stored_of(session, proposal)
    if stored is None:
        return False
    if proposal.kind is ProposalKind.WITHDRAWAL:
        publishing.withdraw(session, stored, by)
        return True
    if proposal.kind is ProposalKind.CHANGED_ENTRY:
        return isinstance(
            releasing.release_changed(session, int(proposal.data["entry"]), proposal.author, by), Published
        )
    new = proposing.new_of(session, proposal, stored, asked.now)
    if new is None:
        return False
    publishing.correct(session, stored, new, by)
    return True


def _ask_for_report(session: Session, asked: Asked, proposal: Proposal, done: Published) -> None:
    author = waiting.written_to(session, proposal.author)
    if author is not None and done.fresh:
        editors.ask_for_report(session, done.notice, author.address, reporting.next_look(asked.now))
