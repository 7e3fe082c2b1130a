"""What is true without any computer: frozen values and pure functions. No clock, no session, no network."""
