"""What is said about decisions on deliveries."""

from datetime import datetime
from typing import Final

from bot.cli.words import STATES, german_time

#: What is left to do with a delivery that nobody may send again.
TAKE_FOR_SENT: Final = "Mit --as sent schließen Sie sie ab."
CORRECTION_GOES: Final = "Die Berichtigung ist eine eigene Zustellung; welche, zeigt: bote deliveries"


def resolved(delivery: int, state: str) -> str:
    """Return what was decided."""
    return f"Zustellung {delivery}: {STATES[state]}."


def nothing_to_resolve(number: int, state: str) -> str:
    """Return that there is nothing to decide on a delivery."""
    if state == "failed":
        return f"Die Zustellung {number} ist fehlgeschlagen und lässt nur --as again zu."
    return f"Über die Zustellung {number} ist nichts zu entscheiden; ihr Zustand ist: {STATES.get(state, state)}."


def no_address(number: int) -> str:
    """Return that a delivery has nowhere to go."""
    return f"Die Zustellung {number} hat keine Adresse, an die sie gehen könnte."


def recipient_erased(number: int) -> str:
    """Return that nobody is there any more to whom a delivery could go."""
    return f"Die Zustellung {number} war für eine Person, die gelöscht ist; sie lässt sich nicht noch einmal senden."


def away(number: int) -> str:
    """Return that the person wants nothing now."""
    return f"Die Zustellung {number} ist für eine Person, die Pause macht oder sich abgemeldet hat; ihr geht nichts zu."


def merged(number: int) -> str:
    """Return that the person has the notice by another delivery."""
    return (
        f"Die Zustellung {number} war für eine Person, die inzwischen mit einer anderen eins ist; die hat die Meldung."
    )


def corrected(notice: int) -> str:
    """Return that a notice says something else by now."""
    return f"Die Meldung {notice} wurde inzwischen berichtigt; der alte Text wird nicht noch einmal gesendet."


def over(notice: int, until: datetime) -> str:
    """Return that the time of a notice is over."""
    return f"Die Meldung {notice} galt nur bis {german_time(until)}; sie wird nicht noch einmal gesendet."


def stale_digest(number: int) -> str:
    """Return that a digest holds something that must not be sent any more."""
    return (
        f"Die Zustellung {number} ging in einer Ausgabe hinaus, in der eine andere Meldung inzwischen abgelaufen, "
        "berichtigt oder zurückgenommen ist; diese Ausgabe wird nicht noch einmal gesendet."
    )
