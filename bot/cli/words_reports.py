"""What the report and the mails for the list say at the command line."""

from typing import Final


class Help:
    """What the help says."""

    REPORT: Final = "Zeigt, was aus einer Meldung wurde; mit --year die Zahlen eines Jahres für den Sachbericht."
    REPORT_YEAR: Final = "Das Jahr, etwa 2026."
    REPORT_CSV: Final = "Schreibt den Bericht dazu als Tabelle in diese Datei."
    REPORT_PNG: Final = "Schreibt den Bericht dazu als Bild in diese Datei; was es zeigt, steht als Text darunter."
    NOTICE_EXPORT: Final = "Schreibt eine Meldung, Ausgabe, Einladung oder Umfrage als E-Mail, Webseite oder PDF."
    EXPORT_AS: Final = "mail: Entwurf mit Text, HTML und Anlagen; html: eine Webseite; pdf: für die Akte."
    EXPORT_TO: Final = "Die Datei; sonst meldung-NUMMER mit passender Endung, hier im Ordner."
    EDITION_DRAFT: Final = "Zeigt den Entwurf der Ausgabe und ändert ihn: Editorial, zurückstellen, wieder aufnehmen."
    DRAFT_EDITORIAL: Final = "Das Editorial; ein leeres nimmt es weg."
    DRAFT_LEAVE: Final = "Die Nummer einer Meldung, die auf die nächste Ausgabe wartet; auch mehrmals."
    DRAFT_TAKE: Final = "Die Nummer einer Meldung, die wieder hineinkommt; auch mehrmals."


FILE_MISSING = "Eine Anlage der Meldung liegt hier nicht mehr."
FILE_MISSING_HINT = "Ohne Anlagen geht es als Webseite: --as html"
NOT_WAITING = "Die Meldung {number} wartet nicht auf eine Ausgabe."
ONE_OF_TWO = "Ein Bericht braucht eine Meldung oder ein Jahr."
ONE_OF_TWO_HINT = "Zum Beispiel: bote report 12, oder: bote report --year 2026"
NO_FILES_OF_YEAR = "Als Tabelle und Bild gibt es nur den Bericht zu einer Meldung."
BAD_YEAR = "Das Jahr muss zwischen 2000 und 2100 liegen."
REGION, PROGRAMME, COUNT, STATE, WHY, KIND = "Region", "Programm", "Anzahl", "Zustand", "Grund", "Art"
LEVEL = "Stufe"
POLLS, MEETINGS, ATTENDANCE = "Umfragen", "Treffen", "Rückmeldungen"
MEETING_KINDS = {
    "verbundtreffen": "Verbundtreffen", "federfuehrende": "Treffen der Federführenden",
    "landesweit": "landesweite Treffen", "fortbildung": "Fortbildungen", "cancelled": "abgesagt",
}  # fmt: skip
REPLIES = {"zusage": "Zusage", "absage": "Absage", "vielleicht": "Vielleicht", "vertretung": "Vertretung"}
NOT_COUNTED = "{what}: dazu gibt es keine Zahlen."


def year(number: int, messages: int, persons: int, places: int) -> str:
    """Return what a year comes to."""
    return f"{number}: {messages} Zustellungen an {persons} Personen und {places} Gruppen."


def exported(subject: str, file: str) -> str:
    """Return that a notice was written down as a file."""
    return f"{subject}\nGeschrieben: {file}"


def written(file: str) -> str:
    """Return that a file was written."""
    return f"Geschrieben: {file}"
