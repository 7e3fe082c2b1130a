"""What backup and restore say."""

from typing import Final


class Help:
    """What the help says."""

    BACKUP: Final = "Sichert Datenbank, Schlüssel und Anlagen in eine Datei, auch während Verbundbote läuft."
    BACKUP_FILE: Final = "Die neue Datei; sie enthält Zugänge und Personendaten und darf nur Ihnen gehören."
    RESTORE: Final = "Stellt eine Sicherung in einem leeren Datenverzeichnis wieder her."
    RESTORE_FILE: Final = "Die Sicherung."
    RESTORE_MOVED: Final = (
        "Seit der Sicherung lief Verbundbote nirgends mehr (Umzug): Was noch zu senden war, wird gesendet."
    )


NO_DUMP = (
    "Die Datenbank liegt auf PostgreSQL und ist nicht in dieser Datei. Bitte sichern Sie sie mit pg_dump, gleich nach "
    "dieser Sicherung, und bewahren Sie beides zusammen auf."
)
NOTHING_HERE = "Hier gibt es noch nichts zu sichern."
NOTHING_HERE_HINT = "Bitte prüfen Sie BOTE_DATA_DIR; nach dem ersten bote run ist dort etwas."
UNWRITABLE = "Die Sicherung ließ sich nicht schreiben."
UNREADABLE = "Die Sicherung lässt sich nicht lesen oder hier nicht wiederherstellen."
CHECK_DISK = "Bitte prüfen Sie den Pfad, die Rechte und den freien Platz."
OTHER_DATABASE = "Diese Sicherung enthält eine SQLite-Datenbank, eingestellt ist aber PostgreSQL."
OTHER_DATABASE_HINT = "Bitte stellen Sie ohne BOTE_DATABASE_URL wieder her."

NO_DATABASE_IN_IT = "Diese Sicherung enthält keine Datenbank: Sie wurde mit PostgreSQL gemacht."
NO_DATABASE_HINT = "Bitte nennen Sie mit BOTE_DATABASE_URL die Datenbank, die pg_restore wiederhergestellt hat."
DATABASE_FIRST = "Die Datenbank auf PostgreSQL ist noch leer."
DATABASE_FIRST_HINT = "Bitte stellen Sie zuerst sie mit pg_restore wieder her, danach diese Sicherung."

#: By the code of a BackupError: what is wrong, and what to do.
FAULTS = {
    "exists": ("Die Datei gibt es schon.", "Bitte nennen Sie einen neuen Namen, damit keine Sicherung verloren geht."),
    "inside": (
        "Eine Sicherung im Datenverzeichnis ginge mit ihm verloren.",
        "Bitte nennen Sie einen Ort außerhalb, am besten auf einem anderen Datenträger.",
    ),
    "no_archive": ("Das ist keine Sicherung von Verbundbote.", "Bitte prüfen Sie, ob es die richtige Datei ist."),
    "newer": (
        "Die Sicherung stammt von einer neueren Version von Verbundbote.",
        "Bitte stellen Sie sie mit dieser wieder her.",
    ),
    "damaged": ("Die Sicherung ist beschädigt.", "Bitte nehmen Sie eine andere. Hier wurde nichts verändert."),
    "not_empty": (
        "Hier gibt es schon Daten, und eine Sicherung ersetzt keine.",
        "Bitte nennen Sie mit BOTE_DATA_DIR ein leeres Verzeichnis, oder räumen Sie dieses beiseite.",
    ),
    "running": ("Verbundbote läuft mit diesem Datenverzeichnis.", "Bitte beenden Sie es zuerst."),
}


def backed_up(file: str, files: int, size: int) -> str:
    """Return what was written."""
    megabytes = f"{size / 1e6:.1f}".replace(".", ",")
    return (
        f"Gesichert: {file} ({files} Dateien, {megabytes} MB). Sie enthält Zugänge: Bitte bewahren Sie sie sicher auf. "
        "Löschen Sie sie nach 30 Tagen: Wer seitdem gelöscht wurde, steht noch darin."
    )


def restored(made_at: str, files: int) -> str:
    """Return what was restored."""
    return f"Wiederhergestellt ist der Stand vom {made_at} ({files} Dateien)."


def held(dispatches: int, deliveries: int) -> str:
    """Return what somebody has to decide on now."""
    if not dispatches and not deliveries:
        return "Nichts war unterwegs."
    return (
        f"Unterwegs waren {dispatches} Sendungen und {deliveries} noch nicht begonnene Zustellungen. Sie können seit "
        "der Sicherung angekommen sein und werden nicht noch einmal gesendet; Zustellungen sind unklar, sobald "
        "Verbundbote läuft. Auf Matrix sieht es bei jedem Start nach, über die übrigen entscheiden Sie mit: "
        "bote deliveries resolve"
    )


def erased(number: int) -> str:
    """Return how many persons were erased again."""
    return f"Nach der Sicherung gelöschte Personen, die wieder gelöscht wurden: {number}."
