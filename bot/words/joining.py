"""What is said when somebody joins. Whoever changes what they agree to gives it a new version."""

from collections.abc import Mapping

#: The wording of the consent, here and on the sheet of an invitation (words/invitations.py). Rows of `consent` name it.
VERSION = "2026-11"

GREETING = "Guten Tag, hier ist der Verbundbote der KMN."
CONTROLLER = "Verantwortlich: {controller}."
NO_CONTROLLER = "Wer verantwortlich ist, hat der Betrieb noch nicht eingetragen; fragen Sie bitte die Koordination."
STORED = "Gespeichert werden: Ihre Adresse hier, Region, Themen. Bitte keine Falldaten."
PRIVACY = "Hinweise zum Datenschutz: {where}."
PRIVACY_HERE = "schreiben Sie „Datenschutz“"
ASK = (
    "Einverstanden? Schreiben Sie „ja“ und Ihren Landkreis. "
    "Möchten Sie Eilmeldungen sofort, in der Bürozeit? Dann ergänzen Sie „eilt“."
)
VISIBLE = (
    "Die Koordination sieht nur Zahlen, und ohne Namen, wer noch nicht bestätigt ist. "
    "Namen und Antworten sieht nur, wer Ihren Verbund federführt."
)


def responsible(operator: Mapping[str, str]) -> str:
    """Return who is responsible, by what the operator says."""
    controller = operator.get("controller")
    return CONTROLLER.format(controller=controller.rstrip(".")) if controller else NO_CONTROLLER


def privacy(operator: Mapping[str, str], here: str = PRIVACY_HERE) -> str:
    """Return where more is said about data protection; here: what to do as long as it is on no site."""
    return PRIVACY.format(where=(operator.get("privacy_url") or here).rstrip("."))


YES_LABEL, YES_URGENT_LABEL, NO_LABEL, PRIVACY_LABEL = (
    "Ja, einverstanden",
    "Ja, mit Eilmeldungen",
    "Nein, danke",
    "Datenschutz",
)
YES_WORDS = frozenset(
    {"ja", "jo", "jawohl", "yes", "einverstanden", "ok", "okay", "gern", "gerne", "klar", "zugestimmt"}
)
#: Of these what the sheet of an invitation asks for: "gern" behind a code may mean anything.
CLEAR_YES_WORDS = frozenset({"ja", "jawohl", "einverstanden"})
NO_WORDS = frozenset({"nein", "no", "nee", "nö", "noe"})
NOT_WORDS = frozenset({"nicht", "kein", "keine", "keinen", "ohne", "nie", "niemals"})
URGENT_WORDS = ("eilt", "eilig", "eilige", "eiliges", "eilmeldung", "eilmeldungen", "sofort")
#: Words of a sentence around an answer.
# fmt: off
FILLERS = frozenset({
    "ich", "bin", "arbeite", "arbeiten", "komme", "wir", "sind", "sitze", "im", "in", "aus", "der", "die", "das",
    "dem", "den", "ein", "eine", "einen", "und", "auch", "mit", "fuer", "bitte", "danke", "guten", "tag", "hallo",
    "moin", "gruesse", "gruss", "viele", "freundliche", "mein", "meine", "unser", "ist", "zustaendig",
    "beratungsstelle", "bei", "von", "zu", "sehr", "mich", "mir", "sie", "aber", "moechte", "will", "haette",
    "gerne", "lieber", "dann", "noch", "es", "dabei", "dazu", "beratung", "caritas", "diakonie", "awo", "drk",
    "paritaetischer", "verein", "vom", "zum", "zur", "damit", "stimme",
})
# fmt: on

ASK_PLACE = "Danke. In welchem Landkreis oder welcher Stadt arbeiten Sie? Schreiben Sie zum Beispiel „Vechta“."
UNKNOWN_PLACE = (
    "„{words}“ kenne ich nicht als Ort in Niedersachsen. Bitte schreiben Sie Ihren Landkreis, Ihre Stadt oder "
    "„landesweit“."
)
WHICH = "Welches meinen Sie?"
WHICH_AGAIN = "Das habe ich nicht verstanden. Schreiben Sie die Nummer oder den Namen."
STILL_TO_AGREE = "Bevor ich etwas speichere, brauche ich Ihr Einverständnis."
READ_FIRST = "Bevor ich etwas speichere, lesen Sie bitte das Folgende. Antworten Sie dann noch einmal."
PLEASE_YES_OR_NO = "Bitte antworten Sie mit „ja“ und Ihrem Landkreis, oder mit „nein“."
DECLINED = "In Ordnung. Ich habe nichts von Ihnen gespeichert. Wenn Sie es sich anders überlegen: „Anmelden“."
ALREADY = "Sie sind schon angemeldet. Ändern: „abo“. Beenden: „abmelden“."

WELCOME = "Danke. Sie erhalten: Wochenüberblick, alle Themen, {regions}; {urgent}."
URGENT_ON = "Eiliges Mo–Fr 7–18 Uhr"
URGENT_OFF = "Eiliges im Wochenüberblick"
WAYS = "Ändern: „abo“. Beenden: „abmelden“."
INTERNAL_LATER = "Internes folgt, sobald Ihre Federführung Sie bestätigt."
COUNTY_IN = "{county} gehört zum Verbund {region}."
NAME_OPEN = " (Name noch nicht bestätigt)"
LATEST = "Zuletzt erschienen: "
LATEST_NONE = "Zuletzt erschienen: noch nichts."
OTHER_REGION_LABEL, SETTINGS_LABEL = "Mein Verbund ist ein anderer", "Abo ändern"
STATEWIDE = "ganz Niedersachsen"
