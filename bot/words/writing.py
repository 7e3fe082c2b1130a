"""What is said while somebody writes a notice, checks one of others, or changes one that is out."""

from domain.notice import Level

ASK_TEXT = (
    "Was möchten Sie mitteilen? Eine Nachricht genügt: in der ersten Zeile der Titel, darunter der Text, wie er ist. "
    "Sie können auch eine Nachricht weiterleiten oder einen Text mit Kopf zwischen zwei Zeilen --- senden."
)
ASK_LEVEL = "Wie dringend ist das?"
LEVELS = {
    Level.INFO: "Information: mit dem Wochenüberblick",
    Level.IMPORTANT: "Wichtig: noch am selben Arbeitstag",
}
LEVEL_WORDS = {Level.INFO: ("Info", "Information"), Level.IMPORTANT: ("Wichtig",)}
USE_URGENT = "Eiliges geht mit „eilt“: Schreiben Sie „eilt bis 1.12. 12 Uhr, alle: Text“."
ASK_TOPICS = "Worum geht es? Sie können mehrere Themen nennen."
NO_TOPIC = "Ohne Thema"
ASK_DEADLINE = "Bis wann gilt die Frist? Zum Beispiel „1.12. 12 Uhr“, oder „keine“."
ASK_SOURCE = "Woher stammt das? Nennen Sie Stelle, Nummer oder Link."
NO_SOURCE = "Ohne Quelle"
ASK_PROGRAMMES = "Für welche Programme? Sie können mehrere nennen."
ALL_PROGRAMMES = "Alle Programme"
ASK_CONTACT = "Wer gibt Auskunft? Nennen Sie Name und Stelle, oder „niemand“."
ASK_AS_OF = "Welcher Stand? Zum Beispiel „09.02.2026“, oder „keiner“."
ASK_REFERENCE = "Welches Aktenzeichen? Oder „keines“."
ASK_VALID = "Bis wann ist das gültig? Danach wird nichts mehr zugestellt. Oder „keine“."
ASK_MENU = "Was möchten Sie ändern?"
NONE = "Keine Angabe"
NONE_WORDS = ("keine", "keiner", "keines", "ohne", "niemand")
MENU = {
    "text": "Titel und Text", "level": "Stufe", "audience": "Für wen", "topics": "Themen", "deadline": "Frist",
    "source": "Quelle", "programmes": "Programme", "contact": "Ansprechperson", "as_of": "Stand",
    "reference": "Aktenzeichen", "valid": "Gültig bis",
}  # fmt: skip
BACK = "Zurück zur Vorschau"
NO_FILES = "Ohne Anlagen"
NOT_FOUND = "„{words}“ habe ich nicht gefunden."
NO_ATTACHMENTS = (
    "Lassen Sie die Zeile „anlagen“ weg: Schicken Sie die Dateien danach einfach hierher, eine nach der anderen."
)
NOT_INTERNAL_HERE = "Internes geht in diesem Messenger nicht. Bitte nehmen Sie einen, der Internes darf."
ONLY_OWN_KIND = "Ausgaben und Einladungen entstehen auf eigenem Weg, nicht als Mitteilung."
EXPIRED = "„Gültig bis“ liegt schon zurück: {due}."

CONTACT_LINE = "Ansprechperson: {value}"
AS_OF_LINE = "Stand: {value}"
REFERENCE_LINE = "Aktenzeichen: {value}"

SUGGESTED_REGIONS = "Für {names} (im Text: {because})"
SUGGESTED_TOPIC = "Vorgeschlagenes Thema: {name} (wegen {because})."
SUGGESTED_DEADLINE = "Frist aus dem Text: „{because}“."
REACH = "Erreicht {count} von rund {size}: {told}."
REACH_NOBODY = "Erreicht {count} von rund {size}."
NOBODY_AT_ALL = (
    "Damit würde niemand erreicht, jetzt nicht und auch nicht mit einem Überblick. Schreiben Sie „ändern“, und wählen "
    "Sie weitere Regionen, Themen oder Programme."
)
PERSONS = ("1 Person", "{count} Personen")
PLACES = ("1 Gruppe oder Raum", "{count} Gruppen und Räume")
AND = ", "
WEEKLY = (
    "Eine weitere Person oder Gruppe erhält es mit dem nächsten Überblick.",
    "Weitere {count} erhalten es mit ihrem nächsten Überblick.",
)
BY_REGION = "Nach Region: {counts}."
BY_TOPIC = "Nach Thema: {counts}."
BY_PROGRAMME = "Nach Programm: {counts}."
ALL_TOPICS = "alle Themen"
NOT_SAID = "ohne Angabe"
INTERNAL = "Intern: geht nur an Bestätigte."
SEND_LATER = "Oder zu einer Zeit: „{phrase} um Mo 8 Uhr“."
FOUR_EYES = "Danach liest eine zweite Person gegen."
CHANGE = "Ändern"
CHANGE_WORDS = ("ändern", "bearbeiten")
PLAIN = "Ohne Formatierung ansehen"
PLAIN_WORDS = ("ohne Formatierung", "Klartext")
PLAIN_TITLE = "So sieht es ohne Formatierung aus, auch in anderen Messengern:"
BAD_TIME = "„{words}“ ist keine Zeit, die ich lesen kann. Schreiben Sie es so: „{phrase} um Mo 8 Uhr“."
PAST_TIME = "{when} ist schon vorbei."
TOO_LATE = "{when} ist zu spät: Frist oder Gültigkeit enden {due}. Nennen Sie eine frühere Zeit, oder ändern Sie das."
PLANNED = "Geht hinaus: {when}. Zurücknehmen: „anhalten“."
SENT_WEEKLY = "Freigegeben. Es geht mit dem nächsten Überblick hinaus."
SENT_TO_NOBODY = "Freigegeben. Zurzeit bekommt es niemand; zu finden ist es mit „aktuell“ und „suche“."
WAITS_FOR_SECOND = (
    "Wartet auf ein zweites Augenpaar. Die anderen, die freigeben dürfen, haben eine Nachricht. "
    "Ist niemand da, schreiben Sie „notfall“."
)

