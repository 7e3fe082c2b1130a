"""What is said about the edition while it is made."""

TITLE = "{title}: Entwurf"
EMPTY = "Für die nächste Ausgabe liegt noch nichts bereit."
ITEM = "{number}. {title}"
ITEM_DUE = "{number}. {title} (Frist {due})"
ITEM_HELD = "{line} – erscheint erst mit der Ausgabe"
LEFT_OUT = "Zurückgestellt bis zur nächsten Ausgabe"
EDITORIAL = "Editorial: "
NO_EDITORIAL = "noch keines; die Ausgabe beginnt mit „Guten Tag,“"
RELEASED = "Die Ausgabe dieser Woche ist schon erschienen. Dies ist der Entwurf der nächsten."

PREVIEW = "Vorschau"
PREVIEW_WORDS = ("ansehen", "zeigen", "senden", "freigeben")
WRITE = "Editorial schreiben"
WRITE_WORDS = ("editorial", "schreiben")
LEAVE = "Weglassen"
LEAVE_WORDS = ("zurückstellen", "auslassen")
TAKE = "Wieder aufnehmen"
TAKE_WORDS = ("aufnehmen",)
MOVE = "Verschieben"
MOVE_WORDS = ("umstellen",)
DONE = "Fertig"
DONE_WORDS = ("ende", "schließen")
BACK = "Zurück"
BACK_WORDS = ("zurueck",)

ASK_LEAVE = "Was soll weg? Es bleibt für die nächste Ausgabe. Mehrere Nummern gehen auch: „1, 3“."
ASK_TAKE = "Was soll wieder hinein?"
ASK_MOVE = "Was soll woanders stehen?"
ASK_WHERE = "Wohin mit „{title}“?"
UP, UP_WORDS = "Nach oben", ("höher", "hoch")
DOWN, DOWN_WORDS = "Nach unten", ("tiefer", "runter")
FIRST, FIRST_WORDS = "Ganz nach oben", ("erste",)
ASK_EDITORIAL = "Schreiben Sie das Editorial in eine Nachricht. Kein Editorial: „keines“."
NO_TEXT = "Kein Editorial"
NO_TEXT_WORDS = ("keines", "keins", "ohne")

SAVED = "Gespeichert."
CHANGED = "Inzwischen hat sich die Ausgabe geändert. Es wurde nichts gesendet; hier ist sie noch einmal."
NOBODY = "Damit würde niemand erreicht: Niemand nimmt die Ausgabe."
FINISHED = "Der Entwurf ist gespeichert. Weiter geht es mit „ausgabe“."
RUNS = "Die Ausgabe ist auf dem Weg, 0 von {audience}. Unterbrechen geht mit „anhalten“. Bericht {when}."
