"""The Matrix channel at a real Synapse, judged by members with a client of their own."""
