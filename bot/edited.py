"""Carries out what editors' conversations change, in the transaction that answers."""

from sqlmodel import Session

from bot.commands.base import Asked
from bot.editing import Editing, Halt, Release
from scheduler import publishing
from scheduler.publishing import Publisher
from store import audit, editors, notices


def carry_out(session: Session, asked: Asked, editor: editors.Editor, change: Editing) -> None:
    """Make a change for an editor. Whether they may was decided with the change, from the same transaction's facts."""
    by = Publisher(asked.now, asked.office.public_only, asked.office.crash, asked.office.calendar)
    match change:
        case Release(new, report_at):
            done = publishing.publish(session, new, by)
            if done.fresh:
                audit.note(
                    session, editor.key, "notice.released", f"notice:{done.notice}", asked.now, f"rev={done.rev}"
                )
            address = editors.address_at(session, asked.who.account, asked.who.chat)
            if address is not None:
                editors.ask_for_report(session, done.notice, address, report_at)
        case Halt(notice):
            skipped = notices.stop(session, notice)
            audit.note(session, editor.key, "notice.stopped", f"notice:{notice}", asked.now, f"skipped={skipped}")