CHECK_PROPOSAL = {
    "revision": "Bitte gegenlesen: die neue Fassung von {title}. Schreiben Sie „gegenlesen“.",
    "changed_entry": "Bitte gegenlesen: die neue Fassung von {title}. Schreiben Sie „gegenlesen“.",
    "withdrawal": "Bitte entscheiden Sie mit: {title} soll zurückgezogen werden. Schreiben Sie „gegenlesen“.",
    "edition": "Bitte gegenlesen: {title}.\n{inside}\nDie ganze Ausgabe sehen Sie mit „gegenlesen“.",
}
CHECK_EDITORIAL = "Editorial: {text}"
CHECK_MORE = ("… und eine weitere Meldung", "… und {count} weitere Meldungen")
PROPOSED = {
    "revision": "Neue Fassung einer Mitteilung, die schon hinaus ist:",
    "changed_entry": "Neue Fassung einer Mitteilung, deren Quelle sich geändert hat:",
    "withdrawal": "Diese Mitteilung soll zurückgezogen werden:",
    "edition": "Diese Ausgabe soll hinausgehen:",
}
TOLD_REPLACED = (
    "Statt Ihrer Fassung wartet jetzt eine neuere, von jemand anderem: {title}. Schreiben Sie „gegenlesen“, dann sehen "
    "Sie sie."
)
TOLD_STALE = "{title} hat sich inzwischen geändert. Es ist nichts geschehen; bitte sehen Sie noch einmal nach."
CHECK_ASKED = "Bitte gegenlesen: {title}. Schreiben Sie „gegenlesen“, dann sehen Sie die Mitteilung."
NOTHING_TO_CHECK = "Es wartet nichts auf ein zweites Augenpaar."
CHECK_ELSEWHERE = "Was wartet, ist intern. Bitte lesen Sie es in einem Messenger, der Internes darf."
WHICH_CHECK = "Was möchten Sie gegenlesen?"
APPROVE_WITH = "Freigeben: „{phrase}“. Zurückgeben: „zurückgeben“."
APPROVE_PHRASE = "FREIGEBEN {number}"
RETURN = "Zurückgeben"
RETURN_WORDS = ("zurückgeben", "nein", "abbrechen")
RETURNED = "Zurückgegeben. Es wurde nichts gesendet; wer es schrieb, hat Bescheid."
TOLD_RETURNED = "Nicht freigegeben: {title}. Es wurde nichts gesendet. Sie können es neu schreiben."
TOLD_APPROVED = "Freigegeben: {title}."
APPROVE_EXACTLY = "Es ist noch nicht freigegeben. Zum Freigeben schreiben Sie genau: {phrase}"
CHANGED_SINCE_SHOWN = "Inzwischen geändert. Es ist noch nichts freigegeben; bitte lesen Sie noch einmal."
CHANGED_MEANWHILE = "Das hat sich inzwischen geändert. Es wurde nichts gesendet."
NO_DRAFT = "Von Ihnen wartet nichts auf ein zweites Augenpaar."
ASK_WHY = (
    "Die zweite Person ist nicht da? Nennen Sie in einem Satz den Grund, ohne Namen. Er steht im Protokoll, und die "
    "Koordination erfährt davon."
)
ALONE_WITH = "Allein freigeben: „{phrase}“. Grund: {why}"
ALONE_PHRASE = "NOTFREIGABE {number}"
TOLD_ALONE = "Ohne zweites Augenpaar freigegeben: {title}. Grund: {why}"

WHICH_NOTICE = "Um welche Mitteilung geht es?"
NO_NOTICE = "Es gibt keine Mitteilung von Ihnen, die noch gilt."
NO_SUCH_NOTICE = "Eine geltende Mitteilung {number} von Ihnen gibt es nicht."
ASK_REVISION = {
    "correction": "Schreiben Sie die berichtigte Fassung ganz: erste Zeile der Titel, darunter der Text.",
    "update": "Schreiben Sie die ergänzte Fassung ganz: erste Zeile der Titel, darunter der Text.",
    "done": "Ein Satz dazu, was nun gilt? Oder „ohne“.",
}
DONE_TEXT = "Hier ist nichts mehr zu tun."
REVISION_REACH = "Wer sie hat ({sent}), bei dem wird sie geändert; wer noch wartet ({waiting}), bekommt gleich diese."
REVISED = "Läuft. Wer die alte Fassung hat, sieht jetzt die neue."
WITHDRAW_WITH = (
    "Zurückziehen: {title}. Was gesendet ist ({sent}), wird gelöscht oder als zurückgezogen bezeichnet; was wartet "
    "({waiting}), bleibt hier. Schreiben Sie: {phrase}"
)
WITHDRAW_PHRASE = "ZURÜCKZIEHEN {number}"
WITHDRAWN = "Zurückgezogen. Was gesendet war, wird jetzt gelöscht oder geändert."
WITHDRAW_EXACTLY = "Es wurde nichts zurückgezogen. Schreiben Sie genau: {phrase}"
DROP_WITHDRAWAL = "Nicht zurückziehen"
NOT_WITHDRAWN = "In Ordnung, es bleibt."
TAKEN_AS_TEXT = "Das habe ich als Text unter dem Titel genommen."
