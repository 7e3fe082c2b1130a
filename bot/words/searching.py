"""What is said about looking for notices, getting them again and handing them on."""

ASK = "Wonach suchen Sie? Schreiben Sie ein oder mehrere Wörter, zum Beispiel „Wohnsitzauflage“."
TITLE = "Suche nach „{question}“"
FOUND = {True: "1 Meldung gefunden.", False: "{count} Meldungen gefunden."}
SHOWN = "{count} Meldungen gefunden, hier Nr. {first} bis {last}."
NOTHING = (
    "Zu „{question}“ habe ich nichts gefunden. Versuchen Sie ein anderes oder kürzeres Wort; "
    "alle Wörter müssen vorkommen."
)
HOW = "Ganz lesen: „nochmal {number}“. Für Kolleginnen und Kollegen: „weitergeben {number}“."
MORE, MORE_WORDS = "Mehr", ("mehr treffer", "nächste", "weitere")
NEW_SEARCH, NEW_SEARCH_WORDS = "Fertig", ("ok", "okay", "danke", "zurück", "nein", "ende")
DONE = "In Ordnung. Neu suchen: „suche“ und ein Wort."
NUMBER = "Nr. {number}"

AGAIN_NONE = "Es gibt noch keine Meldung, die ich noch einmal schicken könnte."
NOT_THERE = "Eine Meldung Nr. {number} gibt es nicht, oder sie gilt nicht mehr. Was es gibt, zeigt „suche“."
AGAIN = "Meldung Nr. {number} vom {day}:"
FILES = "Die Anlagen schickt „nochmal {number}“."
NOT_PUBLIC = "Meldung Nr. {number} ist intern und nicht zum Weitergeben. Fragen Sie bitte die Koordination."
HAND_ON = "Zum Weitergeben, ohne Bezug zu Ihnen:"
HANDED_ON = "Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen, {day}"

TERMS_TITLE = "Was kommt"
TERMS_MINE = "Für Ihre Regionen und Themen:"
TERMS_ALL = "Öffentliche Fristen und Termine:"
NO_TERMS = "Zurzeit steht keine Frist und kein Termin an."
DEADLINE, BEGINS = "Frist", "Termin"
TERM = "{at} – {kind}: "
