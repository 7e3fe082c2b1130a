"""Every German sentence of the command line, apart from what lies in tables (shows.py uses them from here too)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.quiet import ZONE

if TYPE_CHECKING:
    from bot.cli.results import NetworkLoad, Preview


class Help:
    """What --help says."""

    PROGRAM = "Verbundbote: der Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen."
    DEMO = "Führt vor, was der Bote tut: erfundene Personen, zwei Netze mit Störungen, zwei Abstürze, ein Bericht."
    DEMO_FEED = "Diese Quelle mitnehmen und ihre drei neuesten Einträge freigeben (auch mehrmals)."
    DEMO_KEEP = "Alle Dateien der Vorführung in diesem leeren Ordner behalten."
    CHAT = "Mit dem Boten sprechen, hier am Terminal."
    CHAT_AS = "Als wer Sie sprechen."
    CHAT_REGION = "Die Region der Person."
    CHAT_PERSON = "Als diese Person sprechen (ihr Schlüssel aus der CSV-Datei)."
    BENCH = "Misst Tempo und Speicher und zeigt eine Tabelle."
    BENCH_POSTGRES = "Auch auf dieser leeren PostgreSQL-Datenbank messen."
    JSON = "Die Antwort als JSON, für Programme."
    YES = "Ohne Rückfrage freigeben (nötig, wenn niemand am Terminal sitzt)."
    ALONE = "Wo vier Augen verlangt sind: im Notfall allein freigeben, mit dem Grund. Er steht im Protokoll."
    DRY_RUN = "Nur zeigen, was geschähe; nichts wird geändert."

    RUN = "Stellt zu, nimmt Nachrichten entgegen und beantwortet sie, bis das Programm beendet wird."
    RUN_NETWORKS = "Die Netze, mit Komma getrennt, etwa telegram,matrix oder memory:ost,memory:west. Sonst alle "
    RUN_NETWORKS += "eingerichteten."
    RUN_UNTIL_IDLE = "Endet, sobald nichts mehr zu tun ist, und sagt, was noch wartet."
    RUN_READY = "Diese Datei wird angelegt, sobald alles läuft."
    TICK = "Lässt alles, was bis zu einem Zeitpunkt fällig wird, der Reihe nach laufen (nur mit BOTE_CLOCK_FILE)."
    TICK_UNTIL = "Der Zeitpunkt, mit Abstand zur Weltzeit, etwa 2026-11-23T08:00:00+01:00."
    CRASH_POINTS = "Zeigt die Stellen, an denen ein Test das Programm abstürzen lassen kann (BOTE_CRASH_AT)."
    MATRIX = "Was nur Matrix vom Betrieb braucht."
    LIFT_LIMIT = "Bittet den Matrix-Server, seine Grenzen für den Bot aufzuheben, oder sagt, wer das kann."
    LIFT_FILE = "Datei mit dem Zugangswort der Verwaltung des Servers; - steht für die Eingabe."
    STATUS = "Zeigt, wie es steht: Personen, Meldungen, was wartet und was als Nächstes fällig ist."
    DOCTOR = "Prüft Einstellungen, Dateien, Datenbank und Netze und sagt, was zu tun ist; rot ist, was nicht geht."
    CHECK = "Prüft, ob alles Versprochene gehalten wurde: nichts verloren, nichts doppelt, nichts falsch."
    CHECK_JOURNAL = "Ordner mit den Journalen der Netze (out.jsonl); ohne ihn wird nur die Datenbank in sich geprüft."

    SEED = "Schreibt erfundene Personen und Orte in die Datenbank, zum Ausprobieren und Messen."
    SEED_PERSONS = "Wie viele Personen."
    SEED_PLACES = "Wie viele Orte (Gruppen, Räume)."
    SEED_NETWORKS = "Auf welche Netze sie verteilt werden, mit Komma getrennt."
    SEED_SEED = "Dieselbe Zahl ergibt dieselben Personen."
    IMPORT = "Übernimmt Personen und Orte aus einer CSV-Datei: alles oder, wenn eine Zeile falsch ist, nichts."
    IMPORT_FILE = "Die Datei; - liest von der Eingabe."
    EXPORT = "Schreibt alle Personen und Orte in eine CSV-Datei, die sich wieder einlesen lässt."
    EXPORT_FILE = "Die Datei; - schreibt auf die Ausgabe."

    PERSON = "Einzelne Personen: ansehen, ihre Daten herausgeben, löschen."
    PERSON_LIST = "Zeigt, wer angemeldet ist."
    PERSON_SHOW = "Zeigt alles, was über eine Person gespeichert ist."
    PERSON_EXPORT = "Schreibt alles, was über eine Person gespeichert ist, in eine JSON-Datei."
    PERSON_ERASE = "Löscht alles über eine Person, sofort und endgültig."
    PERSON_KEY = "Der Schlüssel der Person (zeigt: bote person list)."
    PERSON_FILE = "Die Datei; - schreibt auf die Ausgabe."
    PERSON_YES = "Wirklich löschen; ohne das geschieht nichts."

    INVITE = "Macht einen Code, mit dem jemand angemeldet und bestätigt ist."
    INVITE_ROLE = "Als was: member, lead oder coordination."
    INVITE_REGION = "Die Region (nötig bei lead)."
    INVITE_DAYS = "Wie viele Tage der Code gilt."
    INVITE_PRINT = "Schreibt die Einladung zum Ausdrucken, mit QR-Codes: DATEI.html oder DATEI.pdf."
    INVITE_SHEET = "Für viele Menschen statt für einen, zum Aushängen (nur member)."

    RENDER = "Zeigt eine Meldungsdatei so, wie ein Netz sie bekommt."
    RENDER_NETWORK = "Für welches Netz."
    NOTICE_FILE = "Die Meldungsdatei: Markdown mit Angaben zwischen zwei Zeilen ---."
    FEED = "Quellen: ansehen, hinzufügen, abrufen."
    FEED_PREVIEW = "Liest eine Quelle und zeigt, was darin steht; nichts wird gespeichert."
    FEED_SOURCE = "Eine Datei oder eine Adresse, die mit https:// anfängt."
    FEED_ADD = "Nimmt eine Quelle auf; abgerufen wird sie ab dann regelmäßig."
    FEED_URL = "Die Adresse der Quelle."
    FEED_LIST = "Zeigt alle Quellen."
    FEED_START_LIST = (
        "Nimmt die Startliste der Quellen auf, alle ausgeschaltet. In einer neuen Datenbank steht sie schon."
    )
    FEED_COLLECT = "Ruft Quellen ab und speichert, was neu ist, zur Prüfung."
    FEED_COLLECT_WHICH = "Nummern oder Adressen von Quellen; sonst alle, die nicht ruhen."
    FEED_COLLECT_DUE = "Nur Quellen, die an der Reihe sind."
    FEED_COLLECT_FIRST = "Auch das zur Prüfung vorlegen, was beim ersten Abruf einer Quelle schon da ist."
    FEED_WHICH = "Nummer oder Adresse der Quelle (zeigt: bote feed list)."
    FEED_PAUSE = "Ruft eine Quelle vorerst nicht mehr ab."
    FEED_RESUME = "Ruft sie wieder ab."
    FEED_QUALITY = "Misst, wie gut Themen und Regionen erkannt werden, an Meldungen mit bekannter Zuordnung."
    FEED_QUALITY_SET = (
        "Eine Datei mit einem JSON-Objekt je Zeile (id, title, summary, topics, regions), oder korrekturen: "
        "was bei der Freigabe im Chat berichtigt wurde; sonst die eigenen."
    )
    FEED_REMOVE = "Entfernt eine Quelle; was sie gebracht hat, bleibt."

    NOTICE = "Meldungen: freigeben, ansehen, anhalten, berichtigen, zurückziehen."
    NOTICE_ID = "Die Nummer der Meldung."
    NOTICE_SEND = "Gibt eine Meldungsdatei frei; dieselbe Datei ein zweites Mal ändert nichts."
    NOTICE_LIST = "Zeigt die Meldungen, die neuesten zuerst."
    NOTICE_SHOW = "Zeigt eine Meldung und, nach Regionen, wer sie bekommen hat."
    NOTICE_STOP = "Hält eine Meldung an: Was noch nicht verschickt ist, bleibt liegen."
    NOTICE_WITHDRAW = "Zieht eine Meldung zurück: Verschicktes wird gelöscht oder als zurückgezogen gekennzeichnet."
    NOTICE_CORRECT = "Berichtigt eine Meldung: Verschicktes wird geändert, Wartendes ersetzt."
    NOTICE_LIMIT = "Wie viele höchstens."
    URGENT = "Eilige Meldungen."
    URGENT_SEND = "Gibt eine eilige Meldung frei; sie geht vor allem anderen hinaus."
    EDITION = "Der Wochenüberblick."
    EDITION_SHOW = "Zeigt, was der Wochenüberblick enthielte, wenn er jetzt freigegeben würde."
    EDITION_RELEASE = "Gibt den Wochenüberblick frei: Orte bekommen ihn ganz, Personen ihre Themen."
    EDITION_SLOT = "Die Woche, etwa 2026-W48; sonst die laufende."
    ENTRY = "Was die Quellen gebracht haben: ansehen, freigeben, verwerfen."
    ENTRY_LIST = "Zeigt, was zur Prüfung ansteht."
    ENTRY_ALL = "Auch, was freigegeben, verworfen oder schon beim ersten Abruf da war."
    ENTRY_RELEASE = "Macht aus Einträgen Meldungen und gibt sie frei."
    ENTRY_DISCARD = "Verwirft einen Eintrag; er wird keine Meldung."
    ENTRY_ID = "Die Nummer des Eintrags."
    ENTRY_LEVEL = "Wie dringend: info, wichtig oder eilt."
    ENTRY_TOPICS = "Themen, mit Komma getrennt; sonst die erkannten."
    ENTRY_REGIONS = "Regionen, mit Komma getrennt, oder landesweit; sonst die erkannten, und ohne solche landesweit."

    DELIVERIES = "Wer was bekommen hat und wer nicht, mit Grund."
    DELIVERIES_LIST = "Zeigt die Zustellungen, alle oder die einer Meldung; kurz: bote deliveries [MELDUNG]."
    DELIVERIES_RESOLVE = "Entscheidet über eine unklare oder fehlgeschlagene Zustellung."
    DELIVERY_ID = "Die Nummer der Zustellung."
    RESOLVE_AS = "sent: sie ist angekommen; again: sie soll noch einmal verschickt werden."
    OUTBOX = "Zeigt die einzelnen Sendungen an die Netze."
    OUTBOX_STATE = "Nur die in diesem Zustand: queued, sending, sent, failed, unsure, cancelled."
    INBOX = "Zeigt, was eingegangen und noch nicht beantwortet ist, und was beiseitegelegt wurde."
    SURFACES = "Zeigt die Nachrichten, die sich noch ändern, etwa den Stand einer Umfrage, und ob sie aktuell sind."
    AUDIT = "Zeigt, wer wann was freigegeben, angehalten oder eingelesen hat, das Neueste zuerst."


class LevelWord(StrEnum):
    """The levels as people write them."""

    INFO = "info"
    WICHTIG = "wichtig"
    EILT = "eilt"


STATES = {
    "waiting": "wartet", "sent": "gesendet", "failed": "fehlgeschlagen", "unsure": "unklar", "skipped": "übersprungen",
    "queued": "wartet", "sending": "unterwegs", "cancelled": "entfallen",
    "draft": "Entwurf", "approved": "geprüft", "released": "freigegeben", "stopped": "angehalten",
    "withdrawn": "zurückgezogen", "open": "offen", "parked": "beiseitegelegt", "discarded": "verworfen",
    "seen": "schon dagewesen", "review": "seit der Freigabe geändert",
}  # fmt: skip
LEVELS = {"info": "Info", "important": "wichtig", "urgent": "eilt"}
SCOPES = {"public": "öffentlich", "internal": "intern"}
KINDS = {
    "fachinformation": "Fachinformation", "edition": "Wochenüberblick", "invitation": "Einladung",
    "reminder": "Erinnerung",
}  # fmt: skip
BECAUSE = {
    "role": "Rolle", "invited": "eingeladen", "urgent": "Eilmeldungen angekreuzt",
    "region_topic": "Region und Thema", "landesweit": "landesweit",
}  # fmt: skip
ROLES = {"member": "Beratende", "lead": "Federführende", "coordination": "Koordination"}
PERSON_STATES = {"active": "aktiv", "paused": "Pause", "erased": "gelöscht"}
YES_NO = {True: "ja", False: "nein"}
NETWORKS = {"telegram": "Telegram", "matrix": "Matrix"}
LANES = {"reply": "Antwort", "urgent": "eilt", "edit": "Änderung", "normal": "normal", "bulk": "Sammelversand"}

CHECK_RIGHTS = "Prüfen Sie die Rechte, oder setzen Sie BOTE_DATA_DIR auf einen anderen Ordner."
CHECK_PATH = "Prüfen Sie den Pfad."
CHECK_FILE_RIGHTS = "Prüfen Sie die Rechte der Datei."
NOTHING_TAKEN = "Aus der Datei wurde nichts übernommen."
INTERNAL = "Interner Fehler: Das hätte nicht geschehen dürfen. Was schon gespeichert ist, bleibt gespeichert."
INTERNAL_HINT = "Geben Sie der Technik Bescheid, mit dem Befehl und der Uhrzeit."
TRY_LATER = "Die Datenbank ist gerade nicht zu erreichen oder beschäftigt."
TRY_LATER_HINT = "Versuchen Sie es in einigen Minuten noch einmal."
DATABASE_UNUSABLE = "Die Datenbank lässt sich nicht öffnen oder nicht beschreiben."
DATABASE_HINT = "Prüfen Sie BOTE_DATA_DIR und BOTE_DATABASE_URL und die Rechte darauf."
CANCELLED = "Abgebrochen. Es wurde nichts verschickt."
FOUR_EYES = "Hier ist eingestellt, dass eine zweite Person gegenliest."
FOUR_EYES_HINT = (
    "Schreiben Sie es im Chat, dann liest jemand mit „gegenlesen“ gegen. Im Notfall geht --alone GRUND: Er steht im "
    "Protokoll, und die Koordination erfährt davon."
)
NOT_CONFIRMED = "Ohne Bestätigung wird nichts verschickt."
NOT_CONFIRMED_HINT = "Sehen Sie sich die Vorschau mit --dry-run an und wiederholen Sie den Befehl mit --yes."
NOT_CONFIRMED_HINT_PLAIN = "Wiederholen Sie den Befehl mit --yes."
TOO_LATE = "Die Vorschau ist älter als 30 Minuten. Es wurde nichts verschickt."
TOO_LATE_HINT = "Beginnen Sie noch einmal, damit Sie den heutigen Stand freigeben."
NO_MATRIX = "Matrix ist nicht eingerichtet."
NO_MATRIX_HINT = "Setzen Sie BOTE_MATRIX_HOMESERVER und BOTE_MATRIX_USER."
LIFT_NEEDS_ADMIN = "Die Grenzen des Servers kann nur aufheben, wer ihn verwaltet."
MATRIX_NOT_REACHED = "Der Matrix-Server ist zurzeit nicht zu erreichen."
NO_NETWORKS = "Es ist kein Netz eingerichtet."
NO_NETWORKS_HINT = (
    "Setzen Sie BOTE_TELEGRAM_TOKEN oder BOTE_MATRIX_HOMESERVER, oder nennen Sie --networks memory:probe."
)
BAD_TIME_HINT = "Schreiben Sie ihn zum Beispiel so: 2026-11-23T08:00:00+01:00."
SEED_NO_NETWORKS = "Für erfundene Personen und Orte braucht es wenigstens ein Netz."
SEED_NO_NETWORKS_HINT = "Nennen Sie eines, zum Beispiel --networks memory:probe."
NOT_UTF8 = "Die Datei ist nicht in UTF-8 gespeichert."
NOT_UTF8_HINT = "Speichern Sie sie als Text in UTF-8."
EXPIRED_HINT = "Prüfen Sie die Zeile „gueltig_bis“ in der Datei."
NO_NOTICE_HINT = "Welche es gibt, zeigt: bote notice list"
NO_FEED_HINT = "Welche es gibt, zeigt: bote feed list"
BAD_URL_HINT = "Sie fängt mit https:// oder http:// an."
NO_DELIVERY_HINT = "Welche es gibt, zeigt: bote deliveries"
CHANGED_HINT = "Sehen Sie sie sich noch einmal an, mit: bote notice show"
REGION = "Region"
RECIPIENTS = "Empfänger"
CHECK_OK = "In Ordnung: nichts verloren, nichts doppelt, nichts falsch."
CHECK_NOT_OK = "Nicht in Ordnung."
NO_ENTRIES = "Es steht nichts zur Prüfung an."
STANDBY = "Für diese Netze arbeitet schon ein anderer Prozess."
STANDBY_HINT = "Versuchen Sie es noch einmal, wenn er fertig ist."
NEEDS_CLOCK_FILE = "Dieser Befehl geht nur mit einer Uhr-Datei (BOTE_TEST=1 und BOTE_CLOCK_FILE)."
EDITION_BY_FILE = "Ein Wochenüberblick wird nicht aus einer Datei freigegeben."
EDITION_BY_FILE_HINT = "Nutzen Sie dafür: bote edition release"
EDITION_EMPTY = "Für den Wochenüberblick gibt es keine Meldungen."
EDITION_EMPTY_HINT = "Geben Sie zuerst Meldungen frei, etwa mit: bote notice send DATEI.md"
NO_CORRECTING_EDITION = "Ein Wochenüberblick lässt sich nicht berichtigen, nur seine einzelnen Meldungen."
STDOUT_AND_JSON = "Mit - geht die Datei selbst auf die Ausgabe; --json geht dann nicht."
NOT_URGENT = "Die Datei nennt eine andere Stufe als eilt."
NOT_URGENT_HINT = "Schreiben Sie „stufe: eilt“ in die Datei, oder nutzen Sie: bote notice send"


def german_time(at: datetime | None) -> str:
    """Return a time as people read it in Germany."""
    return "" if at is None else f"{at.astimezone(ZONE):%d.%m.%Y, %H:%M} Uhr"


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{grouped(number)} {one if number == 1 else many}"


def because(code: str, reasons: Sequence[str]) -> str:
    """Return a code with the first word that says so."""
    return f"{code} ({reasons[0]})" if reasons else code


def german_deadline(day: str, time: str | None) -> str:
    """Return a day (and time) in ISO form as it is written in German."""
    year, month, day = day.split("-")
    return f"{day}.{month}.{year}" + (f", {time} Uhr" if time else "")


def ratio(value: float) -> str:
    """Return a part of one with two digits."""
    return f"{value:.2f}".replace(".", ",")


def quality_title(name: str, entries: int, milliseconds: float, *, tuned: bool) -> str:
    """Return the heading of a labelled set's figures."""
    kind = "daran wurden die Regeln eingestellt" if tuned else "daran wurde nichts eingestellt"
    took = f"{milliseconds:.3f}".replace(".", ",")
    return f"{name}: {counted(entries, 'Meldung', 'Meldungen')}, {took} ms je Meldung ({kind})"


