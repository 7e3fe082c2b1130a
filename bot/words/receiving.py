"""What is said about files and passed-on messages that somebody sends."""

_FOR_WHAT = (
    "Was soll aus der Datei „{name}“ werden? Schreiben Sie „hinweis“ oder, wer Mitteilungen schreibt, „neu“, und "
    "schicken Sie sie dann noch einmal. Oder schreiben Sie „hinweis: Worum es geht“ gleich als Text zur Datei. "
)
FOR_WHAT = f"{_FOR_WHAT}Gespeichert ist sie nicht."
#: It was fetched already; what belongs to nothing is cleared away at night, once it is a day old.
FOR_WHAT_FETCHED = f"{_FOR_WHAT}Was ich geladen habe, wird spätestens nach zwei Tagen gelöscht."
LEFT_OUT = (
    "Nur der Text zählt hier, die Datei „{name}“ nicht: Dateien gehen mit „hinweis“, „frage“ und „neu“ mit. "
    "Gespeichert ist sie nicht."
)
NO_NAME = "ohne Namen"
FAULTS = {
    "too_big": "Die Datei „{name}“ ist zu groß: Mehr als 20 MB nehme ich nicht an. Können Sie sie verkleinern?",
    "kind": "Die Datei „{name}“ kann ich nicht annehmen: Es gehen PDF-Dateien und Bilder (JPG, PNG).",
    "gone": "Die Datei „{name}“ ist in Ihrem Messenger nicht mehr da. Bitte schicken Sie sie noch einmal.",
    "not_loaded": "Die Datei „{name}“ ließ sich nicht laden. Bitte schicken Sie sie später noch einmal.",
    "empty": "Die Datei „{name}“ ist leer oder beschädigt. Bitte prüfen Sie sie und schicken Sie sie noch einmal.",
}
TOO_MANY = "Mehr als {most} Dateien nehme ich zu einer Mitteilung nicht an."
IS_THERE = "Angekommen: {file}."
NAMES_AUTHORS = (
    "Hinweis: In den Eigenschaften von „{name}“ steht als Verfasserin oder Verfasser {who}. Das sieht, wer die Datei "
    "bekommt. Soll das nicht sein, entfernen Sie es vorher (beim Speichern als PDF: Eigenschaften) und schicken die "
    "Datei neu."
)
ASK_ALT = (
    "Bitte beschreiben Sie das Bild „{name}“ in einem Satz, für alle, die es nicht sehen: Was ist darauf zu sehen, "
    "oder was steht darauf?"
)
ALT_TOO_SHORT = "Ein Satz genügt, ein Wort ist zu wenig."
SAY_MORE = "Worum geht es? Ein Satz genügt."
FILE_LINE = "Anlage: {file}"

PASSED_ON = "Eine weitergeleitete Nachricht: Was soll daraus werden?"
AS_HINT, AS_NOTICE, AS_NOTHING = "Ein Hinweis an die Koordination", "Eine Mitteilung", "Nichts"
HINT_WORDS, NOTICE_WORDS, NOTHING_WORDS = ("hinweis",), ("neu", "Mitteilung"), ("nichts", "abbrechen")
NOTHING_DONE = "Gut, es bleibt bei nichts. Gespeichert ist es nicht."
NOTHING_DONE_FILES = "Gut, es bleibt bei nichts. Was ich geladen habe, wird spätestens nach zwei Tagen gelöscht."
BUSY = (
    "Wir sind noch bei etwas anderem, deshalb habe ich die weitergeleitete Nachricht nicht genommen. Antworten Sie "
    "erst auf meine letzte Frage oder schreiben Sie „abbrechen“, und leiten Sie sie dann noch einmal weiter."
)
