"""A corrected notice: what waits is superseded, what was sent is edited. Digests are never edited."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.asset import File
from domain.notice import Level
from domain.state import DispatchState

#: Where the files of a notice stand among its parts: behind all texts, and behind what announces a correction.
FILES = 2000
#: Behind the texts, and before files: a poll of the network's own, where it has such.
NATIVE_POLL = 1500


@dataclass(frozen=True, slots=True)
class Supersede:
    """Nothing of the older revision has left: its delivery is skipped, the new revision is sent instead."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The older revision is under way: decide when it has settled."""


@dataclass(frozen=True, slots=True)
class SendAnew:
    """The older revision cannot be edited there: the new one is a message of its own."""


@dataclass(frozen=True, slots=True)
class EditParts:
    """Edit the first `edited` texts, delete the next `deleted`, send the next `added`; `announce`: a short message."""

    edited: int
    deleted: int
    added: int
    announce: bool


Plan = Supersede | Wait | SendAnew | EditParts


def has_left(parts: Sequence[DispatchState]) -> bool:
    """Return whether anything of a delivery has left, or may have."""
    return any(state in (DispatchState.SENDING, DispatchState.SENT, DispatchState.UNSURE) for state in parts)


def plan(
    texts: Sequence[DispatchState],
    new_texts: int,
    files: Sequence[DispatchState] = (),
    *,
    level: Level,
    in_digest: bool,
    can_edit: bool,
) -> Plan:
    """Return how a recipient of the older revision gets the newer one.

    texts, files: states of the older delivery's dispatches in order; new_texts: how many texts the newer one has.
    """
    parts = [*texts, *files]
    if not has_left(parts):
        return Supersede()
    # A part behind one that did not arrive never leaves by itself, so there is nothing to wait for.
    held = any(state in (DispatchState.UNSURE, DispatchState.FAILED, DispatchState.CANCELLED) for state in parts)
    if DispatchState.SENDING in parts or (DispatchState.QUEUED in parts and not held):
        return Wait()
    if in_digest or not can_edit or any(state is not DispatchState.SENT for state in parts):
        return SendAnew()
    edited = min(len(texts), new_texts)
    return EditParts(edited, len(texts) - edited, new_texts - edited, announce=level is not Level.INFO)


def plan_files(old: Sequence[File], new: Sequence[File]) -> tuple[list[int], list[int]]:
    """Return which of the old files are to be deleted and which of the new ones to be sent, by their places.

    A file that stays is left alone: nobody wants the same one twice.
    """
    gone = [place for place, file in enumerate(old) if file not in new]
    return gone, [place for place, file in enumerate(new) if file not in old]
