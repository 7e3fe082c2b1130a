"""One file per conversation. A handler takes a session and what was said, and returns its answers."""
