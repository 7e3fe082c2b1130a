"""Carries out what editors' conversations change, in the transaction that answers."""

from sqlmodel import Session

from bot import titles
from bot.commands.base import Asked
from bot.editing import Approve, Editing, GiveBack, Halt, Release, Revise, Withdraw
from bot.publishers import publisher_of
from bot.words import writing as words
from content.foreign import disarmed_text
from scheduler import letters, publishing, releasing
from store import audit, editors, notices, waiting
from store.editors import Editor


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
            _tell_author(
                session, asked, notice, words.TOLD_RETURNED.format(title=titles.in_letters(session, notice, title))
            )
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


def _tell_author(session: Session, asked: Asked, notice: int, text: str) -> None:
    author = waiting.written_to(session, waiting.author_of(session, notice))
    if author is not None:
        letters.write(session, f"author-{notice}-{asked.serial}", [author], text, asked.now)