NO_UTF8 = "Die Datei ist nicht in UTF-8 geschrieben."
QUALITY_ALL = "Alle zusammen"
NO_CORRECTIONS = "Bei der Freigabe wurde noch nichts berichtigt."
NO_QUALITY_SET = "Die eigenen Meldungen zum Messen (tests/data/tagging) sind hier nicht dabei."
NO_QUALITY_SET_HINT = "Nennen Sie eine Datei: bote feed quality --set DATEI.jsonl"
QUALITY_SET_HINT = 'Erwartet wird je Zeile: {"id", "title", "summary", "topics": [], "regions": []}'


def grouped(number: int) -> str:
    """Return a number with points between the thousands."""
    return f"{number:,}".replace(",", ".")


def states(sums: dict[str, int]) -> str:
    """Return how many are in which state, those that there are."""
    return (
        ", ".join(f"{STATES.get(state, state)}: {grouped(count)}" for state, count in sums.items() if count) or "keine"
    )


def duration(seconds: int) -> str:
    """Return roughly how long something takes."""
    if seconds < 90:
        return counted(max(seconds, 1), "Sekunde", "Sekunden")
    if seconds < 2 * 3600:
        return counted(round(seconds / 60), "Minute", "Minuten")
    return f"{round(seconds / 1800) / 2:g} Stunden".replace(".", ",")


