"""What is said in the conversations about meetings: inviting, changing, cancelling, answering."""

from domain.phrases import Doubt

# --- inviting

ASK_TEXT = (
    "Was für ein Treffen? Eine Nachricht genügt, zum Beispiel: „Verbundtreffen: Mo 7.12. 10-13 Uhr, Rathaus Lüneburg; "
    "Anmeldung bis 27.11.“ Sie können auch nur den Titel schreiben."
)
YOURS_TO_CHANGE = "Schon geplant (ändern: „treffen ändern {number} …“, absagen: „treffen absagen {number}“):\n{lines}"
ASK_DATE = "Wann? Schreiben Sie zum Beispiel „Mo 7.12. 10-13 Uhr“ oder „3.11. ganztägig“."
UNCLEAR = {
    Doubt.NOT_UNDERSTOOD: "„{said}“ habe ich nicht als Termin verstanden.",
    Doubt.NO_SUCH_DAY: "Den Tag in „{said}“ gibt es nicht.",
    Doubt.WEEKDAY: "„{said}“ passt nicht zusammen: Das ist der {date}.",
    Doubt.WHICH_WEEK: "„{said}“: heute oder in einer Woche?",
    Doubt.NO_TIME: "Um wie viel Uhr, am {date}?",
    Doubt.NO_DAY: "Zu „{said}“ fehlt der Tag.",
    Doubt.NO_SUCH_TIME: "Die Uhrzeit in „{said}“ gibt es nicht.",
    Doubt.ENDS_BEFORE_IT_BEGINS: "In „{said}“ liegt das Ende vor dem Anfang.",
}
PAST = "{when} ist schon vorbei."
BAD_SIGN_UP = "„{said}“ habe ich nicht als Anmeldefrist verstanden. Schreiben Sie zum Beispiel „Anmeldung bis 27.11.“."
LATE_SIGN_UP = "Die Anmeldefrist {until} liegt nicht vor dem Treffen. Bitte nennen Sie eine frühere."
PAST_SIGN_UP = "Die Anmeldefrist {until} ist schon vorbei. Bitte nennen Sie eine spätere."
STRANGE = "„{said}“ habe ich nicht verstanden."
ASK_AUDIENCE = "Für wen ist das Treffen? Nennen Sie eine Region, mehrere, oder „alle“."
ASK_AUDIENCE_LEAD = "Für wen ist das Treffen? Sie laden in die Regionen ein, die Sie federführend betreuen: {regions}."
NO_REGION = "Für Sie ist keine Region eingetragen. Bitte wenden Sie sich an die Koordination."
UNKNOWN = "„{said}“ kenne ich nicht."
ONLY_OWN = (
    "Als Federführende laden Sie in die eigene Region ein. Alle und die Federführenden lädt die Koordination ein."
)
ASK_PLACE = "Wo? Schreiben Sie den Ort, oder „online“; Ort und Link können Sie auch später nachreichen („Ort folgt“)."
ASK_SEATS = "Wie viele Plätze gibt es? Schreiben Sie die Zahl, oder „ohne Begrenzung“."
LATER, LATER_WORDS = "Ort folgt", ("später", "noch offen", "steht noch nicht fest", "weiß ich noch nicht")
NO_SEATS, NO_SEATS_WORDS = "Ohne Begrenzung", ("unbegrenzt", "keine Begrenzung", "egal")
ONLINE, ONLINE_WORDS = "Online", ("nur online", "videokonferenz")
ALL, ALL_WORDS = "Alle", ("landesweit", "alle Regionen", "Niedersachsen")
NO_DATE_ONLY_SEATS = "Bitte schreiben Sie eine Zahl, oder „ohne Begrenzung“."

