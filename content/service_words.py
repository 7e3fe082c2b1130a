"""What Verbundbote tells single people by itself, seldom: that a pause is over, and whether they want to stay."""

STILL_THERE = (
    "Guten Tag, seit einem Jahr habe ich nichts von Ihnen gehört. Möchten Sie weiter Meldungen erhalten? "
    "Dann schreiben Sie irgendetwas, zum Beispiel „ja“, oder wählen Sie unten aus. "
    "Sonst lösche ich nach 30 Tagen alles, was über Sie gespeichert ist."
)
STAY, STAY_PAYLOAD = "Weiter dabei", "1:aktuell"
PAUSE_OVER = "Ihre Pause ist zu Ende, Sie erhalten wieder Meldungen."
STILL_OPEN = "Aus der Zwischenzeit ist noch offen:"
DEADLINE, BEGINS, URGENT = "Frist {at}: ", "Termin {at}: ", "Eilt: "
AGAIN = "Ganz lesen: „nochmal“ und die Nummer."
NUMBER = " (Nr. {number})"

#: What nobody decided.
HINT_LAPSES = (
    "Ein Hinweis oder eine Frage aus den Verbünden wartet seit elf Wochen auf eine Entscheidung. Ab {day} wird das "
    "verworfen, mit den Anlagen. Ansehen: „freigabe“."
)
HINTS_LAPSE = (
    "{count} Hinweise oder Fragen aus den Verbünden warten seit elf Wochen auf eine Entscheidung. Ab {day} werden sie "
    "verworfen, mit den Anlagen. Ansehen: „freigabe“."
)
GIVEN_LAPSED = {
    "hint": (
        "Ihr Hinweis „{title}“ blieb ohne Entscheidung und ist jetzt verworfen, mit den Anlagen. Das tut uns leid. "
        "Wenn er noch gilt, geben Sie ihn bitte noch einmal: „hinweis“."
    ),
    "question": (
        "Ihre Frage „{title}“ blieb ohne Antwort und ist jetzt verworfen, mit den Anlagen. Das tut uns leid. "
        "Wenn sie noch offen ist, stellen Sie sie bitte noch einmal: „frage“."
    ),
}
LAPSED_UNDECIDED = "Ohne Entscheidung verworfen, nach drei Monaten: {title}."
PROPOSAL_STALE = (
    "{title} hat sich inzwischen geändert oder gilt nicht mehr. Ihr Vorschlag wartet deshalb nicht länger auf ein "
    "zweites Augenpaar; es ist nichts geschehen. Bitte sehen Sie noch einmal nach."
)
PROPOSAL_UNREAD = (
    "Ihren Vorschlag zu {title} hat in zwei Wochen niemand gegengelesen. Er ist verfallen; es ist nichts geschehen. "
    "Wenn er noch gilt, schlagen Sie ihn bitte neu vor."
)
DRAFT_UNREAD = (
    "{title} hat niemand rechtzeitig gegengelesen. Es wurde nichts gesendet. Wenn es noch gilt, schreiben Sie es bitte "
    "neu."
)