def more_rows(count: int) -> str:
    """Return the line below a list that was shortened."""
    return f"… und {counted(count, 'weitere Zeile', 'weitere Zeilen')}; alle zeigt --json."


def data_dir_unusable(path: str) -> str:
    """Return that the data directory cannot be used."""
    return f"Der Ordner „{path}“ lässt sich nicht anlegen oder nicht beschreiben."


def no_file(name: str) -> str:
    """Return that there is no such file."""
    return f"Die Datei „{name}“ gibt es nicht."


def unreadable_file(name: str) -> str:
    """Return that a file cannot be read."""
    return f"Die Datei „{name}“ lässt sich nicht lesen."


def unwritable_file(name: str) -> str:
    """Return that a file cannot be written."""
    return f"Die Datei „{name}“ lässt sich nicht schreiben."


def in_line(message: str, line: int) -> str:
    """Return what is wrong with a file, with the line."""
    return f"Zeile {line}: {message}"


def no_notice(number: int) -> str:
    """Return that there is no notice of this number."""
    return f"Eine Meldung mit der Nummer {number} gibt es nicht."


def no_delivery(number: int) -> str:
    """Return that there is no delivery of this number."""
    return f"Eine Zustellung mit der Nummer {number} gibt es nicht."


def ended_already(number: int, state: str) -> str:
    """Return that a notice is stopped or withdrawn."""
    return f"Die Meldung {number} ist {STATES.get(state, state)}; daran lässt sich nichts mehr ändern."


