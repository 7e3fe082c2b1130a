"""The commands, by subject. Each takes a Desk, loads, calls, and returns its value."""
