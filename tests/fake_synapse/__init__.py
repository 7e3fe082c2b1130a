"""A real Synapse for tests and for anybody to start, on loopback only; and the members who use it."""