def expired_already(until: datetime) -> str:
    """Return that a notice is of no use any more."""
    return f"Die Meldung gilt nur bis {german_time(until)} und wäre schon abgelaufen."


def bad_time(text: str) -> str:
    """Return that this is no time with an offset."""
    return f"„{text}“ ist kein Zeitpunkt mit Abstand zur Weltzeit."


def bad_slot(text: str) -> str:
    """Return that this names no week."""
    return f"„{text}“ ist keine Woche. Schreiben Sie sie wie 2026-W48."


def in_the_past(end: datetime, now: datetime) -> str:
    """Return that the clock cannot go backwards."""
    return f"{german_time(end)} liegt vor der jetzigen Zeit, {german_time(now)}."


def no_feed(which: str) -> str:
    """Return that there is no such source."""
    return f"Die Quelle „{which}“ gibt es nicht."


def bad_url(url: str) -> str:
    """Return that this is no web address."""
    return f"„{url}“ ist keine Adresse einer Quelle."


def unknown_code(kind: str, code: str) -> str:
    """Return that there is no such topic or region."""
    return f"{'Das Thema' if kind == 'topic' else 'Die Region'} „{code}“ gibt es nicht."


def possible(codes: Iterable[str]) -> str:
    """Return which codes there are."""
    return f"Möglich sind: {', '.join(codes)}."


