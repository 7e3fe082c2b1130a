"""What is said about for whom polls and meetings are."""

UNKNOWN = (
    "„{said}“ kenne ich nicht. Nennen Sie Regionen, „alle“, „Federführende“, „Thema Sprache“ oder „Programm MBE“, auch "
    "zusammen: „Heide, Thema Sprache“."
)
ONLY_OWN = "Das geht nur für Ihre Region: {regions}."
NO_REGION = "Ihnen ist keine Region zugeordnet. Bitte wenden Sie sich an die Koordination."
LEADS_ONLY = "Federführende lassen sich nach Regionen auswählen, nicht nach Thema oder Programm."
CHOSEN_BY = "Gemeint ist, wer das gewählt hat oder keine Auswahl getroffen hat."
