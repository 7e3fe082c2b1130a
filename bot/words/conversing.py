"""What the bot says about conversations themselves: who may what, what is too old, what was cancelled."""

from domain.rights import Refusal

#: What ends any conversation.
CANCEL = ("abbrechen", "abbruch", "stopp", "stop", "cancel", "bitte abbrechen", "abbrechen bitte")
NOT_THAT = "Das habe ich hier nicht verstanden. Bitte antworten Sie auf die Frage, oder schreiben Sie „abbrechen“."
CANCELLED = "Abgebrochen. Es hat sich nichts geändert."
NOTHING_OPEN = (
    "Hier ist nichts offen, das Sie abbrechen könnten; es hat sich nichts geändert. Was gerade hinausgeht, hält "
    "„anhalten“ an. Ihr Abonnement beendet „abmelden“."
)
ASK_BACK = "„{said}“ beginnt wie der Befehl „{word}“. Was ist gemeint?"
IS_ANSWER = "Es ist meine Antwort"
ANSWER_WORDS = ("Antwort", "Text", "meine Antwort")
IS_COMMAND = "Es ist ein Befehl"
COMMAND_WORDS = ("Befehl",)
LAPSED = "Die 30 Minuten sind vorbei, es ist nichts geschehen. Wenn Sie es noch möchten, beginnen Sie bitte neu."
TOO_OLD = (
    "Dieser Knopf gehört zu einer Frage, die nicht mehr offen ist; es hat sich nichts geändert. "
    "Schreiben Sie „Hilfe“, dann sehen Sie, was Sie hier tun können."
)
REFUSED = {
    Refusal.NOT_JOINED: "Dafür müssten Sie angemeldet sein. Schreiben Sie „Anmelden“, es dauert zwei Nachrichten.",
    Refusal.NOT_CONFIRMED: "Das geht erst, wenn Ihre Federführung oder die Koordination Sie bestätigt hat.",
    Refusal.NOT_LEAD: "Das können nur Federführende und die Koordination.",
    Refusal.NOT_COORDINATION: "Das kann nur die Koordination.",
    Refusal.NOT_IN_A_GROUP: "Das ist persönlich. Bitte schreiben Sie mir dazu direkt, nicht in der Gruppe.",
    Refusal.NOT_ON_THIS_NETWORK: "Das ist intern und geht in diesem Messenger nicht. Bitte nehmen Sie Matrix.",
}
#: What is said about a command that may be meant instead of one that somebody may not give.
INSTEAD = {"niederschrift": "Das Protokoll eines Treffens machen Sie mit „niederschrift“."}
