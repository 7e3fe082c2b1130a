"""Every sentence that a member reads, in German, away from the logic."""
