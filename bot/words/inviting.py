"""What is said about invitations."""

from domain.recipient import Role
from store.codes import Refused

NO_CODE = "Bitte schreiben Sie „Code“ und dahinter Ihren Code, zum Beispiel „Code k7rm-2xhp-9dtw“."
REFUSED = {
    Refused.UNKNOWN: (
        "Diesen Code gibt es nicht, oder er ist schon benutzt. Bitte prüfen Sie ihn, oder bitten Sie um einen neuen."
    ),
    Refused.EXPIRED: "Dieser Code ist abgelaufen. Bitte bitten Sie um einen neuen.",
    Refused.BLOCKED: "Das waren zu viele falsche Codes. Bitte versuchen Sie es morgen wieder.",
}
TAKEN = "Danke, Ihre Einladung gilt. Sie sind bestätigt als {role}."
ABO_STAYS = "Ihr Abo ist, wie es war. Ändern: „abo“."
NOT_TAKEN = "In Ordnung, die Einladung ist nicht angenommen."
INVITED = "Sie sind eingeladen als {role}."
ROLES = {Role.MEMBER: "Mitglied", Role.LEAD: "Federführende", Role.COORDINATION: "Koordination"}
