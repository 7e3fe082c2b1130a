"""What is said in the conversations about date polls: making, answering, closing and choosing."""

from domain.phrases import Doubt
from domain.poll import Hint, Unit

# --- making one

ASK_TITLE = "Worum geht es? Schreiben Sie den Titel, zum Beispiel „Verbundtreffen“."
ASK_DATES = (
    "Welche Termine stehen zur Wahl, höchstens zwölf? Schreiben Sie zum Beispiel: „Di 19.1. 10-13, Do 21.1. 14 Uhr, "
    "3.11. ganztägig“."
)
TOO_MANY = "Das sind {count} Termine; eine Umfrage hat höchstens zwölf. Bitte nennen Sie weniger."
ASK_END = "Bis wann wird abgestimmt? Schreiben Sie zum Beispiel „bis 11.12.“; ohne Uhrzeit gilt 18:00 Uhr."
END_NOT_UNDERSTOOD = "„{said}“ habe ich nicht als Tag verstanden."
END_WEEKDAY = "Der {date} ist ein anderer Wochentag als geschrieben."
END_PAST = "Der {moment} ist schon vorbei."
DATE_PAST = "{when} ist schon vorbei. Diesen Termin können Sie nicht mehr festlegen."
ASK_WHO = "Für wen ist die Umfrage? Nennen Sie eine Region."
ASK_WHO_ALL = (
    "Für wen ist die Umfrage? Nennen Sie Regionen, „alle“ oder „Federführende“, dazu bei Bedarf „Thema …“ oder "
    "„Programm …“."
)
ALL, LEADS = "ganz Niedersachsen", "Federführende"
ALL_WORDS = ("alle", "alle Regionen", "landesweit", "Niedersachsen")
LEADS_WORDS = ("die Federführenden", "Federführung", "alle Federführenden")

UNCLEAR = {
    Doubt.NOT_UNDERSTOOD: "„{said}“ habe ich nicht als Termin verstanden. Wie lautet er?",
    Doubt.NO_SUCH_DAY: "Den Tag in „{said}“ gibt es nicht. Welcher ist gemeint?",
    Doubt.WEEKDAY: "„{said}“ passt nicht zusammen: Das ist der {date}. Welcher Tag ist gemeint?",
    Doubt.WHICH_WEEK: "„{said}“: heute oder in einer Woche?",
    Doubt.NO_TIME: "Um wie viel Uhr, am {date}? Schreiben Sie zum Beispiel „10-12“, „14 Uhr“ oder „ganztägig“.",
    Doubt.NO_DAY: "Zu „{said}“ fehlt der Tag. Wie lautet der Termin?",
    Doubt.NO_SUCH_TIME: "Die Uhrzeit in „{said}“ gibt es nicht. Wie lautet der Termin?",
    Doubt.ENDS_BEFORE_IT_BEGINS: "In „{said}“ liegt das Ende vor dem Anfang. Wie lautet der Termin?",
}
LEAVE_OUT = "Weglassen"
LEAVE_OUT_WORDS = ("weg", "streichen", "keiner", "auslassen")
STILL_UNCLEAR = "Das habe ich noch nicht verstanden."

