"""Sources, their entries, and how an entry becomes a notice."""
