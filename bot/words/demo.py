"""What `bote demo` tells, in German."""

INTRO = """Verbundbote – Vorführung
60 erfundene Fachkräfte und 10 Gruppen sind auf zwei erfundene Netze verteilt: „ost“ und „west“.
„ost“ erkennt Wiederholungen (wie Matrix), „west“ nicht (wie Telegram).
„west“ weist ab, bremst, verliert Antworten und zieht eine Unterhaltung um. Der Bote wird zweimal hart beendet."""
STEPS = {
    "collect": "Freitag, 27.11.2026: Eine Quelle wird gelesen: {new} Meldungen, 3 davon werden freigegeben.",
    "own_feed": "Die Quelle {source} wird gelesen: {new} Meldungen, {released} davon werden freigegeben.",
    "important": "Die Koordination gibt eine Fachinformation frei: {audience} Empfänger.",
    "edition": "Der Wochenüberblick erscheint: {places} Gruppen erhalten ihn ganz, Personen ihre Themen.",
    "start": "Der Bote startet.",
    "kill": "Der Bote wird hart beendet (SIGKILL), {count} Nachrichten sind angekommen. Er startet neu.",
    "urgent": "{moment}: Eine Eilmeldung wird freigegeben: {audience} Empfänger. Wer nur Bürozeit wünscht, wartet.",
    "said": "Zwei Fachkräfte schreiben dem Boten. Ein Gespräch in einer Gruppe geht ihn nichts an.",
    "jump": "Die Uhr springt vor: {moment}.",
    "stop": "Alles ist zugestellt oder entschieden. Der Bote wird geordnet beendet.",
}
PROGRESS = "{moment}   ost: {ost} Nachrichten   west: {west} Nachrichten   noch offen: {waiting}"
LOOK = "So sieht die Eilmeldung im Netz „{network}“ aus:"
REPORT = "Wer hat was erhalten?"
REPORT_REGIONS = "Gesendet von vorgesehen, nach Region"
COLUMNS = ("Nr.", "Meldung", "Stufe", "Empfänger", "gesendet", "wartet", "unklar", "nicht zustellbar", "entfällt")
REGION_COLUMN = "Region"
UNCONFIRMED = "{name} (Name noch nicht bestätigt)"
STATEWIDE = "landesweit"
LEVELS = {"info": "Info", "important": "Wichtig", "urgent": "Eilt"}
REASON = "Nicht zustellbar: {count}-mal, denn {reason}."
REASON_WORDS = {
    "the network refuses this message": "das Netz hat die Nachricht abgewiesen",
    "the recipient is gone": "die Unterhaltung gibt es nicht mehr",
    "no_address": "es gibt keine brauchbare Adresse",
    "address gone": "die Unterhaltung gibt es nicht mehr",
    "expired": "es wurde zu spät",
}
UNSURE = (
    "„Unklar“ heißt: Die Antwort des Netzes ging verloren. "
    "Der Bote wiederholt dann nicht von sich aus, die Koordination entscheidet."
)
GROUP_TALK = "Nicht an den Boten gerichtet und deshalb nicht gespeichert: {count} Nachricht(en)."
CHECK_OK = (
    "Prüfung: nichts verloren, nichts doppelt. ({checked} Zustellungen und {lines} angekommene Nachrichten verglichen)"
)
CHECK_BAD = "Prüfung: {lost} verloren, {double} doppelt, {false} falsch verbucht."
KEPT = "Alle Dateien liegen in {folder}."
ASK_CHAT = "Möchten Sie mit dem Boten sprechen? (ja/nein) "
FEED_FAULT = "Die Quelle {source} konnte nicht gelesen werden: {why}"
TOO_LONG = "Die Vorführung kam nicht zum Ende. Das ist ein Fehler."
