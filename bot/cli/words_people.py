"""What the command line says about linked addresses, invitations that are out, and organisations."""


class Help:
    """Help of the commands."""

    LINK = "Macht aus zwei Personen eine: ein Mensch, der in zwei Messengern angemeldet ist."
    LINK_KEY = "Der Schlüssel der einen Person (zeigt: bote person list)."
    LINK_OTHER = "Der Schlüssel der anderen."
    LINK_YES = "Wirklich verbinden; ohne das geschieht nichts."
    UNLINK = "Löst eine Adresse von ihrer Person; dort ist dann jemand Neues ohne Rolle und Verlauf."
    UNLINK_NETWORK = "Das Netz der Adresse (zeigt: bote person show)."
    UNLINK_ADDRESS = "Die Adresse auf diesem Netz."
    ORGANISATION = "Einrichtungen, wie die Menschen sie schreiben."
    ORGANISATION_LIST = "Zeigt Einrichtungen, und wie viele Menschen dort arbeiten."
    ORGANISATION_MERGE = "Macht eine Schreibweise zu einem Teil einer anderen, auch für später."
    WRONG = "Die Schreibweise, die aufgeht."
    RIGHT = "Die Schreibweise, die bleibt."
    INVITE = "Einladungen: machen, zeigen, zurückziehen. Ohne Befehl: eine machen."
    INVITE_LIST = "Zeigt, welche Einladungen noch gelten. Die Codes selbst kennt niemand mehr."
    INVITE_REVOKE = "Zieht eine Einladung zurück; ihr Code gilt ab sofort nicht mehr."
    INVITE_ID = "Das Kürzel der Einladung (zeigt: bote invite list)."


LINK_NOT_CONFIRMED = "Es wurde nichts verbunden: Zwei Personen werden nur mit --yes eine."
LINK_NOT_CONFIRMED_HINT = "Prüfen Sie vorher mit „bote person show“, ob beide derselbe Mensch sind."
SAME_PERSON = "Das ist zweimal dieselbe Person."
LINKED = "Verbunden. Alles steht jetzt bei {person}; „{merged}“ gibt es nicht mehr."
NO_ADDRESS_HINT = "Welche Adressen eine Person hat, zeigt: bote person show"
ONLY_ADDRESS = "Das ist die einzige Adresse der Person; sie bleibt bei ihr."
UNLINKED = "Getrennt. Unter dieser Adresse ist jetzt {new}, ohne Rolle und Verlauf."
MERGED = {True: "Zusammengelegt: 1 Person.", False: "Zusammengelegt: {count} Personen."}
SAME_BODY = "Das ist zweimal dieselbe Schreibweise."
NO_BODY_HINT = "Welche Schreibweisen es gibt, zeigt: bote organisation list"
REVOKED = "Zurückgezogen. Der Code gilt nicht mehr."
NO_INVITATION_HINT = "Was noch gilt, zeigt: bote invite list"


def no_address(network: str, address: str) -> str:
    """Return that a person has no such address."""
    return f"Die Person hat auf {network} keine Adresse „{address}“."


def no_body(name: str) -> str:
    """Return that there is no organisation of this spelling."""
    return f"Eine Einrichtung „{name}“ gibt es nicht."


def no_invitation(short: str) -> str:
    """Return that no valid invitation, or more than one, has this short name."""
    return f"Eine gültige Einladung „{short}“ gibt es nicht, oder das Kürzel ist nicht eindeutig."
