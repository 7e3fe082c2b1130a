"""Telegram: the Bot API through python-telegram-bot, with a transport, a poller and a pacing of our own."""

from channels.sparing import without

# Passports and the command line of a transport that we do not use: 12 MB.
with without("cryptography", "click"):
    import telegram  # noqa: F401 - loaded here, so that it is loaded without them
