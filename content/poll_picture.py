"""The picture of a poll: a row for each date, a column for each organisation, and words that say the same.

Every cell has a letter beside its colour, so that nothing is said by colour alone.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from content import poll_words as words
from domain.tally import Row, Tally, Voter

_CELL, _HEAD, _LEFT, _MARGIN, _TOP = 34, 150, 300, 16, 44
#: So many columns at most; the others are only counted.
_MOST = 24
_COLOURS = {"J": "#1b7837", "Z": "#c2a83e", "N": "#b2182b", "": "#dddddd"}
_INK = {"J": "#ffffff", "Z": "#000000", "N": "#ffffff", "": "#555555"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what it shows in words."""

    png: bytes
    alt: str


def draw(title: str, tally: Tally) -> Picture:
    """Return the picture of what a poll comes to now."""
    # The library takes a while to load, and is needed by nobody else.
    from PIL import Image, ImageDraw, ImageFont

    columns = _columns(tally)
    width = _LEFT + _CELL * max(1, len(columns)) + 2 * _MARGIN
    height = _TOP + _HEAD + _CELL * len(tally.rows) + 2 * _MARGIN
    image = Image.new("RGB", (max(width, 480), height), "#ffffff")
    brush, font = ImageDraw.Draw(image), ImageFont.load_default(15)
    brush.text((_MARGIN, _MARGIN), title[:70], fill="#000000", font=ImageFont.load_default(19))
    for at, name in enumerate(columns):
        _draw_head(image, name, _LEFT + _MARGIN + at * _CELL, font)
    for line, row in enumerate(tally.rows):
        top = _TOP + _HEAD + line * _CELL
        brush.text((_MARGIN, top + 8), _date(row), fill="#000000", font=font)
        for at, name in enumerate(columns):
            letter, left = _letter(row, name), _LEFT + _MARGIN + at * _CELL
            brush.rectangle((left, top, left + _CELL - 3, top + _CELL - 3), fill=_COLOURS[letter])
            brush.text((left + 11, top + 7), letter or "–", fill=_INK[letter], font=font)
    made = io.BytesIO()
    image.save(made, "PNG", optimize=True)
    return Picture(made.getvalue(), alt(title, tally))


def _draw_head(image: object, name: str, left: int, font: object) -> None:
    """Write a name upwards above its column."""
    from PIL import Image, ImageDraw

    strip = Image.new("RGB", (_HEAD - 8, _CELL), "#ffffff")
    ImageDraw.Draw(strip).text((2, 8), name[:20], fill="#000000", font=font)  # type: ignore[arg-type]  # PIL's own
    image.paste(strip.rotate(90, expand=True), (left, _TOP))  # type: ignore[attr-defined]  # an image of PIL


def alt(title: str, tally: Tally) -> str:
    """Return what the picture shows in words: for whom it cannot be seen, and where it cannot be sent."""
    lines = [
        f"{_date(row)}: " + words.COUNTS.format(yes=len(row.yes), if_needed=len(row.if_needed), no=len(row.no))
        for row in tally.rows
    ]
    answered = words.ANSWERED.format(answered=tally.answered, voters=tally.voters)
    return "\n".join([words.PICTURE.format(title=title), *lines, answered])


def _date(row: Row) -> str:
    return f"{row.option.number}) {words.when(row.option.when)}"


def _columns(tally: Tally) -> list[str]:
    """Return the organisations that say something, in order."""
    found = {_name(voter) for row in tally.rows for voter in (*row.yes, *row.if_needed, *row.no)}
    return sorted(found)[:_MOST]


def _name(voter: Voter) -> str:
    if not voter.organisation:
        return words.WITHOUT_BODY
    return words.ENTERED.format(name=voter.organisation) if voter.entered else voter.organisation


def _letter(row: Row, name: str) -> str:
    """Return the best that an organisation says: of several people, one who comes is enough."""
    groups: Sequence[tuple[str, Sequence[Voter]]] = (("J", row.yes), ("Z", row.if_needed), ("N", row.no))
    return next((letter for letter, voters in groups if any(_name(one) == name for one in voters)), "")
