"""What the command line says about regions and topics."""


class Help:
    """Help of the commands."""

    REGION = "Regionalverbünde: Namen und Landkreise."
    REGION_LIST = "Zeigt Regionen und ihre Landkreise."
    REGION_RENAME = "Gibt einer Region ihren richtigen Namen, der damit bestätigt ist."
    REGION_COUNTY = "Ordnet einen Landkreis einer anderen Region zu."
    TOPIC = "Themen und ihre Schlagwörter."
    TOPIC_LIST = "Zeigt Themen und Schlagwörter."
    TOPIC_ADD = "Fügt ein Thema hinzu."
    TOPIC_RENAME = "Benennt ein Thema um; Abos folgen."
    TOPIC_KEYWORD = "Lässt ein Wort auf ein Thema hinweisen, oder nicht mehr."
    CODE = "Das Kürzel der Region, zum Beispiel heide."
    TOPIC_CODE = "Das Kürzel des Themas, zum Beispiel sprache."
    NAME = "Der neue Name."
    AGS = "Der amtliche Schlüssel des Landkreises (zeigt: bote region list)."
    WORD = "Das Schlagwort."
    REMOVE = "Nimmt das Wort weg, statt es hinzuzufügen."


CHANGED, SAME = "Geändert.", "Das ist schon so; es hat sich nichts geändert."
HINT = "Was es gibt, zeigen: bote region list, bote topic list"


def unknown(what: str) -> str:
    """Return that there is nothing of this code."""
    return f"„{what}“ gibt es nicht."


def taken(name: str) -> str:
    """Return that there is a topic of this name."""
    return f"Ein Thema „{name}“ gibt es schon."
