"""What `bote chat` and `bote demo` say around the bot's own answers, to whoever sits at the terminal."""

WELCOME = "Sie sprechen mit dem Verbundboten. Schreiben Sie „Hilfe“. Mit „Ende“ hören Sie auf."
PROMPT = "Sie: "
BOT = "Bote: "
BUTTONS = "Knöpfe: {labels} (hier schreiben Sie einfach das Wort)"
GOODBYE = "Auf Wiedersehen."
END_WORDS = frozenset({"ende", "exit", "quit", "tschuess"})
NO_ANSWER = "Der Bote hat nicht rechtzeitig geantwortet."
CHANGED = "(geändert)"
DELETED = "(gelöscht)"
UNKNOWN_PERSON = "Die Person „{key}“ gibt es nicht. Mit „bote export -“ sehen Sie, welche es gibt."
