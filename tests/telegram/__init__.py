"""The Telegram channel over HTTP, at a Bot API server on this machine, judged by what can be observed."""
