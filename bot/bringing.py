"""A file that somebody brought: what it is by its own bytes, and how a conversation remembers it. Pure."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Any

from content import attachments
from domain.asset import Attachment, File
from domain.offered import KINDS, Offered

_PDF = b"%PDF-"
#: What may stand in front of it. Source: ISO 32000-1, annex H.3.4.1
_PDF_WITHIN = 1024


def look_at(offer: Offered, data: bytes, sha256: str) -> File | str:
    """Return what a file is, whatever its message says; or why it is not taken: "empty" or "kind"."""
    if not data:
        return "empty"
    head = data[: attachments.HEAD]
    found = attachments.look_at(offer.name or "datei", head, len(data), sha256)
    if not found.is_image and _PDF in head[:_PDF_WITHIN]:
        found = replace(found, mime="application/pdf")
    if found.mime == "application/pdf" and _PDF not in head[:_PDF_WITHIN]:
        return "kind"
    ending = KINDS.get(found.mime)
    if ending is None:
        return "kind"
    endings = (".jpg", ".jpeg") if ending == ".jpg" else (ending,)
    return found if found.name.casefold().endswith(endings) else replace(found, name=f"{found.name}{ending}")


def dump(file: File, label: str = "") -> list[Any]:
    """Return a file as a conversation remembers it."""
    return [*astuple(file), label]


def load(value: Sequence[Any]) -> Attachment:
    """Return the file that `dump` wrote."""
    return Attachment(File(*value[:6]), str(value[6]) if len(value) > 6 else "")


def load_all(values: Sequence[Sequence[Any]]) -> tuple[Attachment, ...]:
    """Return the files that a conversation remembers."""
    return tuple(map(load, values))


def undescribed(files: Sequence[Attachment]) -> int | None:
    """Return the place of the first picture that nobody has described yet."""
    return next((place for place, one in enumerate(files) if one.file.is_image and not one.label), None)


def described(files: Sequence[Attachment], place: int, label: str) -> tuple[Attachment, ...]:
    """Return the files, the one at a place with these words."""
    return tuple(replace(one, label=label) if at == place else one for at, one in enumerate(files))
