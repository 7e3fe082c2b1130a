"""Every German sentence that stands around a notice in a message. Logic is elsewhere."""

from collections.abc import Sequence
from enum import StrEnum

from domain.notice import Level
from domain.state import DeliveryState


class FollowUp(StrEnum):
    """How a notice goes on from an earlier one."""

    #: There is more to say, what was said stays true.
    UPDATE = "update"
    #: What was said was wrong.
    CORRECTION = "correction"
    #: Nothing needs to be done any more.
    DONE = "done"


LEVELS = {Level.INFO: "", Level.IMPORTANT: "Wichtig", Level.URGENT: "EILT"}
FOLLOW_UPS = {FollowUp.UPDATE: "Aktualisierung", FollowUp.CORRECTION: "Korrektur", FollowUp.DONE: "Erledigt"}

SOURCE = "Quelle: "
DEADLINE = "Frist: "
TOPICS = "Themen: "
TOPIC = "Thema: "
REGIONS = "Regionen: "
REGION = "Region: "
STATEWIDE = "landesweit"
BETWEEN = " · "
REPEATED = "(Wiederholung)"
EDITION = "Wochenüberblick"
GREETING = "Guten Tag,"
NOTHING_NEW = "In diesem Zeitraum gibt es keine neuen Meldungen zu Ihren Themen."
WITHDRAWN = "Diese Meldung gilt nicht mehr. Bitte geben Sie sie nicht weiter."
INTERNAL_ELSEWHERE = (
    "Für Sie liegt eine interne Mitteilung bereit. Internes wird hier nicht verschickt. "
    "Sie lesen es in Ihrem Verbund auf Matrix; wenn Sie dort noch nicht sind, hilft Ihnen Ihre Federführende weiter."
)
ATTACHMENT = "Anlage: "
ATTACHMENTS = "Anlagen: "
FILES_FOLLOW = "Die Anlagen folgen als eigene Nachrichten."
#: What a file is called whose ending says nothing.
FILE = "Datei"
FOLLOWED = {
    FollowUp.UPDATE: "Die Meldung wurde oben im Chat ergänzt. Bitte lesen Sie sie noch einmal.",
    FollowUp.CORRECTION: "Die Meldung wurde oben im Chat korrigiert. Bitte lesen Sie sie noch einmal.",
    FollowUp.DONE: "Die Meldung oben im Chat ist erledigt.",
}


DELIVERY_STATES = {
    DeliveryState.SENT: "gesendet",
    DeliveryState.WAITING: "wartend",
    DeliveryState.FAILED: "nicht zustellbar",
    DeliveryState.UNSURE: "unklar",
    DeliveryState.SKIPPED: "nicht mehr gesendet",
}


#: The button below urgent notices, and the conversation that it belongs to.
SEEN, SEEN_DIALOG, SEEN_STEP = "Zur Kenntnis genommen", "seen", "notice"
TOOK_NOTE = "Zur Kenntnis genommen, freiwillig und ab fünf je Region: {counts}"
TOOK_NOTE_NAMES = "Federführende, die ihren Namen dazu nennen: {names}"


def seen_payload(notice: int) -> str:
    """Return what the button below an urgent notice sends."""
    return f"1:{SEEN_DIALOG}:{SEEN_STEP}:{notice}"


FROM_REGIONS = "aus den Regionalverbünden"


def opinion(source: str, link: str) -> str:
    """Return a source whose words are not official: that it is its own opinion, and where to read it."""
    return ", ".join(part for part in (f"{source} – Auffassung der Quelle", link) if part)


#: Why something did not arrive. What a network says in its own words is told as another reason.
REASONS = {
    "no_address": "keine Adresse, die dafür benutzt werden darf",
    "address gone": "die Adresse gilt nicht mehr",
    "the recipient is gone": "nicht mehr erreichbar oder blockiert",
    "the network refuses this message": "vom Netz abgelehnt",
    "expired": "die Zeit war abgelaufen",
    "not receiving": "macht gerade Pause oder ist abgemeldet",
    "stopped": "angehalten",
    "withdrawn": "zurückgezogen",
    "superseded": "durch eine Berichtigung ersetzt",
    "never heard of it": "wusste nichts von dem, was abgesagt ist",
    "erased": "die Person hat sich löschen lassen",
    "merged": "mit einer anderen Adresse verknüpft",
    "restored": "seit der Sicherung unbekannt",
    "no answer in time": "keine Antwort des Netzes",
}


def reason(code: str) -> str:
    """Return why something did not arrive."""
    return REASONS.get(code, "anderer Grund")


def internal_title(number: int) -> str:
    """Return what an internal notice is called where its own title may not go."""
    return f"Interne Mitteilung Nr. {number}"


def hint_goes_out(title: str) -> str:
    """Return what somebody is told whose hint is released."""
    return f"Ihr Hinweis „{title}“ geht jetzt hinaus. Danke!"