HINTS = {
    Hint.PAST: "{number}) liegt in der Vergangenheit.",
    Hint.DOUBLE: "{number}) steht doppelt da.",
    Hint.OVERLAPS: "{number}) überschneidet sich mit einem anderen Termin der Umfrage.",
    Hint.HOLIDAY: "{number}) ist ein Feiertag: {name}.",
    Hint.WEEKEND: "{number}) ist am Wochenende.",
    Hint.SCHOOL_HOLIDAYS: "{number}) liegt in den Schulferien: {name}.",
    Hint.RELIGIOUS: "{number}) fällt wohl auf: {name} (Hinweis ohne Gewähr, ein Tag früher oder später möglich).",
    Hint.TAKEN: "{number}) Zu dieser Zeit schon bekannt: {name}.",
    Hint.BEYOND: "{number}) Schulferien kenne ich nur bis {name}; bitte prüfen Sie sie selbst.",
    Hint.BEFORE_THE_END: "{number}) liegt vor dem Ende der Umfrage.",
}
#: The same where there is one date only.
HINTS_SINGLE = {
    hint: "Der Termin " + text.removeprefix("{number}) ") if text[10].islower() else text.removeprefix("{number}) ")
    for hint, text in HINTS.items()
}
NO_SUCH_ORGANISER = (
    "„{said}“ kenne ich nicht als Federführende oder Koordination; nur sie können eine Umfrage mit Ihnen leiten. "
    "Nennen Sie die Kennung; jeder findet die eigene unter „meinedaten“."
)
SEVERAL_ORGANISERS = "„{said}“ passt auf mehrere. Nennen Sie bitte die Kennung."
SOMEBODY = "jemand ohne Rolle"
RUN_WITH = "Mit Ihnen leiten sie: {who}."
YOU_RUN_IT = (
    "Sie leiten die Umfrage {number} mit: {title}. Den Stand zeigt „zwischenstand {number}“. Ändern, beenden und "
    "den Termin festlegen können auch Sie, und das Ergebnis bekommen Sie ebenfalls."
)
NOW_RUN_BY = "Die Umfrage {number} leitet jetzt auch: {who}."
NOT_RUN_BY = "Die Umfrage {number} leitet nicht mehr: {who}."
NEVER_RUN_BY = "{who} leitet die Umfrage {number} nicht mit."
TOLD_INVITATION = "In der Einladung zur Umfrage {number} steht jetzt: {known}"
LINK_ONLY = "der Link (er ist intern)"
IN_INVITATION = "In der Einladung: {known}"
PREVIEW = "{title}, {where}.\n{dates}\nAntwort bis {until}."
DATE = "{number}) {date}"
NOTE = "Bitte beachten:"
GOES_TO = "Geht an {persons} und {places}; für alle anderen: „mailtext“. Absenden: „{phrase}“"
GOES_TO_NOBODY = "Das erreicht niemanden: In dieser Auswahl hat sich noch niemand angemeldet."
QUORUM = "Gebraucht werden mindestens {quorum}."
NAMES = "Namen sehen Sie, wo jemand dem zugestimmt hat."
CHANGE_HOW = (
    "Ändern: zum Beispiel „bis 10.12.“, „mindestens 8 Organisationen“, „an Thema Sprache“, „Ort: Rathaus“ oder „mit“ "
    "und der Kennung von jemandem, der die Umfrage mit Ihnen leitet."
)
PHRASE = "SENDEN {number}"
CANCEL, CANCEL_WORDS = "Abbrechen", ("nicht senden", "verwerfen")
MAIL, MAIL_WORDS = "Mailtext", ("mail", "text für alle anderen")
NOT_SENT = "Verworfen. Es wurde nichts gesendet."
EXACTLY = "Zum Absenden schreiben Sie bitte genau „{phrase}“."
UNDER_WAY = "Unterwegs."
REMINDS = "Ich erinnere am {days} nur, wer fehlt."
RESULT_AT = "Ergebnis am {day}, mit fertiger Einladung."
MAIL_TEXT = (
    "Guten Tag,\n\nfür „{title}“ ({where}) suchen wir einen Termin:\n\n{dates}\n\n"
    "Bitte antworten Sie bis {until}, zum Beispiel: „1 ja, 2 zur Not, 3 nein“.\n\nMit freundlichen Grüßen"
)
PERSONS = ("1 Person", "{count} Personen")
PLACES = ("1 Raum", "{count} Räume")

# --- answering

