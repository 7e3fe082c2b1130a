"""What is said about calendars that somebody subscribes to."""

MINE = "Ihre Termine"
OF_REGION = "Termine der Region {name}"
MADE = "Kalender-Abo: {whose}. Geben Sie diese Adresse in Ihrem Kalenderprogramm als Abonnement ein:\n"
MADE_ELSE = "Wenn das Programm „webcal“ nicht kennt: "
MADE_NOTES = (
    "Die Adresse ist geheim und wird nur jetzt gezeigt; wer sie hat, sieht diese Termine, aber keine Namen und keine "
    "Links. Änderungen und Absagen kommen mit dem nächsten Abruf, meist binnen Stunden; Eiliges sage ich hier. "
    "Beenden: „kalender aus“."
)
OFF_BUTTON = ("Kalender-Abo beenden", "1:kalenderaus")
HAVE = (
    "Sie haben diese Kalender-Abos:\n{lines}\n"
    "Die Adresse zeige ich nur einmal. Eine neue statt der alten: „kalender neu“; für eine Region: „kalender Heide“; "
    "alle beenden: „kalender aus“."
)
LINE = "– {whose}, seit {since}"
ENDED = "Beendet. Die Adresse führt ab sofort zu nichts mehr."
NONE = "Sie haben kein Kalender-Abo. Eines beginnen: „kalender“."
UNKNOWN = "„{said}“ kenne ich nicht als Region. Ihre eigenen Termine: „kalender neu“."
NOT_SET_UP = "Kalender-Abos sind hier nicht eingerichtet. Zu jeder Einladung gibt es die Auswahl „Kalenderdatei“."
STRANGER = "Kalender-Abos gibt es für alle, die angemeldet sind. Schreiben Sie „anmelden“."
