"""Files as Telegram takes them: as a photo or a document, by bytes or by the file_id of an earlier upload. Pure.

A reference is "photo:FILE_ID" or "document:FILE_ID": an id is good for its own kind only.
Source: https://core.telegram.org/bots/api#sending-files
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from domain.asset import File

#: Source: https://core.telegram.org/bots/api#sendphoto
_PHOTO_BYTES = 10_000_000
_PHOTO_EDGES = 10_000
_PHOTO_RATIO = 20


class Kind(StrEnum):
    """How a file is sent; also the name of the parameter and of the field in the answer."""

    PHOTO = "photo"
    DOCUMENT = "document"

    @property
    def method(self) -> str:
        """The method of the Bot API that sends it."""
        return f"send{self.value.title()}"


def kind_of(file: File) -> Kind:
    """Return how a file is sent: an image as a photo, unless it is too large or too long for that."""
    longer, shorter = max(file.width, file.height), min(file.width, file.height)
    fits = file.size <= _PHOTO_BYTES and longer + shorter <= _PHOTO_EDGES and longer <= shorter * _PHOTO_RATIO
    return Kind.PHOTO if file.is_image and fits else Kind.DOCUMENT


def read_reference(reference: str) -> tuple[Kind, str] | None:
    """Return kind and file_id of a reference, or None for what is none."""
    kind, colon, file_id = reference.partition(":")
    return (Kind(kind), file_id) if colon and file_id and kind in list(Kind) else None


def reference_in(kind: Kind, answer: Any) -> str:
    """Return the reference that the answer to an upload gives, of a photo its largest size; "" when it names none."""
    found = answer.get(kind.value) if isinstance(answer, Mapping) else None
    if kind is Kind.PHOTO and isinstance(found, list) and found:
        found = found[-1]
    file_id = found.get("file_id") if isinstance(found, Mapping) else None
    return f"{kind.value}:{file_id}" if isinstance(file_id, str) and file_id else ""
