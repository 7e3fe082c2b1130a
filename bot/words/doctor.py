"""What `bote doctor` says, in German."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

STATES = {"green": "grün", "yellow": "gelb", "red": "rot"}
NAMES = {
    "settings": "Einstellungen", "operator": "Angaben zum Betrieb", "test": "Testbetrieb", "secrets": "Geheimnisse",
    "data_dir": "Datenordner", "database": "Datenbank", "telegram.account": "Telegram: Konto",
    "telegram.updates": "Telegram: Eingang", "matrix.server": "Matrix: Server", "matrix.account": "Matrix: Konto",
    "matrix.signed": "Matrix: Unterschrift", "matrix.keys": "Matrix: Schlüssel", "matrix.limits": "Matrix: Grenzen",
    "clock": "Uhr", "telegram.heard": "Telegram: letzte Antwort", "matrix.heard": "Matrix: letzte Antwort",
    "sources": "Quellen",
}  # fmt: skip
_NETWORKS = {"telegram": "Telegram", "matrix": "Matrix"}

START_ONCE = "Das erledigt der nächste Start von bote run."
CONNECTION_HINT = "Prüfen Sie die Adresse in den Einstellungen und die Verbindung ins Netz."

NO_NETWORK = "Es ist kein Netz eingerichtet."
NO_NETWORK_HINT = (
    "Setzen Sie BOTE_TELEGRAM_TOKEN_FILE, oder BOTE_MATRIX_HOMESERVER, BOTE_MATRIX_USER und BOTE_MATRIX_PASSWORD_FILE."
)
MATRIX_HALF = (
    "Matrix ist nur halb eingerichtet: Es braucht BOTE_MATRIX_HOMESERVER, BOTE_MATRIX_USER und BOTE_MATRIX_PASSWORD "
    "oder BOTE_MATRIX_ACCESS_TOKEN (auch mit _FILE)."
)
WEBHOOK_HALF = "BOTE_TELEGRAM_WEBHOOK_URL braucht auch BOTE_WEB_LISTEN."
NO_OPERATOR = "Es fehlen Angaben dazu, wer Verbundbote verantwortet; „Datenschutz“ und „Impressum“ nennen sie."
TEST = "BOTE_TEST=1 ist gesetzt: Uhr, Tempo und Abstürze lassen sich von außen steuern."
TEST_HINT = "Entfernen Sie im Betrieb BOTE_TEST."
SECRETS_CLOSED = "Kein Geheimnis ist für andere auf diesem Rechner lesbar."
UNWRITABLE_HINT = "Prüfen Sie die Rechte, oder setzen Sie BOTE_DATA_DIR auf einen anderen Ordner."
SPACE_HINT = "Schaffen Sie Platz: Ohne Platz kann nichts angenommen und nichts verschickt werden."
NO_DATABASE = "Die Datenbank ist nicht zu erreichen oder nicht zu lesen."
NO_DATABASE_HINT = "Prüfen Sie BOTE_DATABASE_URL, die Rechte, und ob der Datenbankserver läuft."
EMPTY_DATABASE = "Die Datenbank ist noch nicht eingerichtet."
NEWER_HINT = "Starten Sie die neuere Version von Verbundbote, die diese Datenbank angelegt hat."
TELEGRAM_REFUSED = "Telegram nimmt das Zugangswort des Bots nicht an."
TELEGRAM_REFUSED_HINT = "Holen Sie bei @BotFather das gültige und setzen Sie BOTE_TELEGRAM_TOKEN_FILE."
TELEGRAM_NOT_REACHED = "Telegram ist nicht zu erreichen."
WEBHOOK_HINT = "Prüfen Sie Zertifikat, Erreichbarkeit und Weiterleitung der Adresse BOTE_TELEGRAM_WEBHOOK_URL."
MATRIX_NOT_REACHED = "Der Matrix-Server ist nicht zu erreichen."
MATRIX_REACHED = "Der Matrix-Server antwortet."
MATRIX_NEVER_STARTED = "Es ist noch kein Gerät angemeldet; ob das Passwort stimmt, zeigt erst der Start."
MATRIX_REFUSED = "Der Matrix-Server nimmt den Zugang des Bots nicht mehr an."
MATRIX_REFUSED_HINT = "Prüfen Sie BOTE_MATRIX_PASSWORD oder BOTE_MATRIX_ACCESS_TOKEN, und starten Sie bote run neu."
OTHER_USER_HINT = "Prüfen Sie BOTE_MATRIX_USER und den Zugang: Beide müssen zum selben Konto gehören."
OTHER_DEVICE_HINT = (
    "Nutzen Sie den Zugang des Bots nirgends sonst. Beim nächsten Start wird ein neues Gerät angemeldet; was gerade "
    "unterwegs war, ist dann unsicher."
)
SIGNED = "Das Gerät ist mit der Identität des Kontos unterschrieben."
NOT_SIGNED = "Das Gerät ist nicht unterschrieben; manche Programme zeigen den Bot rot oder seine Nachrichten gar nicht."
NOT_SIGNED_HINT = "Setzen Sie BOTE_MATRIX_RECOVERY_KEY_FILE, und starten Sie bote run neu."
FEW_KEYS_HINT = "Läuft bote run? Es lädt Schlüssel nach, sobald sie knapp werden."
NOT_LIMITED = "Der Server begrenzt nicht, wie viel der Bot sendet."
LIMITED = "Der Server lässt den Bot nur eine Nachricht in fünf Sekunden senden; Räume kommen vor Personen an die Reihe."
MAYBE_LIMITED = (
    "Ob der Server den Bot begrenzt, ist nicht bekannt. Bis sich das Gegenteil zeigt, sendet er nach den ersten eine "
    "Nachricht in fünf Sekunden, an Räume vor Personen."
)
LIMITED_HINT = "Lassen Sie die Grenzen aufheben: bote matrix lift-limit tut es oder sagt, wer es kann."
CLOCK_HINT = "Lassen Sie die Uhr dieses Rechners stellen (etwa mit systemd-timesyncd oder chrony)."
SILENT_HINT = "Läuft bote run? Sein Protokoll sagt, woran es liegt."
SOURCES_HINT = "Näheres zeigt: bote feed list"


def networks(names: Sequence[str]) -> str:
    """Return which networks are set up."""
    return "Eingerichtet: " + ", ".join(_NETWORKS.get(name, name) for name in names) + "."


def open_to_all(name: str, path: Path) -> str:
    """Return that everybody on this machine can read a secret."""
    return f"{name}: Die Datei {path} ist für alle auf diesem Rechner zugänglich."


def close_file(path: Path) -> str:
    """Return how to close a file."""
    return f"Nehmen Sie anderen die Rechte: chmod 600 {path}"


def close_folder(path: Path) -> str:
    """Return how to close a folder."""
    return f"Nehmen Sie anderen die Rechte: chmod 700 {path}"


def unwritable(path: Path) -> str:
    """Return that nothing can be kept there."""
    return f"In den Ordner {path} lässt sich nicht schreiben."


def folder_open(path: Path) -> str:
    """Return that others may look into the data directory."""
    return f"Der Ordner {path} ist für alle auf diesem Rechner zugänglich."


def little_space(path: Path, free: int) -> str:
    """Return that there is little space left."""
    return f"Im Ordner {path} sind nur noch {_size(free)} frei."


def folder_fine(path: Path, free: int) -> str:
    """Return that the data directory is as it should be."""
    return f"{path} ist beschreibbar, {_size(free)} sind frei."


def newer_database(version: str, wanted: str) -> str:
    """Return that the database is of a newer program."""
    return f"Die Datenbank stammt von einer neueren Version (Stand {version}, dieses Programm: {wanted})."


def older_database(version: str, wanted: str) -> str:
    """Return that the database is to be changed."""
    return f"Die Datenbank ist auf älterem Stand ({version}) als dieses Programm ({wanted})."


def database_fine(version: str) -> str:
    """Return that the database is as it should be."""
    return f"Erreichbar und auf dem neuesten Stand ({version})."


def telegram_account(name: str) -> str:
    """Return who we are on Telegram."""
    return f"Der Bot ist @{name}."


def webhook_differs(is_: str, wanted: str) -> str:
    """Return that updates do not come the way that the settings say."""
    if not wanted:
        return f"Telegram ruft noch {is_} auf, eingestellt ist aber das Abholen."
    return f"Telegram ruft {is_ or 'keine Adresse'} auf, eingestellt ist {wanted}."


def webhook_fails(reason: str) -> str:
    """Return that Telegram cannot call us."""
    return f"Telegram konnte die Adresse zuletzt nicht aufrufen: {reason}"


def updates_by(webhook: str, pending: int) -> str:
    """Return how updates come, and how many wait."""
    how = f"Telegram ruft {webhook} auf" if webhook else "Der Bot holt ab"
    return f"{how}; {pending} warten."


def matrix_account(user: str, device: str) -> str:
    """Return who we are on Matrix."""
    return f"Der Bot ist {user}, Gerät {device}."


def other_user(is_: str, wanted: str) -> str:
    """Return that the access belongs to somebody else."""
    return f"Der Zugang gehört {is_}, eingestellt ist {wanted}."


def other_device(is_: str, kept: str) -> str:
    """Return that the access belongs to another device than the keys."""
    return f"Der Zugang gehört dem Gerät {is_ or 'ohne Namen'}, die Schlüssel hier gehören {kept}."


def keys_left(count: int) -> str:
    """Return how many keys others can still take to begin with us."""
    return f"Auf dem Server liegen noch {count} Einmalschlüssel."


def clock(network: str, offset: float, *, right: bool) -> str:
    """Return how our clock stands beside that of a network's server."""
    name = _NETWORKS.get(network, network)
    if right:
        return f"Geht wie die von {name}."
    return f"Geht {abs(offset):.0f} Sekunden {'nach' if offset > 0 else 'vor'} gegenüber der von {name}."


