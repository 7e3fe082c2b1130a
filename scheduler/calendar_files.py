"""The calendar file of a meeting: made, kept where files are sent from, and attached to the invitation."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from content import attachments
from content import meeting_words as words
from domain.asset import Attachment
from domain.meeting import Meeting
from store import asset_files, assets


@dataclass(frozen=True, slots=True)
class Keeper:
    """Where the bytes of files are, and what the settings say of who invites."""

    folder: Path
    operator: Mapping[str, str]

    def attach(self, session: Session, meeting: Meeting, now: datetime) -> Attachment:
        """Make the file of a meeting as it is, without its link, which is internal. Raises OSError."""
        # Its library takes 15 MB, and most who run never make such a file.
        from content import calendar

        content = calendar.file(meeting, *calendar.organiser(self.operator))
        digest = hashlib.sha256(content).hexdigest()
        asset_files.keep_bytes(self.folder, content, digest)
        assets.note_stored(session, digest, len(content), now)
        name = words.FILE_NAME.format(day=meeting.when.day.isoformat())
        file = attachments.look_at(name, content[: attachments.HEAD], len(content), digest)
        return Attachment(file, words.FILE_CANCELLED if meeting.cancelled else words.FILE_LABEL)
