"""What is said about people: who waits to be confirmed, who is there, what they are called."""

from domain.recipient import Role

#: How somebody is told from others who gave no name. It is the end of a number, made when they joined.
HANDLE = "Kennung {handle}"
ROLES = {Role.MEMBER: "Mitglied", Role.LEAD: "Federführende", Role.COORDINATION: "Koordination"}
STATEWIDE = "ganz Niedersachsen"
PAUSED = "Pause"
WAITS = "noch nicht bestätigt"
LEADS = "federführend für {regions}"
LEADS_UNTIL = "{region} bis {until}"

# --- confirming
NOBODY_WAITS = "Niemand wartet auf Bestätigung."
WAITING_TITLE = "Wer auf Bestätigung wartet"
WAITING_HOW = (
    "Wählen Sie eine oder mehrere Personen, zum Beispiel „1, 3“, oder „alle“. Danach können Sie bestätigen, nach dem "
    "Namen fragen oder ablehnen."
)
WAITING_MORE = "Und {count} weitere. Sie folgen, wenn über diese entschieden ist."
WAITING_NO_NAMES = (
    "Namen zeige ich hier nicht. Wer sich bei Ihnen meldet, nennt seine Kennung; sie steht in „MeineDaten“."
)
WAITING_SINCE = "seit {since}"
ALL, ALL_WORDS = "Alle {count}", ("alle", "alles", "alle bestätigen")
DONE, DONE_WORDS = "Fertig", ("nein", "nichts", "zurück", "ende", "danke")
DECIDE = "Was soll geschehen mit: {who}?"
CONFIRM, CONFIRM_WORDS = "Bestätigen", ("annehmen",)
ASK_NAME, ASK_NAME_WORDS = "Nach dem Namen fragen", ("fragen", "name", "nachfragen")
REFUSE, REFUSE_WORDS = "Ablehnen", ("nein", "nicht bestätigen")
BACK, BACK_WORDS = "Zurück", ("abwarten", "später")
CONFIRMED = "Bestätigt: {who}. Das wurde mitgeteilt."
REFUSED = "Nicht bestätigt: {who}. Das wurde mitgeteilt."
ASKED_NAME = "Ich habe nach dem Namen gefragt: {who}."
DECIDED_ALREADY = "Darüber ist schon entschieden."
CONFIRMING_OVER = "Niemand wartet mehr. Wer da ist, zeigt „Personen“."
FINISHED = "In Ordnung. Wer wartet, zeigt „Bestätigen“."
YOU_ARE_CONFIRMED = "Sie sind jetzt bestätigt. Sie erhalten auch Internes, zum Beispiel Protokolle und Einladungen."
YOU_ARE_REFUSED = (
    "Sie wurden nicht bestätigt. Sie erhalten weiter, was öffentlich ist. Wenn das ein Irrtum ist, sprechen Sie bitte "
    "Ihre Federführung an; mit einem Einladungscode geht es sofort."
)
YOUR_NAME_PLEASE = (
    "Ihre Federführung möchte Sie bestätigen und weiß noch nicht, wer Sie sind. Wenn Sie möchten, schreiben Sie "
    "„Name“. Oder melden Sie sich dort mit Ihrer Kennung: {handle}."
)

# --- who is there
PEOPLE_TITLE = "Personen"
PEOPLE_IN = "{region}: {count}, {confirmed} bestätigt"
PEOPLE_NONE = "In Ihrem Verbund ist noch niemand angemeldet."
COUNTS_TITLE = "Verbünde in Zahlen"
NOBODY_LEADS = "noch niemand federführend"
ROLES_TITLE = "Federführende und Koordination"
ONLY_COUNTS = "Namen von Mitgliedern sieht nur, wer ihren Verbund federführt."
NO_NAMES_HERE = "Namen zeige ich in diesem Messenger nicht."
ONE_PERSON, PERSONS = "1 Person", "{count} Personen"

# --- name and organisation
NAME_VERSION = "2026-11"
ASK_YOUR_NAME = (
    "Wie möchten Sie genannt werden? Ihren Namen sieht, wer Ihren Verbund federführt. Haben Sie eine Rolle, sieht ihn "
    "auch die Koordination. Er steht auch in Listen von Treffen, zu denen Sie sich anmelden. Sie können ihn jederzeit "
    "ändern oder mit „kein Name“ löschen."
)
YOUR_NAME_NOW = "Jetzt: {name}."
NO_NAME, NO_NAME_WORDS = "Kein Name", ("keiner", "keinen", "ohne", "löschen", "keine Angabe")
NAME_SAVED = "Gespeichert: {name}."
NAME_GONE = "In Ordnung, es ist kein Name gespeichert."
NAME_ODD = "Bitte schreiben Sie einen Namen mit höchstens {most} Zeichen, in einer Zeile."
ASK_ORGANISATION = (
    "Bei welcher Einrichtung arbeiten Sie? Schreiben Sie zum Beispiel „Caritasverband Celle“. Das sieht, wer auch "
    "Ihren Namen sieht. Löschen: „keine Einrichtung“."
)
NO_ORGANISATION = "Keine Einrichtung"
NO_ORGANISATION_WORDS = ("keine", "ohne", "löschen", "keine Angabe")
WHICH_ORGANISATION = "Meinen Sie eine von diesen? Gleiche Schreibweisen helfen beim Zählen."
ANOTHER_ORGANISATION = "Nein, „{name}“"
ANOTHER_WORDS = ("nein", "andere", "eine andere", "neu")
ORGANISATION_SAVED = "Gespeichert: {name}."
ORGANISATION_GONE = "In Ordnung, es ist keine Einrichtung gespeichert."
NEEDED = "Dafür brauche ich noch: {what}."
NEEDED_NAME, NEEDED_ORGANISATION = "wie Sie genannt werden möchten", "Ihre Einrichtung"
#: By what is missing, in this order.
NEEDED_FOR = {
    ("organisation",): (
        "Eine freiwillige Frage dazu: Hier wird nach Einrichtungen gezählt. Ich weiß nicht, bei welcher Sie arbeiten. "
        "Ich frage das nur einmal."
    ),
    ("name",): (
        "Eine freiwillige Frage dazu: Wer Ihren Verbund federführt, führt eine Liste mit Namen. Ich weiß nicht, wie "
        "Sie genannt werden möchten. Ich frage das nur einmal."
    ),
    ("name", "organisation"): (
        "Eine freiwillige Frage dazu: Hier wird nach Einrichtungen gezählt. Wer Ihren Verbund federführt, führt eine "
        "Liste mit Namen. Ich weiß beides nicht von Ihnen. Ich frage das nur einmal."
    ),
}
TELL_NAME, TELL_ORGANISATION, SKIP = "Name nennen", "Einrichtung nennen", "Überspringen"
SKIPPED = "In Ordnung. Nennen können Sie sie jederzeit mit „Einrichtung“, einen Namen mit „Name“."
