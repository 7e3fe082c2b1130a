"""Whatever was told, as a letter: one way for notices, editions, invitations and polls."""

from pathlib import Path

from sqlmodel import Session

from content import letters
from content.letters import Enclosure, Letter
from domain.message import Form
from domain.notice import Scope
from store import bodies, listings, notices
from store.notices import StoredNotice


def letter_of(session: Session, notice: StoredNotice) -> Letter:
    """Return a notice's current revision as a letter. An edition without what is internal, unless all of it is."""
    variant = "public" if notice.addressed.scope is Scope.PUBLIC else "whole"
    parts = listings.texts(session, notice.id, notice.rev, Form.HTML, variant)
    parts = parts or listings.texts(session, notice.id, notice.rev, Form.HTML)
    found = [body.html for part in parts if (body := bodies.load(part)).file is None]
    return letters.letter(notice.title, found, internal=notice.addressed.scope is Scope.INTERNAL)


def enclosures(notice: StoredNotice, folder: Path | None) -> list[Enclosure]:
    """Return the files of a notice, those that are there."""
    there = [] if folder is None else [one.file for one in notice.files if (folder / one.file.sha256).is_file()]
    return [Enclosure(one.name, one.mime, (folder / one.sha256).read_bytes()) for one in there if folder is not None]


def load(session: Session, notice: int) -> StoredNotice | None:
    """Return a notice that was released, or None."""
    found = notices.load(session, notice)
    return found if found is not None and found.released_at is not None else None