SAVED = "Gespeichert: {answers}."
SAVED_ONE = "{number}) {date}: {answer}"
ENTERED_WAY = "eingetragen"
TAKEN_BACK = "keine Antwort"
REPLACED = "Ersetzt Ihre Antwort vom {moment} ({network}): {answers}."
STILL_MISSING = "Es fehlt noch Ihre Antwort zu {numbers}."
SAID_NO = "Sie sagten nein zu {numbers}. Stimmt das? Wenn nicht, schreiben Sie zum Beispiel „{example} ja“."
ONE_TICK = (
    "Lässt Ihr Programm nur ein Häkchen zu? Dann schreiben Sie mir alle Antworten, zum Beispiel „1 ja, 2 zur Not“."
)
NOTHING_TICKED = "Sie haben alle Häkchen entfernt: Es gilt keine Antwort von Ihnen. Passt kein Termin: „alle nein“."
SPOILED = "Diese Stimme konnte ich nicht lesen; es gilt, was Sie vorher sagten. Bitte schreiben Sie „1 ja, 2 nein“."
LATE = "Die Umfrage „{title}“ ist seit {moment} beendet; Ihre Antwort zählt deshalb nicht mehr."
DECIDED = "Die Umfrage „{title}“ ist entschieden: {date}."
NOT_ASKED = (
    "Diese Umfrage richtet sich an {where}; Sie gehören nicht dazu. Wenn das nicht stimmt, wählen Sie mit „region“ "
    "Ihre Region, oder fragen Sie, wer eingeladen hat."
)
STRANGER = (
    "Mitstimmen können alle, die beim Verbundboten angemeldet sind. Schreiben Sie mir direkt „anmelden“, "
    "es dauert zwei Nachrichten; danach zählt Ihre Stimme."
)
STALE = "Termin {number} wurde inzwischen verlegt auf {date}. Bitte antworten Sie dazu noch einmal."
GONE_OPTION = "Termin {number} steht nicht mehr zur Wahl."
NO_SUCH_POLL = "Diese Umfrage gibt es nicht oder nicht mehr."
UNKNOWN_NUMBER = "Einen Termin {numbers} hat diese Umfrage nicht."
WHICH_POLL = "Zu welcher Umfrage? Schreiben Sie zum Beispiel „umfrage {number}: 1 ja“.\n{polls}"
POLL_LINE = "{number}: {title}, bis {until}"
NO_ANSWER_READ = "Das habe ich nicht als Antwort verstanden. Schreiben Sie zum Beispiel „1 ja, 2 zur Not, 3 nein“."
UNDECRYPTED = "Eine Stimme von Ihnen kam verschlüsselt an, und ich kann sie nicht lesen. Bitte schreiben Sie „1 ja“."
ENTERED = "Eingetragen für {name}: {answers}. Das ist als Eintrag gekennzeichnet."
FOR_HOW = "Schreiben Sie zum Beispiel „für Jobcenter Vechta: 1 ja, 2 nein“."
NOT_YOURS = "Das kann nur, wer die Umfrage gestellt hat, die Federführenden der Region und die Koordination."

#: Rises with the wording of ASK_NAME.
NAMES_VERSION = "2026-11"
ASK_NAME = (
    "Die Umfrage {number} zeigt den Federführenden der Region auf Wunsch auch Namen. Darf Ihr Name neben Ihren "
    "Antworten stehen, hier und in späteren solchen Umfragen? Ohne Ihr Ja zählt Ihre Antwort genauso; gezeigt wird "
    "dann nur Ihre Einrichtung. Schreiben Sie „namezeigen“ oder „nameverbergen“; widerrufen können Sie jederzeit."
)
SHOW_NAME, HIDE_NAME = "Name zeigen", "Name nicht zeigen"
NAME_SHOWN = "Danke. In Umfragen, die Namen zeigen, steht jetzt Ihr Name. Widerrufen: „nameverbergen“."
NAME_HIDDEN = "In Ordnung, Ihr Name wird in Umfragen nicht gezeigt. Ihre Antworten zählen genauso."

