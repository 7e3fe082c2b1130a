"""The real process, as an operator runs it: killed, taken over, stopped, and spoken to."""
