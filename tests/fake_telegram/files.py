"""Uploaded files: known again by their content, shown as the Bot API shows them."""

import hashlib
import mimetypes
from dataclasses import dataclass, replace
from typing import Any

#: Source: https://core.telegram.org/bots/api#sending-files
UPLOAD_LIMIT = 50 << 20
#: Source: https://core.telegram.org/bots/api#getfile
DOWNLOAD_LIMIT = 20 << 20


@dataclass(frozen=True, slots=True)
class File:
    """Something that was uploaded."""

    id: str
    name: str
    mime: str
    data: bytes
    kind: str = "document"

    @property
    def sha256(self) -> str:
        """Which bytes these are."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def path(self) -> str:
        """What getFile says of where it is."""
        return f"documents/{self.id}"

    def as_json(self, kind: str) -> Any:
        """Return it as a Document object, or as the sizes of a photo."""
        value = {"file_id": self.id, "file_unique_id": self.id[-12:], "file_size": len(self.data)}
        if kind == "photo":
            return [{**value, "width": 90, "height": 90}]
        return {**value, "file_name": self.name, "mime_type": self.mime}


def upload(name: str, mime: str, data: bytes) -> File:
    """Return a file as it is kept."""
    mime = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return File(f"BQACAgIAAxk{hashlib.sha256(data).hexdigest()[:24]}", name, mime, data)


def as_photo(file: File) -> File:
    """Return an upload that was made as a photo: its id is none of a document."""
    return replace(file, id=f"AgAC{file.id.removeprefix('BQAC')}", kind="photo")
