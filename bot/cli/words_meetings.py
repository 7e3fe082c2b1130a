"""What the commands about meetings say at the command line."""

from enum import StrEnum


class Help(StrEnum):
    """The help of the commands and their options."""

    MEETING = "Treffen: einladen, verlegen, absagen, ansehen."
    CREATE = "Lädt zu einem Treffen ein; so geschrieben wie im Chat."
    MOVE = "Ändert ein Treffen; alle, die eingeladen sind, erfahren es einmal."
    CANCEL = "Sagt ein Treffen ab; alle, die eingeladen sind, erfahren es einmal."
    SHOW = "Zeigt die Treffen, oder eines mit seinen Antworten."
    REMINDERS = "Zeigt, wer wann erinnert wird."
    ALL = "Auch was schon verschickt oder hinfällig ist."
    TEXT = "Wie im Chat: „Verbundtreffen: Mo 7.12. 10-13 Uhr, Rathaus; Anmeldung bis 27.11.“"
    CHANGE = "Wie im Chat: „Mi 9.12. 14-16 Uhr; Ort: Kreishaus“"
    REGION = "Für diese Region; mehrmals für mehrere. Ohne sie: für alle."
    NUMBER = "Die Nummer des Treffens."
    REASON = "Warum es nicht stattfindet."


NOT_UNDERSTOOD = "Das habe ich nicht verstanden: {said}."
MISSING = "Es fehlt: {what}."
MISSING_HINT = "Zum Beispiel: „Verbundtreffen: Mo 7.12. 10-13 Uhr, Rathaus Lüneburg“."
TITLE, DATE, PLACE = "der Titel", "der Termin", "der Ort, oder „online“"
PAST = "Dieser Termin oder diese Frist kann nicht stimmen: {why}"
NO_MEETING = "Ein Treffen mit der Nummer {number} gibt es nicht."
NO_REGION = "Die Region „{code}“ gibt es nicht."
ALREADY = "Das Treffen {number} ist schon abgesagt."
NO_CHANGE = "Daran ändert sich nichts."
COLUMNS = ("Nr.", "Wann", "Titel", "Regionen", "Stand", "Zusagen")
REMINDER_COLUMNS = ("Wann", "Stufe", "Wer", "Worum", "Stand")
STATES = {"confirmed": "findet statt", "cancelled": "abgesagt"}
NONE = "Keine."
LEADS, ALL = "Federführende", "alle"
DONE = "Treffen {number}: {title}, {start}."
TOLD = "– {change}"
