"""What is said about the sources of the Informationsdienst."""

NONE = "Es gibt noch keine Quellen. Eine neue nehmen Sie mit „quelle neu“ und ihrer Adresse auf."
WHICH = "Welche Quelle? Nennen Sie die Nummer oder den Namen."
NUMBERED = "{number}. {line}"
LINE = "{title}: {health}, {official}"
PAUSED = "pausiert"
FAILING = "seit {since} nicht zu lesen ({error})"
WELL = "in Ordnung, zuletzt gelesen {at}"
NEVER = "noch nie gelesen"
UNTRIED = "aus, noch nie versucht"
EVIDENCE = "Beleg: {evidence}"
OFFICIAL, OTHER = "amtlich", "mit „Auffassung der Quelle“"
WHAT = "Was soll mit „{title}“ geschehen?"
PAUSE, RESUME = "Pausieren", "Wieder lesen"
MAKE_OFFICIAL, MAKE_OTHER = "Ist amtlich", "Ist nicht amtlich"
BACK = "Zurück"
BACK_WORDS = ("zurück", "fertig", "abbrechen")
DONE = "Geändert."
STOPPED = "In Ordnung."

# --- what holds for a source

HOW = (
    "So geht es: „quelle 3 themen asyl, sprache“ (wenn wir kein Thema finden), „quelle 3 region heide“ (wenn wir keine "
    "Region finden), „quelle 3 ausgabe asyl“ (Meldungen zu diesem Thema gehen ohne Prüfung in die Ausgabe; nur bei "
    "amtlichen Quellen). Mit „keine“ statt der Namen endet es. „quelle 3“ zeigt, was gilt. Die Nummern stehen unter "
    "„quellen“. Eine neue Quelle: „quelle neu“ und ihre Adresse."
)
RULES = "Nummer {number}. Vorgaben: Themen {topics}; Regionen {regions}; ohne Prüfung in die Ausgabe: {edition}."
NOTHING = "keine"
NO_SOURCE = "Eine Quelle {number} gibt es nicht. Welche es gibt, zeigt „quellen“."
UNKNOWN = "„{what}“ kenne ich nicht. Möglich sind: {names}."
ONLY_OFFICIAL = (
    "„{title}“ ist nicht amtlich. Ohne Prüfung geht nur in die Ausgabe, was aus amtlichen Quellen kommt. Ist sie es, "
    "sagen Sie es zuerst unter „quellen“."
)
CHANGED_RULE = {
    "topics": "Meldungen von „{title}“, zu denen wir kein Thema finden, bekommen ab jetzt: {names}.",
    "regions": "Meldungen von „{title}“, zu denen wir keine Region finden, bekommen ab jetzt: {names}.",
    "into_edition": (
        "Neue Meldungen von „{title}“ zu {names} gehen ab jetzt ohne Prüfung in die nächste Ausgabe, mit der Stufe "
        "„Information“. Was eine Frist nennt, bleibt in der Prüfung. Zurück: „quelle … ausgabe keine“."
    ),
}
CHANGED_NONE = {
    "topics": "Für „{title}“ gibt es keine Vorgabe für Themen mehr.",
    "regions": "Für „{title}“ gibt es keine Vorgabe für Regionen mehr.",
    "into_edition": "Alle neuen Meldungen von „{title}“ kommen wieder in die Prüfung.",
}

# --- a new source

NEW_HOW = "So nehmen Sie eine Quelle auf: „quelle neu“, dahinter die ganze Adresse ihres Feeds, die mit https beginnt."
KNOWN = "Diese Quelle gibt es schon: Sie ist die Nummer {number} unter „quellen“."
TRYING = "Ich rufe die Quelle einmal ab und zeige Ihnen, was sie bringt. Aufgenommen ist sie damit noch nicht."
NOT_TRIED = "{url} lässt sich nicht als Quelle lesen: {why}"
NOT_READ = "Sie antwortet nicht. Bitte versuchen Sie es später noch einmal."
BRINGS = "„{title}“ bringt {count} Meldungen. Die neuesten:"
ENTRY = "– {title} ({at})"
NO_DATE = "ohne Datum"
TAKE_IT = "Soll die Quelle ab jetzt gelesen werden? Was heute schon darin steht, gilt als bekannt."
TAKE, TAKE_OFFICIAL, NOT_TAKE = "Einschalten", "Einschalten, sie ist amtlich", "Nicht aufnehmen"
TAKE_WORDS, NOT_TAKE_WORDS = ("einschalten",), ("nein", "abbrechen")
TAKEN = "Eingeschaltet. Sie ist die Nummer {number} unter „quellen“."
NOT_TAKEN = "In Ordnung, sie ist nicht aufgenommen."
