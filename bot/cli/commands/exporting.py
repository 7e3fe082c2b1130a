"""notice export: whatever was told, as a mail, a page or a PDF."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import results_reports as r
from bot.cli import words, words_reports
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import not_found, refused
from bot.cli.files import write_private_bytes
from bot.cli.words_reports import Help

if TYPE_CHECKING:
    from sqlmodel import Session

    from content.letters import Letter
    from store.notices import StoredNotice


class As(StrEnum):
    """What a notice is exported as."""

    MAIL = "mail"
    HTML = "html"
    PDF = "pdf"


_ENDINGS = {As.MAIL: "eml", As.HTML: "html", As.PDF: "pdf"}


@answers(r.NoticeExported)
def export(
    desk: Desk,
    notice: Annotated[int, typer.Argument(metavar="NUMMER", help=words.Help.NOTICE_ID)],
    as_: Annotated[As, typer.Option("--as", metavar="mail|html|pdf", help=Help.EXPORT_AS)],
    to: Annotated[str, typer.Option(metavar="DATEI", help=Help.EXPORT_TO)] = "",
) -> r.NoticeExported:
    """Write a notice down as a file for those who are not here yet, or for the file."""
    from scheduler import exporting

    def look(session: "Session") -> "tuple[StoredNotice, Letter] | None":
        found = exporting.load(session, notice)
        return None if found is None else (found, exporting.letter_of(session, found))

    found = desk.read(look)
    if found is None:
        raise not_found("notice_not_found", words.no_notice(notice), words.NO_NOTICE_HINT)
    stored, letter = found
    content = _content(desk, stored, letter, as_)
    file = to or f"meldung-{notice}.{_ENDINGS[as_]}"
    write_private_bytes(file, content)
    return {
        "schema": 1, "notice": notice, "as": as_.value, "file": file, "subject": letter.subject, "bytes": len(content)
    }  # fmt: skip


def _content(desk: Desk, stored: "StoredNotice", letter: "Letter", as_: As) -> bytes:
    from content import letters, pdf
    from scheduler import exporting

    if as_ is As.HTML:
        return letters.as_html(letter).encode()
    if as_ is As.PDF:
        return pdf.pdf(letter)
    found = exporting.enclosures(stored, desk.settings.assets_dir)
    if len(found) < len(stored.files):
        raise refused("file_missing", words_reports.FILE_MISSING, words_reports.FILE_MISSING_HINT)
    return letters.as_mail(letter, found)
