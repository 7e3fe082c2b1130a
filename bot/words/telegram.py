"""What Telegram shows of the bot before anybody has written to it."""

from bot.words import general
from domain.folding import fold

#: The commands of Telegram's menu are those of the help, and mean the same. A name has only a to z there.
COMMANDS = tuple((fold(name), meaning) for name, meaning in general.HELP_COMMANDS)
DESCRIPTION = (
    "Der Verbundbote bringt Ihnen den Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen.\n\n"
    "Drücken Sie unten auf „Starten“, dann sagt er Ihnen, was er kann. "
    f"{general.NO_CASES}"
)
SHORT_DESCRIPTION = "Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen"
