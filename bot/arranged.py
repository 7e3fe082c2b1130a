"""Carries out what conversations about the edition change, in the transaction that answers."""

from sqlmodel import Session

from bot import proposed
from bot.arranging import Arrange, Arranging, ReleaseEdition, WriteEditorial
from bot.commands.base import Asked
from bot.publishers import publisher_of
from scheduler import publishing
from store import audit, editions, editors


def carry_out(session: Session, asked: Asked, editor: editors.Editor, change: Arranging) -> None:
    """Make a change for an editor. Whether they may was decided with the change, from the same transaction's facts."""
    match change:
        case Arrange(slot, choices):
            editions.choose_for(session, slot, choices, asked.now)
        case WriteEditorial(slot, text):
            editions.write_editorial(session, slot, text, asked.now)
            proposed.editorial_written(session, asked, editor, slot)
        case ReleaseEdition(slot, items) if asked.office.four_eyes:
            proposed.propose_edition(session, asked, editor, slot, items)
            audit.note(session, editor.key, "edition.written", f"edition:{slot}", asked.now, f"items={len(items)}")
        case ReleaseEdition(slot, items, report_at):
            by = publisher_of(asked)
            done, _ = publishing.publish_edition(session, slot, items, editor.key, by)
            if done.fresh:
                detail = f"slot={slot} items={len(items)}"
                audit.note(session, editor.key, "edition.released", f"notice:{done.notice}", asked.now, detail)
            address = editors.address_at(session, asked.who.account, asked.who.chat)
            if address is not None:
                editors.ask_for_report(session, done.notice, address, report_at)
