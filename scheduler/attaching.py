"""Files on their way: what a channel needs to send one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session

from domain.asset import Loaded, transfer_seconds
from domain.message import Message
from store import assets

#: While another call uploads the same file, a channel may wait for it.
_WAIT = 30.0


def load(session: Session, account: str, folder: Path, messages: Sequence[Message]) -> list[Message]:
    """Return messages with where the bytes of their files are, and what the account's network gave for them."""
    known = assets.references(session, account, (one.body.file for one in messages if one.body.file is not None))
    return [_loaded(message, folder, known) for message in messages]


def patience(message: Message) -> float:
    """Return how many seconds longer than any other call this one may take."""
    return 0.0 if message.body.file is None else _WAIT + transfer_seconds(message.body.file.size)


def _loaded(message: Message, folder: Path, known: dict[tuple[str, str], str]) -> Message:
    file = message.body.file
    if file is None:
        return message
    return replace(message, loaded=Loaded(file, str(folder / file.sha256), known.get((file.sha256, file.name), "")))