def edition_audience(places: int, items: int) -> str:
    """Return whom an edition reaches."""
    whole = counted(places, "Ort bekommt", "Orte bekommen")
    single = counted(items, "Meldung geht", "Meldungen gehen")
    return f"{whole} ihn ganz; {single} an Personen, gebündelt nach ihren Themen."


def edition_released(slot: str, notice: int, items: int) -> str:
    """Return that an edition is on its way."""
    return (
        f"Der Wochenüberblick {slot} ist freigegeben (Meldung {notice}) mit {counted(items, 'Meldung', 'Meldungen')}."
    )


def edition_before(slot: str, notice: int) -> str:
    """Return that an edition had been released before."""
    return f"Der Wochenüberblick {slot} war schon freigegeben (Meldung {notice})."


def entry_released(entry: int, notice: int, audience_: int) -> str:
    """Return that an entry has become a notice."""
    return f"Eintrag {entry} ist freigegeben als Meldung {notice}: {counted(audience_, 'Zustellung', 'Zustellungen')}."


def entry_before(entry: int, notice: int | None) -> str:
    """Return that an entry had been released before."""
    return f"Eintrag {entry} war schon freigegeben" + (f" (Meldung {notice})." if notice else ".")


def entry_discarded(entry: int, *, fresh: bool, kept: bool) -> str:
    """Return that an entry is discarded, or only its change."""
    if kept:
        return f"Die Änderung von Eintrag {entry} ist verworfen. Die Meldung bleibt, wie sie ist."
    return f"Eintrag {entry} ist verworfen." if fresh else f"Eintrag {entry} war schon verworfen."


