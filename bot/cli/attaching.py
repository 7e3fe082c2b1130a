"""The files that a notice file names: looked at, held to what the networks take, kept before a notice names them."""

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import results as r
from bot.cli import words_files as words
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode, not_found, refused
from bot.cli.files import DASH
from domain.asset import MAX_FILE, Attachment, File

if TYPE_CHECKING:
    from content.notice_file import Named


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was looked at. path: where it is."""

    attachment: Attachment
    path: Path


def look(desk: Desk, notice_file: str, named: "Sequence[Named]") -> tuple[Found, ...]:
    """Return the files that a notice file names. Raises CommandFault for one that cannot be sent."""
    from store import assets

    if not named:
        return ()
    limits = desk.read(assets.limits)
    found = tuple(_look(notice_file, one, limits) for one in named)
    for one in (each.attachment for each in found):
        if one.file.is_image and not one.label:
            raise CommandFault("attachment_undescribed", words.no_alternative(one.file.name))
    return found


def guess(notice_file: str, named: "Sequence[Named]") -> tuple[Attachment, ...]:
    """Return the files as far as they can be known: what is not there is told by its name only."""
    found = []
    for one in named:
        try:
            found.append(_look(notice_file, one, {}).attachment)
        except CommandFault:
            found.append(Attachment(File("", Path(one.path).name, "", 0), one.label))
    return tuple(found)


def keep(desk: Desk, found: Sequence[Found]) -> None:
    """Put the bytes of files where they are sent from, on to the disk. Raises CommandFault."""
    from store import asset_files

    for one in found:
        name = one.attachment.file.name
        try:
            unchanged = asset_files.keep(desk.settings.assets_dir, one.path, one.attachment.file.sha256)
        except OSError:
            code = ExitCode.NOT_CONFIGURED
            raise CommandFault("attachment_not_kept", words.not_kept(name), words.NOT_KEPT_HINT, code) from None
        if not unchanged:
            raise refused("attachment_changed", words.changed(name), words.CHANGED_HINT)


def warnings(found: Sequence[Found]) -> list[str]:
    """Return what is not wrong, but should be known before sending."""
    pictures = (one.attachment for one in found if one.attachment.file.is_image)
    told = [words.no_alternative(one.file.name) for one in pictures if not one.label]
    return [*told, *(line for one in found for line in _authors(one))]


def _authors(found: Found) -> list[str]:
    from content import pdf_authors

    if found.attachment.file.is_image:
        return []
    names = pdf_authors.authors(found.path.read_bytes())
    return [words.names_authors(found.attachment.file.name, names)] if names else []


def values(files: Sequence[Attachment]) -> list[r.FileValue]:
    """Return files as a command answers them."""
    return [_value(one.file, one.label) for one in files]


def _value(file: File, label: str) -> r.FileValue:
    return {"name": file.name, "label": label, "mime": file.mime, "size": file.size, "sha256": file.sha256}


def _look(notice_file: str, named: "Named", limits: Mapping[str, int]) -> Found:
    from content import attachments
    from store import asset_files

    folder = Path() if notice_file == DASH else Path(notice_file).expanduser().parent
    path = folder / named.path
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise CommandFault("attachment_unreadable", words.unreadable(named.path), words.UNREADABLE_HINT)
        _demand_size(named.path, status.st_size, limits)
        with path.open("rb") as file:
            head = file.read(attachments.HEAD)
        digest = asset_files.digest_of(path)
    except (FileNotFoundError, NotADirectoryError):
        raise not_found("attachment_not_found", words.not_there(named.path), words.NOT_THERE_HINT) from None
    except OSError:
        raise refused("attachment_unreadable", words.unreadable(named.path), words.UNREADABLE_HINT) from None
    return Found(Attachment(attachments.look_at(path.name, head, status.st_size, digest), named.label), path)


def _demand_size(name: str, size: int, limits: Mapping[str, int]) -> None:
    """Raise CommandFault for a file that is empty, or too large for anybody, or for a network that is in use."""
    from content.words import file_size

    if size == 0:
        raise CommandFault("attachment_empty", words.empty(name), words.EMPTY_HINT)
    for account, limit in {"": MAX_FILE, **limits}.items():
        if 0 < limit < size:
            fault = words.too_large(name, file_size(size), file_size(limit), account)
            raise refused("attachment_too_large", fault, words.TOO_LARGE_HINT)
