"""What is said about regions, counties, topics and keywords when the Koordination changes them."""

TITLE = "Regionen, Themen, Schlagwörter"
ASK_MENU = "Was möchten Sie ändern? Alles auf einen Blick, und wie es in einer Zeile geht, zeigt „pflegen Liste“."
REGIONS_LABEL, COUNTIES_LABEL = "Name einer Region", "Landkreis zuordnen"
TOPICS_LABEL, KEYWORDS_LABEL = "Thema anlegen oder umbenennen", "Schlagwörter"
REGIONS_WORDS, COUNTIES_WORDS = ("Region", "Regionen", "Namen"), ("Kreis", "Landkreis", "Landkreise", "Kreise", "Stadt")
TOPICS_WORDS, KEYWORDS_WORDS = ("Thema", "Themen"), ("Wort", "Wörter", "Schlagwort")
BACK, BACK_WORDS = "Zurück", ("zurück", "Menü")
DONE_LABEL, DONE_WORDS = "Fertig", ("fertig", "nein", "nichts", "danke", "Ende")
FINISHED = "In Ordnung. Weiter ändern: „pflegen“."

ASK_REGION = "Welche Region heißt anders, oder ist richtig benannt?"
ASK_REGION_NAME = "{name}{open}. Wie heißt die Region? Bitte schreiben Sie den Namen."
NAME_IS_RIGHT, NAME_IS_RIGHT_WORDS = "Der Name stimmt", ("stimmt", "richtig", "bestätigen")
ASK_COUNTY_REGION = (
    "Zu welcher Region gehört der Landkreis oder die Stadt jetzt? Sie können auch gleich den Ort schreiben."
)
ASK_COUNTY = "{region}: Welcher Landkreis, welche Stadt?"
ASK_COUNTY_TO = "{county} gehört zu {region}. Zu welcher Region gehört der Ort wirklich?"
ASK_TOPIC = "Welches Thema soll anders heißen?"
NEW_TOPIC, NEW_TOPIC_WORDS = "Neues Thema", ("neu", "anlegen")
ASK_TOPIC_NAME = "{name}: Wie soll das Thema heißen? Wer es abonniert hat, behält es."
ASK_NEW_TOPIC = "Wie soll das neue Thema heißen?"
ASK_WORDS_OF = "Von welchem Thema?"
ASK_WORD = (
    "Schreiben Sie ein Wort, das zu diesem Thema führen soll, oder mehrere mit Kommas. Ein Minus davor streicht es: "
    "„-Wort“."
)
DROP_LABEL = "{word} streichen"

REGION = "{name} ({code}){open}"
OPEN = ", Name noch nicht bestätigt"
TOPIC = "{name} ({code}): {count} Schlagwörter"
REGIONS, TOPICS = "Regionen", "Themen"
HOW = (
    "So ändern Sie etwas in einer Zeile:\n"
    "„pflegen Region heide: Neuer Name“ (bestätigt den Namen auch)\n"
    "„pflegen Kreis Landkreis Celle: heide“\n"
    "„pflegen Thema neu: Wohnen“ oder „pflegen Thema sprache: Sprache und Kurse“\n"
    "„pflegen Wort sprache: +Berufssprachkurs“ oder „-Berufssprachkurs“\n"
    "„pflegen Wörter sprache“ zeigt die Schlagwörter. Abos behalten, was gewählt ist."
)
WORDS = "Schlagwörter zu {name}: {words}."
NONE = "keine"
DONE = "Geändert: {what}."
SAME = "Das ist schon so; es hat sich nichts geändert."
NOT_THERE = "„{word}“ ist kein Schlagwort dieses Themas."
TAKEN = "„{name}“ heißt schon eine andere Region oder ein anderes Thema. Bitte wählen Sie einen anderen Namen."
UNKNOWN = "„{what}“ kenne ich nicht. Was es gibt, zeigt „pflegen Liste“."
TOO_LONG = "Bitte höchstens {most} Zeichen."
NOT_READ = "Das habe ich nicht verstanden."
SEVERAL = "„{what}“ ist mehrdeutig. Bitte schreiben Sie „Landkreis …“ oder „Stadt …“."