def collected(new: int, changed: int, failed: int) -> str:
    """Return what collecting brought."""
    text = f"{counted(new, 'neue Meldung', 'neue Meldungen')}, {counted(changed, 'geänderte', 'geänderte')}"
    return f"{text}; {counted(failed, 'Quelle war', 'Quellen waren')} nicht zu lesen." if failed else f"{text}."


def brought(new: int, warnings: list[str]) -> str:
    """Return what to say about a source that was read: that it brought nothing is never passed over."""
    return " ".join(([] if new else ["0 neu."]) + warnings)


def feed_health(health: str, since: datetime | None, error: str) -> str:
    """Return how a source is, and since when."""
    begun = f" seit {german_time(since)}" if since is not None else ""
    return {
        "ok": "in Ordnung",
        "paused": "ruht",
        "untried": "aus, noch nie versucht",
        "failing": f"nicht zu lesen{begun} ({error})",
        "silent": f"auffällig still{begun}",
    }[health]


EVIDENCE_HEADING = "Was über die Quellen der Startliste bekannt war, bevor sie jemand versucht hat:"


def evidence(number: int, title: str, told: str) -> str:
    """Return why a source is on the start list."""
    return f"{number} {title}: {told}"


def feed_proposed(fresh: int) -> str:
    """Return how many sources were taken up from the start list."""
    taken = counted(fresh, "Quelle", "Quellen")
    return f"Aus der Startliste aufgenommen: {taken}, alle ausgeschaltet. Einschalten: bote feed pause --resume NUMMER"


def feed_changed(what: str, number: int, url: str, *, fresh: bool) -> str:
    """Return what became of a source."""
    done = {"added": "aufgenommen", "paused": "ruht", "resumed": "wird wieder abgerufen", "removed": "entfernt"}[what]
    verb = "" if what in ("paused", "resumed") else "ist "
    before = "" if fresh else " (das war schon so)"
    return f"Quelle {number} ({url}) {verb}{done}{before}."


def checked(deliveries: int, dispatches: int, arrivals: int) -> str:
    """Return how much was looked at."""
    sent = counted(dispatches, "Sendung", "Sendungen")
    arrived = counted(arrivals, "Ankunft", "Ankünfte")
    return f"Geprüft: {counted(deliveries, 'Zustellung', 'Zustellungen')}, {sent}, {arrived} in den Journalen."


def ticked(jobs: int, now: datetime) -> str:
    """Return what a tick did."""
    return f"{counted(jobs, 'Aufgabe', 'Aufgaben')} gelaufen. Die Uhr steht auf {german_time(now)}."


def unknown_state(text: str, known: Iterable[str]) -> str:
    """Return that there is no such state."""
    return f"Den Zustand „{text}“ gibt es nicht. Möglich sind: {', '.join(known)}."


def faults_in_file(first: str, more: int) -> str:
    """Return the first fault of a file, and how many follow."""
    return first if not more else f"{first} (Und {counted(more, 'weiterer Fehler', 'weitere Fehler')}.)"


