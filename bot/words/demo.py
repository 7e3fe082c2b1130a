"""What `bote demo` tells, in German."""

INTRO = """Verbundbote – Vorführung
60 erfundene Fachkräfte und 10 Gruppen sind auf zwei erfundene Netze verteilt: „ost“ und „west“.
„ost“ erkennt Wiederholungen (wie Matrix), „west“ nicht (wie Telegram).
„west“ weist ab, bremst, verliert Antworten und zieht eine Unterhaltung um. Der Bote stürzt zweimal ab."""
STEPS = {
    "collect": "{moment}: Eine Quelle wird gelesen: {new} Meldungen, {released} davon gibt die Koordination frei.",
    "own_feed": "Ihre Quelle {source} wird gelesen: neu sind {new}, freigegeben werden die neuesten: {released}.",
    "important": "Die Koordination gibt eine Fachinformation frei: {audience} Empfänger.",
    "edition": "Der Wochenüberblick erscheint: {places} Gruppen erhalten ihn ganz, Personen nur ihre Themen.",
    "start": "Der Bote startet.",
    "kill": "Absturz! Bis hierhin sind {count} Nachrichten angekommen. Der Bote startet neu und macht weiter.",
    "urgent": "{moment}: Eine Eilmeldung wird freigegeben: {audience} Empfänger. Wer Ruhezeit hat, erhält sie danach.",
    "said": "Zwei Fachkräfte schreiben dem Boten. Was Menschen in einer Gruppe einander schreiben, speichert er nicht.",
    "jump": "Die Uhr springt vor: {moment}.",
    "stop": "Alles ist zugestellt oder entschieden. Der Bote wird geordnet beendet.",
}
PROGRESS = "{moment}   ost: {ost} Nachrichten   west: {west} Nachrichten   noch offen: {waiting}"
LOOK = "So sieht die Eilmeldung im Netz „{network}“ aus:"
REPORT = "Wer hat was erhalten?"
REPORT_REGIONS = (
    "Gesendet/vorgesehen je Region; oben stehen die Nummern der Meldungen. Wer mehrere Regionen hat, zählt in jeder."
)
COLUMNS = ("Nr.", "Meldung", "Empfänger")
STATES = {
    "sent": "gesendet",
    "waiting": "wartet",
    "unsure": "unklar",
    "failed": "nicht\nzustellbar",
    "skipped": "entfällt",
}
REGION_COLUMN = "Region"
UNCONFIRMED = "{name} (Name noch nicht bestätigt)"
UNCONFIRMED_NOTE = "* Der Name ist noch nicht bestätigt."
STATEWIDE = "landesweit"
#: What stands before a title; a plain one has nothing.
LEVELS = {"info": "", "important": "Wichtig: ", "urgent": "Eilt: "}
REASON = "Nicht zustellbar, {count}-mal: {reason}."
REASON_WORDS = {
    "the network refuses this message": "das Netz hat die Nachricht abgewiesen",
    "the recipient is gone": "die Unterhaltung gibt es nicht mehr",
    "no_address": "es gibt keine brauchbare Adresse",
    "address gone": "die Unterhaltung gibt es nicht mehr",
    "expired": "es wurde zu spät",
}
UNSURE = (
    "„Unklar“ heißt: Die Antwort des Netzes ging verloren, oder der Bote stürzte beim Senden ab. "
    "Damit niemand dieselbe Meldung zweimal erhält, wiederholt der Bote sie nicht selbst; die Koordination entscheidet."
)
GROUP_TALK = "Nicht an den Boten gerichtet und deshalb nicht gespeichert: {count}."
CHECK_OK = (
    "Prüfung: nichts verloren, nichts doppelt. ({checked} Zustellungen und {lines} angekommene Nachrichten verglichen)"
)
CHECK_BAD = "Prüfung: {lost} verloren, {double} doppelt, {false} falsch verbucht."
KEPT = "Alle Dateien liegen in {folder}."
ASK_CHAT = "Möchten Sie mit dem Boten sprechen? (ja/nein) "
FEED_FAULT = "Die Quelle {source} konnte nicht gelesen werden: {why}"
TOO_LONG = "Die Vorführung kam nicht zum Ende. Vielleicht ist der Rechner sehr ausgelastet; sonst ist es ein Fehler."