def never_heard(network: str) -> str:
    """Return that the bot has not been at work on a network yet."""
    return f"Auf {_NETWORKS.get(network, network)} war der Bot noch nie in Betrieb."


def heard(network: str, age: timedelta) -> str:
    """Return how long ago a network answered the bot at work."""
    return f"{_NETWORKS.get(network, network)} hat dem Bot zuletzt vor {_age(age)} geantwortet."


def sources_fail(titles: Sequence[str]) -> str:
    """Return which sources cannot be read."""
    return f"Nicht zu lesen: {', '.join(titles)}."


def sources_silent(titles: Sequence[str]) -> str:
    """Return which sources have fallen silent."""
    return f"Ungewöhnlich lange nichts Neues: {', '.join(titles)}."


def sources_fine(count: int) -> str:
    """Return that all sources are well."""
    return "Die eine Quelle ist lesbar." if count == 1 else f"Alle {count} Quellen sind lesbar."


def summary(red: int, yellow: int) -> str:
    """Return the line below the report."""
    if not red and not yellow:
        return "Alles in Ordnung."
    return f"Rot: {red}, gelb: {yellow}."


def _size(size: int) -> str:
    if size < 1 << 30:
        return f"{size >> 20} MB"
    return f"{size / (1 << 30):.1f} GB".replace(".", ",")


def _age(age: timedelta) -> str:
    seconds = max(int(age.total_seconds()), 0)
    for size, one, many in _AGES:
        if seconds >= size:
            return one if seconds < 2 * size else f"{seconds // size} {many}"
    return "einigen Sekunden"


_AGES = ((86400, "einem Tag", "Tagen"), (3600, "einer Stunde", "Stunden"), (60, "einer Minute", "Minuten"))


def operator_hint(missing: list[str]) -> str:
    """Return which settings about the operator are missing."""
    return f"Setzen Sie {', '.join(missing)}."
