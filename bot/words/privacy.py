"""What is said about data, rights and who runs this. Names come from the settings, never from here."""

PRIVACY_TITLE = "Datenschutz"
CONTROLLER = "Verantwortlich: "
LEGAL_BASIS = "Rechtsgrundlage: "
DPO = "Datenschutzbeauftragte Stelle: "
AUTHORITY = "Beschwerden nimmt entgegen: "
PURPOSE = "Zweck: Sie erhalten den Informationsdienst der KMN, passend zu Region und Themen."
STORED = (
    "Gespeichert werden: Ihre Adresse in diesem Messenger, Regionen, Themen, Programme, Ruhezeit, Ihre Einwilligung "
    "mit Datum, wann Sie zuletzt geschrieben haben, und welche Meldung Sie wann aus welchem Grund erhielten. "
    "Was Sie schreiben, wird nach der Antwort gelöscht."
)
NOT_STORED = "Nicht gespeichert werden: Telefonnummer, Profilbild, ob Sie etwas gelesen haben, Gespräche in Gruppen."
SEEN_BY = (
    "Ihren Namen, falls Sie einen angeben, sehen nur die Federführenden Ihrer Region; die Koordination sieht nur Namen "
    "von Menschen mit einer Rolle. "
    "Wer zu einem Treffen kommt, sehen mit Namen nur die Federführenden der Region, sonst "
    "nach Einrichtungen. Antworten auf Umfragen sehen, wer fragt, und die Bestätigten unter den Gefragten, nach "
    "Einrichtungen; mit Namen nur, wenn die Umfrage es so vorsieht."
)
RIGHTS = (
    "Ihre Rechte: „MeineDaten“ zeigt alles, was gespeichert ist; „Abo“ berichtigt; „Abmelden“ widerruft; "
    "„Löschen“ löscht sofort."
)
KEPT = (
    "Wer abgemeldet ist, wird nach 30 Tagen gelöscht. Beantwortete Nachrichten werden sofort geleert, "
    "unsere Antworten nach 7 Tagen; so lange ist auch bekannt, von wem eine Nachricht war. "
    "Wer welche Meldung erhielt, wissen wir 90 Tage, danach nur, wie viele es waren; "
    "länger nur, solange ein Treffen, eine Umfrage oder eine Frist noch läuft. "
    "Zusagen zu Treffen werden 30 Tage danach gelöscht. "
    "Nach einem Jahr ohne Nachricht fragen wir, ob Sie bleiben möchten."
)
CASES = "Bitte schreiben Sie hier keine Falldaten und keine Namen von Ratsuchenden."
MORE = "Ausführlich: "
MISSING = "noch nicht eingetragen; bitte fragen Sie die Koordination"

CONTACT_TITLE = "Kontakt"
CONTACT = "Fragen und Fehler: "
IMPRINT_TITLE = "Impressum"
IMPRINT = "Anbieter: "
ACCESS_TITLE = "Barrierefreiheit"
ACCESS = (
    "Alles hier ist Text; jeder Knopf lässt sich auch als Wort oder Nummer schreiben, und nichts eilt: "
    "Sie haben für jede Antwort so viel Zeit, wie Sie brauchen. Nur was sich nicht rückgängig machen lässt, "
    "verfällt nach 30 Minuten."
)
BARRIERS = "Barrieren melden Sie bitte hier: "
STATEMENT = "Erklärung zur Barrierefreiheit: "

