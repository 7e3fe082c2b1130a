"""The program: settings, clock, commands, and the wiring of all parts."""
