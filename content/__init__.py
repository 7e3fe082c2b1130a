"""Content: what comes in is read, what goes out is shown; no network, no database."""
