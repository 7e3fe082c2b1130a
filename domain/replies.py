"""How people say in a sentence of their own that they come or do not: "ich komme gerne", "leider verhindert".

Only whole sentences that can mean nothing else are read; anything more ("ich komme, wenn …") is not guessed at.
"""

import re

from domain.folding import fold
from domain.meeting import Mode, Reply

_SOFT = "(?: (?:auch|gern|gerne|leider|auf jeden fall|sicher|doch))*"
_WHERE = "(?P<where>(?: (?:online|digital|per video|vor ort|persoenlich|in praesenz))?)"
_COMES = {
    Reply.NO: (
        f"komme{_SOFT} nicht",
        f"kann{_SOFT} nicht(?: (?:kommen|teilnehmen|dabei sein))?",
        f"nehme{_SOFT} nicht teil",
        f"bin{_SOFT} (?:nicht dabei|verhindert)",
        f"muss{_SOFT} absagen",
        f"sage{_SOFT} ab",
        "leider (?:nicht|nein|verhindert)",
    ),
    Reply.MAYBE: (f"komme{_SOFT} vielleicht", "vielleicht komme(?: ich)?", "weiss(?: ich| es)* noch nicht"),
    Reply.YES: (
        f"komme{_SOFT}{_WHERE}",
        f"bin{_SOFT} dabei",
        f"nehme{_SOFT}{_WHERE} teil",
        f"kann{_SOFT} kommen",
        f"sage{_SOFT} zu",
        f"melde mich{_SOFT} an",
    ),
}
#: "Nein, ich komme" says both, and so neither.
_BEFORE = {Reply.YES: "(?:ja|danke)", Reply.NO: "(?:nein|danke)", Reply.MAYBE: "danke"}
_PATTERNS = {
    reply: [re.compile(f"(?:{_BEFORE[reply]}[, ]+)?(?:ich )?{said}(?: danke)?") for said in spoken]
    for reply, spoken in _COMES.items()
}


def read(text: str) -> tuple[Reply, Mode | None] | None:
    """Return what a sentence answers to an invitation, and how they come if it says so; None: it is no such answer."""
    if "?" in text:
        return None
    said = " ".join(fold(text).split())
    for reply, patterns in _PATTERNS.items():
        for pattern in patterns:
            if (found := pattern.fullmatch(said)) is not None:
                where = found.groupdict().get("where") or ""
                online = any(word in where for word in ("online", "digital", "video"))
                return reply, Mode.ONLINE if online else Mode.ONSITE if where else None
    return None