def ask_to_send(number: str) -> str:
    """Return what has to be typed to release what the preview shows."""
    return f"Zum Freigeben schreiben Sie: SENDEN {number}"


#: What a preview says where nothing would be sent.
REACHES_NOBODY = (
    "Empfänger: niemand, jetzt nicht und auch nicht mit einem Überblick. Prüfen Sie stufe, umfang, regionen, themen "
    "und programme im Kopf der Datei."
)
REACHES_NOBODY_YET = "Empfänger: jetzt niemand."


def audience(preview: "Preview") -> list[str]:
    """Return whom a notice reaches, and how long that takes on each network."""
    weekly = preview["weekly"]
    if not preview["audience"]:
        lines = [REACHES_NOBODY_YET if weekly else REACHES_NOBODY]
    else:
        who = f"{counted(preview['persons'], 'Person', 'Personen')} und {counted(preview['places'], 'Ort', 'Orte')}"
        lines = [f"Empfänger: {who}. Der Versand dauert etwa {duration(preview['seconds'])}."]
    if weekly:
        lines.append(f"Mit ihrem nächsten Überblick: {counted(weekly, 'weiterer Empfänger', 'weitere Empfänger')}.")
    lines += [_on_network(one) for one in preview["networks"]]
    if preview["unreachable"]:
        lines.append(f"Ohne brauchbare Adresse, bekommen nichts: {grouped(preview['unreachable'])}.")
    if any(one["limited"] for one in preview["networks"]):
        lines.append(ROOMS_FIRST)
    return lines


def _on_network(load: "NetworkLoad") -> str:
    who = [(load["persons"], "Person", "Personen"), (load["places"], "Ort", "Orte")]
    to = " und ".join(counted(*one) for one in who if one[0])
    parts = f", je {load['parts']} Teile" if load["parts"] > 1 else ""
    messages = counted(load["messages"], "Nachricht", "Nachrichten")
    name = NETWORKS.get(load["network"], load["network"])
    return f"{name}: {messages} an {to}{parts}, etwa {duration(load['seconds'])}."


def none_yet(what: str) -> str:
    """Return that a list is empty."""
    return f"Es gibt keine {what}."


def changed_meanwhile(number: int) -> str:
    """Return that somebody else was quicker."""
    return f"Die Meldung {number} ist inzwischen geändert worden. Es wurde nichts getan."


def withdraw_preview(number: int, title: str) -> str:
    """Return what withdrawing would do."""
    return f"Meldung {number} „{title}“ wird zurückgezogen: Verschicktes wird gelöscht oder gekennzeichnet."


STATEWIDE = "landesweit"
ROOMS_FIRST = (
    "Auf Matrix gelten, soweit bekannt, die Sendegrenzen des Servers: Räume kommen vor Personen an die Reihe. Wie sie "
    "aufzuheben sind, sagt: bote matrix lift-limit"
)
DRY = "Nur eine Vorschau: Es wurde nichts geändert und nichts verschickt."
NO_SURFACES = "Es gibt keine Nachricht, die sich noch ändern kann."
INBOX_EMPTY = "Alles Eingegangene ist beantwortet."


def idle(waiting: int, next_at: datetime | None) -> str:
    """Return what is left when nothing can be done now."""
    if not waiting:
        return "Es gibt nichts mehr zu tun."
    when = f"; das Nächste ist fällig am {german_time(next_at)}" if next_at else ""
    return f"Jetzt ist nichts mehr zu tun. Es {_wait(waiting)}{when}."


def _wait(count: int) -> str:
    return f"{'wartet' if count == 1 else 'warten'} noch {counted(count, 'Zustellung', 'Zustellungen')}"


def people_written(persons: int, places: int, new: int, new_addresses: int) -> str:
    """Return what an import or a seed did."""
    who = f"{counted(persons, 'Person', 'Personen')} und {counted(places, 'Ort', 'Orte')}"
    return f"{who} übernommen, davon {grouped(new)} neu; {counted(new_addresses, 'neue Adresse', 'neue Adressen')}."


def people_exported(file: str, lines: int) -> str:
    """Return what an export did."""
    return f"{counted(lines, 'Adresse', 'Adressen')} in „{file}“ geschrieben. Die Datei enthält persönliche Daten."


def released(notice: int, rev: int, audience_: int) -> str:
    """Return that a notice is on its way."""
    which = f"Meldung {notice}" if rev == 1 else f"Meldung {notice}, {revision(rev)},"
    return f"{which} ist freigegeben: {counted(audience_, 'Zustellung', 'Zustellungen')}."


def released_before(notice: int, audience_: int) -> str:
    """Return that this has been done before."""
    return f"Meldung {notice} war schon freigegeben: {counted(audience_, 'Zustellung', 'Zustellungen')}."


def revision(rev: int) -> str:
    """Return which revision it is."""
    return f"Fassung {rev}"