GOES_TO = "Geht an {persons} und {places}. Absenden: „{phrase}“"
GOES_TO_NOBODY = "Das erreicht niemanden: In dieser Auswahl hat sich noch niemand angemeldet."
SETTLES = "Mit dem Absenden ist der Termin der Umfrage {number} festgelegt; das lässt sich nicht zurücknehmen."
NOT_OF_POLL = (
    "Das ist keiner der Termine der Umfrage {number}. Die Einladung geht deshalb ohne sie hinaus, und ihr Termin "
    "bleibt festzulegen."
)
POLL_CHANGED = (
    "Die Umfrage {number} steht inzwischen anders. Es wurde nichts gesendet; den Stand zeigt „umfrage {number}“."
)
MORE_LATER = "Ergänzen können Sie noch, zum Beispiel: „treffen ändern {number} Ort: Rathaus“."
LINK_SET = "Der Link ist gespeichert. Er ist intern und geht nur an Bestätigte, die zusagen."
HOW = (
    "Gilt 30 Minuten. Ergänzen oder ändern, zum Beispiel: „Anmeldung bis 27.11.“, „TOP Berichte“, „barrierefrei ja“, "
    "„Link: https://…“, „hybrid“. Verwerfen: „abbrechen“."
)
PHRASE = "SENDEN {number}"
DROP, DROP_WORDS = "Verwerfen", ("abbrechen", "nein", "stopp")
DROPPED = "Verworfen. Es wurde nichts gesendet."
EXACTLY = "Es wurde nichts gesendet. Zum Absenden schreiben Sie genau: {phrase}"
SENT = (
    "Unterwegs an {persons} und {places}. Ich erinnere eine Woche, einen Tag und zwei Stunden vorher. "
    "Wer kommt: „teilnahme“."
)
PERSONS = ("1 Person", "{count} Personen")
PLACES = ("1 Raum", "{count} Räume")

# --- change and cancellation

WHICH = "Welches Treffen? Nennen Sie die Nummer, zum Beispiel „{example}“.\n{lines}"
LINE = "{number}: {title}, {when}"
NONE_OF_YOURS = "Es steht kein Treffen an, das Sie ändern können."
NO_SUCH = "Ein Treffen mit der Nummer {number} gibt es nicht."
ASK_CHANGE = (
    "Was ist neu an {title}, {when}? Schreiben Sie zum Beispiel „Mi 9.12. 14-16 Uhr“, „Ort: Kreishaus“, "
    "„Link: https://…“ oder „Anmeldung bis 30.11.“."
)
NO_CHANGE = "Das ist schon so. Was soll sich ändern?"
MEANWHILE = (
    "Das Treffen wurde inzwischen geändert. Von Ihnen wurde nichts gesendet. Schreiben Sie noch einmal, was neu ist: "
    "„treffen ändern {number} …“."
)
CHANGE_PREVIEW = "Geändert wird: {title}"
ONLY_LINK = "Der Link geht an Bestätigte, die zugesagt haben oder vielleicht kommen."
LINK_GONE = "Der Link wird entfernt. Wer ihn schon hat, erfährt es nicht von selbst."
CHANGE_GOES = "Alle, die eingeladen sind, erfahren es einmal. Absenden: „{phrase}“"
CHANGE_SAVES = "Absenden: „{phrase}“"
CHANGED = "Geändert. Alle, die eingeladen sind, erfahren es jetzt; Erinnerungen und Kalender sind angepasst."
LINK_TOLD = "Gespeichert. Wer zugesagt hat und bestätigt ist, bekommt den Link."
SAVED_ONLY = "Gespeichert."
CANCEL_PREVIEW = "Abgesagt wird: {title}, {when}. Alle, die eingeladen sind, erfahren es einmal."
CANCEL_REASON = "Grund: {reason}"
CANCEL_HOW = "Wenn Sie das möchten, schreiben Sie innerhalb von 30 Minuten: {phrase}"
CANCEL_PHRASE = "ABSAGEN {number}"
CANCEL_EXACTLY = "Es wurde nichts abgesagt."
CANCELLED = "Abgesagt. Alle, die eingeladen sind, erfahren es jetzt; es wird nicht mehr erinnert."
ALREADY = "Dieses Treffen ist schon abgesagt."

# --- answering

