"""What to do when it is not known whether a message arrived: by kind, because harm and use differ."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.notice import NoticeKind
from domain.state import Op

#: An answer to a command is worth repeating only while the person still waits for it.
REPLY_IS_YOUNG = timedelta(minutes=10)


class OnUnsure(StrEnum):
    """The rule that a dispatch carries along."""

    #: Edits, pins, deletions: a repeat does no harm.
    REPEAT = "repeat"
    #: Answers to a command: once, if young.
    REPEAT_YOUNG = "repeat_young"
    #: Reminders, invitations and polls: once, marked "(Wiederholung)".
    REPEAT_MARKED = "repeat_marked"
    #: Notices, editions, digests: its author or the Koordination decides.
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Send it again. marked: under a heading that says it is a repeat."""

    marked: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """Leave it unsure until somebody decides."""


def rule_for(op: Op, kind: NoticeKind | None) -> OnUnsure:
    """Return the rule for a dispatch. kind: None for an answer to a command."""
    if op in (Op.EDIT, Op.DELETE, Op.PIN, Op.UNPIN, Op.UPLOAD, Op.OPEN):
        return OnUnsure.REPEAT
    if kind is None:
        return OnUnsure.REPEAT_YOUNG
    if kind in (NoticeKind.REMINDER, NoticeKind.INVITATION, NoticeKind.POLL):
        return OnUnsure.REPEAT_MARKED
    return OnUnsure.STAY


def after_unsure(rule: OnUnsure, *, same_message: bool, repeats: int, age: timedelta) -> Repeat | Stay:
    """Return what follows when an answer was lost.

    same_message: the network recognises a repeat by its key (Matrix, with the same device), so it is no repeat at all.
    repeats: how often this dispatch was repeated for this cause already. age: since it was written down.
    """
    if same_message or rule is OnUnsure.REPEAT:
        return Repeat()
    if rule is OnUnsure.REPEAT_YOUNG and repeats == 0 and age < REPLY_IS_YOUNG:
        return Repeat()
    if rule is OnUnsure.REPEAT_MARKED and repeats == 0:
        return Repeat(marked=True)
    return Stay()
