"""Tagging what was collected: by the topics' keywords as they are in the database now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import structlog
from sqlmodel import Session

from content import document, places, start_data
from content.dates import BERLIN
from content.tagging import Tagger
from store import reference, source_rules, tags
from store.db import Store
from store.tags import DueRow, EntryTags, TagRow

log = structlog.get_logger()

#: Entries tagged in one transaction, so that others get their turn in between.
_AT_ONCE = 200
#: Why an entry has a topic or region that its words do not name.
BY_DEFAULT = "Vorgabe der Quelle"


@dataclass(frozen=True, slots=True)
class TopicWords:
    """A topic and the words that point to it."""

    code: str
    keywords: tuple[str, ...]


Then = Callable[[Session, int, EntryTags], object]


async def tag_new(store: Store, then: Then | None = None) -> int:
    """Tag all entries whose words have not been tagged yet, and return how many those were.

    What a crash leaves untagged is tagged the next time. then: what is done with each, in the same transaction, where
    the Koordination has decided anything about sources.
    """
    done = 0
    if await store.read(lambda s: tags.untagged(s, 1)):
        tagger = await store.read(tagger_of)
        while (of_these := await store.write(lambda s: _tag_some(s, tagger, then))) > 0:
            done += of_these
        log.info("tagged", entries=done)
    return done


def tagger_of(session: Session) -> Tagger:
    """Return a tagger for the keywords as they are in the database; made once as long as they stay the same."""
    words = reference.topic_keywords(session)
    return _tagger(tuple(TopicWords(code, keywords) for code, keywords in words.items()))


def shipped_tagger() -> Tagger:
    """Return a tagger for the keywords that are shipped: where no database is to be opened."""
    return _tagger(tuple(TopicWords(one.code, one.keywords) for one in start_data.load().topics))


@lru_cache(maxsize=2)
def _tagger(topics: Sequence[TopicWords]) -> Tagger:
    return Tagger(topics, places.load())


def _tag_some(session: Session, tagger: Tagger, then: Then | None) -> int:
    rows = tags.untagged(session, _AT_ONCE)
    decided = bool(rows) and source_rules.any_at_work(session)
    for row in rows:
        found = tag(tagger, row.title, row.summary, row.html, row.seen_at)
        if decided:
            found = with_defaults(session, row.id, found)
        tags.put(session, row.id, row.hash, found)
        if decided and then is not None:
            then(session, row.id, found)
    return len(rows)


def with_defaults(session: Session, entry: int, found: EntryTags) -> EntryTags:
    """Return the tags of an entry, and where nothing was found those that its source has by default."""
    if found.topics and found.regions:
        return found
    source = source_rules.first_source(session, entry)
    rule = source_rules.Rule() if source is None else source_rules.rule_of(session, source)
    topics = found.topics or tuple(TagRow(code, (BY_DEFAULT,)) for code in rule.topics)
    regions = found.regions or tuple(TagRow(code, (BY_DEFAULT,)) for code in rule.regions)
    return EntryTags(topics, regions, found.deadline)


def tag(tagger: Tagger, title: str, summary: str, html: str, seen_at: datetime) -> EntryTags:
    """Return the tags of an entry; html: looked into only where there is no summary."""
    text = summary or document.text_of(document.from_html(html))
    found = tagger.tag(title, text, published=seen_at.astimezone(BERLIN).date())
    due = found.deadline
    return EntryTags(
        tuple(TagRow(one.code, one.because) for one in found.topics),
        tuple(TagRow(one.code, one.because) for one in found.regions),
        DueRow(due.day, due.at, due.because) if due else None,
    )
