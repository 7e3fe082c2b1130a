"""Carries out what editors' conversations change, in the transaction that answers."""

from sqlmodel import Session

from bot import proposed, titles
from bot.commands.base import Asked
from bot.editing import Agree, Approve, Decline, Editing, GiveBack, Halt, Release, Revise, Withdraw
from bot.publishers import publisher_of
from bot.words import reviewing as reviewing_words
from bot.words import writing as words
from content.foreign import disarmed_text
from scheduler import letters, publishing, releasing
from store import audit, editors, handed_in, notices, proposals, waiting
from store.editors import Editor
from store.proposals import Proposal


def carry_out(session: Session, asked: Asked, editor: Editor, change: Editing) -> None:
    """Make a change for an editor. Whether they may was decided with the change, from the same transaction's facts."""
    match change:
        case Release():
            release(session, asked, editor, change)
        case Approve():
            _approve(session, asked, editor, change)
        case GiveBack(notice, title):
            notices.stop(session, notice)
            _note(session, asked, editor, "notice.given_back", notice)
            tell_giver(session, asked, notice, reviewing_words.TOLD_DISCARDED)
            _tell_author(
                session, asked, notice, words.TOLD_RETURNED.format(title=titles.in_letters(session, notice, title))
            )
        case Agree():
            _agree(session, asked, editor, change)
        case Decline(proposal, title):
            found = proposals.take(session, proposal)
            if found is not None:
                audit.note(session, editor.key, "proposal.given_back", _subject(found), asked.now)
                _tell(session, asked, found.author, words.TOLD_RETURNED.format(title=_titled(session, found, title)))
        case Revise(stored, new) if asked.office.four_eyes:
            proposed.propose_revision(session, asked, editor, stored, new)
            _note(session, asked, editor, "notice.correction_written", stored.id)
        case Withdraw(stored) if asked.office.four_eyes:
            proposed.propose_withdrawal(session, asked, editor, stored)
            _note(session, asked, editor, "notice.withdrawal_written", stored.id)
        case Revise(stored, new):
            done = publishing.correct(session, stored, new, publisher_of(asked))
            _note(session, asked, editor, "notice.corrected", stored.id, f"rev={done.rev}")
        case Withdraw(stored):
            skipped, taken_back = publishing.withdraw(session, stored, publisher_of(asked))
            detail = f"skipped={skipped} taken_back={taken_back}"
            _note(session, asked, editor, "notice.withdrawn", stored.id, detail)
        case Halt(notice):
            skipped = notices.stop(session, notice)
            _note(session, asked, editor, "notice.stopped", notice, f"skipped={skipped}")


def _note(session: Session, asked: Asked, editor: Editor, action: str, notice: int, detail: str = "") -> None:
    audit.note(session, editor.key, action, f"notice:{notice}", asked.now, detail)


def release(session: Session, asked: Asked, editor: Editor, change: Release) -> None:
    """Let a notice go out, at once or at its time; where a second pair of eyes is asked for, not before that."""
    new = change.new
    if asked.office.four_eyes or change.release_at is not None:
        if notices.find_by_request(session, new.request_key) is not None:
            return
        notice = notices.create(session, new)
        waiting.hold(session, notice, change.release_at, approved=not asked.office.four_eyes)
        _note(session, asked, editor, "notice.written", notice)
        if asked.office.four_eyes:
            facts = new.addressed
            others = waiting.may_approve(session, facts.regions, statewide=facts.statewide, not_by=editor.key)
            text = words.CHECK_ASKED.format(title=titles.in_letters(session, notice, new.title))
            letters.write(session, f"check-{notice}", others, text, asked.now)
        return
    done = publishing.publish(session, new, publisher_of(asked))
    if done.fresh:
        _note(session, asked, editor, "notice.released", done.notice, f"rev={done.rev}")
    address = editors.address_at(session, asked.who.account, asked.who.chat)
    if address is not None:
        editors.ask_for_report(session, done.notice, address, change.report_at)


def _approve(session: Session, asked: Asked, editor: Editor, change: Approve) -> None:
    if not waiting.approve(session, change.notice, editor.key):
        return
    title = titles.in_letters(session, change.notice, change.title)
    if change.why:
        # The words are the author's own, and go with them; that it was done alone stays.
        _note(session, asked, editor, "notice.approved_alone", change.notice, change.why)
        told = words.TOLD_ALONE.format(title=title, why=disarmed_text(change.why))
        others = waiting.may_approve(session, frozenset(), statewide=True, not_by=editor.key)
        letters.write(session, f"alone-{change.notice}", others, told, asked.now)
    else:
        _note(session, asked, editor, "notice.approved", change.notice)
        _tell_author(session, asked, change.notice, words.TOLD_APPROVED.format(title=title))
    release_at = waiting.release_at(session, change.notice)
    if release_at is None or release_at <= asked.now:
        releasing.release_waiting(session, change.notice, publisher_of(asked))


def _agree(session: Session, asked: Asked, editor: Editor, change: Agree) -> None:
    """Do what waits, for somebody else or, in an emergency, for its author."""
    found = proposals.take(session, change.proposal)
    if found is None:
        return
    title = _titled(session, found, change.title)
    if not proposed.carry_out(session, asked, found, publisher_of(asked)):
        _tell(session, asked, found.author, words.TOLD_STALE.format(title=title))
        return
    detail = f"{found.kind.value} {change.why}".strip()
    action = "proposal.approved_alone" if change.why else "proposal.approved"
    audit.note(session, editor.key, action, _subject(found), asked.now, detail)
    if change.why:
        told = words.TOLD_ALONE.format(title=title, why=disarmed_text(change.why))
        others = waiting.may_approve(session, frozenset(), statewide=True, not_by=editor.key)
        letters.write(session, f"alone-v{found.id}", others, told, asked.now)
    else:
        _tell(session, asked, found.author, words.TOLD_APPROVED.format(title=title))


def _subject(found: Proposal) -> str:
    return f"notice:{found.notice}" if found.notice is not None else f"edition:{found.data['slot']}"


def _titled(session: Session, found: Proposal, title: str) -> str:
    return titles.in_letters(session, found.notice, title) if found.notice is not None else disarmed_text(title)


def _tell_author(session: Session, asked: Asked, notice: int, text: str) -> None:
    _tell(session, asked, waiting.author_of(session, notice), text)


def _tell(session: Session, asked: Asked, key: str, text: str) -> None:
    author = waiting.written_to(session, key)
    if author is not None:
        letters.write(session, f"author-{key}-{asked.serial}", [author], text, asked.now)


def tell_giver(session: Session, asked: Asked, notice: int, text: str) -> None:
    """Tell who handed in what became a notice what came of it, if somebody did."""
    given = handed_in.giver_of(session, notice)
    to = waiting.written_to(session, given.key) if given is not None else None
    if given is not None and to is not None:
        said = text.format(title=disarmed_text(given.title))
        letters.write(session, f"given-{given.entry}-{asked.serial}", [to], said, asked.now)
