"""What is said about what somebody agreed to. Who has read a notice is another matter, and told elsewhere."""

TITLE = "Ihre Einwilligungen"
LEGAL_BASIS = "Rechtsgrundlage: {basis}"
LINE = "{kind}: Fassung {version}, gegeben am {given}"
WHAT = {
    "service": "Zusendung von Meldungen",
    "urgent": "Eilmeldungen sofort",
    "fallback": "zweite Adresse, wenn an der ersten nichts ankommt",
    "seen_name": "Ihr Name bei „Zur Kenntnis genommen“, nur für die Koordination",
    "poll_names": "Ihr Name in Umfragen, die Namen zeigen",
    "name": "Ihr Name",
    "organisation": "Ihre Einrichtung",
}
WITHDRAWN = "{kind}: Fassung {version}, gegeben am {given}, widerrufen am {withdrawn}"
NOT_READING = "Dass Sie eine Meldung zur Kenntnis nehmen, ist keine Einwilligung und steht für sich."
ASK = "Was möchten Sie widerrufen? Ein Widerruf gilt ab sofort; was bis dahin geschah, bleibt rechtmäßig."
LABELS = {
    "urgent": "Eilmeldungen widerrufen",
    "fallback": "Zweite Adresse widerrufen",
    "poll_names": "Name in Umfragen widerrufen",
    "seen_name": "Namen bei „Zur Kenntnis genommen“ widerrufen",
    "service": "Alles widerrufen",
}
DONE, DONE_WORDS = "Nichts", ("fertig", "nein", "zurück", "ok", "okay", "danke")
STAYS = "In Ordnung, Ihre Einwilligungen bleiben."
TAKEN_BACK = {
    "urgent": "Widerrufen. Eiliges kommt ab jetzt im Wochenüberblick.",
    "fallback": "Widerrufen. Die zweite Adresse springt nicht mehr ein.",
    "seen_name": "Widerrufen. Ihr Name steht in keinem Bericht mehr; gezählt wird weiter ohne Namen.",
    "poll_names": "Widerrufen. Ihr Name wird in Umfragen nicht mehr gezeigt.",
}
WHICH = "Das habe ich nicht verstanden. Schreiben Sie die Nummer oder das Wort."
