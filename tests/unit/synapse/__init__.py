"""The Synapse of the tests, and the members who use it."""
