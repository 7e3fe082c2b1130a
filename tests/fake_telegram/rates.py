"""How much the server takes, in sliding windows. Real time in seconds; a message that is refused does not count.

    all chats together   30 in a second
    a private chat        5 in five seconds: one a second, and short bursts are tolerated, as Telegram says
    a group or channel   20 in a minute

Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; Telegram names no figures for
bursts and channels, the 5 and the treatment of channels as groups are ours. The first and the last are stricter than
Telegram is known to be, which is what a benchmark wants.
"""

import math
import re
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `number` messages in any `seconds`."""

    number: int
    seconds: float


TOTAL = Limit(30, 1.0)
PRIVATE = Limit(5, 5.0)
GROUP = Limit(20, 60.0)


def parse_rate(text: str) -> float:
    """Return how many times as fast as the real one: real is 1, off is infinite, xN is N. Raises ValueError."""
    if text in ("real", "off"):
        return 1.0 if text == "real" else math.inf
    found = re.fullmatch(r"x(\d+(?:\.\d+)?)", text)
    if found is None or float(found[1]) == 0:
        raise ValueError(f"expected real, off or xN, not {text!r}")
    return float(found[1])


@dataclass(slots=True)
class Rates:
    """What was taken lately. factor: how many times as fast as the real server."""

    factor: float = 1.0
    _total: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=dict)

    def take(self, chat: int, now: float) -> int:
        """Take a message, or return after how many whole seconds it may be tried again."""
        if math.isinf(self.factor):
            return 0
        taken = self._chats.setdefault(chat, deque())
        wait = max(self._wait(self._total, TOTAL, now), self._wait(taken, PRIVATE if chat > 0 else GROUP, now))
        if wait > 0:
            return math.ceil(wait)
        self._total.append(now)
        taken.append(now)
        return 0

    def shortened(self, seconds: float) -> float:
        """Return how long a pause of the real server is here."""
        return seconds / self.factor

    def _wait(self, taken: deque[float], limit: Limit, now: float) -> float:
        seconds = limit.seconds / self.factor
        while taken and taken[0] + seconds <= now:
            taken.popleft()
        return 0.0 if len(taken) < limit.number else taken[0] + seconds - now
