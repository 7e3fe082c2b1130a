"""German words of date polls in the messages that many get: how dates, answers and results read."""

from collections.abc import Iterable

from content.dates import WEEKDAYS
from domain.phrases import When
from domain.poll import Answer, Quorum, Unit
from domain.tally import Rank

TITLE = "Terminumfrage {number}: {title}"
RESULT_TITLE = "Termin steht fest: {title}"
CLOSED_TITLE = "Beendete Terminumfrage {number}: {title}"
UNTIL = "Antwort bis {moment}."
HOW = (
    "So antworten Sie: mit den Knöpfen, wo Sie welche sehen, oder schriftlich, zum Beispiel „1 ja, 2 zur Not, 3 nein“ "
    "oder „alle ja“."
)
HOW_ONE = "So antworten Sie: mit den Knöpfen, wo Sie welche sehen, oder schriftlich: „ja“, „zur Not“ oder „nein“."
ORDER = "Vorgeschlagen wird: {quorum}die meisten Ja, dann die meisten „zur Not“, dann der frühere Termin."
ORDER_QUORUM = "wer mindestens {quorum} erreicht, dann "
COUNTS = "{yes} ja · {if_needed} zur Not · {no} nein"
ANSWERED = "{answered} von {voters} haben geantwortet."
ANSWERED_ONE = "1 von {voters} hat geantwortet."
OWN = "Ihre Antwort: {answers}"
OWN_NONE = "Ihre Antwort fehlt noch."
NATIVE_QUESTION = "{title}: Welche Termine passen? (Gesamtergebnis: Nachricht des Boten)"
NATIVE_STALE = "Die Termine haben sich geändert. Bitte antworten Sie in der Nachricht des Boten, oder schriftlich."
OVER = "Die Umfrage ist beendet."
PROPOSED = "Vorschlag: {date}. {because}"
NO_PROPOSAL = "An keinem der Termine kann jemand."
CHOSEN = "Der Termin steht fest: {date}."
HOW_TO_COME = (
    "Kommen Sie? Antworten Sie mit den Knöpfen, wo Sie welche sehen, oder schriftlich: „zusage {number}“, „absage "
    "{number}“, „vielleicht {number}“ oder „vertretung {number}“."
)
MEETING_CANCELLED = "Das Treffen am {date} ist abgesagt."
MISSING_BODIES = "Noch ohne Antwort: {names}."
MISSING_BOTH = "{names} und {count} ohne Organisation"
COMING = "{number}) ja: {yes}; zur Not: {if_needed}"
NOBODY = "niemand"
ENTERED = "{name} (eingetragen)"
NO_BODY = "{count} ohne Organisation"
WITHOUT_BODY = "ohne Organisation"
PICTURE = "Bild zu „{title}“: Zeilen sind Termine, Spalten Organisationen; J = ja, Z = zur Not, N = nein."
ALL_DAY = "ganztägig"
EVERYWHERE = "ganz Niedersachsen"
LEADS = "Federführende"
THOSE_OF_REGION = "die Mitglieder einer bestimmten Region"
ADDED = "Neu zur Wahl: {date}. Ihre anderen Antworten gelten weiter; bitte antworten Sie noch dazu."
MOVED = "Termin {number} ist jetzt: {date}. Ihre anderen Antworten gelten weiter; bitte antworten Sie noch einmal dazu."
NUDGE = "Erinnerung: Ihre Antwort fehlt noch."
NUDGE_PARTLY = "Erinnerung: Zu einem Teil der Termine fehlt Ihre Antwort noch."
NUDGED = "Umfrage {number}: Wer fehlt, wurde erinnert. Ende: {until}."
NOTHING_TO_OFFER = (
    "Vorschlagen kann ich deshalb keinen. Sie können trotzdem einen festlegen, zum Beispiel „festlegen {number} "
    "{option}“, oder länger abstimmen lassen: „umfrage {number} bis …“."
)
OFFER = "Die Einladung zur Umfrage {number} ist fertig. So geht sie an {persons} und {places}:"
OFFER_HOW = (
    "Absenden: „SENDEN {offer}“. Damit ist der Termin festgelegt; das lässt sich nicht zurücknehmen. Vorher ergänzen "
    "oder ändern, zum Beispiel Ort und Tagesordnung: „treffen umfrage {number}“. Ein anderer Termin: "
    "„festlegen {number} …“ mit seiner Nummer."
)
ASKED_ABOUT = "Umfrage {number} fragt nach diesem Termin: {title}"
PERSONS = ("1 Person", "{count} Personen")
PLACES = ("1 Raum", "{count} Räume")

ANSWERS = {Answer.YES: "ja", Answer.IF_NEEDED: "zur Not", Answer.NO: "nein"}
UNITS = {Unit.PERSONS: ("Person", "Personen"), Unit.ORGANISATIONS: ("Organisation", "Organisationen"),
         Unit.REGIONS: ("Region", "Regionen")}  # fmt: skip
BECAUSE = {
    "quorum": "Nur dieser Termin erreicht mindestens {quorum}.",
    "yes": "Er hat die meisten Ja ({yes}).",
    "if_needed": "Bei gleich vielen Ja ({yes}) hat er die meisten „zur Not“ ({if_needed}).",
    "earlier": "Bei gleichem Stand ({yes} ja, {if_needed} zur Not) ist er der frühere.",
    "": "Es gibt nur diesen Termin ({yes} ja, {if_needed} zur Not).",
}
NO_QUORUM = "Mindestens {quorum} erreicht kein Termin; dieser kommt am nächsten heran."


def when(date: When) -> str:
    """Return a date like "Di., 19.01.2027, 10:00–13:00 Uhr"."""
    day = f"{WEEKDAYS[date.day.weekday()]}, {date.day:%d.%m.%Y}"
    if date.start is None:
        return f"{day}, {ALL_DAY}"
    return f"{day}, {date.start:%H:%M}" + (f"–{date.end:%H:%M}" if date.end else "") + " Uhr"


def quorum(needed: Quorum) -> str:
    """Return what a quorum asks for: "8 Organisationen"."""
    one, many = UNITS[needed.unit]
    return f"{needed.count} {one if needed.count == 1 else many}"


def reasons(rank: Rank, decided_by: str, needed: Quorum | None) -> str:
    """Return why a date is proposed."""
    said = needed_text = ""
    if needed is not None:
        needed_text = quorum(needed)
        if not rank.has_quorum:
            said = NO_QUORUM.format(quorum=needed_text) + " "
    because = BECAUSE[decided_by].format(quorum=needed_text, yes=rank.yes, if_needed=rank.if_needed)
    return said + because


def listed(words: Iterable[object]) -> str:
    """Return words as a sentence lists them: "1, 2 und 3"."""
    found = [str(word) for word in words]
    return found[0] if len(found) == 1 else " und ".join((", ".join(found[:-1]), found[-1])) if found else ""
