"""What Telegram shows of the bot before anybody has written to it."""

from bot.words import general

#: The commands of Telegram's menu are those of the help, and mean the same.
COMMANDS = tuple((name.lower(), meaning) for name, meaning in general.HELP_COMMANDS)
DESCRIPTION = (
    "Der Verbundbote bringt Ihnen den Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen.\n\n"
    "Drücken Sie unten auf „Starten“, dann sagt er Ihnen, was er kann. "
    f"{general.NO_CASES}"
)
SHORT_DESCRIPTION = "Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen"
