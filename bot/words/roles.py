"""What is said about roles: given, given for a time, taken away."""

GIVE_TITLE = "Rolle geben"
ASK_WHO = "Wem? Wählen Sie, oder schreiben Sie die Kennung der Person. Sie steht dort in „MeineDaten“."
WHO_UNKNOWN = "„{words}“ finde ich nicht. Bitte schreiben Sie die Kennung, zum Beispiel „3F9A“."
WHO_SEVERAL = "Das könnten mehrere sein. Bitte schreiben Sie die Kennung."
NOT_YOURSELF = "Sich selbst können Sie keine Rolle geben."
ASK_WHAT = "Welche Rolle für {who}?"
LEAD, LEAD_WORDS = "Federführende", ("federführung", "federführend", "verbund")
COORDINATION, COORDINATION_WORDS = "Koordination", ("koordinator", "koordinatorin")
ASK_REGION = "Für welchen Verbund?"
ASK_UNTIL = (
    "Bis wann? Schreiben Sie ein Datum, zum Beispiel „31.03.2027“. An diesem Tag endet die Rolle von selbst, "
    "höchstens nach einem Jahr."
)
NO_END, NO_END_WORDS = "Ohne Ende", ("unbefristet", "immer", "kein ende")
NOT_A_DAY = "Das habe ich nicht als Tag verstanden, der noch kommt (höchstens ein Jahr voraus)."
GIVEN = "{who} ist jetzt {role}. Das wurde mitgeteilt."
NOT_YOUR_REGION = (
    "Dafür müssten Sie einen Verbund ohne Ende federführen. Wer nur vertritt, kann keine Vertretung bestimmen."
)
AS_LEAD, AS_LEAD_UNTIL, AS_COORDINATION = (
    "Federführende für {region}",
    "Federführende für {region} bis {until}, als Vertretung",
    "Koordination",
)
YOU_ARE = "Sie sind jetzt {role}. Sie sind damit auch bestätigt."
YOU_CAN_LEAD = (
    "Sie können: wartende Personen bestätigen („Bestätigen“), sehen, wer dabei ist („Personen“), einladen und "
    "Eilmeldungen für Ihren Verbund senden („Eilt“). Sie sehen die Namen der Mitglieder Ihres Verbunds; bitte geben "
    "Sie sie nicht weiter."
)
YOU_CAN_COORDINATE = (
    "Sie können: alle bestätigen, Rollen geben und entziehen, und an alle senden. Von den Verbünden sehen Sie Zahlen."
)
YOU_ARE_SEEN = (
    "Ihren Namen, falls Sie einen angegeben haben, sehen die Koordination und die anderen Federführenden. "
    "Möchten Sie die Rolle nicht? Schreiben Sie „Entziehen“."
)

TAKE_TITLE = "Rolle entziehen"
ASK_WHICH = "Welche Rolle soll enden?"
NONE_TO_TAKE = "Es gibt keine Rolle, die Sie entziehen können."
YOURS = "{role} (Ihre eigene)"
TAKE_HOW = (
    "Enden soll: {who}, {role}. Die Person bleibt bestätigtes Mitglied und wird benachrichtigt. Einladungen, die sie "
    "gemacht hat, gelten weiter; „Einladung zurückziehen“ beendet sie. Wenn Sie das möchten, schreiben Sie innerhalb "
    "von 30 Minuten: {phrase}"
)
TAKE_PHRASE = "ENTZIEHEN {number}"
KEEP, KEEP_WORDS = "Nicht entziehen", ("abbrechen", "nein", "zurück")
KEPT = "In Ordnung, es hat sich nichts geändert."
TAKE_EXACTLY = "Es hat sich nichts geändert."
TAKEN = "{who} ist nicht mehr {role}. Das wurde mitgeteilt."
NOBODY_LEADS_NOW = "{region} hat jetzt niemanden, der federführt. Bestätigen kann dort nur noch die Koordination."
LAST_COORDINATION = "Das ist die letzte Koordination. Geben Sie bitte zuerst jemand anderem diese Rolle."
YOU_ARE_NOT = (
    "Sie sind nicht mehr {role}. Sie bleiben bestätigtes Mitglied; an Ihrem Abo ändert sich nichts. Namen anderer "
    "sehen Sie dafür nicht mehr. Einladungen, die Sie gemacht haben, gelten bis zu ihrem Ende."
)

BODIES_TITLE = "Einrichtungen"
BODIES_NONE = "Noch hat niemand eine Einrichtung angegeben."
BODIES_HOW = "Sind zwei davon dieselbe? Wählen Sie zuerst die Schreibweise, die verschwinden soll."
BODY = "{name} ({count})"
BODY_INTO = "„{name}“ ist dasselbe wie …"
BODIES_MERGED = "„{wrong}“ heißt jetzt „{right}“ ({count})."
BODIES_DONE, BODIES_DONE_WORDS = "Fertig", ("nein", "nichts", "zurück", "ende", "danke")
