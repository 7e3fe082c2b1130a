"""What is said about places. In a group others read it too."""

from domain.placing import PlaceRefusal

END = ("ende", "beenden", "aufhören", "abmelden", "löschen")
INTERNAL, PUBLIC = ("intern", "internes"), ("öffentlich", "öffentliches")
LEADS = ("federführende", "federführung")
NETWORK = ("landesweit", "alle", "netzwerk", "verbund")
CENTRE = ("beratungsstelle", "einrichtung")
TOPICS, REGIONS, NAME = ("themen", "thema"), ("region", "regionen", "landkreis"), ("name", "untergruppe")
ALL_TOPICS_WORDS = ("alle", "alles")

IS_NOW = "Dieser Ort ist eingerichtet: {what}."
IS_ALREADY = "Dieser Ort ist schon eingerichtet: {what}."
CHANGED = "Geändert: {what}."
#: An answer to a message of ours is heard in every group, whatever sign a command needs there.
HOW = (
    "Ändern kann das, wer ihn eingerichtet hat, wer den Verbund federführt, und die Koordination. Antworten Sie dazu "
    "auf diese Nachricht: „hier region …“, „hier themen …“, „hier name …“, „hier intern“, „hier ende“."
)
NOT_LISTENED = "Was Sie hier miteinander schreiben, speichere ich nicht."
ENDED = "Dieser Ort bekommt nichts mehr von mir. Soll er es wieder, antworten Sie auf diese Nachricht mit „hier“."
NO_PLACE = "Hier ist noch kein Ort eingerichtet. Antworten Sie auf diese Nachricht mit „hier“, dann ist es einer."
NOT_UNDERSTOOD = (
    "Das habe ich nicht verstanden: „{words}“. Möglich sind, als Antwort auf diese Nachricht: „hier“, „hier region "
    "Heide“, „hier themen Asyl, Sprache“, „hier name AG Stadt“, „hier federführende“, „hier beratungsstelle“, „hier "
    "landesweit“, „hier intern“, „hier öffentlich“, „hier ende“."
)
REFUSED = {
    PlaceRefusal.NOT_YOURS: (
        "Diesen Ort kann nur ändern, wer ihn eingerichtet hat, wer den Verbund federführt, oder die Koordination."
    ),
    PlaceRefusal.NOT_YOUR_REGION: "Für diesen Verbund können das nur seine Federführenden und die Koordination.",
    PlaceRefusal.NOT_FOR_ALL: "Einen Ort für ganz Niedersachsen kann nur die Koordination einrichten.",
    PlaceRefusal.NOT_INTERNAL: (
        "Internes bekommt ein Ort nur, wenn seine Federführende oder die Koordination das einstellen."
    ),
    PlaceRefusal.NOT_ON_THIS_NETWORK: "Internes geht in diesem Messenger nicht. Bitte nehmen Sie Matrix.",
    PlaceRefusal.NO_REGION: (
        "Für welchen Verbund? Antworten Sie auf diese Nachricht, zum Beispiel: „hier region Heide“."
    ),
}

OF_LEADS = "Federführende {where}"
OF_REGION, OF_ALL = "Verbund {regions}", "ganz Niedersachsen"
ALL_TOPICS = "alle Themen"
SCOPES = {"public": "nur Öffentliches", "internal": "auch Internes"}

# --- in the direct chat
TITLE = "Orte"
NONE = (
    "Es gibt noch keinen Ort, über den Sie entscheiden. Holen Sie mich in eine Gruppe, einen Raum oder ein Thema und "
    "schreiben Sie dort meinen Namen und dahinter „hier“."
)
ASK_WHICH = "Welchen Ort möchten Sie ändern?"
ASK_CHANGE = (
    "{what}. Schreiben Sie, was sich ändern soll: „region Heide“, „themen Asyl, Sprache“, „themen alle“, „name AG "
    "Stadt“, „intern“, „öffentlich“ oder „ende“."
)
NOT_CHANGED = "Das habe ich nicht verstanden."
PLACE_ENDED = "Beendet: {what}."
DONE, DONE_WORDS = "Fertig", ("zurück", "nein", "nichts", "danke")
FINISHED = "In Ordnung. Ihre Orte zeigt „Orte“."
HERE_IN_DIRECT = (
    "Das hier ist unser Einzelgespräch. Schreiben Sie bitte in der Gruppe, im Raum oder im Thema meinen Namen und "
    "dahinter „hier“. Für einen Kanal, in dem niemand mit Namen schreibt: Nehmen Sie mich dort auf, so dass ich senden "
    "darf, und schreiben Sie innerhalb eines Tages hier „hier“."
)
ASK_ARRIVAL = "Was soll ein Ort werden? Ich zeige, wohin Sie mich im letzten Tag geholt haben."
ARRIVAL = "Kanal oder Gruppe, {at}"
REGISTERED = (
    "Eingerichtet: {what}. Dort steht jetzt eine Nachricht von mir. War es der falsche, beenden Sie ihn mit „Orte“."
)
POSTED = (
    "Hier erscheint ab jetzt, was der Verbundbote sendet: {what}. Eingerichtet hat das, wer mich hierher geholt hat."
)
