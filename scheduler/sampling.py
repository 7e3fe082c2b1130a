"""A source that nobody has taken up yet is tried: what it is called, and its newest entries. Nothing is stored."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from content.feeds import FeedPreview, read_feed
from scheduler.collecting import FeedSettings

#: So many of the newest entries are shown.
_SHOWN = 5
_LONGEST = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def sample(url: str, how: FeedSettings, now: datetime) -> Mapping[str, Any]:
    """Return title, count and newest entries of a source as JSON has them; or the fault, a German sentence."""
    found = await read_feed(url, contact=how.contact, allow_private=how.allow_private, now=now)
    if not isinstance(found, FeedPreview):
        return {"fault": f"{found.message} {found.hint}".strip()}
    newest = sorted(found.entries, key=lambda one: one.published or _EPOCH, reverse=True)[:_SHOWN]
    shown = [
        {"title": one.title[:_LONGEST], "at": one.published.isoformat() if one.published else ""} for one in newest
    ]
    return {"title": found.title[:_LONGEST], "count": len(found.entries), "newest": shown}
