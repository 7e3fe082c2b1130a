"""Releasing, correcting, stopping and withdrawing, as far as people see it."""
