"""Telegram: the Bot API through python-telegram-bot, with a transport, a poller and a pacing of our own."""
