"""What the bot says to anybody: help, what is new, and that it did not understand."""

HELP_TITLE = "Verbundbote – Hilfe"
HELP = (
    "Guten Tag, hier ist der Verbundbote der Kooperativen Migrationsarbeit Niedersachsen. "
    "Er bringt Ihnen den Informationsdienst."
)
HELP_COMMANDS = (
    ("Aktuell", "zeigt die letzten Meldungen."),
    ("Hilfe", "zeigt diese Übersicht."),
)
HELP_HOW = "Schreiben Sie eines der Wörter, oder drücken Sie den Knopf mit demselben Wort."
NO_CASES = "Bitte schreiben Sie hier keine Falldaten und keine Namen von Ratsuchenden."

LATEST_TITLE = "Die letzten Meldungen"
LATEST_NONE = "Es gibt noch keine Meldungen."

NOT_UNDERSTOOD = "Das habe ich nicht verstanden. Schreiben Sie „Hilfe“, dann sehen Sie, was Sie hier tun können."
NOT_DECRYPTED = (
    "Ihre Nachricht kam verschlüsselt an, und ich kann sie nicht lesen. Bitte senden Sie sie noch einmal. "
    "Wenn das nicht hilft, beginnen Sie bitte einen neuen Chat mit mir."
)
CAME_LATE = (
    "Ihre Nachricht vom {when} kam verspätet an. Ich habe sie deshalb nicht ausgeführt. "
    "Bitte senden Sie sie noch einmal, wenn Sie das noch möchten."
)
PARKED = (
    "Das hat leider nicht geklappt, der Fehler liegt bei uns. Ihre Nachricht ist notiert, die Betreuung sieht sie. "
    "Bitte versuchen Sie es später noch einmal."
)

BUTTON_LATEST = "Aktuell"
BUTTON_HELP = "Hilfe"
