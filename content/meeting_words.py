"""The German words of invitations, changes, cancellations and reminders."""

from content.dates import WEEKDAYS
from domain.meeting import Mode, Reply
from domain.phrases import When

TO_MEETING, TO_SESSION, TO_OTHER = "Einladung zum {title}", "Einladung zur {title}", "Einladung: {title}"
REGION = "Regionalverbund {name}"
REGIONS = "Regionalverbünde {names}"
EVERYWHERE = "ganz Niedersachsen"
TOPICS = ("Thema {names}", "Themen {names}")
PROGRAMMES = ("Programm {names}", "Programme {names}")
LEADS = "Federführende"
IN_WORDS = " – "
ALL_DAY = "ganztägig"
ACCESS = "barrierefrei: {access}"
HYBRID = "auch online: Link nach Anmeldung"
PLACE_LATER = "Ort folgt"
ONLINE = "online: Link nach Anmeldung"
HOSTS = "Es laden ein: {hosts}"
ITEM = "TOP {number} {text}"
SIGN_UP = "Anmeldung bis {until}"
SEATS = "Plätze: {count}; sind alle vergeben, gibt es eine Warteliste."
SEATS_ONLY = "Plätze: {count}"
NUMBER = (
    "Nr. {number}. Antworten: mit den Knöpfen, wo Sie welche sehen, oder „zusage {number}“, „absage {number}“, "
    "„vielleicht {number}“."
)

CHANGED = "Geändert: {title}"
CANCELLED = "Abgesagt: {title}"
CANCELLED_TEXT = "{title} am {when} findet nicht statt."
NEW_DATE = "Neuer Termin: {new} (bisher: {old})"
NEW_TITLE = "Neuer Titel: {new}"
NEW_PLACE = "Neuer Ort: {new}"
NO_PLACE = "Es gibt keinen Ort mehr: nur online."
NOW_HYBRID, NOT_HYBRID = "Teilnahme ist auch online möglich.", "Teilnahme ist nur vor Ort möglich."
NEW_SIGN_UP = "Anmeldung jetzt bis {new}"
NO_SIGN_UP = "Es gibt keine Anmeldefrist mehr."
NEW_AGENDA = "Neue Tagesordnung"
NEW_HOSTS = "Es laden jetzt ein: {new}"
NEW_ACCESS = "barrierefrei: {new}"
NEW_SEATS = "Plätze jetzt: {new}"
NO_SEATS = "Die Zahl der Plätze ist nicht mehr begrenzt."
STILL = "Ihre Antwort gilt weiter. Ändern: „zusage {number}“ oder „absage {number}“."

BUTTONS = {
    (Reply.YES, None): "Zusage",
    (Reply.YES, Mode.ONSITE): "Zusage vor Ort",
    (Reply.YES, Mode.ONLINE): "Zusage online",
    (Reply.MAYBE, None): "Vielleicht",
    (Reply.DEPUTY, None): "Vertretung kommt",
    (Reply.NO, None): "Absage",
}
FILE = "Kalenderdatei"
FILE_NAME = "termin-{day}.ics"
FILE_LABEL, FILE_CANCELLED = "Termin für Ihren Kalender", "Nimmt den Termin wieder aus Ihrem Kalender"

REMINDER = "Erinnerung: {title}"
WISHES_OVER = (
    "Die Änderungswünsche zum Protokoll „{name}, {day}“ sind bis {until} möglich gewesen. "
    "Endgültig: „niederschrift {number} endgültig: Text“."
)
TODAY, TOMORROW = "heute", "morgen"
YOUR_ANSWER = "Ihre Antwort: {answer}. Ändern: „absage {number}“ oder „zusage {number}“."
YOUR_PLACE = "Sie stehen auf der Warteliste, Platz {position}."
NOT_ANSWERED = "Sie haben noch nicht geantwortet. Kommen Sie?"
LINK = "Link: {link}"
REPLIES = {
    Reply.YES: "Zusage", Reply.NO: "Absage", Reply.MAYBE: "vielleicht", Reply.DEPUTY: "Vertretung kommt",
}  # fmt: skip
MODES = {Mode.ONSITE: "vor Ort", Mode.ONLINE: "online"}
MOVED_UP = "Ein Platz ist frei geworden: Sie sind dabei. {title}, {when}. Wenn Sie nicht kommen: „absage {number}“."
LINK_FOR = "Link zu {title}, {when}: {link}"


def when(one: When) -> str:
    """Return when a meeting is: "Mo., 07.12.2026, 10:00–13:00 Uhr"."""
    day = f"{WEEKDAYS[one.day.weekday()]}, {one.day:%d.%m.%Y}"
    if one.start is None:
        return f"{day}, {ALL_DAY}"
    return f"{day}, {one.start:%H:%M}" + (f"–{one.end:%H:%M} Uhr" if one.end is not None else " Uhr")


def answer(reply: Reply, mode: Mode | None) -> str:
    """Return what somebody said: "Zusage (online)"."""
    return REPLIES[reply] + (f" ({MODES[mode]})" if mode is not None else "")


COMING = "Zusagen: {count}"
DEPUTIES = "davon durch Vertretung: {count}"
MAYBES = "Vielleicht: {count}"
NOES = "Absagen: {count}"
WAITING = "Warteliste: {count}"
SILENT = "Ohne Antwort: {count}"
COLUMN_NAME, COLUMN_ORGANISATION, COLUMN_ANSWER = "Name", "Einrichtung", "Antwort"
COLUMN_MODE, COLUMN_WAITS, COLUMN_SIGNATURE = "Teilnahme", "Warteliste", "Unterschrift"
LIST_TITLE = "Teilnahmeliste"
LIST_LETTERS = "Namen mit Buchstaben, die dieser Schrift fehlen, stehen vollständig in der HTML-Datei."
LIST_NOTE = "Bitte nur so lange aufbewahren, wie die Liste gebraucht wird."
MODES_ONLINE = "online"
