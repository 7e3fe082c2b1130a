"""What is said about making invitations, and what stands on them."""

from domain.recipient import Role

TITLE = "Einladen"
ASK_KIND = "Möchten Sie eine Person einladen, oder einen Aushang für viele machen?"
PERSONAL, PERSONAL_WORDS = "Eine Person", ("person", "persönlich", "eine")
SHEET, SHEET_WORDS = "Aushang für viele", ("aushang", "viele", "blatt", "gruppe")
ASK_ROLE = "Als was soll die Person eingeladen werden?"
ROLES = {
    Role.MEMBER: ("Mitglied", ("beratende", "member")),
    Role.LEAD: ("Federführende", ("federführung", "lead")),
    Role.COORDINATION: ("Koordination", ("coordination",)),
}
ASK_REGION = "Für welchen Verbund?"
ASK_UNTIL = "Wie lange soll die Einladung gelten? Wählen Sie, oder schreiben Sie ein Datum, höchstens ein Jahr voraus."
DAYS = {14: "14 Tage", 30: "30 Tage", 90: "90 Tage"}
NOT_A_DAY = "Das habe ich nicht als Tag verstanden, der noch kommt (höchstens ein Jahr voraus)."
NO_REGION = "Sie führen zurzeit keinen Verbund, für den Sie einladen könnten."

MADE_PERSONAL = "Einladung für eine Person, als {role}. Sie gilt einmal, bis {until}."
MADE_SHEET = "Aushang für viele, als Mitglied im Verbund {region}. Er gilt bis {until}."
CODE = "Code: {code}"
CODE_ONCE = "Den Code zeige ich nur jetzt. Wer ihn hat, ist bestätigt; geben Sie ihn nur weiter, an wen er gehen soll."
WAY = "{name}: {link}"
WAY_AND_CODE = "{name}: {link}, dann „Code {code}“ schreiben"
NO_WAYS = "Wie man zum Boten kommt, steht hier noch nicht: Der Betrieb muss ihn erst einmal auf einem Netz starten."
TAKE_BACK = "Zurückziehen: „Einladungen“."
FILE_NAME = "Einladung-Verbundbote.pdf"
FILE_LABEL = "Zum Ausdrucken: Einladung mit QR-Codes. Alles darin steht auch in der Nachricht darüber."

LIST_TITLE = "Offene Einladungen"
LIST_NONE = "Es gibt keine offene Einladung."
LIST_HOW = "Welche möchten Sie zurückziehen?"
LINE_PERSONAL = "Eine Person, {role}{region}, bis {until}"
LINE_SHEET = "Aushang{region}, bis {until}, {uses}"
USES = {0: "noch nicht benutzt", 1: "1-mal benutzt"}
USED = "{count}-mal benutzt"
REVOKE_HOW = (
    "Zurückgezogen wird: {what}. Wer damit schon angemeldet ist, bleibt es. Wenn Sie das möchten, schreiben Sie "
    "innerhalb von 30 Minuten: {phrase}"
)
REVOKE_PHRASE = "ZURÜCKZIEHEN {number}"
KEEP, KEEP_WORDS = "Nicht zurückziehen", ("abbrechen", "nein", "zurück", "fertig")
KEPT = "In Ordnung, alle Einladungen gelten weiter."
REVOKE_EXACTLY = "Es wurde nichts zurückgezogen."
REVOKED = "Zurückgezogen: {what}. Der Code gilt nicht mehr."

# --- on the sheet
SHEET_TITLE = "Einladung zum Verbundbote"
SHEET_WHAT = (
    "Der Verbundbote bringt Ihnen den Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen (KMN) in "
    "Ihren Messenger: Fachinformationen, Termine und Eilmeldungen für Ihre Region und Ihre Themen."
)
SHEET_FOR = "Diese Einladung ist für den Verbund {region}."
SHEET_ONE = "Diese Einladung ist für eine Person und gilt einmal, bis {until}."
SHEET_MANY = "Diese Einladung gilt für alle, die im Verbund arbeiten, bis {until}."
SHEET_CODE = "Ihr Code:"
SHEET_WAY = "Mit {name}"
STEP_OPEN = "Scannen Sie das Bild, oder öffnen Sie den Link."
STEP_START = "Drücken Sie „Starten“. Der Code ist schon dabei."
STEP_CHAT = "Beginnen Sie einen Chat mit dem Boten."
STEP_CODE = "Schreiben Sie: Code {code}"
STEP_YES = "Antworten Sie mit „ja“ und Ihrem Landkreis. Fertig."
STEP_CODE_AND_YES = "Schreiben Sie: Code {code} ja"
STEP_AND_PLACE = "Dahinter Ihren Landkreis, zum Beispiel: Code {code} ja Celle"
STEP_URGENT = "Eilmeldungen sofort, in der Bürozeit? Dann ergänzen Sie „eilt“."
SCAN = "QR-Code: öffnet {name}"
SHEET_CONSENT = "Mit „ja“ sind Sie damit einverstanden:"
SHEET_PRIVACY = (
    "Freiwillig, und jederzeit mit „Abmelden“ beendet. Gespeichert werden Ihre Adresse im Messenger, Region und "
    "Themen; keine Telefonnummer, kein Profilbild. Bitte keine Falldaten schreiben."
)
SHEET_PRIVACY_HERE = "schreiben Sie dem Boten „Datenschutz“"
SHEET_CONTACT = "Fragen: {contact}"