SAVED = "Gespeichert: {answer} zu {title}, {when}."
REPLACES = "Vorher: {answer}."
WAITS = (
    "Alle Plätze sind vergeben. Sie stehen auf der Warteliste, Platz {position}; ich melde mich, wenn einer frei wird."
)
LINK = "Link: {link}"
LINK_LATER = "Den Link bekommen Sie hier, sobald er feststeht."
LINK_INTERNAL = (
    "Der Link ist intern: Er geht nur an Bestätigte und nicht über diesen Weg. Bitte fragen Sie, wer einlädt."
)
AFTER_SIGN_UP = "Die Anmeldefrist war {until}. Bitte sagen Sie auch denen Bescheid, die einladen."
HOW_ORGANISATION = "Für die Teilnahmeliste nach Einrichtungen: Schreiben Sie „einrichtung“."
SAY_CLEARLY = (
    "Meinen Sie die Einladung oder die Umfrage? Zur Einladung schreiben Sie „zusage {number}“ oder „absage {number}“, "
    "zur Umfrage zum Beispiel „1 ja, 2 nein“ oder „alle nein“."
)
CHANGE_ANSWER = "Ändern: „zusage {number}“, „absage {number}“, „vielleicht {number}“ oder „vertretung {number}“."
STRANGER = "Antworten können alle, die angemeldet sind. Schreiben Sie mir direkt „anmelden“; danach zählt Ihre Antwort."
NOT_INVITED = "Diese Einladung richtet sich an {where}. Wenn Sie dazugehören, wählen Sie mit „region“ Ihre Region."
NO_MEETING = "Zurzeit sind Sie zu keinem Treffen eingeladen."
WHICH_ANSWER = "Zu welchem Treffen? Schreiben Sie zum Beispiel „{word} {number}“.\n{lines}"
IS_CANCELLED = "{title} am {when} ist abgesagt."
IS_OVER = "{title} war am {when}."
FILE_SAID = "Hier ist der Termin für Ihren Kalender: {title}, {when}."
FILE_CANCELLED = "Diese Datei nimmt den Termin wieder aus Ihrem Kalender: {title}, {when}."
YOURS = "Ihre Antwort: {answer}"
YOURS_MISSING = "noch keine Antwort"
TERMINE_TITLE = "Ihre Termine"
NO_POLL = "Welche Umfrage? Schreiben Sie zum Beispiel „treffen umfrage 3“; sie muss beendet sein."

# --- who comes, and what about

ATTENDANCE = "Teilnahme: {title}, {when}"
ATTENDANCE_HOW = (
    "Als Tabelle: „teilnahme {number} csv“. Mit Namen: „teilnahme {number} liste“; zum Drucken und Unterschreiben: "
    "„teilnahme {number} drucken“."
)
BY_BODY = "Zusagen nach Einrichtung:"
NO_BODY = "ohne Angabe"
NAMELESS = "ohne Namen"
NOBODY_COMES = "Bisher hat niemand zugesagt."
NO_NAMES = (
    "Namen zeige ich nur den Federführenden der Region, im direkten Chat und wo Internes erlaubt ist. "
    "Zahlen zeigt „teilnahme“."
)
TABLE_LABEL, LIST_LABEL = "Antworten als Tabelle", "Teilnahmeliste zum Drucken"
LIST_HTML_LABEL = "Teilnahmeliste mit allen Schriftzeichen"
PROPOSED = "Vorgeschlagene Punkte:"
TAKE_UP_HOW = "Aufnehmen: „treffen ändern {number} TOP …“ mit der ganzen Tagesordnung."
PROPOSE_HOW = "Was soll auf die Tagesordnung? Schreiben Sie zum Beispiel „top vorschlagen Wohnsitzauflage“."
WHICH_TOP = "Für welches Treffen? Schreiben Sie zum Beispiel „top vorschlagen {number} Wohnsitzauflage“.\n{lines}"
TOO_MANY_TOPS = (
    "Sie haben für dieses Treffen schon viele Punkte vorgeschlagen. Bitte sprechen Sie mit denen, die einladen."
)
PROPOSED_NOW = "Danke, der Vorschlag ist notiert für: {title}. Wer einlädt, entscheidet über die Tagesordnung."
PROPOSED_TO_YOU = "Vorschlag für die Tagesordnung, {title}: {text}. Alle Vorschläge zeigt „teilnahme {number}“."

# --- minutes

MINUTES_HOW = (
    "Das Gerüst aus Tagesordnung und Teilnahme, ohne Namen. Fertig ausgefüllt: "
    "„niederschrift {number} entwurf bis 20.12.: Text“; endgültig: „niederschrift {number} endgültig: Text“. "
    "Beides geht nur an Bestätigte, nach einer Vorschau."
)
MINUTES_LABEL = "Protokoll-Gerüst"
MINUTES_DRAFT = "Protokoll (Entwurf): {name}, {day}"
MINUTES_FINAL = "Protokoll: {name}, {day}"
MINUTES_WISHES = "Änderungswünsche bis {until} bitte an die Federführenden."
MINUTES_UNTIL = (
    "Bis wann kann man sich Änderungen wünschen? Schreiben Sie „niederschrift {number} entwurf bis 20.12.: Text“."
)
MINUTES_SOURCE = "Federführende"
MINUTES_CAME = "Zugesagt hatten: {count}"
MINUTES_NEXT = "Nächstes Treffen:"
