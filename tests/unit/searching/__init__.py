"""Looking for notices, and for what comes."""
