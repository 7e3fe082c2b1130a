"""What the command line says about the files of a notice."""

from collections.abc import Sequence

NOT_THERE_HINT = "Legen Sie sie in denselben Ordner wie die Meldung und prüfen Sie den Namen in der Zeile „anlagen“."
EMPTY_HINT = "Prüfen Sie, ob sie richtig gespeichert wurde."
TOO_LARGE_HINT = "Verkleinern Sie die Datei, oder verweisen Sie im Text auf sie."
UNREADABLE_HINT = "Prüfen Sie, ob sie eine Datei ist und ob Sie sie lesen dürfen."
CHANGED_HINT = "Wiederholen Sie den Befehl, wenn niemand mehr an ihr arbeitet."
NOT_KEPT_HINT = "Prüfen Sie die Rechte und den freien Platz im Datenverzeichnis."


def not_there(name: str) -> str:
    """Return that there is no such file."""
    return f"Die Anlage „{name}“ gibt es nicht."


def unreadable(name: str) -> str:
    """Return that a file cannot be read."""
    return f"Die Anlage „{name}“ lässt sich nicht lesen."


def empty(name: str) -> str:
    """Return that there is nothing in a file."""
    return f"Die Anlage „{name}“ ist leer."


def too_large(name: str, size: str, limit: str, account: str) -> str:
    """Return that a file is larger than allowed, everywhere or by one network."""
    who = f"„{account}“ nimmt höchstens {limit} an" if account else f"erlaubt sind {limit}"
    return f"Die Anlage „{name}“ ist {size} groß; {who}."


def changed(name: str) -> str:
    """Return that a file was written to in between."""
    return f"Die Anlage „{name}“ hat sich gerade geändert."


def not_kept(name: str) -> str:
    """Return that a file cannot be put into the data directory."""
    return f"Die Anlage „{name}“ lässt sich nicht aufbewahren."


def no_alternative(name: str) -> str:
    """Return that an image says nothing to those who do not see it."""
    return f'Das Bild „{name}“ hat keine Beschreibung. Schreiben Sie dahinter in "…", was darauf zu sehen ist.'


def names_authors(name: str, authors: Sequence[str]) -> str:
    """Return that a file names its authors to everybody who gets it."""
    who = ", ".join(f"„{one}“" for one in authors)
    told = f"In den Eigenschaften von „{name}“ steht als Verfasserin oder Verfasser {who}."
    return f"{told} Das sieht, wer die Datei bekommt."
