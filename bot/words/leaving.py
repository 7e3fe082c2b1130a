"""What is said about pausing and leaving."""

ASK_PAUSE = (
    "Bis wann möchten Sie nichts erhalten? Wählen Sie, oder schreiben Sie ein Datum, zum Beispiel „14.12.2026“. "
    "Auch Eiliges kommt so lange nicht."
)
WEEKS = {1: "1 Woche", 2: "2 Wochen", 4: "4 Wochen"}
PAUSED = "Pause bis {until}. Früher weiter geht es mit „weiter“."
NOT_A_DAY = "Das habe ich nicht als Tag verstanden, der noch kommt (höchstens ein Jahr voraus)."
NO_PAUSE = "Keine Pause"
NO_PAUSE_WORDS = ("keine", "nein", "weiter", "zurück")
GOES_ON = "Sie erhalten wieder alles, was Sie abonniert haben. Was inzwischen erschienen ist, zeigt „aktuell“."
NO_CHANGE = "In Ordnung, keine Pause."

LEFT = (
    "Sie sind abgemeldet und erhalten nichts mehr. Ihre Angaben werden nach 30 Tagen gelöscht; "
    "sofort geht das mit „löschen“. Wieder dabei sein: „anmelden“."
)
LEFT_ALREADY = "Sie sind nicht angemeldet und erhalten nichts. Anmelden: „anmelden“."
BUTTON_ERASE, BUTTON_JOIN = "Löschen", "Anmelden"