def kept_back(number: int) -> str:
    """Return what is told of a planned notice whose author has lost the role before its time."""
    return (
        f"Nicht gesendet: Mitteilung Nr. {number}. Wer sie geplant hat, darf sie nicht mehr freigeben. "
        "Ist sie noch wichtig, schreiben Sie sie bitte neu."
    )


def report_title(title: str) -> str:
    """Return the first line of the report about a notice."""
    return f"Bericht: {title}"


def part(number: int, count: int) -> str:
    """Return what stands below one part of a long message."""
    return f"(Teil {number} von {count})"


def task(*, done: bool) -> str:
    """Return what stands before a task in a list."""
    return "Erledigt: " if done else "Offen: "


def image(alt: str) -> str:
    """Return what stands for an image that shows what alt says."""
    return f"[Bild: {alt}]"


def attachments(described: Sequence[str]) -> str:
    """Return the line that names files, each as `attachment` has it."""
    return (ATTACHMENT if len(described) == 1 else ATTACHMENTS) + ", ".join(described)


def attachment(name: str, kind: str, size: int | None) -> str:
    """Return what a file is: "Rundschreiben 02/26 (PDF, 180 KB)". size None: not known."""
    facts = [kind or FILE, *([] if size is None else [file_size(size)])]
    return f"{name} ({', '.join(facts)})"


def file_size(size: int) -> str:
    """Return a number of bytes as people read it: "180 KB", "1,2 MB"."""
    if size < 1_000:
        return f"{size}\u00a0Byte"
    if size < 999_500:
        return f"{round(size / 1_000)}\u00a0KB"
    return f"{size / 1_000_000:.1f}\u00a0MB".replace(".", ",").replace(",0", "")


def first_line(level: Level, title: str, until: str | None, follow_up: FollowUp | None) -> str:
    """Return the first line of a notice. until: the deadline in words, which only urgent notices have here."""
    lead = LEVELS[level]
    if level is Level.URGENT and until:
        lead = f"{lead} – bis {until}"
    if follow_up:
        lead = f"{FOLLOW_UPS[follow_up]} – {lead}" if lead else FOLLOW_UPS[follow_up]
    return f"{lead}: {title}" if lead else title


def withdrawn(title: str) -> str:
    """Return the first line of a notice that was withdrawn."""
    return f"Zurückgezogen: {title}"


def followed(title: str, follow_up: FollowUp) -> str:
    """Return the first line of the short message that points to a notice which was changed."""
    return f"{FOLLOW_UPS[follow_up]}: {title}"


def too_late(day: str) -> str:
    """Return the heading of a notice that comes after its deadline."""
    return f"Frist abgelaufen am {day}"


def count(items: int, sections: int) -> str:
    """Return how much an edition holds."""
    meldungen = "1 Meldung" if items == 1 else f"{items} Meldungen"
    return f"{meldungen} in {sections} Abschnitten" if sections > 1 else meldungen


SERVICE = "Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen"
LETTER_FROM = (
    "Diese Nachricht kommt vom Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen (KMN). Wer sie "
    "lieber im Messenger liest, wendet sich an die Federführenden des eigenen Regionalverbunds."
)
INTERNAL_LETTER = "Nur für den internen Gebrauch im Verbund. Bitte geben Sie dies nicht weiter."
INTERNAL_SUBJECT = "[intern]"


def page(number: int) -> str:
    """Return what stands below a page."""
    return f"Seite {number}"


REMIND_ME = "An die Frist erinnern"
REMINDER = "Erinnerung: Frist {due}"


def reminder_of(title: str, number: int) -> str:
    """Return what a reminder is about. title "": it is not named."""
    about = f"{title}. " if title else ""
    return f"{about}Die ganze Meldung zeigt „nochmal {number}“."


def edition_dated(slot: str, day: str) -> str:
    """Return the number and the day of an edition, e.g. "Informationsdienst Nr. 48/2026, Do., 26.11.2026"."""
    year, week = slot.split("-W", 1)
    return f"Informationsdienst Nr.\u00a0{week}/{year}, {day}"


def daily_title(day: str) -> str:
    """Return the title of a daily digest."""
    return f"Tagesüberblick {day}"


SHOW_DRAFT = "Ausgabe ansehen"


def draft_ready(title: str, items: int) -> str:
    """Return that an edition can be looked through and released."""
    meldungen = "1 Meldung" if items == 1 else f"{items} Meldungen"
    return (
        f"Der Entwurf „{title}“ liegt bereit: {meldungen}. Schreiben Sie „ausgabe“, um ihn anzusehen, zu ändern und "
        "freizugeben. Ohne Ihre Freigabe wird nichts gesendet."
    )


def edition_title(slot: str) -> str:
    """Return the title of the edition of a week like 2026-W48."""
    year, week = slot.split("-W", 1)
    return f"{EDITION} {week}/{year}"
