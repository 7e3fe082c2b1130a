"""What is said about urgent notices, and about everything that goes to many."""

ASK_TEXT = (
    "Was ist eilig? Schreiben Sie alles in eine Nachricht, zum Beispiel: "
    "„eilt bis 1.12. 12 Uhr, alle: BAMF setzt Zulassungen aus. Anträge jetzt stellen. Link“. Oder schreiben Sie hier "
    "nur den Text; die erste Zeile oder der erste Satz wird der Titel."
)
ASK_AUDIENCE = "Für wen ist das? Schreiben Sie „alle“, oder Regionen, Landkreise, Städte."
ASK_AUDIENCE_LEAD = "Für wen ist das? Sie können an die Regionen senden, die Sie federführend betreuen: {regions}."
ASK_WHICH = "Welcher Ort ist gemeint?"
ASK_DEADLINE = "Bis wann gilt die Frist? Zum Beispiel „1.12. 12 Uhr“, oder „keine“."
BAD_DEADLINE = "„{words}“ kann ich nicht als Frist lesen."
PAST_DEADLINE = "Diese Frist ist schon vorbei: {due}."
UNKNOWN_AUDIENCE = "„{words}“ kenne ich nicht."
ONLY_OWN = "Als Federführende senden Sie nur an die eigene Region. An alle sendet die Koordination."
NO_REGION = "Für Sie ist keine Region eingetragen. Bitte wenden Sie sich an die Koordination."
NOBODY = "Damit würde niemand erreicht: Niemand hat dort Eilmeldungen bestellt. Bitte nennen Sie eine andere Region."
NO_DEADLINE_WORDS = ("keine", "keine Frist", "ohne", "ohne Frist")
NO_DEADLINE = "Keine Frist"
ALL = "Alle"

NOW = "Jetzt {now}. "
UNTIL = "Bis {until}: "
AT_ONCE = "Sofort: "
NETWORK = "{network} {count} ({minutes})"
NOBODY_AT_ONCE = "Sofort niemand"
WITH_DIGEST = "Mit dem nächsten Überblick"
LATER = "{count} {when}"
LATE = "{count} erst nach der Frist"
LATE_OF_THEM = "davon {count} erst nach der Frist"
UNREACHABLE = "{count} ohne erreichbare Adresse"
SEND_WITH = "Absenden: „{phrase}“"
SEND_HOW = "Gilt 30 Minuten. Verwerfen: „abbrechen“."
PHRASE = "SENDEN {number}"
WARNING = "Hinweis: Das wäre die {count}. Eilmeldung in sieben Tagen. Zu viele stumpfen ab."
DROP = "Verwerfen"
DROP_WORDS = ("abbrechen", "nein", "stopp")
DROPPED = "Verworfen. Es wurde nichts gesendet."
EXACTLY = "Es wurde nichts gesendet. Zum Absenden schreiben Sie genau: {phrase}"
RUNS = "Läuft, 0 von {audience}. Unterbrechen: „anhalten“. Bericht {when}."
NOT_OPEN = (
    "Es wurde nichts gesendet: Diese Vorschau ist nicht mehr offen. Jede gilt 30 Minuten und nur mit ihrer Nummer."
)

SEEN = (
    "Danke, das ist notiert. Es ist freiwillig: Gezählt wird je Region, ohne Namen, und nach 90 Tagen wird es gelöscht."
)
SEEN_NAME_VERSION = "1"
SEEN_NAME_ASK = (
    "Als Federführende können Sie zustimmen, dass die Koordination im Bericht auch Ihren Namen sieht, jetzt und bei "
    "weiteren Eilmeldungen. Das ist freiwillig; widerrufen: „einwilligung“."
)
SEEN_NAME_YES = "Mit meinem Namen"
SEEN_NAMED = "Danke. Die Koordination sieht Ihren Namen bei dem, was Sie zur Kenntnis genommen haben."
SEEN_NO_NAME = "Danke. Sagen Sie mit „name“, wie Sie heißen; bis dahin wird nur gezählt."
NOT_SEEN = "Das lässt sich hier nicht mehr notieren. Es hat sich nichts geändert."

NOTHING_RUNS = "Es läuft nichts, das Sie anhalten könnten."
WHICH_HALT = "Was soll ich anhalten?"
HALT_LABEL = "{title} (Nr. {number})"
TAKEN_BACK = "Zurückgenommen: {title}. Es wurde nichts gesendet."
HALTED = (
    "Angehalten: {title}. Gesendet: {sent} von {audience}, zurückgehalten: {waiting}. "
    "Was gerade unterwegs ist, kommt noch an."
)

MINUTES = "{minutes} Min."
HOURS = "{hours} Std. {minutes} Min."
TODAY = "heute {clock}"
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
ON_WEEKDAY = "am {weekday} {clock}"
ON_DAY = "am {moment}"
AT_CLOCK = "um {clock} Uhr"
