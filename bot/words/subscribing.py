"""What is said about what somebody has subscribed to."""

from domain.recipient import Rhythm

TITLE = "Ihr Abo"
REGIONS, TOPICS, PROGRAMMES = "Regionen", "Themen", "Programme"
INFO, IMPORTANT, URGENT, QUIET = "Informationen", "Wichtiges", "Eiliges", "Ruhezeit"
FIRST, SECOND = "Zuerst an", "Zweite Adresse"
STATEWIDE = "ganz Niedersachsen"
ONLY_STATEWIDE = "nur, was ganz Niedersachsen betrifft"
ALL_TOPICS, ALL_PROGRAMMES = "alle Themen", "alle Programme"
RHYTHMS = {
    Rhythm.SOFORT: "sofort",
    Rhythm.TAEGLICH: "täglich",
    Rhythm.WOECHENTLICH: "wöchentlich im Wochenüberblick",
    Rhythm.NIE: "nie",
}
URGENT_NO, URGENT_OFFICE, URGENT_ALWAYS = (
    "nicht sofort, sondern im Wochenüberblick",
    "sofort, in der Bürozeit",
    "sofort, auch nachts und am Wochenende",
)
URGENT_SHORT = {
    "no": ("nicht sofort", "nein", "wochenüberblick"),
    "office": ("sofort", "bürozeit", "in der bürozeit"),
    "always": ("immer", "auch nachts"),
}
QUIET_OFF = "keine (am Wochenende und an Feiertagen immer)"
QUIET_SPAN = "{start}–{end} Uhr, am Wochenende und an Feiertagen immer"
ASK_MENU = "Was möchten Sie ändern? Schreiben Sie die Nummer oder das Wort, zum Beispiel „Themen“."
DONE = "Fertig"
DONE_WORDS = ("ok", "okay", "danke", "zurück", "nichts", "nein", "ende", "fertig")
SAVED = "Gespeichert."
BACK = "Zurück"
BACK_WORDS = ("fertig", "ok", "okay", "menü", "abo")
ASK_SEVERAL = "Wählen Sie eines oder mehrere, zum Beispiel „1, 3“. Noch einmal wählen heißt abwählen."
ASK_REGIONS = "Für welche Regionen möchten Sie Meldungen? Sie können auch Ihren Landkreis schreiben. "
ASK_TOPICS = "Zu welchen Themen möchten Sie Meldungen? "
ASK_PROGRAMMES = "Für welche Programme möchten Sie Meldungen? "
NOW = "Gewählt: {chosen}."
CHOSEN_LABEL = "{name} (gewählt)"
ALL_LABEL = "Alle"
ALL_WORDS = ("alles", "alle themen", "alle programme")
ASK_INFO = "Wie oft möchten Sie allgemeine Informationen?"
ASK_IMPORTANT = "Wie oft möchten Sie Wichtiges?"
ASK_URGENT = "Wie möchten Sie Eilmeldungen?"
ASK_QUIET = (
    "Wann soll Ruhe sein? Schreiben Sie zum Beispiel „18:00–07:00“ oder „aus“. "
    "Am Wochenende und an Feiertagen ist immer Ruhe."
)
QUIET_DEFAULT_LABEL, QUIET_OFF_LABEL = "18:00–07:00", "aus"
ASK_FIRST = "An welche Adresse möchten Sie Meldungen zuerst?"
ASK_SECOND = (
    "Soll die zweite Adresse einspringen, wenn an der ersten nichts ankommt? Internes geht nie dorthin; "
    "bedenken Sie, ob dort andere mitlesen."
)
SECOND_YES, SECOND_NO = "springt ein", "springt nicht ein"
NOT_A_TIME = "Das habe ich nicht als Zeit verstanden."
NOT_FOUND = "„{words}“ habe ich nicht gefunden."
FINISHED = "In Ordnung. Ändern können Sie das jederzeit mit „abo“."
