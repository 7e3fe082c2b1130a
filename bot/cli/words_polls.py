"""German words of the commands about polls."""

from domain.poll import PollState


class Help:
    """What `--help` says."""

    POLL = "Terminumfragen: stellen, beantworten, ansehen, beenden."
    CREATE = "Stellt eine Terminumfrage, zum Beispiel „Verbundtreffen: Di 19.1. 10-13; bis 11.12.“."
    VOTE = "Trägt eine Antwort ein, für eine Person oder eine Organisation, zum Beispiel „1 ja, 2 nein“."
    LIST = "Zeigt die letzten Umfragen."
    SHOW = "Zeigt, wie eine Umfrage steht, auf Wunsch auch als Bild."
    CLOSE = "Beendet eine Umfrage und schlägt einen Termin vor."
    DECIDE = "Legt den Termin einer beendeten Umfrage fest und lädt dazu ein."
    OPTION = "Die Nummer des Termins."
    ONLY_DATE = "Teilt nur den Termin mit, ohne Einladung."
    TOPIC = "Für wen dieses Thema gewählt ist; mehrfach möglich."
    PROGRAMME = "Für wen dieses Programm gewählt ist; mehrfach möglich."
    TEXT = "Titel, Doppelpunkt, Termine; dahinter nach Semikolon „bis …“ und „mindestens … Organisationen“."
    REGION = "Für welche Region; mehrfach möglich."
    ALL = "Für alle Regionen."
    LEADS = "Für die Federführenden."
    ASKED_BY = "Der Schlüssel der Person, die einlädt und das Ergebnis bekommt."
    YES = "Wirklich senden; ohne das wird nur gezeigt, was geschähe."
    NUMBER = "Die Nummer der Umfrage."
    ANSWER = "Die Antwort, zum Beispiel „1 ja, 2 zur Not, 3 nein“."
    PERSON = "Der Schlüssel der Person, die antwortet."
    ORGANISATION = "Die Organisation, für die eingetragen wird."
    IMAGE = "Schreibt zusätzlich ein Bild (PNG) in diese Datei."


STATES = {
    PollState.OPEN.value: "läuft", PollState.CLOSED.value: "beendet", PollState.DECIDED.value: "entschieden",
    PollState.CANCELLED.value: "aufgegeben",
}  # fmt: skip
VERDICTS = {"counted": "gezählt", "repeated": "schon gezählt", "late": "zu spät", "not asked": "nicht gefragt",
            "stale": "Termin geändert"}  # fmt: skip
NONE = "Es gibt noch keine Umfrage."
NO_POLL = "Eine Umfrage mit der Nummer {number} gibt es nicht."
NO_POLL_HINT = "Welche es gibt, zeigt: bote poll list"
NO_TITLE = "Es fehlt der Titel vor dem Doppelpunkt."
NO_DATES = "Es fehlen die Termine."
UNCLEAR = "„{said}“ ist kein Termin, der sich ohne Rückfrage verstehen lässt."
UNCLEAR_HINT = "Nennen Sie Tag und Uhrzeit, zum Beispiel „Di 19.1. 10-13“."
TOO_MANY = "Eine Umfrage hat höchstens zwölf Termine."
NO_END = "Es fehlt, bis wann abgestimmt wird, oder das liegt nicht in der Zukunft."
NO_END_HINT = "Ergänzen Sie zum Beispiel „; bis 11.12.“"
NO_AUDIENCE = "Für wen ist die Umfrage? Bitte nennen Sie --region, --all oder --leads."
NO_TOPIC = "Das Thema „{code}“ gibt es nicht."
NO_PROGRAMME = "Das Programm „{code}“ gibt es nicht."
LEADS_ONLY = "Federführende lassen sich nicht nach Thema oder Programm auswählen."
NO_OPTION = "Einen Termin {number} hat diese Umfrage nicht."
STILL_OPEN = "Die Umfrage {number} läuft noch. Zuerst: bote poll close {number}"
DATE_PAST = "{date} ist schon vorbei."
CHOSEN_ALREADY = "Der Termin der Umfrage {number} steht schon fest."
INVITED = "Umfrage {poll}: festgelegt, die Einladung zum Treffen {meeting} ist unterwegs an {audience} Empfänger."
DECIDED = "Umfrage {poll}: festgelegt; alle Gefragten erfahren es."
NO_REGION = "Die Region „{code}“ gibt es nicht."
NOT_AN_ANSWER = "Das ist keine Antwort auf die Termine dieser Umfrage."
NOT_AN_ANSWER_HINT = "Schreiben Sie zum Beispiel „1 ja, 2 zur Not, 3 nein“."
WHO = "Wer antwortet? Bitte nennen Sie --person oder --organisation."
CLOSED_ALREADY = "Die Umfrage {number} läuft nicht mehr."
CREATED = "Umfrage {poll} ist unterwegs: {title}, {audience} Empfänger."
WOULD = "Nur eine Vorschau, nichts wurde gesendet. Mit --yes ginge es an {audience} Empfänger."
VOTED = "Umfrage {poll}: {verdict}."
ENDED = "Umfrage {poll} ist beendet. {because}"