def ended(notice: int, state: str, skipped: int, taken_back: int) -> str:
    """Return what stopping or withdrawing did."""
    not_sent = counted(skipped, "Zustellung geht", "Zustellungen gehen") + " nicht mehr hinaus"
    back = f", {counted(taken_back, 'Nachricht wird', 'Nachrichten werden')} zurückgenommen" if taken_back else ""
    return f"Meldung {notice} ist {STATES[state]}: {not_sent}{back}."


def ended_before(notice: int, state: str) -> str:
    """Return that this has been done before."""
    return f"Meldung {notice} war schon {STATES[state]}."


def total(sums: dict[str, int]) -> str:
    """Return the line below a list."""
    return f"Insgesamt {states(sums)}"


def dropped(count: int) -> str:
    """Return how much was not for us."""
    return f"Nicht an Verbundbote gerichtet und darum nie gespeichert: {grouped(count)}."


BENCH_COLUMNS = ("Gemessen", "Wert", "Einheit", "Erwartet")
NOT_EMPTY_HINT = "Nennen Sie einen neuen oder leeren Ordner."


def not_empty(folder: str) -> str:
    """Return that a folder has something in it."""
    return f"Der Ordner „{folder}“ ist nicht leer."


def no_region(code: str) -> str:
    """Return that there is no such region."""
    return f"Die Region „{code}“ gibt es nicht."


def among(known: Iterable[str]) -> str:
    """Return what there is to choose from."""
    return "Möglich sind: " + ", ".join(known) + "."


def lifted(user: str) -> str:
    """Return that the limits are lifted, and from when that counts."""
    return f"Der Server begrenzt {user} nicht mehr. Starten Sie bote run neu, dann sendet es entsprechend schneller."


def lift_by_hand(url: str) -> str:
    """Return what to ask of the server's administrator."""
    return (
        "Bitten Sie die Verwaltung des Servers um ein Zugangswort in einer Datei und nennen Sie diese mit "
        f"--admin-token-file, oder lassen Sie dort ausführen: curl -X POST -H 'Authorization: Bearer ZUGANG' "
        f'-d \'{{"messages_per_second": 0, "burst_count": 0}}\' {url}\n'
        "Verbundbote merkt danach beim Senden selbst, innerhalb einer Stunde, dass es schneller gehen darf."
    )


ERASE_NOT_CONFIRMED = "Es wurde nichts gelöscht: Das lässt sich nicht rückgängig machen."
ERASE_NOT_CONFIRMED_HINT = "Wenn Sie sicher sind, ergänzen Sie --yes."
PERSON_ERASED_KEPT = (
    "Geblieben sind, ohne Bezug zur Person: Zahlen über Zustellungen, damit die Statistik stimmt, und dass und wann "
    "gelöscht wurde, als Nachweis."
)
NO_PERSON_HINT = "Wer angemeldet ist, zeigt: bote person list"


def no_person(key: str) -> str:
    """Return that there is nobody with a key."""
    return f"Die Person „{key}“ gibt es nicht."


def persons_counted(count: int) -> str:
    """Return how many persons there are."""
    return f"{grouped(count)} {'Person' if count == 1 else 'Personen'}."


def person_exported(key: str, file: str) -> str:
    """Return where everything about a person is now."""
    return f"Alles über „{key}“ steht jetzt in {file}. Geben Sie die Datei nur der Person selbst."


def person_erased(key: str) -> str:
    """Return that a person is erased."""
    return f"Gelöscht ist alles, was zu „{key}“ führt: Adressen, Abo, Einwilligungen, Name, Nachrichten an die Person."


INVITE_NEEDS_REGION = "Wer federführt, braucht eine Region."
INVITE_NEEDS_REGION_HINT = "Ergänzen Sie zum Beispiel --region heide."
SHEET_IS_FOR_MEMBERS = "Ein Code für viele gibt nur die Rolle member."
CODE = "Schreiben Sie dem Boten: Code {code}"


def unknown_region(code: str, nearest: str) -> str:
    """Return that there is no such region, and the nearest one."""
    return f"Die Region „{code}“ gibt es nicht; am ähnlichsten ist {nearest}."


def invited(role: str, expires_at: datetime, *, many: bool) -> str:
    """Return for whom a code is and how long."""
    whom = "viele" if many else "eine Person"
    return f"Einladung für {whom} ({role}), gültig bis {german_time(expires_at)}. Der Code wird nur jetzt gezeigt."


PRINT_WHAT = "Eine Einladung zum Ausdrucken wird HTML oder PDF."
PRINT_WHAT_HINT = "Bitte nennen Sie eine Datei, die auf .html oder .pdf endet."
INVITE_PRINTED = "Zum Ausdrucken: {file}"
