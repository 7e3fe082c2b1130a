"""Nothing goes to people by accident: a preview, and the words SENDEN and its number; or --yes."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.cli import results as r
from bot.cli import words
from bot.cli.context import Desk
from bot.cli.faults import refused
from bot.cli.files import is_terminal

if TYPE_CHECKING:
    from sqlmodel import Session

#: How long a preview may be looked at.
MAX_AGE = timedelta(minutes=30)
WORD = "SENDEN"


def number_of(*parts: object) -> str:
    """Return the number of a preview: four digits that follow from what it shows."""
    digest = hashlib.sha256("\0".join(map(str, parts)).encode()).digest()
    return f"{int.from_bytes(digest[:4]) % 10_000:04d}"


def may_ask(desk: Desk) -> bool:
    """Return whether somebody can be shown a preview and asked."""
    return is_terminal(desk) and not desk.as_json


def demand_yes_or_terminal(desk: Desk, *, yes: bool, can_preview: bool = True) -> None:
    """Refuse what is not confirmed and cannot be asked about."""
    if not yes and not may_ask(desk):
        hint = words.NOT_CONFIRMED_HINT if can_preview else words.NOT_CONFIRMED_HINT_PLAIN
        raise refused("not_confirmed", words.NOT_CONFIRMED, hint)


def demand_second(desk: Desk, alone: str) -> None:
    """Refuse what nobody else has read, where that is asked for; `alone` is the reason of an emergency."""
    if desk.settings.four_eyes and not alone.strip():
        raise refused("four_eyes", words.FOUR_EYES, words.FOUR_EYES_HINT)


def note_alone(desk: Desk, session: "Session", what: str, subject: str, title: str, alone: str) -> None:
    """Write down that something was released alone, and why, and tell the Koordination."""
    if not desk.settings.four_eyes:
        return
    from bot.words import writing
    from content.foreign import disarmed_text
    from scheduler import letters
    from store import waiting

    why = " ".join(alone.split())[:200]
    desk.note(session, "notice.released_alone", subject, why)
    told = writing.TOLD_ALONE.format(title=disarmed_text(title), why=disarmed_text(why))
    others = waiting.may_approve(session, frozenset(), statewide=True, not_by="")
    letters.write(session, f"alone-{what}-{subject}-{number_of(desk.now().isoformat())}", others, told, desk.now())


def ask_about(desk: Desk, preview: r.Preview, warnings: Sequence[str] = ()) -> None:
    """Show a notice's preview and wait for the words that release it."""
    ask(desk, preview["number"], [*preview["texts"], "", *warnings, *words.audience(preview)], preview["regions"])


def ask(desk: Desk, number: str, lines: Sequence[str], regions: Mapping[str, int]) -> None:
    """Show a preview and wait for the words that release it; refused when something else is typed, or too late."""
    from bot.cli.page import Page

    page = Page(desk.stdout)
    shown_at = desk.now()
    for line in lines:
        page.line(line)
    if regions:
        rows = [(code, words.grouped(count)) for code, count in regions.items()]
        page.table((words.REGION, words.RECIPIENTS), rows, right=(words.RECIPIENTS,))
    page.line(words.ask_to_send(number))
    answer = desk.stdin.readline().split()
    if answer != [WORD, number]:
        raise refused("cancelled", words.CANCELLED)
    if desk.now() - shown_at > MAX_AGE:
        raise refused("preview_too_old", words.TOO_LATE, words.TOO_LATE_HINT)
