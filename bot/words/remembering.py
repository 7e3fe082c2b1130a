"""What is said about reminders of deadlines."""

WHICH = "An welche Frist? Schreiben Sie „erinnern“ und die Nummer der Meldung, zum Beispiel „erinnern 12“."
NOT_THERE = "Eine solche Meldung gibt es für Sie nicht oder nicht mehr."
NO_DEADLINE = "Diese Meldung hat keine Frist."
TOO_LATE = "Dafür ist es zu spät: Die Frist ist {due}."
WILL = "Gern. Ich erinnere Sie am {at}. Die Frist ist {due}."
