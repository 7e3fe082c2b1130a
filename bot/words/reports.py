"""What is said about what became of notices."""

WHICH = "Worüber möchten Sie einen Bericht?"
NONE = "Es gibt noch nichts, worüber sich berichten ließe."
LABEL = "{title} ({day})"
NOT_FOUND = "Eine Meldung mit dieser Nummer gibt es nicht, oder sie ist nicht von Ihnen."
TITLE = "Bericht: {title}"
NUMBER = "Meldung Nr. {number}"
BY_REGION = "Nach Regionen"
WHY = "Gründe"
REASON = "{count} {state}: {reason}"
COUNTED_TWICE = "Wer mehrere Regionen hat, zählt in jeder."

AGAIN = "Nicht Zustellbare noch einmal"
AGAIN_WORDS = ("noch einmal", "wiederholen")
DECIDE = "Unklare entscheiden"
DECIDE_WORDS = ("unklare", "entscheiden")
CSV = "Als Tabelle (CSV)"
CSV_WORDS = ("csv", "tabelle")
CHART = "Als Bild"
CHART_WORDS = ("bild", "diagramm")
DONE = "Fertig"
DONE_WORDS = ("ende", "schließen")
BACK = "Zurück"
BACK_WORDS = ("zurueck", "abbrechen", "nein")

CSV_LABEL = "Bericht zu Meldung {number} als Tabelle"
CSV_HEAD = ("Zustellung", "Regionen", "Empfänger", "Netz", "Zustand", "Grund", "Weil")
FILES = "Hier ist der Bericht."

AGAIN_ASK = (
    "{count} Zustellungen sind fehlgeschlagen. Noch einmal gesendet wird nur, was noch gilt und eine Adresse hat. "
    "Schreiben Sie dafür: {phrase}"
)
AGAIN_PHRASE = "ERNEUT {number}"
UNSURE_ASK = (
    "Bei {count} Zustellungen ist unklar, ob sie angekommen sind. Sind sie angekommen, schreiben Sie: {sent}. Sollen "
    "sie noch einmal hinaus, auch wenn einzelne sie dann zweimal haben, schreiben Sie: {again}"
)
SENT_PHRASE = "ANGEKOMMEN {number}"
EXACTLY = "Es wurde nichts geändert. Schreiben Sie genau die Worte mit ihrer Nummer, oder „zurück“."
NOTHING_FAILED = "Davon ist nichts fehlgeschlagen."
NOTHING_UNSURE = "Davon ist nichts unklar."
WILL_AGAIN = "Was davon noch einmal gesendet werden darf, ist auf dem Weg. Der Bericht zeigt, wie es steht."
TAKEN_FOR_SENT = "Als angekommen vermerkt."

AUDIT_TITLE = "Protokoll: was zuletzt geschah"
ACTIONS = {
    "notice.released": "freigegeben",
    "notice.corrected": "berichtigt",
    "notice.stopped": "angehalten",
    "notice.withdrawn": "zurückgezogen",
    "edition.released": "Ausgabe freigegeben",
    "delivery.resolved_again": "noch einmal gesendet",
    "delivery.resolved_sent": "als angekommen vermerkt",
    "entry.released": "aus einer Quelle freigegeben",
    "entry.discarded": "verworfen",
    "poll.sent": "Umfrage gesendet",
    "member.joined": "angemeldet",
    "member.left": "abgemeldet",
    "member.erased": "gelöscht",
    "member.invited": "eingeladen und bestätigt",
    "role.given": "Rolle vergeben",
    "role.taken": "Rolle entzogen",
    "role.ended": "Rolle beendet",
    "feed.added": "Quelle aufgenommen",
    "feed.paused": "Quelle angehalten",
    "feed.resumed": "Quelle fortgesetzt",
    "feed.removed": "Quelle entfernt",
}
SUBJECTS = {"notice": "Meldung", "entry": "Eintrag", "delivery": "Zustellung", "feed": "Quelle", "person": "Person"}
ACTORS = {
    "cli": "Betreuung", "operator": "Betreuung", "member": "ein Mitglied", "calendar": "der Kalender",
    "gelöscht": "jemand, der gelöscht ist",
}  # fmt: skip
AUDIT_NONE = "Es steht noch nichts im Protokoll."


def audit_line(at: str, actor: str, action: str, subject: str) -> str:
    """Return a line of the audit: when, who, what."""
    kind, _, number = subject.partition(":")
    about = f" ({SUBJECTS.get(kind, kind)} {number})" if number else ""
    return f"{at}: {ACTIONS.get(action, action)}{about}, durch {ACTORS.get(actor, actor)}"
