"""What is said about the two addresses of one person."""

CODE = (
    "So verbinden Sie Ihren zweiten Messenger mit diesem: Schreiben Sie mir dort innerhalb einer Stunde "
    "„Verknüpfen {code}“. Danach frage ich Sie hier noch einmal. Geben Sie den Code niemandem."
)
WHY = (
    "Wer verknüpft ist, bekommt jede Meldung einmal und stimmt einmal ab. Es gelten die Einstellungen, die älter sind."
)
GIVEN = (
    "Der Code stimmt. Er gehört zu {first}. Dort frage ich jetzt, ob {second} auch Ihre Adresse ist. "
    "Ist {first} nicht Ihre Adresse? Dann hat Sie jemand getäuscht; bitte sagen Sie es der Koordination."
)
CONFIRM = (
    "Soll {second} mit dieser Adresse verknüpft werden? Dann schreiben Sie innerhalb von 30 Minuten: "
    "VERKNÜPFEN {number}\nKennen Sie {second} nicht, dann tun Sie nichts."
)
LINKED = (
    "Verknüpft ist jetzt {second}. Sie erhalten jede Meldung einmal, zuerst an {preferred}. "
    "Ändern: „abo zuerst“. Soll die andere Adresse einspringen, wenn dort nichts ankommt? „abo zweite Adresse“. "
    "Lösen: „trennen“."
)
LINKED_THERE = "Diese Adresse ist jetzt mit {first} verknüpft. Lösen: „trennen“."
ALREADY = "Diese Adresse ist schon mit der anderen verknüpft."
NOTHING_WAITS = "Dazu wartet nichts auf Ihre Bestätigung, oder die 30 Minuten sind vorbei. Neu beginnen: „verknüpfen“."

ONLY_ONE = "Sie haben nur diese eine Adresse. Eine zweite verbinden Sie mit „verknüpfen“."
ASK_SPLIT = (
    "Welche Adresse soll für sich stehen? Sie gilt danach als neue Person mit denselben Einstellungen, aber ohne "
    "Rolle, ohne Bestätigung und ohne das, was bisher war."
)
KEEP, KEEP_WORDS = "Keine", ("nein", "abbrechen", "zurück", "nichts")
SPLIT = "{address} steht jetzt für sich und erhält eigene Meldungen. Wenn Sie dort nichts möchten: dort „abmelden“."
NOT_SPLIT = "In Ordnung, es bleibt, wie es ist."
WHICH = "Das habe ich nicht verstanden. Schreiben Sie die Nummer oder die Adresse."


def address(account: str, user: str) -> str:
    """Return how an address is called: the network, and who somebody is there."""
    return f"{account.partition(':')[0].capitalize()}, {user}"