DATA_TITLE = "Ihre Daten"
DATA_JSON = "Für Programme: „MeineDaten JSON“."
JOINED = "Angemeldet hier: "
ROLE = "Rolle: "
ROLES = {"member": "Beratende", "lead": "Federführende", "coordination": "Koordination"}
LEADS = "Federführend für: "
HANDLE = "Kennung, um sich bei Ihrer Federführung zu melden: "
NAME = "Anzeigename: "
ORGANISATION = "Einrichtung: "
CONFIRMED = "Bestätigt: "
NOT_CONFIRMED = "noch nicht; Sie erhalten, was öffentlich ist"
PAUSED = "Pause bis: "
REFUSED = "Nicht bestätigt: "
SEEN = "Zuletzt von Ihnen gehört: "
ASKED_TO_STAY = "Gefragt, ob Sie bleiben möchten: "
ASKED_NAME, ASKED_ORGANISATION = "Nach Ihrem Namen gefragt: ", "Nach Ihrer Einrichtung gefragt: "
INVITED = "Von Ihnen ausgegebene Einladungen: {count}"
PLACE = "Von Ihnen eingerichteter Ort: {network}: {address}"
CONSENTS = "Einwilligungen"
CONSENT_KINDS = {
    "service": "Zusendung",
    "urgent": "Eilmeldungen sofort",
    "fallback": "zweite Adresse",
    "name": "Anzeigename",
    "organisation": "Einrichtung",
    "seen_name": "Name bei „Zur Kenntnis genommen“",
    "poll_names": "Name in Umfragen",
}
CONSENT = "{kind} (Fassung {version}), seit {given}"
WITHDRAWN = ", widerrufen {at}"
DELIVERIES = "Die letzten Meldungen an Sie, und warum"
DELIVERY = "{title} ({at}): {because}, {state}"
HANDED_IN = "Hinweise, Fragen und Vorschläge"
PROPOSAL = "{title} (wartet auf ein zweites Augenpaar)"
POLLS = "Umfragen"
POLL = "{title}: {answers}"
POLL_NONE = "noch keine Antwort"
POLL_ANSWERS = {"ja": "ja", "zur_not": "zur Not", "nein": "nein", "": "zurückgenommen"}
MEETINGS = "Treffen"
A_MEETING = "Treffen"
MEETING = "{title} am {start}: {answer}, gesagt {at}"
CALLED = "Von Ihnen eingeladen: {title} am {start}"
POINT = "Von Ihnen für die Tagesordnung vorgeschlagen, {title}: {text}"
REMINDERS = "Erinnerungen für Sie, auch vergangene: {count}"
REPORTS = "Berichte, die Sie zu Ihren Meldungen erhalten: {count}"
CALENDAR = "Kalender-Abo seit {at}"
WRITTEN = "Antworten an Sie, deren Text noch gespeichert ist (eine Woche lang): {count}"
COUNTED_IN = "Gezählt in den Jahreszahlen, ohne Namen und Meldung: {years}"
TOOK_NOTE = "Zur Kenntnis genommen: {count}"
NO_DELIVERIES = "Noch keine."
BECAUSE = {
    "role": "gehört zu Ihrer Rolle",
    "invited": "Sie sind eingeladen",
    "urgent": "eilt für Ihre Region",
    "region_topic": "Ihre Region und Ihre Themen",
    "landesweit": "für ganz Niedersachsen",
}
STATES = {
    "waiting": "wartet",
    "sent": "gesendet",
    "failed": "nicht zustellbar",
    "unsure": "unklar, ob angekommen",
    "skipped": "nicht gesendet",
}
MORE_DELIVERIES = "Und {count} frühere; alle stehen in „MeineDaten JSON“."
NOTHING = "Über Sie ist nichts gespeichert. Diese Nachricht wird nach der Antwort geleert."

ERASE_TITLE = "Alles löschen?"
ERASE_WHAT = (
    "Gelöscht werden sofort: Ihre Adressen, Ihr Abo, Einwilligungen, Name und Einrichtung, "
    "und was an Sie geschrieben wurde. "
    "Das lässt sich nicht rückgängig machen."
)
ERASE_HOW = "Wenn Sie das möchten, schreiben Sie innerhalb von 30 Minuten: LÖSCHEN {number}"
ERASE_PHRASE = "LÖSCHEN {number}"
ERASE_CANCEL = "Nicht löschen"
ERASE_CANCEL_WORDS = ("abbrechen", "nein", "zurück")
NOT_ERASED = "In Ordnung, es wurde nichts gelöscht."
ERASE_EXACTLY = "Es wurde nichts gelöscht."
ERASED = "Gelöscht ist: alles, was zu Ihnen führt – Adressen, Abo, Einwilligungen, Name, Nachrichten an Sie."
ERASED_KEPT = (
    "Geblieben sind, ohne Bezug zu Ihnen: Zahlen darüber, wie viele Meldungen verschickt wurden, damit die Statistik "
    "stimmt, und dass und wann gelöscht wurde, als Nachweis. Diese letzte Antwort wird binnen eines Tages geleert."
)
ERASED_YOURS = "Was schon in diesem Chat steht, löschen Sie bitte bei sich selbst. Auf Wiedersehen."
