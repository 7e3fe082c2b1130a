"""The relay, turn by turn."""
