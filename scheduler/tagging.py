"""Tagging what was collected: by the topics' keywords as they are in the database now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import structlog
from sqlmodel import Session

from content import document, places, start_data
from content.dates import BERLIN
from content.tagging import Tagger
from store import reference, tags
from store.db import Store
from store.tags import DueRow, EntryTags, TagRow

log = structlog.get_logger()

#: Entries tagged in one transaction, so that others get their turn in between.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class TopicWords:
    """A topic and the words that point to it."""

    code: str
    keywords: tuple[str, ...]


async def tag_new(store: Store) -> int:
    """Tag all entries whose words have not been tagged yet, and return how many those were.

    What a crash leaves untagged is tagged the next time.
    """
    done = 0
    if await store.read(lambda s: tags.untagged(s, 1)):
        tagger = await store.read(tagger_of)
        while (of_these := await store.write(lambda s: _tag_some(s, tagger))) > 0:
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


def _tag_some(session: Session, tagger: Tagger) -> int:
    rows = tags.untagged(session, _AT_ONCE)
    for row in rows:
        tags.put(session, row.id, row.hash, tag(tagger, row.title, row.summary, row.html, row.seen_at))
    return len(rows)


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