# --- overview, closing, choosing

PICTURE = "Bild des Zwischenstands"
NOT_A_DATE = "„{said}“ habe ich nicht als Termin verstanden. Schreiben Sie zum Beispiel „Do 28.1. 10-13“."
ONE_AT_A_TIME = "Bitte nehmen Sie einen Termin nach dem anderen dazu."
CHANGED = "Geändert: {what}. Die Nachrichten zeigen es; noch einmal gefragt: {count}, die schon geantwortet hatten."
DROPPED = "Termin {number} steht nicht mehr zur Wahl; die anderen Antworten gelten weiter."
LAST_ONE = "Das ist der letzte Termin. Beenden Sie die Umfrage mit „schließen“."
NEW_END = "Die Umfrage {number} läuft jetzt bis {moment}."
NONE_OPEN = "Es läuft gerade keine Umfrage, zu der Sie gefragt sind."
NONE_TO_DO = "Es läuft gerade keine Umfrage."
HOW_TO_ASK = "Eine neue: „umfrage Verbundtreffen: Di 19.1. 10-13, Do 21.1. 10-13; bis 11.12.“"
WHICH_ONE = "Welche Umfrage meinen Sie? Nennen Sie die Nummer, zum Beispiel „{word} {number}“.\n{polls}"
CLOSED = "Die Umfrage {number} ist beendet. Das Ergebnis kommt gleich als eigene Nachricht."
ALREADY_CLOSED = "Die Umfrage {number} war schon beendet."
ASK_CHOICE = "Welcher Termin? Schreiben Sie zum Beispiel „festlegen {number} 2“."
STILL_OPEN = "Die Umfrage {number} läuft noch bis {until}. Beenden Sie sie zuerst: „schließen {number}“."
CHOSEN = (
    "Festgelegt: {date}. Alle Gefragten und die Räume erfahren es jetzt, ohne Einladung. Die geht später mit "
    "„treffen umfrage {number}“, ohne etwas zweimal zu schreiben."
)
CHOSEN_HOW = (
    "Ohne Einladung wird nur der Termin mitgeteilt, und das lässt sich nicht zurücknehmen. Nennen Sie dafür beide "
    "Nummern: „festlegen {number} {option} ohne Einladung“."
)
ALREADY_CHOSEN = "Der Termin der Umfrage {number} steht schon fest: {date}. Einladen: „treffen umfrage {number}“."
ALREADY_INVITED = (
    "Zur Umfrage {number} ist die Einladung schon hinaus: {date}, Treffen {meeting}. "
    "Ändern: „treffen ändern {meeting} …“."
)
CALLED_OFF = (
    "Das Treffen zur Umfrage {number} am {date} ist abgesagt. Neu einladen: „treffen umfrage {number}“; "
    "zu einem anderen Termin: „festlegen {number} 2“."
)
NO_SUCH_OFFER = (
    "Die Nummer {offer} gilt nicht oder nicht mehr; es wurde nichts gesendet. Den Stand Ihrer Umfragen zeigt „umfrage“."
)
DECIDED_CANCELLED = "Das Treffen ist inzwischen abgesagt."
DECIDED_COME = "Kommen Sie? „zusage {meeting}“, „absage {meeting}“, „vielleicht {meeting}“ oder „vertretung {meeting}“."
CLOSE_PHRASE = "schliessen"

UNIT_WORDS = {
    "person": Unit.PERSONS, "personen": Unit.PERSONS, "leute": Unit.PERSONS, "zusagen": Unit.PERSONS,
    "organisation": Unit.ORGANISATIONS, "organisationen": Unit.ORGANISATIONS, "traeger": Unit.ORGANISATIONS,
    "einrichtungen": Unit.ORGANISATIONS, "region": Unit.REGIONS, "regionen": Unit.REGIONS,
    "verbuende": Unit.REGIONS, "verbund": Unit.REGIONS,
}  # fmt: skip
