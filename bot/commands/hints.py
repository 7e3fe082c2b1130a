"""What is noted about dates before anybody is asked or invited."""

from collections.abc import Sequence
from datetime import datetime

from bot.words import polls as words
from content.blocks import Block, Bullets, paragraph
from domain.phrases import When
from domain.poll import Calendar, remarks


def blocks(
    dates: Sequence[When], calendar: Calendar, now: datetime, closes_at: datetime | None, *, single: bool = False
) -> list[Block]:
    """Return the hints about dates, each by its number; single: there is one date only, which needs none."""
    found = remarks(dates, calendar, now, closes_at)
    told = [
        (words.HINTS_SINGLE if single else words.HINTS)[one.hint].format(number=one.position + 1, name=one.name)
        for one in found
    ]
    if not told:
        return []
    return [paragraph(words.NOTE), Bullets(tuple((paragraph(hint),) for hint in dict.fromkeys(told)))]
