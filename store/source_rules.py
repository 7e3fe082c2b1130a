"""What the Koordination has decided about sources: official or not, and what becomes of their entries unseen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import func, select
from sqlmodel import Session

from store import tables as t
from store.db import insert_new, upsert

_r = t.source_rule.c


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a source. Codes; into_edition: topics of which its entries go into the edition unseen."""

    official: bool = False
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    into_edition: tuple[str, ...] = ()
    evidence: str = ""


class Proposed(Protocol):
    """A source that is worth trying, as content/start_sources.py has it."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def official(self) -> bool: ...
    @property
    def evidence(self) -> str: ...


def propose(session: Session, proposed: Iterable[Proposed]) -> int:
    """Write sources down that are switched off until somebody tries them; return how many.

    One that is there already, under the same address, stays as it is.
    """
    fresh = 0
    for one in proposed:
        row = {"url": one.url, "title": one.title, "enabled": False, "fails": 0, "last_error": "", "told": ""}
        if insert_new(session, t.source, [row]) == 1:
            source = session.execute(select(t.source.c.id).where(t.source.c.url == one.url)).scalar_one()
            decide(session, source, Rule(official=one.official, evidence=one.evidence))
            fresh += 1
    return fresh


def evidence(session: Session) -> dict[int, str]:
    """Return for each source that has any why it is on the list."""
    rows = session.execute(select(_r.source, _r.evidence).where(_r.evidence != ""))
    return {row.source: row.evidence for row in rows}


def rule_of(session: Session, source: int) -> Rule:
    """Return what holds for a source."""
    query = select(_r.official, _r.topics, _r.regions, _r.into_edition, _r.evidence).where(_r.source == source)
    row = session.execute(query).one_or_none()
    if row is None:
        return Rule()
    return Rule(row.official, tuple(row.topics), tuple(row.regions), tuple(row.into_edition), row.evidence)


def of_entry(session: Session, entry: int) -> dict[int, Rule]:
    """Return what holds for each of the sources that brought an entry; empty for one that no feed brought."""
    x = t.entry_source.c
    found = session.execute(select(x.source).where(x.entry == entry).distinct()).scalars()
    return {source: rule_of(session, source) for source in list(found)}


def any_at_work(session: Session) -> bool:
    """Return whether there is any source whose entries get something by default, or go out unseen."""
    rows = session.execute(select(_r.topics, _r.regions, _r.into_edition))
    return any(row.topics or row.regions or row.into_edition for row in rows)


def decide(session: Session, source: int, rule: Rule) -> None:
    """Let a rule hold for a source. Only official ones may go into the edition unseen."""
    into = rule.into_edition if rule.official else ()
    row = {
        "source": source, "official": rule.official, "topics": list(rule.topics), "regions": list(rule.regions),
        "into_edition": list(into), "evidence": rule.evidence,
    }  # fmt: skip
    upsert(session, t.source_rule, [row])


def first_source(session: Session, entry: int) -> int | None:
    """Return the source that an entry came from first, or None for one that no feed brought."""
    x = t.entry_source.c
    return session.execute(select(func.min(x.source)).where(x.entry == entry)).scalar()
