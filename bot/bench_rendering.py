"""How long an average notice takes from its text to what the networks get: for `bote bench`."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from content import compose
from content.document import from_markdown
from content.render import render
from domain.message import Form
from domain.notice import Level

_ROUNDS = 200
#: As long, and with as many lists, links and tables, as the Fachinformationen of the field are.
_TEXT = """\
Das Bundesamt lässt **ab sofort** niemanden mehr nach § 44 Abs. 4 AufenthG zu.
Wesentliche Punkte:
- Wer schon zugelassen ist, darf den Kurs besuchen.
- Neue Anträge werden abgelehnt.
  - Das gilt auch für Geduldete.
  - Es gilt nicht für *verpflichtete* Teilnehmende.

## Was ist zu tun?

1. Prüfen Sie offene Anträge.
2. Melden Sie Härtefälle bis zum 13.02.2026.

> „Der Bestandsschutz gilt bis zum Ende des Kurses.“

| Gruppe | Zulassung |
|---|---|
| Geduldete | nein |
| Verpflichtete | ja |

Mehr steht im [Rundschreiben 02/26 (PDF, 180 KB)](https://www.bamf.example/rundschreiben-02-26.pdf).[^1]

[^1]: Stand: 09.02.2026.
"""


@dataclass(frozen=True, slots=True)
class RenderingTimes:
    """Milliseconds, the median of many rounds: reading the Markdown, and rendering it for both networks together."""

    reading: float
    rendering: float


def rendering_times() -> RenderingTimes:
    """Measure an average notice. What is wanted for rendering: under 2 ms."""
    document = from_markdown(_TEXT)
    source = "BAMF, Trägerrundschreiben 02/26, https://www.bamf.example/rundschreiben-02-26.pdf"
    content = compose.NoticeContent(
        "Integrationskurse: vorerst keine Zulassungen", document, Level.IMPORTANT, source=source, topics=["Sprache"]
    )
    notice = compose.notice_document(content)

    def both() -> None:
        render(notice, Form.ENTITIES)
        render(notice, Form.HTML)

    return RenderingTimes(_milliseconds(lambda: from_markdown(_TEXT)), _milliseconds(both))


def _milliseconds(work: Callable[[], object]) -> float:
    work()
    took = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000
