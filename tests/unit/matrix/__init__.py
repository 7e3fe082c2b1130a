"""The pure parts of the Matrix channel."""
