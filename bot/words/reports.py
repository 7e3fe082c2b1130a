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
    "notice.written": "geschrieben",
    "notice.approved": "gegengelesen und freigegeben",
    "notice.approved_alone": "ohne zweite Person freigegeben",
    "notice.released_alone": "ohne zweite Person freigegeben",
    "notice.correction_written": "neue Fassung geschrieben",
    "notice.withdrawal_written": "Zurückziehen vorgeschlagen",
    "entry.correction_written": "geänderte Meldung zum Gegenlesen gegeben",
    "edition.written": "Ausgabe zum Gegenlesen gegeben",
    "proposal.approved": "zu zweit freigegeben",
    "proposal.approved_alone": "ohne zweite Person freigegeben",
    "proposal.given_back": "nach dem Gegenlesen zurückgegeben",
    "notice.given_back": "zurückgegeben",
    "notice.expired": "nicht mehr gesendet, weil die Zeit vorbei war",
    "notice.role_ended": "nicht gesendet, weil die Rolle geendet hat",
    "notice.released": "freigegeben",
    "notice.corrected": "berichtigt",
    "notice.stopped": "angehalten",
    "notice.withdrawn": "zurückgezogen",
    "edition.released": "Ausgabe freigegeben",
    "delivery.resolved_again": "noch einmal gesendet",
    "delivery.resolved_sent": "als angekommen vermerkt",
    "entry.released": "aus einer Quelle freigegeben",
    "entry.unseen": "aus einer Quelle ohne Durchsicht in die Ausgabe genommen",
    "entry.corrected": "Berichtigung zu einem geänderten Eintrag gesendet",
    "entry.changed": "an der Quelle geändert",
    "entry.kept": "Änderung der Quelle nicht weitergegeben",
    "entry.for_edition": "für die nächste Ausgabe vorgemerkt",
    "entry.merged": "mit einem anderen zusammengelegt",
    "entry.discarded": "verworfen",
    "entry.lapse_told": "bleibt ohne Entscheidung, angekündigt",
    "entry.lapsed": "ohne Entscheidung verworfen",
    "proposal.lapsed": "nicht rechtzeitig gegengelesen, verfallen",
    "notice.lapsed": "nicht rechtzeitig gegengelesen, verfallen",
    "hint.given": "Hinweis gegeben",
    "question.given": "Frage gestellt",
    "question.answered": "Frage beantwortet",
    "poll.sent": "Umfrage gesendet",
    "poll.changed": "Umfrage geändert",
    "poll.organiser_added": "Umfrage wird mitgeleitet",
    "poll.organiser_removed": "Umfrage wird nicht mehr mitgeleitet",
    "poll.closed": "Umfrage beendet",
    "poll.decided": "Umfrage entschieden",
    "meeting.announced": "Einladung gesendet",
    "meeting.changed": "Treffen geändert",
    "meeting.cancelled": "Treffen abgesagt",
    "place.made": "Ort eingerichtet",
    "place.changed": "Ort geändert",
    "place.opened": "Ort bekommt nur noch Öffentliches, weil eine Rolle endete",
    "place.ended": "Ort beendet",
    "member.joined": "angemeldet",
    "member.left": "abgemeldet",
    "member.erased": "gelöscht",
    "member.invited": "eingeladen und bestätigt",
    "member.linked": "zweiten Messenger verknüpft",
    "member.unlinked": "zweiten Messenger getrennt",
    "person.confirmed": "bestätigt",
    "person.refused": "nicht bestätigt",
    "person.invited": "Einladung gemacht",
    "person.exported": "Daten einer Person ausgegeben",
    "person.erased": "gelöscht",
    "invitation.taken_back": "Einladung zurückgezogen",
    "people.exported": "Empfängerliste ausgegeben",
    "people.imported": "Empfängerliste eingelesen",
    "people.seeded": "Beispieldaten angelegt",
    "organisation.merged": "Schreibweisen zusammengelegt",
    "catalogue.changed": "Regionen, Themen oder Stichwörter geändert",
    "role.given": "Rolle vergeben",
    "role.taken": "Rolle entzogen",
    "role.ended": "Rolle beendet",
    "source.changed": "Quelle geändert",
    "feed.added": "Quelle aufgenommen",
    "feed.proposed": "Quellen vorgeschlagen",
    "feed.moved": "Quelle hat eine neue Adresse",
    "feed.failing": "Quelle seit Tagen nicht lesbar",
    "feed.silent": "Quelle bringt länger nichts Neues als sonst",
    "feed.recovered": "Quelle geht wieder",
    "feed.paused": "Quelle angehalten",
    "feed.resumed": "Quelle fortgesetzt",
    "feed.removed": "Quelle entfernt",
    "restore": "Sicherung zurückgespielt",
}
SUBJECTS = {
    "notice": "Meldung", "entry": "Eintrag", "delivery": "Zustellung", "feed": "Quelle", "source": "Quelle",
    "person": "Person", "meeting": "Treffen", "poll": "Umfrage", "place": "Ort", "organisation": "Einrichtung",
    "topic": "Thema", "region": "Region", "county": "Landkreis", "edition": "Ausgabe",
}  # fmt: skip
ACTORS = {
    "cli": "Betreuung", "operator": "Betreuung", "member": "ein Mitglied", "coordination": "die Koordination",
    "calendar": "den Kalender", "timetable": "den Zeitplan", "gelöscht": "jemand, der gelöscht ist",
}  # fmt: skip
AUDIT_NONE = "Es steht noch nichts im Protokoll."


def audit_line(at: str, actor: str, action: str, subject: str) -> str:
    """Return a line of the audit: when, who, what. actor: one of ACTORS, or somebody's key, also as "person:key"."""
    who = actor.removeprefix("person:")
    kind, _, number = subject.partition(":")
    about = f" ({SUBJECTS.get(kind, kind)} {number})" if number else ""
    return f"{at}: {ACTIONS.get(action, action)}{about}, durch {ACTORS.get(who, who)}"
