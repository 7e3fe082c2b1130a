"""`einwilligung`: what somebody agreed to, in which wording and when, and how to take it back, each by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from bot import turning
from bot.changes import Leave, Subscribe
from bot.commands.base import Asked, Reply
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.tending import FallBack, HideName, ShowName
from bot.words import consenting as words
from bot.words import joining, leaving, privacy
from content import dates
from content.blocks import Block, Bullets, Heading, Run, paragraph
from domain.rights import Right
from domain.subscription import Subscription
from store import members, own_data, polls

NAME, SHOWN = "consent", "shown"
_DONE = "done"


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody agreed to, the newest last, and what they have."""

    consents: tuple[Mapping[str, Any], ...]
    now: Subscription
    legal_basis: str

    @property
    def open_kinds(self) -> list[str]:
        """What holds now, and can be taken back."""
        kinds = {one["kind"] for one in self.consents if one["withdrawn_at"] is None}
        return [kind for kind in words.LABELS if kind in kinds]


def start(session: Session, asked: Asked) -> list[Reply]:
    """Show what somebody agreed to, and ask whether they want to take it back."""
    if members.member_at(session, asked.who.account, asked.who.chat) is None:
        return turning.stop(session, asked, privacy.NOTHING)
    return turning.begin(DIALOG, SHOWN, session, asked)


def load(session: Session, asked: Asked) -> Facts:
    """Fetch what somebody agreed to."""
    basis = asked.operator.get("legal_basis", privacy.MISSING)
    member = members.member_at(session, asked.who.account, asked.who.chat)
    if member is None:
        return Facts((), Subscription(), basis)
    return Facts(tuple(own_data.consents(session, member.id)), members.subscription(session, member.id), basis)


def ask(_state: State, facts: Facts) -> Question:
    """Return what holds, and what can be taken back."""
    lines = [_line(one) for one in facts.consents]
    blocks: tuple[Block, ...] = (
        Heading((Run(words.TITLE),), 1),
        Bullets(tuple((paragraph(line),) for line in lines)),
        paragraph(words.LEGAL_BASIS.format(basis=facts.legal_basis)),
        paragraph(words.NOT_READING),
        paragraph(words.ASK),
    )
    kinds = [Option(kind, words.LABELS[kind]) for kind in facts.open_kinds]
    return Question(blocks, (*kinds, Option(_DONE, words.DONE, words.DONE_WORDS)))


def _line(one: Mapping[str, Any]) -> str:
    kind, given = words.WHAT.get(one["kind"], one["kind"]), dates.day(one["given_at"])
    if one["withdrawn_at"] is None:
        return words.LINE.format(kind=kind, version=one["version"], given=given)
    withdrawn = dates.day(one["withdrawn_at"])
    return words.WITHDRAWN.format(kind=kind, version=one["version"], given=given, withdrawn=withdrawn)


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to: consent is taken back as easily as it was given."""
    key = heard.chosen[0] if heard.chosen else ""
    if key == _DONE:
        return Turn(None, says=(paragraph(words.STAYS),))
    if key not in facts.open_kinds:
        return Turn(state, says=(paragraph(words.WHICH),))
    if key == members.SERVICE:
        return Turn(None, (Leave(),), (paragraph(leaving.LEFT),))
    told = (paragraph(words.TAKEN_BACK[key]),)
    if key == members.FALLBACK:
        return Turn(None, (FallBack(ok=False, wording=joining.VERSION),), told)
    if key == members.SEEN_NAME:
        return Turn(None, (ShowName(ok=False, wording=joining.VERSION),), told)
    if key == polls.NAMES:
        return Turn(None, (HideName(),), told)
    without = replace(facts.now, urgent=False, urgent_offhours=False)
    return Turn(None, (Subscribe(without, joining.VERSION),), told)


DIALOG = Dialog(NAME, load, ask, answer, right=Right())
