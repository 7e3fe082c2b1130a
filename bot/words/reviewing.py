"""What is said about hints, questions, and entries that wait for somebody's decision."""

from store.handed_in import GivenKind

ASK = {
    GivenKind.HINT: (
        "Worauf möchten Sie hinweisen? Schreiben Sie einen Text, einen Link, oder beides in eine Nachricht. "
        "Bitte keine Falldaten und keine Namen von Ratsuchenden."
    ),
    GivenKind.QUESTION: (
        "Was möchten Sie die Koordination fragen? Schreiben Sie alles in eine Nachricht. "
        "Bitte keine Falldaten und keine Namen von Ratsuchenden."
    ),
}
TOO_SHORT = "Das ist noch zu kurz. Bitte schreiben Sie einen Satz oder einen Link."
THANKS = {
    GivenKind.HINT: "Danke für den Hinweis. Die Koordination sieht ihn an; Sie hören hier, was daraus wird.",
    GivenKind.QUESTION: "Danke, Ihre Frage ist bei der Koordination. Die Antwort kommt hier.",
}
NEW_GIVEN = {
    GivenKind.HINT: "Neuer Hinweis aus den Regionalverbünden: {title}. Ansehen: „freigabe“.",
    GivenKind.QUESTION: "Neue Frage an die Koordination: {title}. Ansehen: „freigabe“.",
}
GIVERS_REGION = "Region, aus der der Hinweis kommt"
TOLD_RELEASED = "Ihr Hinweis „{title}“ geht jetzt hinaus. Danke!"
TOLD_EDITION = "Ihr Hinweis „{title}“ kommt in die nächste Ausgabe. Danke!"
TOLD_DISCARDED = "Ihr Hinweis „{title}“ wurde gelesen, aber nicht weitergegeben. Danke trotzdem."
TOLD_MERGED = "Ihr Hinweis „{title}“ sagt dasselbe wie ein anderer, der weitergegeben wird. Danke!"
TOLD_ANSWER = "Antwort der Koordination auf „{title}“: {answer}"

NOTHING = "Es wartet nichts auf Ihre Entscheidung."
ALL_DONE = "Das war alles. Es wartet nichts mehr."
STOPPED = "In Ordnung. Es warten noch {count}; weiter geht es mit „freigabe“."
POSITION = "{number} von {count}"
FROM_FEED = "Quelle: {source}"
FROM_REGIONS = "Aus den Regionalverbünden"
QUESTION = "Frage an die Koordination"
CHANGED = "Die Quelle hat diese Meldung nach der Freigabe geändert."
TOPICS = "Themen: {names}"
REGIONS = "Regionen: {names}"
BECAUSE = "{name} (wegen {because})"
NO_TOPIC = "keines gefunden"
STATEWIDE = "landesweit"
LEVEL = "Stufe: {level}"
LEVELS = {"info": "Information", "important": "Wichtig"}
DUE = "Frist: {due}"
DUE_BECAUSE = "Frist: {due} (wegen „{because}“)"
OPINION = "Auffassung der Quelle"
SOURCE_OPINION = "{source} – Auffassung der Quelle"

EDITION = "In die nächste Ausgabe"
RELEASE, RELEASE_WORDS = "Jetzt freigeben", ("freigeben", "veröffentlichen", "jetzt")
TITLE = "Titel ändern"
TEXT = "Text kürzen"
ASK_TOPIC = "Themen ändern"
ASK_REGION = "Regionen ändern"
ASK_LEVEL = "Stufe ändern"
ASK_DUE = "Frist ändern"
SAME = "Doppelt"
DISCARD = "Verwerfen"
#: What else the buttons that change something can be called.
ALSO = {
    TITLE: ("Titel",), TEXT: ("Text", "kürzen"), ASK_TOPIC: ("Themen", "Thema"), ASK_REGION: ("Regionen", "Region"),
    ASK_LEVEL: ("Stufe",), ASK_DUE: ("Frist",), SAME: ("Duplikat", "zusammenlegen", "zusammenführen"),
}  # fmt: skip
EDITION_WORDS = ("nächste Ausgabe", "in die Ausgabe")
NEXT = "Nächste"
STOP = "Aufhören"
STOP_WORDS = ("fertig", "aufhören", "abbrechen", "stopp")
ANSWER = "Antworten"
ANSWER_WORDS = ("beantworten", "Antwort")
DONE = "Erledigt"
KEEP = "So lassen"
CORRECT = "Als Korrektur senden"

WRITE_TITLE = "Der neue Titel, in einer Zeile:"
WRITE_TEXT = "Der neue Text, so wie er hinausgehen soll:"
WRITE_ANSWER = "Ihre Antwort. Sie geht an die Person, die gefragt hat; danach können Sie daraus eine Mitteilung machen."
ANSWERED = "Beantwortet. Wenn die Antwort für alle nützlich ist, geben Sie sie frei; sonst „Erledigt“."
WHICH_SAME = "Mit welcher ist das doppelt?"
NO_OTHER = "Es wartet keine andere."
RELEASED = "Freigegeben. {told}"
FOR_EDITION = "Kommt in die nächste Ausgabe."
DISCARDED = "Verworfen."
MERGED = "Zusammengeführt."
KEPT = "Die Mitteilung bleibt, wie sie ist."
CORRECTED = "Die Korrektur läuft."
EDITION_IS_INFO = "In die Ausgabe kommen Informationen; die Stufe steht jetzt auf Information."
GONE = "Das wurde inzwischen entschieden."
