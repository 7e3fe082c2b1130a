"""What Verbundbote tells single people by itself, seldom: that a pause is over, and whether they want to stay."""

STILL_THERE = (
    "Guten Tag, seit einem Jahr habe ich nichts von Ihnen gehört. Möchten Sie weiter Meldungen erhalten? "
    "Dann schreiben Sie irgendetwas, zum Beispiel „ja“, oder wählen Sie unten aus. "
    "Sonst lösche ich nach 30 Tagen alles, was über Sie gespeichert ist."
)
STAY, STAY_PAYLOAD = "Weiter dabei", "1:aktuell"
PAUSE_OVER = "Ihre Pause ist zu Ende, Sie erhalten wieder Meldungen."
STILL_OPEN = "Aus der Zwischenzeit ist noch offen:"
DEADLINE, BEGINS, URGENT = "Frist {at}: ", "Termin {at}: ", "Eilt: "
AGAIN = "Ganz lesen: „nochmal“ und die Nummer."
NUMBER = " (Nr. {number})"
